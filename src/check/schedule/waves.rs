//! Waves: a small pilot, a gate with an owner, time to judge, open days.

use crate::campaign::{Closed, Wave};
use crate::check::finding::Finding;
use crate::check::registry::schedule::{CLOSED_DAY, NO_EVALUATION, NO_GATE, OVER, PILOT};
use crate::check::view::{View, weekday};

/// A pilot has at most this many people …
const SMALL: u32 = 50;
/// … or this share of everybody, in per cent.
const SMALL_SHARE: u64 = 5;

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let waves = view.waves_by_start();
    pilot(view, &waves, found);
    for pair in waves.windows(2) {
        gate(pair[0].1, found);
        evaluation(view, pair[0].1, pair[1].1, found);
    }
    for (_, wave) in &waves {
        closed(view, wave, found);
    }
    let today = view.now.with_timezone(&view.campaign.timezone).date_naive();
    if let Some(last) = waves.iter().map(|(_, wave)| wave).max_by_key(|wave| wave.deadline)
        && last.deadline < today
    {
        let message = format!(
            "the last deadline, of wave `{}` on {}, has passed: it is {}",
            last.id,
            weekday(last.deadline),
            weekday(today)
        );
        let hint = "give the waves new dates; a campaign that is repeated needs an `id` of its own";
        found.push(Finding::of(OVER, message).at(&last.place).hint(hint));
    }
}

fn pilot(view: &View<'_>, waves: &[(usize, &Wave)], found: &mut Vec<Finding>) {
    let Some((at, first)) = waves.first() else { return };
    let size = view.membership.sizes[*at];
    let total: u64 = view.membership.sizes.iter().map(|size| u64::from(*size)).sum();
    if size > SMALL && u64::from(size) * 100 > total * SMALL_SHARE {
        let share = 100.0 * f64::from(size) / total.max(1) as f64;
        let message = format!("the first wave, `{}`, has {size} of {total} people ({share:.0} %)", first.id);
        let hint = format!("begin with a pilot of at most {SMALL} people or {SMALL_SHARE} %");
        found.push(Finding::of(PILOT, message).at(&first.place).about(&first.id).hint(hint));
    }
}

fn gate(wave: &Wave, found: &mut Vec<Finding>) {
    let (message, hint) = match &wave.gate {
        Some(gate) if gate.owner.is_some() => return,
        Some(_) => (format!("nobody decides on the gate of wave `{}`", wave.id), "add `owner:` to its gate"),
        None => (
            format!("wave `{}` has no gate, so the next begins whatever happens", wave.id),
            "add for example `gate: {enrolled: \">= 90%\", failed: \"<= 5%\", owner: …, date: …}`",
        ),
    };
    found.push(Finding::of(NO_GATE, message).at(&wave.place).about(&wave.id).hint(hint));
}

fn evaluation(view: &View<'_>, wave: &Wave, next: &Wave, found: &mut Vec<Finding>) {
    let calendar = &view.campaign.calendar;
    let decided = wave.gate.as_ref().and_then(|gate| gate.date);
    let between = format!(
        "between the deadline of wave `{}` on {} and the start of `{}` on {}",
        wave.id,
        weekday(wave.deadline),
        next.id,
        weekday(next.start)
    );
    let message = match decided {
        Some(day) if day > wave.deadline && day < next.start => return,
        Some(day) => format!("the gate of wave `{}` is decided on {}, which is not {between}", wave.id, weekday(day)),
        // The start itself is no day to judge on.
        None if calendar.workdays_between(wave.deadline, next.start) >= 2 => return,
        None => format!("there is no working day {between}"),
    };
    let hint = format!("let `{}` start later, and put the date of the gate before it", next.id);
    found.push(Finding::of(NO_EVALUATION, message).at(&wave.place).about(&wave.id).hint(hint));
}

fn closed(view: &View<'_>, wave: &Wave, found: &mut Vec<Finding>) {
    let gate = wave.gate.as_ref().and_then(|gate| gate.date);
    let days = [("starts", Some(wave.start)), ("ends", Some(wave.deadline)), ("is judged", gate)];
    let calendar = &view.campaign.calendar;
    let shut: Vec<String> = days
        .into_iter()
        .filter_map(|(what, day)| {
            let why = match calendar.closed(day?)? {
                Closed::Weekend => "not a working day".to_owned(),
                Closed::Holiday("") => "a holiday".to_owned(),
                Closed::Holiday(name) => name.to_owned(),
                Closed::Freeze(why) => format!("in a freeze: {why}"),
            };
            Some(format!("{what} on {} ({why})", weekday(day?)))
        })
        .collect();
    if !shut.is_empty() {
        let message = format!("wave `{}` {}", wave.id, shut.join(" and "));
        let hint = "choose an open day";
        found.push(Finding::of(CLOSED_DAY, message).at(&wave.place).about(&wave.id).hint(hint));
    }
}
