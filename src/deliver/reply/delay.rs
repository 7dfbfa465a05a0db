//! Delays as relays write them: free text, in many hands.

use chrono::TimeDelta;

/// Longer waits than this are taken as this: nobody means more than a day.
const LONGEST: i64 = 24 * 3600;

/// Words that make a number with a unit mean "come back after": without one of them it may be a timeout or a limit.
const CUES: [&str; 6] = ["again", "retry", "wait", "come back", "greylist", "later"];

/// The delay a reply asks for: "try again in 30 seconds", "retry after 5 min", "come back in 00:05:00".
pub fn stated_delay(text: &str) -> Option<TimeDelta> {
    let text = text.to_ascii_lowercase();
    if !CUES.iter().any(|cue| text.contains(cue)) {
        return None;
    }
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || "(),;<>=".contains(c)).filter(|word| !word.is_empty()).collect();
    let at = |n: usize| words.get(n).copied().unwrap_or("").trim_end_matches('.');
    let seconds = (0..words.len()).find_map(|n| clock(at(n)).or_else(|| counted(at(n), at(n + 1))))?;
    (seconds > 0).then(|| TimeDelta::seconds(seconds.min(LONGEST)))
}

/// `00:05:00`.
fn clock(word: &str) -> Option<i64> {
    let parts: Vec<&str> = word.split(':').collect();
    let [h, m, s] = parts[..] else { return None };
    let number = |part: &str| if part.len() == 2 { part.parse::<i64>().ok() } else { None };
    Some(number(h)? * 3600 + number(m)? * 60 + number(s)?)
}

/// `30 seconds`, `30s`, `5min`.
fn counted(word: &str, next: &str) -> Option<i64> {
    let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let count: i64 = word.get(..digits)?.parse().ok()?;
    let unit = if digits < word.len() { &word[digits..] } else { next };
    let unit = match unit.trim_start_matches('-') {
        "s" | "sec" | "secs" | "second" | "seconds" | "second(s)" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" | "minute(s)" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" | "hour(s)" => 3600,
        _ => return None,
    };
    count.checked_mul(unit)
}
