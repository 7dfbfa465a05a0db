//! `heraut helpdesk import`: contacts from an export of a ticket system.

use std::path::PathBuf;

use clap::Args;

use crate::app::steer::{ContactsImported, CountedDay, Gatekeeper};
use crate::cli::environment::somebody;
use crate::cli::gate::{let_go, name};
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::error::{Error, Result, counted, exit};
use crate::report::paragraph;

/// More days than these are counted and not listed.
const LISTED: usize = 10;
/// More names than these are counted and not listed.
const NAMES: usize = 5;

/// Read an export of a ticket system: a row a contact, with its date, a wave or a person, and a category.
///
/// What it says of a day and a wave takes the place of what was said of it before, so importing the same file again adds
/// nothing. Of a person only their wave is kept.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut helpdesk import tickets.csv
  heraut helpdesk import tickets.csv --category VPN --category Enrolment")]
pub struct Import {
    /// The CSV file.
    file: PathBuf,
    /// Only contacts of this category; may be given several times.
    #[arg(long, value_name = "CATEGORY")]
    category: Vec<String>,
    /// Who says it; the user name of this machine when absent.
    #[arg(long, value_name = "NAME", value_parser = somebody)]
    by: Option<String>,
    /// The figures as JSON on stdout.
    #[arg(long)]
    json: bool,
}

impl Import {
    /// Imports.
    ///
    /// # Errors
    /// When nothing was approved yet, the file cannot be read, or the ledger cannot be written.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let file = self.file.display().to_string();
        let bytes = std::fs::read(&self.file).map_err(|e| Error::usage(format!("cannot read {file}: {e}")))?;
        let mut keeper = Gatekeeper::open(&global.campaign, global.instant()?)?;
        let by = name(self.by.as_ref());
        let done = keeper.import_contacts((&file, &bytes), &self.category, &by, &output.watcher())?;
        if self.json {
            output.data(format!("{:#}", json(&done)))?;
        } else {
            for line in said(&done) {
                output.data(paragraph("", &line, output.width()))?;
            }
        }
        let_go(&done.let_go, output);
        if done.rejected > 0 {
            output.say(format!("{} could not be used; see above.", counted(done.rejected, "row", "rows")));
        }
        Ok(if done.rejected > 0 { exit::FINDINGS } else { exit::OK })
    }
}

fn said(done: &ContactsImported) -> Vec<String> {
    let used: Vec<String> =
        done.columns.iter().filter_map(|(header, used)| Some(format!("{} ({header})", (*used)?))).collect();
    let unused = done.columns.iter().filter(|(_, used)| used.is_none()).count();
    let mut lines = vec![format!(
        "{}: used {}; not read: {}.",
        counted(number(done.rows), "row", "rows"),
        used.join(", "),
        counted(unused, "column", "columns")
    )];
    let kinds: Vec<String> = done.categories.iter().take(NAMES).map(|(kind, n)| format!("{kind} {n}")).collect();
    let kinds = if kinds.is_empty() { String::new() } else { format!(": {}", kinds.join(", ")) };
    let more = done.categories.len().saturating_sub(NAMES);
    let more = if more > 0 { format!(", and {} more", counted(more, "category", "categories")) } else { String::new() };
    lines.push(format!("Counted {}{kinds}{more}.", counted(number(done.counted), "contact", "contacts")));
    for (why, n) in &done.ignored {
        lines.push(format!("Not counted {}: {why}.", counted(number(*n), "contact", "contacts")));
    }
    if !done.unknown_waves.is_empty() {
        let names: Vec<&str> = done.unknown_waves.iter().take(NAMES).map(String::as_str).collect();
        lines.push(format!("Waves that the plan does not have: {}.", names.join(", ")));
    }
    for CountedDay { wave, day, count, before } in done.days.iter().take(LISTED) {
        let before = before.map_or_else(String::new, |before| format!(", before {before}"));
        lines.push(format!("{day}, wave {wave}: {}{before}.", counted(*count as usize, "contact", "contacts")));
    }
    let rest = done.days.len().saturating_sub(LISTED);
    if rest > 0 {
        lines.push(format!("And {}.", counted(rest, "more day", "more days")));
    }
    if done.days.is_empty() {
        lines.push(match done.known {
            0 => "Nothing to keep.".to_owned(),
            known => format!("Nothing new: {} known to be so.", counted(known, "day was", "days were")),
        });
    }
    lines
}

fn number(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

fn json(done: &ContactsImported) -> serde_json::Value {
    let days = done
        .days
        .iter()
        .map(|day| serde_json::json!({"wave": day.wave, "day": day.day, "contacts": day.count, "before": day.before}));
    let columns: Vec<_> =
        done.columns.iter().map(|(header, used)| serde_json::json!({"header": header, "used_as": used})).collect();
    serde_json::json!({
        "rows": done.rows,
        "counted": done.counted,
        "categories": done.categories.iter().cloned().collect::<std::collections::BTreeMap<String, u64>>(),
        "not_counted": done.ignored,
        "unknown_waves": done.unknown_waves,
        "rejected": done.rejected,
        "days": days.collect::<Vec<_>>(),
        "known": done.known,
        "columns": columns,
    })
}
