//! `heraut progress import`: who has migrated, failed or left.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand, ValueEnum};

use super::global::Global;
use super::output::Output;
use super::snippet;
use crate::app::Locked;
use crate::campaign::people::{SourceKind, SourceSpec, import};
use crate::campaign::{Device, Event, Loaded, People, Person, Reject, RejectKind, Standing};
use crate::compose::entry;
use crate::error::{Error, Place, Result, exit};
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
  heraut progress import --kind people failed.csv")]
struct Import {
    /// The CSV file.
    file: PathBuf,
    /// What the file lists; by its headers when absent.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
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

/// What an import taught.
struct Learnt {
    facts: Vec<Fact>,
    migrated: usize,
    failed: usize,
    left: usize,
}

/// What an import did.
struct Done {
    facts: u64,
    migrated: usize,
    failed: usize,
    left: usize,
    notices: usize,
    rejected: usize,
}

impl Done {
    fn sentence(&self) -> String {
        let Done { facts, failed, left, .. } = self;
        let facts = plural(*facts, "new fact", "new facts");
        format!("{facts}: {}, {failed} failed, {left} left. {}.", self.moved(), self.follows())
    }

    fn moved(&self) -> String {
        plural(self.migrated as u64, "person has now migrated", "people have now migrated")
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
    let import = Import { file: file.to_owned(), kind: None, json: false };
    import.run(global, output).map(|done| format!("{}; {}.", done.moved(), done.follows()))
}

/// The name under which the import is among the inputs.
const NAME: &str = "progress.csv";

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
                "facts": done.facts, "migrated": done.migrated, "failed": done.failed, "left": done.left,
                "notices": done.notices, "rejected": done.rejected,
            });
            output.data(format!("{figures:#}"))?;
        } else {
            output.data(paragraph("", &done.sentence(), output.width()))?;
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
        let after = self.read(&locked, &bytes)?;
        let mut rejected = 0;
        for reject in after.rejects.iter().filter(|reject| is_news(reject)) {
            rejected += 1;
            let mut problem = reject.problem.clone();
            if let Some(place) = &mut problem.place {
                place.file = self.file.display().to_string().into();
            }
            output.problem(snippet::WARNING, None, &problem);
        }
        let learnt = learn(&locked, &after, now);
        let entries = notices(&locked, &learnt, now);
        let notices = entries.len();
        let facts = locked.ledger.record(&learnt.facts, &mut entries.into_iter(), now)?;
        let Learnt { migrated, failed, left, .. } = learnt;
        Ok(Done { facts, migrated, failed, left, notices, rejected })
    }

    /// The people of the snapshot as they are with this file added.
    fn read(&self, locked: &Locked, bytes: &[u8]) -> Result<People> {
        let with = |kind| {
            let mut inputs = locked.inputs.clone();
            inputs.insert(NAME, bytes);
            let mut sources = locked.loaded.sources.clone();
            let place = Place::file(NAME);
            let spec = SourceSpec {
                kind,
                file: NAME.into(),
                columns: BTreeMap::new(),
                system: None,
                assumed_system: assumed(kind, locked),
                place,
            };
            sources.files.push(spec);
            import(&mut inputs, &sources)
        };
        let read = match self.kind {
            Some(Kind::Devices) => with(SourceKind::Devices),
            Some(Kind::People) => with(SourceKind::People),
            None => {
                with(SourceKind::Devices).or_else(|first| with(SourceKind::People).map_err(|_| first)).map_err(|e| {
                    e.hint(
                        "give an export of devices with its own headers, or a list with the columns `upn` and `status`",
                    )
                })
            }
        };
        read.map_err(|error| named(error, &self.file))
    }
}

/// A plain list of devices does not say of which system it is; what is imported as progress is of the new one. An
/// export with the headers of another system is taken for what it is.
fn assumed(kind: SourceKind, locked: &Locked) -> Option<String> {
    matches!(kind, SourceKind::Devices).then(|| locked.loaded.campaign.migration.to.clone())
}

