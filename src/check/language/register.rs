//! In which register a campaign addresses people, and texts of its own in one that nobody reads.

use std::collections::BTreeSet;

use crate::builtin;
use crate::campaign::{Inputs, Languages};
use crate::check::finding::Finding;
use crate::check::registry::language::{OTHER_REGISTER, REGISTER};
use crate::error::Place;
use crate::l10n::Tag;

pub(super) fn find(languages: &Languages, inputs: &Inputs, found: &mut Vec<Finding>) {
    found.extend(addressed(languages));
    for path in inputs.files().keys().filter(|path| !path.starts_with(builtin::PREFIX)) {
        let Some(tag) = language_of(path) else { continue };
        let Some(meant) = instead(&tag, languages) else { continue };
        let renamed = path.replace(tag.as_str(), meant.as_str());
        let message = format!("nobody reads this: in this campaign {} reads {meant}", tag.primary());
        let hint = format!(
            "call it {renamed}, or say `languages: {{register: {{{}: informal}}}}` in campaign.yaml",
            tag.primary()
        );
        found.push(Finding::of(OTHER_REGISTER, message).at(&Place::file(path.as_str())).about(tag.as_str()).hint(hint));
    }
}

/// By which word people are addressed, in each language of which that is known and could be otherwise.
fn addressed(languages: &Languages) -> Option<Finding> {
    let says = |tag: &Tag| Some(format!("{} in {tag}", tag.address()?));
    let said: Vec<String> = languages.offered.iter().filter_map(says).collect();
    let first = languages.offered.iter().find(|tag| tag.address().is_some())?;
    let message = format!("readers are addressed as {}", said.join(", "));
    Some(Finding::of(REGISTER, message).at(&Place::file("campaign.yaml")).about(first.as_str()))
}

/// The language of a message, or of labels; parts of messages and terms may serve every register.
fn language_of(path: &str) -> Option<Tag> {
    let named = match path.strip_prefix("locales/") {
        Some(rest) => rest.strip_suffix("/labels.ftl")?,
        None => {
            let message = path.strip_prefix("templates/").filter(|rest| !rest.starts_with("blocks/"))?;
            message.strip_suffix(".md")?.rsplit_once('.')?.1
        }
    };
    named.parse().ok()
}

/// What people read who would read this language in its plain form, where that is not offered.
fn instead(tag: &Tag, languages: &Languages) -> Option<Tag> {
    let offered: BTreeSet<&Tag> = languages.offered.iter().collect();
    let meant = tag.with_register(Some(tag.usual_register()?));
    (tag.register().is_none() && !offered.contains(tag) && offered.contains(&meant)).then_some(meant)
}
