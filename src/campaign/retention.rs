//! How long people are kept: `90 days after end`.

use std::fmt;
use std::str::FromStr;

use chrono::{Days, NaiveDate};

/// Nobody keeps people for longer than this.
const LONGEST: u32 = 3660;

/// For how many days after the end of a campaign its people are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// So many, one at least.
    pub days: u32,
}

impl Retention {
    /// The first day on which they are kept no more, of a campaign that ended on `end`.
    pub fn over_on(self, end: NaiveDate) -> NaiveDate {
        end.checked_add_days(Days::new(self.days.into())).unwrap_or(NaiveDate::MAX)
    }
}

impl FromStr for Retention {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [count, unit, "after", "end"] = words[..] else { return Err(()) };
        let count: u32 = count.parse().map_err(|_| ())?;
        let days = match unit {
            "day" | "days" => Some(count),
            "week" | "weeks" => count.checked_mul(7),
            _ => None,
        };
        days.filter(|days| (1..=LONGEST).contains(days)).map(|days| Retention { days }).ok_or(())
    }
}

impl fmt::Display for Retention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = if self.days == 1 { "day" } else { "days" };
        write!(f, "{} {unit} after end", self.days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_days_or_weeks_after_the_end() {
        let days = |text: &str| text.parse::<Retention>().map(|kept| kept.days);
        assert_eq!(days("90 days after end"), Ok(90));
        assert_eq!(days(" 1  day after end"), Ok(1));
        assert_eq!(days("12 weeks after end"), Ok(84));
        for wrong in [
            "",
            "90",
            "90 days",
            "0 days after end",
            "-1 days after end",
            "90 days after start",
            "3 months after end",
            "9999 weeks after end",
            "4000 days after end",
            "4294967295 weeks after end",
        ] {
            assert_eq!(days(wrong), Err(()), "{wrong}");
        }
        let kept = Retention { days: 90 };
        assert_eq!(kept.over_on("2027-04-30".parse().unwrap()).to_string(), "2027-07-29");
        assert_eq!(kept.to_string().parse(), Ok(kept));
    }
}
