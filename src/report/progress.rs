//! `heraut report`: how far a campaign is, on one page, for whoever steers it and does not run it. Per wave who moved, of whom
//! it failed and who is left; what must be done now and by whom; and who moved by which day, beside the plan.
//!
//! Numbers, and no names but those of who decides on a gate. As a page and a document it is in the campaign's default language
//! where there are words in it; on a screen, and for programs, in English; what goes by mail to who steers is in their language.

mod chart;
mod curve;
mod export;
mod note;
mod page;
mod paper;
mod screen;
mod task;
#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

pub use chart::Lettering;
pub use curve::{Curve, CurveDay};
pub use note::Note;
pub use task::Task;

use super::breakdown::Breakdown;
use super::dates;
use super::outline::{Moved, WaveGateOutline};
use super::status::Counts;
use super::words::Words;
use crate::campaign::{Campaign, Color, Localized, People, Progress};
use crate::l10n::Tag;
use crate::ledger::{Approval, Fact, Head, Hold};
use crate::schedule::{WaveGate, assign};

/// How far a campaign is.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgressReport {
    /// The campaign's id.
    pub campaign: String,
    /// What people call the migration, in the campaign's default language.
    pub title: String,
    /// Who is moving.
    pub organization: String,
    /// The campaign's default language.
    pub language: Tag,
    /// The instant it is of, on the campaign's clock.
    pub now: DateTime<Tz>,
    /// The campaign's colour on a light background, and on a dark one.
    pub colors: (Color, Color),
    /// The hash of the plan in force.
    pub plan: String,
    /// When that was approved.
    pub approved: DateTime<Tz>,
    /// The last link of the journal.
    pub head: Option<Head>,
    /// When it was last read how far people are.
    pub read: Option<DateTime<Tz>>,
    /// The waves, in the order of the campaign.
    pub waves: Vec<WaveProgress>,
    /// What must be done now, the most urgent first.
    pub tasks: Vec<Task>,
    /// How far people are by a field of theirs.
    pub by: Option<Breakdown>,
}

/// How far a wave is.
#[derive(Debug, Clone, PartialEq)]
pub struct WaveProgress {
    /// Its id.
    pub id: String,
    /// What people call it, where that is not its id.
    pub name: Option<Localized>,
    /// The day its people move.
    pub start: NaiveDate,
    /// The last day to have moved.
    pub deadline: NaiveDate,
    /// Time of day of the deadline, if the campaign names one.
    pub deadline_time: Option<NaiveTime>,
    /// How far its people are.
    pub moved: Moved,
    /// What must be true before the next wave goes on, if it has a gate.
    pub gate: Option<WaveGateOutline>,
    /// Who moved by which day.
    pub curve: Curve,
}

/// What a report is made from.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The approved campaign.
    pub campaign: &'a Campaign,
    /// Its people.
    pub people: &'a People,
    /// What has happened to them since.
    pub progress: &'a Progress,
    /// The same, fact by fact.
    pub facts: &'a [Fact],
    /// How every wave stands, and what its gate comes to.
    pub gates: &'a [WaveGate],
    /// The approval in force.
    pub approval: &'a Approval,
    /// The last link of the journal.
    pub head: Option<Head>,
    /// How many notices there are per wave, phase, message and state.
    pub counts: &'a Counts,
    /// The holds in force.
    pub holds: &'a [Hold],
    /// The hash of a plan that waits for a second person.
    pub proposed: Option<&'a str>,
    /// The instant.
    pub now: DateTime<Utc>,
}

