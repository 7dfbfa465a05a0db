//! The contract, and what only a file can get wrong.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use tempfile::TempDir;

use super::SqliteLedger;
use super::claim::{queue, waiting};
use super::lock::Lock;
use super::query::{ACCEPTED, due};
use crate::campaign::Channel;
use crate::error::{Error, Kind, Result};
use crate::ledger::conformance::{Store, conformance};
use crate::ledger::{
    Access, Approval, Changes, Committed, Entry, Filter, FirstAttempt, Ledger, Outcome, Refused, State, Step,
};
use crate::schedule::NoticeId;

fn fresh() -> Store {
    let dir = tempfile::tempdir().unwrap();
    Box::new(move || Box::new(SqliteLedger::open_or_create(&dir.path().join("ledger.db")).unwrap()))
}

conformance!(fresh);

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_803_000_000 + second, 0).unwrap()
}

fn entry(n: u64) -> Entry {
    let person = format!("{n}@voorbeeldstad.example");
    Entry {
        id: NoticeId::of("intune-2027", "pilot", "announcement", &person, 0),
        wave: "pilot".into(),
        phase: "announce".into(),
        message: "announcement".into(),
        person: Some(person.into()),
        occurrence: 0,
        due: at(n as i64),
        expires: None,
        language: "nl".parse().unwrap(),
        channel: Channel::Mail,
        resend_uncertain: false,
        dates: None,
        history: None,
    }
}

fn approve(ledger: &mut SqliteLedger, notices: u64) -> Result<Changes> {
    let approval = Approval {
        plan: "plan".into(),
        snapshot: "snapshot".into(),
        campaign: "intune-2027".into(),
        by: "Jan".into(),
        at: at(0),
    };
    let files = BTreeMap::from([("campaign.yaml".to_owned(), b"id: intune-2027\n"[..].into())]);
    ledger.approve(&approval, &files, &mut (1..=notices).map(entry))
}

fn sending(n: u64) -> Step {
    Step::Sending { id: entry(n).id, first: FirstAttempt { at: at(0), migrated: vec![] } }
}

/// A new ledger file with these notices approved.
fn with(notices: u64) -> (TempDir, PathBuf, SqliteLedger) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger.db");
    let mut ledger = SqliteLedger::open_or_create(&path).unwrap();
    approve(&mut ledger, notices).unwrap();
    (dir, path, ledger)
}

#[track_caller]
fn unreachable(result: Result<impl Sized>, said: &str) -> Error {
    let error = result.err().expect("refused");
    assert_eq!(error.kind, Kind::Unreachable, "{error}");
    assert!(error.to_string().contains(said), "{error}");
    assert!(error.problems[0].hint.is_some() && error.problems[0].place.is_some(), "{error:?}");
    error
}

fn to_read(path: &Path) -> SqliteLedger {
    SqliteLedger::open(path, Access::Read).unwrap().unwrap()
}

fn to_write(path: &Path) -> SqliteLedger {
    SqliteLedger::open(path, Access::Write).unwrap().unwrap()
}

/// Every way to open `path` is refused with these words.
#[track_caller]
fn cannot_open(path: &Path, said: &str) {
    unreachable(SqliteLedger::open_or_create(path), said);
    unreachable(SqliteLedger::open(path, Access::Write), said);
    unreachable(SqliteLedger::open(path, Access::Read), said);
}

#[test]
fn only_creating_makes_a_ledger() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger.db");
    for access in [Access::Read, Access::Write] {
        assert!(SqliteLedger::open(&path, access).unwrap().is_none());
    }
    assert!(!path.exists());
    SqliteLedger::open_or_create(&path).unwrap();
    to_write(&path);
    to_read(&path);
    unreachable(SqliteLedger::open_or_create(&dir.path().join("no/such/ledger.db")), "cannot be opened");
    cannot_open(dir.path(), "this is a directory");
}

