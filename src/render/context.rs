//! What a message template can mention: the contract with the authors of templates.
//!
//! | name | what |
//! |---|---|
//! | `campaign.name`, `campaign.organization` | in the reader's language where the campaign has it |
//! | `migration.from`, `migration.to`, `migration.enrol_url`? | |
//! | `helpdesk.phone`?, `.email`?, `.url`?, `.hours`? | |
//! | `brand.footer`?, `brand.color`, `brand.color_dark` | the colours as in `#0b57d0` |
//! | `logo.src`, `.alt`, `.width`, `.height` | in the layout of a campaign with a logo |
//! | `person.name`, `.first_name`, `.named`, `.email`?, `.fields.…`? | the given name, or the whole name where there is none; whether the data has a name at all, and not an address alone; there is no `person` in a message to the helpdesk, on a poster and on a handout |
//! | `person.appointment.when`?, `.time`?, `.place`? | when and where the person is expected at a desk, by the data: the day, with its time where there is one; there is no `person.appointment` of who is expected nowhere |
//! | `devices` | list of `{name?, model?, manufacturer?, serial?, os_version?, platform, ownership, supervised, path, minutes?, system, migrated, fields}`: the person's; in a message to the helpdesk those that are nobody's |
//! | `pending_devices` | those of them that had not migrated at the first attempt |
//! | `alike` | the pending devices again, as lists of those that have the same steps |
//! | `paths` | the paths there are among those, each once: see below |
//! | `minutes.own`?, `minutes.wiped`?, `minutes.apple`?, `minutes.replaced`?, `minutes.each`? | what a device of a path in `paths` takes, and what each of them takes when that is the same, as far as the campaign says it |
//! | `wave.id`, `wave.name`, `wave.start`, `wave.deadline`, `wave.deadline_time`? | the name in the reader's language, or which of the waves it is (`2`); the deadline carries its time of day where the campaign names one |
//! | `appointment.kind`, `.cancelled` | what the mail does in its reader's calendar: `invite`, a file to open, or `meeting`, which the calendar shows by itself; whether it takes it out. There is no `appointment` in a mail that does nothing there, and on paper |
//! | `previous.start`, `previous.deadline`, `previous.deadline_time`? | the dates told before, in a message on `rescheduled`; there is no `previous` in others |
//! | `days_left`, `workdays_left` | from the day it is first tried, on the person's calendar, to the deadline; `days_left` is negative after it |
//! | `occurrence` | 0 for the first or only time |
//! | `facts.…`? | what the campaign file writes at the message under `facts:`, in the reader's language |
//! | `about`, `about_count` | whom it is about: the first 50 as `{name, department?, email?}`, and how many there are |
//! | `sites` | the names of the sites of all whom it is about, each once, in the order of the alphabet |
//! | `paper` | whether it is for print: there is no "this mail" then, and nothing to click |
//! | `poster` | whether it is for a wall, where only the title, the sentence under it and the deadline are shown |
//! | `desk` | in the footer, whether the message is to the helpdesk |
//! | `language`, `timezone` | the tag of the message's language, the person's IANA zone |
//! | `formats` | whose dates and numbers it has: `nl-BE` in a message in `nl` for a person of `nl-BE` |
//! | `zones_differ` | whether the campaign's sites are in more than one time zone |
//!
//! What is marked `?` may be absent: `{% if helpdesk.phone %}` and `{{ device.model or "apparaat" }}` work, but
//! `{{ helpdesk.phone }}` alone is then an error, because a sentence with a hole in it is worse than none. The same
//! goes for every name that is not in this table.
//!
//! `fields` are the own columns of the data, by the names that selectors have for them; each may be absent.
//!
//! `path` is what becomes of a device ([`Path`]): `own`, `wiped`, `apple`, `replaced`, `unknown`, and `done` of what has migrated.
//! `paths` has them in the order of [`Path::ALL`]: of a person without a device `unknown`, of one whose devices have all
//! migrated `done`; in a message to managers and the helpdesk those of the people it is about. `minutes` of a device is
//! what the campaign says one of its path takes. `supervised` says whether the old system had full control (supervised
//! iOS, fully managed Android); `system` names the system the device is to leave: the one its export names, else
//! `migration.from`.
//!
//! Plans that were approved by an earlier version have templates that ask `device.wiped`, `device.by_owner` and
//! `migration.minutes_per_device`: whether the path is `wiped` or `own`, and one number for all devices. They are
//! there for those alone.
//!
//! `platform` is `ios`, `ipados`, `android`, `macos`, `windows` or `other`; `ownership` is `corporate`, `personal`,
//! `shared` or `unknown`.
//!
//! Filters: `date(style="full"|"long"|"medium"|"weekday")`, `clock` (the time as a sentence has it, with its zone where
//! people could mistake it), `time(zone=true)`, `datetime(style=…, zone=true)`,
//! `number`, `list`. Functions: `label(id="…", value=…)`, `term(id="…")`. All speak the reader's language and use
//! the reader's clock. With `zone=zones_differ` a time names its zone where people could mistake it. Every value is text, never Markdown or HTML.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;
use tera::{Context, Value};

