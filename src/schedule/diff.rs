//! What differs between the notices that were approved and a plan, for a person to judge.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use super::notice::{Notice, NoticeId, Plan};
use crate::campaign::Campaign;
use crate::l10n::Tag;

/// A notice as it was approved: by names, so that it can come from a ledger that outlived its campaign file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Identity.
    pub id: NoticeId,
    /// The wave's id.
    pub wave: String,
    /// The message's name.
    pub message: String,
    /// When it is due.
    pub due: DateTime<Utc>,
    /// When it expires.
    pub expires: Option<DateTime<Utc>>,
    /// Its language.
    pub language: Tag,
}

/// The differences, per wave and message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// Only waves and messages with a difference: first as the campaign has them, then those it no longer has.
    pub groups: Vec<Group>,
    /// Notices that are as they were.
    pub unchanged: u64,
}

/// What changed in one message of one wave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// The wave's id.
    pub wave: String,
    /// The message's name.
    pub message: String,
    /// Notices that are new, in order of due time.
    pub added: Vec<NoticeId>,
    /// Notices the plan no longer has, in order of due time.
    pub removed: Vec<NoticeId>,
    /// From when to when, and how many moved so.
    pub moved: BTreeMap<(DateTime<Utc>, DateTime<Utc>), u64>,
    /// From which language to which, and how many changed so.
    pub languages: BTreeMap<(Tag, Tag), u64>,
    /// How many expire at another time and are otherwise due as they were.
    pub expiries: u64,
}

impl Diff {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}

/// Compares what was approved with a plan of `campaign`. The order of `old` does not matter.
pub fn diff(old: &[Known], new: &Plan, campaign: &Campaign) -> Diff {
    let mut before: HashMap<NoticeId, &Known> = old.iter().map(|known| (known.id, known)).collect();
    let mut groups: BTreeMap<(usize, usize, &str, &str), Group> = BTreeMap::new();
    let rules = || campaign.phases.iter().flat_map(|phase| &phase.messages);
    let waves: HashMap<&str, usize> =
        campaign.waves.iter().enumerate().map(|(n, wave)| (wave.id.as_str(), n)).collect();
    let mut messages: HashMap<&str, usize> = HashMap::new();
    for (n, rule) in rules().enumerate() {
        messages.entry(&rule.message).or_insert(n);
    }
    let place = |name: &str, among: &HashMap<&str, usize>| among.get(name).copied().unwrap_or(usize::MAX);
    let key = |wave, message| (place(wave, &waves), place(message, &messages), wave, message);
    let mut unchanged = 0;
    for notice in &new.notices {
        let (wave, message) = names(campaign, notice);
        let known = before.remove(&notice.id);
        if known.is_some_and(|known| same(known, notice)) {
            unchanged += 1;
            continue;
        }
        let group = groups.entry(key(wave, message)).or_default();
        let Some(known) = known else {
            group.added.push(notice.id);
            continue;
        };
        if known.due != notice.due {
            *group.moved.entry((known.due, notice.due)).or_default() += 1;
        } else if known.expires != notice.expires {
            group.expiries += 1;
        }
        if known.language != notice.language {
            *group.languages.entry((known.language.clone(), notice.language.clone())).or_default() += 1;
        }
    }
    let mut gone: Vec<&Known> = before.into_values().collect();
    gone.sort_by_key(|known| (known.due, known.id));
    for known in gone {
        groups.entry(key(&known.wave, &known.message)).or_default().removed.push(known.id);
    }
    let named =
        |((_, _, wave, message), group)| Group { wave: str::to_owned(wave), message: str::to_owned(message), ..group };
    Diff { groups: groups.into_iter().map(named).collect(), unchanged }
}

fn names<'a>(campaign: &'a Campaign, notice: &Notice) -> (&'a str, &'a str) {
    (&campaign.waves[usize::from(notice.wave)].id, &notice.rule(campaign).message)
}

fn same(known: &Known, notice: &Notice) -> bool {
    (known.due, known.expires, &known.language) == (notice.due, notice.expires, &notice.language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::When;
    use crate::schedule::fixture::{Fixture, tag, utc};

    const BEFORE: &str = "2027-01-04T09:00:00Z";

    fn known(fixture: &Fixture, plan: &Plan) -> Vec<Known> {
        plan.notices
            .iter()
            .map(|notice| {
                let (wave, message) = names(&fixture.campaign, notice);
                Known {
                    id: notice.id,
                    wave: wave.into(),
                    message: message.into(),
                    due: notice.due,
                    expires: notice.expires,
                    language: notice.language.clone(),
                }
            })
            .collect()
    }

    #[test]
    fn a_plan_does_not_differ_from_itself() {
        let mut fixture = Fixture::new();
        fixture.person("a@x.example");
        let plan = fixture.plan(BEFORE).unwrap();
        let mut old = known(&fixture, &plan);
        old.reverse();
        let diff = diff(&old, &plan, &fixture.campaign);
        assert!(diff.is_empty());
        assert_eq!(diff.unchanged, plan.notices.len() as u64);
    }

    #[test]
    fn moved_translated_added_and_removed_notices_are_told_apart() {
        let mut fixture = Fixture::new();
        fixture.person("a@x.example");
        fixture.person("b@x.example");
        let old = known(&fixture, &fixture.plan(BEFORE).unwrap());
        fixture.people.persons[1].language.tag = tag("en");
        fixture.rule("announcement").when = When::parse("start - 13d at 09:00").unwrap();
        fixture.campaign.phases[1].messages.clear();
        fixture.person("c@x.example");
        let plan = fixture.plan(BEFORE).unwrap();
        let diff = diff(&old, &plan, &fixture.campaign);

        let group = |message: &str| diff.groups.iter().find(|group| group.message == message).unwrap();
        let announcement = group("announcement");
        // Monday 26 April 09:00 to Tuesday 27 April 09:00, both in summer time (+2).
        let shift = (utc("2027-04-26T07:00:00Z"), utc("2027-04-27T07:00:00Z"));
        assert_eq!(announcement.moved, BTreeMap::from([(shift, 2)]));
        assert_eq!(announcement.languages, BTreeMap::from([((tag("nl"), tag("en")), 1)]));
        assert_eq!((announcement.added.len(), announcement.removed.len()), (1, 0));
        assert_eq!(group("prepare").removed.len(), 2);
        assert_eq!(diff.groups.last().unwrap().message, "prepare", "what the campaign no longer has comes last");
        assert_eq!(group("enrol-now").moved, BTreeMap::new());
    }
}
