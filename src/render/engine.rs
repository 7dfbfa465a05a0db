//! The only user of Tera: one instance for Markdown bodies, subjects and preheaders, one for the HTML shell.
//!
//! In a Markdown body every value is escaped (see `escape`), in the shell it is escaped for HTML; a subject takes it
//! as it is and is cleaned afterwards. There is no way around this: the filter `safe` is an error in all of them.

use std::collections::HashMap;
use std::sync::Arc;

use chrono_tz::Tz;
use tera::{Context, ErrorKind, Kwargs, ReportError, State, Tera, Value};

use super::cache::Cache;
use super::date_value::DateValue;
use super::escape;
use super::fragment::Fragment;
use super::names;
use super::sign::Sign;
use super::steps::{self, Bounded};
use crate::error::{Error, Place, Problem, Result};
use crate::l10n::{Argument, Catalogs, DateStyle, Voice};

/// The compiled templates.
pub(crate) struct Engine {
    markdown: Tera,
    shell: Tera,
    fragments: HashMap<String, Fragment>,
}

/// How values are escaped in a template, and what it renders to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escaping {
    /// Markdown in which values are escaped; the template's name ends in `.md`.
    Markdown,
    /// One line of text.
    Line,
    /// HTML; the template's name ends in `.html`.
    Html,
}

impl Engine {
    /// Compiles templates, by name.
    ///
    /// # Errors
    /// With every template that cannot be compiled.
    pub(crate) fn new(templates: HashMap<String, (Escaping, Fragment)>, catalogs: Arc<Catalogs>) -> Result<Self> {
        let mut markdown = Tera::new();
        markdown.autoescape_on([".md"]);
        markdown.set_escape_fn(escape::escape);
        let mut shell = Tera::new();
        shell.autoescape_on([".html"]);
        for tera in [&mut markdown, &mut shell] {
            speak(tera, &catalogs);
        }
        let mut problems: Vec<Problem> = templates
            .values()
            .flat_map(|(_, fragment)| [component(fragment), steps::too_deep(fragment)])
            .flatten()
            .collect();
        let mut names: Vec<&String> = templates.keys().collect();
        names.sort();
        let (html, other): (Vec<&String>, Vec<&String>) =
            names.into_iter().partition(|name| templates[*name].0 == Escaping::Html);
        compile(&mut markdown, other, &templates, &mut problems);
        compile(&mut shell, html, &templates, &mut problems);
        Error::collect(problems)?;
        let fragments = templates.into_iter().map(|(name, (_, fragment))| (name, fragment)).collect();
        Ok(Engine { markdown, shell, fragments })
    }

    /// Renders a template.
    ///
    /// # Errors
    /// When it mentions what does not exist, with the place.
    pub(crate) fn render(&self, escaping: Escaping, name: &str, context: &Context) -> Result<String> {
        let tera = if escaping == Escaping::Html { &self.shell } else { &self.markdown };
        let mut written = Bounded::begin();
        if let Err(error) = tera.render_to(name, context, &mut written) {
            let fragment = |name: &str| self.fragments.get(name);
            let mut problems = Vec::new();
            if written.is_full {
                let place = fragment(name).map_or_else(|| Place::file(name), |found| found.place(1, 1, 1));
                problems.push(Bounded::problem().at(place));
            } else {
                explain(&error, name, &fragment, &mut problems);
            }
            return Err(Error { kind: crate::error::Kind::Campaign, problems });
        }
        let rendered = written.text();
        Ok(if escaping == Escaping::Line { escape::one_line(&rendered).into_owned() } else { rendered })
    }
}

