//! Composes from what was approved: the snapshot of the notice, and what has happened to people since.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};

use super::envelope_id::{envelope_id, naming};
use super::preparer::Preparer;
use super::signer::Signer;
use super::snapshots::Snapshots;
use crate::campaign::{Inputs, Progress, load};
use crate::compose::{Composer, ResolvedNotice};
use crate::error::Result;
use crate::ledger::{Act, Claim, Entry, Fact, FirstAttempt, Outcome, Row, Suppression, teach};
use crate::render::Mail;
use crate::schedule::{Barrier, Evidence, Hours, Neighbour, Turn, barrier, has_neighbours, turn, wave_gates};

/// The files of a snapshot, by its hash.
pub type SnapshotFiles = Box<dyn Fn(&str) -> Result<BTreeMap<String, Arc<[u8]>>> + Send + Sync>;

/// A [`Preparer`] over approved snapshots. The one in force is read when it is made; an older one, from which a
/// notice was first tried, when a retry needs it.
pub struct SnapshotPreparer {
    composers: Snapshots<Composer>,
    progress: RwLock<Progress>,
    signer: Option<Signer>,
}

impl SnapshotPreparer {
    /// A preparer for the snapshot in force. `progress` is what is known of people so far.
    pub fn new(hash: &str, composer: Arc<Composer>, files: SnapshotFiles, progress: Progress) -> Self {
        let read = move |hash: &str| {
            let mut inputs = Inputs::from_files(files(hash)?);
            Composer::new(Arc::new(load(&mut inputs)?), &inputs)
        };
        let composers = Snapshots::new(hash, composer, Box::new(read));
        SnapshotPreparer { composers, progress: RwLock::new(progress), signer: None }
    }

    /// The same, with every message signed.
    pub fn signed_by(self, signer: Option<Signer>) -> Self {
        SnapshotPreparer { signer, ..self }
    }

    /// [`Preparer::look_again`], with the errors that are ours.
    fn examine(&self, claim: &Claim, now: DateTime<Utc>) -> Result<Option<Outcome>> {
        let composer = self.composers.get(&claim.snapshot, now)?;
        let notice = composer.resolve(&claim.entry)?;
        let progress = self.progress.read().unwrap_or_else(PoisonError::into_inner);
        if let Err(why) = composer.still_meant(&notice, &progress) {
            return Ok(Some(Outcome::Suppressed(why)));
        }
        if composer.person(&notice).is_none() && composer.loaded().campaign.helpdesk.email.is_none() {
            return Ok(Some(Outcome::Suppressed(Suppression::NoMailbox)));
        }
        // "15 days left" is not sent when there are ten.
        if let Some(first) = &claim.first
            && composer.is_out_of_date(&notice, first.at, &first.migrated, now)?
        {
            return Ok(Some(Outcome::Expired(None)));
        }
        // What a sender missed is not sent at night: it waits for the window, or expires.
        let hours = hours(&composer, &notice);
        if hours.is_open(now) {
            return Ok(None);
        }
        let opening = hours.at_or_after(now).filter(|at| claim.entry.expires.is_none_or(|expires| *at < expires));
        Ok(Some(match opening {
            Some(until) => Outcome::Deferred { until, why: "waits for the next opening".into(), charged: false },
            None => Outcome::Expired(None),
        }))
    }

    /// [`Preparer::has_neighbours`], with the errors that are ours.
    fn looks_around(&self, claim: &Claim, now: DateTime<Utc>) -> Result<bool> {
        let composer = self.composers.get(&claim.snapshot, now)?;
        let hours = hours(&composer, &composer.resolve(&claim.entry)?);
        Ok(has_neighbours(&composer.loaded().campaign, hours, &neighbour(&claim.entry, None), now))
    }

