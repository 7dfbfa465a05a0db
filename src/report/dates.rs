//! Dates as people read them: always with the weekday, never digits only.

use chrono::{DateTime, Datelike, NaiveDate};
use chrono_tz::Tz;

use super::words::Words;

/// `Mon 15 Feb 2027`.
pub(super) fn day(words: &Words, date: NaiveDate) -> String {
    format!("{} {}", short_day(words, date), date.year())
}

/// `Mon 15 Feb`, where the year is clear.
pub(super) fn short_day(words: &Words, date: NaiveDate) -> String {
    let weekday = words.weekdays[date.weekday().num_days_from_monday() as usize];
    format!("{weekday} {}{} {}", date.day(), words.day_mark, words.months[date.month0() as usize])
}

/// `Mon 15 Feb 2027 09:00`.
pub(super) fn moment(words: &Words, at: DateTime<Tz>) -> String {
    format!("{} {}", day(words, at.date_naive()), at.format("%H:%M"))
}

/// From one day to another, with the year once where it is the same: `Mon 1 Mar – Fri 12 Mar 2027`.
pub(super) fn days(words: &Words, first: NaiveDate, last: NaiveDate) -> String {
    if first == last {
        day(words, first)
    } else if first.year() == last.year() {
        format!("{} – {}", short_day(words, first), day(words, last))
    } else {
        format!("{} – {}", day(words, first), day(words, last))
    }
}

/// From one instant to another: a moment, hours of a day, or days.
pub(super) fn range(words: &Words, first: DateTime<Tz>, last: DateTime<Tz>) -> String {
    let same_day = first.date_naive() == last.date_naive();
    let (from, to) = (first.format("%H:%M").to_string(), last.format("%H:%M").to_string());
    match (same_day, from == to) {
        (true, true) => moment(words, first),
        (true, false) => format!("{} {from}–{to}", day(words, first.date_naive())),
        (false, true) => format!("{} {from}", days(words, first.date_naive(), last.date_naive())),
        (false, false) => days(words, first.date_naive(), last.date_naive()),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use chrono_tz::Europe::Amsterdam;

    use super::*;
    use crate::report::words::{DUTCH, ENGLISH};

    fn at(month: u32, day: u32, hour: u32, minute: u32) -> DateTime<Tz> {
        Amsterdam.with_ymd_and_hms(2027, month, day, hour, minute, 0).unwrap()
    }

    #[test]
    fn a_range_says_no_more_than_it_must() {
        assert_eq!(range(&DUTCH, at(2, 15, 9, 0), at(2, 15, 9, 0)), "ma 15 feb 2027 09:00");
        let german = Words::in_language("de");
        assert_eq!(range(german, at(2, 15, 9, 0), at(2, 15, 9, 0)), "Mo 15. Feb. 2027 09:00");
        assert_eq!(range(&ENGLISH, at(2, 15, 9, 0), at(2, 15, 17, 30)), "Mon 15 Feb 2027 09:00–17:30");
        assert_eq!(range(&ENGLISH, at(3, 4, 10, 0), at(3, 11, 10, 0)), "Thu 4 Mar – Thu 11 Mar 2027 10:00");
        assert_eq!(range(&ENGLISH, at(3, 4, 10, 0), at(3, 11, 12, 0)), "Thu 4 Mar – Thu 11 Mar 2027");
        let new_year = Amsterdam.with_ymd_and_hms(2028, 1, 10, 9, 0, 0).unwrap();
        assert_eq!(range(&ENGLISH, at(12, 31, 8, 0), new_year), "Fri 31 Dec 2027 – Mon 10 Jan 2028");
    }
}
