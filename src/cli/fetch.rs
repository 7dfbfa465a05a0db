//! `heraut fetch`: reads people and devices from other systems, into files of the campaign.

use std::cell::RefCell;
use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use super::clock;
use super::environment::variable;
use super::global::Global;
use super::interrupt::block_on;
use super::output::Output;
use crate::app::fetch::{Came, Fetching, fetch};
use crate::error::{Error, Kind, Problem, Result, counted, exit};
use crate::fetch::Difference;
use crate::report::paragraph;

/// Read people and devices from a directory or a tenant, into files of the campaign.
///
/// What `sources:` in campaign.yaml names is asked for: people of a directory over LDAP, such as Active Directory; people, devices
/// and registrations of a Microsoft 365 tenant. Each becomes a CSV file, sorted, with a note beside it. Either all files are
/// written or none. Nobody is told anything before a plan made from them is approved.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut fetch --dry-run       who is new, gone or changed
  heraut fetch                 write all files
  heraut fetch people.csv      write this one
  heraut fetch --accept-loss   also when more than a tenth of a file is gone")]
pub struct Fetch {
    /// Only these files of `sources:`.
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// Say what would change, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Write also what lost more than a tenth of its rows against the last time.
    #[arg(long)]
    accept_loss: bool,
    /// As JSON on stdout.
    #[arg(long)]
    json: bool,
}

/// So many are named on a screen.
const NAMED: usize = 5;

impl Fetch {
    /// Fetches.
    ///
    /// # Errors
    /// When the campaign names no sources, a system gives no list, or a file cannot be written.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let how = Fetching { only: &self.files, dry_run: self.dry_run, accept_loss: self.accept_loss };
        let came = ask(how, global, output)?;
        let lost = losses(&came, self.accept_loss, "heraut fetch --accept-loss");
        let is_written = !self.dry_run && lost.is_empty();
        match self.json {
            true => output.data(format!("{:#}", document(&came, is_written)))?,
            false => {
                for came in &came {
                    output.data(screen(came, output.width()))?;
                }
            }
        }
        if !is_written {
            output.say("Nothing was written.");
        }
        if lost.is_empty() {
            return Ok(exit::OK);
        }
        Err(Error { kind: Kind::Findings, problems: lost })
    }
}

/// Asks the systems, and says when one wants to be left alone for a while.
///
/// # Errors
/// As the use case.
pub(super) fn ask(how: Fetching<'_>, global: &Global, output: &mut Output) -> Result<Vec<Came>> {
    let now = global.instant()?;
    let talk = RefCell::new(output);
    let wait = |time: Duration| {
        let text = format!("The tenant asks to wait {}.", counted(time.as_secs(), "second", "seconds"));
        talk.borrow_mut().say(text);
        Box::pin(tokio::time::sleep(time)) as _
    };
    block_on(fetch(&global.campaign, how, (&variable, clock::now), &wait, now))?
}

/// The files that lost too much to be written, unless that is accepted; `accept` is what to type then.
pub(super) fn losses(came: &[Came], is_accepted: bool, accept: &str) -> Vec<Problem> {
    came.iter().filter(|came| came.is_a_loss() && !is_accepted).filter_map(|came| loss(came, accept)).collect()
}

/// What came for a file, for a screen.
pub(super) fn screen(came: &Came, width: usize) -> String {
    let head = format!("{}: {} of {}", came.file, counted(came.rows, "row", "rows"), came.source);
    let Some(difference) = &came.difference else {
        return paragraph("", &format!("{head}, for the first time."), width);
    };
    let Difference { new, gone, changed, columns, .. } = difference;
    if difference.is_none() {
        return paragraph("", &format!("{head}, as before."), width);
    }
    let counts = format!("{head}: {} new, {} gone, {} changed.", new.len(), gone.len(), changed.len());
    let mut out = paragraph("", &counts, width);
    let changed: Vec<String> =
        changed.iter().map(|changed| format!("{}: {}", changed.of, changed.columns.join(", "))).collect();
    for (word, names) in [("new", new), ("gone", gone), ("changed", &changed), ("columns", columns)] {
        if !names.is_empty() {
            out += &paragraph("  ", &format!("{word}: {}", some(names)), width);
        }
    }
    out
}

/// The first of some names, and how many more there are.
fn some(names: &[String]) -> String {
    let first = names[..names.len().min(NAMED)].join("; ");
    match names.len().saturating_sub(NAMED) {
        0 => first,
        more => format!("{first}; and {more} more"),
    }
}

fn loss(came: &Came, accept: &str) -> Option<Problem> {
    let Difference { gone, before, .. } = came.difference.as_ref()?;
    let of = counted(*before, "row", "rows");
    let why = format!("{} would lose {} of its {of}, more than a tenth", came.file, gone.len());
    let hint = format!("see whether all was asked for, and may be read; when they are gone, `{accept}`");
    Some(Problem::new(why).hint(hint))
}

/// A `format`, whether files were `written`, and `files`: `file`, `source`, `rows`, `first`, and the names that are `new`, `gone`
/// and `changed` (`of`, `columns`), with `columns` that came or went.
pub(super) fn document(came: &[Came], written: bool) -> Value {
    let files = came.iter().map(|came| {
        let Difference { new, gone, changed, columns, .. } = came.difference.clone().unwrap_or_default();
        let changed: Vec<Value> = changed.iter().map(|one| json!({"of": one.of, "columns": one.columns})).collect();
        json!({
            "file": came.file, "source": came.source, "rows": came.rows, "first": came.difference.is_none(),
            "new": new, "gone": gone, "changed": changed, "columns": columns,
        })
    });
    json!({"format": "heraut-fetch/1", "written": written, "files": files.collect::<Vec<_>>()})
}
