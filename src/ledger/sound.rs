//! What must not be found in a store that is kept, whichever it is.

use super::codes::{sql, state};

/// What must not be found, and how it is told of so many.
pub(super) const NEVER: &[(&str, &str)] = &[
    (
        "notices whose wave, phase, message or language has no name",
        "SELECT count(*) FROM notice WHERE wave NOT IN (SELECT seq FROM word) OR phase NOT IN (SELECT seq FROM word)
           OR message NOT IN (SELECT seq FROM word) OR language NOT IN (SELECT seq FROM word)",
    ),
    (
        "notices for nobody that is known",
        "SELECT count(*) FROM notice WHERE person IS NOT NULL AND person NOT IN (SELECT seq FROM person)",
    ),
    (
        "notices that are in no state there is",
        "SELECT count(*) FROM notice WHERE state NOT BETWEEN 0 AND 12 OR state = 1",
    ),
    (
        "notices that are queued and have no time, or have one and are not queued",
        sql!("SELECT count(*) FROM notice WHERE (state IN (" planned ", " deferred ")) <> (wake IS NOT NULL)"),
    ),
    (
        // Of one that a person settled as arrived, the detail says who.
        "accepted notices without an attempt that the relay accepted",
        sql!("SELECT count(*) FROM notice n WHERE state = " accepted " AND detail IS NULL AND NOT EXISTS
                (SELECT 1 FROM attempt a WHERE a.notice = n.seq AND a.n = n.tries AND a.result = " accepted ")"),
    ),
    (
        "notices of which the relay accepted an attempt and that are not accepted",
        sql!("SELECT count(*) FROM notice n JOIN attempt a ON a.notice = n.seq
                WHERE a.result = " accepted " AND n.state <> " accepted
               " AND NOT EXISTS (SELECT 1 FROM report r WHERE r.notice = n.seq AND r.taken IS NOT NULL)"),
    ),
    (
        "bounced notices of which nobody reported that they did",
        sql!("SELECT count(*) FROM notice n WHERE state = " bounced "
                AND NOT EXISTS (SELECT 1 FROM report r WHERE r.notice = n.seq AND r.taken IS NOT NULL)"),
    ),
    (
        "attempts that were never begun",
        "SELECT count(*) FROM notice n JOIN attempt a ON a.notice = n.seq WHERE a.n > n.tries",
    ),
    (
        "notices that were begun from a snapshot that is not there",
        "SELECT count(*) FROM notice WHERE first_snapshot IS NOT NULL AND first_snapshot NOT IN (SELECT seq FROM snapshot)",
    ),
];
