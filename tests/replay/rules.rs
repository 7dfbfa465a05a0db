//! What must be true of every person's story, judged from what a server received and the campaign's facts. Nothing here
//! knows how the planner decides.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveTime, TimeDelta, Timelike};

use crate::facts::{Facts, Who, ZONE, after, day};
use crate::mail::Mail;

/// The messages that a wave hears, in the order of their phases.
pub const STORY: [&str; 6] = ["announcement", "prepare", "enrol-now", "reminder", "deadline-notice", "access-blocked"];

/// Those that are for who still has to move.
const FOR_OUTSTANDING: [&str; 6] =
    ["prepare", "enrol-now", "reminder", "deadline-notice", "access-blocked", "rescheduled"];

/// Those that come once in a campaign, whatever wave somebody is in.
const ONCE: [&str; 6] = ["announcement", "prepare", "enrol-now", "deadline-notice", "access-blocked", "welcome"];

/// A rule, and how it is called.
type Rule = (&'static str, fn(&Facts, &Stories) -> Vec<String>);

/// Every rule.
pub const RULES: [Rule; 14] = [
    ("nobody is reminded after moving, or written to after leaving", nobody_after_moving),
    ("every date is true when it is said", dates_are_true),
    ("nothing that waits for a gate comes before it", gates_hold),
    ("a deadline is told five working days before it", deadlines_are_told_in_time),
    ("phases come in order", phases_in_order),
    ("nothing comes twice", nothing_twice),
    ("mail comes on working days in working hours", in_working_hours),
    ("nothing of a held wave comes", holds_hold),
    ("managers hear of who is outstanding, and no other", managers_hear_who_is_outstanding),
    ("nobody is forgotten", nobody_is_forgotten),
    ("who knew other dates is told the new ones", new_dates_are_told),
    ("what happened to somebody is answered", events_are_answered),
    ("a deadline is known five working days before it", deadlines_are_known_in_time),
    ("who still has to move is reminded", reminders_come),
];

/// What each person received, in order.
pub struct Stories {
    pub by_person: BTreeMap<Who, Vec<Mail>>,
}

impl Stories {
    /// # Panics
    /// When something went to an address that is nobody's.
    pub fn of(facts: &Facts, mails: &[Mail]) -> Self {
        let mut by_person: BTreeMap<Who, Vec<Mail>> = BTreeMap::new();
        for mail in mails {
            let who = facts.addresses.get(&mail.to).unwrap_or_else(|| panic!("whose address is {}?", mail.to));
            by_person.entry(*who).or_default().push(mail.clone());
        }
        Stories { by_person }
    }

    fn each(&self) -> impl Iterator<Item = (Who, &Mail)> {
        self.by_person.iter().flat_map(|(who, mails)| mails.iter().map(|mail| (*who, mail)))
    }
}

/// What is wrong by all rules.
pub fn wrong(facts: &Facts, mails: &[Mail]) -> Vec<String> {
    let stories = Stories::of(facts, mails);
    RULES
        .iter()
        .flat_map(|(name, rule)| rule(facts, &stories).into_iter().map(move |why| format!("{name}: {why}")))
        .collect()
}

fn heard(mails: &[Mail]) -> String {
    mails.iter().map(|mail| format!("{} {} {}", day(mail.at), mail.message, mail.wave)).collect::<Vec<_>>().join(", ")
}

fn said(who: Who, mail: &Mail) -> String {
    format!("{} of wave {} to person {who} at {}", mail.message, mail.wave, mail.at.with_timezone(&ZONE))
}

fn nobody_after_moving(facts: &Facts, stories: &Stories) -> Vec<String> {
    let is_wrong = |who: Who, mail: &Mail| {
        let has_left = facts.left.get(&who).is_some_and(|left| *left <= mail.at);
        has_left || FOR_OUTSTANDING.contains(&&*mail.message) && !facts.is_outstanding(who, mail.at)
    };
    stories.each().filter(|(who, mail)| is_wrong(*who, mail)).map(|(who, mail)| said(who, mail)).collect()
}

fn dates_are_true(facts: &Facts, stories: &Stories) -> Vec<String> {
    let mut wrong = Vec::new();
    for (who, mail) in stories.each() {
        let plan = facts.plan(mail.at);
        let wave = match mail.names.is_empty() {
            true => plan.of.get(&who).map(|at| &plan.waves[*at]),
            false => plan.waves.iter().find(|wave| wave.id == mail.wave),
        };
        let is_true =
            wave.is_some_and(|wave| (wave.id, wave.start, wave.deadline) == (&*mail.wave, mail.start, mail.deadline));
        if !is_true {
            wrong.push(format!("{} says {} to {}, and it was {wave:?}", said(who, mail), mail.start, mail.deadline));
        }
    }
    wrong
}

fn gates_hold(facts: &Facts, stories: &Stories) -> Vec<String> {
    let mut wrong = Vec::new();
    for (who, mail) in stories.each() {
        // What follows from an event, or from an approval, is news.
        if !STORY.contains(&&*mail.message) && mail.message != "manager-escalation" {
            continue;
        }
        let plan = facts.plan(mail.at);
        let of = plan.waves.iter().position(|wave| wave.id == mail.wave).unwrap_or_default();
        for wave in &plan.waves[..of] {
            let Some(gate) = wave.gate else { continue };
            let is_open = facts.opened.get(wave.id).is_some_and(|opened| *opened <= mail.at);
            if mail.at >= after(gate) && !is_open {
                wrong.push(format!("{}, and the gate of {} was closed", said(who, mail), wave.id));
            }
        }
    }
    wrong
}

fn deadlines_are_told_in_time(facts: &Facts, stories: &Stories) -> Vec<String> {
    let notices = stories.each().filter(|(_, mail)| mail.message == "deadline-notice");
    let days = |mail: &Mail| facts.workdays(day(mail.at), mail.deadline, mail.at);
    let late = notices.filter(|(_, mail)| days(mail) < 5);
    late.map(|(who, mail)| format!("{}, {} working days before {}", said(who, mail), days(mail), mail.deadline))
        .collect()
}

fn phases_in_order(_: &Facts, stories: &Stories) -> Vec<String> {
    let mut wrong = Vec::new();
    for (who, mails) in &stories.by_person {
        // With other dates the story begins anew.
        let mut reached: BTreeMap<_, usize> = BTreeMap::new();
        for mail in mails {
            let Some(phase) = STORY.iter().position(|known| *known == mail.message) else { continue };
            let before = reached.entry((&mail.wave, mail.start, mail.deadline)).or_insert(phase);
            if phase < *before {
                wrong.push(format!("{}, after {}", said(*who, mail), STORY[*before]));
            }
            *before = phase.max(*before);
        }
    }
    wrong
}

fn nothing_twice(_: &Facts, stories: &Stories) -> Vec<String> {
    let mut wrong = Vec::new();
    for (who, mails) in &stories.by_person {
        let (mut once, mut daily, mut ids, mut dates) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), None);
        for mail in mails {
            let is_first = match &*mail.message {
                message if ONCE.contains(&message) => once.insert(message.to_owned()),
                "rescheduled" => dates.replace((mail.start, mail.deadline)) != Some((mail.start, mail.deadline)),
                message => daily.insert((message.to_owned(), mail.wave.clone(), day(mail.at))),
            };
            if !is_first || !ids.insert(mail.message_id.clone()) {
                wrong.push(said(*who, mail));
            }
        }
    }
    wrong
}

