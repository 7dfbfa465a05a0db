//! Sheets of a run once more: what the printer ate, or somebody lost.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::folder::Folder;
use super::how::How;
use super::manifest::{self, Line};
use super::numbers::Numbers;
use super::press::{Binding, Numbered, Press, Tray};
use super::select::Chosen;
use crate::app::locked::InForce;
use crate::app::observer::{Observer, Work, Working};
use crate::campaign::{Inputs, load};
use crate::compose::Composer;
use crate::error::{Error, Result};
use crate::ledger::{Access, Entry, Filter, Printing, State};
use crate::print::Printer;
use crate::print::run::Stack;
use crate::schedule::NoticeId;

/// Prints sheets of the run in a folder as they were, from the snapshot and what was recorded when they were printed;
/// the ledger is only read. They go into files of their own beside the others, or into the folder `out`. Returns the
/// files.
///
/// # Errors
/// When the run has no such sheet, or the ledger does not know it as printed.
pub fn reprint(
    dir: &Path,
    numbers: &Numbers,
    run: &Path,
    out: Option<&Path>,
    how: How,
    observer: &dyn Observer,
) -> Result<Vec<PathBuf>> {
    let lines = wanted(numbers, run)?;
    let InForce { ledger, .. } = InForce::open(dir, Access::Read)?;
    let filter = Filter { states: vec![State::Printed], paper: true, ..Filter::default() };
    let entries: HashMap<NoticeId, Entry> =
        ledger.list(&filter)?.into_iter().map(|row| (row.entry.id, row.entry)).collect();
    let mut printed = Vec::new();
    for line in &lines {
        let found = entries.get(&line.notice).cloned().zip(ledger.printing(line.notice)?);
        printed.push(found.ok_or_else(|| not_printed(line, run))?);
    }
    let (Some((_, Printing { snapshot, .. })), Some(Line { issued, .. })) = (printed.first(), lines.first()) else {
        return Err(Error::usage("no sheet was named"));
    };
    // A run is printed from one approval, on one date.
    let mut inputs = Inputs::from_files(ledger.snapshot(snapshot)?);
    let loaded = Arc::new(load(&mut inputs)?);
    let composer = Composer::new(Arc::clone(&loaded), &inputs)?;
    let printer = Printer::new(Arc::clone(&loaded.campaign), &inputs, how.fonts, *issued)?.on(how.paper);
    let printer = printer.posting_to(&loaded.people.persons);
    let mut chosen = Vec::new();
    for (line, (entry, Printing { migrated, .. })) in lines.iter().zip(printed) {
        let notice = composer.resolve(&entry)?;
        chosen.push((line.number, Chosen { notice, migrated, form: line.form }));
    }

    let press = Press { composer: &composer, printer: &printer, threads: how.threads };
    let sheets: Vec<Numbered> = chosen.iter().map(|(number, sheet)| (*number, sheet)).collect();
    let binding = match how.binding {
        Binding::Stacked(stack) => Binding::Stacked(Stack { separators: false, ..stack }),
        Binding::Separate => Binding::Separate,
    };
    let mut folder = Folder::at(out.unwrap_or(run))?;
    let work = Working::begin(observer, Work::PrintingAgain, sheets.len() as u64);
    let prefix = format!("again-{}-", numbers.short());
    let placed =
        press.print(&sheets, &Tray { binding, folder: &folder, prefix: &prefix, done: &|| work.advance(1) })?;
    drop(work);
    let files: BTreeSet<String> = placed.into_iter().map(|place| place.file).collect();
    folder.keep()?;
    Ok(files.into_iter().map(|file| folder.path().join(file)).collect())
}

/// The lines of the manifest for these numbers.
fn wanted(numbers: &Numbers, run: &Path) -> Result<Vec<Line>> {
    let mut lines: BTreeMap<u32, Line> = manifest::read(run)?.into_iter().map(|line| (line.number, line)).collect();
    let last = lines.keys().last().copied().unwrap_or(0);
    let mut wanted = Vec::new();
    for number in numbers.iter() {
        let line = lines.remove(&number).ok_or_else(|| {
            Error::usage(format!("the run in {} has no sheet {number:05}", run.display()))
                .hint(format!("its last one is {last:05}"))
        });
        wanted.push(line?);
    }
    Ok(wanted)
}

fn not_printed(line: &Line, run: &Path) -> Error {
    Error::usage(format!("the ledger does not know sheet {:05} of {} as printed", line.number, run.display()))
        .hint("is it a run of this campaign, and was it finished?")
}
