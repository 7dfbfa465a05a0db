//! Gates as a person reads them: each criterion with what was seen, what is asked and how far it is off; in English.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::dates;
use super::screen::{Column, Grid, clean, paragraph};
use super::words::ENGLISH as WORDS;
use crate::campaign::Span;
use crate::error::counted;
use crate::ledger::{Act, Deed};
use crate::schedule::{Criterion, CriterionKind, Decision, GateOutcome, Judgement, WaveGate};

/// What waits for a gate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many notices.
    pub notices: u64,
    /// How many of them are held.
    pub held: u64,
    /// When the first is due.
    pub first: Option<DateTime<Utc>>,
    /// How many would be too late, and not be sent, if it opened now.
    pub too_late: u64,
    /// How many should wait for it and do not: the program that approved the plan kept no gates.
    pub unguarded: u64,
}

/// A gate with what a person wants to know of it.
#[derive(Debug, Clone, Copy)]
pub struct GateView<'a> {
    /// How its wave stands, and what it comes to.
    pub gate: &'a WaveGate,
    /// Who decides on it.
    pub owner: Option<&'a str>,
    /// What was decided last.
    pub decided: Option<&'a Act>,
    /// What waits for it.
    pub waiting: &'a Waiting,
    /// The campaign's clock.
    pub zone: Tz,
}

