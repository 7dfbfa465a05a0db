//! What the campaign accepts: kept among the findings, with the reason.

use super::finding::Finding;
use super::registry::works::{NOT_ALLOWABLE, UNKNOWN_RULE, UNUSED};
use super::registry::{explain, nearest, rules};
use super::rule::Rule;
use crate::campaign::Allowance;

/// Marks the findings that are accepted, and adds one for each entry that accepts nothing. The first entry that fits a
/// finding gives its reason.
pub(super) fn apply(allowances: &[Allowance], findings: &mut Vec<Finding>) {
    let mut about = Vec::new();
    for allowance in allowances {
        match meant(&allowance.rule) {
            Meant::Unknown(hint) => {
                let message = format!("there is no rule `{}`", allowance.rule);
                about.push(Finding::of(UNKNOWN_RULE, message).at(&allowance.place).hint(hint));
            }
            Meant::Fixed(rule) => {
                let message = format!("`{}` ({}) cannot be allowed", rule.id, rule.title);
                about.push(Finding::of(NOT_ALLOWABLE, message).at(&allowance.place).hint(rule.mend));
            }
            Meant::Rules(ids) => {
                let fits = |f: &&mut Finding| {
                    ids.contains(&f.rule) && allowance.subject.as_ref().is_none_or(|s| f.subject.as_ref() == Some(s))
                };
                let mut matched = false;
                for finding in findings.iter_mut().filter(fits) {
                    matched = true;
                    finding.allowed.get_or_insert_with(|| allowance.why.clone());
                }
                if !matched {
                    let of = allowance.subject.as_ref().map(|s| format!(" about `{s}`")).unwrap_or_default();
                    let message = format!("nothing is found by `{}`{of}, so nothing is allowed", allowance.rule);
                    let hint = "remove the entry, or name the subject as the finding does";
                    about.push(Finding::of(UNUSED, message).at(&allowance.place).hint(hint));
                }
            }
        }
    }
    findings.append(&mut about);
}

/// What an entry's `rule` stands for.
enum Meant {
    Rules(Vec<&'static str>),
    Fixed(&'static Rule),
    Unknown(String),
}

fn meant(text: &str) -> Meant {
    let Some(prefix) = text.trim().strip_suffix('*') else {
        return match explain(text) {
            Some(rule) if rule.can_be_allowed() => Meant::Rules(vec![rule.id]),
            Some(rule) => Meant::Fixed(rule),
            None => Meant::Unknown(match nearest(text) {
                Some(near) => format!("did you mean `{}` ({})?", near.id, near.title),
                None => "`heraut check` shows the id of every finding".into(),
            }),
        };
    };
    let prefix = prefix.to_uppercase();
    let fitting = rules().iter().filter(|rule| rule.can_be_allowed() && rule.id.starts_with(&prefix));
    let ids: Vec<&str> = fitting.map(|rule| rule.id).collect();
    if !ids.is_empty() {
        return Meant::Rules(ids);
    }
    let families = ["H-DATA-", "H-SCHED-", "H-ORDER-", "H-MAIL-", "H-TEXT-", "H-L10N-"];
    let near = families.into_iter().min_by_key(|family| strsim::damerau_levenshtein(family, &prefix));
    Meant::Unknown(format!("no id begins like this; did you mean `{}*`?", near.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::registry::data::{NO_DEVICE, TWO_WAVES};
    use crate::check::{Severity, errors};
    use crate::error::Place;

    fn allow(rule: &str, subject: Option<&str>) -> Allowance {
        Allowance {
            rule: rule.into(),
            subject: subject.map(Into::into),
            why: "agreed".into(),
            place: Place::file("campaign.yaml"),
        }
    }

    fn found() -> Vec<Finding> {
        vec![
            Finding::of(TWO_WAVES, "two").about("early"),
            Finding::of(NO_DEVICE, "none").about("early"),
            Finding::of(NO_DEVICE, "none").about("rest"),
        ]
    }

    #[test]
    fn an_allowed_error_stays_visible_and_counts_no_more() {
        let mut findings = found();
        assert_eq!(errors(&findings), 1);
        apply(&[allow("h-data-10", None)], &mut findings);
        assert_eq!((findings.len(), errors(&findings)), (3, 0));
        assert_eq!(findings[0].problem().message, "H-DATA-10: two (allowed: agreed)");
        assert_eq!(findings[1].allowed, None);
    }

    #[test]
    fn a_subject_narrows_and_a_star_widens() {
        let allowed = |allowance: Allowance| {
            let mut findings = found();
            apply(&[allowance], &mut findings);
            findings.iter().map(|f| f.allowed.is_some()).collect::<Vec<_>>()
        };
        assert_eq!(allowed(allow("H-DATA-19", Some("rest"))), [false, false, true]);
        assert_eq!(allowed(allow("H-DATA-1*", Some("early"))), [true, true, false]);
        assert_eq!(allowed(allow("H-*", None)), [true, true, true]);
    }

    #[test]
    fn entries_that_accept_nothing_are_findings() {
        let about = |allowance: Allowance| {
            let mut findings = found();
            apply(&[allowance], &mut findings);
            let last = findings.remove(3);
            (last.rule, last.severity, last.message, last.hint.unwrap_or_default())
        };
        let (rule, severity, message, _) = about(allow("H-DATA-19", Some("pilot")));
        assert_eq!((rule, severity), ("H-ALLOW-02", Severity::Note));
        assert_eq!(message, "nothing is found by `H-DATA-19` about `pilot`, so nothing is allowed");
        let (rule, severity, message, hint) = about(allow("H-DATA-99", None));
        assert_eq!((rule, severity, message.as_str()), ("H-ALLOW-01", Severity::Error, "there is no rule `H-DATA-99`"));
        assert!(hint.starts_with("did you mean `H-DATA-"), "{hint}");
        assert_eq!(about(allow("H-SHCED-*", None)).3, "no id begins like this; did you mean `H-SCHED-*`?");
        let (rule, severity, ..) = about(allow("H-RENDER-01", None));
        assert_eq!((rule, severity), ("H-ALLOW-03", Severity::Error));
    }
}
