//! Whether a ledger is sound: what the contract promises about what is in it. Its pages are the server's to look after.

use super::codes::{sql, state};
use super::fault::Fallible;
use super::hold::COVERED;
use super::link::Link;
use super::{journal, query, snapshot};
use crate::ledger::sound::NEVER;
use crate::ledger::{Broken, broken};

/// What is wrong with the ledger, a sentence each; nothing when it is sound. Reads all of it.
pub(super) fn verify(link: &Link) -> Fallible<Vec<String>> {
    let held = format!(sql!("SELECT count(*) FROM notice n WHERE state = " held " AND NOT {}"), COVERED);
    let never = NEVER.iter().copied().chain([("held notices that no hold covers", &*held)]);
    let mut found = Vec::new();
    for (what, count) in never {
        let count: i64 = link.query_one(count, &[])?.try_get(0)?;
        if count > 0 {
            found.push(format!("{count} {what}"));
        }
    }
    if let Some(Broken { number, why }) = broken(&journal::journal(link)?) {
        found.push(format!("entry {number} of the journal was not written so: {why}"));
    }
    if let Some(approval) = query::approved(link)?
        && let Err(error) = snapshot::load(link, &approval.snapshot)
    {
        found.push(format!("the approved snapshot cannot be read: {}", error.in_words()));
    }
    Ok(found)
}
