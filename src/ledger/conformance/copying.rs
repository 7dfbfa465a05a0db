//! A ledger in another store: all of it is there, and nobody sends from the first.

use std::path::Path;

use super::*;
use crate::campaign::LedgerUrl;
use crate::error::Kind;
use crate::ledger::{self, Access, Hold, Scope, copy};

/// Copies a ledger with something of everything from one address to another, where nothing is yet.
pub(crate) fn a_copy_is_the_same(from: &LedgerUrl, to: &LedgerUrl, dir: &Path) {
    let open = |url: &LedgerUrl| ledger::open(url, dir, Access::Write).unwrap();
    let (name, place) = (from.clone(), dir.to_owned());
    let store: Store = Box::new(move || ledger::open_or_create(&name, &place).unwrap());
    let mut first = every_outcome(&store);
    let hold = |scope| Hold { scope, by: "Jan".into(), why: "on sick leave".into(), since: at(12), until: None };
    first.hold(&hold(Scope::Notice(id(8)))).unwrap();
    first.hold(&hold(Scope::MessageOfWave { message: "announcement".into(), wave: "early".into() })).unwrap();
    let while_sending = copy(from, to, dir, &said("", at(20))).unwrap_err();
    assert_eq!(while_sending.kind, Kind::Unreachable, "{while_sending}");
    drop(first);
    let first = open(from).unwrap();
    let (rows, holds, journal) = (all(&*first), first.holds().unwrap(), first.journal().unwrap());
    drop(first);

    let copied = copy(from, to, dir, &said("", at(21))).unwrap();
    assert_eq!(copied.notices, 8);
    assert_eq!(copy(from, to, dir, &said("", at(22))).unwrap_err().kind, Kind::Unreachable, "it is doubted");
    assert_eq!(copy(to, from, dir, &said("", at(22))).unwrap_err().kind, Kind::Usage, "there is one");
    let refused = open(from).unwrap().begin_sending("the test", at(23)).unwrap_err();
    assert!(refused.to_string().contains("it was copied to"), "{refused}");

    let mut second = open(to).unwrap();
    assert_eq!((all(&*second), second.holds().unwrap()), (rows, holds));
    let (written, copied) = (second.journal().unwrap(), journal.len());
    assert_eq!((&written[..copied], &*written[copied].deed), (&*journal, "copied"));
    assert_eq!(second.verify().unwrap(), [] as [&str; 0]);
    second.begin_sending("the test", at(60)).unwrap();
    assert_eq!(claim(&mut *second, 60, 9), [id(2)], "what was put off goes on there");
}