/// Compiles all templates that can be, and reports each that cannot.
fn compile(
    tera: &mut Tera,
    mut names: Vec<&String>,
    templates: &HashMap<String, (Escaping, Fragment)>,
    problems: &mut Vec<Problem>,
) {
    let fragment = |name: &str| templates.get(name).map(|(_, fragment)| fragment);
    let mut broken: Vec<String> = Vec::new();
    while !names.is_empty() {
        let Err(error) =
            tera.add_raw_templates(names.iter().map(|name| (name.as_str(), templates[*name].1.text.as_str())))
        else {
            return;
        };
        let mut found = Vec::new();
        let mut culprits = explain(&error, "", &fragment, &mut found);
        // What includes a broken template is not itself broken.
        found.retain(|problem| {
            !broken.iter().any(|name| problem.message.contains(&format!("Unknown template `{name}`")))
        });
        problems.append(&mut found);
        culprits.retain(|name| names.contains(&name));
        if culprits.is_empty() {
            return;
        }
        names.retain(|name| !culprits.contains(name));
        broken.append(&mut culprits);
    }
}

/// Turns an error of Tera into problems with their places; returns the names of the templates that are to blame.
fn explain<'a>(
    error: &tera::Error,
    name: &str,
    fragment: &dyn Fn(&str) -> Option<&'a Fragment>,
    problems: &mut Vec<Problem>,
) -> Vec<String> {
    let at_start = |name: &str| fragment(name).map_or_else(|| Place::file(name), |found| found.place(1, 1, 1));
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            problems.push(reported(report, fragment));
            vec![report.filename().to_owned()]
        }
        ErrorKind::CircularInclude { include_chain: chain, .. }
        | ErrorKind::CircularExtend { inheritance_chain: chain, .. } => {
            // The chain begins where Tera began to look, which may be outside the circle.
            let from = chain.last().and_then(|last| chain.iter().position(|name| name == last)).unwrap_or(0);
            let circle = &chain[from..];
            let first = circle.first().map_or("", String::as_str);
            let next = circle.get(1).map_or(first, String::as_str);
            let place = fragment(first).map_or_else(|| Place::file(first), |found| mention(found, next));
            problems.push(
                Problem::new(format!("this template includes itself: {}", circle.join(" → ")))
                    .at(place)
                    .hint("take one of these out of the circle"),
            );
            circle.to_vec()
        }
        ErrorKind::MissingParent { current, parent } => {
            let place = fragment(current).map_or_else(|| Place::file(current.as_str()), |found| mention(found, parent));
            problems.push(Problem::new(format!("there is no template `{parent}`")).at(place));
            vec![current.clone()]
        }
        ErrorKind::Msg(message) if message.starts_with("error: ") => {
            message.split("\n\nerror: ").filter_map(|report| flat_report(report, fragment, problems)).collect()
        }
        other => {
            problems.push(Problem::new(other.to_string()).at(at_start(name)));
            vec![name.to_owned()]
        }
    }
}

fn reported<'a>(report: &ReportError, fragment: &dyn Fn(&str) -> Option<&'a Fragment>) -> Problem {
    let span = report.span();
    let width = if span.end_line == span.start_line { span.end_col.saturating_sub(span.start_col) } else { 1 };
    let place = match fragment(report.filename()) {
        Some(found) => found.place(span.start_line as u32, span.start_col as u32 + 1, width as u32),
        None => Place::file(report.filename()),
    };
    let (message, hint) = match report.message().split_once("\nhint: ") {
        Some((message, hint)) => (message, Some(hint)),
        None => (report.message(), None),
    };
    if let Some(problem) = fragment(report.filename()).and_then(|found| foreign_sign(report, found)) {
        return problem;
    }
    let problem = Problem::new(message.trim_end_matches('.')).at(place);
    let nearest = || fragment(report.filename()).and_then(|found| unknown_name(report, found));
    match hint.map(str::to_owned).or_else(|| absent_fact(report, fragment)).or_else(nearest) {
        Some(hint) => problem.hint(hint),
        None => problem,
    }
}

