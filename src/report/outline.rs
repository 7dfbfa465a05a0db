//! The plan as a person thinks of it: per wave, per phase, per message. Every screen and document is a way of showing
//! an [`Outline`]; none of them counts anything itself.

mod by_now;
mod gather;
mod spans;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

pub use by_now::{Approval, ByNow, Decided, Moved, WaveGateOutline};
pub use spans::Spans;

use super::moved::Why;
use super::words::Words;
use crate::campaign::{Audience, Color, Localized, When};
use crate::l10n::Tag;
use crate::ledger::Head;
use crate::schedule::{Forecast, Reason, UnplannedReason};

/// A whole plan, counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// The campaign's id.
    pub campaign: String,
    /// What people call the migration, in the campaign's default language.
    pub title: String,
    /// Who is moving.
    pub organization: String,
    /// The campaign's default language.
    pub language: Tag,
    /// The campaign's time zone; all times here are in it.
    pub timezone: Tz,
    /// The instant the plan was made for.
    pub now: DateTime<Tz>,
    /// The campaign's colour on a light background, and on a dark one.
    pub colors: (Color, Color),
    /// The hash by which the plan is approved; empty when nobody asked for it.
    pub hash: String,
    /// Whether it is the one in force.
    pub approval: Approval,
    /// The last link of the journal, for paper to witness; `None` while nothing was done.
    pub head: Option<Head>,
    /// The waves, in the order of the campaign.
    pub waves: Vec<WaveOutline>,
    /// Freezes and holidays from the first message, start or deadline to the last, by first day.
    pub closures: Vec<Closure>,
    /// Who does not get what, by reason, wave and messages.
    pub gaps: Vec<Gap>,
    /// What comes to the helpdesk; `None` where nobody asked.
    pub load: Option<Forecast>,
    /// The sums.
    pub totals: Totals,
}

/// The sums of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Notices.
    pub notices: u64,
    /// People in a wave.
    pub people: u64,
    /// People in no wave.
    pub outside: u64,
    /// People who are told something, managers included.
    pub told: u64,
    /// Notices per language.
    pub languages: BTreeMap<Tag, u64>,
    /// People who are told something in another language than theirs, by the language of their data and the one they
    /// get. Of whom nobody knows the language are not among them.
    pub fallbacks: BTreeMap<(Tag, Tag), u64>,
    /// Notices per reason for their time.
    pub reasons: BTreeMap<Reason, u64>,
    /// People (each once a reason) who miss something.
    pub missing: BTreeMap<UnplannedReason, u64>,
    /// First and last due time.
    pub times: Option<Times>,
}

/// A wave with what is said to it.
#[derive(Debug, Clone, PartialEq)]
pub struct WaveOutline {
    /// Its id.
    pub id: String,
    /// What people call it, where that is not its id.
    pub name: Option<Localized>,
    /// How far its people are.
    pub moved: Moved,
    /// What must be true before the next wave goes on, if it has a gate.
    pub gate: Option<WaveGateOutline>,
    /// The day its people move.
    pub start: NaiveDate,
    /// The last day to have moved.
    pub deadline: NaiveDate,
    /// Time of day of the deadline, if the campaign names one.
    pub deadline_time: Option<NaiveTime>,
    /// How many people are in it.
    pub people: u64,
    /// People per site (`None`: the data does not say) and language they can get.
    pub sites: BTreeMap<Option<String>, BTreeMap<Tag, u64>>,
    /// Its phases, in the order of the campaign; only those that have messages.
    pub phases: Vec<PhaseOutline>,
}

/// A phase of one wave.
#[derive(Debug, Clone, PartialEq)]
pub struct PhaseOutline {
    /// Its id.
    pub id: String,
    /// Its position in the campaign: one colour in every wave.
    pub position: usize,
    /// Its messages, in the order of the campaign.
    pub lines: Vec<MessageLine>,
}

/// A message of one wave.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageLine {
    /// Its name.
    pub message: String,
    /// Its rule.
    pub when: When,
    /// Its rule, as written.
    pub when_text: String,
    /// For whom.
    pub audience: Audience,
    /// First and last due time; `None` when nothing is planned, as for rules on events.
    pub times: Option<Times>,
    /// The highest occurrence, counted from 1: nobody hears it more often.
    pub occurrences: u16,
    /// Notices.
    pub count: u64,
    /// How many of them on paper.
    pub paper: u64,
    /// How many were sent, printed or are on their way, by the ledger.
    pub sent: u64,
    /// Notices per language.
    pub languages: BTreeMap<Tag, u64>,
    /// Notices that are not due exactly as the rule says, by reason.
    pub moves: Vec<Moves>,
}