    /// [`Preparer::turn`], with the errors that are ours.
    fn find_turn(&self, claim: &Claim, others: &[Row], now: DateTime<Utc>) -> Result<Option<Outcome>> {
        // What is not sent now in any case says why by itself.
        if self.examine(claim, now)?.is_some() {
            return Ok(None);
        }
        let composer = self.composers.get(&claim.snapshot, now)?;
        let hours = hours(&composer, &composer.resolve(&claim.entry)?);
        let progress = self.progress.read().unwrap_or_else(PoisonError::into_inner);
        let is_meant =
            |row: &Row| composer.resolve(&row.entry).is_ok_and(|other| composer.still_meant(&other, &progress).is_ok());
        let others: Vec<Neighbour<'_>> = others
            .iter()
            .filter(|row| row.entry.id != claim.entry.id && !row.entry.channel.is_paper())
            .filter_map(|row| {
                if row.state.is_told() {
                    return Some(neighbour(&row.entry, Some(row.since)));
                }
                let today = row.next.is_none_or(|next| hours.day(next) <= hours.day(now));
                (row.state.is_queued() && today && is_meant(row)).then(|| neighbour(&row.entry, None))
            })
            .collect();
        Ok(match turn(&composer.loaded().campaign, hours, &neighbour(&claim.entry, None), &others, now) {
            Turn::Now => None,
            Turn::Later(until) => {
                let why = "waits for a day without another message".into();
                Some(Outcome::Deferred { until, why, charged: false })
            }
            Turn::Expired => Some(Outcome::Expired(None)),
            Turn::Overtaken => Some(Outcome::Suppressed(Suppression::Overtaken)),
        })
    }
}

/// When mail may go to whom a notice is for: the campaign's windows by that person's clock, the campaign's own for the
/// helpdesk.
fn hours<'c>(composer: &'c Composer, notice: &ResolvedNotice) -> Hours<'c> {
    let campaign = &composer.loaded().campaign;
    let zone = composer.person(notice).map_or(campaign.timezone, |person| person.timezone);
    Hours::new(&campaign.calendar, zone)
}

fn neighbour(entry: &Entry, told: Option<DateTime<Utc>>) -> Neighbour<'_> {
    Neighbour {
        wave: &entry.wave,
        phase: &entry.phase,
        message: &entry.message,
        occurrence: entry.occurrence,
        due: entry.due,
        expires: entry.expires,
        told,
    }
}

impl Preparer for SnapshotPreparer {
    fn has_neighbours(&self, claim: &Claim, now: DateTime<Utc>) -> bool {
        // What is tried again is the same bytes to the same relay: it has had its turn.
        claim.first.is_none() && self.looks_around(claim, now).unwrap_or(false)
    }

    fn turn(&self, claim: &Claim, others: &[Row], now: DateTime<Utc>) -> Option<Outcome> {
        self.find_turn(claim, others, now).unwrap_or_else(|error| Some(Outcome::Failed(error.to_string())))
    }

    fn barrier(&self, wave: &str, acts: &[Act], now: DateTime<Utc>) -> Result<Barrier> {
        let progress = self.progress.read().unwrap_or_else(PoisonError::into_inner);
        let loaded = self.composers.in_force().loaded();
        let about = |wave: &str, evidence: &mut Evidence| teach(acts, wave, now, evidence);
        Ok(barrier(&wave_gates((&loaded.campaign, &loaded.people), &progress, about, now), wave))
    }

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
        let migrated = self.composers.get(&claim.snapshot, now).and_then(|composer| {
            let notice = composer.resolve(&claim.entry)?;
            let progress = self.progress.read().unwrap_or_else(PoisonError::into_inner);
            Ok(composer.migrated(&notice, &progress))
        });
        // A snapshot that cannot be read was reported by `check`, before this is asked.
        FirstAttempt { at: now, migrated: migrated.unwrap_or_default() }
    }

    fn render(&self, claim: &Claim, first: &FirstAttempt) -> Result<Mail> {
        let composer = self.composers.get(&claim.snapshot, first.at)?;
        let notice = composer.resolve(&claim.entry)?;
        let notice = ResolvedNotice { id: notice.id.after_retries(claim.retries), ..notice };
        let mut mail = composer.mail(&notice, first.at, &first.migrated, None)?;
        mail.envelope_id = Some(envelope_id(&claim.snapshot, notice.id));
        if composer.loaded().campaign.sender.verp {
            mail.envelope_from = naming(&mail.envelope_from, notice.id);
        }
        if let Some(signer) = &self.signer {
            signer.sign(&mut mail, first.at)?;
        }
        Ok(mail)
    }
}
