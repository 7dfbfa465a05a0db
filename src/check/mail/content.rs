//! What every message says: where help is, when the deadline is, which devices are meant.

use chrono::NaiveTime;

use super::expectations::Expectations;
use super::fault::{Fault, Written};
use super::reading::Reading;
use super::words::{digits, says, words};
use crate::check::finding::harmless;
use crate::check::registry::text::{
    LITERAL_TAG, NO_CONSEQUENCE, NO_CONTACT, NO_DATE, OTHER_KIT, OTHER_PATH, UNNAMED_DEVICE,
};
use crate::l10n::{DateStyle, Formatter};

/// Characters of a name that are looked for; longer ones are cut on the way.
const NAMED: usize = 60;

pub(super) fn find(reading: &Reading<'_>, expectations: &Expectations<'_>, found: &mut Vec<Fault>) {
    if expectations.is_for_people() {
        helpdesk(reading, expectations, found);
        paths(reading, expectations, found);
        kits(reading, expectations, found);
    }
    if expectations.is_about_deadline() {
        deadline(reading, expectations, found);
    }
    devices(reading, expectations, found);
    tags(reading, expectations, found);
}

fn helpdesk(reading: &Reading<'_>, expectations: &Expectations<'_>, found: &mut Vec<Fault>) {
    let desk = &expectations.campaign.helpdesk;
    let phone = desk.phone.as_ref().map(|phone| digits(phone)).filter(|phone| !phone.is_empty());
    if phone.is_none() && desk.email.is_none() && desk.url.is_none() {
        let fault =
            Fault::of(NO_CONTACT, "cannot name the helpdesk: the campaign has no number, address or page of it");
        let hint = "write `helpdesk: {phone: …, email: …}`";
        found.push(fault.hint(hint).written(Written::Campaign("helpdesk:")).about("none"));
        return;
    }
    let told = phone.is_some_and(|phone| digits(&reading.text).contains(&phone))
        || desk.email.iter().chain(&desk.url).any(|contact| reading.text.contains(contact));
    if !told {
        found.push(Fault::of(NO_CONTACT, "does not say how to reach the helpdesk"));
    }
}

fn deadline(reading: &Reading<'_>, expectations: &Expectations<'_>, found: &mut Vec<Fault>) {
    let Some(formatter) = expectations.formatter else { return };
    let (day, time) = (expectations.wave.deadline, expectations.wave.deadline_time);
    let styles = [DateStyle::Full, DateStyle::Long, DateStyle::Medium, DateStyle::Weekday];
    if !styles.into_iter().any(|style| says(&reading.words, &formatter.date(day, style))) {
        let message = format!("does not name the deadline, {}", formatter.date(day, DateStyle::Full));
        found.push(Fault::of(NO_DATE, message).about("date"));
    }
    if let Some(time) = time.filter(|time| expectations.is_for_people() && !names(reading, formatter, *time)) {
        let message = format!("does not name the time of the deadline, {}", formatter.time(time));
        let hint = "write `{% if wave.deadline_time %}{{ wave.deadline | clock }}{% endif %}`";
        found.push(Fault::of(NO_DATE, message).hint(hint).about("time"));
    }
    let boxed = reading.page.elements.iter().any(|element| element.classes().any(|class| class == "h-deadline"));
    if expectations.is_for_people() && !boxed {
        found.push(Fault::of(NO_CONSEQUENCE, "says nothing of the deadline in a box"));
    }
}

/// Whether a message names a time, with digits or as a sentence has it.
fn names(reading: &Reading<'_>, formatter: &Formatter, time: NaiveTime) -> bool {
    [formatter.time(time), formatter.clock(time)].iter().any(|time| says(&reading.words, time))
}

