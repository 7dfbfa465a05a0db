//! `attach: [sheet]`: the mail brings what it says as a sheet of paper.

use mail_parser::{MessageParser, MimeHeaders};

use crate::world::{ANNOUNCED, EARLY, World};

/// When the announcement of the pilot is due.
const DUE: &str = "2027-02-15T09:00+01:00";
const BRAM: &str = "b.visser@voorbeeldstad.example";

/// The sound campaign with a sheet and an invite in its announcement, and every name in letters that can be printed.
fn world() -> World {
    let world = World::base();
    world.edit("campaign.yaml", "to: everyone}", "to: everyone, attach: [sheet, invite]}");
    world.edit("people.csv", "李 Eva", "Li Eva");
    world
}

/// Name and bytes of what is attached to the message to somebody.
fn attached(world: &World, to: &str) -> Vec<(String, Vec<u8>)> {
    let outbox = world.outbox();
    let bytes = outbox.values().find(|bytes| crate::world::letter(bytes).0 == to).expect("a message");
    let mail = MessageParser::default().parse(bytes).unwrap();
    mail.attachments().map(|part| (part.attachment_name().unwrap().to_owned(), part.contents().to_vec())).collect()
}

#[test]
fn the_mail_brings_the_sheet_that_would_be_printed() {
    let world = world();
    // The announcement as it is said on paper, on the day it is due.
    let draft = ["print", "--draft", "--message", "announcement", "--person", BRAM, "--out", "sheet.pdf"];
    world.at(DUE, &draft).code(0);
    world.approve();
    world.send(ANNOUNCED);
    let [(name, sheet), (invite, _)] = &attached(&world, BRAM)[..] else { panic!("a sheet and an invite") };
    assert_eq!((name.as_str(), invite.as_str()), ("instructie.pdf", "overstap.ics"));
    assert!(*sheet == std::fs::read(world.path("sheet.pdf")).unwrap(), "the same sheet to the byte");
    let said = String::from_utf8_lossy(sheet);
    assert!(said.contains("Je stapt over op Microsoft Intune, uiterlijk 19 mrt 2027"), "its title");
    assert!(said.contains("2027-02-15T08:00:00"), "dated when the message was due");

    let other = attached(&world, "a.bakker@voorbeeldstad.example");
    assert_ne!(other[0].1, *sheet, "everybody has their own");
}

#[test]
fn what_goes_out_again_is_the_same_to_the_byte() {
    let first = world();
    first.approve();
    first.send(ANNOUNCED);
    // Approved on another day.
    let second = world();
    second.at("2027-02-03T11:30+01:00", &["approve", "--by", "B. Manager"]).code(0);
    second.send(ANNOUNCED);
    assert!(first.outbox() == second.outbox());
    assert_eq!(first.outbox().len(), 2);
}

#[test]
fn a_sheet_that_cannot_be_read_approves_nothing() {
    let world = world();
    world.own_template("templates/announce/announcement.nl.md");
    let text = world.read("templates/announce/announcement.nl.md");
    // For one person only: no sample that `check` looks at has this name.
    let paragraph = "Een alinea die veel te lang doorgaat, regel na regel na regel, tot niemand het meer leest.\n\n";
    let long = format!("\n\n{{% if person.name == 'Bram Visser' %}}\n\n{}{{% endif %}}\n", paragraph.repeat(120));
    world.write("templates/announce/announcement.nl.md", text + &long);
    world.at(EARLY, &["approve", "--by", "A. Manager"]).code(3).says("Bram Visser is").says("pages; it may have 2");
    assert!(!world.path("heraut.db").exists());
}

/// A name that no typeface has, and one that no line has room for: they get the mail without its sheet, everybody else with
/// it, and the check says who.
#[test]
fn one_name_does_not_keep_everybody_from_being_told() {
    let world = world();
    world.edit("people.csv", "Bram Visser,Bram,Visser", "𠮷野家 Bram,𠮷野家 Bram,Visser");
    let said = "1 person gets `announcement` without its sheet";
    world.at(EARLY, &["check"]).code(0).says(said);
    world.approve();
    world.send(ANNOUNCED);
    let names = |to: &str| attached(&world, to).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(BRAM), ["overstap.ics"]);
    assert_eq!(names("a.bakker@voorbeeldstad.example"), ["instructie.pdf", "overstap.ics"]);
    let long = world_with_name(&"Wolfeschlegelsteinhausenbergerdorff".repeat(8));
    long.at(EARLY, &["check"]).code(0).says(said);
    long.approve();
}

fn world_with_name(name: &str) -> World {
    let world = world();
    world.edit("people.csv", "Bram Visser,Bram,Visser", &format!("{name},{name},Visser"));
    world
}

#[test]
fn a_preview_has_it_in_every_language() {
    let world = world();
    for (language, name) in [("nl", "instructie.pdf"), ("en", "instructions.pdf")] {
        let lang = ["--lang", language, "--format", "eml", "--out", "a.eml"];
        world.at(EARLY, &[&["preview", "announcement", "--person", BRAM], &lang[..]].concat()).code(0);
        let bytes = std::fs::read(world.path("a.eml")).unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        assert!(mail.attachments().any(|part| part.attachment_name() == Some(name)), "{language}");
    }
    // Also in those that nobody reads.
    for language in ["en-XA", "ar-XB"] {
        world.at(EARLY, &["preview", "announcement", "--person", BRAM, "--lang", language]).code(0);
    }
}
