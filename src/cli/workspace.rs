//! What most verbs begin with: the campaign directory, its ledger, and the instant.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::args::Global;
use crate::builtin;
use crate::campaign::{Inputs, LedgerUrl, Loaded, People, Progress, When, load, load_campaign};
use crate::compose::DatesTold;
use crate::error::{Error, Result};
use crate::ledger::{Approved, Filter, Ledger, SqliteLedger, State};
use crate::schedule::{self, Known, NoticeId, Plan};

/// A campaign directory, read.
pub struct Workspace {
    /// The directory.
    pub dir: PathBuf,
    /// The files it was read from.
    pub inputs: Inputs,
    /// What they say.
    pub loaded: Arc<Loaded>,
    /// The instant to act for.
    pub now: DateTime<Utc>,
}

impl Workspace {
    /// Reads the campaign directory.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn open(global: &Global) -> Result<Self> {
        let now = global.instant()?;
        let mut inputs = Inputs::from_dir(&global.campaign);
        for (path, bytes) in builtin::files() {
            inputs.insert(format!("{}{path}", builtin::PREFIX), bytes);
        }
        let loaded = Arc::new(load(&mut inputs)?);
        Ok(Workspace { dir: global.campaign.clone(), inputs, loaded, now })
    }

    /// The path of the campaign's ledger.
    pub fn ledger_path(&self) -> PathBuf {
        let LedgerUrl::Sqlite(file) = &self.loaded.campaign.ledger;
        self.dir.join(file)
    }

    /// The ledger, if anything was ever approved.
    ///
    /// # Errors
    /// When it is there and cannot be used.
    pub fn existing_ledger(&self) -> Result<Option<SqliteLedger>> {
        SqliteLedger::find(&self.ledger_path())
    }
}

/// A plan of the working files, and what it is compared with.
pub struct Made {
    /// The plan.
    pub plan: Plan,
    /// The notices of the plan in force; `None` when nothing was approved yet.
    pub approved: Option<Vec<Known>>,
    /// What people have been told of their own dates.
    pub told: DatesTold,
}

impl Workspace {
    /// Plans the working files for the instant, knowing what was told already.
    ///
    /// # Errors
    /// When the campaign cannot be planned, or the ledger not read.
    pub fn plan(&self) -> Result<Made> {
        let Loaded { campaign, people, catalogue, .. } = &*self.loaded;
        let Some(ledger) = self.existing_ledger()? else {
            let plan = schedule::plan(campaign, people, catalogue, self.now)?;
            let mut told = DatesTold::default();
            told.expect(&self.loaded, &plan, |_| false);
            return Ok(Made { plan, approved: None, told });
        };
        let rows = ledger.list(&Filter::default())?;
        let mut dates_told = DatesTold::of(&rows);
        let begun = |state| !matches!(state, State::Planned | State::Held | State::Cancelled);
        let told: HashSet<NoticeId> = rows.iter().filter(|row| begun(row.state)).map(|row| row.entry.id).collect();
        let plan = schedule::plan_knowing(campaign, people, catalogue, self.now, |id| told.contains(&id))?;
        dates_told.expect(&self.loaded, &plan, |id| told.contains(&id));
        let on_event: HashSet<&str> = campaign
            .phases
            .iter()
            .flat_map(|phase| &phase.messages)
            .filter(|rule| matches!(rule.when, When::Event { .. }))
            .map(|rule| rule.message.as_str())
            .collect();
        let approved = ledger.approved()?.map(|_| {
            rows.into_iter()
                .filter(|row| row.state != State::Cancelled && !on_event.contains(row.entry.message.as_str()))
                .map(|row| Known {
                    id: row.entry.id,
                    wave: row.entry.wave,
                    message: row.entry.message,
                    person: row.entry.person,
                    due: row.entry.due,
                    expires: row.entry.expires,
                    language: row.entry.language,
                    told: begun(row.state),
                })
                .collect()
        });
        Ok(Made { plan, approved, told: dates_told })
    }

