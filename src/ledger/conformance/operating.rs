//! Notices that an operator stops and lets go on, and what a sender at work finds of it.

use super::*;
use crate::campaign::Channel;
use crate::error::Kind;
use crate::ledger::{Fate, Hold, Moved, PaperOutcome, Resumed, Scope, Suppression};

pub(super) const WHY: &str = "the mail is broken";

/// The same, with who says it, as it is kept with what was cancelled.
const SAID: &str = "Jan de Vries: the mail is broken";

/// What can be done to notices one by one.
#[derive(Clone, Copy)]
pub(super) enum Stop {
    Held,
    Cancelled,
}

pub(super) fn hold_on(scope: Scope, minute: i64) -> Hold {
    Hold { scope, by: "Jan de Vries".into(), why: WHY.into(), since: at(minute), until: None }
}

pub(super) fn stop(store: &Store, who: &[u32], stop: Stop, minute: i64) -> Moved {
    let mut ledger = store();
    who.iter().fold(Moved::default(), |sum, n| {
        let scope = Scope::Notice(id(*n));
        let moved = match stop {
            Stop::Held => ledger.hold(&hold_on(scope, minute)),
            Stop::Cancelled => ledger.cancel(&scope, &said(WHY, at(minute))),
        };
        let moved = moved.unwrap();
        Moved { moved: sum.moved + moved.moved, under_way: sum.under_way + moved.under_way }
    })
}

fn resume(store: &Store, who: &[u32], minute: i64) -> Moved {
    let mut ledger = store();
    who.iter().fold(Moved::default(), |sum, n| {
        let resumed = ledger.resume(&Scope::Notice(id(*n)), &said(WHY, at(minute))).unwrap();
        Moved { moved: sum.moved + resumed.moved, under_way: sum.under_way + resumed.under_way }
    })
}

pub(super) fn hold(store: &Store, scope: &Scope, minute: i64) -> Moved {
    store().hold(&hold_on(scope.clone(), minute)).unwrap()
}

pub(super) fn states(ledger: &dyn Ledger, who: &[u32]) -> Vec<State> {
    who.iter().map(|n| state(ledger, *n)).collect()
}

pub(super) fn moved(moved: u64) -> Moved {
    Moved { moved, ..Moved::default() }
}

fn under_way(under_way: u64) -> Moved {
    Moved { under_way, ..Moved::default() }
}

pub(crate) fn what_is_held_waits_until_it_is_resumed(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 0)]);
    assert_eq!(stop(store, &[1], Stop::Held, 1), moved(1));
    let held = row(&*ledger, 1);
    assert_eq!((held.state, held.since, held.next, &*held.detail), (State::Held, at(1), None, WHY));
    assert_eq!(ledger.count_due(at(2)).unwrap(), 1);
    assert_eq!(claim(&mut *ledger, 2, 9), [id(2)]);
    assert_eq!(ledger.next_due().unwrap(), None);
    assert_eq!(stop(store, &[1], Stop::Held, 3), Moved::default(), "it is held already");
    assert_eq!(resume(store, &[1, 2], 4), moved(1));
    let resumed = row(&*ledger, 1);
    assert_eq!(
        (resumed.state, resumed.since, resumed.next, &*resumed.detail),
        (State::Planned, at(4), Some(at(0)), "")
    );
    assert_eq!(ledger.count_overdue(at(3)).unwrap(), 1, "the other, since then");
    assert_eq!((ledger.due_since(at(4)).unwrap(), ledger.due_since(at(-1)).unwrap()), (Some(at(0)), None));
    stop(store, &[2], Stop::Cancelled, 4);
    assert_eq!(ledger.due_since(at(5)).unwrap(), Some(at(4)), "what was resumed, from when it was");
    assert_eq!(ledger.count_overdue(at(4)).unwrap(), 1, "what was resumed, from when it was");
    assert_eq!(claim(&mut *ledger, 4, 9), [id(1)]);
}

