//! Every rule in turn.

use chrono::{DateTime, Utc};

use super::finding::Finding;
use super::judge_samples::judge_samples;
use super::registry::schedule::REFUSED;
use super::stops::{self, Stops};
use super::view::View;
use super::{alerts, allow, appointments, data, language, order, schedule, sheets, text};
use crate::campaign::{Inputs, Loaded};
use crate::compose::Composer;
use crate::error::Error;
use crate::schedule::Plan;

/// Judges a campaign, its people and its plan at an instant, but none of its messages.
///
/// Why there is no plan is a finding too (`H-SCHED-01`): one of each problem of the error. What the campaign's
/// `allow:` accepts is among the findings, with [`Finding::allowed`]. The worst come first, then by place.
pub fn check(loaded: &Loaded, plan: Result<&Plan, &Error>, now: DateTime<Utc>) -> Vec<Finding> {
    settle(loaded, campaign(loaded, plan, now))
}

/// The same, and every message in every language for one person of every kind, judged by its final bytes. `inputs` are
/// the files the campaign was read from: they say where something is written. `stops` is what the ledger knows of holds.
pub fn check_all(
    composer: &Composer,
    inputs: &Inputs,
    plan: Result<&Plan, &Error>,
    stops: &Stops,
    now: DateTime<Utc>,
) -> Vec<Finding> {
    let loaded = composer.loaded();
    let mut findings = campaign(loaded, plan, now);
    let view = View::new(loaded, plan.ok(), now);
    stops::find(&view, stops, &mut findings);
    appointments::find(&view, loaded, inputs, &mut findings);
    findings.extend(judge_samples(composer, inputs, now));
    if let Ok(plan) = plan {
        sheets::find(composer, plan, &mut findings);
    }
    text::find(loaded, inputs, &mut findings);
    language::find(loaded, inputs, &mut findings);
    settle(loaded, findings)
}

fn campaign(loaded: &Loaded, plan: Result<&Plan, &Error>, now: DateTime<Utc>) -> Vec<Finding> {
    let view = View::new(loaded, plan.ok(), now);
    let mut findings = Vec::new();
    if let Err(refused) = plan {
        findings.extend(refused.problems.iter().map(|problem| Finding::from_problem(REFUSED, problem)));
    }
    data::find(&view, &mut findings);
    schedule::find(&view, &mut findings);
    order::find(&view, &mut findings);
    alerts::find(&view, &mut findings);
    findings
}

/// Marks what is allowed, and sorts.
fn settle(loaded: &Loaded, mut findings: Vec<Finding>) -> Vec<Finding> {
    allow::apply(&loaded.campaign.allow, &mut findings);
    sort(&mut findings);
    findings
}

/// The worst first, then by place; what is nowhere in particular last.
fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.severity, f.place.is_none());
        let rest = |f: &'_ Finding| (f.rule, f.subject.clone(), f.message.clone());
        key(a).cmp(&key(b)).then_with(|| a.place.cmp(&b.place)).then_with(|| rest(a).cmp(&rest(b)))
    });
}
