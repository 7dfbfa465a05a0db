//! `heraut status`.

use crate::world::{ANNOUNCED, EARLY, World};

#[test]
fn without_approval_there_is_nothing_to_show() {
    insta::assert_snapshot!(World::base().at(EARLY, &["status"]).code(2));
}

#[test]
fn it_says_where_each_wave_stands() {
    let world = World::approved();
    world.send(ANNOUNCED);
    insta::assert_snapshot!(world.at(ANNOUNCED, &["status"]).code(0).fits());
    insta::assert_snapshot!(world.at(ANNOUNCED, &["status", "--person", "Anna Bakker"]).code(0).fits());
    insta::assert_snapshot!(world.at(ANNOUNCED, &["status", "--person", "Ana Bakker"]).code(2));
}

#[test]
fn a_program_reads_the_same() {
    let world = World::approved();
    world.send(ANNOUNCED);
    let status = world.at(ANNOUNCED, &["status", "--json"]).code(0).json();
    assert_eq!(status["format"], "heraut-status/1");
    assert_eq!((status["totals"]["accepted"].as_u64(), status["totals"]["planned"].as_u64()), (Some(2), Some(36)));
    assert_eq!(status["next_due"], "2027-03-01T07:30:00Z");

    let notices = world.at(ANNOUNCED, &["status", "--notices", "--json"]).code(0).json();
    assert_eq!(
        (notices["approved_by"].as_str(), notices["format"].as_str()),
        (Some("A. Manager"), Some("heraut-notices/1"))
    );
    let rows = notices["notices"].as_array().unwrap();
    let accepted: Vec<&str> =
        rows.iter().filter(|row| row["state"] == "accepted").filter_map(|row| row["id"].as_str()).collect();
    assert_eq!((rows.len(), accepted.len()), (38, 2));
    assert!(world.outbox().keys().all(|name| accepted.iter().any(|id| name.starts_with(id))), "ids are file names");

    let hers = world.at(ANNOUNCED, &["status", "--person", "Anna Bakker", "--json"]).code(0).json();
    let rows = hers["notices"].as_array().unwrap();
    assert!(rows.len() == 5 && rows.iter().all(|row| row["person"] == "a.bakker@voorbeeldstad.example"), "{hers:#}");
    world.at(ANNOUNCED, &["status", "--notices"]).code(2).says("--json");
}