pub(crate) fn what_was_put_off_comes_back_as_it_was(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0)]);
    claim(&mut *ledger, 0, 1);
    commit(&mut *ledger, &[sending(1, 0)], 0);
    commit(&mut *ledger, &[done(1, deferred(30, true))], 1);
    assert_eq!(stop(store, &[1], Stop::Held, 2), moved(1));
    assert_eq!((row(&*ledger, 1).next, &*row(&*ledger, 1).detail), (None, WHY));
    assert_eq!(resume(store, &[1], 3), moved(1));
    let back = row(&*ledger, 1);
    assert_eq!((back.state, back.next, back.attempts), (State::Deferred, Some(at(30)), 1));
    assert_eq!(back.detail, "451 4.7.1 try later");
    assert_eq!(claims(&mut *ledger, 30, 1)[0].first, Some(first(0)), "the same bytes");
}

pub(crate) fn what_is_cancelled_stays_so(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "one", &[entry(1, 0), entry(2, 0), entry(3, 0)]);
    assert_eq!(stop(store, &[1, 2], Stop::Held, 1), moved(2));
    assert_eq!(stop(store, &[2, 3], Stop::Cancelled, 2), moved(2), "held or not");
    assert_eq!(resume(store, &[1, 2, 3], 3), moved(1));
    let cancelled = row(&*ledger, 3);
    assert_eq!((cancelled.state, cancelled.next, &*cancelled.detail), (State::Cancelled, None, SAID));
    let changes = approve(&mut *ledger, "two", &[entry(1, 0), entry(2, 5), entry(3, 5)]);
    assert_eq!(changes, Changes { kept: 3, ..Changes::default() });
    assert_eq!([1, 2, 3].map(|n| state(&*ledger, n)), [State::Planned, State::Cancelled, State::Cancelled]);
}

pub(crate) fn cancelled_by_a_plan_can_be_cancelled_for_good(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "one", &[entry(1, 0)]);
    approve(&mut *ledger, "two", &[]);
    assert_eq!(stop(store, &[1], Stop::Held, 1), Moved::default());
    assert_eq!(stop(store, &[1], Stop::Cancelled, 2), moved(1));
    assert_eq!(row(&*ledger, 1).detail, SAID);
    assert_eq!(approve(&mut *ledger, "three", &[entry(1, 0)]).kept, 1);
    assert_eq!(state(&*ledger, 1), State::Cancelled);
}

pub(crate) fn what_was_moved_meanwhile_is_refused_and_the_others_stand(store: &Store) {
    let mut ledger = sender(store, &(1..=6).map(|n| entry(n, 0)).collect::<Vec<_>>());
    assert_eq!(claim(&mut *ledger, 1, 9).len(), 6);
    stop(store, &[2, 4, 5], Stop::Held, 2);
    stop(store, &[3], Stop::Cancelled, 2);
    let later = done(5, deferred(60, false));
    let round = [sending(1, 3), sending(2, 3), sending(3, 3), done(4, Outcome::Expired(None)), later, sending(6, 3)];
    let refused = |n, step, state| Refused { id: id(n), step, state };
    let expected = [
        refused(2, 1, State::Held),
        refused(3, 2, State::Cancelled),
        refused(4, 3, State::Held),
        refused(5, 4, State::Held),
    ];
    assert_eq!(ledger.commit(&round, at(3)).unwrap().refused, expected);
    let states = [1, 2, 3, 4, 5, 6].map(|n| state(&*ledger, n));
    let held = State::Held;
    assert_eq!(states, [State::Sending, held, State::Cancelled, held, held, State::Sending]);
    assert_eq!(ledger.commit(&[sending(2, 3)], at(3)).unwrap_err().kind, Kind::Bug, "it is not claimed any more");
    resume(store, &[2, 3, 4, 5], 4);
    assert_eq!(claim(&mut *ledger, 5, 9), [id(2), id(4), id(5)], "what is resumed is claimed again");
}

pub(crate) fn what_is_held_and_resumed_while_claimed_goes_on(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0)]);
    claim(&mut *ledger, 1, 9);
    stop(store, &[1], Stop::Held, 1);
    resume(store, &[1], 2);
    assert_eq!(claim(&mut *ledger, 2, 9), [], "it is claimed already");
    commit(&mut *ledger, &[sending(1, 3)], 3);
    assert_eq!(state(&*ledger, 1), State::Sending);
}

