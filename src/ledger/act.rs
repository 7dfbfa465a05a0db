//! What people did that concerns no notice: gates and the helpdesk, and that progress was learnt.
//!
//! It is kept as it was said, in order, and never changed: who wants something else says so after it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::campaign::PersonId;
use crate::schedule::{Decision, Evidence};

/// What somebody did, kept for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// What.
    pub what: Deed,
    /// Who.
    pub by: String,
    /// Why, where they said so.
    pub why: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// An export was read that says how far people are, whether or not it said anything new.
    Learnt,
    /// A check of a wave's gate was tried, and works or does not.
    Tried {
        /// The wave, by its id.
        wave: String,
        /// The check.
        check: String,
        /// Whether it works.
        works: bool,
    },
    /// A wave's gate was decided.
    Decided {
        /// The wave, by its id.
        wave: String,
        /// How.
        decision: Decision,
        /// The day of the gate: with another one it is another gate.
        day: NaiveDate,
    },
    /// So many contacts came to the helpdesk on a day about a wave, in place of what was said of that day before.
    Contacts {
        /// The wave, by its id.
        wave: String,
        /// The day, on the campaign's clock.
        day: NaiveDate,
        /// How many.
        count: u32,
    },
    /// A plan was proposed, and waits for a second person.
    Proposed {
        /// Its hash, in hex.
        plan: String,
    },
    /// Somebody said how far a person is.
    Marked {
        /// Who is that far.
        person: PersonId,
        /// How far: `pending`, `migrated`, `failed` or `left`.
        standing: String,
    },
    /// Somebody gave a person another appointment at a desk, or called it off.
    Expected {
        /// Who is expected.
        person: PersonId,
        /// The day, and the time on the clock there where one was said; `None` when it is off.
        at: Option<(NaiveDate, Option<NaiveTime>)>,
    },
}

impl Deed {
    /// Whether both are decisions about one gate: that of a wave, of a day.
    pub fn is_about_the_gate_of(&self, other: &Deed) -> bool {
        match (self, other) {
            (Deed::Decided { wave, day, .. }, Deed::Decided { wave: of, day: on, .. }) => wave == of && day == on,
            _ => false,
        }
    }
}

/// Adds to what is known of a wave at `now` what people did about it. What was said last counts; what was said by a clock
/// that was ahead does not.
pub fn teach(acts: &[Act], wave: &str, now: DateTime<Utc>, evidence: &mut Evidence) {
    let mut contacts: BTreeMap<NaiveDate, u32> = BTreeMap::new();
    for act in acts.iter().filter(|act| act.at <= now) {
        match &act.what {
            Deed::Learnt => evidence.learnt = evidence.learnt.max(Some(act.at)),
            Deed::Marked { .. } => evidence.marked = true,
            Deed::Tried { wave: of, check, works } if of == wave => {
                match works {
                    true => evidence.ticked.insert(check.clone()),
                    false => evidence.ticked.remove(check),
                };
            }
            Deed::Decided { wave: of, decision, day } if of == wave => evidence.decision = Some((*decision, *day)),
            Deed::Contacts { wave: of, day, count } if of == wave => drop(contacts.insert(*day, *count)),
            Deed::Tried { .. }
            | Deed::Decided { .. }
            | Deed::Contacts { .. }
            | Deed::Proposed { .. }
            | Deed::Expected { .. } => {}
        }
    }
    if !contacts.is_empty() {
        let sum: u64 = contacts.values().map(|count| u64::from(*count)).sum();
        evidence.contacts = Some(sum as f64 / contacts.len() as f64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(what: Deed, hour: u32) -> Act {
        let at = "2027-03-17T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + chrono::TimeDelta::hours(hour.into());
        Act { what, by: "M. de Wit".into(), why: None, at }
    }

    fn contacts(wave: &str, day: &str, count: u32) -> Act {
        act(Deed::Contacts { wave: wave.into(), day: day.parse().unwrap(), count }, 9)
    }

    #[test]
    fn what_was_said_last_counts_and_of_that_wave_alone() {
        let tried = |wave: &str, works| act(Deed::Tried { wave: wave.into(), check: "vpn".into(), works }, 8);
        let mut evidence = Evidence::default();
        let (now, early) = (act(Deed::Learnt, 12).at, act(Deed::Learnt, 23));
        teach(&[tried("pilot", true), tried("early", false), act(Deed::Learnt, 7), early], "pilot", now, &mut evidence);
        assert!(evidence.ticked.contains("vpn"));
        assert_eq!(evidence.learnt, Some(act(Deed::Learnt, 7).at));
        teach(&[tried("pilot", false)], "pilot", now, &mut evidence);
        assert!(evidence.ticked.is_empty());
        let day = "2027-03-17".parse().unwrap();
        let decided = |decision| act(Deed::Decided { wave: "pilot".into(), decision, day }, 9);
        teach(&[decided(Decision::Fail), decided(Decision::Override)], "pilot", now, &mut evidence);
        assert_eq!(evidence.decision, Some((Decision::Override, day)));
    }

    #[test]
    fn contacts_are_counted_over_the_days_that_were_counted() {
        let acts = [
            contacts("pilot", "2027-03-02", 30),
            contacts("pilot", "2027-03-03", 7),
            contacts("early", "2027-03-03", 100),
            contacts("pilot", "2027-03-02", 12),
            contacts("pilot", "2027-03-04", 2),
        ];
        let mut evidence = Evidence::default();
        teach(&acts, "pilot", act(Deed::Learnt, 12).at, &mut evidence);
        assert_eq!(evidence.contacts, Some(7.0), "the first of a day is replaced by the second");
    }
}
