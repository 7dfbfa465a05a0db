//! Whose mail goes without its sheet.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::finding::{Finding, Group};
use super::registry::mail::NO_SHEET;
use crate::campaign::{Channel, Loaded};
use crate::compose::{Composer, ResolvedNotice};
use crate::schedule::{Notice, Plan};

/// The mails of a plan whose reader has a name that no sheet has letters or room for, by message. Only of such a reader is
/// a sheet made here.
pub(super) fn find(composer: &Composer, plan: &Plan, found: &mut Vec<Finding>) {
    let Loaded { campaign, people, .. } = &**composer.loaded();
    let lacking: Vec<&Notice> = plan
        .notices
        .par_iter()
        .filter(|notice| notice.channel == Channel::Mail && notice.occurrence == 0)
        .filter(|notice| composer.lacks_sheet(&ResolvedNotice::from(*notice)))
        .collect();
    let mut messages: BTreeMap<(u16, u16), Group> = BTreeMap::new();
    for notice in lacking {
        if let Some(person) = notice.person {
            messages.entry((notice.phase, notice.rule)).or_default().person(&people.persons[person as usize]);
        }
    }
    for ((phase, rule), group) in messages {
        let rule = &campaign.phases[usize::from(phase)].messages[usize::from(rule)];
        let gets = if group.count == 1 { "gets" } else { "get" };
        let message = format!("{} {gets} `{}` without its sheet: {}", group.people(), rule.message, group.names());
        let hint = "the mail says the same; correct the name in the source, or print the sheet by hand";
        found.push(group.finding(NO_SHEET, message).about(&rule.message).hint(hint));
    }
}