pub(crate) fn releasing_what_was_moved_is_not_refused(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0)]);
    claim(&mut *ledger, 1, 9);
    stop(store, &[1], Stop::Held, 1);
    commit(&mut *ledger, &[Step::Released { id: id(1) }], 2);
    assert_eq!(state(&*ledger, 1), State::Held);
    resume(store, &[1], 3);
    assert_eq!(claim(&mut *ledger, 3, 9), [id(1)]);
}

/// A ledger in which all of `outcomes` are under way, stopped so, and then end so: the states and details after it.
fn stopped(store: &Store, to: Stop, outcomes: &[Outcome]) -> Vec<(State, String)> {
    let many = outcomes.len() as u32;
    let entries: Vec<Entry> = (1..=many).map(|n| entry(n, i64::from(n))).collect();
    let mut ledger = sender(store, &entries);
    claim(&mut *ledger, 10, 9);
    commit(&mut *ledger, &(1..=many).map(|n| sending(n, 10)).collect::<Vec<_>>(), 10);
    assert_eq!(stop(store, &(1..=many).collect::<Vec<_>>(), to, 11), under_way(u64::from(many)));
    assert!(all(&*ledger).iter().all(|row| row.state == State::Sending), "it is on the wire");
    let ends: Vec<Step> = (1..).zip(outcomes).map(|(n, outcome)| done(n, outcome.clone())).collect();
    commit(&mut *ledger, &ends, 12);
    all(&*ledger).into_iter().map(|row| (row.state, row.detail)).collect()
}

fn every_end() -> [Outcome; 6] {
    [
        accepted(),
        Outcome::Failed("550 5.1.1 no such user".into()),
        Outcome::Uncertain("lost".into()),
        Outcome::Expired(None),
        deferred(60, true),
        Outcome::Resend { until: at(60), why: "lost".into() },
    ]
}

fn as_they_ended(put_off: [(State, &str); 2]) -> Vec<(State, String)> {
    let ends = [
        (State::Accepted, "250 2.0.0 queued as 4F1"),
        (State::Failed, "550 5.1.1 no such user"),
        (State::Uncertain, "lost"),
        (State::Expired, "its time was over"),
    ];
    ends.into_iter().chain(put_off).map(|(state, detail)| (state, detail.to_owned())).collect()
}

pub(crate) fn what_was_held_under_way_ends_as_the_relay_says(store: &Store) {
    let expected = as_they_ended([(State::Held, WHY), (State::Held, WHY)]);
    assert_eq!(stopped(store, Stop::Held, &every_end()), expected);
    assert_eq!(resume(store, &[5, 6], 13), moved(2));
    let ledger = store();
    assert_eq!([5, 6].map(|n| (state(&*ledger, n), row(&*ledger, n).next)), [(State::Deferred, Some(at(60))); 2]);
    assert_eq!(ledger.attempts(id(6)).unwrap()[0].result, State::Uncertain, "and the history knows");
}

pub(crate) fn what_was_cancelled_under_way_ends_as_the_relay_says(store: &Store) {
    let expected = as_they_ended([(State::Cancelled, SAID), (State::Uncertain, "lost")]);
    assert_eq!(stopped(store, Stop::Cancelled, &every_end()), expected);
    let ledger = store();
    assert_eq!(ledger.next_due().unwrap(), None);
    assert_eq!(ledger.attempts(id(5)).unwrap()[0].result, State::Deferred);
}

pub(crate) fn a_stop_under_way_can_be_taken_back(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 0)]);
    claim(&mut *ledger, 0, 2);
    commit(&mut *ledger, &[sending(1, 0), sending(2, 0)], 0);
    assert_eq!(stop(store, &[1, 2], Stop::Held, 1), under_way(2));
    assert_eq!(row(&*ledger, 1).detail, WHY);
    assert_eq!(resume(store, &[1], 2), under_way(1));
    commit(&mut *ledger, &[done(1, deferred(9, true)), done(2, deferred(9, true))], 3);
    assert_eq!([1, 2].map(|n| state(&*ledger, n)), [State::Deferred, State::Held]);
}

