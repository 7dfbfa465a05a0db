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

/// Words as they are read, wherever a line ends.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Who is helped at a desk in a move of another kind: the words of every kit say it, and there is a reminder.
#[test]
fn the_other_kits_say_it_where_the_helpdesk_has_to_help() {
    let bookings = "userPrincipalName,appointment_date,appointment_time,appointment_place\n\
                    b.jansen@voorbeeldstad.example,2027-04-15,10:00,\"Stadhuis, balie 3\"\n";
    for (kit, blocked) in [("blank", true), ("mailbox", true), ("mfa", true), ("new-server", false), ("intune", false)]
    {
        let world = World::empty();
        world.run(&["init", "--kit", kit]).code(0);
        world.write("bookings.csv", bookings);
        let text = world.read("campaign.yaml");
        let text = text.replacen("{file: people.csv", "{file: bookings.csv}, {file: people.csv", 1);
        let text = text.replacen(
            "people: [{file: bookings.csv}, {file: people.csv}",
            "people: [{file: people.csv}, {file: bookings.csv}",
            1,
        );
        let rule = "    - {message: appointment, when: appointment - 1 workday at 09:00, to: pending}\n  deadline:\n";
        world.write("campaign.yaml", text.replacen("  deadline:\n", rule, 1));
        let person = ["--person", "b.jansen@voorbeeldstad.example"];
        let plan = world.at(BEFORE, &[&["plan"][..], &person].concat()).code(0);
        assert!(plan.out.contains("Wed 14 Apr 2027 09:00"), "{kit}: {plan}");
        let reminder = world.at(BEFORE, &[&["preview", "appointment"][..], &person].concat()).code(0);
        assert!(
            flat(&reminder.out)
                .contains("Je afspraak: donderdag 15 april 2027 om 10.00 uur. Plaats: Stadhuis, balie 3."),
            "{reminder}"
        );
        let found = world.at(BEFORE, &["check"]).code(0);
        assert!(!found.out.contains("H-TEXT") && !found.out.contains("H-L10N"), "{kit}: {found}");
        if !blocked {
            // Nothing is known of what she uses.
            let devices = if kit == "intune" { "mobileiron.csv" } else { "old.csv" };
            let others = world
                .read(devices)
                .lines()
                .filter(|line| !line.contains("b.jansen"))
                .map(|line| format!("{line}\n"))
                .collect::<String>();
            world.write(devices, others);
            let begin = world.at(BEFORE, &[&["preview", "enrol-now"][..], &person].concat()).code(0);
            assert!(
                flat(&begin.out).contains(
                    "Je hebt een afspraak: donderdag 15 april 2027 om 10.00 uur, Stadhuis, balie 3. We helpen je dan"
                ),
                "{kit}: {begin}"
            );
        }
    }
    // The words of a device that cannot, where devices move with the neutral kit.
    let world = World::empty();
    world.run(&["init", "--kit", "intune"]).code(0);
    world.write("bookings.csv", bookings);
    let text = world
        .read("campaign.yaml")
        .replace("kind: intune", "kind: blank\n  moves: devices\n  blocked: \"os_version < '100'\"");
    world.write(
        "campaign.yaml",
        text.replacen("people: [{file: people.csv}", "people: [{file: people.csv}, {file: bookings.csv}", 1),
    );
    let text = world
        .read("campaign.yaml")
        .replace("message: enrol-now", "message: start-now")
        .replace("message: access-blocked", "message: deadline-passed")
        .replace(
            "    - {message: shared-devices, when: start - 5 workdays at 09:30, to: owners-of shared, waves: [rest]}\n",
            "",
        );
    world.write("campaign.yaml", text);
    let begin = world.at(BEFORE, &["preview", "start-now", "--person", "b.jansen@voorbeeldstad.example"]).code(0);
    let said = flat(&begin.out);
    assert!(
        said.contains("op dit apparaat kan het niet") && said.contains("Je hebt een afspraak: donderdag 15 april"),
        "{begin}"
    );
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

/// Her appointment as the example has it.
const FIRST: &str = "e.yilmaz@voorbeeldstad.example,2027-04-14,10:00";
const EXCHANGED: &str = "2027-03-29T10:00+02:00";

/// What somebody got so far, by subject, with the entry for the calendar that came with it.
fn got(world: &World, who: &str) -> Vec<(String, String, String)> {
    let read = |bytes: &Vec<u8>| {
        let mail = mail_parser::MessageParser::default().parse(bytes).unwrap();
        let entry = mail.attachments().find_map(|part| part.text_contents()).unwrap_or("").replace("\r\n ", "");
        (
            mail.subject().unwrap().to_owned(),
            mail.body_text(0).unwrap().split_whitespace().collect::<Vec<_>>().join(" "),
            entry,
        )
    };
    let to = |bytes: &Vec<u8>| crate::world::letter(bytes).0 == who;
    world.outbox().values().filter(|bytes| to(bytes)).map(read).collect()
}

/// How many messages she got about new appointments.
fn news(world: &World) -> usize {
    got(world, YILMAZ).iter().filter(|(subject, ..)| subject.contains("afspraak")).count()
}

/// One line of an entry.
fn line<'e>(entry: &'e str, name: &str) -> &'e str {
    entry.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("no {name} in {entry}"))
}