use super::date_value::DateValue;
use super::escape::one_line;
use super::known::{Known, alike, paths};
use super::request::{Appointment, Request};
use crate::campaign::{Campaign, Dates, Device, Migration, Minutes, Path, Person, Site, Visit};
use crate::l10n::Tag;

/// No more people than this are named in one message.
const NAMED: usize = 50;

/// What is the same for every message of a campaign in one language.
pub(crate) fn shared(campaign: &Campaign, language: &Tag) -> Context {
    let mut context = Context::new();
    let text = |text: &str| Some(Value::from(text));
    let optional = |text: &Option<String>| text.as_deref().map(Value::from);
    let hours = campaign.helpdesk.hours.as_ref().map(|hours| hours.get(language, &campaign.languages.default));
    let name = campaign.name.get(language, &campaign.languages.default);
    context.insert_value("campaign", map([("name", text(name)), ("organization", text(&campaign.organization))]));
    context.insert_value(
        "migration",
        map([
            ("from", text(&campaign.migration.from)),
            ("to", text(&campaign.migration.to)),
            ("enrol_url", optional(&campaign.migration.enrol_url)),
            ("minutes_per_device", Some(Value::from(campaign.migration.minutes.usual()))),
        ]),
    );
    context.insert_value(
        "helpdesk",
        map([
            ("phone", optional(&campaign.helpdesk.phone)),
            ("email", optional(&campaign.helpdesk.email)),
            ("url", optional(&campaign.helpdesk.url)),
            ("hours", hours.map(Value::from)),
        ]),
    );
    let footer = campaign.brand.footer.as_ref().map(|footer| footer.get(language, &campaign.languages.default));
    context.insert_value(
        "brand",
        map([
            ("footer", footer.map(Value::from)),
            ("color", Some(Value::from(campaign.brand.color.to_string()))),
            ("color_dark", Some(Value::from(campaign.brand.color_dark.to_string()))),
        ]),
    );
    context.insert_value("paper", Value::from(false));
    context.insert_value("poster", Value::from(false));
    context.insert_value("desk", Value::from(false));
    context.insert_value("language", Value::from(language.as_str()));
    context.insert_value("formats", Value::from(campaign.languages.formats(language, None).as_str()));
    context.insert_value("timezone", Value::from(campaign.timezone.name()));
    let differs = |site: &Site| site.timezone.is_some_and(|zone| zone != campaign.timezone);
    context.insert_value("zones_differ", Value::from(campaign.sites.values().any(differs)));
    context
}

