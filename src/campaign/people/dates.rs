//! Dates with slashes, of which a column holds one kind: day first or month first.
//!
//! One value that can only be the one decides for the whole column; where none does, whose export it is and the language
//! of its header do; where those do not either, the column is not read, and that is a finding. A Dutch, German or
//! French header is never American.

use std::cell::{Cell, OnceCell};

use super::headers::folded;

/// How the dates of a column are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// `31/12/2027`.
    DayFirst,
    /// `12/31/2027`.
    MonthFirst,
    /// Either, and nothing tells which.
    Open,
    /// Some rows can only be the one, and some only the other.
    Mixed,
}

/// The order of one column, found when the first date with slashes is met.
#[derive(Debug, Default)]
pub(super) struct ColumnOrder {
    pub(super) order: OnceCell<Order>,
    /// Whether it was told that the column cannot be read.
    pub(super) told: Cell<bool>,
}

/// The first two numbers of a date with slashes that does not begin with the year.
pub(super) fn slashes(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().splitn(3, '/');
    let (a, b, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let number = |text: &str| (text.len() <= 2).then(|| text.parse::<u32>().ok()).flatten();
    rest.starts_with(|c: char| c.is_ascii_digit()).then_some((number(a)?, number(b)?))
}

/// The order of a column by its values, its header, and whether a system wrote it.
pub(super) fn order<'v>(values: impl Iterator<Item = &'v str>, header: &str, of_a_system: bool) -> Order {
    if !is_english(header) {
        return Order::DayFirst;
    }
    let (mut day, mut month, mut half_days) = (false, false, false);
    for value in values {
        let Some((a, b)) = slashes(value) else { continue };
        day |= a > 12;
        month |= b > 12;
        half_days |= value.trim_end().to_ascii_uppercase().ends_with('M');
    }
    match (day, month) {
        (true, true) => Order::Mixed,
        (true, false) => Order::DayFirst,
        (false, true) => Order::MonthFirst,
        // Where days have halves, months come first.
        (false, false) if half_days || of_a_system => Order::MonthFirst,
        (false, false) => Order::Open,
    }
}

/// Whether a header is not Dutch, German or French.
fn is_english(header: &str) -> bool {
    const OTHERS: [&str; 17] = [
        "verlof",
        "laatst",
        "inschrijving",
        "datum",
        "tot",
        "urlaub",
        "abwesend",
        "letzt",
        "zuletzt",
        "registrierung",
        "bis",
        "conge",
        "jusqu",
        "dernier",
        "inscription",
        "enrolement",
        "derniere",
    ];
    let header = folded(header);
    !OTHERS.iter().any(|word| header.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str], header: &str) -> Order {
        order(values.iter().copied(), header, false)
    }

    #[test]
    fn one_date_decides_for_its_column() {
        assert_eq!(of(&["03/04/2027", "25/03/2027"], "leave_until"), Order::DayFirst);
        assert_eq!(of(&["03/04/2027", "03/25/2027"], "leave_until"), Order::MonthFirst);
        assert_eq!(of(&["3/1/2027 2:05:09 PM"], "LastSeen"), Order::MonthFirst);
        assert_eq!(of(&["03/04/2027"], "leave_until"), Order::Open);
        assert_eq!(of(&["25/03/2027", "03/25/2027"], "leave_until"), Order::Mixed);
        assert_eq!(of(&["03/04/2027", "2027/31/12", "x"], "leave_until"), Order::Open);
    }

    #[test]
    fn headers_of_other_languages_and_systems_decide_too() {
        for header in ["verlof_tot", "Urlaub bis", "Laatste check-in", "Dernière connexion", "En congé jusqu'au"] {
            assert_eq!(of(&["03/04/2027"], header), Order::DayFirst, "{header}");
        }
        assert_eq!(order(["03/04/2027"].into_iter(), "Last check-in", true), Order::MonthFirst);
    }
}
