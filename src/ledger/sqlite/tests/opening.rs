//! Which files are opened, for what, and what is said of the others.

use std::path::Path;

use rusqlite::Connection;

use super::fixture::{approve, at, entry, to_read, to_write, unreachable, with};
use super::versions::version;
use crate::ledger::sqlite::SqliteLedger;
use crate::ledger::{Access, Filter, Ledger};

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
    cannot_open(&path, "this ledger is of version 99, and this program knows versions up to 7");
    assert_eq!(version(&path), 99);
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
