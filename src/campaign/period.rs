//! Lengths of time as they are typed: `30m`, `2h`, `1d`.

use chrono::TimeDelta;

/// The longest that is understood: nobody waits for years.
const LONGEST: u32 = 1000;

/// A length of time in minutes, hours or days of 24 hours, `None` when it is none, nothing, or a thousand of them or
/// more.
pub fn period(text: &str) -> Option<TimeDelta> {
    let text = text.trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (count, unit) = text.split_at(digits);
    let count = count.parse().ok().filter(|count| (1..LONGEST).contains(count))?;
    match unit.trim_start() {
        "m" | "min" | "minute" | "minutes" => Some(TimeDelta::minutes(count.into())),
        "h" | "hour" | "hours" => Some(TimeDelta::hours(count.into())),
        "d" | "day" | "days" => Some(TimeDelta::days(count.into())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_unit() {
        assert_eq!(period("30m"), Some(TimeDelta::minutes(30)));
        assert_eq!(period(" 2 hours"), Some(TimeDelta::hours(2)));
        assert_eq!(period("1d"), Some(TimeDelta::days(1)));
        for wrong in ["", "30", "m", "0m", "-5m", "1.5h", "30s", "5000d", "99999999999999m", "²h", "1h30m"] {
            assert_eq!(period(wrong), None, "{wrong}");
        }
    }
}
