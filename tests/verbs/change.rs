//! After `approve`, the working files may change as they like: what goes out is what was approved.

use crate::world::{ANNOUNCED, EARLY, STARTED, World};

const TEMPLATE: &str = "templates/announce/announcement.nl.md";

/// The sound campaign with a template of its own.
fn world() -> World {
    let world = World::base();
    world.own_template(TEMPLATE);
    world
}

fn change_one_character(world: &World) {
    world.edit(
        TEMPLATE,
        "Je stapt over op {{ migration.to }}{% endif %}",
        "Je stapt Over op {{ migration.to }}{% endif %}",
    );
}

fn heading(bytes: &[u8]) -> String {
    let mail = mail_parser::MessageParser::default().parse(bytes).unwrap();
    mail.body_text(0).unwrap().lines().next().unwrap().to_owned()
}

#[test]
fn one_character_in_a_template_changes_nothing_until_it_is_approved() {
    let (kept, changed) = (world(), world());
    kept.approve();
    changed.approve();
    change_one_character(&changed);
    let mut plan = changed.at(EARLY, &["plan"]).code(0);
    plan.out = plan.out.split_once("Everyone gets every message").unwrap().1.to_owned();
    insta::assert_snapshot!(plan);

    kept.send(ANNOUNCED);
    changed.send(ANNOUNCED);
    assert_eq!(kept.outbox().len(), 2);
    assert_eq!(kept.outbox(), changed.outbox(), "the bytes are those of the approved text");

    // The second wave is announced after a second approval: in the new words, and the pilot hears nothing again.
    let early = changed.outbox();
    insta::assert_snapshot!(changed.at(ANNOUNCED, &["approve", "--by", "A. Manager"]).code(0));
    changed.send("2027-03-01T10:00+01:00");
    changed.send_late("2027-03-22T10:00+01:00");
    let later = changed.outbox();
    assert!(early.iter().all(|(name, bytes)| later.get(name) == Some(bytes)));
    let headings: Vec<String> = later
        .iter()
        .filter(|(name, _)| !early.contains_key(*name))
        .map(|(_, bytes)| heading(bytes))
        .filter(|heading| heading.to_lowercase().starts_with("je stapt over"))
        .collect();
    assert_eq!(headings.len(), 2, "the two Dutch readers of the second wave");
    assert!(headings.iter().all(|heading| heading.starts_with("Je stapt Over")), "{headings:?}");
    assert!(early.values().all(|bytes| heading(bytes).starts_with("Je stapt over")));
}

#[test]
fn a_person_added_gets_nothing_until_it_is_approved() {
    let world = World::base();
    world.approve();
    let people = world.read("people.csv");
    let row = "g.new@voorbeeldstad.example,Gé Nieuw,Gé,Nieuw,g.new@voorbeeldstad.example,IT,nl,pilot\n";
    world.write("people.csv", people + row);
    let plan = world.at(EARLY, &["plan"]).code(0);
    plan.says("5 added").says("Gé Nieuw").says("people.csv is not as it was approved");
    world.send(ANNOUNCED);
    assert_eq!(world.told(), ["a.bakker", "b.visser"]);

    world.at(STARTED, &["approve", "--by", "A. Manager"]).code(0);
    world.send(STARTED);
    assert!(world.told().contains(&"g.new".to_owned()), "{:?}", world.told());
}

#[test]
fn a_person_taken_out_gets_what_was_approved_until_it_is_approved() {
    let world = World::base();
    world.approve();
    let people = world.read("people.csv");
    world.write(
        "people.csv",
        people.lines().filter(|line| !line.starts_with("b.visser")).collect::<Vec<_>>().join("\n"),
    );
    let kept: String =
        world.read("devices.csv").lines().filter(|l| !l.contains("b.visser")).map(|l| format!("{l}\n")).collect();
    world.write("devices.csv", kept);
    world.at(EARLY, &["plan"]).code(0).says("removed").says("b.visser@voorbeeldstad.example");
    world.send(ANNOUNCED);
    assert_eq!(world.told(), ["a.bakker", "b.visser"]);
    world.at(ANNOUNCED, &["approve", "--by", "A. Manager"]).code(0).says("cancelled");
    world.send(STARTED);
    assert_eq!(world.told(), ["a.bakker", "a.bakker", "b.visser"]);
}

#[test]
fn a_broken_working_file_does_not_stop_what_was_approved() {
    let world = World::base();
    world.approve();
    world.write("campaign.yaml", "id: [broken");
    world.send(ANNOUNCED).says("2 accepted.");
    world.at(ANNOUNCED, &["status"]).code(0);
}

/// Who was told the old date is not told again of itself: the plan says so, and is the approved one all the same.
#[test]
fn a_wave_put_off_after_it_was_announced() {
    let world = World::base();
    world.approve();
    world.send(ANNOUNCED);
    world.edit("campaign.yaml", "start: 2027-03-01", "start: 2027-03-08");
    let said = "announcement: 2 told already, due Mon 15 Feb 2027 09:00";
    world.at(ANNOUNCED, &["plan"]).code(0).says(said).says("campaign.yaml is not as it was approved");
    world.at(ANNOUNCED, &["approve"]).code(0);
    world.at(ANNOUNCED, &["plan"]).code(0).says(said).says("This is the approved plan.");
}

/// Told the announcement and the steps of the pilot, and then moved to the second wave: of that wave they get the reminder and
/// the notice of its deadline, and nothing a second time.
#[test]
fn who_changes_waves_gets_only_what_is_new_to_them() {
    let world = World::base();
    world.approve();
    world.send(ANNOUNCED);
    world.send(STARTED);
    let theirs = || -> Vec<String> {
        world.letters().into_iter().filter(|(to, _)| to.starts_with("b.visser@")).map(|(_, subject)| subject).collect()
    };
    let early = theirs();
    assert_eq!(early.len(), 2, "{early:?}");
    world.edit("people.csv", "b.visser@voorbeeldstad.example,IT,nl,pilot", "b.visser@voorbeeldstad.example,IT,nl,");
    let moved = "2027-03-02T09:00+01:00";
    world.at(moved, &["approve", "--by", "A. Manager"]).code(0).says("1 person leaves wave `pilot` for wave `rest`");
    world.at(moved, &["gate", "override", "pilot", "--why", "the second wave is wanted"]).code(0);
    // The second wave is announced, starts, is reminded and told of its last day.
    for day in ["2027-03-22T10:00+01:00", "2027-04-05T10:00+02:00", "2027-04-08T11:00+02:00", "2027-04-22T10:00+02:00"]
    {
        // Nobody sent in between, so some of it is too late.
        let sent = world.at(day, &["send", "--accept-clock"]);
        assert!([0, 1].contains(&sent.code), "{sent}");
    }
    let later = theirs();
    let new: Vec<&String> = later.iter().filter(|subject| !early.contains(subject)).collect();
    assert_eq!((later.len(), new.len()), (4, 2), "{later:?}");
    let states = world.run(&["status", "--person", "b.visser@voorbeeldstad.example"]).code(0).out;
    for (message, times) in [("announcement", 1), ("enrol-now", 1)] {
        assert_eq!(states.matches(message).count(), times, "{states}");
    }
}
