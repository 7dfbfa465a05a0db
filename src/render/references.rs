//! What a template has in it, read from its source: for comparing one language with another, whoever the reader is.
//!
//! Every branch counts, also those that no reader of today would see. The tags are read as they are written; whether
//! Tera can compile them is for the engine to say.

mod lexer;
mod links;

use std::collections::{BTreeMap, BTreeSet};

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use super::fragment::Fragment;
use super::raw_html::{self, Piece as HtmlPiece};
use super::{escape, markdown, names};
use crate::error::Place;
pub(super) use lexer::{Piece, Token, pieces};

pub use links::LinkFault;

/// What a template mentions, each with the first place where it does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct References {
    /// Values, such as `helpdesk.phone`; of a loop over devices `pending_devices.model`.
    pub variables: BTreeMap<String, Place>,
    /// Values that are written as a date or time.
    pub dates: BTreeMap<String, Place>,
    /// Targets of links, as they are written.
    pub links: BTreeMap<String, Place>,
    /// Labels.
    pub labels: BTreeMap<String, Place>,
    /// Terms.
    pub terms: BTreeMap<String, Place>,
    /// Templates it includes.
    pub includes: BTreeMap<String, Place>,
    /// Whether it computes the name of a label or term, so that any may be meant.
    pub computes_names: bool,
    /// How many items its numbered lists have.
    pub steps: usize,
    /// Pictures, in order.
    pub images: Vec<Image>,
    /// Words that the author typed, in order.
    pub words: Vec<(String, Place)>,
    /// Tags of HTML, and what looks like one, in order.
    pub html: Vec<(RawHtml, Place)>,
    /// What it gives names to: what is in a loop, and what is set.
    pub bound: BTreeSet<String>,
    /// Names that there are not, each with what to write instead; a part of a message may have them from what includes it.
    pub unknown: Vec<(Unknown, Place)>,
    /// Links and pictures that are none for their reader.
    pub faulty_links: Vec<(LinkFault, Place)>,
}

/// A name that there is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The name, as it is meant: in a loop over devices, `devices.modle`.
    pub name: String,
    /// Of an argument, whose it is.
    pub of: Option<String>,
    /// What to write instead.
    pub hint: String,
}

/// A piece of raw HTML in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawHtml {
    /// A tag that is left out: the name of its element, and whether it begins it.
    Tag(String, bool),
    /// What looks like a tag, as it is typed and shown.
    Typed(String),
    /// A comment, a declaration, a script or a style sheet, by that name: left out as a whole.
    Hidden(String),
}

/// A picture in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its path, as it is written.
    pub path: String,
    /// Whether there are values in the path.
    pub computed: bool,
    /// What it says of itself, values as they are written.
    pub alt: String,
    /// Whether it stands in running text itself, and not in a heading, a table, a link or strong words.
    pub alone: bool,
    /// Where it is.
    pub place: Place,
}

/// Stands in Markdown for a value, its number between two of them.
const VALUE: char = '\u{fffc}';
/// Filters that write dates and times.
const DATES: [&str; 3] = ["date", "time", "datetime"];

impl References {
    /// Reads a line that is no Markdown: a subject.
    pub fn of_line(fragment: &Fragment) -> Self {
        References { html: Vec::new(), faulty_links: Vec::new(), ..References::of(fragment) }
    }

    /// Reads a template in Markdown.
    pub fn of(fragment: &Fragment) -> Self {
        let mut references = References::default();
        let mut bound: BTreeMap<&str, String> = BTreeMap::new();
        let mut markdown = Markdown::default();
        let mut values = Vec::new();
        for piece in pieces(&fragment.text) {
            match piece {
                Piece::Text(text, at) => markdown.push(text, at),
                Piece::Value(tokens, text, at) => {
                    references.read(&tokens, fragment, &bound);
                    markdown.push(&format!("{VALUE}{}{VALUE}", values.len()), at);
                    values.push(text.trim());
                }
                Piece::Tag(tokens) => {
                    bind(&tokens, &mut bound);
                    references.read(&tokens, fragment, &bound);
                }
            }
        }
        references.bound = bound.into_keys().map(str::to_owned).collect();
        references.structure(&markdown, &values, fragment);
        references
    }