impl GateView<'_> {
    /// The gate as a screen of at most `width` columns; nothing for a wave without one.
    pub fn screen(&self, width: usize) -> String {
        let Some(judgement) = &self.gate.judgement else { return String::new() };
        let mut out = paragraph("", &clean(&self.headline(judgement)), width);
        let titles =
            [Column::text("CRITERION", 12), Column::number("SEEN"), Column::number("ASKED"), Column::text("", 8)];
        let mut grid = Grid::new(titles.into_iter().collect());
        for criterion in &judgement.criteria {
            grid.row(row(criterion));
        }
        if !judgement.criteria.is_empty() {
            out += &grid.render(width);
        }
        if let Some(act) = self.decided {
            let when = dates::moment(&WORDS, act.at.with_timezone(&self.zone));
            let why = act.why.as_deref().unwrap_or("without a reason");
            out += &paragraph("", &clean(&format!("Decided on {when} by {}: {why}.", act.by)), width);
        }
        out += &paragraph("", &clean(&format!("{} {}", self.turn(judgement), self.behind())), width);
        for warning in [self.too_late(), self.unguarded()].into_iter().flatten() {
            out += &paragraph("", &clean(&warning), width);
        }
        out
    }

    fn headline(&self, judgement: &Judgement) -> String {
        let day = dates::day(&WORDS, judgement.day);
        let what = match judgement.outcome {
            GateOutcome::Waiting => format!("decided on {day}"),
            GateOutcome::Inconclusive => "inconclusive: something is missing".to_owned(),
            GateOutcome::Failed => "failed".to_owned(),
            GateOutcome::Ready => "ready: everything holds".to_owned(),
            GateOutcome::Passed => "passed".to_owned(),
            GateOutcome::Overridden => "open all the same".to_owned(),
        };
        format!("Gate of wave {}: {what}", self.gate.wave)
    }

    /// Whose turn it is, with what to type.
    fn turn(&self, judgement: &Judgement) -> String {
        let (wave, owner) = (&self.gate.wave, self.owner.unwrap_or("somebody"));
        match judgement.outcome {
            GateOutcome::Waiting => match judgement.criteria.iter().any(|one| one.holds != Some(true)) {
                true => format!("Until then: {}.", missing(judgement).join("; ")),
                false => "Everything holds so far.".to_owned(),
            },
            GateOutcome::Inconclusive => format!("Missing: {}.", missing(judgement).join("; ")),
            GateOutcome::Failed if self.gate.evidence.decision_of(judgement.day) == Some(Decision::Fail) => {
                let verb = if missing(judgement).is_empty() { "pass" } else { "override" };
                format!("To go on, {owner} says `heraut gate {verb} {wave} --why \"…\"`.")
            }
            GateOutcome::Failed => format!(
                "Not reached: {}. It is looked at again with every `heraut progress import`; to go on all the same, {owner} \
                 says `heraut gate override {wave} --why \"…\"`.",
                missing(judgement).join("; ")
            ),
            GateOutcome::Ready => format!("{owner} decides: `heraut gate pass {wave} --why \"…\"`."),
            GateOutcome::Passed | GateOutcome::Overridden => String::new(),
        }
    }

    /// What waits behind it.
    fn behind(&self) -> String {
        let Waiting { notices, held, first, unguarded, .. } = self.waiting;
        if *notices == 0 {
            return if *unguarded == 0 { "Nothing waits for it.".to_owned() } else { String::new() };
        }
        let first = first.map(|first| dates::moment(&WORDS, first.with_timezone(&self.zone))).unwrap_or_default();
        let waits = if *notices == 1 { "waits" } else { "wait" };
        let gate = match (self.gate.is_open(), held) {
            (true, 0) => "come after it".to_owned(),
            (true, held) => format!("come after it, {} still held", WORDS.number(*held)),
            (false, _) => waits.to_owned(),
        };
        format!("{} of later waves {gate}, the first for {first}.", WORDS.counted(*notices, WORDS.a_notice))
    }

    /// What its opening would come too late for.
    fn too_late(&self) -> Option<String> {
        let (late, all) = (self.waiting.too_late, self.waiting.notices);
        (late > 0 && !self.gate.is_open()).then(|| {
            let of = if late == all { "all of these".to_owned() } else { format!("{} of these", WORDS.number(late)) };
            format!("If it opened now, {of} would be too late and not be sent.")
        })
    }

    /// What does not wait for it though it should.
    fn unguarded(&self) -> Option<String> {
        let many = self.waiting.unguarded;
        (many > 0).then(|| {
            let (them, wait) = if many == 1 { ("it", "does not wait") } else { ("they", "do not wait") };
            format!(
                "{} of later waves {wait} for it: the heraut that approved this plan knew no gates yet. `heraut approve` \
                 approves it again, and then {them} {}.",
                WORDS.counted(many, WORDS.a_notice),
                if many == 1 { "does" } else { "do" }
            )
        })
    }

    /// The gate for programs.
    pub fn json(&self) -> Value {
        let evidence = &self.gate.evidence;
        let judgement = self.gate.judgement.as_ref();
        let decided = self.decided.map(|act| {
            let decision = match &act.what {
                Deed::Decided { decision: Decision::Pass, .. } => "pass",
                Deed::Decided { decision: Decision::Fail, .. } => "fail",
                _ => "override",
            };
            json!({ "decision": decision, "by": act.by, "why": act.why, "at": act.at })
        });
        let criteria = judgement.map(|judgement| {
            let each = judgement.criteria.iter().map(|one| {
                json!({
                    "criterion": name(&one.what), "seen": one.figure, "asked": one.bound.map(|bound| bound.to_string()),
                    "margin": margin(one), "holds": one.holds,
                })
            });
            each.collect::<Vec<_>>()
        });
        json!({
            "wave": self.gate.wave,
            "people": evidence.people, "moved": evidence.moved, "failed": evidence.failed,
            "gate": judgement.map(|judgement| judgement.outcome.as_str()), "day": judgement.map(|judgement| judgement.day),
            "owner": self.owner, "criteria": criteria, "decided": decided,
            "waiting": self.waiting.notices, "held": self.waiting.held, "first_waiting": self.waiting.first,
            "too_late": self.waiting.too_late, "unguarded": self.waiting.unguarded,
        })
    }
}

/// What keeps a gate from passing, a piece of a sentence each.
pub fn missing(judgement: &Judgement) -> Vec<String> {
    let check = |one: &Criterion| if let CriterionKind::Check(check) = &one.what { Some(check.clone()) } else { None };
    let lacking = || judgement.criteria.iter().filter(|one| one.holds != Some(true));
    let untried: Vec<String> = lacking().filter_map(check).collect();
    let untried = (!untried.is_empty()).then(|| format!("not tried yet: {}", untried.join(", ")));
    lacking().filter(|one| check(one).is_none()).map(lacks).chain(untried).collect()
}

