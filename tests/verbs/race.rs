//! Two people at once, each in a process of their own.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command, Stdio};

use serde_json::Value;

use crate::world::{EARLY, World};

/// The day after the pilot's gate, and the morning on which the second wave starts.
const JUDGED: &str = "2027-03-23T09:00+01:00";
const SECOND: &str = "2027-04-05T09:00+02:00";

/// Somebody who typed something, and has no answer yet.
struct Begun {
    child: Child,
    said: BufReader<ChildStderr>,
    heard: String,
}

impl Begun {
    fn with(world: &World, now: &str, args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_heraut"))
            .args(args)
            .args(["--now", now])
            .current_dir(world.path("."))
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stderr.take().unwrap());
        Begun { child, said, heard: String::new() }
    }

    /// Waits until it says something with `words` in it.
    fn says(&mut self, words: &str) {
        while !self.heard.contains(words) {
            assert!(self.said.read_line(&mut self.heard).unwrap() > 0, "no `{words}` in {}", self.heard);
        }
    }

    /// Its exit code, and all that it said.
    fn ends(mut self) -> (i32, String) {
        self.said.read_to_string(&mut self.heard).unwrap();
        (self.child.wait().unwrap().code().unwrap(), self.heard)
    }
}

/// The ledger as a sender has it.
fn sender(world: &World) -> File {
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(world.path("heraut.db.lock")).unwrap();
    file.lock().unwrap();
    file
}

/// The plan in force, and who approved it.
fn in_force(world: &World) -> (String, String) {
    let status = world.run(&["status", "--json"]).code(0).json();
    let text = |key: &str| status["approved"][key].as_str().unwrap_or_else(|| panic!("{status:#}")).to_owned();
    (text("plan"), text("by"))
}

/// Each reads the files as they are then, and both wait for a sender: whoever comes first has the ledger, and the other does not
/// know that plan.
#[test]
fn of_two_who_approve_different_plans_one_wins_and_the_other_is_told() {
    let world = World::approved();
    let sender = sender(&world);
    let approve = |name: &str| {
        let mut begun = Begun::with(&world, EARLY, &["approve", "--yes", "--by", name]);
        begun.says("Waiting until");
        begun
    };
    world.edit("people.csv", "Anna Bakker,Anna", "Anna de Bakker,Anna");
    let first = approve("A. Manager");
    world.edit("people.csv", "f.smit@voorbeeldstad.example,Femke", "f.smit@voorbeeldstad.example,Fenna");
    let other = approve("B. Board");
    drop(sender);
    let ended = [("A. Manager", first.ends()), ("B. Board", other.ends())];
    let won: Vec<&str> = ended.iter().filter(|(_, (code, _))| *code == 0).map(|(name, _)| *name).collect();
    let [won] = won[..] else { panic!("one wins: {ended:?}") };
    let (_, (code, said)) = ended.iter().find(|(name, _)| *name != won).unwrap();
    assert_eq!(*code, 4, "{said}");
    assert!(said.contains("somebody else approved since this plan was made"), "{said}");
    assert!(said.contains("nothing was approved"), "{said}");
    assert_eq!(in_force(&world).1, won);
    let journal = world.run(&["journal", "--json"]).code(0).json();
    let approvals = entries(&journal).filter(|entry| entry["deed"] == "approved").count();
    assert_eq!(approvals, 2, "the first of all, and one more: {journal:#}");
    world.at(EARLY, &["ledger", "verify"]).code(0);
}

/// Both mean the same plan: it is approved, once more by whoever comes second, and nothing changes by that.
#[test]
fn two_who_approve_the_same_plan_agree() {
    let world = World::approved();
    world.edit("people.csv", "f.smit@voorbeeldstad.example,Femke", "f.smit@voorbeeldstad.example,Fenna");
    let sender = sender(&world);
    let both = ["A. Manager", "B. Board"].map(|name| {
        let mut begun = Begun::with(&world, EARLY, &["approve", "--yes", "--by", name]);
        begun.says("Waiting until");
        begun
    });
    drop(sender);
    for begun in both {
        let (code, said) = begun.ends();
        assert_eq!(code, 0, "{said}");
    }
    world.at(EARLY, &["plan"]).code(0).says("This is the approved plan.");
    world.at(EARLY, &["ledger", "verify"]).code(0);
}

