//! Sheets of a run once more: what the printer ate, or somebody lost.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use super::folder::Folder;
use super::manifest::{self, Line};
use super::press::{Binding, Numbered, Press, Tray};
use super::select::Chosen;
use super::verb::How;
use crate::app::Locked;
use crate::campaign::{Inputs, load};
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::compose::Composer;
use crate::error::{Error, Result, exit};
use crate::ledger::{Entry, Filter, Printing, State};
use crate::print::Printer;
use crate::print::run::Stack;
use crate::schedule::NoticeId;

/// Numbers of sheets: `7`, `118-131`, `7,118-131`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers(BTreeSet<u32>);

/// The longest list of numbers in the name of a file.
const MOST_NAMED: usize = 120;

/// The most that are printed again at once: more is a run.
const MOST: usize = 10_000;

impl FromStr for Numbers {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a list of sheets: write numbers, as in 7,118-131");
        let mut numbers = BTreeSet::new();
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let [first, last] = [first, last].map(|number| number.trim().parse::<u32>());
            let (first, last) = (first.map_err(|_| wrong())?, last.map_err(|_| wrong())?);
            if first == 0 || last < first || (last - first) as usize >= MOST {
                return Err(wrong());
            }
            numbers.extend(first..=last);
        }
        Ok(Numbers(numbers))
    }
}

impl fmt::Display for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before = None;
        let mut left = self.0.iter().copied().peekable();
        while let Some(number) = left.next() {
            let follows = before.is_some_and(|before| before + 1 == number);
            let goes_on = left.peek().is_some_and(|next| *next == number + 1);
            match (before, follows, goes_on) {
                (None, ..) => write!(f, "{number}")?,
                (Some(_), true, true) => {}
                (Some(_), true, false) => write!(f, "-{number}")?,
                (Some(_), false, _) => write!(f, ",{number}")?,
            }
            before = Some(number);
        }
        Ok(())
    }
}

/// Prints sheets of a run as they were, from the snapshot and what was recorded when they were printed; the ledger is
/// only read. They go into files of their own beside the others, or into the folder `out`.
///
/// # Errors
/// When the run has no such sheet, or the ledger does not know it as printed.
pub fn print(
    numbers: &Numbers,
    run: &Path,
    out: Option<&Path>,
    how: How,
    global: &Global,
    output: &mut Output,
) -> Result<u8> {
    let lines = wanted(numbers, run)?;
    let Locked { ledger, .. } = Locked::open(&global.campaign)?;
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
    let printer = Printer::new(Arc::clone(&loaded.campaign), &inputs, how.fonts, *issued)?;
    let mut chosen = Vec::new();
    for (line, (entry, Printing { migrated, .. })) in lines.iter().zip(printed) {
        let order = composer.resolve(&entry)?;
        chosen.push((line.number, Chosen { order, migrated, form: line.form }));
    }

    let press = Press { composer: &composer, printer: &printer, threads: how.threads };
    let sheets: Vec<Numbered> = chosen.iter().map(|(number, sheet)| (*number, sheet)).collect();
    let binding = match how.binding {
        Binding::Stacked(stack) => Binding::Stacked(Stack { separators: false, ..stack }),
        Binding::Separate => Binding::Separate,
    };
    let mut folder = Folder::at(out.unwrap_or(run))?;
    let bar = output.progress("Printing again", sheets.len() as u64);
    let prefix = format!("again-{}-", named(numbers));
    let placed = press.print(&sheets, &Tray { binding, folder: &folder, prefix: &prefix, done: &|| bar.inc(1) });
    bar.finish_and_clear();
    let files: BTreeSet<String> = placed?.into_iter().map(|place| place.file).collect();
    folder.keep()?;
    for file in files {
        output.data(folder.path().join(file).display().to_string())?;
    }
    Ok(exit::OK)
}

/// The numbers, short enough for the name of a file: a file system has 255 bytes for one. Many are named by their first
/// and last, and a mark that no other list with these has.
fn named(numbers: &Numbers) -> String {
    let all = numbers.to_string();
    match (numbers.0.first(), numbers.0.last()) {
        (Some(first), Some(last)) if all.len() > MOST_NAMED => {
            let mark = blake3::hash(all.as_bytes()).to_hex();
            format!("{first}-to-{last}-{}", &mark[..8])
        }
        _ => all,
    }
}

/// The lines of the manifest for these numbers.
fn wanted(numbers: &Numbers, run: &Path) -> Result<Vec<Line>> {
    let mut lines: BTreeMap<u32, Line> = manifest::read(run)?.into_iter().map(|line| (line.number, line)).collect();
    let last = lines.keys().last().copied().unwrap_or(0);
    let mut wanted = Vec::new();
    for number in &numbers.0 {
        let line = lines.remove(number).ok_or_else(|| {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        text.parse::<Numbers>().unwrap().to_string()
    }

    #[test]
    fn numbers_are_a_list_of_ranges() {
        assert_eq!(said("7"), "7");
        assert_eq!(said("118-131"), "118-131");
        assert_eq!(said("9, 7,8,20-21"), "7-9,20-21");
        assert_eq!("00007".parse::<Numbers>().unwrap(), Numbers([7].into()), "as they are printed");
    }

    #[test]
    fn many_numbers_still_make_the_name_of_a_file() {
        let odd = |last: u32| Numbers((1..=last).step_by(2).collect());
        assert_eq!(named(&odd(9)), "1,3,5,7,9");
        let mut many = odd(999);
        assert_eq!(named(&many), "1-to-999-9116467d");
        many.0.remove(&501);
        assert!(
            named(&many).starts_with("1-to-999-") && named(&many) != named(&odd(999)),
            "another list, another file"
        );
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for text in ["", "x", "0", "5-4", "1-", "-3", "1--3", "1-4000000000"] {
            assert!(text.parse::<Numbers>().is_err(), "{text:?}");
        }
    }
}