fn lacks(criterion: &Criterion) -> String {
    let seen = seen(criterion);
    match (&criterion.what, criterion.bound) {
        (CriterionKind::Sample(least), _) => format!("something is known of {seen} people, of {least} at least"),
        (CriterionKind::Age(age), _) => match criterion.figure {
            Some(_) => format!("what is known is {seen} old, and may be {}", span(*age)),
            None => "no progress was imported yet".to_owned(),
        },
        (CriterionKind::Contacts, _) if criterion.figure.is_none() => {
            "nobody logged what came to the helpdesk (`heraut helpdesk log`)".to_owned()
        }
        (_, _) if criterion.figure.is_none() => "no progress was imported yet".to_owned(),
        (CriterionKind::Enrolled, Some(bound)) => format!("{seen} have moved, asked is {bound}"),
        (CriterionKind::Failed, Some(bound)) => format!("of {seen} it failed, asked is {bound}"),
        (_, bound) => {
            format!("{seen} contacts a day, asked is {}", bound.map(|bound| bound.to_string()).unwrap_or_default())
        }
    }
}

fn row(criterion: &Criterion) -> Vec<String> {
    let asked = match (&criterion.what, criterion.bound) {
        (CriterionKind::Sample(least), _) => format!(">= {least}"),
        (CriterionKind::Age(age), _) => span(*age),
        (CriterionKind::Check(_), _) => "tried".to_owned(),
        (_, bound) => bound.map(|bound| bound.to_string()).unwrap_or_default(),
    };
    let verdict = match (criterion.holds, margin(criterion)) {
        (Some(true), Some(margin)) => format!("holds, by {}", number(margin)),
        (Some(true), None) => "holds".to_owned(),
        (Some(false), Some(margin)) => format!("short by {}", number(-margin)),
        (Some(false), None) => "does not hold".to_owned(),
        (None, _) => "not known yet".to_owned(),
    };
    vec![clean(&name(&criterion.what)), seen(criterion), asked, verdict]
}

fn name(what: &CriterionKind) -> String {
    match what {
        CriterionKind::Sample(_) => "people known of".to_owned(),
        CriterionKind::Age(_) => "age of the data".to_owned(),
        CriterionKind::Enrolled => "enrolled".to_owned(),
        CriterionKind::Failed => "failed".to_owned(),
        CriterionKind::Contacts => "contacts a day".to_owned(),
        CriterionKind::Check(check) => check.clone(),
    }
}

/// What was seen, or a dash.
fn seen(criterion: &Criterion) -> String {
    match (&criterion.what, criterion.figure) {
        (CriterionKind::Check(_), _) if criterion.holds == Some(true) => "tried".to_owned(),
        (_, None) => "–".to_owned(),
        (CriterionKind::Age(_), Some(days)) => counted(days as u64, "day", "days"),
        (CriterionKind::Enrolled | CriterionKind::Failed, Some(share)) => format!("{}%", number(share)),
        (_, Some(figure)) => number(figure),
    }
}

/// How far a figure is on the right side of its bound; below zero on the wrong one.
fn margin(criterion: &Criterion) -> Option<f64> {
    criterion.bound.zip(criterion.figure).map(|(bound, figure)| bound.margin(figure))
}

/// With one digit behind the point where it has any, rounded towards zero so that nothing looks reached that is not.
fn number(value: f64) -> String {
    let tenths = (value * 10.0).trunc() / 10.0;
    if tenths.fract() == 0.0 { format!("{tenths:.0}") } else { format!("{tenths:.1}") }
}

fn span(span: Span) -> String {
    match span {
        Span::Days(n) => counted(n.unsigned_abs(), "day", "days"),
        Span::Workdays(n) => counted(n.unsigned_abs(), "workday", "workdays"),
    }
}
