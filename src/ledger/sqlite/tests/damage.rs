//! Files that a disk or a person has spoilt: cut short, or with a bit turned, with and without their log.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use super::fixture::{at, beside, crashed, entry, sending, unreachable, with};
use crate::error::{Error, Kind};
use crate::ledger::sqlite::SqliteLedger;
use crate::ledger::{Access, Committed, Ledger, Outcome, Step};
use crate::schedule::NoticeId;

const NOTICES: u64 = 60;
const TOLD: u64 = 30;

/// What became of a copy.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Came {
    /// It is as if nothing had happened.
    Right,
    /// Nothing is sent from it.
    Refused,
}

/// What a sender makes of it.
fn come(path: &Path) -> Result<Came, String> {
    let refused = |error: Error| match error.kind {
        Kind::Unreachable => Ok(Came::Refused),
        _ => Err(format!("{:?}: {error}", error.kind)),
    };
    let mut ledger = match SqliteLedger::open(path, Access::Write) {
        Ok(Some(ledger)) => ledger,
        Ok(None) => return Err("nothing was ever approved".to_owned()),
        Err(error) => return refused(error),
    };
    // So many need no disk that is sure of each of them.
    let _ = ledger.conn.pragma_update(None, "synchronous", "off");
    if let Err(error) = ledger.approved().and_then(|_| ledger.begin_sending("the next", at(1000))) {
        return refused(error);
    }
    let claimed = match ledger.count_due(at(1000)).and_then(|_| ledger.claim(at(1000), 999)) {
        Ok(claimed) => claimed,
        Err(error) => return refused(error),
    };
    let claimed: BTreeSet<NoticeId> = claimed.into_iter().map(|claim| claim.entry.id).collect();
    let waiting: BTreeSet<NoticeId> = (TOLD + 1..=NOTICES).map(|n| entry(n).id).collect();
    let twice = claimed.difference(&waiting).count();
    match (twice, claimed.len()) {
        (0, _) if claimed == waiting => Ok(Came::Right),
        (0, due) => Err(format!("{due} are due of {}", waiting.len())),
        (twice, _) => Err(format!("{twice} would be told twice")),
    }
}

/// The same numbers every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
}

fn spoil(file: &Path, dice: &mut Dice) -> String {
    let mut bytes = fs::read(file).unwrap();
    if dice.below(3) == 0 {
        bytes.truncate(dice.below(bytes.len()));
    } else {
        let (at, bit) = (dice.below(bytes.len()), dice.below(8));
        bytes[at] ^= 1 << bit;
    }
    fs::write(file, &bytes).unwrap();
    format!("{} of {} bytes", file.display(), bytes.len())
}

/// A crash in the middle of a run leaves the approval and half of what was sent in the file, and the rest in the log.
#[test]
fn what_is_damaged_is_refused_or_right() {
    let (_dir, path, mut ledger) = with(NOTICES);
    ledger.begin_sending("Jan", at(1000)).unwrap();
    ledger.claim(at(1000), 999).unwrap();
    for n in 1..=TOLD {
        assert_eq!(ledger.commit(&[sending(n)], at(1000)).unwrap(), Committed::default());
        if n < TOLD {
            let accepted = Step::Done { id: entry(n).id, outcome: Outcome::Accepted("250 ok".into()) };
            assert_eq!(ledger.commit(&[accepted], at(1000)).unwrap(), Committed::default());
        }
        if n == TOLD / 2 {
            ledger.conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).unwrap();
        }
    }
    let (whole, crash) = crashed(&path);
    assert_eq!(come(&crash), Ok(Came::Right));
    drop(whole);
    let (_whole, clean) = crashed(&path);
    drop(SqliteLedger::open(&clean, Access::Write).unwrap());
    assert!(!beside(&clean, "-wal").exists());

    let mut dice = Dice(2027);
    let (mut wrong, mut right) = (Vec::new(), 0);
    for n in 0..500 {
        let (_copied, copy) = match n % 2 {
            0 => crashed(&path),
            _ => closed(&clean),
        };
        let file = if n % 4 == 0 { beside(&copy, "-wal") } else { copy.clone() };
        let what = spoil(&file, &mut dice);
        match come(&copy) {
            Ok(Came::Right) => right += 1,
            Ok(Came::Refused) => {}
            Err(why) => wrong.push(format!("{n}, {what}: {why}")),
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    println!("{right} right, {} refused", 500 - right);
    assert!(right > 10 && right < 400, "{right} are right");
}

/// A ledger too large to be looked at each time is looked at once a day, before anybody sends from it.
#[test]
fn a_large_ledger_is_looked_at_once_a_day() {
    let (_dir, path, mut ledger) = with(NOTICES);
    ledger
        .conn
        .execute_batch("CREATE TABLE ballast (of BLOB); INSERT INTO ballast VALUES (zeroblob(33 << 20))")
        .unwrap();
    ledger.begin_sending("Jan", at(0)).unwrap();
    drop(ledger);
    let ledger = SqliteLedger::open(&path, Access::Write).unwrap().unwrap();
    let root: u64 = ledger
        .conn
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'ballast'", [], |row| row.get(0))
        .unwrap();
    let page: u64 = ledger.conn.pragma_query_value(None, "page_size", |row| row.get(0)).unwrap();
    drop(ledger);
    let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.seek(SeekFrom::Start((root - 1) * page)).unwrap();
    file.write_all(&[0xff; 64]).unwrap();
    drop(file);

    let begun = |second| {
        let mut ledger = SqliteLedger::open(&path, Access::Write).unwrap().unwrap();
        ledger.begin_sending("Jan", at(second)).map(|_| ())
    };
    let day = 24 * 60 * 60;
    begun(day - 1).expect("it was seen whole less than a day before");
    unreachable(begun(day), "damaged");
    unreachable(begun(-1), "damaged");
}

fn closed(path: &Path) -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let copy = dir.path().join("ledger.db");
    for suffix in ["", ".generation"] {
        fs::copy(beside(path, suffix), beside(&copy, suffix)).unwrap();
    }
    super::fixture::settle_in(&copy);
    (dir, copy)
}