/// An approval that ended before its first write, on a full disk say, must not stand in the way of the next.
#[test]
fn a_blank_file_is_no_ledger_yet() {
    let (dir, path, ledger) = with(1);
    drop(ledger);
    let is_there = |path: &Path| {
        let found = [Access::Read, Access::Write].map(|access| SqliteLedger::open(path, access).unwrap().is_some());
        assert_eq!(found[0], found[1]);
        found[0]
    };
    assert!(is_there(&path));
    let blank = dir.path().join("blank.db");
    assert!(!is_there(&blank));
    assert!(!blank.exists());
    std::fs::write(&blank, "").unwrap();
    assert!(!is_there(&blank));
    // A file with a header and nothing in it.
    Connection::open(&blank).unwrap().pragma_update(None, "journal_mode", "wal").unwrap();
    assert!(std::fs::metadata(&blank).unwrap().len() > 0);
    assert!(!is_there(&blank));
    approve(&mut SqliteLedger::open_or_create(&blank).unwrap(), 1).unwrap();
    assert!(is_there(&blank));
}

#[cfg(unix)]
#[test]
fn a_directory_nobody_may_write_to_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let (dir, path, ledger) = with(1);
    drop(ledger);
    std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o555)).unwrap();
    let may_write_anyway = std::fs::write(dir.path().join("probe"), "").is_ok();
    if !may_write_anyway {
        unreachable(SqliteLedger::open_or_create(&dir.path().join("new.db")), "cannot be opened");
        unreachable(SqliteLedger::open(&path, Access::Write), "cannot be written");
    }
    std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_newer_ledger_is_refused_and_left_alone() {
    let (_dir, path, ledger) = with(1);
    drop(ledger);
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    cannot_open(&path, "this ledger is of version 99, and this program knows versions up to 3");
    assert_eq!(version(&path), 99);
}

/// What version 1 had of the queue, which had no paper in it.
const BACK_TO_V1: &str =
    "DROP INDEX notice_wake; ALTER TABLE notice DROP COLUMN channel; ALTER TABLE notice DROP COLUMN calendar;
    ALTER TABLE notice DROP COLUMN dates; ALTER TABLE notice DROP COLUMN revision;
    ALTER TABLE notice DROP COLUMN previous; ALTER TABLE notice DROP COLUMN follows;
    CREATE INDEX notice_wake ON notice (wake) WHERE wake IS NOT NULL; PRAGMA user_version = 1;";

#[test]
fn an_older_ledger_is_brought_up_to_date_with_what_it_holds() {
    let (_dir, path, ledger) = with(2);
    drop(ledger);
    Connection::open(&path).unwrap().execute_batch(BACK_TO_V1).unwrap();
    let as_it_was = to_read(&path);
    assert_eq!((as_it_was.count_due(at(1)).unwrap(), as_it_was.next_due().unwrap()), (1, Some(at(1))));
    let rows = as_it_was.list(&Filter::default()).unwrap();
    drop(as_it_was);
    assert_eq!(version(&path), 1, "who only reads changes nothing");
    assert_eq!(to_write(&path).list(&Filter::default()).unwrap(), rows);
    let mut ledger = to_write(&path);
    ledger.begin_sending("test", at(1_000_000)).unwrap();
    let claims = ledger.claim(at(1_000_000), 9).unwrap();
    assert_eq!(claims.len(), 2);
    assert!(claims.iter().all(|claim| claim.entry.channel == Channel::Mail));
}

#[test]
fn an_older_ledger_is_not_brought_up_to_date_under_its_sender() {
    let (_dir, path, ledger) = with(2);
    drop(ledger);
    Connection::open(&path).unwrap().execute_batch(BACK_TO_V1).unwrap();
    let sending = Lock::take(&path.with_extension("db.lock"), "Chloë on mail01", "sending", Some(at(0))).unwrap();
    let said = "of version 1 and must be brought to version 3 first, but it is in use by Chloë on mail01 (process";
    unreachable(SqliteLedger::open(&path, Access::Write), said);
    unreachable(SqliteLedger::open_or_create(&path), said);
    assert_eq!((version(&path), to_read(&path).list(&Filter::default()).unwrap().len()), (1, 2));
    drop(sending);
    to_write(&path);
    assert_eq!(version(&path), 3);
}

