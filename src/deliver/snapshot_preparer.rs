//! Composes from what was approved: the snapshot of the notice, and what has happened to people since.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chrono::{DateTime, Utc};

use super::preparer::Preparer;
use super::signer::Signer;
use crate::campaign::{Inputs, Progress, load};
use crate::compose::Composer;
use crate::error::Result;
use crate::ledger::{Claim, Fact, FirstAttempt, Outcome, Suppression};
use crate::render::Mail;
use crate::schedule::Hours;

/// The files of a snapshot, by its hash.
pub type SnapshotFiles = Box<dyn Fn(&str) -> Result<BTreeMap<String, Arc<[u8]>>> + Send + Sync>;

/// A [`Preparer`] over approved snapshots. The one in force is read when it is made; an older one, from which a
/// notice was first tried, when a retry needs it.
pub struct SnapshotPreparer {
    files: SnapshotFiles,
    composers: Mutex<HashMap<Arc<str>, Arc<Composer>>>,
    progress: RwLock<Progress>,
    signer: Option<Signer>,
}

impl SnapshotPreparer {
    /// A preparer for the snapshot in force. `progress` is what is known of people so far.
    pub fn new(hash: &str, composer: Arc<Composer>, files: SnapshotFiles, progress: Progress) -> Self {
        let composers = Mutex::new(HashMap::from([(Arc::from(hash), composer)]));
        SnapshotPreparer { files, composers, progress: RwLock::new(progress), signer: None }
    }

    /// The same, with every message signed.
    pub fn signed_by(self, signer: Option<Signer>) -> Self {
        SnapshotPreparer { signer, ..self }
    }

    fn composer(&self, hash: &Arc<str>) -> Result<Arc<Composer>> {
        let mut known = self.composers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(composer) = known.get(hash) {
            return Ok(Arc::clone(composer));
        }
        let mut inputs = Inputs::from_files((self.files)(hash)?);
        let composer = Arc::new(Composer::new(Arc::new(load(&mut inputs)?), &inputs)?);
        known.insert(Arc::clone(hash), Arc::clone(&composer));
        Ok(composer)
    }

    /// [`Preparer::look_again`], with the errors that are ours.
    fn examine(&self, claim: &Claim, now: DateTime<Utc>) -> Result<Option<Outcome>> {
        let composer = self.composer(&claim.snapshot)?;
        let order = composer.resolve(&claim.entry)?;
        let progress = self.progress.read().unwrap_or_else(PoisonError::into_inner);
        if let Err(why) = composer.still_meant(&order, &progress) {
            return Ok(Some(Outcome::Suppressed(why)));
        }
        let campaign = &composer.loaded().campaign;
        let person = composer.person(&order);
        if person.is_none() && campaign.helpdesk.email.is_none() {
            return Ok(Some(Outcome::Suppressed(Suppression::NoMailbox)));
        }
        // What a sender missed is not sent at night: it waits for the window, or expires.
        let zone = person.map_or(campaign.timezone, |person| person.timezone);
        let hours = Hours::new(&campaign.calendar, zone);
        if hours.is_open(now) {
            return Ok(None);
        }
        let opening = hours.at_or_after(now).filter(|at| claim.entry.expires.is_none_or(|expires| *at < expires));
        Ok(Some(match opening {
            Some(until) => Outcome::Deferred { until, why: "waits for the next opening".into(), charged: false },
            None => Outcome::Expired(None),
        }))
    }
}

impl Preparer for SnapshotPreparer {
    fn learn(&self, facts: &[Fact]) {
        let mut progress = self.progress.write().unwrap_or_else(PoisonError::into_inner);
        for fact in facts {
            fact.teach(&mut progress);
        }
    }

    fn look_again(&self, claim: &Claim, now: DateTime<Utc>) -> Option<Outcome> {
        self.examine(claim, now).unwrap_or_else(|error| Some(Outcome::Failed(error.to_string())))
    }

    fn first_attempt(&self, claim: &Claim, now: DateTime<Utc>) -> FirstAttempt {
        let migrated = self.composer(&claim.snapshot).and_then(|composer| {
            let order = composer.resolve(&claim.entry)?;
            let progress = self.progress.read().unwrap_or_else(PoisonError::into_inner);
            Ok(composer.migrated(&order, &progress))
        });
        // A snapshot that cannot be read was reported by `check`, before this is asked.
        FirstAttempt { at: now, migrated: migrated.unwrap_or_default() }
    }

    fn render(&self, claim: &Claim, first: &FirstAttempt) -> Result<Mail> {
        let composer = self.composer(&claim.snapshot)?;
        let order = composer.resolve(&claim.entry)?;
        let mut mail = composer.mail(&order, first.at, &first.migrated, None)?;
        if let Some(signer) = &self.signer {
            signer.sign(&mut mail, first.at)?;
        }
        Ok(mail)
    }
}
