//! What a layout is given: the contract with whoever writes one.
//!
//! A layout is `templates/layout/<name>.typ` and has a function `paper(s)` that makes the page. Of what is marked `?`
//! the value may be `none`.
//!
//! | name | what |
//! |---|---|
//! | `s.lang`, `s.region`?, `s.rtl` | the language, and whether it is written from the right |
//! | `s.color` | the organisation's, as it can be read on white and white on it |
//! | `s.logo`? | `(data, alt, width, height)`: the picture, and how large it is at most, in inches |
//! | `s.large` | whether this is large print |
//! | `s.tight` | 0; 1 and 2 of a sheet or a letter, 1 of large print, that has more pages than it should: less room, and a smaller size |
//! | `s.size` | `"a4"` or `"us-letter"`; of a poster also `"a3"` |
//! | `s.organization`, `s.campaign`, `s.wave`, `s.from`, `s.to` | |
//! | `s.sender` | `(name?, address?)`: who signs; what stands under every message |
//! | `s.reference` | what an answer to it names |
//! | `s.title`, `s.lead`? | the heading or subject; the sentence after it |
//! | `s.person`? | `(name, department?, building?, address)`, the address as lines |
//! | `s.opening`, `s.body` | what the message says: before the deadline, and after it |
//! | `s.devices` | empty, or where devices have steps each `(cards, body, steps)`, which `s.body` has too: the `cards` are `(name, facts)`, one for each device with the same steps; `steps` says whether there are any |
//! | `s.before`, `s.choice`, `s.after` | then, what `s.body` says before the devices, what leads to them, and what it says after them |
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
use typst::foundations::{Array, Bytes, Dict, Func, IntoValue, Value, dict};
use typst::syntax::Span;
use typst::visualize::Color;

use super::address;
use super::content::{Writer, inlines, link, typed, typeset};
use super::form::{Form, Format};
use super::split::{Device, Devices, devices, first_button, split};
use super::words::Words;
use crate::campaign::{Brand, Campaign, Over, Path, Person, Wave};
use crate::error::Result;
use crate::l10n::{Argument, Direction};
use crate::render::markdown::Block;
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

/// Dots an inch of the screen that the size of a logo in a mail is meant for.
const DOTS: f64 = 96.0;

/// What is the same for everything in a language.
pub(super) fn shared(campaign: &Campaign, words: &Words) -> Dict {
    let tag = words.tag();
    let default = &campaign.languages.default;
    let (lang, region) = words.language();
    let text = |text: &Option<String>| text.as_deref().map_or(Value::None, |text| typeset(text).into_value());
    let desk = &campaign.helpdesk;
    let hours = desk.hours.as_ref().map(|hours| hours.get(tag, default).to_owned());
    let footer = campaign.brand.footer.as_ref().map(|footer| footer.get(tag, default).to_owned());
    let logo = campaign.brand.logo.as_ref().map(|logo| {
        let (width, height) = logo.shown();
        let [width, height] = [width, height].map(|pixels| f64::from(pixels) / DOTS);
        let data = Bytes::new(logo.picture.bytes.clone());
        dict! { "data" => data, "alt" => typeset(logo.alt.get(tag, default)), "width" => width, "height" => height }
    });
    let signatory = campaign.signatory.as_ref().map_or("", |lines| lines.get(tag, default));
    let signatory: Array = signatory.lines().map(|line| typeset(line).into_value()).collect();
    let [red, green, blue] = campaign.brand.color.readable_on(Brand::CARD).rgb;
    let web = desk
        .url
        .as_deref()
        .map_or(Value::None, |url| dict! { "url" => typeset(url), "typed" => typeset(typed(url)) }.into_value());
    let mut labels = words.labels().clone();
    labels.insert("move".into(), words.moves(&campaign.migration.from, &campaign.migration.to));
    dict! {
        "lang" => lang,
        "region" => region,
        "rtl" => tag.direction() == Direction::Rtl,
        "color" => Color::from_u8(red, green, blue, 0xff),
        "logo" => logo.map_or(Value::None, IntoValue::into_value),
        "organization" => typeset(&campaign.organization),
        "campaign" => typeset(campaign.name.get(tag, default)),
        "sender" => dict! { "name" => text(&campaign.sender.from.name), "address" => text(&footer) },
        "signatory" => signatory,
        "from" => typeset(&campaign.migration.from),
        "to" => typeset(&campaign.migration.to),
        "labels" => labels,
        "size" => Format::from(campaign.paper).in_typst(),
        "help" => dict! {
            "phone" => text(&desk.phone), "hours" => text(&hours), "email" => text(&desk.email), "url" => web,
        },
    }
}

