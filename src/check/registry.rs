//! The table of rules, one file of prose a family.

use std::sync::LazyLock;

use super::rule::Rule;
use crate::error;

/// Names the rules of a family and lists them.
macro_rules! family {
    ($($name:ident: $rule:expr;)*) => {
        $(pub(in crate::check) const $name: Rule = $rule;)*
        /// In order of id.
        pub(super) const ALL: &[Rule] = &[$($name),*];
    };
}

pub(super) mod alert;
pub(super) mod data;
pub(super) mod language;
pub(super) mod mail;
pub(super) mod order;
pub(super) mod schedule;
pub(super) mod text;
pub(super) mod works;

/// The guide this project began with.
const GUIDE: &str = "Microsoft, Start an Intune migration campaign";
/// Its chart of groups against periods.
const CYCLE: &str = "Microsoft, Communication plan for Intune: the migration cycle chart";
/// The planning guide.
const PLANNING: &str = "Microsoft, Intune planning guide";
/// Its older edition.
const ROLLOUT: &str = "Microsoft, Intune planning guide (older edition): rollout and communication";
/// Its catalogue of messages: what each must contain.
const CATALOGUE: &str = "Microsoft, Communication plan for Intune: the third message, with the deadline";
/// What mail programs do to a message.
const MAIL_CLIENTS: &str = "caniemail.com, and Gmail's clipping at 102 KB";
/// What people are taught to look at.
const TRUST: &str = "National Cyber Security Centre (UK), Phishing attacks: defending your organisation";
/// What Heraut promises.
const OURS: &str = "Heraut's design";

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    [data::ALL, schedule::ALL, order::ALL, mail::ALL, text::ALL, language::ALL, alert::ALL, works::ALL].concat()
});

/// Every rule, by family and id.
pub fn rules() -> &'static [Rule] {
    &RULES
}

/// The rule of this id, whatever its case.
pub fn explain(id: &str) -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.id.eq_ignore_ascii_case(id.trim()))
}

/// The rule whose id looks most like `id`, if any does.
pub fn nearest(id: &str) -> Option<&'static Rule> {
    error::nearest(&id.trim().to_uppercase(), rules().iter().map(|rule| rule.id), 3).and_then(explain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_rule_is_documented_and_has_an_id_of_its_own() {
        let ids: BTreeSet<&str> = rules().iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), rules().len());
        for rule in rules() {
            let (family, number) = rule.id.rsplit_once('-').unwrap();
            let families =
                ["H-DATA", "H-SCHED", "H-ORDER", "H-MAIL", "H-TEXT", "H-L10N", "H-ALERT", "H-RENDER", "H-ALLOW"];
            assert!(families.contains(&family), "{}", rule.id);
            assert!(number.len() == 2 && number.parse::<u8>().is_ok(), "{}", rule.id);
            assert!(!rule.title.is_empty() && !rule.title.ends_with('.'), "{}", rule.id);
            for prose in [rule.why, rule.mend] {
                assert!(prose.len() > 20 && prose.ends_with('.'), "{}: {prose}", rule.id);
            }
            assert!(!rule.source.is_empty(), "{}", rule.id);
        }
    }

    #[test]
    fn a_rule_is_found_by_its_id_or_by_a_misspelt_one() {
        assert_eq!(explain("h-data-10").map(|rule| rule.id), Some("H-DATA-10"));
        assert_eq!(explain("H-DATA"), None);
        assert_eq!(nearest("H-SHCED-03").map(|rule| rule.id), Some("H-SCHED-03"));
        assert_eq!(nearest("nonsense"), None);
    }
}