#[test]
fn who_was_told_of_an_appointment_hears_of_another_one_and_that_it_is_off() {
    let world = world();
    world.at(BEFORE, &["approve", "--by", "Anna"]).code(0);
    world.at(EXCHANGED, &["send", "--accept-clock"]);
    let first = got(&world, YILMAZ).into_iter().find(|(_, _, entry)| !entry.is_empty()).expect("an entry");
    assert_eq!((line(&first.2, "SEQUENCE"), line(&first.2, "METHOD")), ("SEQUENCE:0", "METHOD:PUBLISH"));

    // The day before it would be told again by the reminder, it is moved in the data.
    let data = world.read("appointments.csv");
    world.write("appointments.csv", data.replace(FIRST, "e.yilmaz@voorbeeldstad.example,2027-04-16,11:30"));
    world.at("2027-03-30T09:00+02:00", &["plan"]).code(0).says("1 person was told");
    world.at("2027-03-30T09:00+02:00", &["approve", "--by", "Anna"]).code(0);
    world.at("2027-03-30T12:00+02:00", &["send"]).code(0);
    let of_it = |world: &World, subject: &str| {
        got(world, YILMAZ).into_iter().find(|(said, ..)| said == subject).unwrap_or_else(|| {
            panic!("no {subject} in {:?}", got(world, YILMAZ).into_iter().map(|(said, ..)| said).collect::<Vec<_>>())
        })
    };
    let (_, text, entry) = of_it(&world, "Windows 11: nieuwe afspraak 16 apr 2027");
    assert!(text.contains("Je afspraak is veranderd") && text.contains("vrijdag 16 april 2027 om 11.30"), "{text}");
    assert!(text.contains("Een eerdere tijd geldt niet meer."), "{text}");
    assert_eq!((line(&entry, "UID"), line(&entry, "SEQUENCE")), (line(&first.2, "UID"), "SEQUENCE:1"));
    assert_eq!(line(&entry, "DTSTART;"), "DTSTART;TZID=Europe/Amsterdam:20270416T113000");
    let told = news(&world);

    // Nothing changed: nobody is told again.
    world.at("2027-03-31T09:00+02:00", &["approve", "--by", "Anna"]).code(0);
    world.at("2027-03-31T12:00+02:00", &["send"]).code(0);
    assert_eq!(news(&world), told);

    // It is off, and there is no other one.
    let without: String =
        data.lines().filter(|line| !line.starts_with("e.yilmaz")).map(|line| format!("{line}\n")).collect();
    world.write("appointments.csv", without);
    world.at("2027-04-01T09:00+02:00", &["approve", "--by", "Anna"]).code(0);
    world.at("2027-04-01T12:00+02:00", &["send"]).code(0);
    let (_, text, entry) = of_it(&world, "Windows 11: je afspraak gaat niet door");
    assert!(text.contains("Je afspraak gaat niet door.") && text.contains("Maak een nieuwe afspraak."), "{text}");
    assert!(text.contains("verdwijnt de afspraak uit je agenda"), "{text}");
    assert_eq!((line(&entry, "UID"), line(&entry, "SEQUENCE")), (line(&first.2, "UID"), "SEQUENCE:2"));
    assert_eq!(
        (line(&entry, "METHOD"), line(&entry, "DTSTART;")),
        ("METHOD:CANCEL", "DTSTART;TZID=Europe/Amsterdam:20270416T113000")
    );
    let told = news(&world);
    world.at("2027-04-02T09:00+02:00", &["approve", "--by", "Anna"]).code(0);
    world.at("2027-04-02T12:00+02:00", &["send"]).code(0);
    assert_eq!(news(&world), told, "once");

    // And another one is told again.
    let moved = data.replace(FIRST, "e.yilmaz@voorbeeldstad.example,2027-04-20,09:00");
    world.write("appointments.csv", moved);
    world.at("2027-04-05T09:00+02:00", &["approve", "--by", "Anna"]).code(0);
    world.at("2027-04-05T12:00+02:00", &["send", "--accept-clock"]);
    let (_, _, entry) = of_it(&world, "Windows 11: nieuwe afspraak 20 apr 2027");
    assert_eq!((line(&entry, "SEQUENCE"), line(&entry, "METHOD")), ("SEQUENCE:3", "METHOD:PUBLISH"));
}

/// The kit with an appointment that is told in words alone: nothing goes into a calendar.
fn in_words() -> World {
    let world = world();
    let text = world.read("campaign.yaml");
    assert!(text.contains("attach: [invite]"), "{text}");
    let without = text.replace(", attach: [invite]", "").replace("      attach: [invite]\n", "");
    assert!(!without.contains("attach: [invite]"), "{without}");
    world.write("campaign.yaml", without);
    world
}

