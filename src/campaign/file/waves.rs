//! Waves, their dates and gates.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate, NaiveTime};

use super::diagnostics::Diagnostics;
use super::keys::{CycleFile, GateFile, WaveFile};
use crate::campaign::yaml::At;
use crate::campaign::{Calendar, Gate, Members, Moment, Side, Span, Wave};

/// Reads the waves. Those without dates get them from the cycle: each begins one period after the wave before it
/// and lasts as long as the last wave that says, all on open days.
pub(super) fn waves(
    file: &At<Vec<WaveFile>>,
    cycle: Option<&CycleFile>,
    calendar: &Calendar,
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
        let people = members(&wave.people, &mut rest, diagnostics);
        let gate = wave.gate.as_ref().map(|g| gate(g, diagnostics));
        let place = diagnostics.origin.place(&wave.id);
        waves.push(Wave { id, start, deadline, deadline_time, people, gate, place });
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

fn gate(file: &GateFile, diagnostics: &mut Diagnostics<'_>) -> Gate {
    let mut criteria = BTreeMap::new();
    for (name, at) in
        [("enrolled", &file.enrolled), ("failed", &file.failed), ("contacts_per_day", &file.contacts_per_day)]
    {
        if let Some(at) = at {
            if !is_bound(&at.value) {
                let message = format!("`{}` is not a bound", at.value);
                diagnostics.wrong(at, message, "write for example `>= 90%` or `<= 40`");
            }
            criteria.insert(name.to_owned(), at.value.clone());
        }
    }
    Gate {
        criteria,
        checks: file.checks.clone(),
        owner: file.owner.as_ref().map(|o| diagnostics.filled(o)),
        date: file.date.as_ref().map(|d| diagnostics.date(d)),
    }
}

fn is_bound(text: &str) -> bool {
    let number = ["<=", ">=", "<", ">"].iter().find_map(|sign| text.trim().strip_prefix(sign));
    number.is_some_and(|n| n.trim().trim_end_matches('%').trim().parse::<f64>().is_ok())
}
