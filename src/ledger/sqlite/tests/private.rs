//! Who else may read a ledger, and take its lock: nobody.

use std::fs::{self, OpenOptions, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use super::fixture::{approve, at, beside, to_write, unreachable, with};
use crate::ledger::Ledger;
use crate::ledger::sqlite::SqliteLedger;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn all_its_files_are_for_their_owner_alone() {
    let (_dir, path, mut ledger) = with(1);
    ledger.begin_sending("Jan", at(0)).unwrap();
    for suffix in ["", "-wal", "-shm", ".lock", ".generation"] {
        assert_eq!(mode(&beside(&path, suffix)), 0o600, "heraut.db{suffix}");
    }
}

#[test]
fn the_lock_of_an_older_program_is_closed_to_others() {
    let (_dir, path, mut ledger) = with(1);
    let lock = beside(&path, ".lock");
    fs::set_permissions(&lock, Permissions::from_mode(0o644)).unwrap();
    ledger.begin_sending("Jan", at(0)).unwrap();
    assert_eq!(mode(&lock), 0o600);
}

#[test]
fn nothing_is_made_through_a_link() {
    let (dir, path, ledger) = with(1);
    drop(ledger);
    let victim = dir.path().join("victim");
    fs::write(&victim, "precious").unwrap();
    fs::remove_file(beside(&path, ".lock")).unwrap();
    symlink(&victim, beside(&path, ".lock")).unwrap();
    unreachable(to_write(&path).begin_sending("Jan", at(0)), "ledger.db.lock cannot be used");
    assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");

    symlink(dir.path().join("nowhere"), dir.path().join("new.db")).unwrap();
    unreachable(SqliteLedger::open_or_create(&dir.path().join("new.db")), "cannot be opened");
    assert!(!dir.path().join("nowhere").exists());
}

/// An owner who lets others read the ledger has not let them stop the sender.
#[test]
fn who_may_read_the_ledger_cannot_take_its_lock() {
    let (_dir, path, mut ledger) = with(1);
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    approve(&mut ledger, 2).unwrap();
    ledger.begin_sending("Jan", at(0)).unwrap();
    assert_eq!((mode(&path), mode(&beside(&path, ".lock"))), (0o644, 0o600));
    let second = OpenOptions::new().read(true).open(beside(&path, ".lock")).unwrap();
    second.try_lock().unwrap_err();
}
