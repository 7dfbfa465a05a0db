//! Gates: what waits for one, and what one comes to.
//!
//! ```text
//! waiting ──its day──► (every criterion holds?)
//!    ├─ something is unknown, too little or too old ──► inconclusive
//!    ├─ a figure is on the wrong side ────────────────► failed
//!    ├─ all hold, and an owner decides ───────────────► ready ──gate pass──► passed
//!    └─ all hold, and nobody need decide ─────────────► passed
//! gate fail ──► failed        gate override ──► overridden
//! ```
//! Judging is pure: the same evidence at the same instant gives the same judgement. Only what was decided stays.

mod waves;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

pub use waves::{Barrier, WaveGate, barrier, wave_gates};

use crate::campaign::People;
use crate::campaign::{Anchor, Bound, Campaign, Gate, MessageRule, Moment, Progress, Span, Standing, Wave, When};

/// What is known of a wave when its gate is judged.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// Its people, without those who left.
    pub people: u32,
    /// Those of them who have moved.
    pub moved: u32,
    /// Those of them of whom it failed.
    pub failed: u32,
    /// When it was last learnt how far people are.
    pub learnt: Option<DateTime<Utc>>,
    /// Contacts a day that the helpdesk had about the wave, over the days that were counted; `None` when none was.
    pub contacts: Option<f64>,
    /// What was tried by hand, and works.
    pub ticked: BTreeSet<String>,
    /// Whether somebody said of people how far they are.
    pub marked: bool,
    /// What was decided last, and about the gate of which day.
    pub decision: Option<(Decision, NaiveDate)>,
}

impl Evidence {
    /// What was decided about the gate of that day: with another day it is another gate.
    pub fn decision_of(&self, day: NaiveDate) -> Option<Decision> {
        self.decision.filter(|(_, of)| *of == day).map(|(decision, _)| decision)
    }
}

/// What a person decides about a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// Everything holds: go on.
    Pass,
    /// Do not go on, whatever the figures say.
    Fail,
    /// Go on, whatever the figures say.
    Override,
}

impl Decision {
    /// Whether later waves may go on by it.
    pub fn opens(self) -> bool {
        matches!(self, Decision::Pass | Decision::Override)
    }
}

/// What a gate comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GateOutcome {
    /// Its day has not come.
    Waiting,
    /// Something cannot be said: too few, too old, not tried, not counted.
    Inconclusive,
    /// A figure is on the wrong side of its bound, or somebody decided so.
    Failed,
    /// Everything holds, and its owner has not said so yet.
    Ready,
    /// Everything held.
    Passed,
    /// Somebody decided to go on all the same.
    Overridden,
}

impl GateOutcome {
    /// Every outcome.
    pub const ALL: [GateOutcome; 6] = [
        GateOutcome::Waiting,
        GateOutcome::Inconclusive,
        GateOutcome::Failed,
        GateOutcome::Ready,
        GateOutcome::Passed,
        GateOutcome::Overridden,
    ];

    /// Whether later waves may go on.
    pub fn is_open(self) -> bool {
        matches!(self, GateOutcome::Passed | GateOutcome::Overridden)
    }

    /// What it says, to follow `the gate of wave …`.
    pub fn says(self) -> &'static str {
        match self {
            GateOutcome::Waiting => "waits for its day",
            GateOutcome::Inconclusive => "is inconclusive",
            GateOutcome::Failed => "has failed",
            GateOutcome::Ready => "waits for its owner",
            GateOutcome::Passed => "has passed",
            GateOutcome::Overridden => "was overridden",
        }
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            GateOutcome::Waiting => "waiting",
            GateOutcome::Inconclusive => "inconclusive",
            GateOutcome::Failed => "failed",
            GateOutcome::Ready => "ready",
            GateOutcome::Passed => "passed",
            GateOutcome::Overridden => "overridden",
        }
    }
}

/// One criterion of a gate, with what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    /// Which.
    pub what: CriterionKind,
    /// What was seen: of a share in percent. `None` when nothing is known.
    pub figure: Option<f64>,
    /// What it is held to.
    pub bound: Option<Bound>,
    /// Whether it holds; `None` when that cannot be said.
    pub holds: Option<bool>,
}

/// What a gate asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CriterionKind {
    /// How many must be known of.
    Sample(u32),
    /// How old what is known may be.
    Age(Span),
    /// The share that has moved.
    Enrolled,
    /// The share of which it failed.
    Failed,
    /// Contacts a day.
    Contacts,
    /// Something tried by hand.
    Check(String),
}

/// What a gate comes to, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// What it comes to.
    pub outcome: GateOutcome,
    /// Its criteria, in the order of the campaign file's documentation.
    pub criteria: Vec<Criterion>,
    /// The day it is decided.
    pub day: NaiveDate,
}

/// The wave whose gate a notice of `wave` waits for: the last gate before it whose day is over when the notice is due.
/// `None` for what waits for none: what follows from an event, and what comes on a date of its own, which is news.
pub fn gate_before(campaign: &Campaign, wave: u16, rule: &MessageRule, due: DateTime<Utc>) -> Option<u16> {
    let counts_from_wave = match &rule.when {
        When::Once(Moment { anchor, .. }) => !matches!(anchor, Anchor::Date(_)),
        When::Every { from, .. } => !matches!(from.anchor, Anchor::Date(_)),
        When::Event { .. } => false,
    };
    let before = &campaign.waves[..usize::from(wave)];
    if !counts_from_wave || before.iter().all(|wave| wave.gate.is_none()) {
        return None;
    }
    let day = due.with_timezone(&campaign.timezone).date_naive();
    let at = before.iter().rposition(|wave| day_of(wave).is_some_and(|decided| decided < day))?;
    u16::try_from(at).ok()
}

