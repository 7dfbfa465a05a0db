//! The campaigns that others learn from.

use super::judge;
use crate::builtin;
use crate::campaign::{Inputs, Loaded, load};
use crate::check::{Finding, Severity, errors};
use crate::schedule::fixture::utc;

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

#[test]
fn see() {
    for (folder, now) in [("demo", "2027-01-18T09:00:00Z"), ("tests/campaigns/base", "2027-01-18T09:00:00Z")] {
        let (loaded, _) = read(folder);
        let findings = judge(&loaded, utc(now));
        println!("== {folder} {} errors", errors(&findings));
        for severity in [Severity::Error, Severity::Warning, Severity::Note] {
            println!("{severity}");
            told(&findings, severity).iter().for_each(|f| println!("  {f}"));
        }
    }
}
