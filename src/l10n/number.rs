//! A number as it is written: which digits of it are shown also decides its plural form.

use std::fmt;

use icu_decimal::input::Decimal;

/// A number with the digits that are shown.
#[derive(Clone, PartialEq)]
pub(super) struct Number(Decimal);

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Number {
    /// With the digits it has. `None` for what is no number: infinity and the result of 0 / 0.
    pub(super) fn new(number: f64) -> Option<Self> {
        Decimal::try_from_str(&number.to_string()).ok().map(Number)
    }

    /// As a catalog writes it: `1.0` shows its zero.
    pub(super) fn literal(text: &str) -> Option<Self> {
        Decimal::try_from_str(text).ok().map(Number)
    }

    /// Shows at least so many digits after the point.
    pub(super) fn at_least(&mut self, digits: usize) {
        self.0.absolute.pad_end(position(digits));
    }

    /// Shows at most so many digits after the point, rounded.
    pub(super) fn at_most(&mut self, digits: usize) {
        self.0.round(position(digits));
    }

    /// The number as a count, if it is one that a count of digits can be.
    pub(super) fn digits(&self) -> Option<usize> {
        self.0.to_string().parse().ok()
    }

    /// Whether two are the same number, however many zeros they show.
    pub(super) fn equals(&self, other: &Number) -> bool {
        let bare = |number: &Number| {
            let mut bare = number.0.clone();
            bare.absolute.trim_end();
            bare.absolute.trim_start();
            bare.to_string()
        };
        bare(self) == bare(other)
    }

    /// For what formats numbers and chooses plurals.
    pub(super) fn decimal(&self) -> &Decimal {
        &self.0
    }
}

/// The power of ten of the last digit that is shown.
fn position(digits: usize) -> i16 {
    -i16::try_from(digits).unwrap_or(i16::MAX)
}
