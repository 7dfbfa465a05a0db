//! What a sender leaves behind when it stops without saying goodbye, and who may come after it.

use super::*;
use crate::error::Kind;
use crate::ledger::{Fact, Happened, Hold, Place, Pulse, Scope};

pub(crate) fn what_was_sending_is_uncertain(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 0), entry(3, 0)]);
    claim(&mut *ledger, 0, 9);
    commit(&mut *ledger, &[sending(1, 1), sending(2, 1)], 1);
    commit(&mut *ledger, &[done(1, accepted())], 2);
    drop(ledger);

    let mut ledger = store();
    let found = ledger.begin_sending("the next", at(9)).unwrap();
    assert_eq!(found.uncertain, [id(2)]);
    let row = row(&*ledger, 2);
    assert_eq!((row.state, row.since, row.next, row.attempts), (State::Uncertain, at(9), None, 1));
    assert_eq!(row.detail, "the sender stopped before the relay's answer was recorded");
    let attempts = ledger.attempts(id(2)).unwrap();
    assert_eq!((attempts.len(), attempts[0].began, attempts[0].ended), (1, at(1), None));
    assert_eq!(attempts[0].result, State::Uncertain);
    assert_eq!(claim(&mut *ledger, 9, 9), [id(3)], "an uncertain notice waits for a person");
    drop(ledger);
    assert_eq!(store().begin_sending("one more", at(10)).unwrap().uncertain, [], "it is found once");
}

/// A no that may be for everybody is an answer all the same.
pub(crate) fn what_was_answered_is_known_after_a_crash(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 0), entry(3, 0), entry(4, 0)]);
    claim(&mut *ledger, 0, 9);
    commit(&mut *ledger, &[sending(1, 1), sending(2, 1), sending(3, 1), sending(4, 1)], 1);
    let answered = |n| Step::Answered { id: id(n), why: "550 computer says no".into() };
    commit(&mut *ledger, &[answered(1), answered(2), answered(3)], 2);
    assert_eq!(claim(&mut *ledger, 5, 9), [], "they stay claimed");
    commit(&mut *ledger, &[done(1, Outcome::Failed("550 computer says no".into())), done(2, deferred(7, false))], 3);
    let failed = row(&*ledger, 1);
    assert_eq!((failed.state, failed.since, failed.attempts), (State::Failed, at(3), 1));
    assert_eq!(failed.detail, "550 computer says no");
    assert_eq!(ledger.attempts(id(1)).unwrap()[0].result, State::Failed);
    let excused = row(&*ledger, 2);
    assert_eq!((excused.state, excused.next, excused.attempts), (State::Deferred, Some(at(7)), 0));
    drop(ledger);

    let mut ledger = store();
    assert_eq!(ledger.begin_sending("the next", at(9)).unwrap().uncertain, [id(4)], "of that one nobody knows");
    let known = row(&*ledger, 3);
    assert_eq!((known.state, known.attempts, &*known.detail), (State::Deferred, 1, "550 computer says no"));
    assert_eq!(claim(&mut *ledger, 9, 9), [id(3), id(2)]);
}

/// Who was held meanwhile is held, whatever the relay said.
pub(crate) fn what_was_answered_can_be_held(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 0)]);
    claim(&mut *ledger, 0, 9);
    commit(&mut *ledger, &[sending(1, 1), sending(2, 1)], 1);
    let answered = |n| Step::Answered { id: id(n), why: "550 computer says no".into() };
    commit(&mut *ledger, &[answered(1), answered(2)], 2);
    let (scope, by, why) = (Scope::Notice(id(1)), "Jan".to_owned(), "wrong link".to_owned());
    store().hold(&Hold { scope, by, why, since: at(2), until: None }).unwrap();
    let failed = |n| done(n, Outcome::Failed("550 computer says no".into()));
    let committed = ledger.commit(&[failed(1), failed(2)], at(3)).unwrap();
    assert_eq!(committed.refused, [Refused { id: id(1), step: 0, state: State::Held }]);
    assert_eq!([1, 2].map(|n| state(&*ledger, n)), [State::Held, State::Failed]);
}

pub(crate) fn a_resend_is_due_again(store: &Store) {
    let resend = |n| Entry { resend_uncertain: true, ..entry(n, 0) };
    let mut ledger = sender(store, &[resend(1)]);
    claim(&mut *ledger, 0, 9);
    commit(&mut *ledger, &[sending(1, 1)], 1);
    drop(ledger);

    let mut ledger = store();
    assert_eq!(ledger.begin_sending("the next", at(9)).unwrap().uncertain, [id(1)]);
    let waiting = row(&*ledger, 1);
    assert_eq!((waiting.state, waiting.next), (State::Deferred, Some(at(9))));
    let again = claims(&mut *ledger, 9, 9);
    assert_eq!((again.len(), again[0].attempts, &again[0].first), (1, 1, &Some(first(1))));
    commit(&mut *ledger, &[sending(1, 9)], 9);
    commit(&mut *ledger, &[done(1, accepted())], 10);
    let results: Vec<State> = ledger.attempts(id(1)).unwrap().into_iter().map(|attempt| attempt.result).collect();
    assert_eq!(results, [State::Uncertain, State::Accepted]);
}