/// The first and the last of several instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// The first.
    pub first: DateTime<Tz>,
    /// The last.
    pub last: DateTime<Tz>,
}

/// How many notices of a message were moved, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moves {
    /// How they were moved.
    pub reason: Reason,
    /// What closed the day the rule names, where that is why.
    pub why: Option<Why>,
    /// How many.
    pub count: u64,
}

/// Days on which nothing goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// A holiday or a freeze, with its name.
    pub why: Why,
}

/// People who miss the same messages of a wave for the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Why.
    pub reason: UnplannedReason,
    /// The wave's id.
    pub wave: String,
    /// The messages, sorted by name.
    pub messages: Vec<String>,
    /// Names of the people, sorted by their identity.
    pub people: Vec<String>,
}

impl PhaseOutline {
    /// First and last due time of its messages.
    pub fn times(&self) -> Option<Times> {
        self.lines.iter().filter_map(|line| line.times).reduce(Times::with)
    }

    /// Whether any of its messages waits for something to happen to a person.
    pub fn has_event(&self) -> bool {
        self.lines.iter().any(MessageLine::is_event)
    }
}

impl MessageLine {
    /// Whether its notices come into being when something happens to a person.
    pub fn is_event(&self) -> bool {
        self.when.is_on_event()
    }
}

impl WaveOutline {
    /// Notices to this wave.
    pub fn count(&self) -> u64 {
        self.lines().map(|line| line.count).sum()
    }

    /// Notices to this wave, per language.
    pub fn languages(&self) -> BTreeMap<Tag, u64> {
        let mut sum = BTreeMap::new();
        for (tag, count) in self.lines().flat_map(|line| &line.languages) {
            *sum.entry(tag.clone()).or_default() += count;
        }
        sum
    }

    /// First and last due time of its messages.
    pub fn times(&self) -> Option<Times> {
        self.phases.iter().filter_map(PhaseOutline::times).reduce(Times::with)
    }

    /// Its messages, in order.
    pub fn lines(&self) -> impl Iterator<Item = &MessageLine> {
        self.phases.iter().flat_map(|phase| &phase.lines)
    }
}

impl Times {
    /// The times that span both.
    #[must_use]
    pub fn with(self, other: Times) -> Times {
        Times { first: self.first.min(other.first), last: self.last.max(other.last) }
    }
}

impl Outline {
    /// Keeps one wave, with the sums and closures that concern it; of a plan with the notices of that wave alone.
    #[must_use]
    pub fn only(mut self, wave: &str) -> Self {
        self.waves.retain(|one| one.id == wave);
        self.totals.people = self.waves.iter().map(|one| one.people).sum();
        self.totals.outside = 0;
        if let Some((first, last)) = self.range() {
            self.closures.retain(|closure| closure.from <= last && closure.to >= first);
        }
        self
    }

    /// The days from the first message, start, deadline or gate to the last; `None` for a campaign without waves.
    pub fn range(&self) -> Option<(NaiveDate, NaiveDate)> {
        let gates = self.waves.iter().filter_map(|wave| wave.gate.as_ref()).map(|gate| gate.judgement.day);
        let waves = self.waves.iter().flat_map(|wave| [wave.start, wave.deadline]).chain(gates);
        let times = self.totals.times.iter().flat_map(|t| [t.first.date_naive(), t.last.date_naive()]);
        let days: Vec<NaiveDate> = waves.chain(times).collect();
        Some((*days.iter().min()?, *days.iter().max()?))
    }

    /// How far the people of all its waves are.
    pub fn moved(&self) -> Moved {
        self.waves.iter().fold(Moved::default(), |sum, wave| sum.with(wave.moved))
    }

    /// What a reader of these words calls a wave.
    pub(super) fn wave_name(&self, words: &Words, id: &str) -> String {
        let name = self.waves.iter().find(|wave| wave.id == id).and_then(|wave| wave.name.as_ref());
        words.wave(id, name, &self.language)
    }

    /// The instant as the campaign's clocks show it.
    pub fn local(&self, at: DateTime<Utc>) -> DateTime<Tz> {
        at.with_timezone(&self.timezone)
    }
}

#[cfg(test)]
mod tests;
