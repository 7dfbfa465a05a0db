//! What the helpdesk can take.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::check::finding::Finding;
use crate::check::registry::schedule::{CANNOT_BE_MET, CAPACITY_UNKNOWN, DEADLINE_TOO_SOON, OVERLOADED};
use crate::check::view::{View, weekday};
use crate::error::counted;
use crate::schedule::{expected, is_worked};

/// Contacts expected on each working day, of each wave.
type Expected = BTreeMap<NaiveDate, Vec<f64>>;

/// No deadline is looked for further away than so many working days.
const FARTHEST: usize = 1000;

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let Some(capacity) = view.campaign.helpdesk.contacts_per_day else {
        let message = "the campaign does not say how many contacts the helpdesk can take a day";
        let hint = "write `helpdesk: {contacts_per_day: …}`";
        found.push(Finding::of(CAPACITY_UNKNOWN, message).hint(hint));
        return;
    };
    let expected = expected(view.campaign, view.people, &view.membership);
    overloaded(view, f64::from(capacity), &expected, found);
    too_soon(view, f64::from(capacity), found);
    cannot_be_met(view, f64::from(capacity), &expected, found);
}

/// Days on which more contacts are expected than the helpdesk takes, by the wave that brings most of them.
fn overloaded(view: &View<'_>, capacity: f64, expected: &Expected, found: &mut Vec<Finding>) {
    let sum = |waves: &[f64]| waves.iter().sum::<f64>();
    let over: Vec<(NaiveDate, &[f64])> =
        expected.iter().filter(|(_, waves)| sum(waves) > capacity).map(|(day, waves)| (*day, &waves[..])).collect();
    for (at, wave) in view.campaign.waves.iter().enumerate() {
        let brings_most = |waves: &[f64]| waves.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(at, _)| at);
        let mine: Vec<&(NaiveDate, &[f64])> = over.iter().filter(|(_, waves)| brings_most(waves) == Some(at)).collect();
        let Some((day, most)) = mine.iter().copied().max_by(|a, b| sum(a.1).total_cmp(&sum(b.1))) else { continue };
        let message = format!(
            "on {} of wave `{}` more contacts are expected than the helpdesk takes: up to {:.0} on {}, capacity \
             {capacity}",
            counted(mine.len(), "day", "days"),
            wave.id,
            sum(most).ceil(),
            weekday(*day)
        );
        let hint = "make the wave smaller, keep it apart from others, or add capacity for those days; `heraut plan --suggest` \
                    proposes sizes and dates";
        found.push(Finding::of(OVERLOADED, message).at(&wave.place).about(&wave.id).hint(hint));
    }
}

/// Everyone who remains waits for the deadline to be given, and then calls: the days that are left must be enough.
fn too_soon(view: &View<'_>, capacity: f64, found: &mut Vec<Finding>) {
    let rate = view.campaign.helpdesk.contact_rate;
    for (at, wave, steps) in view.pending_waves() {
        let given = steps.iter().filter(|step| step.gives_deadline(wave)).map(|step| step.first().date()).min();
        let Some(given) = given else { continue };
        let (pending, days) = (view.pending[at], view.helpdesk_days(given, wave.deadline));
        let expected = rate * pending as f64;
        if expected > capacity * days as f64 {
            let message = format!(
                "wave `{}` is given its deadline on {}, {} before it: if all {pending} people remain, {} \
                 contacts come, and the helpdesk takes {:.0}",
                wave.id,
                weekday(given),
                counted(days, "working day", "working days"),
                number(expected),
                capacity * days as f64
            );
            let hint = "give the deadline earlier, make the wave smaller, or add capacity";
            found.push(Finding::of(DEADLINE_TOO_SOON, message).at(&wave.place).about(&wave.id).hint(hint));
        }
    }
}

/// However they spread: those who remain call more often by the deadline than the helpdesk can answer until then.
fn cannot_be_met(view: &View<'_>, capacity: f64, expected: &Expected, found: &mut Vec<Finding>) {
    let rate = view.campaign.helpdesk.contact_rate;
    let today = view.now.with_timezone(&view.campaign.timezone).date_naive();
    for (at, wave, _) in view.pending_waves() {
        let from = wave.start.max(today);
        if from > wave.deadline {
            continue;
        }
        // What other waves need of a day is not there.
        let others = |day: NaiveDate| {
            let waves = expected.get(&day).map_or(&[][..], |waves| waves);
            waves.iter().enumerate().filter(|(of, _)| *of != at).map(|(_, n)| n).sum::<f64>()
        };
        let days = |from: NaiveDate| from.iter_days().filter(|day| is_worked(&view.campaign.calendar, *day));
        let until: Vec<NaiveDate> = days(from).take_while(|day| *day <= wave.deadline).collect();
        let room: f64 = until.iter().map(|day| (capacity - others(*day)).max(0.0)).sum();
        let pending = view.pending[at];
        let comes = rate * pending as f64;
        if comes <= room {
            continue;
        }
        let taken: f64 = until.iter().map(|day| others(*day).min(capacity)).sum();
        let less = if taken >= 0.5 { format!(", less {taken:.0} of other waves") } else { String::new() };
        let message = format!(
            "wave `{}` cannot meet its deadline on {}: {} x {rate} = {} contacts, and from {} on the helpdesk takes {} x \
             {capacity}{less} = {}",
            wave.id,
            weekday(wave.deadline),
            counted(pending, "person", "people"),
            number(comes),
            weekday(from),
            counted(until.len(), "working day", "working days"),
            number(room)
        );
        let mut left = comes;
        let fits = days(from).take(FARTHEST).find(|day| {
            left -= (capacity - others(*day)).max(0.0);
            left <= 0.0
        });
        let hint = match fits {
            Some(day) => format!(
                "the earliest deadline that fits is {}; or make the wave smaller, or add capacity",
                weekday(day)
            ),
            None => "make the wave smaller, or add capacity".to_owned(),
        };
        found.push(Finding::of(CANNOT_BE_MET, message).at(&wave.place).about(&wave.id).hint(hint));
    }
}

/// To one place where it is no whole number.
fn number(n: f64) -> String {
    if (n - n.round()).abs() < 0.05 { format!("{n:.0}") } else { format!("{n:.1}") }
}
