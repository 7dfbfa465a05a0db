//! The campaigns that others learn from.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::judge;
use crate::builtin;
use crate::campaign::{Inputs, Loaded, load};
use crate::check::judge_samples::judge_samples;
use crate::check::{Finding, Severity, errors, render_all};
use crate::compose::Composer;
use crate::schedule::fixture::utc;
use crate::schedule::plan;

pub(super) fn read(folder: &str) -> (Loaded, Inputs) {
    let mut inputs = Inputs::from_dir(format!("{}/{folder}", env!("CARGO_MANIFEST_DIR")));
    for (path, bytes) in builtin::files() {
        inputs.insert(format!("{}{path}", builtin::PREFIX), bytes);
    }
    let loaded = load(&mut inputs).unwrap();
    (loaded, inputs)
}

fn told(findings: &[Finding], severity: Severity) -> Vec<String> {
    findings.iter().filter(|f| f.severity == severity).map(|f| f.problem().to_string()).collect()
}

/// What the fixture that others break one thing of has to say: nothing but notes.
#[test]
fn the_base_campaign_is_clean() {
    let (loaded, inputs) = read("tests/campaigns/base");
    let findings = judge(&loaded, utc("2027-01-18T09:00:00Z"));
    assert_eq!(told(&findings, Severity::Error), [""; 0]);
    assert_eq!(told(&findings, Severity::Warning), [""; 0]);
    let composer = Composer::new(Arc::new(loaded), &inputs).unwrap();
    assert_eq!(judge_samples(&composer, &inputs, utc("2027-01-18T09:00:00Z")), []);
}

/// Everything the demo is made to show is found, and nothing else is wrong with it.
#[test]
fn the_demo_has_no_errors_and_few_warnings() {
    let (loaded, inputs) = read("demo");
    let now = utc("2027-01-18T09:00:00Z");
    let findings = judge(&loaded, now);
    assert_eq!(told(&findings, Severity::Error), [""; 0]);
    let warnings: BTreeSet<&str> =
        findings.iter().filter(|f| f.severity == Severity::Warning).map(|f| f.rule).collect();
    let meant = BTreeSet::from(["H-DATA-09", "H-DATA-15", "H-DATA-20", "H-SCHED-18"]);
    assert!(warnings.is_subset(&meant), "{:#?}", told(&findings, Severity::Warning));
    let away = findings.iter().find(|f| f.rule == "H-DATA-20").unwrap();
    assert!(away.message.ends_with(": Mirjam de Jong"), "{}", away.message);
    assert_eq!(errors(&findings), 0);

    let plan = plan(&loaded.campaign, &loaded.people, &loaded.catalogue, now).unwrap();
    let composer = Composer::new(Arc::new(loaded), &inputs).unwrap();
    assert_eq!(judge_samples(&composer, &inputs, now), []);
    let rendered = AtomicU64::new(0);
    render_all(&composer, &plan, &[], &|_| false, &|more| {
        rendered.fetch_add(more, Ordering::Relaxed);
    })
    .unwrap();
    assert_eq!(rendered.into_inner(), plan.notices.len() as u64);
}

#[test]
fn findings_do_not_depend_on_the_run() {
    let (loaded, _) = read("demo");
    let now = utc("2027-05-18T09:00:00Z");
    assert_eq!(judge(&loaded, now), judge(&loaded, now));
}
