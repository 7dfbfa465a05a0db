//! What is said when one relay takes another's place.

use chrono::{DateTime, Utc};

/// One gives no service.
pub(super) fn taken_over(from: &str, to: &str, until: DateTime<Utc>, why: &str) -> String {
    let until = until.format("%H:%M:%S UTC");
    format!("The relay {from} gives no service: {why}. {to} takes its place; {from} is tried again at {until}.")
}

/// It gives service again.
pub(super) fn back(relay: &str) -> String {
    format!("The relay {relay} gives service again.")
}