    /// Adds what another part has.
    pub fn add(&mut self, other: &References) {
        let mine = [&mut self.variables, &mut self.dates, &mut self.links, &mut self.labels, &mut self.terms];
        let theirs = [&other.variables, &other.dates, &other.links, &other.labels, &other.terms];
        for (mine, theirs) in mine.into_iter().zip(theirs).chain([(&mut self.includes, &other.includes)]) {
            for (name, place) in theirs {
                mine.entry(name.clone()).or_insert_with(|| place.clone());
            }
        }
        self.computes_names |= other.computes_names;
        self.steps += other.steps;
        self.images.extend(other.images.iter().cloned());
        self.words.extend(other.words.iter().cloned());
        self.html.extend(other.html.iter().cloned());
        self.bound.extend(other.bound.iter().cloned());
        self.unknown.extend(other.unknown.iter().cloned());
        self.faulty_links.extend(other.faulty_links.iter().cloned());
    }

    /// What the inside of a tag mentions.
    fn read(&mut self, tokens: &[(Token, usize)], fragment: &Fragment, bound: &BTreeMap<&str, String>) {
        let token = |at: usize| tokens.get(at).map(|(token, _)| *token);
        let mut last: Option<String> = None;
        for (n, (this, at)) in tokens.iter().enumerate() {
            let (mut before, after) = (n.checked_sub(1).and_then(token), token(n + 1));
            if before == Some(Token::Name("not")) && n > 1 && token(n - 2) == Some(Token::Name("is")) {
                before = Some(Token::Name("is"));
            }
            match this {
                Token::Name("include") if n == 0 => {
                    if let Some(Token::Text(path)) = after {
                        note(&mut self.includes, path, fragment, tokens[n + 1].1);
                    }
                }
                Token::Name(function @ ("label" | "term")) if after == Some(Token::Sign('(')) => {
                    let into = if *function == "label" { &mut self.labels } else { &mut self.terms };
                    match id_of(&tokens[n + 2..]) {
                        Some((id, at)) => note(into, id.strip_prefix('-').unwrap_or(id), fragment, at),
                        None => self.computes_names = true,
                    }
                }
                Token::Name(filter) if before == Some(Token::Sign('|')) => {
                    if let (true, Some(value)) = (DATES.contains(filter), &last) {
                        note(&mut self.dates, value, fragment, *at);
                    }
                }
                Token::Name("attribute") if after == Some(Token::Sign('=')) => {
                    if let (Some(Token::Text(attribute)), Some(source)) = (token(n + 2), &last) {
                        let at = tokens[n + 2].1;
                        self.value(format!("{source}.{attribute}"), attribute.chars().count(), fragment, at);
                    }
                }
                Token::Name(argument) if after == Some(Token::Sign('=')) => {
                    let call = call_around(&tokens[..n]);
                    let hint = call.and_then(|call| names::wrong_argument(call, argument));
                    if let (Some(call), Some(hint)) = (call, hint) {
                        let unknown = Unknown { name: (*argument).to_owned(), of: Some(call.to_owned()), hint };
                        self.unknown.push((unknown, place(fragment, *at, argument.chars().count())));
                    }
                }
                // What is in what was named before: `devices[0].model`, `person["name"]`.
                Token::Name(inner) if before == Some(Token::Sign('.')) => {
                    let is_indexed = n > 1 && token(n - 2) == Some(Token::Sign(']'));
                    if let (true, Some(source)) = (is_indexed, &last) {
                        self.value(format!("{source}.{inner}"), inner.chars().count(), fragment, *at);
                    }
                }
                Token::Text(inner) if before == Some(Token::Sign('[')) && after == Some(Token::Sign(']')) => {
                    if let (Some(Token::Name(_)), Some(source)) = (n.checked_sub(2).and_then(token), &last) {
                        self.value(format!("{source}.{inner}"), inner.chars().count(), fragment, *at);
                    }
                }
                Token::Name(name) if is_value(name, before, after) => {
                    let (root, rest) = name.split_once('.').map_or((*name, None), |(root, rest)| (root, Some(rest)));
                    let value = match (bound.get(root), rest) {
                        (None, _) => (*name).to_owned(),
                        (Some(source), Some(rest)) if !source.is_empty() => format!("{source}.{rest}"),
                        (Some(_), _) => continue,
                    };
                    self.value(value.clone(), name.chars().count(), fragment, *at);
                    last = Some(value);
                }
                _ => {}
            }
        }
    }

    /// A value that is mentioned.
    fn value(&mut self, name: String, width: usize, fragment: &Fragment, at: usize) {
        let place = place(fragment, at, width);
        if !names::is_known(&name) {
            let hint = names::nearest(&name);
            self.unknown.push((Unknown { name: name.clone(), of: None, hint }, place.clone()));
        }
        self.variables.entry(name).or_insert(place);
    }

