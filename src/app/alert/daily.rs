//! What is written by name, once a working day, when mail may go out: to who decides on a gate that waits for nothing but them,
//! and to who leads the rollout. They are short mails and no notices: nothing is planned, and who hears nothing today has
//! nothing to do.
//!
//! The first look of a day decides. What could not be sent is tried again at the next one; what was sent is remembered, so that
//! a timer, a sender that stays and one that is begun anew write it once.

use chrono::{DateTime, TimeDelta, Utc};

use super::memory::{Daily, Memory};
use super::way::Post;
use crate::app::locked::Locked;
use crate::app::open::Location;
use crate::app::steer::waiting;
use crate::campaign::{Addressee, Campaign};
use crate::error::Result;
use crate::report::Note;
use crate::schedule::Hours;

/// A look that is further off than this was put there by a clock that was ahead.
const FAR: TimeDelta = TimeDelta::days(30);

/// What was written, and what could not be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// To whom and about what, in a few words.
    pub(super) told: Vec<String>,
    /// What could not be written, and why.
    pub(super) failed: Vec<String>,
    /// Somebody else looks at this moment, and writes it.
    pub(super) elsewhere: bool,
}

/// Something to write.
struct Letter<'c> {
    /// By which it is remembered: nobody's name is in it.
    about: String,
    to: &'c Addressee,
    note: Note,
}

/// Whether a campaign has somebody who is written to.
pub(super) fn has_somebody(campaign: &Campaign) -> bool {
    campaign.rollout.is_some() || campaign.waves.iter().any(|wave| reminded(wave).is_some())
}

/// Whether it is time to look.
pub(in crate::app) fn is_time(location: &Location, now: DateTime<Utc>) -> bool {
    Memory::glance(location).is_some_and(|daily| daily.next.is_some_and(|next| is_over(next, now)))
}

/// Remembers before an approval that its campaign has somebody who is written to, where it has. A sender that has nothing else to
/// do looks at that alone.
///
/// # Errors
/// When it cannot be written.
pub(in crate::app) fn expect(location: &Location, campaign: &Campaign, now: DateTime<Utc>) -> Result<()> {
    if !has_somebody(campaign) {
        return Ok(());
    }
    // Who looks at this moment knows of somebody already.
    let Some(mut memory) = Memory::take(location)? else { return Ok(()) };
    memory.kept.daily.next = Some(now);
    memory.keep()
}

/// Remembers after an approval that its campaign has nobody who is written to, where it has nobody.
pub(in crate::app) fn forget(location: &Location, campaign: &Campaign) {
    if !has_somebody(campaign)
        && Memory::glance(location).is_some_and(|daily| daily.next.is_some())
        && let Ok(Some(mut memory)) = Memory::take(location)
    {
        memory.kept.daily.next = None;
        // If it cannot be written, whoever sends looks once too often, and finds nobody.
        let _ = memory.keep();
    }
}

/// What would be written now, in a few words.
///
/// # Errors
/// When the ledger cannot be read.
pub(super) fn show(locked: &Locked, location: &Location, now: DateTime<Utc>) -> Result<Vec<String>> {
    let daily = Memory::glance(location).unwrap_or_default();
    let is_later = daily.next.is_some_and(|next| !is_over(next, now));
    if is_later || !hours(&locked.loaded.campaign).is_open(now) {
        return Ok(Vec::new());
    }
    Ok(due(locked, &daily, now)?.iter().map(said).collect())
}

