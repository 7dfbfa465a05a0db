//! The criteria of a wave, judged before the next begins.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use super::addressee::Addressee;
use super::rule::Span;

/// The criteria of a wave, judged before the next begins.
#[derive(Debug, Clone, Default)]
pub struct Gate {
    /// The share of the wave's people that must have moved.
    pub enrolled: Option<Bound>,
    /// The share of the wave's people of whom it is known that it failed.
    pub failed: Option<Bound>,
    /// Contacts a working day that the helpdesk had about the wave, from its start on.
    pub contacts_per_day: Option<Bound>,
    /// What must have been tried by hand.
    pub checks: Vec<String>,
    /// Of so many people something must be known.
    pub at_least: Option<u32>,
    /// What is known must not be older.
    pub data_not_older: Option<Span>,
    /// Who decides.
    pub owner: Option<String>,
    /// The same, where they are reminded by mail.
    pub reminded: Option<Addressee>,
    /// The day it is decided.
    pub date: Option<NaiveDate>,
}

/// A bound as it is written in a gate: `>= 90%`, `< 40`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// On which side of the value a figure must be.
    pub side: BoundSide,
    /// The value: of a share in percent, otherwise a number.
    pub value: f64,
    /// Whether it is a share.
    pub is_share: bool,
}

/// On which side of a bound a figure must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoundSide {
    /// `>=`
    AtLeast,
    /// `>`
    Over,
    /// `<=`
    AtMost,
    /// `<`
    Under,
}

impl BoundSide {
    /// All, the longer signs first.
    const ALL: [BoundSide; 4] = [BoundSide::AtLeast, BoundSide::AtMost, BoundSide::Over, BoundSide::Under];

    /// As it is written.
    pub fn sign(self) -> &'static str {
        match self {
            BoundSide::AtLeast => ">=",
            BoundSide::Over => ">",
            BoundSide::AtMost => "<=",
            BoundSide::Under => "<",
        }
    }
}

impl Bound {
    /// Whether a figure is within it: of a share in percent.
    pub fn holds(&self, figure: f64) -> bool {
        match self.side {
            BoundSide::AtLeast => figure >= self.value,
            BoundSide::Over => figure > self.value,
            BoundSide::AtMost => figure <= self.value,
            BoundSide::Under => figure < self.value,
        }
    }

    /// How far a figure is on the right side of it; below zero on the wrong one.
    pub fn margin(&self, figure: f64) -> f64 {
        match self.side {
            BoundSide::AtLeast | BoundSide::Over => figure - self.value,
            BoundSide::AtMost | BoundSide::Under => self.value - figure,
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.side.sign(), self.value, if self.is_share { "%" } else { "" })
    }
}

impl FromStr for Bound {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim();
        let found = BoundSide::ALL.into_iter().find_map(|side| Some((side, text.strip_prefix(side.sign())?)));
        let (side, rest) = found.ok_or(())?;
        let (number, is_share) = match rest.trim().strip_suffix('%') {
            Some(number) => (number.trim_end(), true),
            None => (rest.trim(), false),
        };
        let plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let value = plain.then(|| number.parse().ok()).flatten().ok_or(())?;
        Ok(Bound { side, value, is_share })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_read_as_it_is_written() {
        for (text, said) in [(">= 90%", ">= 90%"), ("<=5 %", "<= 5%"), (" < 40", "< 40"), (">0.5%", "> 0.5%")] {
            assert_eq!(text.parse::<Bound>().unwrap().to_string(), said, "{text}");
        }
        for none in
            ["", "90%", ">=", ">= %", "=> 90%", ">= -1", ">= NaN", ">= 1e3", ">= 90 percent", "<= inf", ">= 9 0"]
        {
            assert!(none.parse::<Bound>().is_err(), "{none}");
        }
    }

    #[test]
    fn what_is_on_the_edge_is_within_where_it_says_so() {
        let holds = |bound: &str, figure: f64| bound.parse::<Bound>().unwrap().holds(figure);
        assert!(holds(">= 90%", 90.0) && !holds("> 90%", 90.0));
        assert!(holds("<= 5%", 5.0) && !holds("< 5%", 5.0));
        let margin = |bound: &str, figure: f64| bound.parse::<Bound>().unwrap().margin(figure);
        assert_eq!((margin(">= 90%", 88.0), margin("<= 5%", 2.0)), (-2.0, 3.0));
    }
}
