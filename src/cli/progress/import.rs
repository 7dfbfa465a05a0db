//! `heraut progress import`: reads an export of the new system, or a list of people with a status.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::app::progress::{Imported, import};
use crate::campaign::people::SourceKind;
use crate::campaign::{ProgressImport, ProgressSource};
use crate::cli::gate::let_go;
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::error::{Error, Result, counted, exit};
use crate::report::paragraph;

/// Read an export of the new system, or a list of people with a status.
///
/// A device has migrated when its serial number turns up in the new system's export; a person has when all of their
/// devices have. A list of people needs the columns `upn` (or `email`) and `status`: migrated, failed or left.
/// Importing the same file again changes nothing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut progress import intune-export.csv
  heraut progress import --kind people failed.csv
  heraut progress import jamf.csv --system 'Jamf Cloud'")]
pub struct Import {
    /// The CSV file.
    file: PathBuf,
    /// What the file lists; by its headers when absent.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// The system it was exported from, when its headers fit both the old and the new one.
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// Go on although the clock is behind the ledger or the export by more than a day, and so seems wrong.
    #[arg(long)]
    accept_clock: bool,
    /// The figures as JSON on stdout.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// Devices, one a row.
    Devices,
    /// People, one a row, with a status.
    People,
}

impl Import {
    /// Imports.
    ///
    /// # Errors
    /// When nothing was approved yet, or the file cannot be taken in.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let kind = self.kind.map(|kind| match kind {
            Kind::Devices => SourceKind::Devices,
            Kind::People => SourceKind::People,
        });
        let done = take_in(
            &self.file,
            &ProgressSource { kind, system: self.system.clone(), is_old: false },
            self.accept_clock,
            global,
            output,
        )?;
        match self.json {
            true => output.data(format!("{:#}", figures(&done)))?,
            false => tell(&done, output)?,
        }
        Ok(if done.rejected > 0 { exit::FINDINGS } else { exit::OK })
    }
}

/// What came of it, for a program.
pub(super) fn figures(done: &Imported) -> Value {
    let ProgressImport { migrated, failed, left, account: rows, .. } = &done.import;
    json!({
        "facts": done.facts, "migrated": migrated, "failed": failed, "left": left, "notices": done.notices,
        "rejected": done.rejected, "rows": rows.rows, "because": account(done),
    })
}

/// The same for a screen.
pub(super) fn tell(done: &Imported, output: &mut Output) -> Result<()> {
    let ProgressImport { failed, left, .. } = &done.import;
    let facts = counted(done.facts, "new fact", "new facts");
    let said = format!("{facts}: {}, {failed} failed, {left} left. {}.", moved(done), follows(done));
    for line in std::iter::once(said).chain(account(done)) {
        output.data(paragraph("", &line, output.width()))?;
    }
    let_go(&done.let_go, output);
    if done.rejected > 0 {
        let rows = counted(done.rejected, "row", "rows");
        output.say(format!("{rows} could not be used; see above."));
    }
    Ok(())
}

/// Imports an export of devices or people, and says in a few words who has moved.
///
/// # Errors
/// As the verb.
pub fn import_file(file: &Path, global: &Global, output: &mut Output) -> Result<String> {
    let done = take_in(file, &ProgressSource::default(), false, global, output)?;
    Ok(format!("{}; {}.", moved(&done), follows(&done)))
}

pub(super) fn take_in(
    file: &Path,
    source: &ProgressSource,
    accept_clock: bool,
    global: &Global,
    output: &mut Output,
) -> Result<Imported> {
    let now = global.instant()?;
    let bytes = std::fs::read(file).map_err(|e| Error::usage(format!("cannot read {}: {e}", file.display())))?;
    let name = file.display().to_string();
    import(&global.campaign, (&name, &bytes), source, (now, accept_clock), &output.watcher())
}

/// What the rows came to, and why: what counts, and what does not.
fn account(done: &Imported) -> Vec<String> {
    let ProgressImport { account, counted: moved, passed, .. } = &done.import;
    let moved = moved.iter().map(|(because, n)| {
        let what = match account.kind {
            SourceKind::Devices => counted(*n, "device", "devices"),
            SourceKind::People => counted(*n, "person", "people"),
        };
        format!("Counted {what}: {}.", because.text())
    });
    let passed =
        passed.iter().map(|(why, n)| format!("Not counted {}: {}.", counted(*n, "row", "rows"), why.text(&done.to)));
    let empty = (account.rows == 0).then(|| "The file has a header line and nothing below it.".to_owned());
    moved.chain(passed).chain(empty).collect()
}

fn moved(done: &Imported) -> String {
    counted(done.import.migrated, "person has now migrated", "people have now migrated")
}

fn follows(done: &Imported) -> String {
    counted(done.notices, "message follows from it", "messages follow from it")
}