/// The rule of two people holds when both come at once: one proposes, the other confirms, and neither does both.
#[test]
fn of_two_who_must_both_approve_one_proposes_and_the_other_confirms() {
    let world = World::approved();
    world.edit("campaign.yaml", "relay:", "approval: {second: true}\nrelay:");
    let sender = sender(&world);
    let names = ["A. Manager", "B. Board", " a.  manager"];
    let all = names.map(|name| {
        let mut begun = Begun::with(&world, EARLY, &["approve", "--yes", "--by", name]);
        begun.says("Waiting until");
        begun
    });
    drop(sender);
    let ended = all.map(Begun::ends);
    let (_, by) = in_force(&world);
    assert!(by.contains("A. Manager") || by.contains(" a.  manager"), "{by}: {ended:?}");
    assert!(by.contains("B. Board"), "{by}: {ended:?}");
    assert!(ended.iter().filter(|(code, _)| *code != 0).all(|(code, _)| *code == 2), "{ended:?}");
    world.at(EARLY, &["ledger", "verify"]).code(0);
}

/// What comes last stands, whatever the order; what waits for the gate agrees with it as soon as anybody sends.
#[test]
fn of_two_who_decide_about_a_gate_the_last_one_stands() {
    let world = World::approved();
    for _ in 0..4 {
        let decide = |verb: &str| Begun::with(&world, JUDGED, &["gate", verb, "pilot", "--why", "so", "--by", verb]);
        for (code, said) in [decide("fail"), decide("override")].map(Begun::ends) {
            assert_eq!(code, 0, "{said}");
        }
        let journal = world.run(&["journal", "--json"]).code(0).json();
        let decided =
            entries(&journal).rfind(|entry| ["fail", "override"].iter().any(|by| entry["by"] == *by)).unwrap();
        let expected = if decided["by"] == "fail" { "failed" } else { "overridden" };
        let gate = world.at(JUDGED, &["gate", "--json"]).code(0).json();
        assert_eq!(gate[0]["gate"], expected, "{journal:#}");
    }
    let gate = world.at(SECOND, &["gate", "--json"]).code(0).json();
    world.at(SECOND, &["send", "--accept-clock"]);
    let states = world.states();
    let expected = if gate[0]["gate"] == "failed" { "held" } else { "accepted" };
    assert_eq!(states["enrol-now/c.obrien"], expected, "{states:?}");
    world.at(SECOND, &["ledger", "verify"]).code(0);
}

/// Two checks are all that is missing, and two people tick them at once: the gate opens, once.
#[test]
fn of_two_who_tick_the_last_checks_the_gate_opens_once() {
    let world = World::base();
    let gate = "gate: {enrolled: \">= 90%\", owner: M. de Wit, date: 2027-03-22}";
    world.edit("campaign.yaml", gate, "gate: {checks: [vpn, wifi], date: 2027-03-22}");
    world.approve();
    world.at(SECOND, &["send", "--accept-clock"]);
    assert_eq!(world.states()["enrol-now/c.obrien"], "held");
    let ticks = ["vpn", "wifi"].map(|check| Begun::with(&world, SECOND, &["gate", "tick", check, "--by", "S. Ouali"]));
    for (code, said) in ticks.map(Begun::ends) {
        assert_eq!(code, 0, "{said}");
    }
    let gate = world.at(SECOND, &["gate", "--json"]).code(0).json();
    assert_eq!(gate[0]["gate"], "passed", "{gate:#}");
    let journal = world.run(&["journal", "--json"]).code(0).json();
    let opened = entries(&journal).filter(|entry| entry["by"] == "gate" && entry["deed"] == "passed").count();
    assert_eq!(opened, 1, "{journal:#}");
    world.at(SECOND, &["send"]).code(0);
    assert_eq!(world.states()["enrol-now/c.obrien"], "accepted");
}

fn entries(journal: &Value) -> impl DoubleEndedIterator<Item = &Value> {
    journal["entries"].as_array().unwrap_or_else(|| panic!("{journal:#}")).iter()
}
