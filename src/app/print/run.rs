//! The run itself: select, look, print, and only then say so in the ledger.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::folder::{self, Folder};
use super::how::How;
use super::manifest;
use super::press::{Numbered, Press, Tray};
use super::select::{Chosen, Selection, Wanted, select};
use crate::app::locked::Locked;
use crate::app::observer::{Observer, Remark, Work, Working};
use crate::compose::Composer;
use crate::error::Result;
use crate::ledger::{Fate, PaperOutcome};
use crate::print::{Form, Printer};

/// A print run.
#[derive(Debug, Default)]
pub struct Run {
    /// How many sheets of each form were printed.
    pub sheets: BTreeMap<Form, usize>,
    /// In how many files.
    pub files: usize,
    /// The folder they are in; `None` when nothing was to be printed.
    pub folder: Option<PathBuf>,
    /// What is not printed any more, and why.
    pub given_up: Vec<PaperOutcome>,
    /// So many were printed or cancelled by somebody else in the meantime.
    pub missing: u64,
}

/// What a run would print.
#[derive(Debug, Default)]
pub struct Listing {
    /// How many sheets there are of each kind.
    pub sheets: BTreeMap<Kind, usize>,
    /// What would not be printed any more, and why.
    pub given_up: Vec<PaperOutcome>,
}

/// What sheets have in common that are printed for many.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kind {
    /// The wave's id.
    pub wave: String,
    /// The message's name.
    pub message: String,
    /// The language's tag.
    pub language: String,
    /// On what they are printed.
    pub form: Form,
}

/// What would be printed; nothing is recorded.
///
/// # Errors
/// When nothing was approved, what is wanted is not there, or the ledger cannot be read.
pub fn list(dir: &Path, wanted: &Wanted, large: bool, now: DateTime<Utc>, observer: &dyn Observer) -> Result<Listing> {
    let locked = Locked::open(dir)?;
    let composer = Composer::new(Arc::clone(&locked.loaded), &locked.inputs)?;
    let Selection { chosen, given_up, behind, unknown } = select(&locked, &composer, wanted, large, now)?;
    remark(&behind, unknown, observer);
    let mut sheets: BTreeMap<Kind, usize> = BTreeMap::new();
    for Chosen { notice, form, .. } in &chosen {
        let kind = Kind {
            wave: composer.wave(notice).to_owned(),
            message: composer.rule(notice).message.clone(),
            language: notice.language.to_string(),
            form: *form,
        };
        *sheets.entry(kind).or_default() += 1;
    }
    Ok(Listing { sheets, given_up })
}

/// Prints what is planned on paper and wanted, into the folder `out` or else the usual one.
///
/// Files first, then the manifest; their names when all of them are whole; the ledger last, in one transaction. Whatever is
/// killed before that left a folder that says it is unfinished, and the same run begins it anew, with the same bytes.
///
/// # Errors
/// When nothing was approved, a sheet cannot be read as it would be, or a file not be written.
pub fn run(
    dir: &Path,
    wanted: &Wanted,
    out: Option<&Path>,
    how: How,
    now: DateTime<Utc>,
    observer: &dyn Observer,
) -> Result<Run> {
    let mut locked = Locked::open_to_write(dir)?;
    let composer = Composer::new(Arc::clone(&locked.loaded), &locked.inputs)?;
    let Selection { chosen, given_up, behind, unknown } = select(&locked, &composer, wanted, how.large, now)?;
    remark(&behind, unknown, observer);
    let campaign = Arc::clone(&locked.loaded.campaign);
    let day = now.with_timezone(&campaign.timezone).date_naive();
    let usual = folder::usual(dir, wanted.wave.as_deref().unwrap_or("all"), day);
    if chosen.is_empty() {
        Folder::mend(out.unwrap_or(&usual), &*locked.ledger)?;
        locked.ledger.print(&given_up, now)?;
        return Ok(Run { given_up, ..Run::default() });
    }

    let issued = locked.approval.at;
    let printer = Printer::new(Arc::clone(&campaign), &locked.inputs, how.fonts, issued)?.on(how.paper);
    let printer = printer.posting_to(&locked.loaded.people.persons);
    let press = Press { composer: &composer, printer: &printer, threads: how.threads };
    let sheets: Vec<Numbered> = (1..).zip(&chosen).collect();
    let mut folder = Folder::open(out, &usual, Some(&*locked.ledger))?;
    let work = Working::begin(observer, Work::Printing, sheets.len() as u64);
    let tray = Tray { binding: how.binding, folder: &folder, prefix: "", done: &|| work.advance(1) };
    let placed = press.print(&sheets, &tray)?;
    drop(work);
    // After the sheets, which say whose address it is that cannot be printed.
    let labels = if how.labels { press.labels(&sheets)? } else { None };
    if let Some(labels) = &labels {
        folder.write("labels.pdf", labels)?;
    }
    let mut files: Vec<&str> = placed.iter().map(|place| &*place.file).collect();
    files.dedup();
    let files = files.len() + usize::from(labels.is_some());
    let lines = placed.into_iter().zip(&chosen);
    // Its name comes last: a folder that has it has everything.
    folder.write(manifest::NAME, &manifest::write(lines, &composer, issued)?)?;
    folder.keep()?;

    let name = folder.name();
    let printed = sheets.iter().map(|(number, sheet)| {
        let fate = Fate::Printed { sheet: format!("{name}, sheet {number:05}"), migrated: sheet.migrated.clone() };
        PaperOutcome { id: sheet.notice.id, fate }
    });
    let fates: Vec<PaperOutcome> = given_up.iter().cloned().chain(printed).collect();
    let moved = locked.ledger.print(&fates, now)?;
    folder.finish()?;
    let mut of_form = BTreeMap::new();
    chosen.iter().for_each(|sheet| *of_form.entry(sheet.form).or_default() += 1);
    let missing = (fates.len() as u64).saturating_sub(moved);
    Ok(Run { sheets: of_form, files, folder: Some(folder.path().to_owned()), given_up, missing })
}

/// What is left as it is.
fn remark(behind: &BTreeMap<String, u64>, unknown: usize, observer: &dyn Observer) {
    behind.iter().for_each(|(wave, notices)| observer.remark(Remark::BehindGate { wave, notices: *notices }));
    if unknown > 0 {
        observer.remark(Remark::Unknown { notices: unknown });
    }
}