fn in_working_hours(facts: &Facts, stories: &Stories) -> Vec<String> {
    let (opens, closes) = (NaiveTime::from_hms_opt(8, 0, 0), NaiveTime::from_hms_opt(18, 0, 0));
    let is_wrong = |mail: &Mail| {
        let time = mail.at.with_timezone(&ZONE).time().with_nanosecond(0);
        !facts.is_open(day(mail.at), mail.at) || time < opens || time > closes
    };
    stories.each().filter(|(_, mail)| is_wrong(mail)).map(|(who, mail)| said(who, mail)).collect()
}

fn holds_hold(facts: &Facts, stories: &Stories) -> Vec<String> {
    let is_held =
        |mail: &Mail| facts.held.iter().any(|(wave, from, to)| *wave == mail.wave && *from <= mail.at && mail.at < *to);
    stories.each().filter(|(_, mail)| is_held(mail)).map(|(who, mail)| said(who, mail)).collect()
}

fn managers_hear_who_is_outstanding(facts: &Facts, stories: &Stories) -> Vec<String> {
    let mut wrong = Vec::new();
    for (manager, mail) in stories.each().filter(|(_, mail)| mail.message == "manager-escalation") {
        let plan = facts.plan(mail.at);
        let named: BTreeSet<Who> = mail.names.iter().filter_map(|name| facts.names.get(name).copied()).collect();
        let outstanding: BTreeSet<Who> = facts
            .manager
            .iter()
            .filter(|(who, theirs)| **theirs == manager && facts.is_outstanding(**who, mail.at))
            .filter(|(who, _)| plan.of.get(who).is_some_and(|at| plan.waves[*at].id == mail.wave))
            .map(|(who, _)| *who)
            .collect();
        if named != outstanding || named.is_empty() {
            wrong.push(format!("{} names {named:?} and not {outstanding:?}", said(manager, mail)));
        }
    }
    wrong
}

