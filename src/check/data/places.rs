//! Sites of the campaign file and those that people have.

use std::collections::{BTreeMap, BTreeSet};

use crate::campaign::fold::name_key;
use crate::check::finding::{Finding, Group, and_more, harmless};
use crate::check::registry::data::{SITE_OF_NOBODY, SITE_WITHOUT_ENTRY};
use crate::check::view::View;
use crate::error::counted;

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let sites = &view.campaign.sites;
    if sites.is_empty() {
        return;
    }
    let mut theirs: BTreeMap<String, &str> = BTreeMap::new();
    for site in view.people.persons.iter().filter_map(|person| person.site.as_deref()) {
        theirs.entry(name_key(site).into_owned()).or_insert(site);
    }
    for site in sites.keys() {
        let key = name_key(site);
        if theirs.contains_key(&*key) {
            continue;
        }
        let near = theirs.iter().map(|(known, site)| (strsim::damerau_levenshtein(known, &key), *site)).min();
        let hint = match near {
            Some((distance, near)) if distance * 3 <= key.chars().count() => {
                format!("did you mean `{}`?", harmless(near))
            }
            _ => "write it as the people files do, or take it out".into(),
        };
        let message = format!("nobody is at `{}`, which has an entry under `sites:`", harmless(site));
        found.push(Finding::of(SITE_OF_NOBODY, message).about(site.as_str()).hint(hint));
    }
    without_entry(view, found);
}

/// Sites whose people are in the campaign's zone for want of an entry, when entries give others their own.
fn without_entry(view: &View<'_>, found: &mut Vec<Finding>) {
    let campaign = view.campaign;
    let entries: BTreeSet<_> = campaign.sites.keys().map(|site| name_key(site)).collect();
    if campaign.sites.values().all(|site| site.timezone.is_none()) {
        return;
    }
    let (mut group, mut names) = (Group::default(), BTreeSet::new());
    for (person, _) in view.persons().filter(|(person, wave)| wave.is_some() && person.standing.must_move()) {
        let Some(site) = person.site.as_deref() else { continue };
        if person.timezone == campaign.timezone && !entries.contains(&name_key(site)) {
            group.person(person);
            names.insert(harmless(site));
        }
    }
    if group.count > 0 {
        let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
        let message = format!(
            "{} of {} are in {} for want of an entry under `sites:`: {}",
            group.people(),
            counted(names.len(), "site", "sites"),
            campaign.timezone,
            and_more(&names, names.len())
        );
        found.push(group.finding(SITE_WITHOUT_ENTRY, message).hint("add those that are elsewhere"));
    }
}
