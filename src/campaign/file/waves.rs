//! Waves, their dates and gates.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveTime};

use super::addressee::owner;
use super::diagnostics::Diagnostics;
use super::keys::{CycleFile, GateFile, WaveFile};
use crate::campaign::yaml::At;
use crate::campaign::{Bound, Calendar, Gate, Members, Moment, Side, Span, Wave};
use crate::l10n::Tag;

/// Reads the waves. Those without dates get them from the cycle: each begins one period after the wave before it
/// and lasts as long as the last wave that says, all on open days.
pub(super) fn waves(
    file: &At<Vec<WaveFile>>,
    cycle: Option<&CycleFile>,
    calendar: &Calendar,
    default: &Tag,
    diagnostics: &mut Diagnostics<'_>,
) -> Vec<Wave> {
    if file.value.is_empty() {
        diagnostics.wrong(
            file,
            "the campaign has no waves",
            "name at least one: `- {id: pilot, start: …, deadline: …, people: …}`",
        );
    }
    let every = cycle.and_then(|c| period(c, diagnostics));
    let mut seen = BTreeSet::new();
    let mut rest = false;
    let mut before: Option<(NaiveDate, NaiveDate)> = None;
    let mut waves = Vec::new();
    for wave in &file.value {
        let id = diagnostics.id(&wave.id, "the name of a wave");
        if !seen.insert(id.clone()) {
            diagnostics.wrong(&wave.id, format!("there are two waves `{id}`"), "give each its own id");
        }
        let start = match (&wave.start, before, every) {
            (Some(at), ..) => diagnostics.date(at),
            (None, Some((start, _)), Some(every)) => open_day(calendar, calendar.add(start, every), start),
            (None, _, every) => {
                let hint = match every {
                    Some(_) => "the cycle counts from the first wave: give that one its `start`",
                    None => "write `start: 2027-03-01`, or a `cycle:` that gives waves their dates",
                };
                diagnostics.wrong(&wave.id, format!("wave `{id}` has no start"), hint);
                NaiveDate::default()
            }
        };
        let (deadline, deadline_time) = match (&wave.deadline, before) {
            (Some(at), _) => day_and_time(at, diagnostics),
            (None, Some((start_before, deadline_before))) => {
                let length = (deadline_before - start_before).num_days().max(0) as u64;
                (open_day(calendar, start.checked_add_days(Days::new(length)), start), None)
            }
            (None, None) => {
                let hint = "write `deadline: 2027-03-12`; later waves of a cycle last as long";
                diagnostics.wrong(&wave.id, format!("wave `{id}` has no deadline"), hint);
                (start, None)
            }
        };
        let readable = start != NaiveDate::default() && deadline != NaiveDate::default();
        if let Some(at) = wave.deadline.as_ref().filter(|_| readable && deadline <= start) {
            let message = format!("the deadline of wave `{id}` is not after its start");
            diagnostics.wrong(at, message, format!("it starts on {start}; choose a later day"));
        }
        before = Some((start, deadline));
        let name = wave.name.as_ref().map(|name| diagnostics.localized(name, default));
        let people = members(&wave.people, &mut rest, diagnostics);
        let gate = wave.gate.as_ref().map(|g| gate(g, default, diagnostics));
        let place = diagnostics.origin.place(&wave.id);
        let apple = wave.apple.as_ref().is_some_and(|at| diagnostics.apple(at));
        let people_text = wave.people.value.trim().to_owned();
        waves.push(Wave { id, name, start, deadline, deadline_time, people, people_text, apple, gate, place });
    }
    waves
}

fn period(cycle: &CycleFile, diagnostics: &mut Diagnostics<'_>) -> Option<Span> {
    // A period is a span; the rule grammar reads it as the distance of a moment.
    match Moment::parse(&format!("start + {}", cycle.every.value)) {
        Ok(Moment { offset, time: None, .. }) if offset.count() > 0 => Some(offset),
        _ => {
            let message = format!("`{}` is not a period", cycle.every.value);
            diagnostics.wrong(&cycle.every, message, "write for example `2 weeks`, `10 workdays` or `14d`");
            None
        }
    }
}

