//! What a person has sent again, or settles.

use super::operating::{Stop, WHY, hold, states, stop};
use super::*;
use crate::error::Kind;
use crate::ledger::{Resumed, Retried, Scope, Settlement};

/// Notice 1 failed at the relay, 2 is uncertain, 3 failed before it was tried, 4 was taken; 5 failed after an attempt
/// that nobody knows the end of.
fn in_need(store: &Store) -> Box<dyn Ledger> {
    let entries: Vec<Entry> = (1..=5).map(|n| Entry { resend_uncertain: n == 5, ..entry(n, 0) }).collect();
    let mut ledger = sender(store, &entries);
    claim(&mut *ledger, 0, 9);
    let lost = Outcome::Resend { until: at(2), why: "lost".into() };
    commit(&mut *ledger, &[sending(1, 0), sending(2, 0), sending(4, 0), sending(5, 0)], 0);
    let failed = || Outcome::Failed("550 5.1.1 no such user".into());
    let round = [
        done(1, failed()),
        done(2, Outcome::Uncertain("lost".into())),
        done(3, failed()),
        done(4, accepted()),
        done(5, lost),
    ];
    commit(&mut *ledger, &round, 1);
    claim(&mut *ledger, 2, 9);
    commit(&mut *ledger, &[sending(5, 2)], 2);
    commit(&mut *ledger, &[done(5, failed())], 3);
    ledger
}

pub(crate) fn what_failed_or_is_uncertain_is_sent_again(store: &Store) {
    let mut ledger = in_need(store);
    let every: Vec<NoticeId> = (1..=5).map(id).collect();
    let retried = store().retry(&every, &said("", at(10))).unwrap();
    assert_eq!(retried, Retried { same: 2, fresh: 2, late: 0 });
    let again = claims(&mut *ledger, 10, 9);
    let of = |n| again.iter().find(|claim| claim.entry.id == id(n)).unwrap();
    assert_eq!(again.len(), 4, "what was taken is not sent again");
    assert!(again.iter().all(|claim| claim.attempts == 0), "nothing is charged");
    assert_eq!((of(1).retries, &of(1).first), (1, &None), "a message of its own");
    assert_eq!((of(2).retries, &of(2).first), (0, &Some(first(0))), "the same bytes");
    assert_eq!((of(3).retries, &of(3).first), (0, &None), "it was never sent");
    assert_eq!((of(5).retries, &of(5).first), (0, &Some(first(0))), "the first may have arrived");
    assert_eq!(store().retry(&every, &said("", at(11))).unwrap(), Retried::default(), "they are due already");
    commit(&mut *ledger, &[sending(1, 12)], 12);
    commit(&mut *ledger, &[done(1, accepted())], 12);
    assert_eq!(ledger.attempts(id(1)).unwrap().len(), 2, "the history is kept");
}

pub(crate) fn what_is_too_late_or_held_is_not_sent_again(store: &Store) {
    let ledger = in_need(store);
    assert_eq!(store().retry(&[id(1), id(2)], &said("", at(1000))).unwrap(), Retried { late: 2, ..Retried::default() });
    assert_eq!(states(&*ledger, &[1, 2]), [State::Failed, State::Uncertain]);
    hold(store, &Scope::Campaign, 5);
    assert_eq!(store().retry(&[id(1), id(2)], &said("", at(6))).unwrap(), Retried { same: 1, fresh: 1, late: 0 });
    assert_eq!(states(&*ledger, &[1, 2]), [State::Held, State::Held], "a hold is stronger");
    let resumed = store().resume(&Scope::Campaign, &said(WHY, at(7))).unwrap();
    assert_eq!(resumed, Resumed { holds: 1, moved: 2, ..Resumed::default() });
    assert_eq!(states(&*ledger, &[1, 2]), [State::Planned, State::Deferred]);
    assert_eq!(store().retry(&[id(9)], &said("", at(7))).unwrap_err().kind, Kind::Bug);
}

pub(crate) fn a_person_settles_what_waits_for_one(store: &Store) {
    let ledger = in_need(store);
    let settle = |who: &[u32], how| {
        let ids: Vec<NoticeId> = who.iter().map(|n| id(*n)).collect();
        store().settle(&ids, how, &said("she says so", at(10))).unwrap()
    };
    assert_eq!(settle(&[1, 2, 4], Settlement::Arrived), 1, "what failed has not arrived");
    assert_eq!((state(&*ledger, 2), &*row(&*ledger, 2).detail), (State::Accepted, "Jan de Vries: she says so"));
    assert_eq!(settle(&[2], Settlement::Lost), 0, "it is settled");
    assert_eq!(settle(&[1, 3, 4], Settlement::Closed), 2);
    assert_eq!(states(&*ledger, &[1, 3, 4]), [State::Cancelled, State::Cancelled, State::Accepted]);
    let closed = Filter { states: vec![State::Failed, State::Uncertain], closed: true, ..Filter::default() };
    let found = |ledger: &dyn Ledger| ledger.list(&closed).unwrap().iter().map(|row| row.entry.id).collect::<Vec<_>>();
    assert_eq!(found(&*ledger), [id(1), id(3), id(5)], "5 failed still");
}

pub(crate) fn what_a_person_closed_is_sent_again_when_somebody_wants_it(store: &Store) {
    let mut ledger = in_need(store);
    let all: Vec<NoticeId> = (1..=5).map(id).collect();
    assert_eq!(store().settle(&all, Settlement::Closed, &said("told by phone", at(10))).unwrap(), 4);
    assert_eq!(store().settle(&all, Settlement::Arrived, &said("no", at(10))).unwrap(), 0);
    assert_eq!(store().retry(&all, &said("", at(11))).unwrap(), Retried { same: 2, fresh: 2, late: 0 });
    let again = claims(&mut *ledger, 11, 9);
    let first_of = |n| again.iter().find(|claim| claim.entry.id == id(n)).unwrap().first.clone();
    assert_eq!((first_of(1), first_of(2)), (None, Some(first(0))), "as if it had not been closed");
    stop(store, &[3], Stop::Cancelled, 12);
    assert_eq!(store().retry(&all, &said("", at(12))).unwrap(), Retried::default(), "what was cancelled is cancelled");
}

pub(crate) fn what_is_settled_as_lost_is_sent_again_as_its_own(store: &Store) {
    let mut ledger = in_need(store);
    assert_eq!(store().settle(&[id(2)], Settlement::Lost, &said("not there", at(10))).unwrap(), 1);
    assert_eq!(state(&*ledger, 2), State::Failed);
    assert_eq!(store().retry(&[id(2)], &said("", at(11))).unwrap(), Retried { same: 1, ..Retried::default() });
    assert_eq!(claims(&mut *ledger, 11, 9)[0].first, Some(first(0)), "should it turn up, it is the same");
}