    /// What the Markdown is made of.
    fn structure(&mut self, markdown: &Markdown, values: &[&str], fragment: &Fragment) {
        let parser = Parser::new_ext(&markdown.text, markdown::OPTIONS);
        // Words that follow on each other: the parser parts them at every sign that might have meant something.
        let mut run = 0..0;
        let mut ordered = Vec::new();
        // How many there are around a picture of what cannot have one, and whether what follows describes a picture.
        let (mut within, mut describes) = (0u32, false);
        for (event, range) in parser.into_offset_iter() {
            let at = markdown.source(range.start);
            if let (true, Event::Text(text) | Event::Code(text)) = (describes, &event)
                && let Some(image) = self.images.last_mut()
            {
                image.alt.push_str(&filled(text, values));
            }
            match &event {
                Event::InlineHtml(_) if is_merged(markdown, &range) => run.end = range.end,
                Event::Text(text) if run.end == range.start && text.len() == range.len() => run.end = range.end,
                Event::Text(text) if text.len() == range.len() => {
                    self.run(std::mem::replace(&mut run, range.clone()), markdown, values, fragment);
                }
                _ => self.run(std::mem::take(&mut run), markdown, values, fragment),
            }
            match event {
                Event::Start(Tag::Image { dest_url, .. }) => {
                    let (path, computed) = (filled(&dest_url, values), dest_url.contains(VALUE));
                    let width = markdown.text.get(range.clone()).map_or(1, |image| image.chars().count());
                    let place = place(fragment, at, if computed { 2 } else { width });
                    self.images.push(Image { path, computed, alt: String::new(), alone: within == 0, place });
                    describes = true;
                }
                Event::End(TagEnd::Image) => describes = false,
                Event::Start(ref tag) if !may_hold_pictures(tag) => {
                    within += 1;
                    if let Tag::Link { dest_url, link_type, .. } = tag {
                        note(&mut self.links, &filled(dest_url, values), fragment, at);
                        let leads = *link_type == LinkType::Email || leads_somewhere(dest_url);
                        let fault = (!leads).then(|| LinkFault::Target(filled(dest_url, values)));
                        let width = markdown.text.get(range.clone()).map_or(1, |link| link.chars().count());
                        self.faulty_links.extend(fault.map(|fault| (fault, place(fragment, at, width))));
                    }
                }
                Event::End(ref tag) if !ends_what_may(tag) => within = within.saturating_sub(1),
                Event::Start(Tag::List(first)) => ordered.push(first.is_some()),
                Event::End(TagEnd::List(_)) => {
                    ordered.pop();
                }
                Event::Start(Tag::Item) => self.steps += usize::from(ordered.last() == Some(&true)),
                // An entity, of which only the reader sees what it is.
                Event::Text(text) if text.len() != range.len() => {
                    self.words.push((text.to_string(), place(fragment, at, range.len())));
                }
                Event::InlineHtml(_) if is_merged(markdown, &range) => {}
                Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) => self.html(range, markdown, values, fragment),
                _ => {}
            }
        }
        self.run(run, markdown, values, fragment);
    }

    /// Words that follow on each other, and what of a link is among them.
    fn run(&mut self, run: Range<usize>, markdown: &Markdown, values: &[&str], fragment: &Fragment) {
        self.say(run.clone(), markdown, fragment);
        for (range, fault) in links::faults(&markdown.text, run) {
            let width = markdown.text.get(range.clone()).map_or(1, |link| filled(link, values).chars().count());
            let fault = fault.with(|text| filled(text, values));
            self.faulty_links.push((fault, place(fragment, markdown.source(range.start), width)));
        }
    }

    /// Words that the author typed. A value parts those around it.
    fn say(&mut self, range: Range<usize>, markdown: &Markdown, fragment: &Fragment) {
        let text = markdown.text.get(range.clone()).unwrap_or("");
        let mut before = 0;
        for (n, part) in text.split(VALUE).enumerate() {
            if n % 2 == 0 && !part.is_empty() {
                let at = markdown.source(range.start + before);
                self.words.push((part.to_owned(), place(fragment, at, part.chars().count())));
            }
            before += part.len() + VALUE.len_utf8();
        }
    }

    /// Tags of HTML, and the words between those of a block.
    fn html(&mut self, range: Range<usize>, markdown: &Markdown, values: &[&str], fragment: &Fragment) {
        let html = markdown.text.get(range.clone()).unwrap_or("");
        for (within, piece) in raw_html::pieces(html, &markdown.text[range.start..]) {
            let typed = html.get(within.clone()).unwrap_or("");
            let found = match piece {
                HtmlPiece::Words => {
                    self.run(range.start + within.start..range.start + within.end, markdown, values, fragment);
                    continue;
                }
                HtmlPiece::Tag { name, opens } => RawHtml::Tag(name, opens),
                HtmlPiece::Typed => RawHtml::Typed(typed.to_owned()),
                HtmlPiece::Hidden(name) => RawHtml::Hidden(name),
            };
            let width = typed.lines().next().unwrap_or("").chars().count();
            self.html.push((found, place(fragment, markdown.source(range.start + within.start), width)));
        }
    }
}