/// Writes what is to be written today and was not yet; `post` is how it leaves. Blocks.
///
/// # Errors
/// When the ledger cannot be read, or what was written cannot be remembered.
pub(super) fn write(
    locked: &Locked,
    location: &Location,
    post: &std::result::Result<Post, String>,
    now: DateTime<Utc>,
) -> Result<Written> {
    let campaign = &locked.loaded.campaign;
    let Some(mut memory) = Memory::take(location)? else {
        return Ok(Written { elsewhere: true, ..Written::default() });
    };
    let hours = hours(campaign);
    if memory.kept.daily.next.is_some_and(|next| !is_over(next, now)) {
        return Ok(Written::default());
    }
    if !hours.is_open(now) {
        memory.kept.daily.next = hours.at_or_after(now);
        memory.keep()?;
        return Ok(Written::default());
    }
    let today = hours.day(now);
    let mut written = Written::default();
    for letter in due(locked, &memory.kept.daily, now)? {
        let Addressee { mail, language, .. } = letter.to;
        let sent = match post {
            Ok(post) => post.mail(mail, language.as_str(), (&letter.note.subject, &letter.note.text), now),
            Err(why) => Err(why.clone()),
        };
        match sent {
            Ok(()) => {
                written.told.push(said(&letter));
                memory.kept.daily.written.insert(letter.about, today);
                memory.keep()?;
            }
            Err(why) => written.failed.push(format!("{}: {why}", said(&letter))),
        }
    }
    if written.failed.is_empty() {
        memory.kept.daily.written.retain(|_, day| *day == today);
        memory.kept.daily.next = hours.opening_after(today);
        memory.keep()?;
    }
    Ok(written)
}

/// Tells everybody who may be written to that this is a test.
pub(super) fn test(campaign: &Campaign, post: &std::result::Result<Post, String>, now: DateTime<Utc>) -> Written {
    let gates = campaign.waves.iter().filter_map(reminded);
    let mut written = Written::default();
    let mut known: Vec<&str> = Vec::new();
    for to in gates.chain(&campaign.rollout) {
        if known.contains(&&*to.mail) {
            continue;
        }
        known.push(&to.mail);
        let subject = format!("Heraut: {}: a test", campaign.id);
        let text = "This is a test: so you are reminded when something waits for you. There is nothing to do.\n";
        let sent = match post {
            Ok(post) => post.mail(&to.mail, "en", (&subject, text), now),
            Err(why) => Err(why.clone()),
        };
        match sent {
            Ok(()) => written.told.push(format!("{} (a test)", to.name)),
            Err(why) => written.failed.push(format!("{}: {why}", to.name)),
        }
    }
    written
}

/// What is to be written, and was not yet today.
fn due<'l>(locked: &'l Locked, daily: &Daily, now: DateTime<Utc>) -> Result<Vec<Letter<'l>>> {
    let campaign = &locked.loaded.campaign;
    if !has_somebody(campaign) {
        return Ok(Vec::new());
    }
    let report = locked.report(now, None)?;
    let waiting = waiting(&*locked.ledger, campaign, now)?;
    let mut letters = Vec::new();
    for wave in &campaign.waves {
        let Some(to) = reminded(wave) else { continue };
        let waits = waiting.get(&wave.id).cloned().unwrap_or_default();
        if let Some(note) = report.gate_note(&wave.id, to, &waits) {
            letters.push(Letter { about: format!("gate {}", wave.id), to, note });
        }
    }
    if let Some(to) = &campaign.rollout
        && let Some(note) = report.digest(to)
    {
        letters.push(Letter { about: "rollout".to_owned(), to, note });
    }
    let today = hours(campaign).day(now);
    letters.retain(|letter| daily.written.get(&letter.about) != Some(&today));
    Ok(letters)
}

fn said(letter: &Letter<'_>) -> String {
    match letter.about.strip_prefix("gate ") {
        Some(wave) => format!("{} of the gate of {wave}", letter.to.name),
        None => format!("{} of how far it is", letter.to.name),
    }
}

fn reminded(wave: &crate::campaign::Wave) -> Option<&Addressee> {
    wave.gate.as_ref().and_then(|gate| gate.reminded.as_ref())
}

fn hours(campaign: &Campaign) -> Hours<'_> {
    Hours::new(&campaign.calendar, campaign.timezone)
}

fn is_over(next: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    next <= now || next - now > FAR
}
