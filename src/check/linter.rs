//! Every rule in turn.

use chrono::{DateTime, Utc};

use super::finding::Finding;
use super::registry::schedule::REFUSED;
use super::view::View;
use super::{allow, data, order, schedule};
use crate::campaign::Loaded;
use crate::error::Error;
use crate::schedule::Plan;

/// Judges a campaign, its people and its plan at an instant.
///
/// Why there is no plan is a finding too (`H-SCHED-01`): one of each problem of the error. What the campaign's
/// `allow:` accepts is among the findings, with [`Finding::allowed`]. The worst come first, then by place.
pub fn check(loaded: &Loaded, plan: Result<&Plan, &Error>, now: DateTime<Utc>) -> Vec<Finding> {
    let view = View::new(loaded, plan.ok(), now);
    let mut findings = Vec::new();
    if let Err(refused) = plan {
        findings.extend(refused.problems.iter().map(|problem| Finding::from_problem(REFUSED, problem)));
    }
    data::find(&view, &mut findings);
    schedule::find(&view, &mut findings);
    order::find(&view, &mut findings);
    allow::apply(&view.campaign.allow, &mut findings);
    sort(&mut findings);
    findings
}

/// The worst first, then by place; what is nowhere in particular last.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.severity, f.place.is_none());
        let rest = |f: &'_ Finding| (f.rule, f.subject.clone(), f.message.clone());
        key(a).cmp(&key(b)).then_with(|| a.place.cmp(&b.place)).then_with(|| rest(a).cmp(&rest(b)))
    });
}
