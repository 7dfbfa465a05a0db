//! What SQLite makes of what it is asked.

use rusqlite::Connection;

use super::fixture::{to_read, to_write, with};
use super::versions::released;
use crate::ledger::sqlite::claim::{queue, waiting};
use crate::ledger::sqlite::query::{ACCEPTED, due};

#[test]
fn claiming_walks_the_queue_and_sorts_nothing() {
    let (_dir, _, ledger) = with(1);
    let steps = steps(&ledger.conn, &queue());
    assert_eq!(steps[0], "SEARCH n USING INDEX notice_wake (wake<?)");
    assert!(!steps.iter().any(|step| step.contains("B-TREE") || step.contains("SCAN n")), "{steps:?}");
}

#[test]
fn what_is_asked_often_reads_an_index() {
    let (_dir, path) = released(1);
    for ledger in [to_read(&path), to_write(&path)] {
        for (sql, step) in [
            (&*due(), "SEARCH notice USING COVERING INDEX notice_wake (wake<?)"),
            (&*waiting(), "SEARCH notice USING INDEX notice_wake (wake>?)"),
            (ACCEPTED, "SEARCH notice USING COVERING INDEX notice_accepted (since>?)"),
        ] {
            let steps = steps(&ledger.conn, sql);
            let of_notices = steps.iter().filter(|step| step.contains("notice")).map(|step| step.replace("main.", ""));
            let of_notices: Vec<String> = of_notices.collect();
            // What else is read of notices is read by their place in the file.
            let by_place = |more: &String| more == "SEARCH notice USING INTEGER PRIMARY KEY (rowid=?)";
            assert_eq!(of_notices[0], step, "{steps:?}");
            assert!(of_notices[1..].iter().all(by_place), "{steps:?}");
        }
    }
    let steps = steps(&to_write(&path).conn, ACCEPTED);
    assert!(steps.contains(&"SEARCH r USING INDEX report_taken (taken>?)".to_owned()), "{steps:?}");
}

/// How SQLite goes about it.
fn steps(conn: &Connection, sql: &str) -> Vec<String> {
    let mut plan = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let parameters = (0..plan.parameter_count()).map(|_| 0);
    let steps = plan.query_map(rusqlite::params_from_iter(parameters), |row| row.get("detail")).unwrap();
    steps.collect::<rusqlite::Result<_>>().unwrap()
}
