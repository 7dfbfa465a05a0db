//! One notice with the names that its positions stand for: what the list exports have in common.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::moved::{Why, moved_from};
use super::phrase;
use super::words::ENGLISH;
use crate::campaign::{Campaign, MessageRule, People, Person, Phase, Wave};
use crate::schedule::{Notice, Reason, UnplannedReason};

/// A notice with what it refers to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    campaign: &'a Campaign,
    pub(super) notice: &'a Notice,
    pub(super) wave: &'a Wave,
    pub(super) phase: &'a Phase,
    pub(super) rule: &'a MessageRule,
    /// `None` for the helpdesk.
    pub(super) person: Option<&'a Person>,
}

impl<'a> Row<'a> {
    /// `None` when the notice was not planned from this campaign and these people.
    pub(super) fn of(campaign: &'a Campaign, people: &'a People, notice: &'a Notice) -> Option<Self> {
        let phase = campaign.phases.get(usize::from(notice.phase))?;
        Some(Row {
            campaign,
            notice,
            wave: campaign.waves.get(usize::from(notice.wave))?,
            phase,
            rule: phase.messages.get(usize::from(notice.rule))?,
            person: match notice.person {
                Some(at) => Some(people.persons.get(at as usize)?),
                None => None,
            },
        })
    }

    /// The address it goes to.
    pub(super) fn email(&self) -> Option<&'a str> {
        match self.person {
            Some(person) => person.email.as_deref(),
            None => self.campaign.helpdesk.email.as_deref(),
        }
    }

    /// The zone of who is told.
    pub(super) fn timezone(&self) -> Tz {
        self.person.map_or(self.campaign.timezone, |person| person.timezone)
    }

    /// When it is due, on the clock of who is told.
    pub(super) fn due_local(&self) -> DateTime<Tz> {
        self.notice.due.with_timezone(&self.timezone())
    }

    /// What closed the day its rule names, in English.
    pub(super) fn closed(&self) -> Option<String> {
        moved_from(self.campaign, self.notice).map(|(day, why)| {
            let name = match &why {
                Why::Weekend => "weekend".to_owned(),
                _ => phrase::closed(&ENGLISH, &why),
            };
            format!("{day}: {name}")
        })
    }
}

/// An instant in UTC as RFC 3339, to the second.
pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The stable word of a reason in exports.
pub(super) fn reason_word(reason: Reason) -> &'static str {
    match reason {
        Reason::AsPlanned => "as_planned",
        Reason::MovedEarlier => "moved_earlier",
        Reason::MovedLater => "moved_later",
        Reason::MovedIntoWindow => "moved_into_window",
        Reason::CaughtUp => "caught_up",
        Reason::SpreadByRate => "spread_by_rate",
    }
}

/// The stable word in exports of why somebody is not told.
pub(super) fn unplanned_word(reason: UnplannedReason) -> &'static str {
    match reason {
        UnplannedReason::NoMailbox => "no_mailbox",
        UnplannedReason::Bounced => "bounced",
        UnplannedReason::Left => "left",
        UnplannedReason::Migrated => "migrated",
        UnplannedReason::Expired => "expired",
        UnplannedReason::NoTemplate => "no_template",
        UnplannedReason::NoOpenDay => "no_open_day",
        UnplannedReason::Overtaken => "overtaken",
        UnplannedReason::Heard => "heard",
    }
}
