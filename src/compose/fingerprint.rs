//! What the bytes of a message follow from, as one number. What was rendered from the same before need not be rendered
//! again to know that it can be.
//!
//! | what | how it counts |
//! |---|---|
//! | the program | the bytes that stand for it; without them nothing is known |
//! | the campaign, templates, texts, layouts, pictures, holidays, certificates, what is built in | every file of the snapshot that is not read as people or devices: all of it, for every message |
//! | the people and devices of the files that are | the record of each person that the message is for or about, and the devices that are nobody's where it is for nobody; not the line it came from |
//! | the notice | all of it: identity, place in the campaign, language, channel, occurrence, due time, what was told before |
//!
//! An input that is added must be put here too: each record is taken apart field by field, so that a new one does not
//! compile until it is.

use std::collections::{BTreeMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use blake3::Hasher;
use rayon::prelude::*;

use super::composer::{Composer, ResolvedNotice};
use crate::campaign::{Audience, Device, Inputs, Person};
use crate::ledger::Fingerprint;
use crate::schedule::Notice;

#[cfg(test)]
mod tests;

/// Gives the messages of one campaign their fingerprints.
pub struct Fingerprints<'c> {
    composer: &'c Composer,
    /// What counts for every message.
    common: [u8; 32],
    /// Of each person, by position.
    persons: Vec<u64>,
    /// Of the devices that are nobody's.
    ownerless: u64,
    /// Of everyone in each wave, in order.
    waves: BTreeMap<u16, u64>,
}

impl<'c> Fingerprints<'c> {
    /// For what `composer` composes from `inputs`. `program` stands for the program: other bytes, another program.
    pub fn new(composer: &'c Composer, inputs: &Inputs, program: &[u8]) -> Self {
        let loaded = composer.loaded();
        let data: HashSet<&str> = loaded.sources.files.iter().map(|source| &*source.file).collect();
        let files = inputs.files().iter().filter(|(name, _)| !data.contains(&***name));
        let persons: Vec<u64> =
            loaded.people.persons.par_iter().map(|one| digest(|hasher| person(hasher, one))).collect();
        let ownerless = digest(|hasher| loaded.people.ownerless.iter().for_each(|one| device(hasher, one)));
        let mut everyone: BTreeMap<u16, Hasher> = BTreeMap::new();
        for (wave, digest) in composer.membership().waves.iter().zip(&persons) {
            if let Some(wave) = wave {
                everyone.entry(*wave).or_default().update(&digest.to_le_bytes());
            }
        }
        let waves = everyone.into_iter().map(|(wave, hasher)| (wave, short(&hasher))).collect();
        Fingerprints { composer, common: common(program, files), persons, ownerless, waves }
    }

    /// Of one notice.
    pub fn of(&self, notice: &ResolvedNotice) -> Fingerprint {
        let ResolvedNotice { id, wave, phase, rule, person, occurrence, channel, language, due, history } = notice;
        let mut hasher = Hasher::new();
        hasher.update(&self.common).update(&id.0);
        for position in [wave, phase, rule, occurrence] {
            hasher.update(&position.to_le_bytes());
        }
        hasher.update(&due.timestamp_micros().to_le_bytes());
        say(&mut hasher, (channel, language, history));
        match person {
            Some(at) => hasher.update(b"person").update(&self.persons[*at as usize].to_le_bytes()),
            None => hasher.update(b"nobody").update(&self.ownerless.to_le_bytes()),
        };
        match self.composer.rule(notice).to {
            Audience::Managers | Audience::SiteOwner => {
                for at in self.composer.reports(notice) {
                    hasher.update(&self.persons[at as usize].to_le_bytes());
                }
            }
            Audience::SharedOwners => {
                hasher.update(&self.ownerless.to_le_bytes());
            }
            Audience::Helpdesk => {
                hasher.update(&self.waves.get(wave).copied().unwrap_or_default().to_le_bytes());
            }
            Audience::Everyone | Audience::Pending | Audience::Migrated | Audience::Failed | Audience::Select(_) => {}
        }
        Fingerprint(short(&hasher))
    }

    /// Of each notice of a plan, in its order.
    pub fn of_plan(&self, notices: &[Notice]) -> Vec<Fingerprint> {
        notices.par_iter().map(|notice| self.of(&ResolvedNotice::from(notice))).collect()
    }
}

/// What counts for every message: the program with what it was built with, and these files.
fn common<'f>(program: &[u8], files: impl Iterator<Item = (&'f String, &'f Arc<[u8]>)>) -> [u8; 32] {
    let mut hasher = Hasher::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
    };
    part(program);
    for (name, bytes) in files {
        part(name.as_bytes());
        part(bytes);
    }
    *hasher.finalize().as_bytes()
}

fn person(hasher: &mut Hasher, person: &Person) {
    let Person {
        id,
        name,
        given_name,
        surname,
        email,
        language,
        timezone,
        department,
        site,
        manager,
        enabled,
        leave_until,
        visit,
        standing,
        attributes,
        concern,
        devices,
        source: _,
    } = person;
    say(hasher, (id, name, given_name, surname, email, language, timezone, department));
    say(hasher, (site, manager, enabled, leave_until, visit, standing, attributes, concern));
    devices.iter().for_each(|one| device(hasher, one));
}

fn device(hasher: &mut Hasher, device: &Device) {
    let Device {
        serial,
        name,
        manufacturer,
        model,
        platform,
        os_version,
        ownership,
        supervised,
        system,
        migrated,
        last_seen,
        apple_deadline,
        attributes,
        concern,
        source: _,
    } = device;
    say(hasher, (serial, name, manufacturer, model, platform, os_version));
    say(hasher, (ownership, supervised, system, migrated, last_seen, apple_deadline));
    say(hasher, (attributes, concern));
}

/// Takes in a value, so that what is different is told differently: a text has its end, a list its length. The same program
/// does it the same way every time, and another one has another digest anyway.
fn say(hasher: &mut Hasher, what: impl Hash) {
    what.hash(&mut Feed(hasher));
}

/// A digest as what the standard library gives values to.
struct Feed<'h>(&'h mut Hasher);

impl std::hash::Hasher for Feed<'_> {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        short(self.0)
    }
}

fn digest(feed: impl FnOnce(&mut Hasher)) -> u64 {
    let mut hasher = Hasher::new();
    feed(&mut hasher);
    short(&hasher)
}

fn short(hasher: &Hasher) -> u64 {
    let mut bytes = [0; 8];
    hasher.finalize_xof().fill(&mut bytes);
    u64::from_le_bytes(bytes)
}