/// What one message about these devices adds to it.
///
/// `has_fields`: whether a template asks for own columns of the data.
pub(crate) fn personal(
    shared: &Context,
    campaign: &Campaign,
    request: &Request,
    devices: &[Known],
    has_fields: bool,
) -> Context {
    let mut context = shared.clone();
    let zone = request.person.map_or(campaign.timezone, |person| person.timezone);
    if let Some(person) = request.person {
        if zone != campaign.timezone {
            context.insert_value("timezone", Value::from(zone.name()));
        }
        context.insert_value("person", of_person(person, has_fields));
        let formats = campaign.languages.formats(request.language, Some(&person.language.tag));
        context.insert_value("formats", Value::from(formats.as_str()));
    }
    let values: Vec<Value> = devices.iter().map(|known| of_device(known, &campaign.migration, has_fields)).collect();
    let pending: Vec<usize> = (0..devices.len()).filter(|n| devices[*n].path != Path::Done).collect();
    let some = |of: &[usize]| Value::from(of.iter().map(|n| values[*n].clone()).collect::<Vec<_>>());
    context.insert_value("pending_devices", some(&pending));
    let alike: Vec<Value> = alike(devices, &pending, &campaign.migration).iter().map(|same| some(same)).collect();
    context.insert_value("alike", Value::from(alike));
    context.insert_value("devices", Value::from(values));
    let paths = paths(campaign, request, devices);
    context.insert_value("paths", Value::from(paths.iter().map(|path| path.as_str()).collect::<Vec<_>>()));
    context.insert_value("minutes", of_minutes(campaign.migration.minutes, &paths));

    let wave = request.wave;
    let [start, deadline, deadline_time] = of_dates(wave.dates());
    let default = &campaign.languages.default;
    let number =
        || campaign.waves.iter().position(|one| one.id == wave.id).map_or(wave.id.clone(), |at| (at + 1).to_string());
    let name = wave.name.as_ref().map_or_else(number, |name| name.get(request.language, default).to_owned());
    let (id, name) = (("id", Some(Value::from(wave.id.as_str()))), ("name", Some(clean(&name))));
    context.insert_value("wave", map([id, name, start, deadline, deadline_time]));
    if let Some(previous) = request.previous {
        context.insert_value("previous", map(of_dates(previous)));
    }
    let today = first_day(request, zone);
    context.insert_value("days_left", Value::from((wave.deadline - today).num_days()));
    context.insert_value("workdays_left", Value::from(campaign.calendar.workdays_between(today, wave.deadline)));
    context.insert_value("occurrence", Value::from(request.occurrence));
    let rule = request.phase.messages.iter().find(|rule| rule.message == request.message);
    let facts = rule.into_iter().flat_map(|rule| &rule.facts).map(|(name, text)| {
        (name.clone().into(), Value::from(text.get(request.language, &campaign.languages.default)))
    });
    context.insert_value("facts", Value::from(facts.collect::<tera::Map>()));

    let about: Vec<Value> = request.about.iter().take(NAMED).map(|person| of_colleague(person)).collect();
    context.insert_value("about", Value::from(about));
    context.insert_value("about_count", Value::from(request.about.len()));
    let sites: BTreeSet<&str> = request.about.iter().filter_map(|person| person.site.as_deref()).collect();
    context.insert_value("sites", Value::from(sites.into_iter().map(clean).collect::<Vec<_>>()));
    context
}

