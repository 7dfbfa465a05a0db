//! The run itself: select, look, print, and only then say so in the ledger.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::folder::{self, Folder};
use super::manifest;
use super::press::{Numbered, Press, Tray};
use super::select::{Chosen, Selection, Wanted, select};
use super::verb::How;
use crate::app::Locked;
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::compose::Composer;
use crate::error::{Result, exit};
use crate::ledger::{Fate, Sheet};
use crate::print::{Form, Printer};

/// What would be printed.
///
/// # Errors
/// When nothing was approved, what is wanted is not there, or the ledger cannot be read.
pub fn show(wanted: &Wanted, how: &How, global: &Global, output: &mut Output) -> Result<u8> {
    let locked = Locked::open(&global.campaign)?;
    let composer = Composer::new(Arc::clone(&locked.loaded), &locked.inputs)?;
    let selection = select(&locked, &composer, wanted, how.large, global.instant()?)?;
    tell_unknown(&selection, output);
    output.data(listed(&selection, &composer))?;
    Ok(exit::OK)
}

/// Prints what is planned on paper and wanted.
///
/// Files first, then the manifest; their names when all of them are whole; the ledger last, in one transaction. Whatever is
/// killed before that left a folder that says it is unfinished, and the same command begins it anew, with the same bytes.
///
/// Returns a sentence that says what was printed and where.
///
/// # Errors
/// As [`Print::execute`](super::Print::execute).
pub fn print(wanted: &Wanted, out: Option<&Path>, how: How, global: &Global, output: &mut Output) -> Result<String> {
    let mut locked = Locked::open_to_write(&global.campaign)?;
    let now = global.instant()?;
    let composer = Composer::new(Arc::clone(&locked.loaded), &locked.inputs)?;
    let selection = select(&locked, &composer, wanted, how.large, now)?;
    tell_unknown(&selection, output);
    let Selection { chosen, given_up, .. } = selection;
    let campaign = Arc::clone(&locked.loaded.campaign);
    let mut fates = given_up;
    let given_up = told(&fates);
    let day = now.with_timezone(&campaign.timezone).date_naive();
    let usual = folder::usual(&global.campaign, wanted.wave.as_deref().unwrap_or("all"), day);
    if chosen.is_empty() {
        Folder::mend(out.unwrap_or(&usual), &*locked.ledger)?;
        locked.ledger.print(&fates, now)?;
        return Ok(format!("Nothing is to be printed{given_up}."));
    }

    let issued = locked.approval.at;
    let printer = Printer::new(Arc::clone(&campaign), &locked.inputs, how.fonts, issued)?;
    let press = Press { composer: &composer, printer: &printer, threads: how.threads };
    let sheets: Vec<Numbered> = (1..).zip(&chosen).collect();
    let mut folder = Folder::open(out, &usual, Some(&*locked.ledger))?;
    let bar = output.progress("Printing", sheets.len() as u64);
    let tray = Tray { binding: how.binding, folder: &folder, prefix: "", done: &|| bar.inc(1) };
    let printed = press.print(&sheets, &tray);
    bar.finish_and_clear();
    let placed = printed?;
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

    let run = folder.name();
    fates.extend(sheets.iter().map(|(number, sheet)| {
        let fate = Fate::Printed { sheet: format!("{run}, sheet {number:05}"), migrated: sheet.migrated.clone() };
        Sheet { id: sheet.order.id, fate }
    }));
    let moved = locked.ledger.print(&fates, now)?;
    folder.finish()?;
    let missing = fates.len() as u64 - moved.min(fates.len() as u64);
    if missing > 0 {
        output.say(format!(
            "{} printed or cancelled by somebody else in the meantime: compare the manifests before handing out.",
            counted(missing as usize, "sheet was", "sheets were")
        ));
    }
    let (what, files) = (pieces(&chosen), counted(files, "file", "files"));
    Ok(format!("{what} in {files} in {}{given_up}.", folder.path().display()))
}

fn tell_unknown(selection: &Selection, output: &mut Output) {
    if selection.unknown > 0 {
        let notices = counted(selection.unknown, "notice names", "notices name");
        output
            .say(format!("{notices} somebody or a message that the approved campaign does not have; left as planned."));
    }
}

/// `12 sheets and 3 letters`.
fn pieces(chosen: &[Chosen]) -> String {
    let mut counts: BTreeMap<Form, usize> = BTreeMap::new();
    chosen.iter().for_each(|sheet| *counts.entry(sheet.form).or_default() += 1);
    let said: Vec<String> =
        counts.iter().map(|(form, n)| counted(*n, form.name(), &format!("{}s", form.name()))).collect();
    match &said[..] {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}

/// What is not printed any more, as the end of a sentence.
fn told(given_up: &[Sheet]) -> String {
    let mut why: BTreeMap<&str, usize> = BTreeMap::new();
    for sheet in given_up {
        let reason = match &sheet.fate {
            Fate::Suppressed(reason) => reason.as_str(),
            Fate::Expired => "too late",
            Fate::Printed { .. } => continue,
        };
        *why.entry(reason).or_default() += 1;
    }
    let said: Vec<String> = why.iter().map(|(reason, n)| format!("{n} {reason}")).collect();
    if said.is_empty() { String::new() } else { format!("; not printed any more: {}", said.join(", ")) }
}

/// `--dry-run`.
fn listed(selection: &Selection, composer: &Composer) -> String {
    let mut counts: BTreeMap<[String; 4], usize> = BTreeMap::new();
    for Chosen { order, form, .. } in &selection.chosen {
        let (wave, message) = (composer.wave(order), &*composer.rule(order).message);
        let line = [wave, message, order.language.as_str(), form.name()].map(str::to_owned);
        *counts.entry(line).or_default() += 1;
    }
    let given_up = told(&selection.given_up);
    if counts.is_empty() {
        return format!("Nothing is to be printed{given_up}.\n");
    }
    let head = ["WAVE", "MESSAGE", "LANGUAGE", "FORM"].map(str::to_owned);
    let widths: Vec<usize> =
        (0..4).map(|at| counts.keys().chain([&head]).map(|line| line[at].chars().count()).max().unwrap_or(0)).collect();
    let row = |line: &[String; 4], n: &str| {
        let cells: Vec<String> = line.iter().zip(&widths).map(|(text, width)| format!("{text:<width$}")).collect();
        format!("{}  {n:>6}\n", cells.join("  "))
    };
    let rows: String = counts.iter().map(|(line, n)| row(line, &n.to_string())).collect();
    format!("{}{rows}\nWould print {}{given_up}.\n", row(&head, "COUNT"), pieces(&selection.chosen))
}

fn counted(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}
