//! What a column is by what stands in it, where its header says nothing.
//!
//! Only what a file cannot be used without is looked for: the address of a person, the owner and the serial number of
//! a device. One column alone must look like it; of two, neither is taken.

use std::collections::HashSet;

use csv::StringRecord;

use super::address;

/// How many rows are looked at.
pub(super) const SAMPLE: usize = 200;

/// Whether nine in ten of a column's values are addresses, and no two the same.
pub(super) fn are_addresses_of_their_own(rows: &[StringRecord], at: usize) -> bool {
    let values = values(rows, at);
    let distinct: HashSet<String> = values.iter().map(|value| value.to_lowercase()).collect();
    are_addresses(rows, at) && distinct.len() == values.len()
}

/// Whether nine in ten of a column's values are addresses.
pub(super) fn are_addresses(rows: &[StringRecord], at: usize) -> bool {
    let values = values(rows, at);
    let good = values.iter().filter(|value| address::parse(value).is_ok()).count();
    good > 0 && good * 10 >= values.len() * 9
}

/// Whether a column's values look like serial numbers: capitals and digits, ten to twenty of them, no two the same.
/// Digits alone may be a telephone's IMEI.
pub(super) fn are_serials(rows: &[StringRecord], at: usize) -> bool {
    let values = values(rows, at);
    let looks = |value: &&str| {
        (10..=20).contains(&value.len())
            && value.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && value.bytes().any(|b| b.is_ascii_digit())
            && value.bytes().any(|b| b.is_ascii_uppercase())
    };
    let distinct: HashSet<&&str> = values.iter().collect();
    values.len() >= 2 && values.iter().all(looks) && distinct.len() == values.len()
}

fn values(rows: &[StringRecord], at: usize) -> Vec<&str> {
    rows.iter().filter_map(|row| row.get(at)).map(str::trim).filter(|cell| !cell.is_empty()).collect()
}
