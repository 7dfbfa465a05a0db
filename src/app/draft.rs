//! The plan of the working files, and what it is compared with.

use std::collections::{HashMap, HashSet};

use super::workspace::Workspace;
use crate::campaign::{Loaded, PersonId};
use crate::compose::DatesTold;
use crate::error::{Error, Result};
use crate::ledger::{Filter, State};
use crate::schedule::{self, Change, Difference, Known, Leaver, NoticeId, Plan, diff, leavers};

/// A plan of the working files.
pub struct Draft {
    /// The plan.
    pub plan: Plan,
    /// The notices of the plan in force; `None` when nothing was approved yet.
    pub approved: Option<Vec<Known>>,
    /// What people have been told of their own dates.
    pub told: DatesTold,
}

/// How a draft and the working files differ from what was approved.
pub struct Comparison {
    /// The notices that are not as they were.
    pub notices: Vec<Difference>,
    /// The files that are not as they were.
    pub files: Vec<String>,
}

/// What a draft means for people who were told other dates.
pub struct NewDates {
    /// So many people were told other dates than they have now.
    pub people: usize,
    /// So many notices tell them the new ones.
    pub notices: usize,
    /// Who has a time reserved in their calendar and is in no wave any more.
    pub stranded: Vec<PersonId>,
}

impl Workspace {
    /// Plans the working files for the instant, knowing what was told already.
    ///
    /// # Errors
    /// When the campaign cannot be planned, or the ledger not read.
    pub fn plan(&self) -> Result<Draft> {
        let Loaded { campaign, people, catalogue, .. } = &*self.loaded;
        let Some(ledger) = self.ledger()? else {
            let plan = schedule::plan(campaign, people, catalogue, self.now)?;
            let mut told = DatesTold::default();
            told.expect(&self.loaded, &plan, |_| false);
            return Ok(Draft { plan, approved: None, told });
        };
        let rows = ledger.list(&Filter::default())?;
        let mut dates_told = DatesTold::of(&rows);
        let begun = |state| !matches!(state, State::Planned | State::Held | State::Cancelled);
        let told: HashSet<NoticeId> = rows.iter().filter(|row| begun(row.state)).map(|row| row.entry.id).collect();
        let plan = {
            let mut heard: HashMap<(&PersonId, &str), Vec<&str>> = HashMap::new();
            for row in rows.iter().filter(|row| is_heard(row.state)) {
                if let Some(person) = &row.entry.person {
                    heard.entry((person, &row.entry.message)).or_default().push(&row.entry.wave);
                }
            }
            let elsewhere = |person: &PersonId, message: &str, wave: &str| {
                heard.get(&(person, message)).is_some_and(|waves| waves.iter().all(|heard| *heard != wave))
            };
            schedule::plan_knowing(campaign, people, catalogue, self.now, |id| told.contains(&id), elsewhere)?
        };
        dates_told.expect(&self.loaded, &plan, |id| told.contains(&id));
        let on_event: HashSet<&str> = campaign
            .phases
            .iter()
            .flat_map(|phase| &phase.messages)
            .filter(|rule| rule.when.is_on_event())
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
                    heard: is_heard(row.state),
                })
                .collect()
        });
        Ok(Draft { plan, approved, told: dates_told })
    }
}

/// Whether the person of a notice in this state heard it, as far as anybody knows.
fn is_heard(state: State) -> bool {
    matches!(state, State::Accepted | State::Uncertain | State::Sending | State::Printed)
}

impl Draft {
    /// The hash by which the draft is approved: of the files it was made from and of every notice in it.
    pub fn hash(&self, workspace: &Workspace) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(workspace.inputs.hash().as_bytes());
        hasher.update(&self.plan.hash());
        hasher.finalize().to_hex().to_string()
    }

    /// Keeps what concerns one wave.
    ///
    /// # Errors
    /// When there is no such wave.
    pub fn keep(&mut self, wave: &str, workspace: &Workspace) -> Result<()> {
        let waves = &workspace.loaded.campaign.waves;
        let Some(at) = waves.iter().position(|known| known.id == wave) else {
            let names: Vec<&str> = waves.iter().map(|known| known.id.as_str()).collect();
            return Err(Error::usage(format!("there is no wave `{wave}`")).hint(format!("waves: {}", names.join(", "))));
        };
        self.plan.notices.retain(|notice| usize::from(notice.wave) == at);
        self.plan.unplanned.retain(|unplanned| usize::from(unplanned.wave) == at);
        self.approved.iter_mut().for_each(|known| known.retain(|notice| notice.wave == wave));
        Ok(())
    }

    /// What differs from the plan in force; `None` when nothing was approved yet.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn compare(&self, workspace: &Workspace) -> Result<Option<Comparison>> {
        let Some(known) = &self.approved else { return Ok(None) };
        let Loaded { campaign, people, .. } = &*workspace.loaded;
        let notices = diff(known, &self.plan, campaign, people);
        Ok(Some(Comparison { notices, files: workspace.changed_files()? }))
    }

    /// Who was in a wave by the plan in force and is not by this one; nobody when nothing was approved yet.
    pub fn leavers(&self, workspace: &Workspace) -> Vec<Leaver> {
        let Loaded { campaign, people, .. } = &*workspace.loaded;
        self.approved.as_ref().map_or_else(Vec::new, |known| leavers(known, campaign, people))
    }

    /// What becomes of people who were told other dates.
    ///
    /// # Errors
    /// When the campaign has more rules than can be numbered.
    pub fn new_dates(&self, workspace: &Workspace) -> Result<NewDates> {
        let notices = self.told.reschedules(&workspace.loaded, workspace.now)?.len();
        Ok(self.new_dates_with(workspace, notices))
    }

    /// The same, when it is known how many notices there are about new dates.
    pub(super) fn new_dates_with(&self, workspace: &Workspace, notices: usize) -> NewDates {
        let loaded = &workspace.loaded;
        let today = workspace.now.with_timezone(&loaded.campaign.timezone).date_naive();
        NewDates { people: self.told.outdated(loaded), notices, stranded: self.told.stranded(loaded, today) }
    }
}

impl Comparison {
    /// Whether the draft and the files it was made from are those in force; but for what was told since.
    pub fn is_approved(&self) -> bool {
        self.files.is_empty()
            && self.notices.iter().all(|row| matches!(row.change, Change::AlreadyTold { .. } | Change::NotHeard { .. }))
    }
}
