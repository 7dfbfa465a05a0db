//! The plan of the working files, and what it is compared with.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::heard::Heard;
use super::locked::progress;
use super::workspace::Workspace;
use crate::campaign::{Loaded, Person, PersonId};
use crate::compose::DatesTold;
use crate::error::{Error, Result};
use crate::ledger::{Entry, Filter, Fingerprint, Row, State};
use crate::report::{Locking, Names};
use crate::schedule::{self, Change, DatesChanged, Difference, Known, Leaver, NoticeId, Plan, diff, leavers};

/// A plan of the working files.
pub struct Draft {
    /// The plan.
    pub plan: Plan,
    /// The notices of the plan in force; `None` when nothing was approved yet.
    pub approved: Option<Vec<Known>>,
    /// What people have been told of their own dates.
    pub told: DatesTold,
    /// What each notice of the ledger was rendered from, where that is known.
    pub(super) rendered: Vec<(NoticeId, Fingerprint)>,
    /// How often the ledger had been written by then, and the hash of the plan that was in force.
    pub(super) since: (u64, Option<String>),
    /// How it differs, once that was asked.
    comparison: OnceLock<Option<Comparison>>,
}

/// How a draft and the working files differ from what was approved.
pub struct Comparison {
    /// The notices that are not as they were.
    pub notices: Vec<Difference>,
    /// The files that are not as they were.
    pub files: Vec<String>,
}

/// What a draft means for people who were told other dates.
#[derive(Debug)]
pub struct NewDates {
    /// So many people were told other dates than they have now.
    pub people: usize,
    /// The same by wave, and by what they were told.
    pub changes: Vec<DatesChanged>,
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
            let mut told = DatesTold::nothing(&self.loaded, &self.inputs);
            told.expect(&self.loaded, &plan, self.now, |_| false)?;
            let (rendered, comparison) = (Vec::new(), OnceLock::new());
            return Ok(Draft { plan, approved: None, told, rendered, since: (0, None), comparison });
        };
        let since = (ledger.written()?, ledger.approved()?.map(|approval| approval.plan));
        let on_event: HashSet<&str> = campaign
            .phases
            .iter()
            .flat_map(|phase| &phase.messages)
            .filter(|rule| rule.when.is_on_event())
            .map(|rule| rule.message.as_str())
            .collect();
        let (mut dates_told, mut heard) = (DatesTold::nothing(&self.loaded, &self.inputs), Heard::of(people));
        let (mut begun, mut approved, mut rendered) = (HashSet::new(), Vec::new(), Vec::new());
        let now = self.now;
        ledger.visit(&Filter::default(), &mut |row| {
            dates_told.learn(&row);
            let Row { entry, state, .. } = row;
            rendered.extend(entry.rendered.map(|from| (entry.id, from)));
            // What a wrong clock gave up is planned as if nothing had been done about it.
            let gave_up = state == State::Expired && entry.expires.is_none_or(|over| over > now);
            if state.is_begun() && !gave_up {
                begun.insert(entry.id);
            }
            if state.is_told() {
                heard.learn(&entry);
            }
            if state != State::Cancelled && !on_event.contains(&*entry.message) {
                approved.push(known(entry, state));
            }
            Ok(())
        })?;
        let elsewhere = |person: &PersonId, message: &str, wave: &str| heard.is_elsewhere(person, message, wave);
        let progress = progress(&*ledger)?;
        let told = |id| begun.contains(&id);
        let bounces = |person: &Person| progress.bounces(person);
        let plan = schedule::plan_knowing(campaign, people, catalogue, self.now, told, elsewhere, bounces)?;
        let dead = people.persons.iter().filter(|person| progress.bounces(person));
        dates_told.cannot_be_mailed(dead.map(|person| person.id.clone()));
        dates_told.expect(&self.loaded, &plan, self.now, |id| begun.contains(&id))?;
        let approved = ledger.approved()?.map(|_| approved);
        Ok(Draft { plan, approved, told: dates_told, rendered, since, comparison: OnceLock::new() })
    }
}

