//! What is true of the campaign, as those who run it know it: who is in which wave by which plan, who had moved when, when
//! a gate was opened, who held what. Kept while the campaign goes on, for the [rules](crate::rules) to judge by.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;

/// A person: the number by which the test knows them, whatever they are called.
pub type Who = usize;

/// Where everybody is.
pub const ZONE: Tz = chrono_tz::Europe::Amsterdam;

/// A wave as a plan has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wave {
    pub id: &'static str,
    pub start: NaiveDate,
    pub deadline: NaiveDate,
    /// The day on which its gate is decided.
    pub gate: Option<NaiveDate>,
}

/// What was approved, from an instant until the next approval.
#[derive(Debug, Clone)]
pub struct Plan {
    pub from: DateTime<Utc>,
    pub waves: Vec<Wave>,
    /// The wave of each person, by its place in `waves`.
    pub of: BTreeMap<Who, usize>,
    /// First and last day on which nothing goes out.
    pub freeze: Option<(NaiveDate, NaiveDate)>,
}

/// What is true of the campaign.
#[derive(Debug, Default)]
pub struct Facts {
    pub plans: Vec<Plan>,
    pub holidays: Vec<NaiveDate>,
    /// When it was learnt that somebody has moved.
    pub moved: BTreeMap<Who, DateTime<Utc>>,
    /// When it was learnt that it failed for somebody, for the first time.
    pub failed: BTreeMap<Who, DateTime<Utc>>,
    /// When somebody left the organisation.
    pub left: BTreeMap<Who, DateTime<Utc>>,
    /// Since when the gate of a wave is open.
    pub opened: BTreeMap<&'static str, DateTime<Utc>>,
    /// Between which instants a wave was held.
    pub held: Vec<(&'static str, DateTime<Utc>, DateTime<Utc>)>,
    /// Every address that somebody has or had.
    pub addresses: BTreeMap<String, Who>,
    /// Their names, as messages to managers have them.
    pub names: BTreeMap<String, Who>,
    pub manager: BTreeMap<Who, Who>,
}

impl Facts {
    /// The plan in force at an instant.
    pub fn plan(&self, at: DateTime<Utc>) -> &Plan {
        self.plans.iter().rfind(|plan| plan.from <= at).unwrap_or(&self.plans[0])
    }

    /// The plan in force at the end.
    pub fn last(&self) -> &Plan {
        &self.plans[self.plans.len() - 1]
    }

    /// Whether mail goes out on a day, by the plan in force at an instant.
    pub fn is_open(&self, day: NaiveDate, at: DateTime<Utc>) -> bool {
        let is_frozen = self.plan(at).freeze.is_some_and(|(from, to)| from <= day && day <= to);
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains(&day) && !is_frozen
    }

    /// Working days from the day after one to the other, which counts.
    pub fn workdays(&self, from: NaiveDate, to: NaiveDate, at: DateTime<Utc>) -> usize {
        from.iter_days().skip(1).take_while(|day| *day <= to).filter(|day| self.is_open(*day, at)).count()
    }

    /// Whether somebody still had to move at an instant, as far as anybody knew.
    pub fn is_outstanding(&self, who: Who, at: DateTime<Utc>) -> bool {
        let by_then = |when: &BTreeMap<Who, DateTime<Utc>>| when.get(&who).is_some_and(|learnt| *learnt <= at);
        !by_then(&self.moved) && !by_then(&self.left)
    }
}

/// The day of an instant, where everybody is.
pub fn day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&ZONE).date_naive()
}

/// The first instant of the day after one.
pub fn after(day: NaiveDate) -> DateTime<Utc> {
    let midnight = (day + Days::new(1)).and_hms_opt(0, 0, 0).unwrap_or_default();
    midnight.and_local_timezone(ZONE).earliest().map(|at| at.to_utc()).unwrap_or_default()
}