/// The sign that a template cannot be read for, where Tera says only that there is one; or the quotation mark that was to
/// end a text.
fn foreign_sign(report: &ReportError, fragment: &Fragment) -> Option<Problem> {
    let span = report.span();
    let line = fragment.text.lines().nth(span.start_line.checked_sub(1)?)?;
    let (column, sign) = match report.message() {
        "Unexpected character" => (span.start_col, line.chars().nth(span.start_col)?),
        message if message.to_lowercase().contains("string") => {
            line.chars().enumerate().skip(span.start_col).find(|(_, sign)| Sign::is_quote(*sign))?
        }
        _ => return None,
    };
    let Sign { name, cure } = Sign::of(sign, line.chars().nth(column + 1));
    let place = fragment.place(span.start_line as u32, column as u32 + 1, 1);
    Some(
        Problem::new(format!("a template cannot have {name} within `{{{{ … }}}}` or `{{% … %}}`")).at(place).hint(cure),
    )
}

/// What to do about a fact that the template says and the campaign file does not.
fn absent_fact<'a>(report: &ReportError, fragment: &dyn Fn(&str) -> Option<&'a Fragment>) -> Option<String> {
    if !report.message().contains("is not defined") {
        return None;
    }
    let span = report.span();
    let line = fragment(report.filename())?.text.lines().nth(span.start_line.checked_sub(1)?)?;
    let before: String = line.chars().take(span.start_col).collect();
    let name: String = line.chars().skip(span.start_col).take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let hint = format!("write it in campaign.yaml, at this message: `facts: {{{name}: …}}`");
    before.ends_with("facts.").then_some(hint)
}

/// What to write instead of a name that there is never.
fn unknown_name(report: &ReportError, fragment: &Fragment) -> Option<String> {
    if !report.message().contains("is not defined") {
        return None;
    }
    let span = report.span();
    let line: Vec<char> = fragment.text.lines().nth(span.start_line.checked_sub(1)?)?.chars().collect();
    let is_part = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let from = line.get(..span.start_col)?.iter().rposition(|c| !is_part(c)).map_or(0, |at| at + 1);
    let name: String = line[from..].iter().take_while(|c| is_part(c)).collect();
    let is_root = fragment.text.contains(&format!("for {} in", name.split('.').next()?));
    (!is_root && !names::is_known(&name)).then(|| names::nearest(&name))
}

/// Unknown filters, functions and templates come as a drawing; its second line is `--> name:line:column`.
fn flat_report<'a>(
    report: &str,
    fragment: &dyn Fn(&str) -> Option<&'a Fragment>,
    problems: &mut Vec<Problem>,
) -> Option<String> {
    let mut lines = report.lines();
    let message = lines.next()?.trim_start_matches("error: ");
    let (rest, column) = lines.next()?.trim_start().strip_prefix("--> ")?.rsplit_once(':')?;
    let (name, line) = rest.rsplit_once(':')?;
    let underline = report.lines().last().map_or(1, |line| line.matches('^').count());
    let place = match (fragment(name), line.parse(), column.parse()) {
        (Some(found), Ok(line), Ok(column)) => found.place(line, column, underline as u32),
        _ => Place::file(name),
    };
    let problem = Problem::new(message).at(place);
    let lower = message.to_lowercase();
    let called = message.split('`').nth(1);
    problems.push(match called.filter(|_| lower.contains("filter") || lower.contains("function")) {
        Some(called) => problem.hint(names::nearest_call(called, lower.contains("filter"))),
        None => problem,
    });
    Some(name.to_owned())
}

/// Where a template mentions another one.
fn mention(fragment: &Fragment, other: &str) -> Place {
    for (n, line) in fragment.text.lines().enumerate() {
        if let Some(at) = line.find(other) {
            let column = line[..at].chars().count() as u32 + 1;
            return fragment.place(n as u32 + 1, column, other.chars().count() as u32);
        }
    }
    fragment.place(1, 1, 1)
}

/// A component may call itself without end, which no check of Tera finds: there are none, there are includes.
fn component(fragment: &Fragment) -> Option<Problem> {
    let mut lines = fragment.text.lines().enumerate();
    let defines = |line: &str| {
        let tags = line.match_indices("{%").map(|(at, tag)| (at, line[at + tag.len()..].trim_start_matches('-')));
        tags.filter(|(_, rest)| rest.trim_start().starts_with("component ")).map(|(at, _)| at).next()
    };
    let (n, column) = lines.find_map(|(n, line)| Some((n, line[..defines(line)?].chars().count())))?;
    let place = fragment.place(n as u32 + 1, column as u32 + 1, 2);
    Some(
        Problem::new("a template cannot define components")
            .at(place)
            .hint("put the part in `templates/blocks/` and include it"),
    )
}

