//! Appointments from the data: in words, in the calendar, a reminder the working day before, and what `check` says of them.

use crate::world::World;

const BEFORE: &str = "2027-03-01T09:00+01:00";
const YILMAZ: &str = "e.yilmaz@voorbeeldstad.example";

fn world() -> World {
    let world = World::empty();
    world.run(&["init", "--kit", "windows-11"]).code(0);
    world
}

#[test]
fn who_has_an_appointment_reads_it_everywhere() {
    let world = world();
    let plan = world.at(BEFORE, &["plan", "--person", YILMAZ]).code(0).fits();
    insta::assert_snapshot!(plan);
    let exchange = world.at(BEFORE, &["preview", "exchange", "--person", YILMAZ]).code(0);
    exchange.says("Je afspraak: woensdag 14 april 2027 om 10.00").says("Kom naar je afspraak.");
    let reminder = world.at(BEFORE, &["preview", "appointment", "--person", YILMAZ]).code(0);
    reminder.says("Je afspraak: woensdag 14 april 2027 om 10.00").says("Neem de computer en de oplader mee.");
    // Others are asked to make one, and reserve nothing.
    let other = ["preview", "exchange", "--person", "o.lange@voorbeeldstad.example"];
    let other =
        world.at(BEFORE, &[&other[..], &["--lang", "en"]].concat()).code(0).says("Make an appointment on or before");
    assert!(!other.out.contains("Your appointment"), "{other}");
    let mail = world.at(BEFORE, &["preview", "exchange", "--person", YILMAZ, "--format", "eml"]).code(0);
    let mail = mail_parser::MessageParser::default().parse(mail.out.as_bytes()).unwrap().into_owned();
    let entry =
        mail.attachments().find_map(|part| part.text_contents()).expect("an entry of a calendar").replace("\r\n ", "");
    for line in [
        "DTSTART;TZID=Europe/Amsterdam:20270414T100000",
        "SUMMARY;LANGUAGE=nl:Afspraak voor Windows 11",
        "LOCATION;LANGUAGE=nl:Stadhuis\\, balie 3",
        "Dit is je afspraak voor Windows 11.",
    ] {
        assert!(entry.contains(line), "{entry}");
    }
}

#[test]
fn what_does_not_fit_is_found() {
    let world = world();
    let sound = world.at(BEFORE, &["check"]);
    assert!(!sound.out.contains("H-DATA-43") && !sound.out.contains("H-DATA-44"), "{sound}");
    let data = world.read("appointments.csv");
    world.write("appointments.csv", data.replace("2027-04-15,14:00", "2027-05-15,14:00").replace("10:30", "10:00"));
    world.edit("campaign.yaml", "per_slot: 2", "per_slot: 1");
    let found = world.at(BEFORE, &["check"]).fits();
    found.says("H-DATA-43").says("has an appointment outside it").says("H-DATA-44").says("at 10:00 at");
    world.edit("campaign.yaml", "to: blocked}", "to: helpdesk}");
    world.at(BEFORE, &["check"]).code(3).says("an appointment is of the person who has it");
}
