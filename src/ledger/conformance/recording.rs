//! Facts, the notices that come of them, and what a status screen asks.

use super::*;
use crate::campaign::{Channel, Standing};
use crate::error::Kind;
use crate::ledger::{Bearings, Pause};
use crate::ledger::{Fact, Happened};

fn fact(person: &str, device: Option<&str>, standing: Standing, minute: i64) -> Fact {
    let what = Happened::Standing(standing);
    Fact { person: person.into(), device: device.map(str::to_owned), what, at: at(minute) }
}

fn record(ledger: &mut dyn Ledger, facts: &[Fact]) -> u64 {
    ledger.record(facts, &mut std::iter::empty(), at(0)).unwrap()
}

pub(crate) fn facts_come_back_as_they_were_recorded(store: &Store) {
    let mut ledger = store();
    let facts = [
        fact("b@example.org", None, Standing::Left, 9),
        fact("a@example.org", Some("F17Z"), Standing::Migrated(Some(at(3))), 4),
        fact("a@example.org", Some("C02X"), Standing::Failed(Some("no space left".into())), 5),
        fact("a@example.org", None, Standing::Migrated(None), 7),
        fact("b@example.org", Some("X"), Standing::Failed(None), 8),
        fact("b@example.org", None, Standing::Pending, 1),
    ];
    assert_eq!(record(&mut *ledger, &facts), 6);
    assert_eq!(store().facts(0).unwrap(), facts);
    assert_eq!(store().facts(4).unwrap(), facts[4..], "those after the first four");
    assert_eq!(store().facts(6).unwrap(), []);
}

pub(crate) fn known_facts_are_not_repeated(store: &Store) {
    let mut ledger = store();
    let monday = [
        fact("a", Some("F17Z"), Standing::Migrated(Some(at(3))), 10),
        fact("a", None, Standing::Pending, 10),
        fact("b", None, Standing::Pending, 10),
    ];
    assert_eq!(record(&mut *ledger, &[monday[0].clone(), monday[0].clone()]), 1, "twice in one file");
    assert_eq!(record(&mut *ledger, &monday), 2);
    assert_eq!(record(&mut *ledger, &monday), 0, "the same file again");
    let tuesday = [
        fact("a", Some("F17Z"), Standing::Migrated(Some(at(3))), 20),
        fact("a", None, Standing::Migrated(None), 20),
        fact("b", None, Standing::Pending, 20),
    ];
    assert_eq!(record(&mut *ledger, &tuesday), 1, "only what changed");
    assert_eq!(record(&mut *ledger, &monday), 0, "Monday's file once more");
    assert_eq!(ledger.facts(0).unwrap().len(), 4);
}

pub(crate) fn a_change_back_is_news(store: &Store) {
    let mut ledger = store();
    let story = [
        fact("a", Some("F17Z"), Standing::Migrated(None), 1),
        fact("a", Some("F17Z"), Standing::Pending, 2),
        fact("a", Some("F17Z"), Standing::Migrated(None), 3),
    ];
    assert_eq!(record(&mut *ledger, &story), 3);
    assert_eq!(record(&mut *ledger, &story), 0);
    assert_eq!(ledger.facts(0).unwrap(), story);
}

pub(crate) fn known_notices_are_not_repeated(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "plan", &[entry(1, 0)]);
    let news = [fact("a", None, Standing::Migrated(None), 1)];
    let mut twice = [entry(1, 50), entry(2, 5), entry(2, 6)].into_iter();
    assert_eq!(ledger.record(&news, &mut twice, at(2)).unwrap(), 1);
    assert_eq!(ledger.record(&news, &mut [entry(2, 70)].into_iter(), at(3)).unwrap(), 0);
    let rows = all(&*ledger);
    assert_eq!(rows.iter().map(|row| &row.entry).collect::<Vec<_>>(), [&entry(1, 0), &entry(2, 5)]);
    assert_eq!((rows[1].state, rows[1].since), (State::Planned, at(2)));
}

pub(crate) fn event_notices_need_an_approval(store: &Store) {
    let mut ledger = store();
    let news = [fact("a", None, Standing::Migrated(None), 1)];
    assert_eq!(ledger.record(&news, &mut [entry(1, 0)].into_iter(), at(2)).unwrap_err().kind, Kind::Bug);
    assert_eq!(ledger.facts(0).unwrap(), []);
    assert_eq!(record(&mut *ledger, &news), 1, "facts alone do not");
}

pub(crate) fn recording_works_beside_a_sender(store: &Store) {
    let mut at_work = sender(store, &[entry(1, 0)]);
    claim(&mut *at_work, 0, 9);
    let news = [fact("a", None, Standing::Migrated(None), 1)];
    assert_eq!(store().record(&news, &mut [entry(2, 1)].into_iter(), at(1)).unwrap(), 1);
    commit(&mut *at_work, &[sending(1, 2)], 2);
    assert_eq!(claim(&mut *at_work, 2, 9), [id(2)]);
}

pub(crate) fn counts_add_up(store: &Store) {
    let ledger = every_outcome(store);
    let mut other = store();
    let entries = [
        Entry { wave: "rest".into(), ..entry(20, 0) },
        Entry { phase: "remind".into(), message: "reminder".into(), ..entry(21, 0) },
    ];
    other.record(&[], &mut entries.into_iter(), at(12)).unwrap();
    let count = |wave: &str, phase: &str, message: &str, state, many| {
        ((wave.to_owned(), phase.to_owned(), message.to_owned(), state), many)
    };
    let announced = |state, many| count("pilot", "announce", "announcement", state, many);
    let expected = BTreeMap::from([
        announced(State::Planned, 1),
        announced(State::Accepted, 1),
        announced(State::Deferred, 1),
        announced(State::Failed, 2),
        announced(State::Uncertain, 1),
        announced(State::Suppressed, 1),
        announced(State::Expired, 1),
        count("pilot", "remind", "reminder", State::Planned, 1),
        count("rest", "announce", "announcement", State::Planned, 1),
    ]);
    assert_eq!(ledger.counts().unwrap(), expected);
}