/// Registers the filters and functions that know the reader's language.
fn speak(tera: &mut Tera, catalogs: &Arc<Catalogs>) {
    tera.register_filter("safe", |_: Value, _: Kwargs, _: &State| -> tera::TeraResult<Value> {
        Err(tera::Error::message("values are always taken literally: `safe` does not exist here"))
    });
    tera.register_function("range", steps::range);
    // What depends on the reader's language and a value that many have is made once.
    let cache = Arc::new(Cache::default());
    let (known, said) = (catalogs.clone(), cache.clone());
    tera.register_filter("date", move |value: &str, kwargs: Kwargs, state: &State| {
        let reader = Reader::of(state)?;
        let (name, style) = (kwargs.get::<&str>("style")?.unwrap_or(""), style(&kwargs)?);
        said.get_or(&["date", reader.formats()?, name, reader.timezone()?, value], || {
            Ok::<_, tera::Error>(
                reader.voice(&known)?.formatter().date(DateValue::parse(value)?.day(reader.zone()?), style),
            )
        })
    });
    let known = catalogs.clone();
    tera.register_filter("time", move |value: &str, kwargs: Kwargs, state: &State| {
        let reader = Reader::of(state)?;
        let (date, voice) = (DateValue::parse(value)?, reader.voice(&known)?);
        let text = voice.formatter().time(date.local(reader.zone()?)?.time());
        with_zone(text, &date, &voice, &reader, &kwargs)
    });
    let known = catalogs.clone();
    tera.register_filter("clock", move |value: &str, _: Kwargs, state: &State| {
        let reader = Reader::of(state)?;
        let (date, voice) = (DateValue::parse(value)?, reader.voice(&known)?);
        let text = voice.formatter().clock(date.local(reader.zone()?)?.time());
        match state.get::<bool>("zones_differ")?.unwrap_or(false) {
            true => named(text, &date, &voice, &reader),
            false => Ok(text),
        }
    });
    let known = catalogs.clone();
    tera.register_filter("datetime", move |value: &str, kwargs: Kwargs, state: &State| {
        let reader = Reader::of(state)?;
        let (date, voice) = (DateValue::parse(value)?, reader.voice(&known)?);
        let text = voice.formatter().datetime(date.local(reader.zone()?)?, style(&kwargs)?);
        with_zone(text, &date, &voice, &reader, &kwargs)
    });
    let (known, said) = (catalogs.clone(), cache.clone());
    tera.register_filter("number", move |value: Value, _: Kwargs, state: &State| {
        let reader = Reader::of(state)?;
        match (value.as_i64(), value.as_f64()) {
            (Some(number), _) => said.get_or(&["number", reader.formats()?, &number.to_string()], || {
                Ok::<_, tera::Error>(reader.voice(&known)?.formatter().integer(number))
            }),
            (None, Some(number)) => Ok(reader.voice(&known)?.formatter().number(number)),
            _ => Err(tera::Error::message(format!("`number` needs a number, not a {}", value.name()))),
        }
    });
    let known = catalogs.clone();
    tera.register_filter("list", move |values: Vec<String>, _: Kwargs, state: &State| {
        let voice = Reader::of(state)?.voice(&known)?;
        Ok::<_, tera::Error>(voice.formatter().list(values.iter().map(String::as_str)))
    });
    let (known, said) = (catalogs.clone(), cache.clone());
    tera.register_function("label", move |kwargs: Kwargs, state: &State| {
        let reader = Reader::of(state)?;
        let given: Vec<(String, &Value)> = kwargs.iter().map(|(name, value)| (name.to_string(), value)).collect();
        let arguments: Vec<(&str, Argument)> = given
            .iter()
            .filter(|(name, _)| name != "id")
            .filter_map(|(name, value)| Some((name.as_str(), argument(value)?)))
            .collect();
        let id = kwargs.must_get::<&str>("id")?;
        let make = || reader.voice(&known)?.label(id, &arguments).map_err(ours);
        let (language, formats) = (reader.language()?, reader.formats()?);
        // Names of people and devices are for one message alone.
        match arguments[..] {
            [] => said.get_or(&["label", language, formats, id], make),
            [(name, Argument::Number(number))] => {
                said.get_or(&["label", language, formats, id, name, &number.to_string()], make)
            }
            _ => make(),
        }
    });
    let known = catalogs.clone();
    tera.register_function("term", move |kwargs: Kwargs, state: &State| {
        let reader = Reader::of(state)?;
        let id = kwargs.must_get::<&str>("id")?;
        cache.get_or(&["term", reader.language()?, reader.formats()?, id], || {
            reader.voice(&known)?.term(id).map_err(ours)
        })
    });
}

