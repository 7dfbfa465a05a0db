//! What a layout is given: the contract with whoever writes one.
//!
//! A layout is `templates/layout/<name>.typ` and has a function `paper(s)` that makes the page. Of what is marked `?`
//! the value may be `none`.
//!
//! | name | what |
//! |---|---|
//! | `s.lang`, `s.region`?, `s.rtl` | the language, and whether it is written from the right |
//! | `s.color` | the organisation's, as it can be read on white and white on it |
//! | `s.large` | whether this is large print |
//! | `s.size` | `"a4"` or `"us-letter"`; of a poster also `"a3"` |
//! | `s.organization`, `s.campaign`, `s.wave`, `s.from`, `s.to` | |
//! | `s.title`, `s.lead`? | the heading or subject; the sentence after it |
//! | `s.person`? | `(name, department?, building?, address)`, the address as lines |
//! | `s.opening`, `s.body` | what the message says: before the deadline, and after it |
//! | `s.deadline`? | `(label?, day?, said?)`: in what the message says of it, the day is what it begins with in bold |
//! | `s.link`? | `(url, typed, qr, alt, text?)`: what the code opens, and what that is; `in-body` when the message has it as a button |
//! | `s.help` | `(phone?, hours?, email?, url?)`; `url` is `(url, typed)` |
//! | `s.number`?, `s.date` | `Sheet 00118`; the day it is for: when the message was due |
//! | `s.labels` | labels by their ids without `print-`, see [`super::words`]; in `page`, `{page}` and `{pages}` stand for numbers |
//!
//! `labels.typ` is given `s.people`, a list of persons, and `separator.typ` `s.building`?, `s.department`?, `s.count`
//! and `s.numbers`, with the language, the labels and the campaign. What `plan.typ` is given stands in [`super::plan`].
//!
//! A layout also has `callout(kind, body)` (`"deadline"`, `"warning"`, `"note"`, `"device"` or `"helpdesk"`) and
//! `button(link)`, of which the link has a `text` besides. What is a person's must never be in a `set` or `show` rule:
//! Typst would lay every page out from the beginning.

use chrono::{DateTime, Utc};
use typst::diag::{SourceResult, bail};
use typst::engine::Engine;
use typst::foundations::{Dict, Func, IntoValue, Value, dict};
use typst::syntax::Span;
use typst::visualize::Color;

use super::address;
use super::content::{Writer, inlines, link, typed, typeset};
use super::form::{Form, Format};
use super::split::{first_button, split};
use super::words::Words;
use crate::campaign::{Brand, Campaign, Path, Person, Wave};
use crate::error::Result;
use crate::l10n::{Argument, Direction};
use crate::render::{self, one_line};

/// One page or a few, for one reader.
#[derive(Debug, Clone)]
pub struct Paper<'a> {
    /// What it is known by; the identity of its PDF. A notice's id, in hex.
    pub id: String,
    /// The number on it, by which a manifest knows whose it is; `None` for what is not counted.
    pub number: Option<u32>,
    /// Whose it is; `None` for whoever takes one.
    pub person: Option<&'a Person>,
    /// The wave it belongs to.
    pub wave: &'a Wave,
    /// When the message was due: a deadline that had passed by then is not announced.
    pub due: DateTime<Utc>,
    /// What becomes of the kinds of devices that are on it, where it is for whoever takes one; else empty.
    pub paths: Vec<Path>,
    /// What it says, from [`render::Renderer::content`].
    pub content: render::Content,
}

impl Paper<'_> {
    /// Whose it is, in a message of ours.
    pub(super) fn whose(&self) -> String {
        match self.person {
            Some(person) => one_line(&person.name).into_owned(),
            None => format!("wave {} in {}", self.wave.id, self.content.language),
        }
    }
}

