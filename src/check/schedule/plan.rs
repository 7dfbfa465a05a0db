//! What the plan shows: who misses or is caught up with what, and who hears too much.

use std::collections::{BTreeMap, BTreeSet};

use crate::campaign::{MessageRule, PersonId, Wave};
use crate::check::finding::{Finding, Group, and_more, harmless};
use crate::check::registry::schedule::{CAUGHT_UP, CROWDED, PAST_EXPIRY, TOO_LATE};
use crate::check::view::{View, weekday};
use crate::error::counted;
use crate::schedule::due::{Occasion, occasions};
use crate::schedule::{Crowded, Plan, Reason, UnplannedReason, crowded, local_day};

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let Some(plan) = view.plan else { return };
    missed(view, plan, found);
    caught_up(view, plan, found);
    too_much(view, plan, found);
}

/// What closed days move past its end, by wave and message; what is past and gone, by wave.
fn missed(view: &View<'_>, plan: &Plan, found: &mut Vec<Finding>) {
    let mut moved: BTreeMap<(u16, &str), usize> = BTreeMap::new();
    let mut late: BTreeMap<u16, (BTreeSet<&str>, BTreeSet<&PersonId>)> = BTreeMap::new();
    let mut known: BTreeMap<(u16, &str), bool> = BTreeMap::new();
    for gone in &plan.unplanned {
        let (wave, key) = (&view.campaign.waves[usize::from(gone.wave)], (gone.wave, gone.message.as_str()));
        let by_calendar = match gone.reason {
            UnplannedReason::NoOpenDay => true,
            UnplannedReason::Expired => *known.entry(key).or_insert_with(|| {
                view.rules().any(|rule| rule.message == gone.message && is_moved_past(view, wave, rule))
            }),
            UnplannedReason::Overtaken => false,
            _ => continue,
        };
        if by_calendar {
            *moved.entry(key).or_default() += 1;
        } else {
            let (messages, people) = late.entry(gone.wave).or_default();
            messages.insert(&gone.message);
            people.insert(&gone.person);
        }
    }
    for ((wave, message), people) in moved {
        let wave = &view.campaign.waves[usize::from(wave)];
        let Some(rule) = view.rules().find(|rule| rule.message == message) else { continue };
        let who = counted(people, "person", "people");
        let text = format!("{who} of wave `{}` will not hear `{message}`: closed days move it past its end", wave.id);
        let hint = "send it earlier, or give it a later `expires`";
        found.push(Finding::of(PAST_EXPIRY, text).at(&rule.place).about(&wave.id).hint(hint));
    }
    for (wave, (messages, people)) in late {
        let wave = &view.campaign.waves[usize::from(wave)];
        let messages: Vec<String> = messages.into_iter().map(|message| format!("`{message}`")).collect();
        let text = format!(
            "too late for {} of wave `{}`: {}",
            counted(people.len(), "person", "people"),
            wave.id,
            and_more(&messages, messages.len())
        );
        let hint = "nothing, for what went out in time; otherwise let the wave start later";
        found.push(Finding::of(TOO_LATE, text).at(&wave.place).about(&wave.id).hint(hint));
    }
}

fn is_moved_past(view: &View<'_>, wave: &Wave, rule: &MessageRule) -> bool {
    let past = |occasion: &Occasion| occasion.at >= occasion.expires.local();
    occasions(view.campaign, wave, rule).is_ok_and(|occasions| occasions.iter().any(past))
}

fn caught_up(view: &View<'_>, plan: &Plan, found: &mut Vec<Finding>) {
    let mut waves: BTreeMap<u16, (usize, BTreeSet<Option<u32>>)> = BTreeMap::new();
    for notice in plan.notices.iter().filter(|notice| notice.reason == Reason::CaughtUp) {
        let (notices, people) = waves.entry(notice.wave).or_default();
        *notices += 1;
        people.insert(notice.person);
    }
    for (wave, (notices, people)) in waves {
        let wave = &view.campaign.waves[usize::from(wave)];
        let message = format!(
            "late, at the next openings, at most one a day: {} to {} of wave `{}`",
            counted(notices, "message", "messages"),
            counted(people.len(), "reader", "readers"),
            wave.id
        );
        let hint = "nothing, if these are late joiners; otherwise let the wave start later";
        found.push(Finding::of(CAUGHT_UP, message).at(&wave.place).about(&wave.id).hint(hint));
    }
}

/// By the wave of the person, or of what they hear when they are in none; with the fullest day as the example.
fn too_much(view: &View<'_>, plan: &Plan, found: &mut Vec<Finding>) {
    let crowds = crowded(view.campaign, view.people, plan);
    if crowds.is_empty() {
        return;
    }
    let mut waves: BTreeMap<Option<u16>, Vec<&Crowded>> = BTreeMap::new();
    for crowd in &crowds {
        waves.entry(view.membership.waves[crowd.person as usize]).or_default().push(crowd);
    }
    for (wave, crowds) in waves {
        let mut group = Group::default();
        let people: BTreeSet<u32> = crowds.iter().map(|crowd| crowd.person).collect();
        people.iter().for_each(|at| group.person(&view.people.persons[*at as usize]));
        let Some(worst) = crowds.iter().max_by_key(|c| (c.messages, std::cmp::Reverse((c.day, c.person)))) else {
            continue;
        };
        let heard: Vec<String> = plan
            .notices
            .iter()
            .filter(|n| n.person == Some(worst.person) && local_day(view.campaign, view.people, n) == worst.day)
            .map(|n| format!("`{}` ({})", n.rule(view.campaign).message, view.campaign.waves[usize::from(n.wave)].id))
            .collect();
        let wave = wave.map(|at| &view.campaign.waves[usize::from(at)]);
        let of = wave.map(|wave| format!(" of wave `{}`", wave.id)).unwrap_or_default();
        let message = format!(
            "more than {} a day for {}{of} ({}): on {} {} hears {}",
            counted(view.campaign.max_per_day as usize, "message", "messages"),
            group.people(),
            group.names(),
            weekday(worst.day),
            harmless(&view.people.persons[worst.person as usize].name),
            heard.join(", ")
        );
        let hint = "move one of the messages to another day, or raise `max_per_day`";
        let finding = Finding::of(CROWDED, message).hint(hint);
        found.push(match wave {
            Some(wave) => finding.at(&wave.place).about(&wave.id),
            None => finding,
        });
    }
}
