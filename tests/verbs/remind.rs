//! What is written by name once a working day: to who decides on a gate, and to who leads the rollout.

use crate::world::{EARLY, World, letter};

/// The morning after the pilot's gate.
const JUDGED: &str = "2027-03-23T09:00+01:00";

/// A campaign whose gate has an owner with an address, and which somebody leads.
fn world(gate: &str) -> World {
    let world = World::base();
    let before = "gate: {enrolled: \">= 90%\", owner: M. de Wit, date: 2027-03-22}";
    let owner = "owner: {name: M. de Wit, mail: m.dewit@voorbeeldstad.example, language: en}";
    world.edit("campaign.yaml", before, &format!("gate: {{{gate}, {owner}, date: 2027-03-22}}"));
    let rollout = "rollout: {name: Roos Leider, mail: r.leider@voorbeeldstad.example}\nrelay:";
    world.edit("campaign.yaml", "relay:", rollout);
    world.approve();
    world
}

fn moved(world: &World) {
    let rows = "a.bakker@voorbeeldstad.example,migrated\nb.visser@voorbeeldstad.example,migrated\n";
    world.write("list.csv", format!("upn,status\n{rows}"));
    world.at(JUDGED, &["progress", "import", "list.csv", "--accept-clock"]).code(0);
}

/// To whom something was written since the last look.
fn written(world: &World, known: &mut Vec<String>) -> Vec<(String, String)> {
    let new: Vec<(String, Vec<u8>)> = world.outbox().into_iter().filter(|(name, _)| !known.contains(name)).collect();
    known.extend(new.iter().map(|(name, _)| name.clone()));
    let mut letters: Vec<(String, String)> = new.iter().map(|(_, bytes)| letter(bytes)).collect();
    letters.sort();
    letters
}

fn text(world: &World, to: &str) -> String {
    let outbox = world.outbox();
    let mail = outbox.values().find(|bytes| letter(bytes).0 == to).unwrap();
    let mail = mail_parser::MessageParser::default().parse(mail).unwrap();
    mail.body_text(0).unwrap().into_owned()
}

#[test]
fn who_leads_the_rollout_hears_once_a_working_day_while_somebody_has_to_move() {
    let world = world("enrolled: \">= 90%\"");
    let mut known = Vec::new();
    let mut look = |now: &str| {
        world.at(now, &["alert"]).code(0);
        written(&world, &mut known)
    };
    assert_eq!(look(EARLY), [], "nothing has begun");
    let told = look("2027-03-02T09:00+01:00");
    assert_eq!(
        told,
        [("r.leider@voorbeeldstad.example".into(), "Overstap naar Intune: stand van di 2 mrt 2027".into())]
    );
    insta::assert_snapshot!(text(&world, "r.leider@voorbeeldstad.example"));
    assert_eq!(look("2027-03-02T09:05+01:00"), []);
    assert_eq!(look("2027-03-03T07:30+01:00"), [], "mail does not go out yet");
    assert_eq!(look("2027-03-03T08:00+01:00").len(), 1);
    assert_eq!(look("2027-03-06T10:00+01:00"), [], "a Saturday");
    world.at("2027-03-08T08:00+01:00", &["alert", "--dry-run"]).code(0).says("Would be told by mail: Roos Leider of");
    assert_eq!(look("2027-03-08T08:00+01:00").len(), 1);
    world.at("2027-03-08T08:00+01:00", &["alert", "--test"]).code(0).says("M. de Wit (a test), Roos Leider (a test)");
}

#[test]
fn who_decides_is_reminded_while_a_gate_waits_for_nothing_else() {
    let world = world("enrolled: \">= 90%\", checks: [vpn, wifi]");
    let owner = "m.dewit@voorbeeldstad.example";
    let mut known = Vec::new();
    let mut look = |now: &str| {
        world.at(now, &["alert"]).code(0);
        let told = written(&world, &mut known).into_iter();
        told.filter(|(to, _)| to == owner).map(|(_, subject)| subject).collect::<Vec<_>>()
    };
    let nothing: [String; 0] = [];
    assert_eq!(look("2027-03-22T10:00+01:00"), nothing, "nobody has looked how far people are");
    moved(&world);
    assert_eq!(look(JUDGED), ["Your decision is needed: Pilot"]);
    insta::assert_snapshot!(text(&world, owner));
    world.at(JUDGED, &["gate", "tick", "vpn", "wifi"]).code(0);
    assert_eq!(look("2027-03-23T15:00+01:00"), nothing, "once a working day");
    world.write("outbox/new/.keep", "");
    for (name, _) in world.outbox().iter().filter(|(_, bytes)| !bytes.is_empty() && letter(bytes).0 == owner) {
        std::fs::remove_file(world.path("outbox/new").join(name)).unwrap();
    }
    std::fs::remove_file(world.path("outbox/new/.keep")).unwrap();
    assert_eq!(look("2027-03-24T08:00+01:00").len(), 1, "ready");
    insta::assert_snapshot!(text(&world, owner));
    world.at("2027-03-24T09:00+01:00", &["gate", "pass", "pilot", "--why", "all is well"]).code(0);
    assert_eq!(look("2027-03-25T08:00+01:00"), nothing, "it is decided");
}

