//! The dates of an example, moved to when its first wave is to start.

use std::fmt::Write;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::error::{Error, Result};

/// How the dates of an example move: what somebody does on a day keeps its distance in working days from the first start, so that
/// a wave is as long as it was, and what comes before what stays.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shift {
    from: NaiveDate,
    to: NaiveDate,
}

impl Shift {
    /// The one by which what starts on `from` starts on `to`.
    ///
    /// # Errors
    /// When nobody works on that day, or its year is none for a campaign.
    pub(super) fn new(from: NaiveDate, to: NaiveDate) -> Result<Self> {
        if !YEARS.contains(&to.year()) {
            return Err(Error::usage(format!("an example cannot start in the year {}", to.year()))
                .hint("write a day to come, such as 2027-09-06"));
        }
        if is_open(to) {
            return Ok(Shift { from, to });
        }
        let why = match to.weekday() {
            Weekday::Sat | Weekday::Sun => format!("a {}", to.format("%A")),
            _ => "a public holiday in the example".to_owned(),
        };
        Err(Error::usage(format!("nobody starts on {to}: it is {why}"))
            .hint(format!("the next working day is {}", next_open(to))))
    }

    /// The working day that is as far from the new start as this one is from the old.
    fn working(self, day: NaiveDate) -> NaiveDate {
        let day = next_open(day);
        match day >= self.from {
            true => {
                let distance =
                    self.from.iter_days().skip(1).take_while(|one| *one <= day).filter(|one| is_open(*one)).count();
                self.to.iter_days().filter(|one| is_open(*one)).nth(distance).unwrap_or(day)
            }
            false => {
                let distance = day.iter_days().take_while(|one| *one < self.from).filter(|one| is_open(*one)).count();
                let before = |n: &u64| self.to.checked_sub_days(Days::new(*n)).is_some_and(is_open);
                let back = (1..).filter(before).nth(distance.saturating_sub(1)).unwrap_or_default();
                self.to.checked_sub_days(Days::new(back)).unwrap_or(day)
            }
        }
    }

    /// A campaign file with its dates moved, and the holidays of its years.
    pub(super) fn campaign(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut last = NaiveDate::MIN;
        let mut first = NaiveDate::MAX;
        for line in text.lines() {
            let line = self.moved(line, |_| true);
            for (day, _) in dates(&line) {
                (first, last) = (first.min(day), last.max(day));
            }
            out += &line;
            out.push('\n');
        }
        // Messages come before the first day that is written down.
        let first = first.checked_sub_days(BEFORE).unwrap_or(first);
        out.lines().map(|line| in_years(line, first, last) + "\n").collect()
    }

    /// A data file with its dates moved: days to working days, and instants by as much as they are.
    pub(super) fn data(self, text: &str) -> String {
        self.moved(text, |rest| !rest.starts_with([' ', 'T']))
    }

    /// The text with each date in it moved; to a working day where `works` says so of what follows it.
    fn moved(self, text: &str, works: impl Fn(&str) -> bool) -> String {
        let (mut out, mut done) = (String::with_capacity(text.len()), 0);
        for (day, at) in dates(text) {
            let end = at + LENGTH;
            let moved = match works(&text[end..]) {
                true => self.working(day),
                false => day.checked_add_signed(self.to - self.from).unwrap_or(day),
            };
            out += &text[done..at];
            let _ = write!(out, "{moved}");
            done = end;
        }
        out + &text[done..]
    }
}

/// How long before a wave starts its first message comes, at most.
const BEFORE: Days = Days::new(42);

/// The years in which an example can start.
const YEARS: std::ops::Range<i32> = 2000..2200;

/// How long a date is.
const LENGTH: usize = "2027-04-12".len();

/// The dates in a text, and where each begins.
pub(super) fn dates(text: &str) -> impl Iterator<Item = (NaiveDate, usize)> + '_ {
    let is_part = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(LENGTH - 1)).filter_map(move |at| {
        let end = at + LENGTH;
        let alone = !is_part(at.checked_sub(1).and_then(|before| bytes.get(before)))
            && !is_part(bytes.get(end).filter(|byte| **byte != b'T'));
        let is_date = bytes[at].is_ascii_digit() && bytes[at + 4] == b'-' && alone;
        Some((text.get(at..end).filter(|_| is_date)?.parse().ok()?, at))
    })
}

