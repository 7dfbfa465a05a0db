//! Who is told in another language than their own, and of whom nobody knows it.

use std::collections::BTreeMap;

use crate::campaign::LanguageReason;
use crate::check::finding::{Finding, Group};
use crate::check::registry::data::{LANGUAGE_UNKNOWN, NOT_OFFERED};
use crate::check::view::View;
use crate::l10n::Tag;

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let languages = &view.campaign.languages;
    let mut offered: BTreeMap<&Tag, bool> = BTreeMap::new();
    let mut foreign: BTreeMap<&Tag, Group> = BTreeMap::new();
    let (mut unknown, mut total) = (Group::default(), 0);
    for (person, _) in view.persons().filter(|(person, wave)| wave.is_some() && person.standing.must_move()) {
        total += 1;
        let tag = &person.language.tag;
        if person.language.reason == LanguageReason::Default {
            unknown.person(person);
        } else if !*offered.entry(tag).or_insert_with(|| languages.offer(tag).is_some()) {
            foreign.entry(tag).or_default().person(person);
        }
    }
    let default = &languages.default;
    for (tag, group) in foreign {
        let share = share(group.count, total);
        let message = format!("{} ({share}) reading {tag} will get {default}: {}", group.people(), group.names());
        let hint = match in_another_register(tag, &languages.offered) {
            Some(other) => {
                let register = other.register().unwrap_or("informal");
                format!("{other} is offered, in another register: say so with `languages: {{register: {register}}}`")
            }
            None => format!("offer {tag} and write its templates; the plan shows who gets which language"),
        };
        found.push(group.finding(NOT_OFFERED, message).about(tag.as_str()).hint(hint));
    }
    if unknown.count > 0 && languages.offered.len() > 1 {
        let share = share(unknown.count, total);
        let message = format!(
            "{} ({share}) whose language nobody knows will get {default}: {}",
            unknown.people(),
            unknown.names()
        );
        let hint = "add a `language` or `preferredLanguage` column, or a language to their site";
        found.push(unknown.finding(LANGUAGE_UNKNOWN, message).about(default.as_str()).hint(hint));
    }
}

/// What is offered in the same language, only not in this register.
fn in_another_register<'a>(wanted: &Tag, offered: &'a [Tag]) -> Option<&'a Tag> {
    let plain = wanted.with_register(None);
    offered.iter().find(|tag| plain.chain().any(|wanted| wanted == tag.with_register(None)))
}

fn share(count: usize, total: usize) -> String {
    format!("{:.1} %", 100.0 * count as f64 / total.max(1) as f64)
}
