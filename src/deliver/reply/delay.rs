//! When relays want to be asked again, as they write it: free text, in many hands.

use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeDelta, Utc};

/// Longer waits than this are taken as this: nobody means more than a day.
const LONGEST: TimeDelta = TimeDelta::hours(24);

/// When a relay wants to be asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stated {
    /// After so long.
    In(TimeDelta),
    /// Not before.
    At(DateTime<Utc>),
}

impl Stated {
    /// How long that is from `now` on: none when it is over, and a day at most.
    pub fn from(self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let delay = match self {
            Stated::In(delay) => delay,
            Stated::At(instant) => instant - now,
        };
        (delay > TimeDelta::zero()).then(|| delay.min(LONGEST))
    }
}

/// Words that make a time mean "come back then": without one of them it may be a timeout or a limit.
const CUES: [&str; 7] = ["again", "retry", "wait", "greylist", "later", "resend", "defer"];

/// Words that make it mean something else, also after a cue.
const OTHERS: [&str; 12] =
    ["max", "maximum", "limit", "most", "per", "every", "since", "last", "past", "within", "exceeded", "than"];

/// How many words may lie between a cue and the time: "again later, at the earliest in 5 minutes".
const NEAR: usize = 6;

/// The time a reply asks for: "try again in 30 seconds", "retry after 5 min", "come back in 00:05:00", "in 4 minutes 30
/// seconds", "after Mon, 15 Feb 2027 11:05:42 UTC".
pub fn stated(text: &str) -> Option<Stated> {
    let text = text.to_ascii_lowercase();
    let between = |c: char| c.is_whitespace() || "(),;<>=".contains(c);
    let words: Vec<&str> =
        text.split(between).map(|word| word.trim_end_matches(['.', ':'])).filter(|word| !word.is_empty()).collect();
    (0..words.len()).find_map(|at| {
        let found = instant(&words[at..]).map(Stated::At).or_else(|| {
            let after = at.checked_sub(1).map(|before| words[before]);
            let clock = clock(words[at]).filter(|_| after.is_some_and(|word| matches!(word, "in" | "for")));
            clock.or_else(|| counted(&words[at..])).map(Stated::In)
        })?;
        is_asked_for(&words[..at]).then_some(found)
    })
}

/// Whether what comes after these words is when to come back.
fn is_asked_for(before: &[&str]) -> bool {
    let near = before.iter().rev().take(NEAR);
    let is_cue = |word: &str| word == "back" || CUES.iter().any(|cue| word.contains(cue));
    near.map(|word| (is_cue(word), OTHERS.contains(word)))
        .find(|(cue, other)| *cue || *other)
        .is_some_and(|(cue, _)| cue)
}

/// `00:05:00`: only after "in" or "for", for it may be a time of day.
fn clock(word: &str) -> Option<TimeDelta> {
    let parts: Vec<&str> = word.split(':').collect();
    let [h, m, s] = parts[..] else { return None };
    let number = |part: &str| if part.len() == 2 { part.parse::<i64>().ok() } else { None };
    positive(number(h)? * 3600 + number(m)? * 60 + number(s)?)
}

/// `30 seconds`, `30s`, `5min`, `4 minutes 30 seconds`, `1 hour and 5 minutes`, `an hour`.
fn counted(words: &[&str]) -> Option<TimeDelta> {
    let (mut sum, mut at, mut smallest) = (0i64, 0, i64::MAX);
    while let Some((seconds, unit, used)) = one(&words[at..]).filter(|(_, unit, _)| *unit < smallest) {
        sum = sum.checked_add(seconds)?;
        (at, smallest) = (at + used, unit);
        if words.get(at) == Some(&"and") {
            at += 1;
        }
    }
    positive(sum)
}

/// One number with its unit: seconds, the unit's own seconds, and how many words it took.
fn one(words: &[&str]) -> Option<(i64, i64, usize)> {
    let word = *words.first()?;
    let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let count: i64 = match word {
        "a" | "an" | "one" => 1,
        _ => word.get(..digits)?.parse().ok()?,
    };
    let attached = (1..word.len()).contains(&digits);
    let unit = if attached { &word[digits..] } else { words.get(1).copied().unwrap_or("") };
    let unit = match unit.trim_start_matches('-') {
        "s" | "sec" | "secs" | "second" | "seconds" | "second(s)" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" | "minute(s)" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" | "hour(s)" => 3600,
        "d" | "day" | "days" | "day(s)" => 86400,
        _ => return None,
    };
    Some((count.checked_mul(unit)?, unit, if attached { 1 } else { 2 }))
}

fn positive(seconds: i64) -> Option<TimeDelta> {
    (seconds > 0).then(|| TimeDelta::try_seconds(seconds).unwrap_or(LONGEST))
}

/// `2027-02-15t11:05:42z`, `15 feb 2027 11:05:42 utc`, `2027-02-15 11:05:42 +0000`. A time without its zone is none.
fn instant(words: &[&str]) -> Option<DateTime<Utc>> {
    let word = *words.first()?;
    if let Ok(at) = DateTime::parse_from_rfc3339(&word.to_ascii_uppercase()) {
        return Some(at.to_utc());
    }
    let zoned = |text: String, format: &str, zone: Option<&&str>| {
        let zone = match *zone? {
            "utc" | "gmt" | "z" | "ut" => FixedOffset::east_opt(0)?,
            zone => zone.parse::<FixedOffset>().ok()?,
        };
        let naive = NaiveDateTime::parse_from_str(&text, format).ok()?;
        naive.and_local_timezone(zone).single().map(|at| at.to_utc())
    };
    let named = words.get(..4).and_then(|date| zoned(date.join(" "), "%d %b %Y %H:%M:%S", words.get(4)));
    named.or_else(|| words.get(..2).and_then(|date| zoned(date.join(" "), "%Y-%m-%d %H:%M:%S", words.get(2))))
}