fn open_day(calendar: &Calendar, day: Option<NaiveDate>, fallback: NaiveDate) -> NaiveDate {
    day.and_then(|day| calendar.nearest_open(day, Side::After)).unwrap_or(fallback)
}

fn day_and_time(at: &At<String>, diagnostics: &mut Diagnostics<'_>) -> (NaiveDate, Option<NaiveTime>) {
    match at.value.split_once([' ', 'T']) {
        Some((day, time)) => {
            let day = diagnostics.date(&At { value: day.to_owned(), spot: at.spot });
            (day, Some(diagnostics.time(at, time.trim())))
        }
        None => (diagnostics.date(at), None),
    }
}

fn members(at: &At<String>, rest: &mut bool, diagnostics: &mut Diagnostics<'_>) -> Members {
    if at.value.trim() == "rest" {
        if std::mem::replace(rest, true) {
            diagnostics.wrong(at, "two waves take the rest", "only one can; give the other a selector");
        }
        return Members::Rest;
    }
    diagnostics.selector(at).map_or(Members::Rest, Members::Select)
}

fn gate(file: &GateFile, default: &Tag, diagnostics: &mut Diagnostics<'_>) -> Gate {
    let owner = file.owner.as_ref().map(|at| owner(at, default, diagnostics));
    let (owner, reminded) = owner.map_or((None, None), |(name, reminded)| (Some(name), reminded));
    Gate {
        enrolled: bound(file.enrolled.as_ref(), true, diagnostics),
        failed: bound(file.failed.as_ref(), true, diagnostics),
        contacts_per_day: bound(file.contacts_per_day.as_ref(), false, diagnostics),
        checks: checks(&file.checks, diagnostics),
        at_least: file.at_least.as_ref().and_then(|at| people(at, diagnostics)),
        data_not_older: file.data_not_older.as_ref().and_then(|at| age(at, diagnostics)),
        owner,
        reminded,
        date: file.date.as_ref().map(|d| diagnostics.date(d)),
    }
}

/// A bound on a share, or on a number.
fn bound(at: Option<&At<String>>, is_share: bool, diagnostics: &mut Diagnostics<'_>) -> Option<Bound> {
    let at = at?;
    let example = if is_share { "write a share, for example `>= 90%` or `<= 5%`" } else { "write for example `<= 40`" };
    match at.value.parse::<Bound>() {
        Ok(bound) if bound.is_share == is_share && (!is_share || bound.value <= 100.0) => return Some(bound),
        Ok(bound) if bound.is_share == is_share => {
            diagnostics.wrong(at, format!("`{}` is more than everybody", at.value), example);
        }
        Ok(_) if is_share => diagnostics.wrong(at, format!("`{}` is a number and no share", at.value), example),
        Ok(_) => diagnostics.wrong(at, format!("`{}` is a share and no number", at.value), example),
        Err(()) => diagnostics.wrong(at, format!("`{}` is not a bound", at.value), example),
    }
    None
}

/// What must be tried, each once and by a name that can be typed.
fn checks(file: &[At<String>], diagnostics: &mut Diagnostics<'_>) -> Vec<String> {
    let mut checks: Vec<String> = Vec::new();
    for at in file {
        let name = diagnostics.filled(at);
        if checks.contains(&name) {
            diagnostics.wrong(at, format!("`{name}` is to be tried twice"), "name it once");
            continue;
        }
        checks.push(name);
    }
    checks
}

/// `20 people`.
fn people(at: &At<String>, diagnostics: &mut Diagnostics<'_>) -> Option<u32> {
    let number = at.value.trim().strip_suffix("people").unwrap_or(&at.value).trim().parse().ok();
    let number = number.filter(|number| *number > 0);
    if number.is_none() {
        diagnostics.wrong(at, format!("`{}` is no number of people", at.value), "write for example `20 people`");
    }
    number
}

/// `2 workdays`.
fn age(at: &At<String>, diagnostics: &mut Diagnostics<'_>) -> Option<Span> {
    match Moment::parse(&format!("start + {}", at.value)) {
        Ok(Moment { offset, time: None, .. }) if offset.count() > 0 => Some(offset),
        _ => {
            diagnostics.wrong(at, format!("`{}` is no age", at.value), "write for example `2 workdays` or `7d`");
            None
        }
    }
}
