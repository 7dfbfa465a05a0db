//! Every message of every wave on the wall clock, computed once; and the same in a time zone.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::due::{MOST_OCCURRENCES, NoOpenDay, Occasion, by_appointment, occasions, reminds_of};
use super::local::{Unclear, instant};
use super::notice::Reason;
use crate::campaign::{Campaign, MessageRule, Visit};
use crate::error::{Error, Problem, Result};

/// A rule of the campaign with where it stands. Rules are numbered through all phases.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot<'a> {
    pub(crate) phase: u16,
    pub(crate) position: u16,
    pub(crate) rule: &'a MessageRule,
    /// Where the occurrences of this rule begin to count: a message that several rules send keeps distinct notices.
    pub(crate) first_occurrence: u16,
}

/// When every message of every wave is due on the wall clock.
#[derive(Debug, Clone)]
pub(crate) struct Timetable<'a> {
    pub(crate) campaign: &'a Campaign,
    /// Every rule, phase by phase.
    pub(crate) slots: Vec<Slot<'a>>,
    /// By wave, then by rule as in `slots`.
    pub(crate) waves: Vec<Vec<Result<Vec<Occasion>, NoOpenDay>>>,
}

/// One message of a wave in a time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) wave: u16,
    /// Position in [`Timetable::slots`].
    pub(crate) slot: u16,
    pub(crate) occurrence: u16,
    pub(crate) due: DateTime<Utc>,
    pub(crate) expires: Option<DateTime<Utc>>,
    pub(crate) reason: Reason,
}

impl<'a> Timetable<'a> {
    /// # Errors
    /// When the campaign has more waves, phases, rules, or rules with the same message, than can be numbered.
    pub(crate) fn new(campaign: &'a Campaign) -> Result<Self> {
        let slots = slots(campaign)?;
        u16::try_from(campaign.waves.len())
            .map_err(|_| Error::campaign(format!("{} waves are too many", campaign.waves.len())))?;
        let waves = campaign
            .waves
            .iter()
            .map(|wave| {
                let mut table: Vec<_> = slots.iter().map(|slot| occasions(campaign, wave, slot.rule)).collect();
                after_what_they_remind_of(campaign, &slots, &mut table);
                table
            })
            .collect();
        Ok(Timetable { campaign, slots, waves })
    }

    /// The stamps of a rule in a wave and zone, of who has this appointment if any; empty also when the calendar has no day
    /// for it.
    ///
    /// # Errors
    /// When one of its times is unclear there.
    pub(crate) fn stamps(&self, wave: u16, slot: u16, zone: Tz, visit: Option<&Visit>) -> Result<Vec<Stamp>, Unclear> {
        let rule = self.slots[usize::from(slot)].rule;
        let own = match visit {
            Some(visit) if rule.when.is_by_appointment() => {
                by_appointment(self.campaign, &self.campaign.waves[usize::from(wave)], rule, visit).ok()
            }
            _ => None,
        };
        let occasions = match (&own, &self.waves[usize::from(wave)][usize::from(slot)]) {
            (Some(own), _) => own,
            (None, Ok(occasions)) => occasions,
            (None, Err(NoOpenDay)) => return Ok(Vec::new()),
        };
        let first = self.slots[usize::from(slot)].first_occurrence;
        let stamp = |occasion: &Occasion| {
            Ok(Stamp {
                wave,
                slot,
                occurrence: first + occasion.occurrence,
                due: instant(occasion.at, zone)?,
                expires: Some(occasion.expires.instant(zone)?),
                reason: occasion.reason,
            })
        };
        occasions.iter().map(stamp).collect()
    }

    /// What to tell the person who wrote a rule whose time is unclear in some zone.
    pub(crate) fn unclear(&self, wave: u16, slot: u16, unclear: &Unclear) -> Problem {
        let (wave, rule) = (&self.campaign.waves[usize::from(wave)], self.slots[usize::from(slot)].rule);
        Problem::new(format!("message `{}` of wave `{}` needs {unclear}", rule.message, wave.id))
            .at(rule.place.clone())
            .hint("write a time of day that occurs once, such as `at 09:00`, or keep the window clear of clock changes")
    }
}

pub(super) fn slots(campaign: &Campaign) -> Result<Vec<Slot<'_>>> {
    let mut slots: Vec<Slot<'_>> = Vec::new();
    for (phase, of) in campaign.phases.iter().enumerate() {
        for (position, rule) in of.messages.iter().enumerate() {
            let same = slots.iter().filter(|slot| slot.rule.message == rule.message).count();
            let narrow = |n: usize| u16::try_from(n).ok();
            let first =
                narrow(same * usize::from(MOST_OCCURRENCES)).filter(|n| n.checked_add(MOST_OCCURRENCES).is_some());
            let (Some(phase), Some(position), Some(first_occurrence), Some(_)) =
                (narrow(phase), narrow(position), first, narrow(slots.len()))
            else {
                return Err(Error::campaign(format!("there are too many rules for message `{}`", rule.message))
                    .at(rule.place.clone())
                    .hint("send a message again and again with `every …`"));
            };
            slots.push(Slot { phase, position, rule, first_occurrence });
        }
    }
    Ok(slots)
}

/// Drops the occurrences of recurring messages that would come on or before the day of what they remind of: when a
/// closed start day moves the enrol message, say, but not the reminder.
fn after_what_they_remind_of(campaign: &Campaign, slots: &[Slot<'_>], table: &mut [Result<Vec<Occasion>, NoOpenDay>]) {
    for (at, slot) in slots.iter().enumerate() {
        let Some((phase, position)) = reminds_of(campaign, slot.phase.into(), slot.position.into()) else { continue };
        let reminded = slots.iter().position(|s| usize::from(s.phase) == phase && usize::from(s.position) == position);
        let told = reminded.and_then(|n| table[n].as_ref().ok()?.first().map(|occasion| occasion.at.date()));
        if let (Some(told), Ok(occurrences)) = (told, &mut table[at]) {
            occurrences.retain(|occurrence| occurrence.at.date() > told);
        }
    }
}

impl Slot<'_> {
    pub(crate) fn recurs(&self) -> bool {
        self.rule.when.recurs()
    }
}
