//! Somebody is forgotten: out of the ledger, every snapshot and the outbox. What lies elsewhere is named.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::known::{Known, identify, rows_of};
use super::snapshot::{Files, Snapshot};
use crate::app::approve::PATIENCE;
use crate::app::deliver::spool;
use crate::app::fetch::forget_knowledge;
use crate::app::locked::InForce;
use crate::app::observer::{Observer, Remark};
use crate::campaign::people::{Stripped, Theirs};
use crate::campaign::{Inputs, Loaded, Person, PersonId, Transport, fold, load, strip_people};
use crate::error::{Error, Result};
use crate::ledger::{Access, Filter, Forget, Forgotten, Row, Said, State};
use crate::schedule::NoticeId;

/// How the names begin that say nothing.
pub(super) const ALIAS: &str = "forgotten-";

/// Whether it is the name of somebody who was forgotten.
pub(in crate::app) fn is_alias(person: &str) -> bool {
    person.starts_with(ALIAS)
}

/// What was erased, and what is left to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// What the ledger calls them from now on, one for each.
    pub aliases: Vec<PersonId>,
    /// So many notices were cancelled.
    pub cancelled: u64,
    /// So many messages were taken out of the outbox.
    pub letters: usize,
    /// The working files that still have rows of theirs, which every plan leaves out.
    pub files: Vec<Stripped>,
    /// Where sheets of theirs were printed: the run, and the sheet.
    pub papers: BTreeSet<String>,
}

