//! The facts a campaign writes, against those its templates say: a misspelt one would be left out without a word.

use std::collections::{BTreeSet, HashMap};

use super::engine::Escaping;
use super::fragment::Fragment;
use crate::campaign::{Campaign, MessageRule};
use crate::error::{Problem, did_you_mean};

const SAYS: &str = "facts.";

/// Every fact of the campaign that no template of its message says. `of_message` tells whether a template, by name, is
/// a part of a message or a block that it may include.
pub(crate) fn unsaid(
    campaign: &Campaign,
    templates: &HashMap<String, (Escaping, Fragment)>,
    of_message: impl Fn(&MessageRule, &str) -> bool,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for rule in campaign.phases.iter().flat_map(|phase| &phase.messages).filter(|rule| !rule.facts.is_empty()) {
        let texts = templates.iter().filter(|(name, _)| of_message(rule, name)).map(|(_, (_, fragment))| fragment);
        let said: BTreeSet<&str> = texts.flat_map(|fragment| names(&fragment.text)).collect();
        for fact in rule.facts.keys().filter(|fact| !said.contains(fact.as_str())) {
            let message = format!("no template of `{}` says the fact `{fact}`", rule.message);
            let hint = did_you_mean(fact, said.iter().copied(), 3, || {
                format!("take it out, or write `{{{{ facts.{fact} }}}}` in a template of this message")
            });
            problems.push(Problem::new(message).at(rule.place.clone()).hint(hint));
        }
    }
    problems
}

/// The names of the facts that a template mentions.
fn names(template: &str) -> impl Iterator<Item = &str> {
    template.split(SAYS).skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}
