//! How what people did stands in a store, the same in every one that is kept.

use chrono::{NaiveDate, NaiveTime};

use super::codes::{Stamp, decision, of_decision};
use super::{Act, Deed};

/// The numbers of what can be done. They are for ever.
const LEARNT: i64 = 0;
const TRIED: i64 = 1;
const DECIDED: i64 = 2;
const CONTACTS: i64 = 3;
pub(super) const MARKED: i64 = 4;
const PROPOSED: i64 = 5;
pub(super) const EXPECTED: i64 = 6;

/// In place of the day of an appointment that is off.
const OFF: &str = "off";

/// A row of the table `act`.
pub(super) struct Acted {
    pub(super) kind: i64,
    pub(super) wave: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) number: Option<i64>,
    pub(super) author: String,
    pub(super) why: Option<String>,
    pub(super) at: Stamp,
}

impl Acted {
    /// What was done, as a row.
    pub(super) fn of(act: &Act) -> Self {
        let (kind, wave, subject, number) = match &act.what {
            Deed::Learnt => (LEARNT, None, None, None),
            Deed::Tried { wave, check, works } => (TRIED, Some(wave), Some(check.clone()), Some(i64::from(*works))),
            Deed::Decided { wave, decision, day } => {
                (DECIDED, Some(wave), Some(day.to_string()), Some(of_decision(*decision)))
            }
            Deed::Proposed { plan } => (PROPOSED, None, Some(plan.clone()), None),
            Deed::Marked { person, standing } => (MARKED, None, Some(format!("{standing} {person}")), None),
            Deed::Expected { person, at } => {
                let at = match at {
                    None => OFF.to_owned(),
                    Some((day, None)) => day.to_string(),
                    Some((day, Some(time))) => format!("{day}T{}", time.format("%H:%M")),
                };
                (EXPECTED, None, Some(format!("{at} {person}")), None)
            }
            Deed::Contacts { wave, day, count } => (CONTACTS, Some(wave), Some(day.to_string()), Some((*count).into())),
        };
        Acted {
            kind,
            wave: wave.cloned(),
            subject,
            number,
            author: act.by.clone(),
            why: act.why.clone(),
            at: Stamp(act.at),
        }
    }

    /// What a row says was done; why it says nothing, in words.
    pub(super) fn read(self) -> Result<Act, String> {
        let Acted { kind, wave, subject, number, author, why, at } = self;
        let lacks = |what: &str| format!("an act of kind {kind} has no {what}");
        let wave = || wave.clone().ok_or_else(|| lacks("wave"));
        let subject = || subject.clone().ok_or_else(|| lacks("subject"));
        let number = || number.ok_or_else(|| lacks("number"));
        let what = match kind {
            LEARNT => Deed::Learnt,
            TRIED => Deed::Tried { wave: wave()?, check: subject()?, works: number()? != 0 },
            DECIDED => {
                let number = number()?;
                let decision = decision(number).ok_or_else(|| format!("unknown decision {number}"))?;
                Deed::Decided { wave: wave()?, decision, day: day(&subject()?)? }
            }
            CONTACTS => {
                let count = number()?;
                let count = u32::try_from(count).map_err(|_| format!("{count} contacts cannot be"))?;
                Deed::Contacts { wave: wave()?, day: day(&subject()?)?, count }
            }
            PROPOSED => Deed::Proposed { plan: subject()? },
            MARKED => {
                let subject = subject()?;
                let (standing, person) = subject.split_once(' ').ok_or_else(|| format!("`{subject}` is no mark"))?;
                Deed::Marked { person: person.into(), standing: standing.to_owned() }
            }
            EXPECTED => {
                let subject = subject()?;
                let (at, person) = subject.split_once(' ').ok_or_else(|| format!("`{subject}` is no appointment"))?;
                let at = match at.split_once('T') {
                    None if at == OFF => None,
                    None => Some((day(at)?, None)),
                    Some((on, time)) => Some((day(on)?, Some(time_of(time)?))),
                };
                Deed::Expected { person: person.into(), at }
            }
            other => return Err(format!("unknown act {other}")),
        };
        Ok(Act { what, by: author, why, at: at.0 })
    }
}

/// The day that an act is about.
fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| format!("`{text}` is no day"))
}

/// The time of day that an act is about.
fn time_of(text: &str) -> Result<NaiveTime, String> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| format!("`{text}` is no time"))
}