/// A notice of the ledger, to be compared with a plan.
fn known(entry: Entry, state: State) -> Known {
    let Entry { id, wave, message, person, due, expires, language, .. } = entry;
    let (told, heard, expired) = (state.is_begun(), state.is_told(), state == State::Expired);
    Known { id, wave, message, person, due, expires, expired, language, told, heard }
}

impl Draft {
    /// The hash by which the draft is approved: of the files it was made from and of every notice in it.
    pub fn hash(&self, workspace: &Workspace) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(workspace.inputs.hash().as_bytes());
        hasher.update(&self.plan.hash());
        hasher.finalize().to_hex().to_string()
    }

    /// What an approval would lock.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn locking(&self, workspace: &Workspace) -> Result<Locking> {
        let (campaign, plan) = (&workspace.loaded.campaign, &self.plan);
        let people: HashSet<u32> = plan.notices.iter().filter_map(|notice| notice.person).collect();
        let first = plan.notices.iter().map(|notice| notice.due).filter(|due| *due >= workspace.now).min();
        let changed = self.compare(workspace)?.map(|comparison| comparison.changed().count() as u64);
        Ok(Locking {
            changed,
            hash: self.hash(workspace),
            notices: plan.notices.len() as u64,
            people: people.len() as u64,
            first: first.map(|due| due.with_timezone(&campaign.timezone)),
            relay: campaign.relay.as_ref().map(|relay| relay.transport.to_string()),
        })
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
        self.approved.iter_mut().for_each(|known| known.retain(|notice| *notice.wave == *wave));
        self.comparison = OnceLock::new();
        Ok(())
    }

    /// What differs from the plan in force; `None` when nothing was approved yet. It is found out once.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn compare(&self, workspace: &Workspace) -> Result<Option<&Comparison>> {
        if let Some(known) = self.comparison.get() {
            return Ok(known.as_ref());
        }
        let compared = match &self.approved {
            None => None,
            Some(known) => {
                let Loaded { campaign, people, .. } = &*workspace.loaded;
                let notices = diff(known, &self.plan, campaign, people);
                Some(Comparison { notices, files: workspace.changed_files()? })
            }
        };
        Ok(self.comparison.get_or_init(|| compared).as_ref())
    }

    /// Who was in a wave by the plan in force and is not by this one; nobody when nothing was approved yet.
    pub fn leavers(&self, workspace: &Workspace) -> Vec<Leaver> {
        let Loaded { campaign, people, .. } = &*workspace.loaded;
        let mut leavers = self.approved.as_ref().map_or_else(Vec::new, |known| leavers(known, campaign, people));
        if !leavers.is_empty() {
            let names = Names::of(people);
            leavers.iter_mut().for_each(|leaver| leaver.name = names.of_id(&leaver.person));
        }
        leavers
    }

    /// What becomes of people who were told other dates.
    ///
    /// # Errors
    /// When the campaign has more rules than can be numbered.
    pub fn new_dates(&self, workspace: &Workspace) -> Result<NewDates> {
        let notices = self.told.reschedules(&workspace.loaded, workspace.now)?.len();
        self.new_dates_with(workspace, notices)
    }

    /// The same, when it is known how many notices there are about new dates.
    ///
    /// # Errors
    /// As [`new_dates`](Self::new_dates).
    pub(super) fn new_dates_with(&self, workspace: &Workspace, notices: usize) -> Result<NewDates> {
        let loaded = &workspace.loaded;
        let today = workspace.now.with_timezone(&loaded.campaign.timezone).date_naive();
        let changes = self.told.changes(loaded, workspace.now)?;
        let (people, stranded) = (self.told.outdated(loaded, workspace.now), self.told.stranded(loaded, today));
        Ok(NewDates { people, changes, notices, stranded })
    }
}

impl Comparison {
    /// Whether the draft and the files it was made from are those in force; but for what was told since.
    pub fn is_approved(&self) -> bool {
        self.files.is_empty() && self.changed().next().is_none()
    }

    /// The notices that an approval would change; not those that only something that was told since makes others.
    fn changed(&self) -> impl Iterator<Item = &Difference> {
        let stays = |row: &&Difference| !matches!(row.change, Change::AlreadyTold { .. } | Change::NotHeard { .. });
        self.notices.iter().filter(stays)
    }
}
