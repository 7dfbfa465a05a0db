//! What an author typed where a value should stand: names of products, dates, days of the week.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::catalogs::Texts;
use crate::check::finding::Finding;
use crate::check::registry::language::{TYPED_DATE, TYPED_NAME, TYPED_WEEKDAY};
use crate::check::templates::Templates;
use crate::error::Place;
use crate::l10n::{DateStyle, Formatter, Tag};

pub(super) fn find(
    templates: &Templates<'_>,
    language: &Tag,
    formatter: &Formatter,
    texts: &Texts,
    found: &mut Vec<Finding>,
) {
    let calendar = Calendar::of(formatter);
    let names = texts.names(language);
    for path in templates.used(language) {
        let Some(own) = templates.own(path) else { continue };
        for (words, place) in &own.words {
            for (name, id) in &names {
                if let Some(at) = word(words, name) {
                    found.push(
                        Finding::of(TYPED_NAME, format!("the product name `{name}` is typed"))
                            .at(&inside(place, words, at, name))
                            .about(id.as_str())
                            .hint(format!("write `{{{{ term(id=\"{id}\") }}}}`")),
                    );
                }
            }
            for (rule, what, parts) in
                [(TYPED_DATE, "date", calendar.dates(words)), (TYPED_WEEKDAY, "day", calendar.weekdays(words))]
            {
                found.extend(parts.into_iter().map(|(part, at)| {
                    Finding::of(rule, format!("the {what} `{part}` is typed"))
                        .at(&inside(place, words, at, part))
                        .about(language.as_str())
                        .hint(rule.mend)
                }));
            }
        }
    }
}

/// The place of a part of some words.
fn inside(place: &Place, words: &str, at: usize, part: &str) -> Place {
    let before = words.get(..at).unwrap_or("").chars().count() as u32;
    Place { column: place.column + before, width: part.chars().count() as u32, ..place.clone() }
}

/// Where a name stands as a word of its own.
fn word(words: &str, name: &str) -> Option<usize> {
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let alone =
        |at: &usize| is_edge(words[..*at].chars().next_back()) && is_edge(words[at + name.len()..].chars().next());
    words.match_indices(name).map(|(at, _)| at).find(alone)
}

/// The names of months and days in a language.
struct Calendar {
    months: BTreeSet<String>,
    weekdays: BTreeSet<String>,
}

impl Calendar {
    fn of(formatter: &Formatter) -> Self {
        let first = NaiveDate::default();
        let days =
            |count: u64, apart: u64| (0..count).filter_map(move |n| first.checked_add_days(Days::new(n * apart)));
        // The longest word of a date without its weekday is the month: `12 de marzo de 2027`.
        let months = days(12, 31).filter_map(|day| longest(&formatter.date(day, DateStyle::Long), &BTreeSet::new()));
        let months: BTreeSet<String> = months.collect();
        let weekdays = days(7, 1).filter_map(|day| longest(&formatter.date(day, DateStyle::Weekday), &months));
        Calendar { weekdays: weekdays.collect(), months }
    }

    /// The dates: digits with a month beside them, or digits only; and where each begins.
    fn dates<'w>(&self, words: &'w str) -> Vec<(&'w str, usize)> {
        let parts: Vec<(usize, &str)> = split(words);
        let is_day = |part: &str| {
            let digits = part.trim_end_matches(|c: char| c == '.' || c.is_alphabetic());
            digits.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day))
        };
        let is_month = |part: &str| self.months.contains(&part.trim_end_matches('.').to_lowercase());
        let mut found: Vec<(&str, usize)> = Vec::new();
        let mut until = 0;
        for (n, (at, part)) in parts.iter().enumerate() {
            if *at < until {
                continue;
            }
            let beside =
                parts.get(n + 1).filter(|(_, next)| is_day(part) && is_month(next) || is_month(part) && is_day(next));
            let date = match beside {
                Some((next_at, next)) => words.get(*at..next_at + next.len()),
                None => numeric(part).then_some(*part),
            };
            if let Some(date) = date {
                found.push((date, *at));
                until = at + date.len();
            }
        }
        found
    }

    fn weekdays<'w>(&self, words: &'w str) -> Vec<(&'w str, usize)> {
        let is_day = |(at, part): (usize, &'w str)| self.weekdays.contains(&part.to_lowercase()).then_some((part, at));
        split(words).into_iter().filter_map(is_day).collect()
    }
}

/// The words between spaces, without the punctuation around them, and where each begins.
fn split(words: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for part in words.split(char::is_whitespace).filter(|part| !part.is_empty()) {
        let at = part.as_ptr() as usize - words.as_ptr() as usize;
        let bare = part.trim_matches(|c: char| !c.is_alphanumeric());
        if let Some(skipped) = part.find(bare).filter(|_| !bare.is_empty()) {
            found.push((at + skipped, bare));
        }
    }
    found
}

/// The longest word of a date that is not among those left out.
fn longest(date: &str, left_out: &BTreeSet<String>) -> Option<String> {
    let words = date.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
    words.filter(|word| !word.is_empty() && !left_out.contains(word)).max_by_key(|word| word.chars().count())
}

/// `12-03-2027`, `12/3/27`, `12.03.2027` or `2027-03-12`; not a version such as `10.15.7`.
fn numeric(part: &str) -> bool {
    let Some(sign) = part.chars().find(|c| matches!(c, '-' | '/' | '.')) else { return false };
    let fields: Vec<&str> = part.split(sign).collect();
    let [first, second, third] = fields.as_slice() else { return false };
    let number = |field: &str, most: u16| field.parse::<u16>().is_ok_and(|n| (1..=most).contains(&n));
    let year =
        |field: &str| field.len() == 4 && number(field, 2199) || sign != '.' && field.len() == 2 && number(field, 99);
    let ordered = |day: &str, month: &str| number(day, 31) && number(month, 12);
    (ordered(first, second) || ordered(second, first)) && year(third)
        || first.len() == 4 && year(first) && ordered(third, second)
}
