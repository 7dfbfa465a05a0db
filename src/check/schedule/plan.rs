//! What the plan shows: who misses or is caught up with what, and who hears too much.

use std::collections::{BTreeMap, BTreeSet};

use crate::campaign::{MessageRule, Wave};
use crate::check::finding::{Finding, Group, counted, harmless};
use crate::check::registry::schedule::{CAUGHT_UP, CROWDED, PAST_EXPIRY, TOO_LATE};
use crate::check::view::{View, weekday};
use crate::schedule::due::{Occasion, occasions};
use crate::schedule::{Crowded, Plan, Reason, UnplannedReason, crowded, local_day};

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let Some(plan) = view.plan else { return };
    missed(view, plan, found);
    caught_up(view, plan, found);
    too_much(view, plan, found);
}

/// By wave and message; what is to come and is moved past its end apart from what is already past.
fn missed(view: &View<'_>, plan: &Plan, found: &mut Vec<Finding>) {
    let mut groups: BTreeMap<(u16, &str, bool), Group> = BTreeMap::new();
    for gone in &plan.unplanned {
        let wave = &view.campaign.waves[usize::from(gone.wave)];
        let moved = match gone.reason {
            UnplannedReason::NoOpenDay => true,
            UnplannedReason::Expired => view.rules().any(|r| r.message == gone.message && is_moved_past(view, wave, r)),
            UnplannedReason::Overtaken => false,
            _ => continue,
        };
        let group = groups.entry((gone.wave, &gone.message, moved)).or_default();
        match view.people.get(&gone.person) {
            Some(person) => group.person(person),
            None => group.count += 1,
        }
    }
    for ((wave, message, moved), group) in groups {
        let (wave, rule) = (&view.campaign.waves[usize::from(wave)], view.rules().find(|r| r.message == message));
        let Some(rule) = rule else { continue };
        let who = format!("{} of wave `{}`", group.people(), wave.id);
        let finding = if moved {
            let text = format!("{who} will not hear `{message}`: closed days move it to after it expires");
            Finding::of(PAST_EXPIRY, text).hint("send it earlier, or give it a later `expires`")
        } else {
            let text = format!("it is too late to tell {who} `{message}`");
            Finding::of(TOO_LATE, text).hint("nothing, if it went out in time; otherwise let the wave start later")
        };
        found.push(finding.at(&rule.place).about(&wave.id));
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
            "{} of wave `{}` hear {} late, at the next openings, at most one a day",
            counted(people.len(), "reader", "readers"),
            wave.id,
            counted(notices, "message", "messages")
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
            "{}{of} hear more than {} a day; on {} {} hears {}. They are {}",
            group.people(),
            counted(view.campaign.max_per_day as usize, "message", "messages"),
            weekday(worst.day),
            harmless(&view.people.persons[worst.person as usize].name),
            heard.join(", "),
            group.names()
        );
        let hint = "move one of the messages to another day, or raise `max_per_day`";
        let finding = Finding::of(CROWDED, message).hint(hint);
        found.push(match wave {
            Some(wave) => finding.at(&wave.place).about(&wave.id),
            None => finding,
        });
    }
}
