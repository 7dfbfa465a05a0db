//! `heraut progress import`: who has migrated, failed or left.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand, ValueEnum};

use super::global::Global;
use super::output::Output;
use super::snippet;
use crate::app::Locked;
use crate::campaign::people::SourceKind;
use crate::campaign::{
    Event, Learnt, Loaded, ProgressImport, ProgressSource, Reject, RejectKind, Standing, import_progress,
};
use crate::compose::entry;
use crate::error::{Error, Result, exit};
use crate::ledger::{Entry, Fact};
use crate::report::paragraph;
use crate::schedule::on_event;

/// Say who has migrated, failed or left.
#[derive(Debug, Args)]
pub struct Progress {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Read an export of the new system, or a list of people with a status.
    Import(Import),
}

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
struct Import {
    /// The CSV file.
    file: PathBuf,
    /// What the file lists; by its headers when absent.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// The system it was exported from, when its headers fit both the old and the new one.
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
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

/// What an import did.
struct Done {
    facts: u64,
    import: ProgressImport,
    notices: usize,
    rejected: usize,
    /// The system people move to.
    to: String,
}

impl Done {
    fn sentence(&self) -> String {
        let Done { facts, import: ProgressImport { failed, left, .. }, .. } = self;
        let facts = plural(*facts, "new fact", "new facts");
        format!("{facts}: {}, {failed} failed, {left} left. {}.", self.moved(), self.follows())
    }

    fn moved(&self) -> String {
        plural(self.import.migrated as u64, "person has now migrated", "people have now migrated")
    }

    /// What the rows came to, and why: what counts, and what does not.
    fn account(&self) -> Vec<String> {
        let ProgressImport { account, counted, passed, .. } = &self.import;
        let counted = counted.iter().map(|(because, n)| {
            let what = match account.kind {
                SourceKind::Devices => plural(*n as u64, "device", "devices"),
                SourceKind::People => plural(*n as u64, "person", "people"),
            };
            format!("Counted {what}: {}.", because.text())
        });
        let passed = passed
            .iter()
            .map(|(why, n)| format!("Not counted {}: {}.", plural(*n as u64, "row", "rows"), why.text(&self.to)));
        let empty = (account.rows == 0).then(|| "The file has a header line and nothing below it.".to_owned());
        counted.chain(passed).chain(empty).collect()
    }

    fn follows(&self) -> String {
        plural(self.notices as u64, "message follows from it", "messages follow from it")
    }
}

fn plural(n: u64, one: &str, more: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { more })
}

/// Imports an export of devices or people, and says in a few words who has moved.
///
/// # Errors
/// As the verb.
pub fn import_file(global: &Global, file: &Path, output: &mut Output) -> Result<String> {
    let import = Import { file: file.to_owned(), kind: None, system: None, json: false };
    import.run(global, output).map(|done| format!("{}; {}.", done.moved(), done.follows()))
}

impl Progress {
    /// Imports.
    ///
    /// # Errors
    /// When nothing was approved yet, or the file cannot be read as either kind.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let What::Import(import) = &self.what;
        import.execute(global, output)
    }
}

impl Import {
    fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let done = self.run(global, output)?;
        if self.json {
            let figures = serde_json::json!({
                "facts": done.facts, "migrated": done.import.migrated, "failed": done.import.failed,
                "left": done.import.left, "notices": done.notices, "rejected": done.rejected,
                "rows": done.import.account.rows, "because": done.account(),
            });
            output.data(format!("{figures:#}"))?;
        } else {
            output.data(paragraph("", &done.sentence(), output.width()))?;
            for line in done.account() {
                output.data(paragraph("", &line, output.width()))?;
            }
            if done.rejected > 0 {
                let rows = if done.rejected == 1 { "1 row" } else { &format!("{} rows", done.rejected) };
                output.say(format!("{rows} could not be used; see above."));
            }
        }
        Ok(if done.rejected > 0 { exit::FINDINGS } else { exit::OK })
    }

    fn run(&self, global: &Global, output: &mut Output) -> Result<Done> {
        let now = global.instant()?;
        let mut locked = Locked::open_to_write(&global.campaign)?;
        let bytes =
            std::fs::read(&self.file).map_err(|e| Error::usage(format!("cannot read {}: {e}", self.file.display())))?;
        let kind = self.kind.map(|kind| match kind {
            Kind::Devices => SourceKind::Devices,
            Kind::People => SourceKind::People,
        });
        let source = ProgressSource { kind, system: self.system.clone() };
        let name = self.file.display().to_string();
        let import = import_progress(&locked.loaded, &locked.inputs, &locked.progress, &bytes, &name, &source)?;
        let mut rejected = 0;
        for reject in import.rejects.iter().filter(|reject| is_news(reject)) {
            rejected += 1;
            output.problem(snippet::WARNING, None, &reject.problem);
        }
        let facts: Vec<Fact> = import.facts.iter().map(|learnt| fact(learnt, now)).collect();
        let entries = notices(&locked, &facts, now);
        let notices = entries.len();
        let recorded = locked.ledger.record(&facts, &mut entries.into_iter(), now)?;
        let to = locked.loaded.campaign.migration.to.clone();
        Ok(Done { facts: recorded, import, notices, rejected, to })
    }
}

/// Whether a reject is worth a row of its own. That a device is in both systems is what an import is for; what the new
/// system does not manage is counted below.
fn is_news(reject: &Reject) -> bool {
    !matches!(reject.kind, RejectKind::DeviceTwice | RejectKind::Retired | RejectKind::NotManaged)
}

fn fact(learnt: &Learnt, now: DateTime<Utc>) -> Fact {
    let standing = match &learnt.standing {
        Standing::Migrated(_) => Standing::Migrated(Some(now)),
        standing => standing.clone(),
    };
    Fact { person: learnt.person.clone(), device: learnt.device.clone(), standing, at: now }
}

/// The notices that come into being by what was learnt: those of rules on an event.
fn notices(locked: &Locked, facts: &[Fact], now: DateTime<Utc>) -> Vec<Entry> {
    let Loaded { campaign, people, catalogue, .. } = &*locked.loaded;
    let mut progress = locked.progress.clone();
    for fact in facts {
        fact.teach(&mut progress);
    }
    let mut entries = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for fact in facts.iter().filter(|fact| seen.insert(fact.person.clone())) {
        let Some(at) = people.index_of(&fact.person) else { continue };
        let person = &people.persons[at];
        let event = match (locked.progress.standing(person), progress.standing(person)) {
            (Standing::Migrated(_), _) => continue,
            (_, Standing::Migrated(_)) => Event::Migrated,
            (Standing::Failed(_), _) => continue,
            (_, Standing::Failed(_)) => Event::Failed,
            _ => continue,
        };
        let made = on_event(campaign, people, catalogue, at, event, now);
        entries.extend(made.iter().map(|notice| entry(&locked.loaded, notice)));
    }
    entries
}
