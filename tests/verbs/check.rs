//! `heraut check`.

use serde_json::Value;

use crate::world::{EARLY, World};

/// The sound campaign with an error, a warning and something allowed.
fn wanting() -> World {
    let world = World::base();
    world.edit("campaign.yaml", "gate: {enrolled: \">= 90%\", owner: M. de Wit, date: 2027-03-22}", "");
    world.edit("people.csv", "f.smit@voorbeeldstad.example,Facilitair", ",Facilitair");
    world
}

#[test]
fn a_sound_campaign_has_no_errors() {
    insta::assert_snapshot!(World::base().at(EARLY, &["check"]).code(0));
    insta::assert_snapshot!(World::base().at(EARLY, &["check", "--all"]).code(0));
}

#[test]
fn what_is_wrong_is_shown_with_its_place() {
    insta::assert_snapshot!(wanting().at(EARLY, &["check"]));
}

#[test]
fn every_form_holds_the_same_findings() {
    let world = wanting();
    let text = world.at(EARLY, &["check", "--all"]).out;
    let json = world.at(EARLY, &["check", "--format", "json"]).json();
    let sarif = world.at(EARLY, &["check", "--format", "sarif"]).json();
    let words = |list: &Value, key: &str| -> Vec<String> {
        list.as_array().unwrap().iter().map(|item| item[key].as_str().unwrap().to_owned()).collect()
    };
    let in_json = words(&json["findings"], "rule");
    let in_sarif = words(&sarif["runs"][0]["results"], "ruleId");
    let in_text: Vec<String> = text
        .lines()
        .filter(|line| ["error[", "warning[", "note["].iter().any(|level| line.starts_with(level)))
        .map(|line| line[line.find('[').unwrap() + 1..line.find(']').unwrap()].to_owned())
        .collect();
    assert!(in_json.len() >= 4, "{json:#}");
    assert_eq!(in_json, in_sarif);
    assert_eq!(in_json, in_text);
    assert_eq!(sarif["version"], "2.1.0");
}

#[test]
fn a_finding_that_is_allowed_stays_visible() {
    let world = World::base();
    world.edit("campaign.yaml", "relay:", "allow:\n  - {rule: H-SCHED-20, why: The helpdesk sits next to us}\nrelay:");
    let shown = world.at(EARLY, &["check", "--all"]).code(0);
    shown.says("note[H-SCHED-20]").says("allowed: The helpdesk sits next to us");
}

#[test]
fn a_rule_explains_itself() {
    insta::assert_snapshot!(World::empty().run(&["check", "--explain", "H-SCHED-20"]).code(0).fits());
    insta::assert_snapshot!(World::empty().run(&["check", "--explain", "H-SCHED-2O"]).code(2));
}

#[test]
fn an_error_is_exit_one_and_a_campaign_that_cannot_be_read_exit_three() {
    let world = World::base();
    world.own_template("templates/announce/announcement.nl.md");
    world.edit("templates/announce/announcement.nl.md", "# Je stapt", "# {{ persn.name }} Je stapt");
    insta::assert_snapshot!(world.at(EARLY, &["check"]).code(1));
    let world = World::base();
    world.edit("campaign.yaml", "organization:", "organisation:");
    insta::assert_snapshot!(world.at(EARLY, &["check"]).code(3));
}
