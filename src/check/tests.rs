//! Whole campaigns through the linter, and what the tests of the families share.

mod campaigns;
mod moves;
mod rendering;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Finding, check};
use crate::campaign::Loaded;
use crate::campaign::people::Sources;
use crate::schedule::fixture::{Fixture, utc};
use crate::schedule::plan;

/// A day on which nothing of the fixture's campaign has begun.
pub(super) const BEFORE: &str = "2027-01-04T09:00:00Z";

pub(super) fn loaded(fixture: Fixture) -> Loaded {
    let sources = Sources {
        files: Vec::new(),
        sites: fixture.campaign.sites.clone(),
        timezone: fixture.campaign.timezone,
        default_language: fixture.campaign.languages.default.clone(),
        progress: Vec::new(),
        moves_from: fixture.campaign.migration.from.clone(),
        moves_to: fixture.campaign.migration.to.clone(),
        told_by_system: true,
        own_status: false,
    };
    Loaded { campaign: Arc::new(fixture.campaign), people: fixture.people, catalogue: fixture.catalogue, sources }
}

pub(super) fn judge(loaded: &Loaded, now: DateTime<Utc>) -> Vec<Finding> {
    let plan = plan(&loaded.campaign, &loaded.people, &loaded.catalogue, now);
    check(loaded, plan.as_ref(), now)
}

/// What one rule finds in a campaign: subject and message.
#[track_caller]
pub(super) fn told(fixture: &Fixture, rule: &str, now: &str) -> Vec<(String, String)> {
    assert!(super::explain(rule).is_some(), "{rule}");
    let findings = judge(&loaded(fixture.clone()), utc(now)).into_iter().filter(|finding| finding.rule == rule);
    findings.map(|finding| (finding.subject.unwrap_or_default(), finding.message)).collect()
}

/// That a rule finds exactly this, by subject.
#[track_caller]
pub(super) fn finds(fixture: &Fixture, rule: &str, expected: &[(&str, &str)]) {
    let told = told(fixture, rule, BEFORE);
    let told: Vec<(&str, &str)> = told.iter().map(|(subject, message)| (&**subject, &**message)).collect();
    assert_eq!(told, expected);
}

#[track_caller]
pub(super) fn silent(fixture: &Fixture, rule: &str) {
    finds(fixture, rule, &[]);
}
