//! From notices to files.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::folder::Folder;
use super::manifest::Place;
use super::select::Chosen;
use crate::campaign::Person;
use crate::compose::Composer;
use crate::error::{Error, Kind, Problem, Result};
use crate::print::run::{Job, Printed, Stack, separate, stacked};
use crate::print::{Form, Paper, Printer};

/// No more sheets than this are reported at once.
const REPORTED: usize = 20;

/// How sheets become files.
#[derive(Debug, Clone, Copy)]
pub enum Binding {
    /// A file each.
    Separate,
    /// Print runs.
    Stacked(Stack),
}

/// What prints.
pub(super) struct Press<'a> {
    /// Says what is on a sheet.
    pub(super) composer: &'a Composer,
    /// Puts it there.
    pub(super) printer: &'a Printer,
    /// On how many threads.
    pub(super) threads: NonZeroUsize,
}

/// Where sheets go.
pub(super) struct Tray<'a> {
    /// How they become files.
    pub(super) binding: Binding,
    /// Into what; the files are still to be [kept](Folder::keep).
    pub(super) folder: &'a Folder,
    /// What the names of the files begin with.
    pub(super) prefix: &'a str,
    /// Called when each sheet is begun, from several threads.
    pub(super) done: &'a (dyn Fn() + Sync),
}

/// A sheet to be printed: its number and what is on it.
pub(super) type Numbered<'a> = (u32, &'a Chosen);

impl Press<'_> {
    /// Prints sheets, and returns where each lies, in the order of their numbers.
    ///
    /// # Errors
    /// With the names of all whose sheet cannot be printed as it is; and when a file cannot be written.
    pub(super) fn print(&self, sheets: &[Numbered], tray: &Tray) -> Result<Vec<Place>> {
        let mut placed = Vec::new();
        let mut problems = Vec::new();
        for (form, range) in forms(sheets) {
            let job = Job { only_look: !problems.is_empty(), ..self.job(form) };
            match self.form(&job, &sheets[range], tray) {
                Ok(places) => placed.extend(places),
                Err(error) if error.kind == Kind::Campaign => problems.extend(error.problems),
                Err(error) => return Err(error),
            }
        }
        reported(problems)?;
        placed.sort();
        Ok(placed)
    }

    /// Prints the sheets of one form.
    fn form(&self, job: &Job, sheets: &[Numbered], tray: &Tray) -> Result<Vec<Place>> {
        let (form, prefix) = (job.form, tray.prefix);
        let placed: Mutex<Vec<Place>> = Mutex::default();
        let keep = |file: String, printed: Printed| {
            tray.folder.write(&file, &printed.bytes)?;
            let places = printed.sheets.iter().map(|sheet| Place {
                number: sheets[sheet.index].0,
                file: file.clone(),
                page: sheet.page,
                pages: sheet.pages,
            });
            placed.lock().unwrap_or_else(PoisonError::into_inner).extend(places);
            Ok(())
        };
        let paper = |at: usize| {
            (tray.done)();
            let (number, sheet) = sheets[at];
            self.paper(Some(number), sheet)
        };
        let people: Option<Vec<&Person>> = sheets.iter().map(|(_, sheet)| self.person(sheet)).collect();
        match (tray.binding, people) {
            (Binding::Stacked(stack), Some(people)) => {
                // A letter goes into an envelope, not to a department.
                let stack = Stack { separators: stack.separators && form != Form::Letter, ..stack };
                let name = |file: usize| format!("{prefix}{}s-{:03}.pdf", stem(form), file + 1);
                stacked(job, stack, &people, paper, |file, printed| keep(name(file), printed))?;
            }
            _ => {
                let name = |at: usize| format!("{prefix}{}-{:05}.pdf", stem(form), sheets[at].0);
                separate(job, sheets.len(), paper, |at, printed| keep(name(at), printed))?;
            }
        }
        Ok(placed.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// One sheet without a number, as a file.
    ///
    /// # Errors
    /// When it cannot be printed as it is.
    pub(super) fn single(&self, sheet: &Chosen) -> Result<Vec<u8>> {
        let bytes = Mutex::new(Vec::new());
        let keep = |_, printed: Printed| {
            *bytes.lock().unwrap_or_else(PoisonError::into_inner) = printed.bytes;
            Ok(())
        };
        separate(&self.job(sheet.form), 1, |_| self.paper(None, sheet), keep)?;
        Ok(bytes.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Address labels for the letters among the sheets, in their order; `None` when there is no letter.
    ///
    /// # Errors
    /// When an address cannot be printed as it is.
    pub(super) fn labels(&self, sheets: &[Numbered]) -> Result<Option<Vec<u8>>> {
        let letters = sheets.iter().filter(|(_, sheet)| sheet.form == Form::Letter);
        let people: Vec<&Person> = letters.filter_map(|(_, sheet)| self.person(sheet)).collect();
        if people.is_empty() {
            return Ok(None);
        }
        let language = &self.printer.campaign().languages.default;
        let mut ids = blake3::Hasher::new();
        for person in &people {
            ids.update(person.id.as_bytes());
        }
        let pages = self.printer.labels(&people, language)?;
        self.printer.pdf(&pages, &ids.finalize().to_hex()).map(Some)
    }

    fn person(&self, sheet: &Chosen) -> Option<&Person> {
        self.composer.person(&sheet.notice)
    }

    fn paper(&self, number: Option<u32>, sheet: &Chosen) -> Result<Paper<'_>> {
        let notice = &sheet.notice;
        Ok(Paper {
            id: notice.id.to_string(),
            number,
            person: self.composer.person(notice),
            wave: &self.composer.loaded().campaign.waves[usize::from(notice.wave)],
            due: notice.due,
            paths: Vec::new(),
            content: self.composer.content(notice, &sheet.migrated)?,
        })
    }

    fn job(&self, form: Form) -> Job<'_> {
        Job { printer: self.printer, form, threads: self.threads, only_look: false }
    }
}

/// What is wrong, as far as one wants to read it.
fn reported(mut problems: Vec<Problem>) -> Result<()> {
    let beyond = problems.len().saturating_sub(REPORTED);
    problems.truncate(REPORTED);
    if beyond > 0 {
        let message = format!("{beyond} more problems are not shown");
        problems.push(Problem::new(message).hint("mend these first; many have one cause"));
    }
    Error::collect(problems)
}

/// Where in the list the sheets of each form are.
fn forms(sheets: &[Numbered]) -> BTreeMap<Form, Range<usize>> {
    let mut ranges = BTreeMap::new();
    for (at, (_, sheet)) in sheets.iter().enumerate() {
        ranges.entry(sheet.form).or_insert(at..at).end = at + 1;
    }
    ranges
}

fn stem(form: Form) -> &'static str {
    match form {
        Form::Sheet | Form::LargePrint => "sheet",
        Form::Letter => "letter",
        Form::Brief => "brief",
        Form::Poster(_) => "poster",
    }
}