/// Who is in a wave hears each of its messages, unless they had moved before it could come, or came to the wave too late.
fn nobody_is_forgotten(facts: &Facts, stories: &Stories) -> Vec<String> {
    let last = facts.last();
    let mut wrong = Vec::new();
    for (who, at) in &last.of {
        let wave = &last.waves[*at];
        let none = Vec::new();
        let mails = stories.by_person.get(who).unwrap_or(&none);
        let has = |message: &str| mails.iter().any(|mail| mail.message == message);
        // The first plan that had them in this wave: what was over by then cannot be told.
        let joined = facts.plans.iter().find(|plan| plan.of.get(who).is_some_and(|at| plan.waves[*at].id == wave.id));
        let joined = joined.map(|plan| day(plan.from)).unwrap_or_default();
        let gone = facts.moved.get(who).or(facts.left.get(who)).map(|gone| day(*gone));
        let to_hear = |message: &str| match message {
            "announcement" | "prepare" => wave.start,
            "access-blocked" => wave.deadline + TimeDelta::days(7),
            _ => wave.deadline,
        };
        for message in ["announcement", "prepare", "enrol-now", "deadline-notice", "access-blocked"] {
            let until = to_hear(message);
            let is_late = joined + TimeDelta::days(1) >= until;
            let is_gone = gone.is_some_and(|gone| gone <= until);
            if !has(message) && !is_late && !is_gone {
                wrong.push(format!("person {who} of wave {} never heard {message}: {}", wave.id, heard(mails)));
            }
        }
    }
    wrong
}

/// Who was told dates that a plan changed, and still has to move, hears the new ones within two working days, with those
/// that they knew.
fn new_dates_are_told(facts: &Facts, stories: &Stories) -> Vec<String> {
    let mut wrong = Vec::new();
    for (who, mails) in &stories.by_person {
        for (n, plan) in facts.plans.iter().enumerate().skip(1) {
            let Some(wave) = plan.of.get(who).map(|at| &plan.waves[*at]) else { continue };
            let own = |mail: &&Mail| mail.names.is_empty();
            let Some(told) = mails.iter().filter(own).rfind(|mail| mail.at < plan.from) else { continue };
            let until = facts.plans.get(n + 1).map_or(chrono::DateTime::<chrono::Utc>::MAX_UTC, |next| next.from);
            let is_new = (told.start, told.deadline) != (wave.start, wave.deadline);
            if !is_new || !facts.is_outstanding(*who, plan.from) || day(plan.from) > wave.deadline {
                continue;
            }
            let news = mails.iter().filter(own).find(|mail| mail.at >= plan.from && mail.at < until);
            match news {
                Some(news) if news.message == "rescheduled" && news.previous == Some((told.start, told.deadline)) => {
                    if facts.workdays(day(plan.from), day(news.at), news.at) > 2 {
                        wrong.push(format!("{} comes late: the plan is of {}", said(*who, news), plan.from));
                    }
                }
                // They moved before it could come.
                None if !facts.is_outstanding(*who, plan.from + TimeDelta::days(1)) => {}
                other => wrong.push(format!("person {who} knew {} to {}: {other:?}", told.start, told.deadline)),
            }
        }
    }
    // And nobody else is told that something changed.
    for (who, mail) in stories.each().filter(|(_, mail)| mail.message == "rescheduled") {
        if mail.previous == Some((mail.start, mail.deadline)) || mail.previous.is_none() {
            wrong.push(format!("{}, and nothing changed", said(who, mail)));
        }
    }
    wrong
}

