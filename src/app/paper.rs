//! What was printed, run by run, and what is still to be.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::locked::Locked;
use crate::campaign::PersonId;
use crate::error::Result;
use crate::ledger::{Filter, Row, State};

/// Between the name of a run and the number of a sheet, as the ledger has them.
const SHEET: &str = ", sheet ";
/// So many sheets of one number are found: it counts anew in each run.
const FOUND: usize = 20;

/// A print run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintRun {
    /// What it is called: its folder.
    pub name: String,
    /// So many sheets of it are in the ledger.
    pub sheets: u64,
    /// When it was printed.
    pub at: DateTime<Utc>,
    /// What is on them: wave, message, and how many.
    pub messages: BTreeMap<(String, String), u64>,
}

/// What waits to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToPrint {
    /// The wave's id.
    pub wave: String,
    /// The message's name.
    pub message: String,
    /// So many sheets.
    pub sheets: u64,
    /// When the first of them is due.
    pub first: DateTime<Utc>,
    /// Whether some of them are held.
    pub held: u64,
}

/// What there is on paper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paper {
    /// The runs, the last first.
    pub runs: Vec<PrintRun>,
    /// What waits, the first first.
    pub waiting: Vec<ToPrint>,
}

impl Locked {
    /// What was printed and what waits to be.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn paper(&self) -> Result<Paper> {
        let mut runs: BTreeMap<String, PrintRun> = BTreeMap::new();
        let mut waiting: BTreeMap<(String, String), ToPrint> = BTreeMap::new();
        self.ledger.visit(&Filter { paper: true, ..Filter::default() }, &mut |row| {
            let key = (row.entry.wave.to_string(), row.entry.message.to_string());
            match row.state {
                State::Printed => {
                    let name = row.detail.rsplit_once(SHEET).map_or(&*row.detail, |(name, _)| name).to_owned();
                    let none = PrintRun { name: name.clone(), sheets: 0, at: row.since, messages: BTreeMap::new() };
                    let run = runs.entry(name).or_insert(none);
                    (run.sheets, run.at) = (run.sheets + 1, run.at.max(row.since));
                    *run.messages.entry(key).or_default() += 1;
                }
                state if state.waits() => {
                    let (wave, message) = key.clone();
                    let none = ToPrint { wave, message, sheets: 0, first: row.entry.due, held: 0 };
                    let one = waiting.entry(key).or_insert(none);
                    one.sheets += 1;
                    one.held += u64::from(state == State::Held);
                    one.first = one.first.min(row.entry.due);
                }
                _ => {}
            }
            Ok(())
        })?;
        let (mut runs, mut waiting): (Vec<_>, Vec<_>) = (runs.into_values().collect(), waiting.into_values().collect());
        runs.sort_by_key(|run| std::cmp::Reverse(run.at));
        waiting.sort_by_key(|one| one.first);
        Ok(Paper { runs, waiting })
    }

    /// Whose sheet has this number, in whichever run, the last first: with the message, and where it lies.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn sheet(&self, number: u32) -> Result<Vec<(PersonId, Row)>> {
        let (end, mut found) = (format!("{SHEET}{number:05}"), Vec::new());
        let printed = Filter { states: vec![State::Printed], paper: true, ..Filter::default() };
        self.ledger.visit(&printed, &mut |row| {
            if let Some(person) = row.entry.person.clone().filter(|_| row.detail.ends_with(&end)) {
                found.push((person, row));
            }
            Ok(())
        })?;
        found.sort_by_key(|(_, row)| std::cmp::Reverse(row.since));
        found.truncate(FOUND);
        Ok(found)
    }
}
