//! What differs between the notices that were approved and a plan, for a person to judge.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::notice::{Notice, NoticeId, NoticeMap, Plan};
use crate::campaign::{Campaign, People, PersonId};
use crate::l10n::Tag;

/// A notice as it was approved: by names, so that it can come from a ledger that outlived its campaign file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Identity.
    pub id: NoticeId,
    /// The wave's id.
    pub wave: Arc<str>,
    /// The message's name.
    pub message: Arc<str>,
    /// Who is told; `None` is the helpdesk.
    pub person: Option<PersonId>,
    /// When it is due.
    pub due: DateTime<Utc>,
    /// When it expires.
    pub expires: Option<DateTime<Utc>>,
    /// Whether it expired unsent: a plan by which it is not over plans it again.
    pub expired: bool,
    /// Its language.
    pub language: Tag,
    /// Whether it was begun or is over: no plan changes it any more.
    pub told: bool,
    /// Whether the person heard it, as far as anybody knows: not when it was refused, suppressed or came too late.
    pub heard: bool,
}

/// One notice that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The wave's id.
    pub wave: String,
    /// The message's name.
    pub message: String,
    /// The person's name, or identity when the people data no longer has them; `None` for the helpdesk.
    pub person: Option<String>,
    /// What changed.
    pub change: Change,
}

/// How a notice is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The approved plan does not have it.
    Added {
        /// When it is due.
        due: DateTime<Utc>,
    },
    /// Only the approved plan has it.
    Removed {
        /// When it was due.
        due: DateTime<Utc>,
    },
    /// It is due at another time.
    Moved {
        /// When it was due.
        from: DateTime<Utc>,
        /// When it is now.
        to: DateTime<Utc>,
    },
    /// It was begun or is over, so its new time, still to come, makes no difference: nobody hears it again.
    AlreadyTold {
        /// When it was due.
        due: DateTime<Utc>,
        /// When the plan would have it now.
        to: DateTime<Utc>,
    },
    /// It was given up (refused, suppressed, too late), so nobody heard it, and nobody does at its new time.
    NotHeard {
        /// When it was due.
        due: DateTime<Utc>,
        /// When the plan would have it now.
        to: DateTime<Utc>,
    },
    /// It is in another language.
    Language {
        /// The language it was in.
        from: Tag,
        /// The one it is in now.
        to: Tag,
    },
    /// It stops making sense at another time.
    Expiry {
        /// When it expired; `None` is never.
        from: Option<DateTime<Utc>>,
        /// When it does now.
        to: Option<DateTime<Utc>>,
    },
}

/// Compares what was approved with a plan of `campaign`. A notice that moved and changed its language has a row for
/// each. One that was told and that the plan no longer has is no difference: approving takes nothing back. The order of `old` does not matter: rows come by wave and message as the campaign has them, then those it no
/// longer has, each in order of time.
pub fn diff(old: &[Known], new: &Plan, campaign: &Campaign, people: &People) -> Vec<Difference> {
    let mut before: NoticeMap<&Known> = old.iter().map(|known| (known.id, known)).collect();
    let mut rows: Vec<(DateTime<Utc>, NoticeId, Difference)> = Vec::new();
    for notice in &new.notices {
        let row = |change| {
            let difference = Difference {
                wave: campaign.waves[usize::from(notice.wave)].id.clone(),
                message: notice.rule(campaign).message.clone(),
                person: notice.person.map(|at| people.persons[at as usize].name.clone()),
                change,
            };
            (notice.due, notice.id, difference)
        };
        match before.remove(&notice.id) {
            None => rows.push(row(Change::Added { due: notice.due })),
            Some(known) => rows.extend(changes(known, notice, new.now).into_iter().map(row)),
        }
    }
    rows.extend(before.into_values().filter(|known| !known.told).map(|known| {
        let name = |id: &PersonId| people.get(id).map_or_else(|| id.to_string(), |person| person.name.clone());
        let difference = Difference {
            wave: known.wave.to_string(),
            message: known.message.to_string(),
            person: known.person.as_ref().map(name),
            change: Change::Removed { due: known.due },
        };
        (known.due, known.id, difference)
    }));
    let waves = places(campaign.waves.iter().map(|wave| wave.id.as_str()));
    let messages = places(campaign.phases.iter().flat_map(|phase| &phase.messages).map(|rule| rule.message.as_str()));
    let place = |name: &str, among: &HashMap<&str, usize>| among.get(name).copied().unwrap_or(usize::MAX);
    rows.sort_by(|(due, id, a), (other_due, other_id, b)| {
        let key = |d: &Difference| (place(&d.wave, &waves), place(&d.message, &messages));
        (key(a), &a.wave, &a.message, due, id).cmp(&(key(b), &b.wave, &b.message, other_due, other_id))
    });
    rows.into_iter().map(|(_, _, difference)| difference).collect()
}

