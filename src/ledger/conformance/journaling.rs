//! What is written into the journal, and what is not.

use super::*;
use crate::ledger::{Act, Deed, Hold, Scope, Settlement, broken};
use crate::schedule::Decision;

/// What was done, and to what, in order.
fn written(store: &Store) -> Vec<(String, String)> {
    let journal = store().journal().unwrap();
    assert_eq!(broken(&journal), None);
    journal.into_iter().map(|entry| (entry.deed, entry.words.what)).collect()
}

fn hold(scope: Scope, minute: i64) -> Hold {
    Hold { scope, by: "Jan de Vries".into(), why: "the mail is broken".into(), since: at(minute), until: None }
}

fn act(what: Deed, minute: i64) -> Act {
    Act { what, by: "M. de Wit".into(), why: Some("so it is".into()), at: at(minute) }
}

pub(crate) fn every_act_is_written_down(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 0), entry(3, 0)]);
    claim(&mut *ledger, 0, 1);
    commit(&mut *ledger, &[sending(1, 0)], 0);
    commit(&mut *ledger, &[done(1, Outcome::Failed("550 no".into()))], 1);
    let wave = Scope::Wave("pilot".into());
    store().hold(&hold(wave.clone(), 2)).unwrap();
    store().resume(&wave, &said("it works again", at(3))).unwrap();
    store().cancel(&Scope::Notice(id(3)), &said("she leaves", at(4))).unwrap();
    store().settle(&[id(1)], Settlement::Closed, &said("by phone", at(5))).unwrap();
    store().retry(&[id(1)], &said("", at(6))).unwrap();
    store().act(&act(Deed::Learnt, 7)).unwrap();
    store().act(&act(Deed::Tried { wave: "pilot".into(), check: "vpn".into(), works: true }, 8)).unwrap();
    let decided = |decision| Deed::Decided { wave: "pilot".into(), decision, day: "2027-03-17".parse().unwrap() };
    assert!(store().decide_first(&act(decided(Decision::Pass), 9)).unwrap());
    let entries = written(store);
    let deeds: Vec<&str> = entries.iter().map(|(deed, _)| &**deed).collect();
    assert_eq!(deeds, ["approved", "held", "resumed", "cancelled", "settled", "retried", "learnt", "tried", "passed"]);
    assert_eq!(entries[1].1, "wave pilot: 2 notices");
    assert_eq!(entries[5].1, format!("1 notice of {}", &id(1).to_string()[..8]));
    let journal = store().journal().unwrap();
    let held = &journal[1];
    assert_eq!((held.number, held.at, &*held.words.by), (2, at(2), "Jan de Vries"));
    assert_eq!(held.words.why.as_deref(), Some("the mail is broken"));
    assert_eq!(journal[5].words.why, None, "nobody said why");
}

pub(crate) fn what_changes_nothing_is_not_written_down(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "plan", &[entry(1, 0)]);
    let before = written(store);
    ledger.resume(&Scope::Campaign, &said("it works", at(1))).unwrap();
    ledger.cancel(&Scope::Wave("early".into()), &said("nobody is in it", at(1))).unwrap();
    ledger.retry(&[id(1)], &said("", at(1))).unwrap();
    ledger.settle(&[id(1)], Settlement::Lost, &said("no", at(1))).unwrap();
    assert!(ledger.hold(&hold(Scope::Notice(id(9)), 1)).is_err());
    let decided = Deed::Decided { wave: "pilot".into(), decision: Decision::Fail, day: "2027-03-17".parse().unwrap() };
    ledger.act(&act(decided.clone(), 2)).unwrap();
    assert!(!ledger.decide_first(&act(decided, 3)).unwrap());
    let after = written(store);
    assert_eq!((after.len(), &*after.last().unwrap().0), (before.len() + 1, "failed"));
}
