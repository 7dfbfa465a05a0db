//! A wave that moves: who was told the old dates hears the new ones, in words and in the calendar.

use std::collections::BTreeMap;

use icalendar::parser::{read_calendar, unfold};
use mail_parser::{MessageParser, MimeHeaders, PartType};

use crate::world::{ANNOUNCED, EARLY, World};

/// The day after the announcement.
const REVIEWED: &str = "2027-02-16T10:00+01:00";
/// Two hours after that: the notices about the new dates are due.
const LATER: &str = "2027-02-16T12:00+01:00";

const RESCHEDULED: &str = "---\n\
    subject: \"Nieuwe datum: {{ wave.start | date(style='medium') }}\"\n\
    ---\n\
    Je zou op {{ previous.start | date }} beginnen, tot en met {{ previous.deadline | date }}.\n\n\
    Dat wordt {{ wave.start | date }}, tot en met {{ wave.deadline | date }}.\n\n\
    {% include \"templates/blocks/helpdesk.nl.md\" %}\n";

/// The sound campaign with an invite in its announcement, and a message about new dates, approved.
pub fn world(attach: &str) -> World {
    let world = World::base();
    let announcement = "to: everyone}";
    let rescheduled = format!(
        "to: everyone, attach: [{attach}]}}\n    \
         - {{message: new-dates, when: rescheduled + 1h, to: pending, attach: [{attach}]}}"
    );
    world.edit("campaign.yaml", announcement, &rescheduled);
    world.write("templates/announce/new-dates.nl.md", RESCHEDULED);
    world.at(EARLY, &["approve", "--by", "A. Manager"]).code(0);
    world
}

/// The pilot moves by a week.
fn move_wave(world: &World, from: &str, to: &str) {
    let dates = |week: &str| match week {
        "first" => "start: 2027-03-01\n    deadline: 2027-03-19",
        "second" => "start: 2027-03-08\n    deadline: 2027-03-26",
        _ => "start: 2027-03-15\n    deadline: 2027-04-02",
    };
    let gate = |week: &str| match week {
        "first" => "date: 2027-03-22",
        "second" => "date: 2027-03-29",
        _ => "date: 2027-04-03",
    };
    world.edit("campaign.yaml", dates(from), dates(to));
    world.edit("campaign.yaml", gate(from), gate(to));
}

/// One mail of the Maildir, as mail and calendar programs read it.
#[derive(Debug)]
pub struct Letter {
    /// Its Message-ID.
    pub id: String,
    /// That of the message it follows.
    pub follows: Option<String>,
    /// The plain text.
    pub text: String,
    /// The parameter of the media type.
    pub method: String,
    /// The properties of the one event.
    pub event: BTreeMap<String, String>,
}

/// What Anna got, by subject.
pub fn letters(world: &World) -> BTreeMap<String, Letter> {
    let anna = |bytes: &Vec<u8>| crate::world::letter(bytes).0.starts_with("a.bakker");
    world.outbox().values().filter(|bytes| anna(bytes)).map(|bytes| read(bytes)).collect()
}

fn read(bytes: &[u8]) -> (String, Letter) {
    let mail = MessageParser::default().parse(bytes).unwrap();
    let part = mail
        .parts
        .iter()
        .find(|part| {
            part.content_type().is_some_and(|kind| kind.ctype() == "text" && kind.subtype() == Some("calendar"))
        })
        .expect("a calendar entry");
    let (PartType::Text(calendar) | PartType::Html(calendar)) = &part.body else { panic!("text: {part:?}") };
    let method = part.content_type().unwrap().attribute("method").unwrap().to_owned();
    let unfolded = unfold(calendar);
    let calendar = read_calendar(&unfolded).unwrap();
    let said = calendar.properties.iter().find(|p| p.name == "METHOD").unwrap().val.to_string();
    assert_eq!(method, said, "RFC 6047, 2.4");
    let event = calendar.components.iter().find(|one| one.name == "VEVENT").unwrap();
    let event = event.properties.iter().map(|p| (p.name.to_string(), p.val.to_string())).collect();
    let letter = Letter {
        id: mail.message_id().unwrap().to_owned(),
        follows: mail.in_reply_to().as_text().map(str::to_owned),
        text: mail.body_text(0).unwrap().into_owned(),
        method,
        event,
    };
    (mail.subject().unwrap().to_owned(), letter)
}