/// A value as a label takes it; nothing of a value that no label can say, which the label then lacks.
fn argument(value: &Value) -> Option<Argument<'_>> {
    if let Some(number) = value.as_f64() {
        return Some(Argument::Number(number));
    }
    if let Some(text) = value.as_str() {
        return Some(Argument::Text(text));
    }
    let items = value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned));
    items.collect::<Option<_>>().map(Argument::List)
}

/// An error of ours on its way through Tera, which gives it its place.
fn ours(error: Error) -> tera::Error {
    match error.problems.first() {
        Some(Problem { message, hint: Some(hint), .. }) => tera::Error::message(format!("{message}\nhint: {hint}")),
        _ => tera::Error::message(error),
    }
}

/// How the reader of a message is spoken to, and in which zone they are.
struct Reader {
    /// A tag.
    language: Value,
    /// Whose dates and numbers these are: a tag.
    formats: Value,
    timezone: Value,
}

impl Reader {
    fn of(state: &State) -> tera::TeraResult<Self> {
        let text = |name: &str| state.get::<Value>(name)?.ok_or_else(unknown);
        Ok(Reader { language: text("language")?, formats: text("formats")?, timezone: text("timezone")? })
    }

    fn language(&self) -> tera::TeraResult<&str> {
        self.language.as_str().ok_or_else(unknown)
    }

    fn formats(&self) -> tera::TeraResult<&str> {
        self.formats.as_str().ok_or_else(unknown)
    }

    fn timezone(&self) -> tera::TeraResult<&str> {
        self.timezone.as_str().ok_or_else(unknown)
    }

    fn zone(&self) -> tera::TeraResult<Tz> {
        self.timezone()?.parse().map_err(|_| unknown())
    }

    fn voice(&self, catalogs: &Catalogs) -> tera::TeraResult<Arc<Voice>> {
        catalogs.voice(self.language()?, self.formats()?).map_err(ours)
    }
}

fn unknown() -> tera::Error {
    tera::Error::message("the language and time zone of this message are not known")
}

fn style(kwargs: &Kwargs) -> tera::TeraResult<DateStyle> {
    let Some(name) = kwargs.get::<&str>("style")? else { return Ok(DateStyle::Full) };
    DateStyle::named(name).ok_or_else(|| {
        tera::Error::message(format!(
            "there is no date style `{name}`; there are `full`, `long`, `medium` and `weekday`"
        ))
    })
}

fn with_zone(
    text: String,
    date: &DateValue,
    voice: &Voice,
    reader: &Reader,
    kwargs: &Kwargs,
) -> tera::TeraResult<String> {
    if !kwargs.get::<bool>("zone")?.unwrap_or(false) {
        return Ok(text);
    }
    named(text, date, voice, reader)
}

/// A time with the name of its zone.
fn named(text: String, date: &DateValue, voice: &Voice, reader: &Reader) -> tera::TeraResult<String> {
    let zone = reader.zone()?;
    Ok(format!("{text} ({})", voice.formatter().zone(date.instant(zone)?, zone)))
}