pub(crate) fn lists_are_filtered(store: &Store) {
    let ledger = every_outcome(store);
    let ids = |filter: Filter| ledger.list(&filter).unwrap().into_iter().map(|row| row.entry.id).collect::<Vec<_>>();
    let person = |n: u32| Some(format!("p{n:03}@voorbeeldstad.example").into());
    assert_eq!(ids(Filter { person: person(3), ..Filter::default() }), [id(3)]);
    assert_eq!(ids(Filter { person: person(99), ..Filter::default() }), []);
    let failed = vec![State::Failed, State::Uncertain];
    assert_eq!(ids(Filter { states: failed.clone(), ..Filter::default() }), [id(3), id(4), id(7)]);
    assert_eq!(ids(Filter { states: failed.clone(), limit: Some(2), ..Filter::default() }), [id(3), id(4)]);
    assert_eq!(ids(Filter { states: failed, person: person(7), ..Filter::default() }), [id(7)]);
    assert_eq!(ids(Filter { limit: Some(0), ..Filter::default() }), []);
    assert_eq!(ids(Filter { message: Some("announcement".into()), limit: Some(1), ..Filter::default() }), [id(1)]);
    assert_eq!(ids(Filter { message: Some("reminder".into()), ..Filter::default() }), []);
    assert_eq!(ids(Filter { due: Some(at(59)), ..Filter::default() }), [id(8)]);
    assert_eq!(ids(Filter { due: Some(at(60)), ..Filter::default() }), [id(2), id(8)]);
}

pub(crate) fn a_ledger_knows_of_the_time(store: &Store) {
    let mut ledger = store();
    assert_eq!(ledger.bearings(at(0)).unwrap(), Bearings::default());
    let paper = Entry { channel: Channel::Print, ..entry(4, 9000) };
    let entries = [entry(1, 10), entry(2, 20), Entry { expires: None, ..entry(3, 30) }, paper];
    approve(&mut *ledger, "one", &entries);
    let known = |waiting, over, end: Option<i64>| Bearings { acted: Some(at(-1000)), waiting, over, end: end.map(at) };
    assert_eq!(ledger.bearings(at(0)).unwrap(), known(1, 0, None));
    assert_eq!(ledger.bearings(at(30)).unwrap(), known(1, 0, Some(1020)), "nothing waits for later");
    assert_eq!(ledger.bearings(at(1010)).unwrap(), known(3, 1, Some(1020)));
    assert_eq!(ledger.bearings(at(9999)).unwrap(), known(3, 2, Some(1020)), "paper has no sender");
    ledger.begin_sending("the test", at(40)).unwrap();
    claim(&mut *ledger, 40, 1);
    commit(&mut *ledger, &[sending(1, 41)], 41);
    commit(&mut *ledger, &[done(1, accepted())], 42);
    assert_eq!(ledger.bearings(at(42)).unwrap(), Bearings { acted: Some(at(42)), ..known(1, 0, Some(1020)) });
}

pub(crate) fn a_pause_is_a_relays_own_and_kept_until_it_is_over(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0)]);
    let pause = |relay: &str, minute| {
        let why = "452 4.5.3 try again in an hour".to_owned();
        Pause { relay: relay.into(), until: at(minute), why }
    };
    assert_eq!(ledger.pauses(at(0)).unwrap(), []);
    ledger.pause(&pause("b:25", 30), at(0)).unwrap();
    ledger.pause(&pause("a:25", 90), at(0)).unwrap();
    ledger.pause(&pause("b:25", 60), at(1)).unwrap();
    drop(ledger);
    let ledger = store();
    assert_eq!(ledger.pauses(at(59)).unwrap(), [pause("a:25", 90), pause("b:25", 60)]);
    assert_eq!(ledger.pauses(at(60)).unwrap(), [pause("a:25", 90)], "the other is over");
    approve(&mut *store(), "again", &[entry(1, 0)]);
    assert_eq!(ledger.pauses(at(59)).unwrap(), [], "the relays may be others");
}

pub(crate) fn rows_are_visited_as_they_came(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "one", &[entry(1, 9), entry(2, 5), entry(3, 7)]);
    approve(&mut *ledger, "two", &[entry(4, 1), entry(3, 2), entry(2, 5)]);
    let visit = |filter: Filter, most: usize| {
        let mut seen = Vec::new();
        let visited = ledger.visit(&filter, &mut |row| {
            if seen.len() == most {
                return Err(crate::error::Error::usage("enough"));
            }
            seen.push(row.entry.id);
            Ok(())
        });
        (seen, visited.is_ok())
    };
    assert_eq!(visit(Filter::default(), 9), (vec![id(1), id(2), id(3), id(4)], true));
    assert_eq!(
        visit(Filter { states: vec![State::Planned], ..Filter::default() }, 9),
        (vec![id(2), id(3), id(4)], true)
    );
    assert_eq!(visit(Filter::default(), 2), (vec![id(1), id(2)], false), "an error of the visitor ends it");
}