/// Whether this is what mail merge writes, `<<Name>>`, and no tag.
fn is_merged(markdown: &Markdown, range: &Range<usize>) -> bool {
    markdown.text[..range.start].ends_with('<') && markdown.text[range.end..].starts_with('>')
}

/// Whether a message can link to this. A value with which it begins is an address of the campaign's.
fn leads_somewhere(target: &str) -> bool {
    let part = |(n, part): (usize, &str)| if n % 2 == 1 { "1@value".to_owned() } else { part.to_owned() };
    target.starts_with(VALUE)
        || escape::target(&target.split(VALUE).enumerate().map(part).collect::<String>()).is_some()
}

/// Whether a picture may stand in this: what is made of blocks, and a paragraph.
fn may_hold_pictures(tag: &Tag) -> bool {
    matches!(tag, Tag::Paragraph | Tag::BlockQuote(_) | Tag::List(_) | Tag::Item | Tag::Image { .. } | Tag::HtmlBlock)
}

/// The same, of what ends.
fn ends_what_may(tag: &TagEnd) -> bool {
    let is_blocks = matches!(tag, TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::HtmlBlock);
    is_blocks || matches!(tag, TagEnd::Paragraph | TagEnd::Image)
}

/// Words that are no values.
const KEYWORDS: [&str; 31] = [
    "if",
    "elif",
    "else",
    "endif",
    "for",
    "in",
    "endfor",
    "set",
    "and",
    "or",
    "not",
    "is",
    "true",
    "false",
    "none",
    "include",
    "loop",
    "True",
    "False",
    "None",
    "set_global",
    "endset",
    "filter",
    "endfilter",
    "block",
    "endblock",
    "extends",
    "raw",
    "endraw",
    "break",
    "continue",
];

fn is_value(name: &str, before: Option<Token>, after: Option<Token>) -> bool {
    let root = name.split('.').next().unwrap_or(name);
    let is_named_argument = after == Some(Token::Sign('='));
    !KEYWORDS.contains(&root)
        && !is_named_argument
        && after != Some(Token::Sign('('))
        && !matches!(before, Some(Token::Name("is" | "for" | "set")))
}

/// The filter or function within whose parentheses what follows stands.
fn call_around<'a>(before: &[(Token<'a>, usize)]) -> Option<&'a str> {
    let mut depth = 0;
    for (n, (token, _)) in before.iter().enumerate().rev() {
        match token {
            Token::Sign(')') => depth += 1,
            Token::Sign('(') if depth == 0 => {
                return match before.get(n.checked_sub(1)?)?.0 {
                    Token::Name(name) => Some(name),
                    _ => None,
                };
            }
            Token::Sign('(') => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Names that a tag gives to values: `for device in devices`, `set old = …`, `[device for device in devices]`.
fn bind<'a>(tokens: &[(Token<'a>, usize)], bound: &mut BTreeMap<&'a str, String>) {
    let names: Vec<Token> = tokens.iter().map(|(token, _)| *token).collect();
    for window in names.windows(4).skip(1) {
        if let [Token::Name("for"), Token::Name(one), Token::Name("in"), Token::Name(source)] = window {
            let source = bound.get(source).cloned().unwrap_or_else(|| (*source).to_owned());
            bound.insert(one, source);
        }
    }
    match names.as_slice() {
        [Token::Name("for"), Token::Name(one), Token::Name("in"), Token::Name(source), ..] => {
            let source = bound.get(source).cloned().unwrap_or_else(|| (*source).to_owned());
            bound.insert(one, source);
        }
        [Token::Name("for"), Token::Name(key), Token::Sign(','), Token::Name(value), ..] => {
            bound.insert(key, String::new());
            bound.insert(value, String::new());
        }
        [Token::Name("set" | "set_global" | "for"), Token::Name(name), ..] => {
            bound.insert(name, String::new());
        }
        _ => {}
    }
}

