//! The phases in the order of the cycle, none skipped, and the helpdesk before the people.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use crate::campaign::{Audience, Wave};
use crate::check::finding::{Finding, and_more};
use crate::check::registry::schedule::{
    BEHIND, NEVER, NO_BRIEFING, NOT_BRIEFED, NOTHING_AFTER, STAGE_MISSING, SWAPPED,
};
use crate::check::rule::Rule;
use crate::check::view::{Step, View};
use crate::schedule::{OrderProblem, order_problems};

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    order(view, found);
    appointments(view, found);
    stages(view, found);
    briefing(view, found);
}

fn order(view: &View<'_>, found: &mut Vec<Finding>) {
    let (campaign, waves) = (view.campaign, &view.campaign.waves);
    // A campaign with more rules than can be numbered has no plan, which is a finding already.
    let Ok(problems) = order_problems(campaign) else { return };
    let rule_at = |phase: u16, rule: u16| {
        let phase = &campaign.phases[usize::from(phase)];
        (phase, &phase.messages[usize::from(rule)])
    };
    let mut never: BTreeMap<(u16, u16), Vec<String>> = BTreeMap::new();
    for problem in problems {
        match problem {
            OrderProblem::Swapped { wave, first, later, by_calendar, proposed } => {
                let wave = &waves[usize::from(wave)];
                let ((phase, rule), (after, later_rule)) =
                    (rule_at(first.phase, first.rule), rule_at(later.phase, later.rule));
                let why = if by_calendar { ", because of closed days" } else { "" };
                let message = format!(
                    "in wave `{}` `{}` ({}) is due {}, not before `{}` ({}) on {}{why}",
                    wave.id,
                    rule.message,
                    phase.id,
                    clock(first.at),
                    later_rule.message,
                    after.id,
                    clock(later.at)
                );
                let hint = match proposed {
                    Some(at) => format!(
                        "send `{}` on {} at the latest: that is `start {} {}d at {}` for this wave",
                        rule.message,
                        clock(at),
                        if at.date() < wave.start { '-' } else { '+' },
                        (wave.start - at.date()).num_days().abs(),
                        at.format("%H:%M")
                    ),
                    None => format!("send `{}` earlier, or `{}` later", rule.message, later_rule.message),
                };
                found.push(Finding::of(SWAPPED, message).at(&rule.place).about(&wave.id).hint(hint));
            }
            OrderProblem::Never { wave, phase, rule } => {
                never.entry((phase, rule)).or_default().push(format!("`{}`", waves[usize::from(wave)].id));
            }
            OrderProblem::Behind { wave, at, other, other_at, phase } => {
                let (wave, other) = (&waves[usize::from(wave)], &waves[usize::from(other)]);
                let message = format!(
                    "wave `{}` starts before `{}`, but reaches phase `{}` after it: {} instead of before {}",
                    wave.id,
                    other.id,
                    campaign.phases[usize::from(phase)].id,
                    clock(at),
                    clock(other_at)
                );
                let hint = format!("give `{}` an earlier deadline, or `{}` a later one", wave.id, other.id);
                found.push(Finding::of(BEHIND, message).at(&wave.place).about(&wave.id).hint(hint));
            }
        }
    }
    for ((phase, rule), waves) in never {
        let (_, rule) = rule_at(phase, rule);
        let message =
            format!("`{}` ({}) never comes in wave {}", rule.message, rule.when_text, and_more(&waves, waves.len()));
        let hint = "no occurrence fits, or the calendar does not open: make the wave longer or the distance shorter";
        found.push(Finding::of(NEVER, message).at(&rule.place).about(&rule.message).hint(hint));
    }
}

/// What comes by an appointment, where nobody has one.
fn appointments(view: &View<'_>, found: &mut Vec<Finding>) {
    if view.people.persons.iter().any(|person| person.visit.is_some()) {
        return;
    }
    for rule in view.rules().filter(|rule| rule.when.is_by_appointment()) {
        let message = format!("`{}` ({}) never comes: nobody has an appointment", rule.message, rule.when_text);
        let hint = "name the column that has its day: `columns: {appointment_date: …}` beside its file";
        found.push(Finding::of(NEVER, message).at(&rule.place).about(&rule.message).hint(hint));
    }
}