/// Whoever has several devices, and is told of one by its name, is told of all.
fn devices(reading: &Reading<'_>, expectations: &Expectations<'_>, found: &mut Vec<Fault>) {
    let devices = expectations.devices();
    if devices.len() < 2 {
        return;
    }
    let said = |text: &Option<String>| text.as_ref().map(|text| says(&reading.words, &cut(text)));
    let mentioned = |known: &Option<String>| said(known) == Some(true);
    // Serial numbers are in no sentence by chance; models may be.
    let lists = devices.iter().any(|device| mentioned(&device.serial));
    let lists = lists || devices.iter().filter(|device| mentioned(&device.model)).count() > 1;
    if !lists {
        return;
    }
    for device in devices {
        let named = match (said(&device.model), said(&device.name)) {
            (None, None) => true,
            (model, name) => model == Some(true) || name == Some(true),
        };
        let serial = said(&device.serial).unwrap_or(true);
        let missing = match (named, serial) {
            (true, true) => continue,
            (false, _) => "the model or the name of",
            (true, false) => "the serial number of",
        };
        let known = device.model.as_ref().or(device.name.as_ref()).or(device.serial.as_ref());
        let which = known.map_or_else(|| "a device".to_owned(), |known| harmless(&cut(known)));
        let message = format!("lists devices without {missing} one of them: {which}");
        found.push(Fault::of(UNNAMED_DEVICE, message).about(missing));
        return;
    }
}

/// What is true only of a device that its reader does not have.
fn paths(reading: &Reading<'_>, expectations: &Expectations<'_>, found: &mut Vec<Fault>) {
    let Expectations { language, paths, words, .. } = expectations;
    let owned: Vec<&str> = paths.iter().map(|path| path.as_str()).collect();
    for (path, said) in words.untrue(language, paths, |words| says(&reading.words, words)) {
        let message = format!(
            "says `{said}`, which is true of the path `{}`; its reader has `{}`",
            path.as_str(),
            owned.join("`, `")
        );
        found.push(Fault::of(OTHER_PATH, message).written(Written::Anywhere(said.to_owned())).about(said));
    }
}

/// Whether a text has these words; where they end in `*`, what follows is part of the last.
fn begins(text: &str, said: &str) -> bool {
    let (said, end) = said.strip_suffix('*').map_or((said, " "), |stem| (stem, ""));
    text.contains(&format!(" {}{end}", words(said).trim()))
}

/// What is true of another kind of move.
fn kits(reading: &Reading<'_>, expectations: &Expectations<'_>, found: &mut Vec<Fault>) {
    let Expectations { language, words: list, campaign, rule, .. } = expectations;
    let own = [&campaign.organization, &campaign.migration.from, &campaign.migration.to].into_iter();
    let localized = rule.facts.values().chain([&campaign.name]).flat_map(|text| text.0.values());
    let own = words(&own.chain(localized).cloned().collect::<Vec<_>>().join(" | "));
    let is_said = |said: &&String| begins(&reading.words, said) && !begins(&own, said);
    for said in list.of_other_kits(language).iter().filter(is_said) {
        let message = format!("says `{said}`, as of another kind of move than `{}`", campaign.migration.kind);
        found.push(
            Fault::of(OTHER_KIT, message)
                .written(Written::Anywhere(said.trim_end_matches('*').to_owned()))
                .about(&**said),
        );
    }
}

fn cut(text: &str) -> String {
    text.chars().take(NAMED).collect()
}

/// `[!WORD]` that is shown as it is written, and is not in somebody's name.
fn tags(reading: &Reading<'_>, expectations: &Expectations<'_>, found: &mut Vec<Fault>) {
    let visible = reading.page.visible();
    let tag = visible.match_indices("[!").find_map(|(at, _)| {
        let tag = &visible[at..at + visible[at..].find(']')? + 1];
        tag[2..tag.len() - 1].bytes().all(|b| b.is_ascii_alphabetic()).then_some(tag).filter(|tag| tag.len() > 3)
    });
    let Some(tag) = tag else { return };
    let owned = |text: &String| text.contains(tag);
    let in_data = expectations.person.is_some_and(|person| {
        let devices = person.devices.iter().flat_map(|d| [&d.name, &d.model, &d.serial]).flatten();
        owned(&person.name) || person.given_name.iter().chain(devices).any(owned)
    });
    if !in_data {
        let word = words(tag).trim().to_uppercase();
        let near = ["DEADLINE", "WARNING", "NOTE", "TIP", "IMPORTANT", "CAUTION"]
            .into_iter()
            .min_by_key(|known| strsim::damerau_levenshtein(known, &word));
        let hint = format!("write `> [!{}]` as a line of its own, and the words below it", near.unwrap_or("NOTE"));
        let fault = Fault::of(LITERAL_TAG, format!("shows `{tag}` to its reader")).hint(hint);
        found.push(fault.written(Written::Anywhere(tag.to_owned())).about(tag));
    }
}