/// What is the same for everything in a language.
pub(super) fn shared(campaign: &Campaign, words: &Words) -> Dict {
    let tag = words.tag();
    let default = &campaign.languages.default;
    let (lang, region) = words.language();
    let text = |text: &Option<String>| text.as_deref().map_or(Value::None, |text| typeset(text).into_value());
    let desk = &campaign.helpdesk;
    let hours = desk.hours.as_ref().map(|hours| hours.get(tag, default).to_owned());
    let [red, green, blue] = campaign.brand.color.readable_on(Brand::CARD).rgb;
    let web = desk
        .url
        .as_deref()
        .map_or(Value::None, |url| dict! { "url" => typeset(url), "typed" => typeset(typed(url)) }.into_value());
    dict! {
        "lang" => lang,
        "region" => region,
        "rtl" => tag.direction() == Direction::Rtl,
        "color" => Color::from_u8(red, green, blue, 0xff),
        "organization" => typeset(&campaign.organization),
        "campaign" => typeset(campaign.name.get(tag, default)),
        "from" => typeset(&campaign.migration.from),
        "to" => typeset(&campaign.migration.to),
        "labels" => words.labels().clone(),
        "size" => Format::from(campaign.paper).in_typst(),
        "help" => dict! {
            "phone" => text(&desk.phone), "hours" => text(&hours), "email" => text(&desk.email), "url" => web,
        },
    }
}

/// A person, as every layout gets one.
pub(super) fn person(person: &Person) -> Dict {
    let text = |text: &Option<String>| {
        let text = text.as_deref().map(one_line).filter(|text| !text.is_empty());
        text.map_or(Value::None, |text| text.into_value())
    };
    let lines = address::lines(person).into_iter().map(IntoValue::into_value).collect();
    dict! {
        "name" => one_line(&person.name).into_value(),
        "department" => text(&person.department),
        "building" => text(&person.site),
        "address" => Value::Array(lines),
    }
}

/// What is this paper's own, besides what its message says.
///
/// # Errors
/// When a label is missing.
pub(super) fn own(paper: &Paper, form: Form, campaign: &Campaign, words: &Words) -> Result<Dict> {
    let parts = split(&paper.content.blocks, &campaign.helpdesk);
    let zone = paper.person.map_or(campaign.timezone, |person| person.timezone);
    let title = parts.title.as_deref().unwrap_or(&paper.content.subject);
    let lead = &paper.content.preheader;
    // The helpdesk has nothing to do by then.
    let day = (form != Form::Brief
        && parts.deadline.is_none()
        && paper.due.with_timezone(&zone).date_naive() <= paper.wave.deadline)
        .then(|| words.day(paper.wave.deadline, paper.wave.deadline_time));
    let deadline = day.map(|day| {
        dict! { "label" => words.labels().get("deadline").cloned().unwrap_or_default(), "day" => typeset(&day), "said" => Value::None }
    });
    let mut own = dict! {
        "large" => form == Form::LargePrint,
        "wave" => typeset(paper.wave.name.as_ref().map_or(&*paper.wave.id, |name| name.get(words.tag(), &campaign.languages.default))),
        "title" => typeset(title),
        "lead" => if lead.is_empty() { Value::None } else { typeset(lead).into_value() },
        "person" => paper.person.map_or(Value::None, |found| person(found).into_value()),
        "number" => paper.number.map(|number| words.number(number)).transpose()?.map_or(Value::None, |n| typeset(&n).into_value()),
        "date" => typeset(&words.date(paper.due.with_timezone(&zone).date_naive())),
        "deadline" => deadline.map_or(Value::None, IntoValue::into_value),
    };
    if let Form::Poster(format) = form {
        own.insert("size".into(), format.in_typst().into_value());
    }
    Ok(own)
}

