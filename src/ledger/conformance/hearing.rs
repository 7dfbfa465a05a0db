//! What mail systems report of messages that went out.

use super::*;
use crate::error::Kind;
use crate::ledger::{Action, Fact, Happened, Hearing, Report, Reported, Retried, Sent, Settlement, Suppression};

const WORDS: &str = "5.1.1 no such user";
const DEAD: Action = Action::Failed { dead: true };

/// A report about the first message of a notice.
fn report(n: u32, action: Action) -> Report {
    let address = format!("p{n:03}@voorbeeldstad.example");
    Report { id: id(n), retries: 0, action, address, words: WORDS.into(), digest: [n as u8; 16] }
}

/// The same in other bytes.
fn again(report: &Report, retries: u32) -> Report {
    Report { retries, digest: [100 + retries as u8; 16], ..report.clone() }
}

fn hear(store: &Store, reports: &[Report], minute: i64) -> Vec<Hearing> {
    store().hear(reports, at(minute)).unwrap()
}

/// So many were accepted at minute 1.
fn all_accepted(store: &Store, many: u32) -> Box<dyn Ledger> {
    let mut ledger = sender(store, &(1..=many).map(|n| entry(n, 0)).collect::<Vec<_>>());
    claim(&mut *ledger, 0, 99);
    commit(&mut *ledger, &(1..=many).map(|n| sending(n, 0)).collect::<Vec<_>>(), 0);
    commit(&mut *ledger, &(1..=many).map(|n| done(n, accepted())).collect::<Vec<_>>(), 1);
    ledger
}

fn facts(store: &Store) -> Vec<Happened> {
    store().facts(0).unwrap().into_iter().map(|fact: Fact| fact.what).collect()
}

fn unreachable(n: u32) -> Happened {
    Happened::Unreachable(format!("p{n:03}@voorbeeldstad.example"))
}

fn reachable(n: u32) -> Happened {
    Happened::Reachable(format!("p{n:03}@voorbeeldstad.example"))
}

pub(crate) fn what_bounced_is_not_accepted_any_more(store: &Store) {
    let ledger = all_accepted(store, 3);
    let reports = [report(1, DEAD), report(2, Action::Delayed), report(3, Action::Delivered)];
    let expected = [Hearing::Bounced, Hearing::Noted, Hearing::Noted];
    assert_eq!(store().would_hear(&reports, at(8)).unwrap(), expected);
    assert_eq!(state(&*ledger, 1), State::Accepted, "it was only asked");
    assert_eq!(hear(store, &reports, 9), expected);
    let bounced = row(&*ledger, 1);
    assert_eq!((bounced.state, bounced.since, bounced.next, &*bounced.detail), (State::Bounced, at(9), None, WORDS));
    assert_eq!([2, 3].map(|n| (state(&*ledger, n), row(&*ledger, n).since)), [(State::Accepted, at(1)); 2]);
    assert_eq!(ledger.attempts(id(1)).unwrap()[0].result, State::Accepted, "that it was taken stays true");
    let kept = Reported { at: at(9), action: "failed", address: reports[0].address.clone(), words: WORDS.into() };
    assert_eq!(ledger.reports(id(1)).unwrap(), [kept]);
    assert_eq!(ledger.reports(id(2)).unwrap()[0].action, "delayed");
    assert_eq!(ledger.reports(id(99)).unwrap(), []);
    assert_eq!(accepted_since(&*ledger, at(1)), 3, "the relay took three");
    assert_eq!(accepted_since(&*ledger, at(2)), 0);
    assert_eq!(ledger.verify().unwrap(), [] as [&str; 0]);
}

pub(crate) fn a_report_is_heard_once(store: &Store) {
    let ledger = all_accepted(store, 3);
    let first = report(1, DEAD);
    let copy = again(&first, 0);
    assert_eq!(hear(store, &[first.clone(), first.clone()], 9), [Hearing::Bounced, Hearing::Doubled]);
    assert_eq!(hear(store, &[first.clone(), copy], 10), [Hearing::Doubled; 2], "by its bytes, or by what it says");
    store().retry(&[id(1)], &said("", at(11))).unwrap();
    assert_eq!(hear(store, &[Report { retries: 1, ..first }], 12), [Hearing::Doubled], "to the byte");
    assert_eq!(state(&*ledger, 1), State::Planned);
    let same_words = [2, 3].map(|n| Report { digest: [1; 16], ..report(n, DEAD) });
    assert_eq!(hear(store, &same_words, 13), [Hearing::Bounced; 2], "about others");
}

