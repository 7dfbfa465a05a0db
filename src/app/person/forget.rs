//! Somebody is forgotten: out of the ledger, every snapshot and the outbox. What lies elsewhere is named.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::approve::PATIENCE;
use crate::app::locked::InForce;
use crate::app::observer::{Observer, Remark};
use crate::campaign::people::{Stripped, Theirs};
use crate::campaign::{Inputs, Loaded, Person, PersonId, Transport, fold, load, strip_people};
use crate::error::{Error, Result};
use crate::ledger::{Access, Filter, Forget, Forgotten, Row, Said, State};
use crate::report::find_person;
use crate::schedule::NoticeId;

/// What was erased, and what is left to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// What the ledger calls them from now on.
    pub alias: PersonId,
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
    let mut snapshots = Vec::new();
    for hash in in_force.ledger.snapshots()? {
        let files = in_force.ledger.snapshot(&hash)?;
        let loaded = load(&mut Inputs::from_files(files.clone())).map_err(|error| {
            error.hint("a snapshot of an older program cannot be read by this one: forget with that one")
        })?;
        snapshots.push((hash, files, loaded));
    }
    let id = match identify(&snapshots.iter().map(|(.., loaded)| loaded).collect::<Vec<_>>(), who) {
        Ok(id) => id,
        Err(_) if in_force.ledger.forgotten()?.has(&fold::key(who)) => {
            in_force.ledger.wipe()?;
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let mut known = Known::default();
    for (.., loaded) in &snapshots {
        known.meet(loaded, &id)?;
    }
    let mut files: BTreeMap<(String, String), Arc<[u8]>> = BTreeMap::new();
    for (hash, before, loaded) in &snapshots {
        let mut inputs = Inputs::from_files(before.clone());
        known.strip(&mut inputs, &rows_of(loaded, &id))?;
        let changed = inputs.files().iter().filter(|(path, body)| before.get(*path).is_some_and(|old| old != *body));
        files.extend(changed.map(|(path, body)| ((hash.clone(), path.clone()), body.clone())));
        insist_on_the_others(loaded, &mut inputs, &id)?;
    }
    let theirs = Filter { person: Some(id.clone()), ..Filter::default() };
    let rows = in_force.ledger.list(&theirs)?;
    let papers = rows.iter().filter(|row| row.state == State::Printed).map(|row| row.detail.clone()).collect();
    let anew: HashMap<NoticeId, u32> = in_force.ledger.sent_anew()?.into_iter().collect();
    let messages = |row: &Row| {
        let id = row.entry.id;
        (0..=anew.get(&id).copied().unwrap_or(0)).map(move |retries| id.after_retries(retries)).collect::<Vec<_>>()
    };
    let notices: Vec<NoticeId> = rows.iter().flat_map(messages).collect();
    // Before the ledger forgets whose they are: what ends halfway can be said again.
    let letters = in_force.outbox()?.map_or(0, |outbox| empty(&outbox, &notices));
    // Nothing of them is in it.
    let alias: PersonId = format!("forgotten-{:08x}", RandomState::new().build_hasher().finish() as u32).into();
    let Known { identities, words, .. } = known;
    let forget = Forget { person: id, alias: alias.clone(), words, identities: identities.into_inner(), files };
    let why = forget.without(why);
    let cancelled = in_force.ledger.forget(&forget, &Said { by, why: &why, at: now })?;
    in_force.ledger.wipe()?;
    let forgotten = in_force.ledger.forgotten()?;
    let files = leave_out(&mut Inputs::from_dir(dir), &forgotten)?;
    Ok(Some(Erased { alias, cancelled, letters, files, papers }))
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

/// Who is meant, by the newest snapshot that has them.
fn identify(snapshots: &[&Loaded], who: &str) -> Result<PersonId> {
    let mut last = None;
    for loaded in snapshots.iter().rev() {
        match find_person(&loaded.people, who) {
            Ok(at) => return Ok(loaded.people.persons[at].id.clone()),
            Err(error) => last = last.or(Some(error)),
        }
    }
    Err(last.unwrap_or_else(|| Error::usage("nothing was approved yet, so nobody is known")))
}

/// What somebody is known by.
#[derive(Default)]
struct Known {
    /// As the data is compared.
    identities: RefCell<BTreeSet<String>>,
    /// As people write it.
    words: BTreeSet<String>,
}

impl Known {
    /// Learns what a snapshot says of them.
    fn meet(&mut self, loaded: &Loaded, id: &PersonId) -> Result<()> {
        let Some(person) = loaded.people.get(id) else { return Ok(()) };
        if let Some(other) = shares(loaded, person) {
            return Err(Error::usage(format!(
                "{} and {} share the address that they are known by",
                person.name, other.name
            ))
            .hint("give one of them another address in the data, approve, and say it again"));
        }
        let identities = self.identities.get_mut();
        identities.extend([&**id].into_iter().chain(person.email.as_deref()).map(|name| fold::key(name).into_owned()));
        let full = |one: &Person| Some(format!("{} {}", one.given_name.as_deref()?, one.surname.as_deref()?));
        let others = || loaded.people.persons.iter().filter(|other| other.id != *id);
        // A name that somebody else has is theirs as well.
        let is_own = |name: &String| !others().any(|other| other.name == *name || full(other).as_ref() == Some(name));
        let names = [Some(person.name.clone()), full(person)].into_iter().flatten().filter(is_own);
        self.words.extend(names.chain([Some(id.to_string()), person.email.clone()].into_iter().flatten()));
        for device in &person.devices {
            let is_own =
                |name: &&String| !others().flat_map(|other| &other.devices).any(|d| d.name.as_ref() == Some(*name));
            self.words.extend(device.serial.iter().chain(device.name.iter().filter(is_own)).cloned());
            identities.extend(device.serial.as_deref().map(|serial| fold::serial_key(serial).to_lowercase()));
            identities.extend(device.name.iter().filter(is_own).map(|name| fold::key(name).into_owned()));
        }
        Ok(())
    }

    /// Takes them out of files, until no row of theirs names an identity that is not known yet.
    fn strip(&mut self, inputs: &mut Inputs, lines: &BTreeSet<(String, u32)>) -> Result<()> {
        loop {
            let before = self.identities.borrow().clone();
            let theirs = Theirs {
                identity: &|identity| before.contains(identity),
                line: &|file, line| lines.contains(&(file.to_owned(), line)),
                met: &|identity| {
                    self.identities.borrow_mut().insert(identity.to_owned());
                },
            };
            let mut tried = inputs.clone();
            strip_people(&mut tried, &theirs)?;
            self.words.extend(self.identities.borrow().iter().cloned());
            if *self.identities.borrow() == before {
                *inputs = tried;
                return Ok(());
            }
        }
    }
}

/// Where the data of a snapshot has them and their devices, by file and line.
fn rows_of(loaded: &Loaded, id: &PersonId) -> BTreeSet<(String, u32)> {
    let Some(person) = loaded.people.get(id) else { return BTreeSet::new() };
    let sources = person.devices.iter().map(|device| &device.source).chain([&person.source]);
    sources.map(|source| (source.file.to_string(), source.line)).collect()
}

/// Somebody else with their address.
fn shares<'a>(loaded: &'a Loaded, person: &Person) -> Option<&'a Person> {
    let email = person.email.as_deref()?.to_lowercase();
    let is_same = |other: &&Person| other.email.as_deref().is_some_and(|other| other.to_lowercase() == email);
    loaded.people.persons.iter().filter(|other| other.id != person.id).find(is_same)
}

/// Takes the messages of these notices out of a folder of mail; what cannot be removed is not counted.
fn empty(outbox: &Path, notices: &[NoticeId]) -> usize {
    let ids: BTreeSet<String> = notices.iter().map(NoticeId::to_string).collect();
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
