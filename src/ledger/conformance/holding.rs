//! Holds and cancellations of a scope: a wave, a message of it, the campaign.

use super::operating::{WHY, hold, hold_on, moved, states};
use super::*;
use crate::ledger::{Hold, Moved, Resumed, Scope};

/// Two notices of the pilot, and one of another wave, phase and message.
fn three() -> [Entry; 3] {
    let other = Entry { wave: "early".into(), phase: "enrol".into(), message: "enrol-now".into(), ..entry(3, 0) };
    [entry(1, 0), entry(2, 0), other]
}

fn of_wave(message: &str, wave: &str) -> Scope {
    Scope::MessageOfWave { message: message.into(), wave: wave.into() }
}

pub(crate) fn a_hold_is_on_all_of_its_scope(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "plan", &three());
    let first = Scope::Person(entry(1, 0).person.unwrap());
    for (scope, inside) in [
        (Scope::Campaign, &[1, 2, 3][..]),
        (Scope::Wave("early".into()), &[3]),
        (Scope::Wave("nobody's".into()), &[]),
        (Scope::Phase("announce".into()), &[1, 2]),
        (Scope::Message("enrol-now".into()), &[3]),
        (of_wave("enrol-now", "early"), &[3]),
        (of_wave("enrol-now", "pilot"), &[]),
        (of_wave("announcement", "early"), &[]),
        (first, &[1]),
        (Scope::Notice(id(2)), &[2]),
    ] {
        assert_eq!(hold(store, &scope, 1), moved(inside.len() as u64), "{scope}");
        let held: Vec<u32> = (1..=3).filter(|n| state(&*ledger, *n) == State::Held).collect();
        assert_eq!(held, inside, "{scope}");
        assert_eq!(ledger.holds().unwrap(), [hold_on(scope.clone(), 1)]);
        let resumed = ledger.resume(&scope, &said(WHY, at(2))).unwrap();
        assert_eq!(resumed, Resumed { holds: 1, moved: inside.len() as u64, ..Resumed::default() }, "{scope}");
        assert_eq!(ledger.holds().unwrap(), []);
        assert_eq!(ledger.resume(&scope, &said(WHY, at(3))).unwrap(), Resumed::default(), "it is resumed already");
    }
}

pub(crate) fn what_several_hold_goes_on_with_the_last(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "plan", &three());
    let (pilot, all) = (Scope::Wave("pilot".into()), Scope::Campaign);
    assert_eq!(hold(store, &pilot, 1), moved(2));
    assert_eq!(hold(store, &all, 2), moved(1), "two are held already");
    let resumed = ledger.resume(&pilot, &said(WHY, at(3))).unwrap();
    assert_eq!(resumed, Resumed { holds: 1, still_held: 2, ..Resumed::default() });
    assert_eq!(states(&*ledger, &[1, 2, 3]), [State::Held; 3]);
    assert_eq!(hold(store, &all, 4), Moved::default());
    let resumed = ledger.resume(&all, &said(WHY, at(5))).unwrap();
    assert_eq!(resumed, Resumed { holds: 2, moved: 3, ..Resumed::default() });
    assert_eq!(states(&*ledger, &[1, 2, 3]), [State::Planned; 3]);
}

pub(crate) fn what_comes_into_being_under_a_hold_is_held(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "one", &[entry(1, 0)]);
    hold(store, &Scope::Wave("pilot".into()), 1);
    assert_eq!(approve(&mut *ledger, "two", &three()).added, 2);
    assert_eq!(states(&*ledger, &[1, 2, 3]), [State::Held, State::Held, State::Planned]);
    assert_eq!(row(&*ledger, 2).detail, WHY);
    store().record(&[], &mut [entry(4, 5)].into_iter(), at(2)).unwrap();
    assert_eq!(state(&*ledger, 4), State::Held);
    ledger.begin_sending("the test", at(9)).unwrap();
    assert_eq!(claim(&mut *ledger, 9, 9), [id(3)]);
    assert_eq!(ledger.resume(&Scope::Wave("pilot".into()), &said(WHY, at(9))).unwrap().moved, 3);
    assert_eq!(claim(&mut *ledger, 9, 9), [id(1), id(2), id(4)]);
}

pub(crate) fn a_hold_is_over_by_itself_when_its_time_is(store: &Store) {
    let mut ledger = sender(store, &three());
    let until = |scope, until| Hold { until: Some(at(until)), ..hold_on(scope, 1) };
    ledger.hold(&until(Scope::Wave("pilot".into()), 30)).unwrap();
    ledger.hold(&until(Scope::Campaign, 20)).unwrap();
    assert_eq!(ledger.next_due().unwrap(), Some(at(20)), "somebody must look then");
    assert_eq!(claim(&mut *ledger, 19, 9), []);
    assert_eq!(claim(&mut *ledger, 20, 9), [id(3)]);
    assert_eq!(ledger.next_due().unwrap(), Some(at(30)));
    drop(ledger);
    let mut ledger = store();
    ledger.begin_sending("the next", at(30)).unwrap();
    assert_eq!(ledger.holds().unwrap(), []);
    assert_eq!(ledger.count_due(at(30)).unwrap(), 3);
}

pub(crate) fn what_is_held_too_long_is_expired_when_it_is_resumed(store: &Store) {
    let mut ledger = store();
    let lasting = Entry { expires: None, ..entry(2, 0) };
    approve(&mut *ledger, "plan", &[entry(1, 0), lasting]);
    hold(store, &Scope::Campaign, 1);
    let resumed = ledger.resume(&Scope::Campaign, &said(WHY, at(1000))).unwrap();
    assert_eq!(resumed, Resumed { holds: 1, moved: 1, expired: 1, ..Resumed::default() });
    assert_eq!(states(&*ledger, &[1, 2]), [State::Expired, State::Planned]);
    assert_eq!(row(&*ledger, 1).detail, "its time was over");
}

pub(crate) fn a_scope_is_cancelled_as_it_is_then(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "one", &three()[..2]);
    assert_eq!(ledger.cancel(&Scope::Wave("pilot".into()), &said(WHY, at(1))).unwrap(), moved(2));
    let later = Entry { wave: "pilot".into(), ..three()[2].clone() };
    approve(&mut *ledger, "two", &[entry(1, 0), entry(2, 0), later]);
    assert_eq!(states(&*ledger, &[1, 2, 3]), [State::Cancelled, State::Cancelled, State::Planned]);
}
