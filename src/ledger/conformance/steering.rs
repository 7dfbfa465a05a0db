//! Gates and what people did that concerns no notice.

use super::*;
use crate::ledger::{Act, Deed, GATE, Hold, Scope};
use crate::schedule::Decision;

/// Person `n`'s announcement, which waits for the gate of the pilot.
fn behind(n: u32, due: i64) -> Entry {
    Entry { gate: Some("pilot".into()), ..entry(n, due) }
}

fn scope() -> Scope {
    Scope::Gate("pilot".into())
}

fn hold(ledger: &mut dyn Ledger, minute: i64) -> u64 {
    let why = "the gate of wave pilot has failed".to_owned();
    ledger.hold(&Hold { scope: scope(), by: GATE.to_owned(), why, since: at(minute), until: None }).unwrap().moved
}

fn states(ledger: &dyn Ledger, who: &[u32]) -> Vec<State> {
    who.iter().map(|n| row(ledger, *n).state).collect()
}

pub(crate) fn a_gate_holds_what_waits_for_it_and_nothing_else(store: &Store) {
    let mut ledger = store();
    let other = Entry { gate: Some("early".into()), ..entry(3, 0) };
    approve(&mut *ledger, "first", &[behind(1, 0), entry(2, 0), other]);
    assert_eq!(row(&*ledger, 1).entry.gate.as_deref(), Some("pilot"));
    assert_eq!(hold(&mut *ledger, 1), 1);
    assert_eq!(states(&*ledger, &[1, 2, 3]), [State::Held, State::Planned, State::Planned]);
    assert_eq!(ledger.holds().unwrap()[0].scope, scope());
    let resumed = ledger.resume(&scope(), &said("the gate is open", at(2))).unwrap();
    assert_eq!((resumed.holds, resumed.moved), (1, 1));
    assert_eq!(states(&*ledger, &[1]), [State::Planned]);
}

pub(crate) fn what_a_new_plan_takes_from_behind_a_gate_goes_on(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "first", &[behind(1, 0), behind(2, 0)]);
    hold(&mut *ledger, 1);
    let changes = approve(&mut *ledger, "second", &[entry(1, 0), behind(2, 0), behind(3, 0)]);
    assert_eq!((changes.changed, changes.kept, changes.added), (1, 1, 1));
    assert_eq!(states(&*ledger, &[1, 2, 3]), [State::Planned, State::Held, State::Held]);
    assert_eq!(row(&*ledger, 1).entry.gate, None);
}

pub(crate) fn what_people_did_is_kept_in_its_order(store: &Store) {
    let act = |what, why: Option<&str>, minute| Act {
        what,
        by: "Chloë O'Brien".into(),
        why: why.map(str::to_owned),
        at: at(minute),
    };
    let wave = || "pilot".to_owned();
    let decided = |decision| Deed::Decided { wave: wave(), decision, day: "2027-03-17".parse().unwrap() };
    let day = |text: &str| text.parse().unwrap();
    let expected = |at| Deed::Expected { person: "p001@voorbeeldstad.example".into(), at };
    let acts = [
        act(Deed::Learnt, Some("intune.csv"), 1),
        act(Deed::Tried { wave: wave(), check: "vpn".into(), works: true }, None, 2),
        act(Deed::Tried { wave: wave(), check: "vpn".into(), works: false }, None, 3),
        act(Deed::Contacts { wave: wave(), day: "2027-03-03".parse().unwrap(), count: 37 }, None, 4),
        act(Deed::Marked { person: "p001@voorbeeldstad.example".into(), standing: "left".into() }, Some("HR"), 4),
        act(expected(None), None, 4),
        act(expected(Some((day("2027-03-02"), None))), Some("they asked"), 4),
        act(expected(Some((day("2027-03-02"), "09:30:00".parse().ok()))), None, 4),
        act(Deed::Proposed { plan: "3f9ac2d1".into() }, None, 5),
        act(decided(Decision::Fail), Some("mail is slow"), 5),
        act(decided(Decision::Pass), Some("it is not"), 6),
        act(decided(Decision::Override), Some("the board"), 6),
    ];
    let written = store().written().unwrap();
    let mut ledger = store();
    acts.iter().for_each(|act| ledger.act(act).unwrap());
    assert_eq!(store().acts().unwrap(), acts);
    assert!(!ledger.decide_first(&act(decided(Decision::Pass), None, 7)).unwrap(), "somebody has");
    let other = Deed::Decided { wave: wave(), decision: Decision::Pass, day: "2027-04-09".parse().unwrap() };
    assert!(ledger.decide_first(&act(other, None, 8)).unwrap(), "of another day it is another gate");
    assert_eq!(store().acts().unwrap().len(), acts.len() + 1);
    assert!(store().written().unwrap() > written, "who planned from it before can tell");
}
