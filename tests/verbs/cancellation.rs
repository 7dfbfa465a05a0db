//! A move that is put on hold: the time leaves the calendar of whoever has it there, and comes back when it goes on.

use crate::reschedule::{letters, world};
use crate::world::{ANNOUNCED, EARLY, World, letter};

const ON_HOLD: &str = "  news:\n    - {message: on-hold, when: 2027-02-17 at 12:00, to: pending, attach: [cancellation], \
    facts: {reason: {nl: De server is ziek., en: The server is ill.}}}\n";
const RESUMED: &str = "    - {message: resumed, when: 2027-02-19 at 12:00, to: pending, attach: [ATTACH]}\n";
const HELD: &str = "2027-02-17T12:00+01:00";
const CARRIED_ON: &str = "2027-02-19T12:00+01:00";

fn approve(world: &World, now: &str) {
    world.at(now, &["approve", "--by", "A. Manager"]).code(0);
}

/// Adds rules after the phases there are.
fn add(world: &World, rules: &str) {
    world.edit("campaign.yaml", "waves:\n", &format!("{rules}waves:\n"));
}

/// The method, status and number of what Anna got with that in its subject, and how it was sent.
fn version(world: &World, subject: &str) -> (String, String, u32) {
    let letters = letters(world);
    let (_, letter) = letters.iter().find(|(found, _)| found.contains(subject)).expect(subject);
    let announced = letters.iter().find(|(found, _)| found.contains("Je stapt over")).map(|(_, letter)| letter);
    if let Some(first) = announced {
        for property in ["UID", "ORGANIZER"] {
            assert_eq!(letter.event[property], first.event[property], "{subject}");
        }
        assert_eq!(letter.event.get("ATTENDEE"), first.event.get("ATTENDEE"), "{subject}");
        assert_eq!(letter.follows.as_ref(), Some(&first.id), "{subject}: in the thread of the announcement");
    }
    (letter.method.clone(), letter.event["STATUS"].clone(), letter.event["SEQUENCE"].parse().unwrap())
}

fn is(method: &str, status: &str, number: u32) -> (String, String, u32) {
    (method.to_owned(), status.to_owned(), number)
}

#[test]
fn a_hold_is_taken_out_and_put_back() {
    let world = world("meeting");
    world.send(ANNOUNCED);
    add(&world, ON_HOLD);
    approve(&world, "2027-02-16T10:00+01:00");
    world.send(HELD);
    assert_eq!(version(&world, "nog niet over"), is("CANCEL", "CANCELLED", 1));
    add(&world, &RESUMED.replace("ATTACH", "meeting"));
    approve(&world, "2027-02-18T10:00+01:00");
    world.send(CARRIED_ON);
    assert_eq!(version(&world, "weer overstappen"), is("REQUEST", "CONFIRMED", 2));
    // Nothing is told anew, nor with another number.
    let before = world.outbox();
    world.at(CARRIED_ON, &["approve", "--by", "A. Manager"]).code(0).says(" 0 changed");
    world.send(CARRIED_ON);
    assert_eq!(world.outbox(), before);
}

#[test]
fn what_is_approved_at_once_has_the_same_numbers() {
    let world = world("invite");
    add(&world, &format!("{ON_HOLD}{}", RESUMED.replace("ATTACH", "invite")));
    approve(&world, EARLY);
    for now in [ANNOUNCED, HELD, CARRIED_ON] {
        world.send(now);
    }
    assert_eq!(version(&world, "nog niet over"), is("CANCEL", "CANCELLED", 1));
    assert_eq!(version(&world, "weer overstappen"), is("PUBLISH", "CONFIRMED", 2));
}

/// Who opens the meeting instead of the message reads why, and what to do.
#[test]
fn the_reason_is_in_the_calendar_too() {
    let world = world("meeting");
    add(&world, ON_HOLD);
    approve(&world, EARLY);
    world.send(ANNOUNCED);
    world.send(HELD);
    let letters = letters(&world);
    let (_, held) = letters.iter().find(|(subject, _)| subject.contains("nog niet over")).unwrap();
    assert_eq!(held.event["COMMENT"], "De server is ziek.");
    for words in ["De server is ziek.", "Met deze mail vervalt onze afspraak.", "Bel of mail de helpdesk."] {
        let on_a_line = |text: &str| text.replace("\\n", "\n").split_whitespace().collect::<Vec<_>>().join(" ");
        let both = [&held.event["DESCRIPTION"], &held.text].map(|text| on_a_line(text));
        assert!(both.iter().all(|said| said.contains(words)), "{words}: {held:?}");
    }
}