/// Whether a reject is about the imported file. That a device is in both systems is what an import is for.
fn is_news(reject: &Reject) -> bool {
    let ours = reject.problem.place.as_ref().is_some_and(|place| &*place.file == NAME);
    ours && !matches!(reject.kind, RejectKind::DeviceTwice | RejectKind::Retired)
}

/// Problems name the file as the person typed it.
fn named(mut error: Error, file: &Path) -> Error {
    for place in error.problems.iter_mut().filter_map(|p| p.place.as_mut()) {
        if &*place.file == NAME {
            place.file = file.display().to_string().into();
        }
    }
    error
}

/// What is new about people, compared with the snapshot and what was learnt before.
fn learn(locked: &Locked, after: &People, now: DateTime<Utc>) -> Learnt {
    let mut learnt = Learnt { facts: Vec::new(), migrated: 0, failed: 0, left: 0 };
    for before in &locked.loaded.people.persons {
        let Some(person) = after.get(&before.id) else { continue };
        let stood = locked.progress.standing(before);
        let mut facts = Vec::new();
        let fact = |device: Option<&Device>, standing: Standing| Fact {
            person: before.id.clone(),
            device: device.and_then(Device::key).map(str::to_owned),
            standing,
            at: now,
        };
        let known = locked.progress.migrated_devices(before);
        let has_moved = matches!(person.standing, Standing::Migrated(_))
            && matches!(stood, Standing::Pending | Standing::Failed(_));
        for device in before.devices.iter().filter(|d| d.key().is_some_and(|key| !known.iter().any(|k| k == key))) {
            if has_moved || turned_up(device, before, person) {
                facts.push(fact(Some(device), Standing::Migrated(Some(now))));
            }
        }
        match (&person.standing, &stood) {
            (Standing::Left, s) if *s != Standing::Left => facts.push(fact(None, Standing::Left)),
            (Standing::Failed(why), s) if !matches!(s, Standing::Failed(_) | Standing::Migrated(_)) => {
                facts.push(fact(None, Standing::Failed(why.clone())));
            }
            // A device without serial number and name can be known by nothing but its owner's having moved.
            _ if has_moved && before.devices.iter().all(|d| d.key().is_none()) => {
                facts.push(fact(None, Standing::Migrated(Some(now))));
            }
            _ => {}
        }
        let mut progress = locked.progress.only(&before.id);
        for fact in &facts {
            fact.teach(&mut progress);
        }
        match (&stood, progress.standing(before)) {
            (Standing::Migrated(_), _) => {}
            (_, Standing::Migrated(_)) => learnt.migrated += 1,
            (Standing::Failed(_), _) => {}
            (_, Standing::Failed(_)) => learnt.failed += 1,
            (Standing::Left, _) => {}
            (_, Standing::Left) => learnt.left += 1,
            _ => {}
        }
        learnt.facts.extend(facts);
    }
    learnt
}

/// Whether a device of the snapshot is in the new system by now: by its serial number, or as the one device of its
/// platform that the person had and the one new one that the person has.
fn turned_up(device: &Device, before: &Person, after: &Person) -> bool {
    let same = |d: &&Device| d.serial.is_some() && d.serial == device.serial;
    if let Some(now) = after.devices.iter().find(same) {
        return now.migrated;
    }
    let of_platform = before.devices.iter().filter(|d| d.platform == device.platform && !d.migrated).count();
    let known: Vec<_> = before.devices.iter().filter_map(|d| d.serial.as_deref()).collect();
    let is_new = |d: &&Device| {
        d.migrated && d.platform == device.platform && d.serial.as_deref().is_some_and(|s| !known.contains(&s))
    };
    of_platform == 1 && after.devices.iter().filter(is_new).count() == 1
}

/// The notices that come into being by what was learnt: those of rules on an event.
fn notices(locked: &Locked, learnt: &Learnt, now: DateTime<Utc>) -> Vec<Entry> {
    let Loaded { campaign, people, catalogue, .. } = &*locked.loaded;
    let mut progress = locked.progress.clone();
    for fact in &learnt.facts {
        fact.teach(&mut progress);
    }
    let mut entries = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for fact in learnt.facts.iter().filter(|fact| seen.insert(fact.person.clone())) {
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
