//! Everything known and told about one person.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::known::{Known, identify, rows_of};
use super::snapshot::Snapshot;
use crate::app::locked::{InForce, progress};
use crate::builtin;
use crate::campaign::people::Mention;
use crate::campaign::{Campaign, PersonId, Progress, fold};
use crate::compose::Composer;
use crate::error::{Error, Result};
use crate::l10n::{Catalogs, Tag, Voice};
use crate::ledger::{Access, Filter, JournalEntry, Ledger, Names, Scope};
use crate::report::{Age, Dossier, Told};

/// So many digits of a notice are in the journal.
const SHORT: usize = 8;

/// Everything known and told about somebody of the approved campaign in `dir`, and the voice that says it in their language.
///
/// # Errors
/// [`Usage`](crate::error::Kind::Usage) when nothing was approved yet, there is no such person, or somebody else is known by
/// the same address; or the ledger cannot be read.
pub fn show(dir: &Path, who: &str, now: DateTime<Utc>) -> Result<(Dossier, Arc<Voice>)> {
    let in_force = InForce::open(dir, Access::Read)?;
    let ledger = &*in_force.ledger;
    let snapshots = Snapshot::all(ledger)?;
    let id = identify(&snapshots, who).map_err(|error| match ledger.forgotten() {
        Ok(forgotten) if forgotten.has(&fold::key(who)) => Error::usage(format!("{who} was forgotten"))
            .hint("what stays of them names nobody: `heraut journal` says when it was done"),
        _ => error,
    })?;
    // The one in force first, then the others, the newest first.
    let mut newest: Vec<&Snapshot> = snapshots.iter().rev().collect();
    newest.sort_by_key(|snapshot| snapshot.hash != in_force.approval.snapshot);
    let mut known = Known::default();
    for Snapshot { loaded, .. } in &snapshots {
        known.meet(loaded, &id)?;
    }
    for snapshot in &snapshots {
        known.strip(&mut snapshot.inputs(), &rows_of(&snapshot.loaded, &id))?;
    }
    let shown = newest.iter().find(|snapshot| snapshot.loaded.people.get(&id).is_some()).copied();
    let shown = shown.unwrap_or(newest[0]);
    let person = shown.loaded.people.get(&id).cloned().ok_or_else(|| Error::bug("nobody was found"))?;
    let mut mentions = Vec::new();
    for snapshot in [shown].into_iter().chain(newest.iter().copied().filter(|one| one.hash != shown.hash)) {
        let age = if snapshot.hash == shown.hash { Age::Present } else { Age::Earlier };
        for mention in known.mentions(snapshot, &id)? {
            let is_same = |(other, _): &(Mention, Age)| {
                (&other.file, &other.cells, other.is_own) == (&mention.file, &mention.cells, mention.is_own)
            };
            if !mentions.iter().any(is_same) {
                mentions.push((mention, age));
            }
        }
    }
    let progress = progress(ledger)?;
    let names: Names = known.words.iter().cloned().collect();
    let told = Teller::new(ledger, &snapshots, &in_force.approval.snapshot).told(&id, &progress)?;
    let campaign = Arc::clone(&shown.loaded.campaign);
    let dossier = Dossier {
        standing: progress.standing(&person),
        moved: progress.migrated_devices(&person),
        facts: ledger.facts(0)?.into_iter().filter(|fact| fact.person == id).collect(),
        journal: entries(ledger.journal()?, &names, &told),
        holds: ledger.holds()?.into_iter().filter(|hold| hold.scope == Scope::Person(id.clone())).collect(),
        is_current: shown.hash == in_force.approval.snapshot,
        campaign: Arc::clone(&campaign),
        person,
        told,
        mentions,
        now,
    };
    let voice = voice(&dossier.person.language.tag, &campaign)?;
    Ok((dossier, voice))
}

/// The entries that name somebody, or a notice of theirs.
fn entries(journal: Vec<JournalEntry>, names: &Names, told: &[Told]) -> Vec<JournalEntry> {
    let ids: Vec<String> = told.iter().map(|told| told.row.entry.id.to_string()[..SHORT].to_owned()).collect();
    let concerns = |entry: &JournalEntry| {
        let words = &entry.words;
        let texts = [Some(&words.by), Some(&words.what), words.why.as_ref()];
        texts.into_iter().flatten().any(|text| names.are_in(text))
            || words.what.split([' ', ',']).any(|word| ids.iter().any(|id| id == word))
    };
    journal.into_iter().filter(concerns).collect()
}

/// Their language, else the campaign's, else English: the first that there are texts in. What addresses nobody has no register.
fn voice(wanted: &Tag, campaign: &Campaign) -> Result<Arc<Voice>> {
    let texts: Vec<(String, &[u8])> = builtin::catalogs("person.ftl").collect();
    let catalogs = Catalogs::load(texts.iter().map(|(path, bytes)| (path.as_str(), *bytes)))?;
    for tag in [wanted, &campaign.languages.default] {
        let plain = tag.with_register(None);
        if plain.chain().any(|tag| catalogs.languages().contains(&&tag)) {
            return catalogs.voice(plain.as_str(), plain.as_str());
        }
    }
    catalogs.voice("en", "en")
}

/// Looks up what became of notices, and what they were called.
struct Teller<'a> {
    ledger: &'a dyn Ledger,
    snapshots: HashMap<&'a str, &'a Snapshot>,
    in_force: &'a str,
    composers: BTreeMap<String, Option<Composer>>,
}

impl<'a> Teller<'a> {
    fn new(ledger: &'a dyn Ledger, snapshots: &'a [Snapshot], in_force: &'a str) -> Self {
        let snapshots = snapshots.iter().map(|snapshot| (snapshot.hash.as_str(), snapshot)).collect();
        Teller { ledger, snapshots, in_force, composers: BTreeMap::new() }
    }

    /// Everything one person was told, or is to be, by due time.
    fn told(&mut self, id: &PersonId, progress: &Progress) -> Result<Vec<Told>> {
        let rows = self.ledger.list(&Filter { person: Some(id.clone()), ..Filter::default() })?;
        let mut told = Vec::new();
        for row in rows {
            let id = row.entry.id;
            let from = self.ledger.tried_from(id)?.unwrap_or_else(|| self.in_force.to_owned());
            let composer = self.composer(&from);
            let notice =
                composer.and_then(|composer| composer.resolve(&row.entry).ok().map(|notice| (composer, notice)));
            let subject = notice.as_ref().and_then(|(composer, notice)| composer.content(notice, &[]).ok());
            let dropped = notice.filter(|_| row.is_to_come());
            let dropped = dropped.and_then(|(composer, notice)| composer.still_meant(&notice, progress).err());
            told.push(Told {
                subject: subject.map(|content| content.subject),
                dropped,
                attempts: self.ledger.attempts(id)?,
                reports: self.ledger.reports(id)?,
                row,
            });
        }
        Ok(told)
    }

    /// What makes the messages of a snapshot; `None` where that one cannot be made from any more.
    fn composer(&mut self, hash: &str) -> Option<&Composer> {
        let snapshot = self.snapshots.get(hash)?;
        let made = self.composers.entry(hash.to_owned());
        made.or_insert_with(|| Composer::new(Arc::clone(&snapshot.loaded), &snapshot.inputs()).ok()).as_ref()
    }
}