#[test]
fn who_was_told_the_old_dates_hears_the_new_ones() {
    let world = world("invite");
    world.send(ANNOUNCED);
    let announced = letters(&world).into_values().next().unwrap();
    assert_eq!((&*announced.method, &*announced.event["SEQUENCE"]), ("PUBLISH", "0"));
    // The message to begin is due at 08:30; Anna has one device.
    assert_eq!(announced.event["DTSTART"], "20270301T083000");
    assert_eq!(announced.event["DTEND"], "20270301T090000");

    move_wave(&world, "first", "second");
    world.at(REVIEWED, &["plan"]).code(0).says("people were told other dates").says("notices tell the new ones");
    let plan = world.at(REVIEWED, &["plan"]).code(0).err.replace('\n', " ");
    let said = "Wave `pilot`: 2 people know Mon 1 Mar to Fri 19 Mar 2027 and will hear Mon 8 Mar to Fri 26 Mar 2027. \
                2 entries in calendars move with it.";
    assert!(plan.contains(said), "{plan}");
    world.at(REVIEWED, &["approve", "--by", "A. Manager"]).code(0).says("notices tell the new ones");
    world.send(LATER);
    let after = letters(&world);
    assert_eq!(after.len(), 2, "{:?}", after.keys());
    let news = &after["Nieuwe datum: 8 mrt 2027"];
    assert!(
        news.text.contains("Je zou op maandag 1 maart 2027 beginnen, tot en met vrijdag 19 maart 2027."),
        "{}",
        news.text
    );
    assert!(news.text.contains("Dat wordt maandag 8 maart 2027, tot en met vrijdag 26 maart 2027."), "{}", news.text);
    assert_eq!(news.follows.as_ref(), Some(&announced.id), "in the thread of the announcement");
    assert_eq!(news.event["UID"], announced.event["UID"], "the same entry of the calendar");
    assert_eq!((&*news.event["SEQUENCE"], &*news.event["DTSTART"]), ("1", "20270308T083000"));

    // Approved again, nothing changed: nobody is told again.
    world.at(LATER, &["approve", "--by", "A. Manager"]).code(0);
    world.send("2027-02-17T12:00+01:00");
    assert_eq!(letters(&world).len(), 2);

    // Moved once more: from the dates told last.
    move_wave(&world, "second", "third");
    world.at("2027-02-18T10:00+01:00", &["approve", "--by", "A. Manager"]).code(0);
    world.send("2027-02-18T12:00+01:00");
    let third = &letters(&world)["Nieuwe datum: 15 mrt 2027"];
    assert!(third.text.contains("Je zou op maandag 8 maart 2027 beginnen"), "{}", third.text);
    assert_eq!((&third.event["UID"], &*third.event["SEQUENCE"]), (&announced.event["UID"], "2"));
}

#[test]
fn dates_that_move_back_before_anybody_heard_are_no_news() {
    let world = world("invite");
    world.send(ANNOUNCED);
    move_wave(&world, "first", "second");
    world.at(REVIEWED, &["approve", "--by", "A. Manager"]).code(0);
    move_wave(&world, "second", "first");
    let back = world.at(REVIEWED, &["approve", "--by", "A. Manager"]).code(0);
    assert!(!back.err.contains("told other dates"), "{back}");
    world.send(LATER);
    assert_eq!(letters(&world).len(), 1, "only the announcement");
}

#[test]
fn without_a_message_about_it_the_plan_says_so() {
    let world = World::base();
    world.at(EARLY, &["approve", "--by", "A. Manager"]).code(0);
    world.send(ANNOUNCED);
    move_wave(&world, "first", "second");
    world.at(REVIEWED, &["plan"]).code(0).says("add one with `when: rescheduled`");
}

#[test]
fn who_moves_to_another_wave_has_other_dates_too() {
    let world = world("meeting");
    world.send(ANNOUNCED);
    let before = letters(&world).into_values().next().unwrap();
    assert_eq!(before.method, "REQUEST");
    assert_eq!(before.event["ATTENDEE"], "mailto:a.bakker@voorbeeldstad.example");
    world.edit("campaign.yaml", "people: group = 'pilot'", "people: id = 'b.visser@voorbeeldstad.example'");
    world.at(REVIEWED, &["approve", "--by", "A. Manager"]).code(0);
    world.send(LATER);
    let after = letters(&world);
    let news = &after["Nieuwe datum: 5 apr 2027"];
    assert_eq!((&news.event["UID"], &*news.event["SEQUENCE"]), (&before.event["UID"], "1"));
}