fn changes(known: &Known, notice: &Notice, now: DateTime<Utc>) -> Vec<Change> {
    let is_back = known.expired && notice.expires.is_none_or(|over| over > now);
    if known.told && !is_back {
        let (due, to) = (known.due, notice.due);
        let told = if known.heard { Change::AlreadyTold { due, to } } else { Change::NotHeard { due, to } };
        return if known.due == notice.due || notice.due <= now { Vec::new() } else { vec![told] };
    }
    let mut changes = Vec::new();
    // What has not gone out though it was due is due now by any plan.
    let waits = known.due <= now && notice.due <= now;
    if known.due != notice.due && !waits {
        changes.push(Change::Moved { from: known.due, to: notice.due });
    } else if known.expires != notice.expires {
        changes.push(Change::Expiry { from: known.expires, to: notice.expires });
    }
    if known.language != notice.language {
        changes.push(Change::Language { from: known.language.clone(), to: notice.language.clone() });
    }
    changes
}

fn places<'a>(names: impl Iterator<Item = &'a str>) -> HashMap<&'a str, usize> {
    let mut places = HashMap::new();
    for (n, name) in names.enumerate() {
        places.entry(name).or_insert(n);
    }
    places
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
            .map(|notice| Known {
                id: notice.id,
                wave: fixture.campaign.waves[usize::from(notice.wave)].id.as_str().into(),
                message: notice.rule(&fixture.campaign).message.as_str().into(),
                person: notice.person.map(|at| fixture.people.persons[at as usize].id.clone()),
                due: notice.due,
                expires: notice.expires,
                expired: false,
                language: notice.language.clone(),
                told: false,
                heard: false,
            })
            .collect()
    }

    #[test]
    fn what_was_told_is_not_told_again_whatever_the_plan_says() {
        let mut fixture = Fixture::new();
        fixture.person("a@x.example");
        fixture.person("b@x.example");
        let mut old = known(&fixture, &fixture.plan(BEFORE).unwrap());
        let is_announcement = |known: &&mut Known| &*known.message == "announcement";
        old.iter_mut().filter(is_announcement).for_each(|known| (known.told, known.heard) = (true, true));
        fixture.rule("announcement").when = When::parse("start - 13d at 09:00").unwrap();
        fixture.people.persons.pop();
        let rows = diff(&old, &fixture.plan(BEFORE).unwrap(), &fixture.campaign, &fixture.people);

        let announcement: Vec<&Change> =
            rows.iter().filter(|row| row.message == "announcement").map(|row| &row.change).collect();
        // Monday 26 April 09:00 and Tuesday 27 April 09:00, both in summer time (+2).
        let (due, to) = (utc("2027-04-26T07:00:00Z"), utc("2027-04-27T07:00:00Z"));
        assert_eq!(announcement, [&Change::AlreadyTold { due, to }], "of who is gone, nothing is taken back");
        old.iter_mut().for_each(|known| known.heard = false);
        let rows = diff(&old, &fixture.plan(BEFORE).unwrap(), &fixture.campaign, &fixture.people);
        let failed = rows.iter().find(|row| row.message == "announcement").map(|row| &row.change);
        assert_eq!(failed, Some(&Change::NotHeard { due, to }), "what was refused was not told");
        assert!(rows.iter().any(|row| matches!(row.change, Change::Removed { .. })), "but what was to come is");
    }

    #[test]
    fn a_plan_does_not_differ_from_itself() {
        let mut fixture = Fixture::new();
        fixture.person("a@x.example");
        let plan = fixture.plan(BEFORE).unwrap();
        let mut old = known(&fixture, &plan);
        old.reverse();
        assert_eq!(diff(&old, &plan, &fixture.campaign, &fixture.people), []);
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
        let rows = diff(&old, &plan, &fixture.campaign, &fixture.people);

        let of = |message: &str| -> Vec<&Change> {
            rows.iter().filter(|row| row.message == message).map(|row| &row.change).collect()
        };
        // Monday 26 April 09:00 to Tuesday 27 April 09:00, both in summer time (+2).
        let (from, to) = (utc("2027-04-26T07:00:00Z"), utc("2027-04-27T07:00:00Z"));
        let moved = Change::Moved { from, to };
        let announcement = of("announcement");
        assert_eq!(announcement.iter().filter(|change| **change == &moved).count(), 2);
        assert!(announcement.contains(&&Change::Language { from: tag("nl"), to: tag("en") }));
        assert!(announcement.contains(&&Change::Added { due: to }));
        assert_eq!(announcement.len(), 4);
        assert!(matches!(of("prepare")[..], [Change::Removed { .. }, Change::Removed { .. }]));
        assert_eq!(rows.last().unwrap().message, "prepare", "what the campaign no longer has comes last");
        assert!(!of("enrol-now").iter().any(|change| matches!(change, Change::Moved { .. })));
    }
}
