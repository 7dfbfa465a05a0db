//! How many people answer a day's contacts, hour by hour: Erlang's waiting-time formula (A. K. Erlang, "Solution of some
//! Problems in the Theory of Probabilities of Significance in Automatic Telephone Exchanges", 1917).
//!
//! It holds for calls that come by chance and wait until they are answered. Who hangs up, or writes a mail, makes it easier.

use chrono::{NaiveTime, TimeDelta, Timelike};

use crate::campaign::Staffing;

/// So many of those who call are to be answered in time.
pub const ANSWERED: f64 = 0.8;

/// More people than these are not looked for.
const MOST: u32 = 10_000;

/// An hour of the helpdesk, or what is left of one.
#[derive(Debug, Clone, PartialEq)]
pub struct StaffedHour {
    /// From …
    pub from: NaiveTime,
    /// … to.
    pub to: NaiveTime,
    /// How many contacts come in it.
    pub contacts: f64,
    /// How many people answer them in time.
    pub staff: u32,
}

/// The hours of a day with so many contacts, from opening to closing.
///
/// How they come over the day is assumed: most in the second and third hour, fewest at lunch and before closing.
pub fn staff(staffing: &Staffing, contacts: f64) -> Vec<StaffedHour> {
    let mut hours: Vec<(NaiveTime, NaiveTime, f64)> = Vec::new();
    let mut from = staffing.opens;
    while from < staffing.closes && hours.len() < 24 {
        let (next, wraps) = from.overflowing_add_signed(TimeDelta::hours(1));
        let to = if wraps == 0 { next.min(staffing.closes) } else { staffing.closes };
        let long = f64::from((to - from).num_minutes() as i32) / 60.0;
        hours.push((from, to, long * weight(hours.len(), from, staffing.closes)));
        from = to;
    }
    let sum: f64 = hours.iter().map(|(.., weight)| weight).sum();
    let hour = |(from, to, weight): (NaiveTime, NaiveTime, f64)| {
        let come = contacts * weight / sum;
        let long = f64::from((to - from).num_minutes() as i32) / 60.0;
        let staff = needed(come / long, staffing.minutes, f64::from(staffing.answer_within));
        StaffedHour { from, to, contacts: come, staff }
    };
    hours.into_iter().map(hour).collect()
}

/// How much busier an hour is than another one.
fn weight(hour: usize, from: NaiveTime, closes: NaiveTime) -> f64 {
    match hour {
        1 | 2 => 1.4,
        _ if from.hour() == 12 => 0.7,
        _ if closes - from <= TimeDelta::hours(1) => 0.7,
        _ => 1.0,
    }
}

/// How many people answer four in five calls in time, when so many come an hour.
fn needed(an_hour: f64, minutes: f64, seconds: f64) -> u32 {
    let load = an_hour * minutes / 60.0;
    if load <= 0.0 {
        return 0;
    }
    let first = (load.floor() as u32 + 1).min(MOST);
    (first..MOST).find(|people| in_time(load, *people, minutes, seconds) >= ANSWERED).unwrap_or(MOST)
}

/// The share of calls that is answered within so many seconds.
fn in_time(load: f64, people: u32, minutes: f64, seconds: f64) -> f64 {
    let spare = f64::from(people) - load;
    1.0 - waits(load, people) * (-spare * seconds / (60.0 * minutes)).exp()
}

/// The chance that a call has to wait: Erlang C, of a load in erlangs and more people than that.
fn waits(load: f64, people: u32) -> f64 {
    // Erlang B, by its recursion: without factorials nothing overflows.
    let blocked = (1..=people).fold(1.0, |blocked, n| load * blocked / (f64::from(n) + load * blocked));
    let busy = load / f64::from(people);
    blocked / (1.0 - busy * (1.0 - blocked))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, published: f64) {
        assert!((found - published).abs() < 5e-6, "{found}, published {published}");
    }

    /// A hundred calls in half an hour of 180 seconds each, to be answered within 20: the example of the R package
    /// ErlangC 0.1.0 (rdocumentation.org/packages/ErlangC), which is that of Call Centre Helper, "Erlang C Formula": 14
    /// people, of whom a call has to wait 17.4 %, and 88.8 % are answered in time; with 11 people 68.2 % wait.
    #[test]
    fn published_values_of_a_call_centre() {
        near(waits(10.0, 14), 0.174_131_9);
        near(in_time(10.0, 14, 3.0, 20.0), 0.888_35);
        near(waits(10.0, 11), 0.682_118_2);
        // Mean wait, published as 7.83593701177724 seconds.
        near(waits(10.0, 14) * 180.0 / 4.0, 7.835_937_011_777_24);
        assert_eq!(needed(200.0, 3.0, 20.0), 14);
    }

    /// Of one person the chance to wait is how busy they are; of two it is a² / (2 + a) (Erlang 1917).
    #[test]
    fn small_offices_by_hand() {
        for load in [0.1, 0.5, 0.9] {
            near(waits(load, 1), load);
            near(waits(load, 2), load * load / (2.0 + load));
        }
        assert_eq!(needed(0.0, 3.0, 20.0), 0);
        assert_eq!(needed(0.1, 3.0, 20.0), 1);
    }

    #[test]
    fn a_day_has_its_contacts_over_its_hours() {
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
        let staffing = Staffing { opens: time("08:00"), closes: time("17:30"), minutes: 12.0, answer_within: 60 };
        let hours = staff(&staffing, 120.0);
        assert_eq!((hours.len(), hours[9].from, hours[9].to), (10, time("17:00"), time("17:30")));
        assert!((hours.iter().map(|hour| hour.contacts).sum::<f64>() - 120.0).abs() < 1e-9);
        let busiest = hours.iter().max_by(|a, b| a.contacts.total_cmp(&b.contacts)).unwrap();
        assert!(busiest.from == time("09:00") || busiest.from == time("10:00"), "{hours:?}");
        assert!(busiest.staff > hours[4].staff, "lunch: {hours:?}");
        // 18.0 calls an hour of 12 minutes are 3.6 erlangs.
        assert!((4..=6).contains(&busiest.staff), "{hours:?}");
        let night = Staffing { opens: time("23:00"), closes: time("23:59"), ..staffing };
        assert_eq!(staff(&night, 3.0).len(), 1);
    }
}
