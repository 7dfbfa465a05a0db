//! Somebody is forgotten, and everybody else is not.

use super::*;
use crate::ledger::{Act, Deed, Fact, Forget, Happened, Hold, Scope, broken};

fn person(n: u32) -> Arc<str> {
    entry(n, 0).person.unwrap()
}

fn forget(n: u32, identities: &[&str]) -> Forget {
    Forget {
        people: vec![(person(n), "forgotten-1".into())],
        retention: None,
        words: [person(n).to_string(), "Jan Jansen".into(), "F2LXK3".into()].into_iter().collect(),
        identities: identities.iter().map(|identity| (*identity).to_owned()).collect(),
        files: BTreeMap::new(),
    }
}

pub(crate) fn what_names_somebody_is_gone_and_what_was_counted_stays(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 0), Entry { person: Some(person(1)), ..entry(3, 90) }]);
    claim(&mut *ledger, 0, 9);
    // Two of the devices it is about had moved; one of them was theirs.
    let first = FirstAttempt { at: at(0), migrated: vec!["F2LAA1".into(), "F2LXK3".into()] };
    commit(&mut *ledger, &[sending(1, 0), Step::Sending { id: id(2), first, relay: "relay".into() }], 0);
    let reply = |n| format!("550 <{}>: no such user", person(n));
    commit(&mut *ledger, &[done(1, Outcome::Failed(reply(1))), done(2, Outcome::Uncertain(reply(2)))], 1);
    drop(ledger);
    let mut ledger = store();
    let why = || format!("{} called", person(1));
    let hold = Hold { scope: Scope::Person(person(1)), by: "M. de Wit".into(), why: why(), since: at(2), until: None };
    ledger.hold(&hold).unwrap();
    let marked = Deed::Marked { person: person(1), standing: "left".into() };
    ledger
        .act(&Act { what: marked, by: "M. de Wit".into(), why: Some("Jan Jansen leaves".into()), at: at(3) })
        .unwrap();
    let expected = Deed::Expected { person: person(1), at: None };
    ledger.act(&Act { what: expected, by: "M. de Wit".into(), why: None, at: at(3) }).unwrap();
    let failed = crate::campaign::Standing::Failed(Some("Jan Jansen lost it".into()));
    let fact = |person, device: &str| {
        let what = Happened::Standing(failed.clone());
        Fact { person, device: Some(device.to_owned()), what, at: at(3) }
    };
    let other = Fact { what: Happened::Standing(crate::campaign::Standing::Left), ..fact(person(2), "F2LAA1") };
    let facts = [fact(person(1), "F2LXK3"), other];
    ledger.record(&facts, &mut std::iter::empty(), at(3)).unwrap();
    let counted = ledger.counts().unwrap().values().sum::<u64>();

    let cancelled = ledger.forget(&forget(1, &["p001"]), &said("they asked", at(4))).unwrap();
    assert_eq!(cancelled, 2, "what failed, and what waits");
    let ledger = store();
    let everything = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?}",
        ledger.list(&Filter::default()).unwrap(),
        ledger.attempts(id(1)).unwrap(),
        ledger.holds().unwrap(),
        ledger.acts().unwrap(),
        ledger.facts(0).unwrap(),
        ledger.journal().unwrap().iter().map(|entry| entry.words.clone()).collect::<Vec<_>>(),
    );
    for word in [&*person(1), "Jansen", "F2LXK3"] {
        assert!(!everything.contains(word), "{word}: {everything}");
    }
    assert_eq!(everything.matches("F2LAA1").count(), 1, "that of somebody else");
    assert_eq!(ledger.counts().unwrap().values().sum::<u64>(), counted);
    assert_eq!(ledger.facts(0).unwrap().len(), 2, "who has read one reads on at the next");
    assert_eq!(state(&*ledger, 2), State::Uncertain);
    assert!(ledger.attempts(id(2)).unwrap()[0].reply.contains(&*person(2)));
    assert_eq!(broken(&ledger.journal().unwrap()), None, "the chain holds");
    assert_eq!(ledger.verify().unwrap(), [""; 0]);
    let mut ledger = store();
    ledger.retry(&[id(2)], &said("", at(5))).unwrap();
    ledger.begin_sending("the next", at(5)).unwrap();
    let again = claims(&mut *ledger, 5, 9);
    assert_eq!(again[0].first.as_ref().unwrap().migrated, ["F2LAA1", "…"]);
}

pub(crate) fn who_was_forgotten_is_known_by_a_digest(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "plan", &[entry(1, 0), entry(2, 0)]);
    assert!(ledger.forgotten().unwrap().is_empty());
    ledger.forget(&forget(1, &["p001", "7f3c"]), &said("they asked", at(1))).unwrap();
    let known = |identity: &str| store().forgotten().unwrap().has(identity);
    assert!(known("p001") && known("7f3c") && !known("p002"));
    let deeds: Vec<String> = store().journal().unwrap().into_iter().map(|entry| entry.deed).collect();
    assert_eq!(deeds, ["approved", "forgot"]);
}

pub(crate) fn a_snapshot_without_somebody_keeps_its_name(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "plan", &[entry(1, 0)]);
    let hash = ledger.approved().unwrap().unwrap().snapshot;
    let (path, body) = ledger.snapshot(&hash).unwrap().into_iter().next().unwrap();
    let less: Arc<[u8]> = b"nobody".as_slice().into();
    assert_ne!(body, less);
    let files = BTreeMap::from([((hash.clone(), path.clone()), less.clone())]);
    ledger.forget(&Forget { files, ..forget(1, &["p001"]) }, &said("they asked", at(1))).unwrap();
    assert_eq!(store().snapshots().unwrap(), std::slice::from_ref(&hash));
    assert_eq!(store().snapshot(&hash).unwrap()[&path], less);
}

pub(crate) fn all_are_forgotten_at_once_with_a_proof(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "plan", &[entry(1, 0), entry(2, 0), entry(3, 0)]);
    let all = Forget {
        people: (1..=3).map(|n| (person(n), format!("forgotten-{n}").into())).collect(),
        retention: Some("90 days after end".into()),
        words: (1..=3).map(|n| person(n).to_string()).collect(),
        ..forget(1, &["p001", "p002", "p003"])
    };
    assert_eq!(ledger.forget(&all, &said("", at(9))).unwrap(), 3);
    let ledger = store();
    let who = |row: Row| row.entry.person.unwrap().to_string();
    let left: Vec<String> = ledger.list(&Filter::default()).unwrap().into_iter().map(who).collect();
    assert_eq!(left, ["forgotten-1", "forgotten-2", "forgotten-3"]);
    let last = ledger.journal().unwrap().pop().unwrap();
    let (what, digest) = last.words.what.split_once("digest ").unwrap();
    assert_eq!((last.at, what), (at(9), "3 people, kept until 90 days after end, "));
    let (digest, counted) = digest.split_at(16);
    assert!(
        digest.bytes().all(|byte| byte.is_ascii_hexdigit()) && counted == ": 3 notices cancelled",
        "{digest}{counted}"
    );
    assert_eq!(ledger.verify().unwrap(), [""; 0]);
}