pub(crate) fn a_crash_keeps_what_was_wanted(store: &Store) {
    let resent = |n| Entry { resend_uncertain: true, ..entry(n, 0) };
    let mut ledger = sender(store, &[entry(1, 0), resent(2), resent(3), resent(4)]);
    claim(&mut *ledger, 0, 9);
    commit(&mut *ledger, &[sending(1, 0), sending(2, 0), sending(3, 0), sending(4, 0)], 0);
    assert_eq!(stop(store, &[1, 2], Stop::Held, 1), under_way(2));
    assert_eq!(stop(store, &[3], Stop::Cancelled, 1), under_way(1));
    drop(ledger);
    let mut ledger = store();
    assert_eq!(ledger.begin_sending("the next", at(5)).unwrap().uncertain, [id(1), id(2), id(3), id(4)]);
    let states = [1, 2, 3, 4].map(|n| state(&*ledger, n));
    assert_eq!(states, [State::Uncertain, State::Held, State::Uncertain, State::Deferred], "perhaps it arrived");
    assert_eq!(resume(store, &[1, 2, 3], 6), moved(1));
    assert_eq!(row(&*ledger, 2).next, Some(at(5)));
}

pub(crate) fn what_the_relay_may_have_is_not_cancelled(store: &Store) {
    let mut ledger = sender(store, &[Entry { resend_uncertain: true, ..entry(1, 0) }]);
    claim(&mut *ledger, 0, 1);
    commit(&mut *ledger, &[sending(1, 0)], 0);
    commit(&mut *ledger, &[done(1, Outcome::Resend { until: at(9), why: "lost".into() })], 1);
    assert_eq!(stop(store, &[1], Stop::Cancelled, 2), moved(1));
    let asked = row(&*ledger, 1);
    assert_eq!((asked.state, asked.next, &*asked.detail), (State::Uncertain, None, "lost"));
}

pub(crate) fn what_is_told_or_given_up_cannot_be_stopped(store: &Store) {
    let ledger = every_outcome(store);
    let before = all(&*ledger);
    let but = [1, 3, 4, 5, 6, 7];
    for to in [Stop::Held, Stop::Cancelled] {
        assert_eq!(stop(store, &but, to, 20), Moved::default());
    }
    assert_eq!(resume(store, &[1, 2, 3, 4, 5, 6, 7, 8], 20), Moved::default());
    assert_eq!(all(&*ledger), before);
}

pub(crate) fn stopping_the_unknown_stops_nothing(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "plan", &[entry(1, 0)]);
    for to in [Stop::Held, Stop::Cancelled] {
        let unknown = Scope::Notice(id(9));
        let refused = match to {
            Stop::Held => ledger.hold(&hold_on(unknown, 1)),
            Stop::Cancelled => ledger.cancel(&unknown, &said(WHY, at(1))),
        };
        assert_eq!(refused.unwrap_err().kind, Kind::Bug);
    }
    assert_eq!(ledger.resume(&Scope::Notice(id(9)), &said(WHY, at(1))).unwrap_err().kind, Kind::Bug);
    assert_eq!(state(&*ledger, 1), State::Planned);
}

pub(crate) fn an_operators_stop_survives_a_new_plan(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "one", &[entry(1, 1), entry(2, 2)]);
    stop(store, &[1], Stop::Held, 0);
    stop(store, &[2], Stop::Cancelled, 0);
    assert_eq!(approve(&mut *ledger, "two", &[entry(1, 1), entry(2, 2)]), Changes { kept: 2, ..Changes::default() });
    assert_eq!([1, 2].map(|n| state(&*ledger, n)), [State::Held, State::Cancelled]);
    let changes = approve(&mut *ledger, "three", &[entry(1, 7), entry(2, 7)]);
    assert_eq!(changes, Changes { changed: 1, kept: 1, ..Changes::default() });
    let held = row(&*ledger, 1);
    assert_eq!((held.state, held.since, &*held.detail), (State::Held, at(0), WHY));
    assert_eq!(approve(&mut *ledger, "four", &[]), Changes { cancelled: 1, ..Changes::default() });
    assert_eq!(row(&*ledger, 1).detail, "no longer in the approved plan");
    assert_eq!(approve(&mut *ledger, "five", &[entry(1, 8)]).added, 1);
    assert_eq!(row(&*ledger, 1).state, State::Held, "the hold is still there");
    assert_eq!(resume(store, &[1], 6), moved(1));
    assert_eq!((state(&*ledger, 1), row(&*ledger, 1).next), (State::Planned, Some(at(8))));
}