/// Forgets somebody of the approved campaign in `dir`, also beside a sender, which gives way. It cannot be undone. Said again, it
/// ends what could not be ended the first time; then nothing else is told.
///
/// # Errors
/// [`Usage`](crate::error::Kind::Usage) when there is no such person, or somebody else would lose something by it; or the ledger
/// cannot be written.
pub fn forget(
    dir: &Path,
    who: &str,
    (by, why): (&str, &str),
    now: DateTime<Utc>,
    observer: &dyn Observer,
) -> Result<Option<Erased>> {
    let mut in_force = InForce::open(dir, Access::Write)?;
    in_force.ledger.begin_approving(by, now, PATIENCE, &mut |who| observer.remark(Remark::WaitingForSender { who }))?;
    let snapshots = Snapshot::all(&*in_force.ledger)?;
    let id = match identify(&snapshots, who) {
        Ok(id) => id,
        Err(_) if in_force.ledger.forgotten()?.has(&fold::key(who)) => {
            in_force.ledger.wipe()?;
            forget_knowledge(dir)?;
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let mut known = Known::default();
    for Snapshot { loaded, .. } in &snapshots {
        known.meet(loaded, &id)?;
    }
    let mut files = Files::default();
    for snapshot in &snapshots {
        let mut inputs = snapshot.inputs();
        known.strip(&mut inputs, &rows_of(&snapshot.loaded, &id))?;
        snapshot.changed(&inputs, &mut files);
        insist_on_the_others(&snapshot.loaded, &mut inputs, &id)?;
    }
    let alias = |_| format!("{ALIAS}{:08x}", any_number()).into();
    let people: Vec<(PersonId, PersonId)> = [id].into_iter().map(|id| (id.clone(), alias(id))).collect();
    let Known { identities, words, .. } = known;
    let words = words.into_iter().collect();
    let forget = Forget { people, retention: None, words, identities: identities.into_inner(), files };
    erase(&mut in_force, &forget, &Said { by, why, at: now }).map(Some)
}

/// Takes them out of the ledger, and their messages out of the outbox; what of them is elsewhere is told.
pub(super) fn erase(in_force: &mut InForce, forget: &Forget, said: &Said<'_>) -> Result<Erased> {
    let anew: HashMap<NoticeId, u32> = in_force.ledger.sent_anew()?.into_iter().collect();
    let mut papers = BTreeSet::new();
    let (mut notices, mut ids) = (BTreeSet::new(), HashSet::new());
    for (person, _) in &forget.people {
        let theirs = Filter { person: Some(person.clone()), ..Filter::default() };
        in_force.ledger.visit(&theirs, &mut |row: Row| {
            let id = row.entry.id;
            ids.insert(id);
            notices.extend((0..=anew.get(&id).copied().unwrap_or(0)).map(|n| id.after_retries(n).to_string()));
            if row.state == State::Printed {
                papers.insert(row.detail);
            }
            Ok(())
        })?;
    }
    // Before the ledger forgets whose they are: what ends halfway can be said again.
    let letters = in_force.outbox()?.map_or(0, |outbox| empty(&outbox, &notices));
    let why = forget.without(said.why);
    let cancelled = in_force.ledger.forget(forget, &Said { why: &why, ..*said })?;
    in_force.ledger.wipe()?;
    spool::without_words(&in_force.location, &ids)?;
    forget_knowledge(&in_force.dir)?;
    let forgotten = in_force.ledger.forgotten()?;
    let files = leave_out(&mut Inputs::from_dir(&in_force.dir), &forgotten)?;
    let aliases = forget.people.iter().map(|(_, alias)| alias.clone()).collect();
    Ok(Erased { aliases, cancelled, letters, files, papers })
}

/// A number that says nothing.
pub(super) fn any_number() -> u32 {
    // Of the hasher's keys, which are random, nothing but this is shown.
    RandomState::new().build_hasher().finish() as u32
}

/// Refuses to go on when anybody else would be another one afterwards, or the campaign could not be read any more.
fn insist_on_the_others(before: &Loaded, stripped: &mut Inputs, id: &PersonId) -> Result<()> {
    let after = load(stripped).map_err(|error| {
        error.hint("without them what was approved cannot be read; change the campaign and approve, then say it again")
    })?;
    for other in before.people.persons.iter().filter(|other| other.id != *id) {
        let devices =
            |person: &Person| person.devices.iter().filter_map(|d| d.key().map(str::to_owned)).collect::<Vec<_>>();
        let is_same = |now: &Person| {
            (&now.name, &now.email, &now.given_name, &now.surname)
                == (&other.name, &other.email, &other.given_name, &other.surname)
                && devices(now) == devices(other)
        };
        if !after.people.get(&other.id).is_some_and(is_same) {
            return Err(Error::usage(format!("{} ({}) would lose what they are known by", other.name, other.id))
                .hint("both share an identity in the data: give each their own, approve, and say it again"));
        }
    }
    Ok(())
}

/// Takes those who were forgotten out of the files of a campaign.
///
/// # Errors
/// When the campaign file, or the headers of a file, cannot be read.
pub(in crate::app) fn leave_out(inputs: &mut Inputs, forgotten: &Forgotten) -> Result<Vec<Stripped>> {
    if forgotten.is_empty() {
        return Ok(Vec::new());
    }
    strip_people(inputs, &Theirs { identity: &|id| forgotten.has(id), line: &|_, _| false, met: &|_| () })
}

/// Takes the messages of these notices out of a folder of mail; what cannot be removed is not counted.
fn empty(outbox: &Path, ids: &BTreeSet<String>) -> usize {
    let folders = [outbox.to_owned(), outbox.join("new"), outbox.join("cur"), outbox.join("tmp")];
    let files = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    let is_theirs = |name: &str| name.split(|c: char| !c.is_ascii_hexdigit()).next().is_some_and(|id| ids.contains(id));
    files
        .filter(|file| file.file_name().to_str().is_some_and(is_theirs))
        .filter(|file| fs::remove_file(file.path()).is_ok())
        .count()
}

impl InForce {
    /// The folder that mail goes to instead of a relay, if there is one.
    fn outbox(&self) -> Result<Option<PathBuf>> {
        let mut inputs = Inputs::from_files(self.ledger.snapshot(&self.approval.snapshot)?);
        let campaign = crate::campaign::load_campaign(&mut inputs)?;
        Ok(match campaign.relay.as_ref().map(|relay| &relay.transport) {
            Some(Transport::Maildir(folder) | Transport::File(folder)) => Some(self.dir.join(folder)),
            Some(Transport::Smtp { .. }) | None => None,
        })
    }
}
