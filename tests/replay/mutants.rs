//! Stories in which something is wrong, to show that the [rules](crate::rules) see it: each is what was received with one
//! message changed, taken out or put in.

use chrono::TimeDelta;

use crate::facts::{Facts, Who};
use crate::mail::Mail;
use crate::rules::{self, RULES};
use crate::world::at;

type Change = fn(&Facts, &mut Vec<Mail>);

/// For each rule, in their order, a change that breaks it.
const CHANGES: [(&str, Change); RULES.len()] = [
    ("a reminder after moving", |facts, mails| {
        let moved = |mail: &Mail| facts.moved.get(&facts.addresses[&mail.to]).copied();
        let reminder = mails.iter_mut().find(|mail| mail.message == "reminder" && moved(mail).is_some());
        let reminder = reminder.expect("a reminder");
        reminder.at = moved(reminder).expect("they moved") + TimeDelta::hours(1);
    }),
    ("a deadline that was never so", |_, mails| first(mails, "enrol-now").deadline += TimeDelta::days(1)),
    ("preparing before the gate", |_, mails| first_of(mails, "prepare", "two").at = at("2027-02-23 09:00")),
    ("a deadline told too late", |_, mails| first(mails, "deadline-notice").at += TimeDelta::days(4)),
    ("enrolling before it is announced", |_, mails| first(mails, "enrol-now").at -= TimeDelta::days(21)),
    ("an announcement twice", |_, mails| {
        let again = Mail { message_id: "another".into(), ..first(mails, "announcement").clone() };
        mails.push(Mail { at: again.at + TimeDelta::days(1), ..again });
    }),
    ("mail at night", |_, mails| first(mails, "welcome").at += TimeDelta::hours(12)),
    ("mail of a wave that is held", |_, mails| first_of(mails, "reminder", "three").at = at("2027-04-15 10:00")),
    ("a manager who hears of one too few", |_, mails| drop(first(mails, "manager-escalation").names.pop())),
    ("somebody who never hears the deadline", |facts, mails| {
        let who = never_moves(facts);
        mails.retain(|mail| facts.addresses[&mail.to] != who || mail.message != "deadline-notice");
    }),
    ("somebody who does not hear the new dates", |_, mails| take_out(mails, "rescheduled")),
    ("somebody who is not welcomed", |_, mails| take_out(mails, "welcome")),
    ("somebody who hears their deadline by what is too late", |facts, mails| {
        let who = never_moves(facts);
        mails.retain(|mail| facts.addresses[&mail.to] != who || mail.message == "access-blocked");
    }),
    ("somebody who is not reminded", |_, mails| mails.retain(|mail| mail.message != "reminder")),
];

/// Insists that every rule sees what breaks it.
pub fn are_all_found(facts: &Facts, mails: &[Mail]) {
    for ((rule, _), (name, change)) in RULES.iter().zip(CHANGES) {
        let mut changed = mails.to_vec();
        change(facts, &mut changed);
        changed.sort_by_key(|mail| mail.at);
        let wrong = rules::wrong(facts, &changed);
        assert!(wrong.iter().any(|why| why.starts_with(rule)), "{name} is not seen: {wrong:?}");
    }
}

/// Somebody who is there to the end, and has not moved.
fn never_moves(facts: &Facts) -> Who {
    let is_there = |who: &&Who| !facts.moved.contains_key(who) && !facts.left.contains_key(who);
    *facts.last().of.keys().find(is_there).expect("somebody")
}

fn first<'m>(mails: &'m mut [Mail], message: &str) -> &'m mut Mail {
    mails.iter_mut().find(|mail| mail.message == message).expect("such a message")
}

fn first_of<'m>(mails: &'m mut [Mail], message: &str, wave: &str) -> &'m mut Mail {
    mails.iter_mut().find(|mail| mail.message == message && mail.wave == wave).expect("such a message")
}

fn take_out(mails: &mut Vec<Mail>, message: &str) {
    let at = mails.iter().position(|mail| mail.message == message).expect("such a message");
    mails.remove(at);
}
