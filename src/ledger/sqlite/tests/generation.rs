//! Whether the ledger that is opened is the one that was written last.

use std::fs;
use std::path::Path;

use super::fixture::{approve, at, beside, crashed, entry, sending, settle_in, to_read, to_write, unreachable, with};
use crate::ledger::sqlite::{SqliteLedger, restore};
use crate::ledger::{Committed, Filter, Ledger, Outcome, Said, Since, State, Step};

const LACKS: &str = "this ledger may lack what was sent";

/// Sends the notices of these numbers.
fn send(ledger: &mut SqliteLedger, numbers: std::ops::RangeInclusive<u64>) {
    ledger.claim(at(1000), 1000).unwrap();
    for n in numbers {
        assert_eq!(ledger.commit(&[sending(n)], at(1000)).unwrap(), Committed::default());
        let accepted = Step::Done { id: entry(n).id, outcome: Outcome::Accepted("250 ok".into()) };
        assert_eq!(ledger.commit(&[accepted], at(1000)).unwrap(), Committed::default());
    }
}

/// A ledger of nine notices, and a sender that has sent the first three.
fn under_way() -> (tempfile::TempDir, std::path::PathBuf, SqliteLedger) {
    let (dir, path, mut ledger) = with(9);
    ledger.begin_sending("Jan", at(1000)).unwrap();
    send(&mut ledger, 1..=3);
    (dir, path, ledger)
}

#[track_caller]
fn refuses(path: &Path, why: &str) {
    let mut ledger = to_write(path);
    let error = unreachable(ledger.begin_sending("the next", at(1001)), LACKS);
    assert!(error.to_string().contains(why), "{error}");
    // Whatever is written to it meanwhile does not make it the newest.
    drop(ledger);
    for _ in 0..20 {
        approve(&mut to_write(path), 9).unwrap();
    }
    unreachable(to_write(path).begin_sending("the next", at(1001)), LACKS);
    assert!(to_read(path).doubt().unwrap().is_some_and(|doubt| doubt.contains(why)));
}

/// Who takes a ledger up, and when.
fn said(minute: i64) -> Said<'static> {
    Said { by: "Jan de Vries", why: "", at: at(minute) }
}

#[test]
fn after_a_crash_it_goes_on() {
    let (_dir, path, _ledger) = under_way();
    let (_dir, copy) = crashed(&path);
    let mut ledger = to_write(&copy);
    ledger.begin_sending("the next", at(1001)).unwrap();
    assert_eq!(ledger.claim(at(1001), 99).unwrap().len(), 6);
    drop(ledger);
    to_write(&copy).begin_sending("one more", at(1002)).unwrap();
}

#[test]
fn a_log_that_was_tidied_away_is_noticed() {
    let (_dir, path, _ledger) = under_way();
    let (_dir, copy) = crashed(&path);
    fs::remove_file(beside(&copy, "-wal")).unwrap();
    assert_eq!(to_read(&copy).accepted_since(at(0), &[]).unwrap(), [], "the approval alone is left");
    refuses(&copy, "steps are not in it");
}

#[test]
fn one_step_that_is_lost_is_noticed() {
    let (_dir, path, ledger) = under_way();
    drop(ledger);
    let (_kept, before) = crashed_clean(&path);
    let mut ledger = to_write(&path);
    ledger.begin_sending("Jan", at(1000)).unwrap();
    drop(ledger);
    fs::copy(&before, &path).unwrap();
    refuses(&path, "the last 1 of");
}

/// A copy of a ledger that was closed.
fn crashed_clean(path: &Path) -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let copy = dir.path().join("ledger.db");
    fs::copy(path, &copy).unwrap();
    fs::copy(beside(path, ".generation"), beside(&copy, ".generation")).unwrap();
    (dir, copy)
}

#[test]
fn a_copy_is_not_the_ledger() {
    let (_dir, path, ledger) = under_way();
    drop(ledger);
    let (_dir, copy) = crashed_clean(&path);
    refuses(&copy, "it is a copy, or was moved");
    to_write(&path).begin_sending("the first", at(1001)).unwrap();
    let (_dir, alone) = crashed_clean(&path);
    fs::remove_file(beside(&alone, ".generation")).unwrap();
    refuses(&alone, "is not there");
    let (_dir, other) = crashed_clean(&path);
    fs::write(beside(&other, ".generation"), "").unwrap();
    refuses(&other, "cannot be understood");
}

#[test]
fn a_ledger_that_is_gone_is_not_begun_anew_in_silence() {
    let (_dir, path, ledger) = under_way();
    drop(ledger);
    for emptied in [true, false] {
        if emptied {
            fs::write(&path, "").unwrap()
        } else {
            fs::remove_file(&path).unwrap()
        }
        for access in [crate::ledger::Access::Read, crate::ledger::Access::Write] {
            unreachable(SqliteLedger::open(&path, access).map(drop), "the ledger is gone, or emptied");
        }
    }
    approve(&mut SqliteLedger::open_or_create(&path).unwrap(), 9).unwrap();
    refuses(&path, "that of another ledger");
}