/// What the code of a paper opens, as the label that says it, and its address: the page to enrol at, once its reader may
/// and where they do so themselves; otherwise the page with help, if there is one.
fn opens<'a>(paper: &Paper, campaign: &'a Campaign) -> Option<(&'static str, &'a str)> {
    let zone = paper.person.map_or(campaign.timezone, |person| person.timezone);
    let may = paper.due.with_timezone(&zone).date_naive() >= paper.wave.start;
    let is_own = |device| campaign.path(paper.wave, paper.person, device) == Path::Own;
    let alone = match paper.person {
        Some(person) => person.devices.iter().any(is_own),
        None => paper.paths.contains(&Path::Own),
    };
    let enrol = campaign.migration.enrol_url.as_deref().filter(|_| may && alone).map(|url| ("print-enrol", url));
    enrol.or(campaign.helpdesk.url.as_deref().map(|url| ("print-guide", url)))
}

/// What the message says, as elements.
///
/// # Errors
/// When the layout's own functions fail, or an address is too long for a code.
pub(super) fn said(
    engine: &mut Engine,
    (callout, button): (&Func, &Func),
    paper: &Paper,
    campaign: &Campaign,
    words: &Words,
) -> SourceResult<Dict> {
    let parts = split(&paper.content.blocks, &campaign.helpdesk);
    let alt = |address: &str| words.label("print-code", &[("address", Argument::Text(address))]);
    let own = first_button(parts.body);
    let start = match own {
        Some((url, _)) => Some((Value::None, url)),
        None => opens(paper, campaign).map(|(label, url)| (words.opens(label), url)),
    };
    let start = match start.map(|(text, url)| link(text, url, &alt)).transpose() {
        Ok(start) => start,
        Err(error) => bail!(Span::detached(), "{error}"),
    };
    let rtl = words.tag().direction() == Direction::Rtl;
    let mut writer = Writer::new(engine, (callout, button), &alt, rtl);
    let mut dict = Dict::new();
    dict.insert("opening".into(), writer.text(parts.opening)?.into_value());
    dict.insert("body".into(), writer.text(parts.body)?.into_value());
    if let Some((day, said)) = parts.deadline {
        let day = if day.is_empty() { Value::None } else { inlines(day, rtl)?.into_value() };
        let said = if said.is_empty() { Value::None } else { writer.text(&said)?.into_value() };
        dict.insert("deadline".into(), dict! { "label" => Value::None, "day" => day, "said" => said }.into_value());
    }
    let mut start = start.map_or(Value::None, IntoValue::into_value);
    if let Value::Dict(start) = &mut start {
        start.insert("in-body".into(), own.is_some().into_value());
    }
    dict.insert("link".into(), start);
    Ok(dict)
}

#[cfg(test)]
mod tests {
    use typst::syntax::{SyntaxKind, SyntaxNode, parse};

    /// Whether a function somewhere in here names `s`, which holds a person.
    fn holds_a_person(node: &SyntaxNode, inside: bool) -> bool {
        let inside = inside || matches!(node.kind(), SyntaxKind::Closure | SyntaxKind::Contextual);
        (inside && node.kind() == SyntaxKind::Ident && node.leaf_text() == "s")
            || node.children().any(|child| holds_a_person(child, inside))
    }

    fn rules_that_hold_a_person(node: &SyntaxNode, found: &mut Vec<String>) {
        if matches!(node.kind(), SyntaxKind::SetRule | SyntaxKind::ShowRule) && holds_a_person(node, false) {
            found.push(node.full_text().to_string());
        }
        node.children().for_each(|child| rules_that_hold_a_person(child, found));
    }

    #[test]
    fn no_rule_of_a_layout_holds_a_person() {
        let found = |text: &str| {
            let mut found = Vec::new();
            rules_that_hold_a_person(&parse(text), &mut found);
            found
        };
        // Otherwise every page is laid out from the beginning: three times the time, and nothing else shows it.
        let layouts = crate::builtin::files().filter(|(path, _)| path.ends_with(".typ"));
        for (path, text) in layouts {
            assert_eq!(found(std::str::from_utf8(text).unwrap()), [""; 0], "{path}");
        }
        assert_eq!(found("#let f(s) = { set enum(numbering: n => s.color); s }").len(), 1);
        assert_eq!(found("#let f(s) = { set page(footer: context s.number); show heading: h => h + s.name }").len(), 2);
    }
}
