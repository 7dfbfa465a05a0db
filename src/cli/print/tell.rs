//! What is said about a print run.

use std::collections::BTreeMap;

use crate::app::print::{Listing, Pile, Run};
use crate::cli::output::Output;
use crate::error::counted;
use crate::ledger::{Fate, PaperOutcome};
use crate::print::Form;

/// What was printed and where, in a sentence.
pub fn done(run: &Run, output: &mut Output) -> String {
    let given_up = given_up(&run.given_up);
    let Some(folder) = &run.folder else { return format!("Nothing is to be printed{given_up}.") };
    if run.missing > 0 {
        output.say(format!(
            "{} printed or cancelled by somebody else in the meantime: compare the manifests before handing out.",
            counted(run.missing as usize, "sheet was", "sheets were")
        ));
    }
    let (what, files) = (pieces(&run.sheets), counted(run.files, "file", "files"));
    format!("{what} in {files} in {}{given_up}.", folder.display())
}

/// On which sides of the paper a run is to be printed: who does not know it prints two people's sheets back to back.
pub fn sides(both: bool) -> &'static str {
    if both { "Print on both sides of the paper." } else { "Print on one side of the paper." }
}

/// What was printed for anyone and where, in a sentence; `name` is what it is called.
pub fn pile(Pile { files, folder }: &Pile, name: &str) -> String {
    format!("{} in {}.", counted(*files, name, &format!("{name}s")), folder.display())
}

/// What would be printed, as a table.
pub fn listed(listing: &Listing) -> String {
    let given_up = given_up(&listing.given_up);
    let mut forms: BTreeMap<Form, usize> = BTreeMap::new();
    let mut counts: BTreeMap<[&str; 4], usize> = BTreeMap::new();
    for (kind, n) in &listing.sheets {
        *forms.entry(kind.form).or_default() += n;
        counts.insert([&kind.wave, &kind.message, &kind.language, kind.form.name()], *n);
    }
    if counts.is_empty() {
        return format!("Nothing is to be printed{given_up}.\n");
    }
    let head = ["WAVE", "MESSAGE", "LANGUAGE", "FORM"];
    let widths: Vec<usize> =
        (0..4).map(|at| counts.keys().chain([&head]).map(|line| line[at].chars().count()).max().unwrap_or(0)).collect();
    let row = |line: &[&str; 4], n: &str| {
        let cells: Vec<String> = line.iter().zip(&widths).map(|(text, width)| format!("{text:<width$}")).collect();
        format!("{}  {n:>6}\n", cells.join("  "))
    };
    let rows: String = counts.iter().map(|(line, n)| row(line, &n.to_string())).collect();
    format!("{}{rows}\nWould print {}{given_up}.\n", row(&head, "COUNT"), pieces(&forms))
}

/// `12 sheets and 3 letters`.
fn pieces(forms: &BTreeMap<Form, usize>) -> String {
    let said: Vec<String> =
        forms.iter().map(|(form, n)| counted(*n, form.name(), &format!("{}s", form.name()))).collect();
    match &said[..] {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}

/// What is not printed any more, as the end of a sentence.
fn given_up(sheets: &[PaperOutcome]) -> String {
    let mut why: BTreeMap<&str, usize> = BTreeMap::new();
    for sheet in sheets {
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
