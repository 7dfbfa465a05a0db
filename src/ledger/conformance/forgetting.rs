//! Somebody is forgotten, and everybody else is not.

use std::collections::BTreeSet;

use super::*;
use crate::ledger::{Act, Deed, Fact, Forget, Happened, Hold, Scope, broken};

fn person(n: u32) -> Arc<str> {
    entry(n, 0).person.unwrap()
}

fn forget(n: u32, identities: &[&str]) -> Forget {
    Forget {
        person: person(n),
        alias: "forgotten-1".into(),
        words: BTreeSet::from([person(n).to_string(), "Jan Jansen".into()]),
        identities: identities.iter().map(|identity| (*identity).to_owned()).collect(),
        files: BTreeMap::new(),
    }
}

pub(crate) fn what_names_somebody_is_gone_and_what_was_counted_stays(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 0), Entry { person: Some(person(1)), ..entry(3, 90) }]);
    claim(&mut *ledger, 0, 9);
    commit(&mut *ledger, &[sending(1, 0), sending(2, 0)], 0);
    let refused = |n| done(n, Outcome::Failed(format!("550 <{}>: no such user", person(n))));
    commit(&mut *ledger, &[refused(1), refused(2)], 1);
    drop(ledger);
    let mut ledger = store();
    let why = || format!("{} called", person(1));
    let hold = Hold { scope: Scope::Person(person(1)), by: "M. de Wit".into(), why: why(), since: at(2), until: None };
    ledger.hold(&hold).unwrap();
    let marked = Deed::Marked { person: person(1), standing: "left".into() };
    ledger
        .act(&Act { what: marked, by: "M. de Wit".into(), why: Some("Jan Jansen leaves".into()), at: at(3) })
        .unwrap();
    let failed = crate::campaign::Standing::Failed(Some("Jan Jansen lost it".into()));
    let fact =
        |person| Fact { person, device: Some("F2LXK3".into()), what: Happened::Standing(failed.clone()), at: at(3) };
    ledger.record(&[fact(person(1)), fact(person(2))], &mut std::iter::empty(), at(3)).unwrap();
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
    for word in [&*person(1), "Jansen"] {
        assert!(!everything.contains(word), "{word}: {everything}");
    }
    assert_eq!(everything.matches("F2LXK3").count(), 1, "that of somebody else");
    assert_eq!(ledger.counts().unwrap().values().sum::<u64>(), counted);
    assert_eq!(ledger.facts(0).unwrap().len(), 2, "who has read one reads on at the next");
    assert_eq!(state(&*ledger, 2), State::Failed);
    assert!(ledger.attempts(id(2)).unwrap()[0].reply.contains(&*person(2)));
    assert_eq!(broken(&ledger.journal().unwrap()), None, "the chain holds");
    assert_eq!(ledger.verify().unwrap(), [""; 0]);
}

pub(crate) fn who_was_forgotten_is_known_by_a_digest_until_readmitted(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "plan", &[entry(1, 0), entry(2, 0)]);
    assert!(ledger.forgotten().unwrap().is_empty());
    ledger.forget(&forget(1, &["p001", "7f3c"]), &said("they asked", at(1))).unwrap();
    let known = |identity: &str| store().forgotten().unwrap().has(identity);
    assert!(known("p001") && known("7f3c") && !known("p002"));
    assert!(!store().readmit("p002", &said("no", at(2))).unwrap());
    assert!(store().readmit("7f3c", &said("back in service", at(3))).unwrap());
    assert!(!known("p001") && !known("7f3c"), "all of theirs");
    let deeds: Vec<String> = store().journal().unwrap().into_iter().map(|entry| entry.deed).collect();
    assert_eq!(deeds, ["approved", "forgot", "readmitted"]);
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
    assert_eq!(store().snapshots().unwrap(), [hash.clone()]);
    assert_eq!(store().snapshot(&hash).unwrap()[&path], less);
}
