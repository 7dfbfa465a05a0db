//! What is more and what is less: numbers, versions and dates, by how they read.

use std::cmp::Ordering;

use chrono::NaiveDate;

use crate::campaign::people;

/// A value that others are more or less than.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// A number, in thousand-millionths.
    Number(i128),
    /// A version: numbers with dots between them.
    Version(Vec<u64>),
    /// A day.
    Date(NaiveDate),
}

/// On which side of another value one has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// What the values of a field are, where the field says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    /// By how they read.
    Open,
    /// Versions.
    Version,
    /// Dates.
    Date,
    /// Numbers.
    Number,
    /// Words: nothing is more or less than another.
    Word,
}

/// Decimals of a number that count.
const DECIMALS: usize = 9;

impl Order {
    /// As it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Order::Less => "<",
            Order::AtMost => "<=",
            Order::More => ">",
            Order::AtLeast => ">=",
        }
    }

    pub(super) fn holds(self, found: Ordering) -> bool {
        match self {
            Order::Less => found.is_lt(),
            Order::AtMost => found.is_le(),
            Order::More => found.is_gt(),
            Order::AtLeast => found.is_ge(),
        }
    }
}

impl Nature {
    /// What a field of ours holds.
    pub(super) fn of(field: &str) -> Self {
        match field {
            "os_version" => Nature::Version,
            "last_seen" | "apple_deadline" | "leave_until" => Nature::Date,
            "devices" => Nature::Number,
            "platform" | "ownership" | "system" | "email" | "language" | "manager" | "supervised" => Nature::Word,
            _ => Nature::Open,
        }
    }
}

impl Measure {
    /// What a selector compares with; `None` when it reads as nothing that has a more and a less.
    pub(super) fn wanted(nature: Nature, text: &str) -> Option<Self> {
        let text = text.trim();
        match nature {
            Nature::Word => None,
            Nature::Version => version(text).map(Measure::Version),
            Nature::Date => date(text).map(Measure::Date),
            Nature::Number => number(text).map(Measure::Number),
            // Two dots, and it is a version (or a date with dots); one, and it is a number.
            Nature::Open => date(text)
                .map(Measure::Date)
                .or_else(|| number(text).map(Measure::Number))
                .or_else(|| version(text).map(Measure::Version)),
        }
    }

    /// How a value of the data stands to this; `None` when the two cannot be compared.
    pub(super) fn against(&self, text: &str) -> Option<Ordering> {
        let text = text.trim();
        match self {
            Measure::Number(wanted) => match number(text) {
                Some(found) => Some(found.cmp(wanted)),
                // `10.0.19045` beside `11`.
                None => Some(order(&version(text)?, &[u64::try_from(whole(*wanted)?).ok()?])),
            },
            Measure::Date(wanted) => Some(date(text)?.cmp(wanted)),
            Measure::Version(wanted) => {
                let found = version(text)?;
                // A build alone, such as 19045, is no version that comes after 10.0.22000.
                if found.len() == 1 && wanted.len() > 2 && found[0] >= 1000 {
                    return None;
                }
                Some(order(&found, wanted))
            }
        }
    }

    /// What it is, with its article.
    pub fn what(&self) -> &'static str {
        match self {
            Measure::Number(_) => "a number",
            Measure::Version(_) => "a version",
            Measure::Date(_) => "a date",
        }
    }
}

fn whole(number: i128) -> Option<i128> {
    let unit = 10i128.pow(DECIMALS as u32);
    (number % unit == 0).then_some(number / unit)
}

/// Which of two versions is the later; what is not said is 0.
fn order(a: &[u64], b: &[u64]) -> Ordering {
    let at = |version: &[u64], n: usize| version.get(n).copied().unwrap_or(0);
    (0..a.len().max(b.len())).map(|n| at(a, n).cmp(&at(b, n))).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
}

/// A number, with a point or a comma before its decimals, in thousand-millionths. What may be a thousand (`1,500`) is
/// none.
fn number(text: &str) -> Option<i128> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, decimals) = match digits.split_once(['.', ',']) {
        Some((_, decimals)) if digits.contains(',') && decimals.len() == 3 => return None,
        Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
        Some(_) => return None,
        None => (digits, ""),
    };
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 20 || !is_digits(whole) || !is_digits(decimals) {
        return None;
    }
    let mut fraction: String = decimals.chars().take(DECIMALS).collect();
    while fraction.len() < DECIMALS {
        fraction.push('0');
    }
    let value: i128 = format!("{whole}{fraction}").parse().ok()?;
    Some(if negative { -value } else { value })
}

/// A version, as systems write them: `10.0.22631.3447`, `iOS 18.5`, `14.5 (23F79)`, and `10.0 (19045)` of Active Directory.
fn version(text: &str) -> Option<Vec<u64>> {
    let (main, build) = match text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        Some((main, build)) => (main.trim(), Some(build.trim())),
        None => (text, None),
    };
    // A name before it, of one word: `iOS 18.5`, `Windows 11`.
    let word = main.split_whitespace().next().filter(|word| word.chars().all(char::is_alphabetic));
    let main = word.map_or(main, |word| main.trim_start()[word.len()..].trim_start());
    let main = main.strip_prefix(['v', 'V']).unwrap_or(main);
    let mut parts: Vec<u64> = main
        .split('.')
        .map(|part| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten())
        .collect::<Option<_>>()?;
    if parts.len() == 2 {
        parts.extend(
            build.filter(|build| build.bytes().all(|b| b.is_ascii_digit())).and_then(|b| b.parse::<u64>().ok()),
        );
    }
    Some(parts)
}

/// A day, with or without a time; one with slashes only where it can be read one way.
fn date(text: &str) -> Option<NaiveDate> {
    // Of a number alone nobody means the seconds since 1970.
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    people::day(text)
}