    /// The people as they are by now: their data, and what progress imports have taught since.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn as_known(&self, people: &People) -> Result<People> {
        let mut people = people.clone();
        let Some(ledger) = self.existing_ledger()? else { return Ok(people) };
        let progress = progress(&ledger)?;
        for person in &mut people.persons {
            let moved = progress.migrated_devices(person);
            person.standing = progress.standing(person);
            for device in &mut person.devices {
                device.migrated |= device.key().is_some_and(|key| moved.iter().any(|known| known == key));
            }
        }
        Ok(people)
    }

    /// The files that are not, to the byte, as they were approved; also those that are new or gone.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn changed_files(&self) -> Result<Vec<String>> {
        let Some(ledger) = self.existing_ledger()? else { return Ok(Vec::new()) };
        let Some(approved) = ledger.approved()? else { return Ok(Vec::new()) };
        let then = ledger.snapshot(&approved.snapshot)?;
        let now = self.inputs.files();
        let names: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
        Ok(names.into_iter().filter(|name| then.get(*name) != now.get(*name)).cloned().collect())
    }
}

/// The approved campaign, as it was when it was approved.
pub struct Locked {
    /// Its ledger.
    pub ledger: SqliteLedger,
    /// The approval in force.
    pub approved: Approved,
    /// The files of the snapshot.
    pub inputs: Inputs,
    /// What they say.
    pub loaded: Arc<Loaded>,
    /// What has happened to people since.
    pub progress: Progress,
}

impl Locked {
    /// Opens the ledger of a campaign directory and reads the snapshot it holds. The working files are not read,
    /// but for the name of the ledger.
    ///
    /// # Errors
    /// When nothing was approved yet, or the ledger cannot be used.
    pub fn open(global: &Global) -> Result<Self> {
        let nothing =
            || Error::usage("no plan has been approved yet").hint("`heraut plan` shows it, `heraut approve` locks it");
        let ledger = SqliteLedger::find(&ledger_of(global)?)?.ok_or_else(nothing)?;
        let approved = ledger.approved()?.ok_or_else(nothing)?;
        let mut inputs = Inputs::from_files(ledger.snapshot(&approved.snapshot)?);
        let loaded = Arc::new(load(&mut inputs)?);
        let progress = progress(&ledger)?;
        Ok(Locked { ledger, approved, inputs, loaded, progress })
    }
}

/// What has happened to people since their export.
fn progress(ledger: &SqliteLedger) -> Result<Progress> {
    let mut progress = Progress::default();
    for fact in ledger.facts(0)? {
        fact.teach(&mut progress);
    }
    Ok(progress)
}

/// The ledger's file: what `campaign.yaml` says, or the usual one when that cannot be read: a broken working file
/// must not stop what was approved.
fn ledger_of(global: &Global) -> Result<PathBuf> {
    let mut inputs = Inputs::from_dir(&global.campaign);
    match load_campaign(&mut inputs) {
        Ok(campaign) => {
            let LedgerUrl::Sqlite(file) = campaign.ledger;
            Ok(global.campaign.join(file))
        }
        Err(error) => {
            let usual = global.campaign.join("heraut.db");
            if usual.exists() { Ok(usual) } else { Err(error) }
        }
    }
}

impl Global {
    /// The instant to act for: `--now`, else the clock.
    ///
    /// # Errors
    /// When `--now` is not an instant.
    pub fn instant(&self) -> Result<DateTime<Utc>> {
        match &self.now {
            None => Ok(super::clock::now()),
            Some(text) => DateTime::parse_from_rfc3339(text)
                .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z"))
                .map(|t| t.to_utc())
                .map_err(|_| {
                    Error::usage(format!("`--now {text}` is not an instant"))
                        .hint("write date, time and offset, as in 2027-03-01T09:00+01:00")
                }),
        }
    }
}