fn version(path: &Path) -> i32 {
    Connection::open(path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

#[test]
fn files_of_others_are_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("people.csv");
    std::fs::write(&text, "mail,name\n".repeat(100)).unwrap();
    cannot_open(&text, "this file is not a ledger");
    assert_eq!(std::fs::read_to_string(&text).unwrap(), "mail,name\n".repeat(100));

    let other = dir.path().join("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE songs (title TEXT)").unwrap();
    let before = std::fs::read(&other).unwrap();
    cannot_open(&other, "the database of another program");
    assert_eq!(std::fs::read(&other).unwrap(), before);
}

#[test]
fn opened_for_reading_it_is_never_written() {
    let (_dir, path, ledger) = with(2);
    let mut reader = to_read(&path);
    assert_eq!(reader.list(&Filter::default()).unwrap().len(), 2);
    unreachable(approve(&mut reader, 3), "the ledger cannot be written");
    unreachable(reader.begin_sending("Jan", at(0)), "the ledger cannot be written");
    unreachable(reader.record(&[], &mut [entry(3)].into_iter(), at(0)), "the ledger cannot be written");
    assert_eq!(ledger.list(&Filter::default()).unwrap().len(), 2);
}

/// Lets the file grow by no more than a page, as a full disk would.
fn fill_disk(ledger: &SqliteLedger) {
    let pages: i64 = ledger.conn.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    ledger.conn.pragma_update_and_check(None, "max_page_count", pages + 1, |_| Ok(())).unwrap();
}

fn empty_disk(ledger: &SqliteLedger) {
    ledger.conn.pragma_update_and_check(None, "max_page_count", 1_000_000, |_| Ok(())).unwrap();
}

#[test]
fn an_approval_that_does_not_fit_leaves_nothing() {
    let (_dir, _, mut ledger) = with(10);
    fill_disk(&ledger);
    unreachable(approve(&mut ledger, 5000), "the disk of the ledger is full");
    assert_eq!(ledger.list(&Filter::default()).unwrap().len(), 10);
    empty_disk(&ledger);
    assert_eq!(approve(&mut ledger, 5000).unwrap(), Changes { added: 4990, kept: 10, ..Changes::default() });
}

#[test]
fn a_first_approval_that_does_not_fit_leaves_nothing() {
    let (_dir, _, mut ledger) = with(0);
    fill_disk(&ledger);
    unreachable(approve(&mut ledger, 5000), "the disk of the ledger is full");
    empty_disk(&ledger);
    assert_eq!(approve(&mut ledger, 5000).unwrap(), Changes { added: 5000, ..Changes::default() });
    ledger.begin_sending("Jan", at(0)).unwrap();
    assert_eq!(ledger.claim(at(7000), 10_000).unwrap().len(), 5000, "the indexes are back");
}

#[test]
fn a_round_that_does_not_fit_is_not_done_in_memory_either() {
    let (_dir, _, mut ledger) = with(1);
    ledger.begin_sending("Jan", at(0)).unwrap();
    ledger.claim(at(1), 1).unwrap();
    assert_eq!(ledger.commit(&[sending(1)], at(1)).unwrap(), Committed::default());
    fill_disk(&ledger);
    let reply = "250 ok".repeat(10_000);
    let accepted = |reply: &str| [Step::Done { id: entry(1).id, outcome: Outcome::Accepted(reply.into()) }];
    unreachable(ledger.commit(&accepted(&reply), at(2)), "the disk of the ledger is full");
    assert_eq!(ledger.list(&Filter::default()).unwrap()[0].state, State::Sending);
    assert_eq!(ledger.attempts(entry(1).id).unwrap()[0].result, State::Sending);
    empty_disk(&ledger);
    assert_eq!(ledger.commit(&accepted(&reply), at(3)).unwrap(), Committed::default());
    assert_eq!(ledger.list(&Filter::default()).unwrap()[0].state, State::Accepted);
}

#[test]
fn the_lock_says_who_has_it_and_since_when() {
    let (_dir, path, mut ledger) = with(1);
    ledger.begin_sending("Chloë on mail01", at(0)).unwrap();
    let mut second = to_write(&path);
    let said =
        format!("in use by Chloë on mail01 (process {}), sending since 2027-02-19T01:20:00Z", std::process::id());
    unreachable(second.begin_sending("Jan", at(1)), &said);
    unreachable(approve(&mut second, 1), &said);
    drop(ledger);
    assert_eq!(std::fs::read_to_string(path.with_extension("db.lock")).unwrap(), "");
    second.begin_sending("Jan", at(1)).unwrap();
}

#[test]
fn a_lock_that_cannot_be_made_is_said() {
    let (dir, _, _) = with(1);
    let path = dir.path().join("second.db");
    std::fs::create_dir(dir.path().join("second.db.lock")).unwrap();
    let mut ledger = SqliteLedger::open_or_create(&path).unwrap();
    unreachable(approve(&mut ledger, 1), "second.db.lock cannot be used");
}

#[cfg(unix)]
#[test]
fn two_names_of_a_ledger_have_one_lock() {
    let (dir, path, mut ledger) = with(1);
    ledger.begin_sending("Chloë", at(0)).unwrap();
    let alias = dir.path().join("alias.db");
    std::os::unix::fs::symlink(&path, &alias).unwrap();
    unreachable(to_write(&alias).begin_sending("Jan", at(1)), "in use by Chloë");
}

#[cfg(unix)]
#[test]
fn a_sender_whose_lock_was_removed_cannot_write_over_the_next() {
    let (_dir, path, mut first) = with(1);
    first.begin_sending("Chloë", at(0)).unwrap();
    first.claim(at(1), 1).unwrap();
    assert_eq!(first.commit(&[sending(1)], at(1)).unwrap(), Committed::default());
    std::fs::remove_file(path.with_extension("db.lock")).unwrap();
    let mut second = to_write(&path);
    assert_eq!(second.begin_sending("Jan", at(2)).unwrap().uncertain, [entry(1).id]);
    let late = [Step::Done { id: entry(1).id, outcome: Outcome::Accepted("250 ok".into()) }];
    unreachable(first.commit(&late, at(3)), "another sender has taken over");
    assert_eq!(second.list(&Filter::default()).unwrap()[0].state, State::Uncertain);
}

#[test]
fn a_snapshot_that_was_changed_is_not_rendered_from() {
    let (_dir, _, ledger) = with(1);
    let forged = zstd::bulk::compress(b"id: intune-2028\n", 3).unwrap();
    ledger.conn.execute("UPDATE file SET body = ?1", [forged]).unwrap();
    unreachable(ledger.snapshot("snapshot"), "campaign.yaml is not what was approved");
    ledger.conn.execute("UPDATE file SET body = x'00'", []).unwrap();
    unreachable(ledger.snapshot("snapshot"), "campaign.yaml is not what was approved");
}

#[test]
fn a_value_that_cannot_be_is_damage() {
    let (_dir, _, ledger) = with(1);
    ledger.conn.execute("UPDATE notice SET state = 77, wake = NULL", []).unwrap();
    unreachable(ledger.list(&Filter::default()), "the ledger is damaged");
}

#[test]
fn an_operators_stop_survives_a_new_plan() {
    let (_dir, _, mut ledger) = with(2);
    let (held, cancelled) = (9, 10);
    stop(&ledger, 1, held);
    stop(&ledger, 2, cancelled);
    assert_eq!(approve(&mut ledger, 2).unwrap(), Changes { kept: 2, ..Changes::default() });
    let rows = ledger.list(&Filter::default()).unwrap();
    assert_eq!([rows[0].state, rows[1].state], [State::Held, State::Cancelled]);
    ledger.conn.execute("UPDATE notice SET expires = 1", []).unwrap();
    let changes = approve(&mut ledger, 2).unwrap();
    assert_eq!(changes, Changes { changed: 1, kept: 1, ..Changes::default() });
    assert_eq!(ledger.list(&Filter::default()).unwrap()[0].state, State::Held);
    assert_eq!(approve(&mut ledger, 0).unwrap(), Changes { cancelled: 1, ..Changes::default() });
}

/// What an operator may do to a notice beside a sender.
fn stop(ledger: &SqliteLedger, n: u64, state: i64) {
    let stop = "UPDATE notice SET state = ?2, wake = NULL WHERE due = ?1";
    ledger.conn.execute(stop, (at(n as i64).timestamp_micros(), state)).unwrap();
}

#[test]
fn what_was_moved_meanwhile_is_refused_and_the_others_stand() {
    let (_dir, path, mut ledger) = with(5);
    let operator = to_write(&path);
    ledger.begin_sending("Jan", at(0)).unwrap();
    assert_eq!(ledger.claim(at(9), 9).unwrap().len(), 5);
    let (held, cancelled) = (9, 10);
    stop(&operator, 2, held);
    stop(&operator, 3, cancelled);
    stop(&operator, 4, held);
    let expired = Step::Done { id: entry(4).id, outcome: Outcome::Expired(None) };
    let round = [sending(1), sending(2), sending(3), expired, sending(5)];
    let refused = |n: u64, step, state| Refused { id: entry(n).id, step, state };
    let expected = [refused(2, 1, State::Held), refused(3, 2, State::Cancelled), refused(4, 3, State::Held)];
    assert_eq!(ledger.commit(&round, at(9)).unwrap().refused, expected);
    let states: Vec<State> = ledger.list(&Filter::default()).unwrap().into_iter().map(|row| row.state).collect();
    assert_eq!(states, [State::Sending, State::Held, State::Cancelled, State::Held, State::Sending]);
    assert_eq!(ledger.commit(&[sending(2)], at(9)).unwrap_err().kind, Kind::Bug, "it is out of hand");
    operator.conn.execute("UPDATE notice SET state = 0, wake = due WHERE state = ?1", [held]).unwrap();
    assert_eq!(ledger.claim(at(9), 9).unwrap().len(), 2, "what was put back is claimed again");
}

#[test]
fn giving_back_what_was_moved_is_not_refused() {
    let (_dir, path, mut ledger) = with(1);
    ledger.begin_sending("Jan", at(0)).unwrap();
    ledger.claim(at(9), 9).unwrap();
    stop(&to_write(&path), 1, 9);
    assert_eq!(ledger.commit(&[Step::Released { id: entry(1).id }], at(9)).unwrap(), Committed::default());
    assert_eq!(ledger.list(&Filter::default()).unwrap()[0].state, State::Held);
}

#[test]
fn the_relays_yes_counts_whatever_was_wanted_meanwhile() {
    let (_dir, path, mut ledger) = with(2);
    ledger.begin_sending("Jan", at(0)).unwrap();
    ledger.claim(at(9), 9).unwrap();
    assert_eq!(ledger.commit(&[sending(1), sending(2)], at(9)).unwrap(), Committed::default());
    let operator = to_write(&path);
    stop(&operator, 1, 9);
    stop(&operator, 2, 10);
    let yes = [1, 2].map(|n| Step::Done { id: entry(n).id, outcome: Outcome::Accepted("250 ok".into()) });
    assert_eq!(ledger.commit(&yes, at(10)).unwrap(), Committed::default());
    let rows = ledger.list(&Filter::default()).unwrap();
    assert!(rows.iter().all(|row| (row.state, row.detail.as_str()) == (State::Accepted, "250 ok")), "{rows:?}");
}

#[test]
fn claiming_walks_the_queue_and_sorts_nothing() {
    let (_dir, _, ledger) = with(1);
    let steps = steps(&ledger.conn, &queue());
    assert_eq!(steps[0], "SEARCH n USING INDEX notice_wake (wake<?)");
    assert!(!steps.iter().any(|step| step.contains("B-TREE") || step.contains("SCAN n")), "{steps:?}");
}

#[test]
fn what_is_asked_often_reads_an_index() {
    let (_dir, path, ledger) = with(1);
    drop(ledger);
    Connection::open(&path).unwrap().execute_batch(BACK_TO_V1).unwrap();
    for ledger in [to_read(&path), to_write(&path)] {
        for (sql, step) in [
            (&*due(), "SEARCH notice USING COVERING INDEX notice_wake (wake<?)"),
            (&*waiting(), "SEARCH notice USING INDEX notice_wake (wake>?)"),
            (ACCEPTED, "SEARCH notice USING COVERING INDEX notice_accepted (since>?)"),
        ] {
            assert_eq!(steps(&ledger.conn, sql).join("; ").replace("main.", ""), step);
        }
    }
}

/// How SQLite goes about it.
fn steps(conn: &Connection, sql: &str) -> Vec<String> {
    let mut plan = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let parameters = (0..plan.parameter_count()).map(|_| 0);
    let steps = plan.query_map(rusqlite::params_from_iter(parameters), |row| row.get("detail")).unwrap();
    steps.collect::<rusqlite::Result<_>>().unwrap()
}