pub(crate) fn what_is_late_changes_nothing(store: &Store) {
    let mut ledger = all_accepted(store, 1);
    assert_eq!(hear(store, &[report(1, DEAD)], 9), [Hearing::Bounced]);
    assert_eq!(hear(store, &[Report { digest: [7; 16], ..report(1, Action::Delayed) }], 10), [Hearing::Late]);
    assert_eq!(state(&*ledger, 1), State::Bounced);
    store().retry(&[id(1)], &said("", at(11))).unwrap();
    claim(&mut *ledger, 11, 9);
    commit(&mut *ledger, &[sending(1, 11)], 11);
    commit(&mut *ledger, &[done(1, accepted())], 12);
    let late = Report { address: "other@voorbeeldstad.example".into(), digest: [8; 16], ..report(1, DEAD) };
    assert_eq!(hear(store, &[late], 13), [Hearing::Late], "about the message before");
    assert_eq!((state(&*ledger, 1), facts(store).len()), (State::Accepted, 2));
    assert_eq!(hear(store, &[again(&report(1, DEAD), 1)], 14), [Hearing::Bounced]);
    assert_eq!(accepted_since(&*ledger, at(1)), 2, "the relay took both");
}

pub(crate) fn a_report_settles_what_is_uncertain(store: &Store) {
    let ledger = every_outcome(store);
    assert_eq!(hear(store, &[report(4, Action::Relayed)], 20), [Hearing::Arrived]);
    let arrived = row(&*ledger, 4);
    assert_eq!((arrived.state, &*arrived.detail), (State::Accepted, "relayed, as a report says: 5.1.1 no such user"));
    assert_eq!(hear(store, &[again(&report(4, DEAD), 0)], 21), [Hearing::Bounced]);
    assert_eq!(state(&*ledger, 4), State::Bounced);
    assert_eq!(ledger.verify().unwrap(), [] as [&str; 0]);
}

pub(crate) fn what_never_went_out_cannot_bounce(store: &Store) {
    let ledger = every_outcome(store);
    let before = all(&*ledger);
    let reports = [5, 6, 7, 8].map(|n| report(n, DEAD));
    assert_eq!(hear(store, &reports, 20), [Hearing::Unsent; 4]);
    assert_eq!(hear(store, &reports, 20), [Hearing::Unsent; 4], "nothing of it is kept");
    assert_eq!(hear(store, &[report(2, DEAD), report(3, DEAD)], 20), [Hearing::Late; 2], "the relay did not take them");
    assert_eq!(all(&*ledger), before);
}

pub(crate) fn what_is_under_way_is_heard_later(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0)]);
    claim(&mut *ledger, 0, 9);
    commit(&mut *ledger, &[sending(1, 0)], 0);
    assert_eq!(hear(store, &[report(1, DEAD)], 1), [Hearing::UnderWay]);
    commit(&mut *ledger, &[done(1, accepted())], 2);
    assert_eq!(hear(store, &[report(1, DEAD)], 3), [Hearing::Bounced]);
}

pub(crate) fn what_waits_to_be_sent_again_can_bounce(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0)]);
    claim(&mut *ledger, 0, 9);
    commit(&mut *ledger, &[sending(1, 0)], 0);
    commit(&mut *ledger, &[done(1, Outcome::Resend { until: at(2), why: "lost".into() })], 1);
    claim(&mut *ledger, 9, 9);
    assert_eq!(hear(store, &[report(1, DEAD)], 9), [Hearing::Bounced]);
    let refused = ledger.commit(&[sending(1, 9)], at(9)).unwrap().refused;
    assert_eq!(refused, [Refused { id: id(1), step: 0, state: State::Bounced }]);
    assert_eq!(ledger.next_due().unwrap(), None);
    assert_eq!(store().retry(&[id(1)], &said("", at(10))).unwrap(), Retried { fresh: 1, ..Retried::default() });
}