/// Whatever stops the sender each time, somebody is told the same four times at most.
pub(crate) fn a_resend_has_an_end(store: &Store) {
    let mut ledger = sender(store, &[Entry { resend_uncertain: true, expires: None, ..entry(1, 0) }]);
    for (minute, again) in [(0, 0), (10, 5), (20, 20)] {
        assert_eq!(claim(&mut *ledger, minute, 9), [id(1)]);
        commit(&mut *ledger, &[sending(1, minute)], minute);
        drop(ledger);
        ledger = store();
        ledger.begin_sending("the next", at(minute)).unwrap();
        assert_eq!((state(&*ledger, 1), row(&*ledger, 1).next), (State::Deferred, Some(at(minute + again))));
    }
    claim(&mut *ledger, 40, 9);
    commit(&mut *ledger, &[sending(1, 40)], 40);
    drop(ledger);
    let mut ledger = store();
    ledger.begin_sending("the last", at(50)).unwrap();
    assert_eq!((state(&*ledger, 1), row(&*ledger, 1).attempts), (State::Uncertain, 4), "a person decides");
}

pub(crate) fn a_relay_that_never_answers_is_not_asked_for_ever(store: &Store) {
    let mut ledger = sender(store, &[Entry { resend_uncertain: true, expires: None, ..entry(1, 0) }]);
    for minute in [0, 100, 200, 300] {
        assert_eq!(claim(&mut *ledger, minute, 9), [id(1)]);
        commit(&mut *ledger, &[sending(1, minute)], minute);
        let lost = Outcome::Resend { until: at(minute + 50), why: "lost".into() };
        commit(&mut *ledger, &[done(1, lost)], minute);
    }
    assert_eq!(state(&*ledger, 1), State::Uncertain);
    assert_eq!(claim(&mut *ledger, 9999, 9), []);
}

pub(crate) fn what_was_claimed_is_due_again(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 0)]);
    assert_eq!(claim(&mut *ledger, 0, 9).len(), 2);
    drop(ledger);
    let mut ledger = store();
    assert_eq!(ledger.begin_sending("the next", at(9)).unwrap().uncertain, []);
    assert_eq!(claim(&mut *ledger, 9, 9).len(), 2);
}

pub(crate) fn everything_survives_reopening(store: &Store) {
    let ledger = every_outcome(store);
    let (rows, counts, approved) = (all(&*ledger), ledger.counts().unwrap(), ledger.approved().unwrap());
    let attempts = ledger.attempts(id(3)).unwrap();
    drop(ledger);
    let ledger = store();
    assert_eq!(all(&*ledger), rows);
    assert_eq!(ledger.counts().unwrap(), counts);
    assert_eq!(ledger.approved().unwrap(), approved);
    assert_eq!(ledger.attempts(id(3)).unwrap(), attempts);
    assert_eq!(ledger.next_due().unwrap(), Some(at(8)));
}

pub(crate) fn who_is_at_work_is_known(store: &Store) {
    let ledger = sender(store, &[entry(1, 0)]);
    let seen = store().senders().unwrap();
    assert_eq!(seen.len(), 1);
    assert!(seen[0].who.contains("the test"), "{}", seen[0].who);
    drop(ledger);
    store().begin_sending("another", at(1)).unwrap();
}

pub(crate) fn a_sender_that_says_it_is_there_hears_what_is_new(store: &Store) {
    let pulse = Pulse { sent: 0, parts: 1 };
    assert_eq!(store().beat(pulse, at(0)).unwrap_err().kind, Kind::Bug, "who does not send has nothing to say");
    let mut ledger = sender(store, &[entry(1, 0)]);
    let first = ledger.beat(pulse, at(0)).unwrap();
    assert_eq!((first.place, first.asked, &first.found.uncertain[..]), (Place::ALONE, false, &[][..]));
    claim(&mut *ledger, 0, 9);
    commit(&mut *ledger, &[sending(1, 1)], 1);
    assert_eq!(ledger.beat(pulse, at(1)).unwrap().acts, first.acts, "its own work is no news");
    let (scope, by, why) = (Scope::Campaign, "Jan".to_owned(), "wrong link".to_owned());
    store().hold(&Hold { scope, by, why, since: at(2), until: None }).unwrap();
    let second = ledger.beat(pulse, at(2)).unwrap();
    assert_ne!(second.acts, first.acts);
    let what = Happened::Unreachable("p009@voorbeeldstad.example".to_owned());
    let fact = Fact { person: "p009".into(), device: None, what, at: at(3) };
    store().record(&[fact], &mut std::iter::empty(), at(3)).unwrap();
    assert_ne!(ledger.beat(pulse, at(3)).unwrap().acts, second.acts);
}
