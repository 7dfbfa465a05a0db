//! What the helpdesk can take.

use chrono::NaiveDate;

use crate::check::finding::Finding;
use crate::check::registry::schedule::{CAPACITY_UNKNOWN, DEADLINE_TOO_SOON, OVERLOADED};
use crate::check::view::{View, weekday};
use crate::error::counted;
use crate::schedule::contacts;

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let Some(capacity) = view.campaign.helpdesk.contacts_per_day else {
        let message = "the campaign does not say how many contacts the helpdesk can take a day";
        let hint = "write `helpdesk: {contacts_per_day: …}`";
        found.push(Finding::of(CAPACITY_UNKNOWN, message).hint(hint));
        return;
    };
    overloaded(view, f64::from(capacity), found);
    too_soon(view, f64::from(capacity), found);
}

/// Days on which more contacts are expected than the helpdesk takes, by the wave that brings most people that day.
fn overloaded(view: &View<'_>, capacity: f64, found: &mut Vec<Finding>) {
    let over: Vec<(NaiveDate, f64)> =
        contacts(view.campaign, view.people, &view.membership).into_iter().filter(|(_, n)| *n > capacity).collect();
    for (at, wave) in view.campaign.waves.iter().enumerate() {
        let mine: Vec<&(NaiveDate, f64)> = over.iter().filter(|(day, _)| brings_most(view, *day) == Some(at)).collect();
        let Some((day, most)) = mine.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)) else { continue };
        let message = format!(
            "on {} of wave `{}` more contacts are expected than the helpdesk takes: up to {most:.0} on {}, capacity \
             {capacity}",
            counted(mine.len(), "day", "days"),
            wave.id,
            weekday(*day)
        );
        let hint = "make the wave smaller or longer, keep it apart from others, or add capacity for those days";
        found.push(Finding::of(OVERLOADED, message).at(&wave.place).about(&wave.id).hint(hint));
    }
}

fn brings_most(view: &View<'_>, day: NaiveDate) -> Option<usize> {
    let open = view.campaign.waves.iter().enumerate().filter(|(_, wave)| wave.start <= day && day <= wave.deadline);
    let daily = |(at, wave): &(usize, &crate::campaign::Wave)| {
        view.pending[*at] as f64 / view.helpdesk_days(wave.start, wave.deadline).max(1) as f64
    };
    open.max_by(|a, b| daily(a).total_cmp(&daily(b))).map(|(at, _)| at)
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
                "wave `{}` is given its deadline on {}, {} before it: if all {pending} people remain, {expected:.0} \
                 contacts come, and the helpdesk takes {:.0}",
                wave.id,
                weekday(given),
                counted(days, "working day", "working days"),
                capacity * days as f64
            );
            let hint = "give the deadline earlier, make the wave smaller, or add capacity";
            found.push(Finding::of(DEADLINE_TOO_SOON, message).at(&wave.place).about(&wave.id).hint(hint));
        }
    }
}