/// What tells people of an appointment, by subject.
fn subjects(world: &World) -> Vec<String> {
    let all = got(world, YILMAZ).into_iter().map(|(subject, ..)| subject);
    all.filter(|subject| subject.contains("nieuwe afspraak") || subject.contains("gaat niet door")).collect()
}

#[test]
fn who_only_read_of_an_appointment_hears_of_another_time_another_place_and_that_it_is_off() {
    let world = in_words();
    let approve = |at: &str| world.at(at, &["approve", "--by", "Anna"]).code(0);
    approve(BEFORE);
    world.at(EXCHANGED, &["send", "--accept-clock"]);
    let read = got(&world, YILMAZ);
    let is_told = |(_, text, entry): &(String, String, String)| {
        text.contains("woensdag 14 april 2027 om 10.00") && entry.is_empty()
    };
    assert!(read.iter().any(is_told), "{read:?}");
    let data = world.read("appointments.csv");
    let place = data.lines().find(|line| line.starts_with("e.yilmaz")).unwrap();
    assert!(place.contains("balie 3"), "{place}");

    // Approved again with nothing else: nothing is new.
    world.at("2027-03-30T08:30+02:00", &["plan"]).code(0);
    approve("2027-03-30T08:30+02:00");
    world.at("2027-03-30T12:00+02:00", &["send"]).code(0);
    assert!(subjects(&world).is_empty(), "{:?}", subjects(&world));

    // At another desk, at the same time.
    world.write("appointments.csv", data.replace(place, &place.replace("balie 3", "balie 7")));
    world.at("2027-03-31T09:00+02:00", &["plan"]).code(0).says("1 person was told");
    approve("2027-03-31T09:00+02:00");
    world.at("2027-03-31T12:00+02:00", &["send"]).code(0);
    assert_eq!(subjects(&world), ["Windows 11: nieuwe afspraak 14 apr 2027"]);
    assert!(got(&world, YILMAZ).iter().any(|(_, text, _)| text.contains("10.00 uur, Stadhuis, balie 7")));

    // At another time; twice approved before it goes out, it is told once.
    world.write("appointments.csv", data.replace(FIRST, "e.yilmaz@voorbeeldstad.example,2027-04-16,11:30"));
    approve("2027-04-01T09:00+02:00");
    approve("2027-04-01T09:30+02:00");
    world.at("2027-04-01T12:00+02:00", &["send"]).code(0);
    assert_eq!(subjects(&world).len(), 2, "{:?}", subjects(&world));
    approve("2027-04-02T09:00+02:00");
    world.at("2027-04-02T12:00+02:00", &["send"]).code(0);
    assert_eq!(subjects(&world).len(), 2, "once");

    // Off, once; and another one after that.
    let without: String =
        data.lines().filter(|line| !line.starts_with("e.yilmaz")).map(|line| format!("{line}\n")).collect();
    world.write("appointments.csv", without);
    for day in ["2027-04-06", "2027-04-07"] {
        approve(&format!("{day}T09:00+02:00"));
        world.at(&format!("{day}T12:00+02:00"), &["send", "--accept-clock"]);
        assert_eq!(subjects(&world).iter().filter(|said| said.contains("gaat niet door")).count(), 1, "{day}");
    }
    world.write("appointments.csv", data.replace(FIRST, "e.yilmaz@voorbeeldstad.example,2027-04-20,09:00"));
    approve("2027-04-08T09:00+02:00");
    world.at("2027-04-08T12:00+02:00", &["send"]).code(0);
    assert!(subjects(&world).contains(&"Windows 11: nieuwe afspraak 20 apr 2027".to_owned()), "{:?}", subjects(&world));
}

#[test]
fn check_says_who_would_not_hear_of_another_appointment() {
    let world = in_words();
    assert!(!world.at(BEFORE, &["check"]).out.contains("H-DATA-47"));
    let text = world.read("campaign.yaml");
    let rule = text.lines().find(|line| line.contains("message: rescheduled")).unwrap().to_owned();
    let phase = "  news:\n";
    assert!(text.contains(phase), "{text}");
    world.write("campaign.yaml", text.replace(phase, "").replace(&format!("{rule}\n"), ""));
    let found = world.at(BEFORE, &["check"]).fits();
    found.says("H-DATA-47").says("can tell an appointment to").says("no message comes");
    // One of their own that does not say it.
    world.write("campaign.yaml", text);
    let own = "---\nsubject: Andere dagen\npreheader: Zie hieronder.\n---\n# Andere dagen\n\nHallo,\n\nUiterlijk \
               {{ wave.deadline | date(style=\"full\") }}.\n\n{% include \"templates/blocks/helpdesk.nl.md\" %}\n";
    for language in ["nl", "en", "de", "fr"] {
        let helpdesk = format!("helpdesk.{language}.md");
        world.write(&format!("templates/news/rescheduled.{language}.md"), own.replace("helpdesk.nl.md", &helpdesk));
    }
    let found = world.at(BEFORE, &["check"]).says("H-DATA-47");
    assert!(flat(&found.out).contains("`rescheduled` does not say it"), "{found}");
}