/// A timer that finds nothing to send writes all the same, and a relay that is away is tried again.
#[test]
fn a_sender_with_nothing_to_send_writes_once_a_day() {
    let world = world("enrolled: \">= 90%\"");
    let instants = ["2027-02-15T10:00+01:00", "2027-03-01T10:00+01:00"];
    for now in instants {
        world.at(now, &["send", "--accept-clock"]);
    }
    let before = world.outbox().len();
    let send = |now: &str| {
        world.at(now, &["send", "--i-mean-it"]).code(0);
        world.outbox().len() - before
    };
    assert_eq!(send("2027-03-02T09:00+01:00"), 1);
    assert_eq!(send("2027-03-02T09:05+01:00"), 1);
    assert_eq!(send("2027-03-03T09:00+01:00"), 2);
    // Nobody is written to any more by a plan that has nobody.
    world.edit("campaign.yaml", "rollout: {name: Roos Leider, mail: r.leider@voorbeeldstad.example}\n", "");
    world.at("2027-03-03T10:00+01:00", &["approve", "--yes", "--by", "A. Manager"]).code(0);
    assert_eq!(send("2027-03-04T09:00+01:00"), 2);
}

#[test]
fn an_owner_without_an_address_and_one_with_a_wrong_one_are_told_apart() {
    let world = World::base();
    let before = "owner: M. de Wit";
    world.edit("campaign.yaml", before, "owner: {name: M. de Wit, mail: nowhere}");
    world.at(EARLY, &["check"]).code(3).says("`nowhere`");
    world.edit("campaign.yaml", "mail: nowhere", "maill: m@voorbeeldstad.example");
    world.at(EARLY, &["check"]).code(3).says("mail");
    world.edit("campaign.yaml", "{name: M. de Wit, maill: m@voorbeeldstad.example}", "[M. de Wit]");
    world.at(EARLY, &["check"]).code(3).says("a name, or who is reminded by mail");
    world.edit("campaign.yaml", "[M. de Wit]", "M. de Wit");
    world.approve();
    world.at(EARLY, &["alert"]).code(2).says("tells nobody of trouble");
}

/// As a message of the campaign: nothing is sent to who has nobody left.
#[test]
fn a_manager_hears_every_working_day_who_of_the_team_is_outstanding() {
    let world = World::base();
    let people: Vec<String> = world
        .read("people.csv")
        .lines()
        .map(|row| match row {
            row if row.starts_with("userPrincipalName") => format!("{row},manager"),
            row if row.ends_with(",pilot") => format!("{row},f.smit@voorbeeldstad.example"),
            row => format!("{row},"),
        })
        .collect();
    world.write("people.csv", people.join("\n") + "\n");
    let rule = "    - {message: team-digest, when: every 1 workday from start until deadline at 08:30, to: managers}\n";
    world.edit("campaign.yaml", "  deadline:\n", &format!("{rule}  deadline:\n"));
    world.approve();
    let mut known = Vec::new();
    let mut look = |now: &str| {
        world.at(now, &["send", "--accept-clock"]);
        let told = written(&world, &mut known).into_iter();
        told.filter(|(to, _)| to.starts_with("f.smit")).map(|(_, subject)| subject).collect::<Vec<_>>()
    };
    let moved = |who: &str| {
        world.write("list.csv", format!("upn,status\n{who}@voorbeeldstad.example,migrated\n"));
        world.at("2027-03-03T17:00+01:00", &["progress", "import", "list.csv", "--accept-clock"]).code(0);
    };
    let nothing: [String; 0] = [];
    assert_eq!(look("2027-03-01T09:00+01:00"), nothing, "the first day is that of the message to the team");
    assert_eq!(look("2027-03-02T09:00+01:00"), ["Je team: nog 2 te gaan, uiterlijk 19 mrt 2027"]);
    assert!(text(&world, "f.smit@voorbeeldstad.example").contains("Anna Bakker"));
    moved("a.bakker");
    assert_eq!(look("2027-03-04T09:00+01:00"), ["Je team: nog 1 te gaan, uiterlijk 19 mrt 2027"]);
    moved("b.visser");
    assert_eq!(look("2027-03-05T09:00+01:00"), nothing);
}