/// A person, as every layout gets one.
/// `home` is the country in whose post nobody writes it.
pub(super) fn person(person: &Person, home: Option<&str>) -> Dict {
    let text = |text: &Option<String>| {
        let text = text.as_deref().map(one_line).filter(|text| !text.is_empty());
        text.map_or(Value::None, |text| text.into_value())
    };
    let lines = address::lines(person, home).into_iter().map(IntoValue::into_value).collect();
    dict! {
        "name" => one_line(&person.name).into_value(),
        "department" => text(&person.department),
        "building" => text(&person.site),
        "address" => Value::Array(lines),
    }
}

/// How many pages a sheet should have: one, and one for each device with steps of its own where there are several.
pub(super) fn wanted_pages(paper: &Paper, campaign: &Campaign) -> usize {
    let parts = split(&paper.content.blocks, &campaign.helpdesk);
    let with_steps = devices(parts.body).map_or(0, |all| all.each.iter().filter(|one| one.has_steps()).count());
    if with_steps > 1 { 1 + with_steps } else { 1 }
}

/// What is this paper's own, besides what its message says.
///
/// # Errors
/// When a label is missing.
pub(super) fn own(paper: &Paper, form: Form, campaign: &Campaign, words: &Words, home: Option<&str>) -> Result<Dict> {
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
        "person" => paper.person.map_or(Value::None, |found| person(found, home).into_value()),
        "number" => paper.number.map(|number| words.number(number)).transpose()?.map_or(Value::None, |n| typeset(&n).into_value()),
        "reference" => typeset(&reference(paper, campaign)),
        "date" => typeset(&words.date(paper.due.with_timezone(&zone).date_naive())),
        "deadline" => deadline.map_or(Value::None, IntoValue::into_value),
    };
    if let Form::Poster(format) = form {
        own.insert("size".into(), format.in_typst().into_value());
    }
    Ok(own)
}

/// What somebody who writes or calls about a paper names: the campaign and the number on it.
fn reference(paper: &Paper, campaign: &Campaign) -> String {
    paper.number.map_or_else(|| campaign.id.clone(), |number| format!("{}-{number:05}", campaign.id))
}

/// What the code of a paper opens, as the label that says it, and its address: the page to enrol at, once its reader may
/// and where they do so themselves; otherwise the page with help, if there is one.
fn opens<'a>(paper: &Paper, campaign: &'a Campaign) -> Option<(&'static str, &'a str)> {
    let zone = paper.person.map_or(campaign.timezone, |person| person.timezone);
    let may = paper.due.with_timezone(&zone).date_naive() >= paper.wave.start;
    let is_own = |device| campaign.path(paper.wave, paper.person, device) == Path::Own;
    let alone = match paper.person {
        Some(person) if campaign.migration.moves == Over::People => campaign.path_of(person) == Path::Own,
        Some(person) => person.moving().any(is_own),
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
    let nothing = || Devices { before: &[], choice: &[], each: Vec::new(), after: &[] };
    let Devices { before, choice, each, after } = devices(parts.body).unwrap_or_else(nothing);
    writer.begin(parts.body);
    for (name, blocks) in [("before", before), ("choice", choice), ("after", after)] {
        dict.insert(name.into(), writer.blocks(blocks)?.into_value());
    }
    let each = each.iter().map(|device| said_of(device, &mut writer, rtl)).collect::<SourceResult<_>>()?;
    dict.insert("devices".into(), Value::Array(each));
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

/// What is said of a device, or of several that have the same steps, as a text of its own.
fn said_of(device: &Device, writer: &mut Writer, rtl: bool) -> SourceResult<Value> {
    let cards = device.cards.iter().filter_map(|block| match block {
        Block::Callout(_, inner) => match inner.split_first() {
            Some((Block::Heading(_, name), facts)) => Some((name, facts)),
            _ => None,
        },
        _ => None,
    });
    let cards = cards
        .map(|(name, facts)| Ok(dict! { "name" => inlines(name, rtl)?, "facts" => writer.facts(facts)? }.into_value()));
    let cards = cards.collect::<SourceResult<_>>()?;
    let all: Vec<Block> = device.cards.iter().chain(device.said).cloned().collect();
    let body = writer.text(&all)?;
    Ok(dict! { "cards" => Value::Array(cards), "body" => body, "steps" => device.has_steps() }.into_value())
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
