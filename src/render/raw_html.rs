//! HTML that an author wrote in Markdown. No tag of it ever becomes one: its words stay for the reader, and what is no
//! tag of HTML at all, such as the key in `Press <Ctrl>`, is shown as it was typed.

use std::ops::Range;

use super::escape;

/// A piece of raw HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Words.
    Words,
    /// A tag that is left out.
    Tag {
        /// The name of the element, in lower case.
        name: String,
        /// Whether it begins the element.
        opens: bool,
    },
    /// What looks like a tag and is none.
    Typed,
    /// A comment, a declaration, or a script or style sheet with what is in it, by its name: nobody is meant to read it.
    Hidden(String),
}

/// What a tag that is left out leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trace {
    /// Nothing: the words around it touch.
    Nothing,
    /// A space.
    Space,
    /// A line end.
    Line,
    /// The end of a paragraph.
    Paragraph,
}

/// Every element of HTML, those of earlier editions among them.
const ELEMENTS: &str = "a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink \
    blockquote body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir \
    div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup \
    hr html i iframe img input ins kbd label legend li link main map mark marquee menu meta meter nav nobr noframes \
    noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script search section \
    select slot small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th \
    thead time title tr track tt u ul var video wbr";
/// Those that end without a tag of their own.
const UNENDED: &str = "br hr img wbr p li td th tr dt dd thead tbody tfoot";
/// Those that stand on lines of their own.
const BLOCKS: &str = "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset \
    figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol p pre search \
    section summary table tbody textarea tfoot thead title tr ul";

fn is_one_of(name: &str, names: &str) -> bool {
    names.split_ascii_whitespace().any(|known| known == name)
}

/// The words that a tag leaves of its own: what a picture would have shown.
pub(super) fn description(tag: &str) -> Option<&str> {
    let lower = tag.to_ascii_lowercase();
    let rest = tag.get(lower.find("alt=")? + 4..)?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split(quote).next().filter(|words| !words.trim().is_empty())
}

/// What a tag leaves behind.
pub(super) fn trace(name: &str) -> Trace {
    match name {
        "br" => Trace::Line,
        "td" | "th" | "option" => Trace::Space,
        _ if is_one_of(name, BLOCKS) => Trace::Paragraph,
        _ => Trace::Nothing,
    }
}

/// How far is looked for the end of an element or of a tag, in bytes: what is further away is another matter, and a text of
/// nothing but tags costs no more than another.
const FAR: usize = 2000;

/// The beginning of a text from a byte on, as far as is looked.
fn window(text: &str, from: usize) -> &str {
    let from = text.floor_char_boundary(from);
    text.get(from..text.floor_char_boundary(from + FAR)).unwrap_or("")
}

/// Takes raw HTML apart; `text` is what it begins, in which an element may end.
pub(super) fn pieces(html: &str, text: &str) -> Vec<(Range<usize>, Piece)> {
    let mut found: Vec<(Range<usize>, Piece)> = Vec::new();
    let mut at = 0;
    let mut words = 0;
    while let Some(open) = html[at..].find('<').map(|open| at + open) {
        let Some((length, piece)) = markup(&html[open..], window(text, open)) else {
            at = open + 1;
            continue;
        };
        if open > words {
            found.push((words..open, Piece::Words));
        }
        at = open + length;
        words = at;
        found.push((open..at, piece));
    }
    if words < html.len() {
        found.push((words..html.len(), Piece::Words));
    }
    found
}

/// The length of what begins with this `<`, and what it is; nothing when it is only a sign.
fn markup(html: &str, text: &str) -> Option<(usize, Piece)> {
    let until = |end: &str| html.find(end).map_or(html.len(), |at| at + end.len());
    if html.starts_with("<!--") {
        return Some((until("-->"), Piece::Hidden("comment".into())));
    }
    if html.starts_with("<!") || html.starts_with("<?") {
        return Some((until(">"), Piece::Hidden("declaration".into())));
    }
    let opens = !html.starts_with("</");
    let inside = html.get(if opens { 1 } else { 2 }..)?;
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|end| *end > 0)?;
    let (typed, rest) = inside.split_at(end);
    if !typed.starts_with(|c: char| c.is_ascii_alphabetic()) || !rest.starts_with(['>', '/', ' ', '\t', '\n']) {
        return None;
    }
    let attributes = &rest[..closing(rest)?];
    let length = html.len() - rest.len() + attributes.len() + 1;
    let name = typed.to_ascii_lowercase();
    if opens && matches!(name.as_str(), "script" | "style") {
        let is_end = |at: &usize| html[*at + 2..].get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(&name));
        let end = html.match_indices("</").map(|(at, _)| at).find(is_end);
        let end = end.and_then(|at| Some(at + html[at..].find('>')? + 1));
        return Some((end.unwrap_or(html.len()), Piece::Hidden(name)));
    }
    let is_bare = attributes.trim_matches(['/', ' ', '\t', '\n']).is_empty();
    // A key such as `<Del>`, `<Option>` or `<P>`: it has a capital, nothing in it, and it never ends.
    let is_ended = || text.to_ascii_lowercase().contains(&format!("</{name}"));
    let is_key =
        || opens && is_bare && (!is_one_of(&name, UNENDED) || typed.len() == 1 && typed != name) && !is_ended();
    let piece = if !is_one_of(&name, ELEMENTS) || is_key() { Piece::Typed } else { Piece::Tag { name, opens } };
    Some((length, piece))
}