pub(crate) fn a_dead_address_is_known_until_somebody_has_it_tried_again(store: &Store) {
    let ledger = all_accepted(store, 2);
    hear(store, &[report(1, DEAD)], 9);
    assert_eq!(facts(store), [unreachable(1)]);
    assert_eq!(store().retry(&[id(1), id(2)], &said("", at(10))).unwrap(), Retried { fresh: 1, ..Retried::default() });
    assert_eq!(facts(store), [unreachable(1), reachable(1)]);
    assert_eq!(ledger.facts(1).unwrap()[0].at, at(10));
}

pub(crate) fn a_full_mailbox_is_no_dead_address(store: &Store) {
    let ledger = all_accepted(store, 1);
    assert_eq!(hear(store, &[report(1, Action::Failed { dead: false })], 9), [Hearing::Bounced]);
    assert_eq!((state(&*ledger, 1), facts(store)), (State::Bounced, vec![]));
}

pub(crate) fn what_bounced_is_sent_again_as_a_message_of_its_own(store: &Store) {
    let mut ledger = all_accepted(store, 1);
    hear(store, &[report(1, DEAD)], 9);
    assert_eq!(store().retry(&[id(1)], &said("", at(2000))).unwrap(), Retried { late: 1, ..Retried::default() });
    store().retry(&[id(1)], &said("", at(10))).unwrap();
    let again = claims(&mut *ledger, 10, 9);
    assert_eq!((again[0].retries, &again[0].first, again[0].attempts), (1, &None, 0));
    assert_eq!(ledger.sent_anew().unwrap(), [(id(1), 1)]);
    assert_eq!(ledger.verify().unwrap(), [] as [&str; 0]);
}

pub(crate) fn what_was_given_up_because_of_a_bounce_is_sent_again(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 0)]);
    claim(&mut *ledger, 0, 9);
    let given_up = |n, why| done(n, Outcome::Suppressed(why));
    commit(&mut *ledger, &[given_up(1, Suppression::Bounced), given_up(2, Suppression::Migrated)], 1);
    assert!(row(&*ledger, 1).can_be_retried() && !row(&*ledger, 2).can_be_retried());
    assert_eq!(store().retry(&[id(1), id(2)], &said("", at(2))).unwrap(), Retried { fresh: 1, ..Retried::default() });
    let again = claims(&mut *ledger, 2, 9);
    assert_eq!((again[0].entry.id, again[0].retries), (id(1), 0), "it never went out");
}

pub(crate) fn a_person_settles_what_bounced(store: &Store) {
    let ledger = all_accepted(store, 3);
    hear(store, &[report(1, DEAD), report(2, DEAD), report(3, DEAD)], 9);
    let settle = |n, how| store().settle(&[id(n)], how, &said("by phone", at(10))).unwrap();
    assert_eq!([settle(1, Settlement::Arrived), settle(2, Settlement::Closed), settle(3, Settlement::Lost)], [1, 1, 0]);
    assert_eq!([1, 2, 3].map(|n| state(&*ledger, n)), [State::Accepted, State::Cancelled, State::Bounced]);
    assert_eq!(facts(store)[3..], [reachable(1)], "mail arrives there");
    assert_eq!(ledger.verify().unwrap(), [] as [&str; 0]);
}

pub(crate) fn what_was_sent_is_known_with_its_snapshot(store: &Store) {
    let mut ledger = all_accepted(store, 1);
    drop(std::mem::replace(&mut ledger, store()));
    approve(&mut *ledger, "two", &[entry(1, 0), entry(2, 0)]);
    let snapshot = |plan: &str| format!("snapshot of {plan}").into();
    let sent = Sent { entry: entry(1, 0), state: State::Accepted, retries: 0, snapshot: snapshot("plan") };
    assert_eq!(ledger.sent(id(1)).unwrap(), Some(sent));
    assert_eq!(ledger.sent(id(2)).unwrap().unwrap().snapshot, snapshot("two"));
    assert_eq!(ledger.sent(id(3)).unwrap(), None);
}

pub(crate) fn reports_of_the_unknown_change_nothing(store: &Store) {
    let ledger = all_accepted(store, 1);
    let error = store().hear(&[report(1, DEAD), report(9, DEAD)], at(9)).unwrap_err();
    assert_eq!((error.kind, state(&*ledger, 1), facts(store)), (Kind::Bug, State::Accepted, vec![]));
}