/// A notice whose wave moves, held after the first attempt at it ended so.
fn held_after(store: &Store, outcome: Outcome) -> Box<dyn Ledger> {
    let mut ledger = sender(store, &[told(0)]);
    claim(&mut *ledger, 5, 1);
    commit(&mut *ledger, &[sending(1, 5)], 5);
    commit(&mut *ledger, &[done(1, outcome)], 6);
    drop(ledger);
    assert_eq!(stop(store, &[1], Stop::Held, 7), moved(1));
    store()
}

fn told(days: i64) -> Entry {
    Entry { dates: Some(dates(days)), resend_uncertain: true, ..entry(1, 5) }
}

pub(crate) fn what_was_put_off_and_held_is_planned_again_when_the_wave_moves(store: &Store) {
    let mut ledger = held_after(store, deferred(60, true));
    assert_eq!(approve(&mut *ledger, "the same dates", &[Entry { due: at(6), ..told(0) }]).kept, 1);
    assert_eq!(row(&*ledger, 1).entry, told(0), "as it was begun");
    assert_eq!(approve(&mut *ledger, "other dates", &[told(7)]).changed, 1);
    let held = row(&*ledger, 1);
    assert_eq!((held.state, held.attempts, &*held.detail), (State::Held, 0, WHY));
    resume(store, &[1], 8);
    let fresh = row(&*ledger, 1);
    assert_eq!((fresh.state, fresh.next, fresh.entry), (State::Planned, Some(at(5)), told(7)));
    ledger.begin_sending("the test", at(9)).unwrap();
    assert_eq!(claims(&mut *ledger, 9, 1)[0].first, None);
}

pub(crate) fn what_may_be_told_and_is_held_is_left_to_a_person_when_the_wave_moves(store: &Store) {
    let lost = || Outcome::Resend { until: at(60), why: "lost".into() };
    let mut ledger = held_after(store, lost());
    assert_eq!(approve(&mut *ledger, "other dates", &[told(7)]).kept, 1);
    assert_eq!((state(&*ledger, 1), row(&*ledger, 1).entry.dates), (State::Uncertain, Some(dates(0))));
}

pub(crate) fn what_may_be_told_and_is_held_is_left_to_a_person_when_a_plan_lacks_it(store: &Store) {
    let mut ledger = held_after(store, Outcome::Resend { until: at(60), why: "lost".into() });
    assert_eq!(approve(&mut *ledger, "without it", &[]).cancelled, 1);
    assert_eq!(state(&*ledger, 1), State::Uncertain);
}

pub(crate) fn what_is_held_is_not_printed(store: &Store) {
    let paper = Entry { id: id(1).by(Channel::Print), channel: Channel::Print, ..entry(1, 0) };
    let mut ledger = store();
    approve(&mut *ledger, "plan", std::slice::from_ref(&paper));
    let scope = Scope::Notice(paper.id);
    assert_eq!(ledger.hold(&hold_on(scope.clone(), 1)).unwrap(), moved(1));
    let outcome = PaperOutcome { id: paper.id, fate: Fate::Suppressed(Suppression::Migrated) };
    assert_eq!(ledger.print(std::slice::from_ref(&outcome), at(2)).unwrap(), 0);
    assert_eq!(ledger.resume(&scope, &said(WHY, at(3))).unwrap(), Resumed { holds: 1, moved: 1, ..Resumed::default() });
    assert_eq!(ledger.print(&[outcome], at(4)).unwrap(), 1);
}
