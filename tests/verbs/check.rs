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

/// A message that is wrong in what it says stops an approval, unless somebody answers for it.
#[test]
fn what_a_message_says_is_judged_before_anything_is_approved() {
    let world = World::base();
    world.own_template("templates/enrol/enrol-now.nl.md");
    world.edit(
        "templates/enrol/enrol-now.nl.md",
        "## Wat als ik niets doe?",
        "[Lees meer](https://pages.other.example/a)\n\n## Wat als ik niets doe?",
    );
    insta::assert_snapshot!(world.at(EARLY, &["check"]).code(1));
    world.at(EARLY, &["approve"]).code(1).says("H-TEXT-04").says("pages.other.example");
    let json = world.at(EARLY, &["check", "--format", "json"]).code(1).json();
    let finding = &json["findings"][0];
    assert_eq!((&finding["rule"], &finding["subject"]), (&"H-TEXT-04".into(), &"enrol-now".into()));
    assert_eq!(finding["place"]["file"], "templates/enrol/enrol-now.nl.md");
    let sarif = world.at(EARLY, &["check", "--format", "sarif"]).code(1).json();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "H-TEXT-04");

    let allow = "allow:\n  - {rule: H-TEXT-04, subject: enrol-now, why: The supplier hosts the page}\nrelay:";
    world.edit("campaign.yaml", "relay:", allow);
    let shown = world.at(EARLY, &["check", "--all"]).code(0).says("allowed: The supplier hosts the page");
    assert!(!shown.out.contains("H-ALLOW-02"), "{}", shown.out);
    world.at(EARLY, &["approve"]).code(0);
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
    world.edit("templates/announce/announcement.nl.md", "# {% if paths", "# {{ persn.name }} {% if paths");
    insta::assert_snapshot!(world.at(EARLY, &["check"]).code(1));
    let world = World::base();
    world.edit("campaign.yaml", "organization:", "organisation:");
    insta::assert_snapshot!(world.at(EARLY, &["check"]).code(3));
}
