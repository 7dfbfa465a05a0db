//! Who of a wave had moved by which day, beside the line that the plan expects.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;

use crate::campaign::{Campaign, People, Person, PersonId, Progress, Standing, Wave};
use crate::ledger::{Fact, Happened};

/// Who of a wave had moved by which day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Curve {
    /// Day by day from the one before the start to the deadline, or to today when that is later.
    pub days: Vec<CurveDay>,
    /// So many have moved and nobody knows since when: by the data alone. They count from the first day.
    pub undated: u64,
}

/// A day of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurveDay {
    /// Which.
    pub day: NaiveDate,
    /// So many had moved by its end; `None` of a day to come.
    pub moved: Option<u64>,
    /// So many were expected to: everyone by the deadline, as many on each open day from the start.
    pub expected: u64,
    /// Whether a table of the curve has a row for it: the first, the last working day of a week, the deadline, today.
    pub is_listed: bool,
}

/// Since when a person has moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Since {
    /// They have not, or have left.
    Never,
    /// Nobody knows: the data says so.
    Unknown,
    /// That day, on the campaign's clock: when it was read.
    Day(NaiveDate),
}

/// Since when each person has moved, by position. Who was said to have and then not to is as by now.
pub(super) fn moves(people: &People, progress: &Progress, facts: &[Fact], zone: Tz) -> Vec<Since> {
    let mut of: HashMap<&PersonId, Vec<&Fact>> = HashMap::new();
    for fact in facts.iter().filter(|fact| matches!(fact.what, Happened::Standing(_))) {
        of.entry(&fact.person).or_default().push(fact);
    }
    let day = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&zone).date_naive();
    let since = |person: &Person| {
        let Standing::Migrated(last) = progress.standing(person) else { return Since::Never };
        let told = of.get(&person.id).and_then(|facts| since_told(person, facts));
        let by_data = match &person.standing {
            Standing::Migrated(at) => *at,
            _ => last,
        };
        told.or(by_data).map_or(Since::Unknown, |at| Since::Day(day(at)))
    };
    people.persons.iter().map(since).collect()
}

/// Since when somebody has moved by what was told after their export: the data of a later approval knows that they have, and not
/// since when.
fn since_told(person: &Person, facts: &[&Fact]) -> Option<chrono::DateTime<chrono::Utc>> {
    let mut as_if_new = person.clone();
    as_if_new.standing = Standing::Pending;
    as_if_new.devices.iter_mut().for_each(|device| device.migrated = false);
    let mut facts = facts.to_vec();
    facts.sort_by_key(|fact| fact.at);
    let (mut known, mut since) = (Progress::default(), None);
    for fact in facts {
        fact.teach(&mut known);
        since = match known.standing(&as_if_new).has_moved() {
            true => since.or(Some(fact.at)),
            false => None,
        };
    }
    since
}

impl Curve {
    /// The curve of a wave of `people`, whose members have moved since then.
    pub(super) fn of<'a>(
        campaign: &Campaign,
        wave: &Wave,
        people: u64,
        members: impl Iterator<Item = &'a Since>,
        today: NaiveDate,
    ) -> Self {
        let (mut on, mut undated): (BTreeMap<NaiveDate, u64>, u64) = (BTreeMap::new(), 0);
        for since in members {
            match since {
                Since::Never => {}
                Since::Unknown => undated += 1,
                Since::Day(day) => *on.entry(*day).or_default() += 1,
            }
        }
        let eve = wave.start.checked_sub_days(Days::new(1)).unwrap_or(wave.start);
        let last = wave.deadline.max(if wave.start <= today { today } else { wave.deadline });
        let is_open = |day: NaiveDate| day >= wave.start && campaign.calendar.is_open(day);
        let all: u64 =
            eve.iter_days().take_while(|day| *day <= wave.deadline).filter(|day| is_open(*day)).count() as u64;
        let friday = campaign.calendar.workdays.iter().max_by_key(|day| day.num_days_from_monday());
        let (mut open, mut days) = (0, Vec::new());
        for day in eve.iter_days().take_while(|day| *day <= last) {
            open += u64::from(day <= wave.deadline && is_open(day));
            let moved = (day <= today).then(|| undated + on.range(..=day).map(|(_, n)| n).sum::<u64>());
            // A wave of closed days alone is expected on its deadline.
            let expected = match all {
                0 => {
                    if day < wave.deadline {
                        0
                    } else {
                        people
                    }
                }
                all => people * open / all,
            };
            let is_listed = day == eve || day == wave.deadline || day == today || Some(&day.weekday()) == friday;
            days.push(CurveDay { day, moved, expected, is_listed });
        }
        Curve { days, undated }
    }

    /// What is known last: today, of a wave that has begun.
    pub fn now(&self) -> Option<&CurveDay> {
        self.days.iter().rfind(|day| day.moved.is_some())
    }

    /// The days that a table has.
    pub fn listed(&self) -> impl Iterator<Item = &CurveDay> {
        self.days.iter().filter(|day| day.is_listed)
    }
}