/// Where a tag ends, which is not within quotes.
fn closing(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in window(rest, 0).char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c == '>' => return Some(at),
            None => {}
        }
    }
    None
}

/// A block of raw HTML, with which `text` begins, as Markdown with the same words, in which there is no HTML.
pub(super) fn as_markdown(html: &str, text: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut begins = true;
    for (range, piece) in pieces(html, text) {
        let source = &html[range];
        match &piece {
            Piece::Words => {
                let source = if begins { source.trim_start() } else { source };
                for (n, line) in source.split('\n').enumerate() {
                    if n > 0 {
                        out.push('\n');
                    }
                    // How far HTML is indented says nothing.
                    literal(if n > 0 { line.trim_start() } else { line }, &mut out);
                }
            }
            Piece::Typed => literal(source, &mut out),
            Piece::Hidden(_) => {}
            Piece::Tag { name, opens } => out.push_str(&left_by(name, *opens, source)),
        }
        begins = match &piece {
            Piece::Words | Piece::Typed => false,
            Piece::Hidden(_) => begins,
            Piece::Tag { name, .. } => begins || matches!(trace(name), Trace::Line | Trace::Paragraph),
        };
    }
    out
}

/// What a tag becomes in Markdown.
fn left_by(name: &str, opens: bool, tag: &str) -> String {
    let level = name.strip_prefix('h').and_then(|level| level.parse::<usize>().ok());
    match (name, trace(name), level) {
        ("hr", ..) => "\n\n---\n\n".to_owned(),
        ("li", ..) if opens => "\n\n- ".to_owned(),
        ("img", ..) => description(tag).map_or_else(String::new, |words| {
            let mut out = String::new();
            literal(words, &mut out);
            out
        }),
        (.., Some(level)) if opens => format!("\n\n{} ", "#".repeat(level)),
        (_, Trace::Line, _) => "  \n".to_owned(),
        (_, Trace::Paragraph, _) => "\n\n".to_owned(),
        (_, Trace::Space, _) => " ".to_owned(),
        (_, Trace::Nothing, _) => String::new(),
    }
}

/// Words in which no `<` begins a tag; that of a link to the web or a mailbox stays what it is.
fn literal(words: &str, out: &mut String) {
    for (n, part) in words.split('<').enumerate() {
        if n > 0 {
            let inside = part.split('>').next().unwrap_or("");
            let is_link = part.contains('>')
                && !inside.contains(char::is_whitespace)
                && (inside.contains("://") || inside.contains('@'));
            out.push(if is_link { '<' } else { escape::literal('<') });
        }
        out.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(html: &str) -> Vec<String> {
        let say = |(range, piece): (Range<usize>, Piece)| match piece {
            Piece::Words => format!("words {}", &html[range]),
            Piece::Typed => format!("typed {}", &html[range]),
            Piece::Tag { name, opens } => format!("{}{name}", if opens { "" } else { "/" }),
            Piece::Hidden(name) => format!("hidden {name}"),
        };
        pieces(html, html).into_iter().map(say).collect()
    }

    #[test]
    fn a_tag_is_told_from_what_looks_like_one() {
        assert_eq!(kinds("a <B x='>'>b</b><br/>"), ["words a ", "b", "words b", "/b", "br"]);
        assert_eq!(kinds("<Ctrl>+<Del>, <P>"), ["typed <Ctrl>", "words +", "typed <Del>", "words , ", "typed <P>"]);
        assert_eq!(kinds("<del>old</del>"), ["del", "words old", "/del"]);
        assert_eq!(
            kinds("<!-- a > b --><script>if (a<b) x</SCRIPT >c"),
            ["hidden comment", "hidden script", "words c"]
        );
        assert_eq!(kinds("1 < 2 <https://a.example> <a"), ["words 1 < 2 <https://a.example> <a"]);
    }

    #[test]
    fn a_block_keeps_its_words_and_their_lines() {
        let said = |html: &str| escape::unescape(&as_markdown(html, html)).trim().replace("\n\n\n\n", "\n\n");
        assert_eq!(said("<p>Make a\n    back-up.</p>\n"), "Make a\nback-up.");
        assert_eq!(said("<ul>\n  <li>one</li>\n  <li>two</li>\n</ul>"), "- one\n\n- two");
        assert_eq!(said("<h2>Title</h2><img src=\"x\" alt=\"The button\">"), "## Title\n\nThe button");
        assert_eq!(said("<div>a<br>b <Ctrl></div>"), "a  \nb <Ctrl>");
        assert_eq!(said("<table><tr><td>Last day</td><td>Friday</td></tr></table>"), "Last day  Friday");
    }
}