/// Who has moved is welcomed, and who failed is offered help, an hour after it was learnt at the earliest, once.
fn events_are_answered(facts: &Facts, stories: &Stories) -> Vec<String> {
    let mut wrong = Vec::new();
    for (message, when) in [("welcome", &facts.moved), ("failed-help", &facts.failed)] {
        for (who, learnt) in when {
            // Who moved before help for a failure could come needs none; who has left hears nothing.
            let is_over = facts.left.contains_key(who)
                || message == "failed-help" && !facts.is_outstanding(*who, *learnt + TimeDelta::hours(1));
            let mails = stories.by_person.get(who).map_or(&[][..], Vec::as_slice);
            let answers: Vec<&Mail> = mails.iter().filter(|mail| mail.message == message).collect();
            let is_answered = answers.len() == 1 && answers[0].at >= *learnt + TimeDelta::hours(1);
            if !is_answered && !is_over {
                wrong.push(format!("{message} to person {who} after {learnt}: {answers:?}"));
            }
        }
    }
    for (who, mail) in stories.each() {
        let when = match &*mail.message {
            "welcome" => &facts.moved,
            "failed-help" => &facts.failed,
            _ => continue,
        };
        if when.get(&who).is_none_or(|learnt| mail.at < *learnt + TimeDelta::hours(1)) {
            wrong.push(format!("{}, and nothing happened", said(who, mail)));
        }
    }
    wrong
}

/// Whoever is still outstanding when a deadline comes was told that very day at least five working days before.
fn deadlines_are_known_in_time(facts: &Facts, stories: &Stories) -> Vec<String> {
    let last = facts.last();
    let mut wrong = Vec::new();
    for (who, at) in &last.of {
        let deadline = last.waves[*at].deadline;
        if !facts.is_outstanding(*who, after(deadline)) {
            continue;
        }
        let mails = stories.by_person.get(who).map_or(&[][..], Vec::as_slice);
        let known = mails.iter().find(|mail| mail.names.is_empty() && mail.deadline == deadline);
        if known.is_none_or(|mail| facts.workdays(day(mail.at), deadline, mail.at) < 5) {
            wrong.push(format!("person {who} of wave {} knew {deadline} by {known:?}", last.waves[*at].id));
        }
    }
    wrong
}

/// From the start of their wave until its deadline is near, nobody who still has to move hears nothing for more than six
/// working days.
fn reminders_come(facts: &Facts, stories: &Stories) -> Vec<String> {
    let last = facts.last();
    let mut wrong = Vec::new();
    for (who, at) in &last.of {
        let wave = &last.waves[*at];
        let mails = stories.by_person.get(who).map_or(&[][..], Vec::as_slice);
        let joined = facts.plans.iter().rfind(|plan| plan.of.get(who).is_none_or(|of| plan.waves[*of].id != wave.id));
        let joined = joined.map_or(wave.start, |plan| day(plan.from));
        let gone = [facts.moved.get(who), facts.left.get(who)].into_iter().flatten().min().map(|gone| day(*gone));
        let until = gone.map_or(wave.deadline, |gone| gone.min(wave.deadline));
        let told: BTreeSet<_> = mails.iter().filter(|mail| mail.names.is_empty()).map(|mail| day(mail.at)).collect();
        let mut since = wave.start.max(joined);
        while since < until {
            let next = told.range(since + TimeDelta::days(1)..).next().copied().unwrap_or(until).min(until);
            let quiet = facts.workdays(since, next, last.from);
            if quiet > 7 {
                wrong.push(format!(
                    "person {who} of wave {} hears nothing from {since} to {next}: {}",
                    wave.id,
                    heard(mails)
                ));
            }
            since = next;
        }
    }
    wrong
}