/// Announced before the start, the deadline given before it, and something after it.
fn stages(view: &View<'_>, found: &mut Vec<Finding>) {
    let mut missing = |rule: Rule, stage: &str, what: &str, hint: &str, has: &dyn Fn(&Wave, &Step<'_>) -> bool| {
        let lacking = view.pending_waves().filter(|(_, wave, steps)| !steps.iter().any(|step| has(wave, step)));
        let waves: Vec<&Wave> = lacking.map(|(_, wave, _)| wave).collect();
        if let Some(first) = waves.first() {
            let ids: Vec<String> = waves.iter().map(|wave| format!("`{}`", wave.id)).collect();
            let message = format!("{what} in wave {}", and_more(&ids, ids.len()));
            found.push(Finding::of(rule, message).at(&first.place).about(stage).hint(hint));
        }
    };
    let announce = "add `{message: announcement, when: start - 14d at 09:00, to: everyone}`";
    missing(STAGE_MISSING, "announce", "nothing is announced before the start", announce, &|wave, step| {
        step.is_for_people() && step.first().date() < wave.start
    });
    let deadline = "add `{message: deadline-notice, when: deadline - 5 workdays at 09:00, to: pending}`";
    missing(STAGE_MISSING, "deadline", "the deadline is not given before it comes", deadline, &|wave, step| {
        step.gives_deadline(wave)
    });
    let after = "add `{message: access-blocked, when: deadline + 1 workday at 08:00, to: pending}`";
    missing(NOTHING_AFTER, "blocked", "people hear nothing after the deadline", after, &|wave, step| {
        step.is_for_people() && step.occasions.iter().any(|occasion| is_over(wave, occasion.at))
    });
}

/// The helpdesk hears of a phase before anybody else does.
fn briefing(view: &View<'_>, found: &mut Vec<Finding>) {
    // Nobody could brief the helpdesk of news before it was news.
    let to_helpdesk = |step: &&Step<'_>| step.rule.to == Audience::Helpdesk && !step.rule.when.is_dated();
    if !view.rules().any(|rule| rule.to == Audience::Helpdesk) {
        let message = "no message briefs the helpdesk before people call";
        let hint = "add `{message: helpdesk-brief, when: start - 5w at 08:30, to: helpdesk}`";
        found.push(Finding::of(NO_BRIEFING, message).hint(hint));
        return;
    }
    for (_, wave, steps) in view.pending_waves() {
        let others = || steps.iter().filter(|step| step.rule.to != Audience::Helpdesk && !step.rule.when.is_dated());
        // The first of all messages must be known, and so must that of each phase with a briefing of its own.
        let earliest = steps.iter().filter(to_helpdesk).min_by_key(|step| step.first());
        let first = others().min_by_key(|step| step.first());
        let mut late: Vec<(&Step<'_>, &Step<'_>)> = earliest.into_iter().zip(first).collect();
        for brief in steps.iter().filter(to_helpdesk) {
            let mine = others().filter(|step| step.phase.id == brief.phase.id);
            late.extend(mine.min_by_key(|step| step.first()).map(|first| (brief, first)));
        }
        late.retain(|(brief, first)| brief.first() >= first.first());
        late.dedup_by_key(|(brief, _)| &brief.rule.message);
        for (brief, first) in late {
            let message = format!(
                "in wave `{}` the helpdesk gets `{}` on {}, not before `{}` goes out on {}",
                wave.id,
                brief.rule.message,
                clock(brief.first()),
                first.rule.message,
                clock(first.first())
            );
            let hint = format!("send `{}` a day or more before `{}`", brief.rule.message, first.rule.message);
            found.push(Finding::of(NOT_BRIEFED, message).at(&brief.rule.place).about(&wave.id).hint(hint));
        }
    }
}

/// Whether the deadline has passed: its day ends it unless it names a time.
fn is_over(wave: &Wave, at: NaiveDateTime) -> bool {
    let today = at.date() == wave.deadline && wave.deadline_time.is_some_and(|time| at.time() >= time);
    today || at.date() > wave.deadline
}

fn clock(at: NaiveDateTime) -> String {
    at.format("%a %Y-%m-%d %H:%M").to_string()
}
