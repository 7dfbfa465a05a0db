//! Ledgers that released programs made, of every version there was: `tests/ledgers`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use tempfile::TempDir;

use super::fixture::{to_read, to_write, unreachable};
use crate::ledger::sqlite::SqliteLedger;
use crate::ledger::sqlite::lock::Lock;
use crate::ledger::{
    Access, Approval, Changes, Entry, Filter, FirstAttempt, InCalendar, Ledger, Outcome, Row, Said, Since, State, Step,
};

/// The versions that were released.
const RELEASED: [i32; 6] = [1, 2, 3, 4, 5, 6];

/// The version that this program makes.
const NEWEST: i32 = 7;

/// When the next sender begins.
fn later() -> DateTime<Utc> {
    "2027-03-01T08:00:00Z".parse().unwrap()
}

/// A copy of the ledger of that version.
pub(super) fn released(version: i32) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("heraut.db");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/ledgers/v{version}.db"));
    std::fs::copy(kept, &path).unwrap();
    (dir, path)
}

pub(super) fn version(path: &Path) -> i32 {
    Connection::open(path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

fn rows(ledger: &dyn Ledger) -> Vec<Row> {
    ledger.list(&Filter::default()).unwrap()
}

/// How many notices there are in each state, and how many of all of them come on paper.
fn states(rows: &[Row]) -> (BTreeMap<State, usize>, usize) {
    let mut states = BTreeMap::new();
    for row in rows {
        *states.entry(row.state).or_default() += 1;
    }
    (states, rows.iter().filter(|row| row.entry.channel.is_paper()).count())
}

#[test]
fn each_holds_a_notice_in_every_state_its_program_had() {
    for version in RELEASED {
        let (_dir, path) = released(version);
        assert_eq!(self::version(&path), version);
        let (states, paper) = states(&rows(&to_read(&path)));
        let mut expected = BTreeMap::from([
            (State::Planned, 8),
            (State::Sending, 1),
            (State::Accepted, 7),
            (State::Deferred, 3),
            (State::Failed, 4),
            (State::Uncertain, 2),
            (State::Suppressed, 1),
            (State::Expired, 8),
            (State::Cancelled, 3),
        ]);
        if version > 1 {
            expected.extend([(State::Planned, 16), (State::Cancelled, 4)]);
        }
        if version > 3 {
            expected.extend([(State::Planned, 8), (State::Suppressed, 8), (State::Expired, 1)]);
            expected.extend([(State::Printed, 9), (State::Cancelled, 3)]);
        }
        assert_eq!((states, paper), (expected, if version > 1 { 9 } else { 0 }), "version {version}");
    }
}

#[test]
fn who_only_reads_sees_what_who_brings_it_up_to_date_sees() {
    for version in RELEASED {
        let (_dir, path) = released(version);
        let everything = |ledger: &SqliteLedger| {
            let rows = rows(ledger);
            let attempts: Vec<_> = rows.iter().map(|row| ledger.attempts(row.entry.id).unwrap()).collect();
            let printing: Vec<_> = rows.iter().map(|row| ledger.printing(row.entry.id).unwrap()).collect();
            let approval = ledger.approved().unwrap().unwrap();
            let files = ledger.snapshot(&approval.snapshot).unwrap();
            let facts = ledger.facts(0).unwrap();
            let (due, next) = (ledger.count_due(later()).unwrap(), ledger.next_due().unwrap());
            (rows, attempts, printing, approval, files, facts, (due, next), ledger.counts().unwrap())
        };
        let as_it_is = everything(&to_read(&path));
        assert_eq!(self::version(&path), version, "who only reads changes nothing");
        assert_eq!(everything(&to_write(&path)), as_it_is);
        assert_eq!(self::version(&path), NEWEST);
        assert_eq!(everything(&to_read(&path)), as_it_is);
        assert!(as_it_is.4.contains_key("people.csv") && as_it_is.5.len() == 1);
    }
}

#[test]
fn a_sender_goes_on_with_each() {
    for version in RELEASED {
        let (_dir, path) = released(version);
        let mut ledger = to_write(&path);
        // From version 4 on a copy is known to be one.
        assert_eq!(ledger.take_up(Since::Unsent, &Said { by: "Jan de Vries", why: "", at: later() }).unwrap(), 0);
        let found = ledger.begin_sending("the next", later()).unwrap();
        assert_eq!(found.uncertain.len(), 1);
        let claims = ledger.claim(later(), 99).unwrap();
        let (tried, fresh): (Vec<_>, Vec<_>) = claims.iter().partition(|claim| claim.first.is_some());
        assert_eq!((tried.len(), fresh.len()), (4, 8), "version {version}");
        let first = || FirstAttempt { at: later(), migrated: Vec::new() };
        let marks: Vec<Step> = claims
            .iter()
            .map(|claim| Step::Sending { id: claim.entry.id, first: first(), relay: "relay".into() })
            .collect();
        assert_eq!(ledger.commit(&marks, later()).unwrap().refused, []);
        let yes = |claim: &crate::ledger::Claim| Step::Done {
            id: claim.entry.id,
            outcome: Outcome::Accepted("250 ok".into()),
        };
        assert_eq!(ledger.commit(&claims.iter().map(yes).collect::<Vec<_>>(), later()).unwrap().refused, []);
        assert_eq!(states(&rows(&ledger)).0[&State::Accepted], 19);
    }
}

#[test]
fn a_plan_finds_its_notices_again_in_each() {
    for version in RELEASED {
        let (_dir, path) = released(version);
        let mut ledger = to_write(&path);
        let approval = Approval { plan: "again".into(), at: later(), ..ledger.approved().unwrap().unwrap() };
        let all = rows(&ledger);
        let plan: Vec<Entry> =
            all.iter().filter(|row| row.state != State::Cancelled).map(|row| row.entry.clone()).collect();
        let changes = ledger.approve(&approval, &BTreeMap::new(), &mut plan.clone().into_iter()).unwrap();
        assert_eq!(changes, Changes { kept: plan.len() as u64, ..Changes::default() }, "version {version}");
        assert_eq!(rows(&ledger), all);
    }
}

/// What later versions added: where the file cannot know it, it says so.
#[test]
fn what_was_not_kept_then_is_not_made_up() {
    let entries = |version| {
        let (_dir, path) = released(version);
        rows(&to_read(&path)).into_iter().map(|row| row.entry).collect::<Vec<_>>()
    };
    assert!(entries(1).iter().all(|entry| entry.dates.is_none() && entry.history.is_none()));
    assert!(entries(2).iter().all(|entry| entry.dates.is_some()));
    let does = |version| {
        entries(version).iter().filter_map(|entry| entry.history?.calendar).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(does(2), [].into());
    assert_eq!(does(3), [InCalendar::Meeting].into());
}

#[test]
fn none_is_brought_up_to_date_under_its_sender() {
    for version in RELEASED {
        let (_dir, path) = released(version);
        let sending = Lock::take(&path.with_extension("db.lock"), "Chloë on mail01", "sending", Some(later())).unwrap();
        let said = format!(
            "of version {version} and must be brought to version {NEWEST} first, but it is in use by Chloë on mail01 (process"
        );
        unreachable(SqliteLedger::open(&path, Access::Write), &said);
        unreachable(SqliteLedger::open_or_create(&path), &said);
        assert_eq!(self::version(&path), version);
        assert!(!rows(&to_read(&path)).is_empty(), "looking is not writing");
        drop(sending);
        to_write(&path);
        assert_eq!(self::version(&path), NEWEST);
    }
}