/// The day on which the gate of a wave is decided: that of the gate, else the wave's deadline. `None` without a gate.
pub fn day_of(wave: &Wave) -> Option<NaiveDate> {
    wave.gate.as_ref().map(|gate| gate.date.unwrap_or(wave.deadline))
}

/// How many people of a wave have moved, failed, or still have to.
pub fn tally<'p>(people: &People, members: impl Iterator<Item = usize> + 'p, progress: &Progress) -> Evidence {
    let mut evidence = Evidence::default();
    for at in members {
        match progress.standing(&people.persons[at]) {
            Standing::Left => continue,
            Standing::Migrated(_) => evidence.moved += 1,
            Standing::Failed(_) => evidence.failed += 1,
            Standing::Pending => {}
        }
        evidence.people += 1;
    }
    evidence
}

/// What the gate of a wave comes to at `now`; `None` when it has none.
pub fn judge(campaign: &Campaign, wave: &Wave, evidence: &Evidence, now: DateTime<Utc>) -> Option<Judgement> {
    let (gate, day) = (wave.gate.as_ref()?, day_of(wave)?);
    let criteria = criteria(campaign, gate, evidence, now);
    let today = now.with_timezone(&campaign.timezone).date_naive();
    let outcome = match evidence.decision_of(day) {
        Some(Decision::Override) => GateOutcome::Overridden,
        Some(Decision::Pass) => GateOutcome::Passed,
        Some(Decision::Fail) => GateOutcome::Failed,
        None if today < day => GateOutcome::Waiting,
        None => by_figures(gate, &criteria),
    };
    Some(Judgement { outcome, criteria, day })
}

fn by_figures(gate: &Gate, criteria: &[Criterion]) -> GateOutcome {
    let basis = |criterion: &&Criterion| matches!(criterion.what, CriterionKind::Sample(_) | CriterionKind::Age(_));
    // Figures that rest on too little say nothing, also when they are bad.
    if criteria.iter().filter(basis).any(|criterion| criterion.holds != Some(true)) {
        return GateOutcome::Inconclusive;
    }
    if criteria.iter().any(|criterion| criterion.holds == Some(false)) {
        return GateOutcome::Failed;
    }
    if criteria.iter().any(|criterion| criterion.holds.is_none()) {
        return GateOutcome::Inconclusive;
    }
    // A gate without any criterion is a decision, and nobody has taken it.
    if gate.owner.is_some() || criteria.is_empty() { GateOutcome::Ready } else { GateOutcome::Passed }
}

fn criteria(campaign: &Campaign, gate: &Gate, evidence: &Evidence, now: DateTime<Utc>) -> Vec<Criterion> {
    let mut criteria = Vec::new();
    if let Some(least) = gate.at_least {
        let known = evidence.moved + evidence.failed;
        let what = CriterionKind::Sample(least);
        let figure = Some(f64::from(known));
        criteria.push(Criterion { what, figure, bound: None, holds: Some(known >= least) });
    }
    if let Some(age) = gate.data_not_older {
        let oldest = oldest(campaign, age, now);
        let days = evidence.learnt.map(|learnt| (now - learnt).num_days() as f64);
        let holds = evidence.learnt.map(|at| at.with_timezone(&campaign.timezone).date_naive() >= oldest);
        criteria.push(Criterion { what: CriterionKind::Age(age), figure: days, bound: None, holds });
    }
    let share = |n: u32| (evidence.people > 0).then(|| 100.0 * f64::from(n) / f64::from(evidence.people));
    let figures = [
        (CriterionKind::Enrolled, gate.enrolled, share(evidence.moved)),
        (CriterionKind::Failed, gate.failed, share(evidence.failed)),
        (CriterionKind::Contacts, gate.contacts_per_day, evidence.contacts),
    ];
    for (what, bound, figure) in figures {
        if let Some(bound) = bound {
            // Without a word of progress nobody knows whether it failed for none or nobody has looked.
            let known = evidence.marked || evidence.learnt.is_some();
            let figure = figure.filter(|_| what == CriterionKind::Contacts || known);
            let holds = figure.map(|figure| bound.holds(figure));
            criteria.push(Criterion { what, figure, bound: Some(bound), holds });
        }
    }
    for check in &gate.checks {
        let holds = evidence.ticked.contains(check).then_some(true);
        criteria.push(Criterion { what: CriterionKind::Check(check.clone()), figure: None, bound: None, holds });
    }
    criteria
}

/// The oldest day from which what is known still counts at `now`.
fn oldest(campaign: &Campaign, age: Span, now: DateTime<Utc>) -> NaiveDate {
    let today = now.with_timezone(&campaign.timezone).date_naive();
    let back = match age {
        Span::Days(n) => Span::Days(-n),
        Span::Workdays(n) => Span::Workdays(-n),
    };
    campaign.calendar.add(today, back).unwrap_or(today)
}

#[cfg(test)]
mod tests;