/// The name that is written out in `label(…, id="name", …)`.
fn id_of<'a>(arguments: &[(Token<'a>, usize)]) -> Option<(&'a str, usize)> {
    let mut depth = 0;
    for (n, (token, _)) in arguments.iter().enumerate() {
        match token {
            Token::Sign('(') => depth += 1,
            Token::Sign(')') if depth == 0 => return None,
            Token::Sign(')') => depth -= 1,
            Token::Name("id") if depth == 0 => {
                return match (arguments.get(n + 1)?, arguments.get(n + 2)?) {
                    ((Token::Sign('='), _), (Token::Text(id), at)) => Some((id, *at)),
                    _ => None,
                };
            }
            _ => {}
        }
    }
    None
}

/// A link's target with its values as they are written.
fn filled(target: &str, values: &[&str]) -> String {
    let part = |(n, part): (usize, &str)| match part.parse::<usize>().ok().and_then(|at| values.get(at)) {
        Some(value) if n % 2 == 1 => format!("{{{{ {value} }}}}"),
        _ => part.to_owned(),
    };
    target.split(VALUE).enumerate().map(part).collect()
}

fn note(into: &mut BTreeMap<String, Place>, name: &str, fragment: &Fragment, at: usize) {
    into.entry(name.to_owned()).or_insert_with(|| place(fragment, at, name.chars().count()));
}

fn place(fragment: &Fragment, at: usize, width: usize) -> Place {
    let before = fragment.text.get(..at).unwrap_or("");
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = before.matches('\n').count() as u32 + 1;
    fragment.place(line, before[line_start..].chars().count() as u32 + 1, width as u32)
}

/// The text without its tags, and from where in the template each part of it is.
#[derive(Default)]
struct Markdown {
    text: String,
    parts: Vec<(usize, usize)>,
}

impl Markdown {
    fn push(&mut self, text: &str, source: usize) {
        self.parts.push((self.text.len(), source));
        self.text.push_str(text);
    }

    fn source(&self, at: usize) -> usize {
        let part = self.parts.partition_point(|(start, _)| *start <= at).checked_sub(1);
        part.and_then(|part| self.parts.get(part)).map_or(0, |(start, source)| source + (at - start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references(text: &str) -> References {
        References::of(&Fragment::whole("a.md", text))
    }

    fn names(map: &BTreeMap<String, Place>) -> Vec<&str> {
        map.keys().map(String::as_str).collect()
    }

    #[test]
    fn every_branch_counts_and_loops_say_what_they_are_over() {
        let found = references(
            "{# {{ comment.out }} #}{% if helpdesk.phone and not days_left == 1 %}Bel {{ helpdesk.phone }}{% else %}\
             {{ migration.to or \"het }} systeem\" }}{% endif %}{% for device in pending_devices -%}\
             {{ device.model or label(id='device', n=device.serial) }} {{ loop.index }}{% endfor %}\
             {% set old = device.system | lower %}{{ old }} {{ wave.deadline | date(style=\"full\") }}",
        );
        assert_eq!(
            names(&found.variables),
            [
                "days_left",
                "helpdesk.phone",
                "migration.to",
                "pending_devices",
                "pending_devices.model",
                "pending_devices.serial",
                "pending_devices.system",
                "wave.deadline"
            ]
        );
        assert_eq!((names(&found.dates), names(&found.labels)), (vec!["wave.deadline"], vec!["device"]));
        assert!(!found.computes_names && references("{{ label(id=x) }}").computes_names);
    }

    #[test]
    fn links_steps_and_words_are_those_of_the_author() {
        let found = references(
            "# Zo\n\n1. {% if a %}Open [de app]({{ migration.enrol_url }}?x={{ a }}).{% endif %}\n2. Klaar op {{ d }} mei.\n\n\
             - [bel](tel:{{ helpdesk.phone }}) `code`\n{% include \"templates/blocks/x.nl.md\" %}\n",
        );
        assert_eq!(names(&found.links), ["tel:{{ helpdesk.phone }}", "{{ migration.enrol_url }}?x={{ a }}"]);
        assert_eq!((found.steps, names(&found.includes)), (2, vec!["templates/blocks/x.nl.md"]));
        let words: Vec<(&str, String)> = found.words.iter().map(|(word, at)| (word.as_str(), at.to_string())).collect();
        assert!(words.contains(&(" mei.", "a.md:4:20".to_owned())), "{words:?}");
        assert!(!words.iter().any(|(word, _)| word.contains("code")), "{words:?}");
    }
}
