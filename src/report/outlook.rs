//! `heraut resume`: what would come on which day.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::dates;
use super::screen::{clean, paragraph};
use super::words::ENGLISH as WORDS;

/// More days than these are not shown.
const DAYS: usize = 7;

/// How many notices of each message would not be sent any more, and how many would fall due on which day; empty when
/// there are none.
pub fn outlook(
    over: &BTreeMap<String, u64>,
    days: &BTreeMap<NaiveDate, BTreeMap<String, u64>>,
    width: usize,
) -> String {
    let mut out = String::new();
    let mut line = |title: String, messages: &BTreeMap<String, u64>| {
        let counted: Vec<String> =
            messages.iter().map(|(message, many)| format!("{} {message}", WORDS.number(*many))).collect();
        out += &paragraph("", &clean(&format!("{title}: {}", counted.join(", "))), width);
    };
    if !over.is_empty() {
        line("too late, not sent".to_owned(), over);
    }
    for (day, messages) in days.iter().take(DAYS) {
        line(dates::day(&WORDS, *day), messages);
    }
    if days.len() > DAYS {
        out += &format!("and on {} later days\n", days.len() - DAYS);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_together_is_seen() {
        let of = |messages: &[(&str, u64)]| messages.iter().map(|(name, many)| ((*name).to_owned(), *many)).collect();
        let day = |n| NaiveDate::from_ymd_opt(2027, 3, n).unwrap();
        let mut days = BTreeMap::from([(day(1), of(&[("announcement", 1200), ("enrol-now", 12)]))]);
        let over = of(&[("reminder", 3)]);
        assert_eq!(
            outlook(&over, &days, 80),
            "too late, not sent: 3 reminder\nMon 1 Mar 2027: 1,200 announcement, 12 enrol-now\n"
        );
        days.extend((2..12).map(|n| (day(n), of(&[("reminder", 1)]))));
        assert!(outlook(&BTreeMap::new(), &days, 80).ends_with("Sun 7 Mar 2027: 1 reminder\nand on 4 later days\n"));
        assert_eq!(outlook(&BTreeMap::new(), &BTreeMap::new(), 80), "");
    }
}
