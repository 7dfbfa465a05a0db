//! Ledgers of notices that are due one a second.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use tempfile::TempDir;

use crate::campaign::Channel;
use crate::error::{Error, Kind, Result};
use crate::ledger::sqlite::SqliteLedger;
use crate::ledger::{Access, Approval, Changes, Entry, FirstAttempt, Ledger, Step};
use crate::schedule::NoticeId;

pub(super) fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_803_000_000 + second, 0).unwrap()
}

pub(super) fn entry(n: u64) -> Entry {
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
        gate: None,
        rendered: None,
    }
}

pub(super) fn approve(ledger: &mut SqliteLedger, notices: u64) -> Result<Changes> {
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

pub(super) fn sending(n: u64) -> Step {
    Step::Sending { id: entry(n).id, first: FirstAttempt { at: at(0), migrated: vec![] }, relay: "relay".into() }
}

/// A new ledger file with these notices approved.
pub(super) fn with(notices: u64) -> (TempDir, PathBuf, SqliteLedger) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger.db");
    let mut ledger = SqliteLedger::open_or_create(&path).unwrap();
    approve(&mut ledger, notices).unwrap();
    (dir, path, ledger)
}

#[track_caller]
pub(super) fn unreachable(result: Result<impl Sized>, said: &str) -> Error {
    let error = result.err().expect("refused");
    assert_eq!(error.kind, Kind::Unreachable, "{error}");
    assert!(error.to_string().contains(said), "{error}");
    assert!(error.problems[0].hint.is_some() && error.problems[0].place.is_some(), "{error:?}");
    error
}

/// A ledger that somebody copied while it was written to, as a crash leaves it: with its log, in its place.
pub(super) fn crashed(path: &Path) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let copy = dir.path().join("ledger.db");
    for suffix in ["", "-wal", ".generation"] {
        std::fs::copy(beside(path, suffix), beside(&copy, suffix)).unwrap();
    }
    settle_in(&copy);
    (dir, copy)
}

/// A copy that has always been where it is.
pub(super) fn settle_in(path: &Path) {
    let text = std::fs::read_to_string(beside(path, ".generation")).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines[2] = format!("file {:>20}", inode(path));
    std::fs::write(beside(path, ".generation"), lines.join("\n") + "\n").unwrap();
}

#[cfg(unix)]
fn inode(path: &Path) -> u64 {
    std::os::unix::fs::MetadataExt::ino(&std::fs::metadata(path).unwrap())
}

#[cfg(not(unix))]
fn inode(_: &Path) -> u64 {
    0
}

/// The file beside a ledger whose name ends so.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    path.with_extension(format!("db{suffix}"))
}

pub(super) fn to_read(path: &Path) -> SqliteLedger {
    SqliteLedger::open(path, Access::Read).unwrap().unwrap()
}

pub(super) fn to_write(path: &Path) -> SqliteLedger {
    SqliteLedger::open(path, Access::Write).unwrap().unwrap()
}