impl ProgressReport {
    /// How far the campaign is.
    pub fn of(known: &Known<'_>) -> Self {
        let Known { campaign, people, gates, approval, .. } = *known;
        let (zone, default) = (campaign.timezone, &campaign.languages.default);
        let membership = assign(campaign, people);
        let moves = curve::moves(people, known.progress, known.facts, zone);
        let now = known.now.with_timezone(&zone);
        let wave = |(at, wave): (u16, &crate::campaign::Wave)| {
            let gate = gates.iter().find(|gate| gate.wave == wave.id);
            let moved = gate.map_or_else(Moved::default, |gate| Moved::of(&gate.evidence));
            let owner = wave.gate.as_ref().and_then(|gate| gate.owner.clone());
            let judgement = gate.and_then(|gate| gate.judgement.clone());
            WaveProgress {
                id: wave.id.clone(),
                name: wave.name.clone(),
                start: wave.start,
                deadline: wave.deadline,
                deadline_time: wave.deadline_time,
                moved,
                // Who took a decision, and why, is in the journal.
                gate: judgement.map(|judgement| WaveGateOutline { owner, judgement, decided: None }),
                curve: Curve::of(
                    campaign,
                    wave,
                    moved.of,
                    membership.members(at).map(|at| &moves[at]),
                    now.date_naive(),
                ),
            }
        };
        let waves: Vec<WaveProgress> = (0u16..).zip(&campaign.waves).map(wave).collect();
        let read = gates.iter().filter_map(|gate| gate.evidence.learnt).max();
        ProgressReport {
            campaign: campaign.id.clone(),
            title: campaign.name.get(default, default).to_owned(),
            organization: campaign.organization.clone(),
            language: default.clone(),
            now,
            colors: (campaign.brand.color, campaign.brand.color_dark),
            plan: approval.plan.clone(),
            approved: approval.at.with_timezone(&zone),
            head: known.head,
            read: read.map(|at| at.with_timezone(&zone)),
            tasks: task::tasks(known, &waves, now, read),
            waves,
            by: None,
        }
    }

    /// The same with how far people are by a field of theirs.
    #[must_use]
    pub fn by(self, breakdown: Breakdown) -> Self {
        ProgressReport { by: Some(breakdown), ..self }
    }

    /// How far all waves are together.
    pub fn moved(&self) -> Moved {
        self.waves.iter().fold(Moved::default(), |sum, wave| sum.with(wave.moved))
    }

    /// The wave whose deadline is next.
    fn next(&self) -> Option<&WaveProgress> {
        let today = self.now.date_naive();
        self.waves.iter().filter(|wave| wave.deadline >= today).min_by_key(|wave| wave.deadline)
    }

    /// How many of a wave are expected to have moved by the end of today; `None` before it has begun.
    pub fn expected(&self, wave: &WaveProgress) -> Option<u64> {
        wave.curve.now().filter(|_| wave.has_begun(self.now.date_naive())).map(|now| now.expected)
    }

    /// What a reader of these words calls a wave.
    fn wave_name(&self, words: &Words, wave: &WaveProgress) -> String {
        words.wave(&wave.id, wave.name.as_ref(), &self.language)
    }
}

impl WaveProgress {
    /// Whether it has begun by that day.
    fn has_begun(&self, today: NaiveDate) -> bool {
        self.start <= today
    }

    /// Its deadline in words.
    fn deadline(&self, words: &Words) -> String {
        let time = self.deadline_time.map_or_else(String::new, |time| time.format(" %H:%M").to_string());
        format!("{}{time}", dates::day(words, self.deadline))
    }
}

/// How far off a day is: `today`, `in 3 days`, `2 days ago`.
fn distance(words: &Words, today: NaiveDate, day: NaiveDate) -> String {
    let days = (day - today).num_days();
    let counted = words.counted(days.unsigned_abs(), words.a_day);
    match days {
        0 => words.progress.today.to_owned(),
        1 => words.progress.tomorrow.to_owned(),
        2.. => words.progress.coming.replace("{n}", &counted),
        _ => words.progress.ago.replace("{n}", &counted),
    }
}

/// `62%`, rounded down so that nothing is whole that is not; nothing of nobody.
fn share(n: u64, of: u64) -> String {
    (n * 100).checked_div(of).map_or_else(|| "–".to_owned(), |percent| format!("{percent}%"))
}