fn of_dates(Dates { start, deadline, deadline_time }: Dates) -> [(&'static str, Option<Value>); 3] {
    [
        ("start", Some(Value::from(DateValue::of_day(start, None)))),
        ("deadline", Some(Value::from(DateValue::of_day(deadline, deadline_time)))),
        ("deadline_time", deadline_time.map(|time| Value::from(time.format("%H:%M").to_string()))),
    ]
}

/// What a mail does in the calendar of its reader.
pub(crate) fn of_entry(Appointment { kind, cancelled, .. }: Appointment) -> Value {
    map([("kind", Some(Value::from(kind.as_str()))), ("cancelled", Some(Value::from(cancelled)))])
}

/// The day on which the message is first tried, on the calendar of its reader.
fn first_day(request: &Request, zone: Tz) -> NaiveDate {
    request.date.with_timezone(&zone).date_naive()
}

fn of_person(person: &Person, has_fields: bool) -> Value {
    let called = one_line(person.called());
    map([
        ("first_name", Some(if called.is_empty() { clean(&person.name) } else { Value::from(&*called) })),
        ("name", Some(clean(&person.name))),
        ("named", Some(Value::from(person.is_named()))),
        ("email", person.email.as_deref().map(clean)),
        ("appointment", person.visit.as_ref().map(of_visit)),
        ("fields", has_fields.then(|| of_fields(&person.attributes))),
    ])
}

fn of_visit(visit: &Visit) -> Value {
    map([
        ("when", Some(Value::from(DateValue::of_day(visit.day, visit.time)))),
        ("time", visit.time.map(|time| Value::from(time.format("%H:%M").to_string()))),
        ("place", visit.place.as_deref().map(clean)),
    ])
}

/// Own columns of the data, by their names.
fn of_fields(attributes: &BTreeMap<Arc<str>, Arc<str>>) -> Value {
    let fields = attributes.iter().map(|(name, value)| (name.to_string().into(), clean(value)));
    Value::from(fields.collect::<tera::Map>())
}

fn of_colleague(person: &Person) -> Value {
    map([
        ("name", Some(clean(&person.name))),
        ("department", person.department.as_deref().map(clean)),
        ("email", person.email.as_deref().map(clean)),
    ])
}

fn of_device(known: &Known, migration: &Migration, has_fields: bool) -> Value {
    let Known { device, path } = *known;
    let optional = |text: &Option<String>| text.as_deref().map(clean);
    map([
        ("name", optional(&device.name)),
        ("model", optional(&device.model)),
        ("manufacturer", optional(&device.manufacturer)),
        ("serial", optional(&device.serial)),
        ("os_version", optional(&device.os_version)),
        ("platform", Some(Value::from(device.platform.as_str()))),
        ("ownership", Some(Value::from(device.ownership.as_str()))),
        ("supervised", Some(Value::from(device.supervised))),
        ("path", Some(Value::from(path.as_str()))),
        ("minutes", migration.minutes.of(path).map(Value::from)),
        ("wiped", Some(Value::from(path == Path::Wiped))),
        ("by_owner", Some(Value::from(path == Path::Own))),
        ("system", Some(clean(old_system(device, migration)))),
        ("migrated", Some(Value::from(path == Path::Done))),
        ("fields", has_fields.then(|| of_fields(&device.attributes))),
    ])
}

/// What the campaign says of the paths there are.
fn of_minutes(minutes: Minutes, paths: &[Path]) -> Value {
    let of = |path: Path| minutes.of(path).filter(|_| paths.contains(&path)).map(Value::from);
    map([
        ("own", of(Path::Own)),
        ("wiped", of(Path::Wiped)),
        ("apple", of(Path::Apple)),
        ("replaced", of(Path::Replaced)),
        ("each", minutes.each(paths).map(Value::from)),
    ])
}

/// Whether a device had not migrated at the first attempt.
pub(crate) fn is_pending(device: &Device, migrated: &[String]) -> bool {
    let known_as = |name: &Option<String>| {
        name.as_ref().is_some_and(|name| migrated.iter().any(|gone| gone.eq_ignore_ascii_case(name)))
    };
    // The name only speaks for a device without a serial number: many are called `iPhone`.
    !device.migrated && !known_as(if device.serial.is_some() { &device.serial } else { &device.name })
}

/// The system a device is to leave. One that has turned up in the new system but has not migrated is still in the old.
pub(super) fn old_system<'a>(device: &'a Device, migration: &'a Migration) -> &'a str {
    let new = migration.to.to_lowercase();
    let is_old = |system: &&str| !system.trim().is_empty() && !new.contains(&system.trim().to_lowercase());
    device.system.as_deref().filter(is_old).unwrap_or(&migration.from)
}

fn clean(text: &str) -> Value {
    Value::from(&*one_line(text))
}

/// A map of what there is; what there is not is undefined, not empty.
fn map<const N: usize>(entries: [(&'static str, Option<Value>); N]) -> Value {
    let present = entries.into_iter().filter_map(|(key, value)| value.map(|value| (key.into(), value)));
    Value::from(present.collect::<tera::Map>())
}
