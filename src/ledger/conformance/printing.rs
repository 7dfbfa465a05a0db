//! What comes on paper: no sender claims it, and it becomes `printed`.

use super::*;
use crate::campaign::Channel;
use crate::error::Kind;
use crate::ledger::{Fate, PaperOutcome, Printing, Suppression};

/// The sheet for person `n`, due at that minute.
fn sheet(n: u32, due: i64) -> Entry {
    let mail = entry(n, due);
    Entry { id: mail.id.by(Channel::Print), channel: Channel::Print, ..mail }
}

fn printed(n: u32, sheet: &str) -> PaperOutcome {
    let fate = Fate::Printed { sheet: sheet.into(), migrated: vec!["C02XYZ".into()] };
    PaperOutcome { id: id(n).by(Channel::Print), fate }
}

fn states(ledger: &dyn Ledger) -> Vec<(State, String)> {
    let rows = ledger.list(&Filter { paper: true, ..Filter::default() }).unwrap();
    rows.into_iter().map(|row| (row.state, row.detail)).collect()
}

pub(crate) fn a_sender_leaves_paper_alone(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "one", &[entry(1, 5), sheet(1, 0), sheet(2, 0)]);
    ledger.begin_sending("test", at(0)).unwrap();
    assert_eq!(ledger.count_due(at(9)).unwrap(), 1);
    assert_eq!(ledger.next_due().unwrap(), Some(at(5)));
    let claims = ledger.claim(at(9), 9).unwrap();
    assert_eq!(claims.iter().map(|claim| claim.entry.clone()).collect::<Vec<_>>(), [entry(1, 5)]);
}

pub(crate) fn paper_is_listed_apart(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "one", &[entry(1, 5), sheet(1, 5), sheet(2, 6)]);
    let rows = ledger.list(&Filter { paper: true, ..Filter::default() }).unwrap();
    assert_eq!(rows.into_iter().map(|row| row.entry).collect::<Vec<_>>(), [sheet(1, 5), sheet(2, 6)]);
    assert_eq!(ledger.list(&Filter::default()).unwrap().len(), 3);
}

pub(crate) fn printed_is_final_and_remembered(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "one", &[sheet(1, 5), sheet(2, 6), sheet(3, 7)]);
    let fates = [
        printed(1, "run a, sheet 7"),
        PaperOutcome { id: id(2).by(Channel::Print), fate: Fate::Suppressed(Suppression::Migrated) },
        PaperOutcome { id: id(3).by(Channel::Print), fate: Fate::Expired },
    ];
    assert_eq!(ledger.print(&fates, at(1)).unwrap(), 3);
    let expected = [
        (State::Printed, "run a, sheet 7".to_owned()),
        (State::Suppressed, "migrated".to_owned()),
        (State::Expired, "its time was over".to_owned()),
    ];
    assert_eq!(states(&*store()), expected);
    assert_eq!(ledger.print(&[printed(1, "run b, sheet 1"), printed(2, "run b, sheet 2")], at(2)).unwrap(), 0);
    assert_eq!(states(&*ledger), expected);
    // A later plan, without these sheets or with other dates, does not unprint them.
    let changes = approve(&mut *ledger, "two", &[sheet(1, 500)]);
    assert_eq!((changes.kept, changes.cancelled), (1, 0));
    assert_eq!(states(&*ledger), expected);
}

pub(crate) fn what_was_printed_can_be_printed_again(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "one", &[sheet(1, 5), sheet(2, 6)]);
    let before = ledger.approved().unwrap().unwrap().snapshot;
    ledger.print(&[printed(1, "run a, sheet 7")], at(1)).unwrap();
    approve(&mut *ledger, "two", &[sheet(1, 5), sheet(2, 6)]);
    let made = Printing { snapshot: before, migrated: vec!["C02XYZ".into()] };
    assert_eq!(ledger.printing(id(1).by(Channel::Print)).unwrap(), Some(made));
    assert_eq!(ledger.printing(id(2).by(Channel::Print)).unwrap(), None, "planned");
    assert_eq!(ledger.printing(id(9).by(Channel::Print)).unwrap(), None, "not known");
}

pub(crate) fn mail_cannot_be_printed(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "one", &[entry(1, 5), sheet(1, 5)]);
    let mail = PaperOutcome { id: id(1), ..printed(1, "run a, sheet 2") };
    for wrong in [mail, printed(9, "run a, sheet 3")] {
        let error = ledger.print(&[printed(1, "run a, sheet 1"), wrong], at(1)).unwrap_err();
        assert_eq!(error.kind, Kind::Bug);
    }
    assert_eq!(states(&*ledger), [(State::Planned, String::new())], "all or nothing");
}

pub(crate) fn printing_works_beside_a_sender(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "one", &[entry(1, 0), sheet(1, 0)]);
    let mut sender = store();
    sender.begin_sending("test", at(0)).unwrap();
    let claim = sender.claim(at(1), 1).unwrap().remove(0);
    assert_eq!(ledger.print(&[printed(1, "run a, sheet 1")], at(1)).unwrap(), 1);
    let first = FirstAttempt { at: at(1), migrated: Vec::new() };
    commit(&mut *sender, &[Step::Sending { id: claim.entry.id, first, relay: "relay".into() }], 1);
    commit(&mut *sender, &[Step::Done { id: claim.entry.id, outcome: Outcome::Accepted("250 ok".into()) }], 2);
    let found: Vec<State> = ledger.list(&Filter::default()).unwrap().into_iter().map(|row| row.state).collect();
    assert_eq!(found, [State::Accepted, State::Printed]);
}