/// A campaign with an invite in two messages that come before the time, of which the first went out.
fn invited_twice() -> World {
    let world = world("invite");
    let prepare =
        "  prepare:\n    - {message: prepare, when: start - 5 workdays at 09:00, to: pending, attach: [invite]}\n";
    world.edit("campaign.yaml", "  enrol:\n", &format!("{prepare}  enrol:\n"));
    approve(&world, EARLY);
    world.send(ANNOUNCED);
    world
}

const PREPARE: &str = "2027-02-22T10:00+01:00";

/// The same entry again, made later, would undo what its reader did to it.
#[test]
fn the_same_entry_comes_once() {
    let world = invited_twice();
    world.send(PREPARE);
    let anna = |bytes: &&Vec<u8>| letter(bytes).0.starts_with("a.bakker");
    let mails: Vec<String> =
        world.outbox().values().filter(anna).map(|bytes| String::from_utf8(bytes.clone()).unwrap()).collect();
    let with_entry: Vec<_> = mails.iter().filter(|mail| mail.contains("text/calendar")).collect();
    assert_eq!((mails.len(), with_entry.len()), (2, 1));
    assert!(with_entry[0].contains("overstap.ics") && !mails.iter().all(|mail| mail.contains("overstap.ics")));
    world.at(PREPARE, &["approve", "--by", "A. Manager"]).code(0).says(" 0 changed");
}

#[test]
fn another_hour_of_the_same_day_comes_again() {
    let world = invited_twice();
    world.edit("campaign.yaml", "start at 08:30", "start at 10:30");
    approve(&world, "2027-02-16T10:00+01:00");
    world.send(PREPARE);
    let letters = letters(&world);
    let (_, prepare) = letters.iter().find(|(subject, _)| subject.contains("Bereid je voor")).unwrap();
    assert_eq!((&*prepare.event["DTSTART"], &*prepare.event["SEQUENCE"]), ("20270301T103000", "1"));
}

#[test]
fn who_has_no_entry_gets_the_words_alone() {
    let world = World::base();
    add(&world, ON_HOLD);
    approve(&world, EARLY);
    world.send(ANNOUNCED);
    world.send(HELD);
    let held: Vec<Vec<u8>> =
        world.outbox().into_values().filter(|bytes| letter(bytes).1.contains("nog niet over")).collect();
    assert!(!held.is_empty());
    for bytes in held {
        assert!(!String::from_utf8(bytes).unwrap().contains("text/calendar"));
    }
}

#[test]
fn who_has_an_entry_and_is_in_no_wave_any_more_is_named() {
    let world = world("meeting");
    world.send(ANNOUNCED);
    let gone =
        world.read("people.csv").lines().filter(|line| !line.contains("a.bakker")).collect::<Vec<_>>().join("\n");
    world.write("people.csv", gone);
    let devices = world.read("devices.csv");
    let gone = devices.lines().filter(|line| !line.contains("a.bakker")).collect::<Vec<_>>().join("\n");
    world.write("devices.csv", gone);
    let text = "1 person has the time of the move in their calendar and is in no wave any more: \
                a.bakker@voorbeeldstad.example.";
    for verb in [&["plan"][..], &["approve", "--by", "A. Manager"]] {
        let ran = world.at("2027-02-16T10:00+01:00", verb).code(0);
        assert!(ran.err.split_whitespace().collect::<Vec<_>>().join(" ").contains(text), "{ran}");
    }
}

#[test]
fn it_goes_alone_and_to_those_who_move() {
    let world = World::base();
    world.edit("campaign.yaml", "to: everyone}", "to: everyone, attach: [meeting, cancellation]}");
    world.run(&["check"]).code(3).says("a message cannot put an entry in a calendar").says(":20:91");
    let world = World::base();
    world.edit("campaign.yaml", "to: everyone}", "to: managers, attach: [cancellation]}");
    world.run(&["check"]).code(3).says("so no `cancellation`");
}