#[cfg(unix)]
#[test]
fn what_is_replaced_or_removed_under_a_sender_is_noticed_before_the_next_mail() {
    for suffix in ["", "-wal"] {
        for replaced in [true, false] {
            let (_dir, path, mut ledger) = under_way();
            let file = beside(&path, suffix);
            if replaced {
                fs::copy(&file, beside(&path, ".copy")).unwrap();
                fs::rename(beside(&path, ".copy"), &file).unwrap();
            } else {
                fs::remove_file(&file).unwrap();
            }
            let said = if replaced { "was replaced by another file" } else { "cannot be found any more" };
            unreachable(ledger.commit(&[sending(4)], at(1000)), said);
        }
    }
}

/// A smaller back-up, copied into the very file.
#[test]
fn what_is_written_over_under_a_sender_is_noticed_before_the_next_mail() {
    let (_dir, path, mut ledger) = under_way();
    let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(file.metadata().unwrap().len() - 4096).unwrap();
    unreachable(ledger.commit(&[sending(4)], at(1000)), "was written over by somebody else");
}

#[test]
fn what_may_have_been_sent_is_left_to_a_person_or_sent_if_a_person_says_so() {
    for (since, left) in [(Since::Uncertain, 6), (Since::Unsent, 0)] {
        let (_dir, path, ledger) = under_way();
        drop(ledger);
        let (_dir, copy) = crashed_clean(&path);
        let mut ledger = to_write(&copy);
        assert_eq!(ledger.take_up(since, &said(1001)).unwrap(), left);
        ledger.begin_sending("the next", at(1001)).unwrap();
        assert_eq!(ledger.claim(at(1001), 99).unwrap().len() as u64, 6 - left);
        let uncertain = Filter { states: vec![State::Uncertain], ..Filter::default() };
        let rows = ledger.list(&uncertain).unwrap();
        assert_eq!(rows.len() as u64, left);
        assert!(rows.iter().all(|row| row.detail.contains("may have been sent")));
        drop(ledger);
        let mut ledger = to_write(&copy);
        assert_eq!(ledger.take_up(Since::Uncertain, &said(1002)).unwrap(), 0, "it is not doubted any more");
        ledger.begin_sending("one more", at(1002)).unwrap();
    }
}

#[test]
fn a_back_up_is_whole_beside_a_sender_and_is_put_back_with_a_doubt() {
    let (dir, path, mut ledger) = under_way();
    let backup = dir.path().join("backup.db");
    to_read(&path).back_up(&backup).unwrap();
    assert!(to_read(&path).back_up(&backup).is_err(), "nothing is written over");
    send(&mut ledger, 4..=5);
    unreachable(restore(&backup, &path, at(1002)).map(drop), "in use by Jan");
    drop(ledger);

    let restored = restore(&backup, &path, at(1002)).unwrap();
    assert_eq!(restored.since, Some(at(1000)));
    let aside = restored.aside.unwrap();
    let accepted =
        |path: &Path| to_read(path).accepted_since(at(0), &[]).unwrap().iter().map(|(_, many)| many).sum::<u64>();
    assert_eq!((accepted(&path), accepted(&aside)), (3, 5), "the one before is kept, whole");
    assert!(!beside(&path, "-wal").exists());
    let mut ledger = to_write(&path);
    unreachable(ledger.begin_sending("the next", at(1002)), "it was restored from a back-up of 2027-02-19 01:36 UTC");
    assert_eq!(ledger.take_up(Since::Uncertain, &said(1002)).unwrap(), 6);
    ledger.begin_sending("the next", at(1002)).unwrap();
    assert_eq!(ledger.claim(at(1002), 99).unwrap(), []);
    assert_eq!(ledger.verify().unwrap(), [] as [&str; 0]);
}

#[test]
fn a_damaged_back_up_is_not_put_back() {
    let (dir, path, ledger) = under_way();
    let backup = dir.path().join("backup.db");
    to_read(&path).back_up(&backup).unwrap();
    drop(ledger);
    let mut bytes = fs::read(&backup).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0x55);
    fs::write(&backup, bytes).unwrap();
    let before = fs::read(&path).unwrap();
    restore(&backup, &path, at(1002)).unwrap_err();
    restore(&path, &path, at(1002)).unwrap_err();
    assert_eq!(fs::read(&path).unwrap(), before);
    to_write(&path).begin_sending("the next", at(1002)).unwrap();
}

#[test]
fn what_cannot_be_is_found() {
    let (_dir, path, ledger) = under_way();
    assert_eq!(ledger.verify().unwrap(), [] as [&str; 0]);
    ledger.conn.execute("DELETE FROM attempt", []).unwrap();
    ledger.conn.execute("UPDATE notice SET wave = 99 WHERE seq = 9", []).unwrap();
    let found = ledger.verify().unwrap();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("1 notices whose wave") && found[1].starts_with("3 accepted notices"), "{found:?}");
    drop(ledger);
    let (_dir, copy) = crashed_clean(&path);
    settle_in(&copy);
    assert_eq!(to_read(&copy).doubt().unwrap(), None);
}