/// A line with the holidays of these years where it names holidays, and the year that ends an id.
fn in_years(line: &str, first: NaiveDate, last: NaiveDate) -> String {
    let key = line.trim_start().split(':').next().unwrap_or("");
    let indent = &line[..line.len() - line.trim_start().len()];
    match key {
        "holidays" => {
            let days: Vec<String> = (first.year()..=last.year())
                .flat_map(holidays)
                .filter(|day| (first..=last).contains(day))
                .map(|day| day.to_string())
                .collect();
            format!("{indent}holidays: [{}]", days.join(", "))
        }
        "id" if indent.is_empty() => match line.rsplit_once('-') {
            Some((name, year)) if year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) => {
                format!("{name}-{}", last.year())
            }
            _ => line.to_owned(),
        },
        _ => line.to_owned(),
    }
}

/// Whether people of the examples, a Dutch municipality, work on a day.
fn is_open(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !holidays(day.year()).contains(&day)
}

fn next_open(day: NaiveDate) -> NaiveDate {
    day.iter_days().find(|day| is_open(*day)).unwrap_or(day)
}

/// The days of a year on which Dutch offices are closed, in order (Algemene termijnenwet, article 3).
fn holidays(year: i32) -> Vec<NaiveDate> {
    let Some(easter) = easter(year) else { return Vec::new() };
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    // The King's birthday is kept a day earlier when it is on a Sunday.
    let king = day(4, 27).map(|king| if king.weekday() == Weekday::Sun { king - Days::new(1) } else { king });
    let after = |days| easter.checked_add_days(Days::new(days));
    let mut found: Vec<NaiveDate> =
        [day(1, 1), after(1), king, after(39), after(50), day(12, 25), day(12, 26)].into_iter().flatten().collect();
    found.sort_unstable();
    found
}

/// Easter Sunday (the anonymous Gregorian computus).
fn easter(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(sum / 31).ok()?, u32::try_from(sum % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The years that the law's own page has, and one in which the King's birthday is on a Sunday.
    #[test]
    fn holidays_are_those_of_the_year() {
        let of = |year| holidays(year).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(of(2027), "2027-01-01 2027-03-29 2027-04-27 2027-05-06 2027-05-17 2027-12-25 2027-12-26");
        assert_eq!(of(2026), "2026-01-01 2026-04-06 2026-04-27 2026-05-14 2026-05-25 2026-12-25 2026-12-26");
        assert!(of(2031).contains("2031-04-26"));
    }

    #[test]
    fn an_example_moves_as_a_whole_and_to_working_days() {
        let shift = Shift::new(day("2027-04-12"), day("2028-04-19")).unwrap();
        let text = "id: windows-2027\ncalendar:\n  holidays: [2027-04-27]\nwaves:\n  - start: 2027-04-12\n    deadline: 2027-04-23 17:00\n";
        // 23 April is the tenth working day. From Wednesday 19 April 2028 on, with the King's birthday on the 27th, that is 3 May.
        let moved = "id: windows-2028\ncalendar:\n  holidays: [2028-04-17, 2028-04-27]\nwaves:\n  - start: 2028-04-19\n    deadline: 2028-05-03 17:00\n";
        assert_eq!(shift.campaign(text), moved);
        let data = "a@x.example,2027-04-14,10.0.19045.5608,2027-03-15 08:28:12.0,PF2027-04-14\n";
        assert_eq!(shift.data(data), "a@x.example,2028-04-21,10.0.19045.5608,2028-03-22 08:28:12.0,PF2027-04-14\n");
    }

    #[test]
    fn a_day_before_the_start_stays_as_many_working_days_before_it() {
        let shift = Shift::new(day("2027-04-12"), day("2028-04-19")).unwrap();
        // Monday 5 April is five working days before; in 2028 Easter Monday is on 17 April.
        assert_eq!(shift.data("2027-04-05"), "2028-04-11");
        assert_eq!(shift.data("2027-04-09,2027-04-10"), "2028-04-18,2028-04-19");
    }

    #[test]
    fn nobody_starts_on_a_closed_day() {
        let refused = |text: &str| Shift::new(day("2027-04-12"), day(text)).unwrap_err().to_string();
        assert!(refused("2027-04-10").contains("a Saturday"), "{}", refused("2027-04-10"));
        assert!(refused("2027-04-27").contains("a public holiday"), "{}", refused("2027-04-27"));
        assert!(refused("2027-04-10").contains("2027-04-12"));
        assert!(refused("1900-01-02").contains("the year 1900") && refused("9999-12-20").contains("the year 9999"));
    }
}
