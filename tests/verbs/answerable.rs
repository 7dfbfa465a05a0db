//! Messages for who answers for shared devices, and for a site: by the data, once, and not when nothing is left to do.

use crate::world::World;

const BEFORE: &str = "2027-02-01T09:00+01:00";
/// The wave starts on 1 March.
const PREPARED: &str = "2027-02-22T10:00+01:00";
const STARTED: &str = "2027-03-01T10:00+01:00";

const SHARED: &str = "---\nsubject: \"Gedeelde apparaten\"\npreheader: \"Hier is de lijst.\"\n---\n# Gedeelde apparaten\n\nHallo {{ person.first_name }},\n\n\
                      Jij beheert deze apparaten:\n{% for device in pending_devices %}\n- {{ device.serial }}\n{%- endfor %}\n\n\
                      {% include \"templates/blocks/helpdesk.nl.md\" %}\n";
const SITE: &str = "---\nsubject: \"Jouw locatie\"\npreheader: \"Wie stapt over?\"\n---\n# Jouw locatie\n\nHallo {{ person.first_name }},\n\n\
                    Hier stappen {{ about_count }} mensen over:\n{% for one in about %}\n- {{ one.name }}\n{%- endfor %}\n\n\
                    {% include \"templates/blocks/helpdesk.nl.md\" %}\n";

/// Anna answers for two kiosks and for the town hall; all are in the pilot's data, Bram and Chloë work in the town hall.
fn world() -> World {
    let world = World::base();
    let devices = world.read("devices.csv");
    let kiosks = "KIOSK01,Balie,iPad,Apple,iPadOS,Shared,a.bakker@voorbeeldstad.example\n\
                  KIOSK02,Wachtkamer,iPad,Apple,iPadOS,Shared,a.bakker@voorbeeldstad.example\n\
                  KIOSK03,Kelder,iPad,Apple,iPadOS,Shared,\n";
    world.write("devices.csv", devices + kiosks);
    let people = world.read("people.csv");
    let with_site = |line: &str| match line.starts_with("userP") {
        true => format!("{line},site\n"),
        false if line.starts_with(['b', 'c']) => format!("{line},Stadhuis\n"),
        false => format!("{line},\n"),
    };
    world.write("people.csv", people.lines().map(with_site).collect::<String>());
    world.edit(
        "campaign.yaml",
        "calendar:\n",
        "sites: {stadhuis: {owner: a.bakker@voorbeeldstad.example}}\ncalendar:\n",
    );
    let rules = "  prepare:\n    - {message: kiosks, when: start - 5 workdays at 09:00, to: owners-of shared, waves: [pilot]}\n    \
                 - {message: site, when: start - 5 workdays at 09:30, to: site-owner}\n  enrol:\n    \
                 - {message: kiosks-again, when: start at 08:30, to: owners-of shared, waves: [pilot]}\n";
    world.edit("campaign.yaml", "  enrol:\n", rules);
    world.edit("campaign.yaml", "relay: {", "max_per_day: 4\nrelay: {");
    for (path, text) in [("kiosks", SHARED), ("site", SITE), ("kiosks-again", SHARED)] {
        for language in ["nl", "en"] {
            world.write(
                &format!("templates/prepare/{path}.{language}.md"),
                text.replace(".nl.md", &format!(".{language}.md")),
            );
        }
    }
    world
}

/// The mails with a subject: whom they are to, and their words.
fn mails(world: &World, subject: &str) -> Vec<(String, String)> {
    let parse = |bytes: &Vec<u8>| {
        let mail = mail_parser::MessageParser::default().parse(bytes).unwrap();
        let text = mail.body_text(0).unwrap().into_owned();
        (mail.subject() == Some(subject)).then(|| (crate::world::letter(bytes).0, text))
    };
    world.outbox().values().filter_map(parse).collect()
}

#[test]
fn who_answers_for_shared_devices_or_a_site_hears_of_them_as_they_are_when_it_is_sent() {
    let world = world();
    let checked = world.at(BEFORE, &["check"]).code(0);
    let checked = checked.says("H-DATA-46").says("1 shared device without an owner in the data").says("KIOSK03");
    checked.says("nobody known answers for the site of 4 people");
    world
        .at(BEFORE, &["plan"])
        .code(0)
        .says("kiosks           Mon 22 Feb 2027 09:00  owners-of            1")
        .says("site-owner");
    world.at(BEFORE, &["approve", "--by", "Anna"]).code(0);
    world.send(crate::world::ANNOUNCED);
    // One of the two moves before anybody is told.
    let moved = "Serial number,Device name,OS,Managed by,Ownership,Azure AD Device ID\nKIOSK01,Balie,iPadOS,Intune,Corporate,x\n";
    world.write("moved.csv", moved);
    let imported = world.at("2027-02-17T09:00+01:00", &["progress", "import", "moved.csv"]).code(0);
    imported.says("1 new fact").says("Counted 1 device: the serial number is in the file");
    world.send(PREPARED);
    let kiosks = mails(&world, "Gedeelde apparaten");
    assert_eq!(kiosks.len(), 1, "{kiosks:?}");
    assert_eq!(kiosks[0].0, "a.bakker@voorbeeldstad.example");
    assert!(kiosks[0].1.contains("KIOSK02") && !kiosks[0].1.contains("KIOSK01"), "{}", kiosks[0].1);
    let site = mails(&world, "Jouw locatie");
    assert_eq!(site.len(), 1, "{site:?}");
    assert!(site[0].1.contains("1 mensen") && site[0].1.contains("Bram Visser"), "{}", site[0].1);
    // The other one moves, and there is nothing to say any more.
    world.write("moved.csv", moved.replace("KIOSK01", "KIOSK02"));
    world.at("2027-02-24T09:00+01:00", &["progress", "import", "moved.csv"]).code(0).says("1 new fact");
    world.at("2027-02-24T09:05+01:00", &["progress", "import", "moved.csv"]).code(0).says("0 new facts");
    world.send(STARTED);
    assert_eq!(mails(&world, "Gedeelde apparaten").len(), 1, "nothing is left in her care");
    let status = world.at(STARTED, &["status", "--person", "a.bakker@voorbeeldstad.example"]).code(0);
    status.says("kiosks-again     nl  suppressed").says("migrated");
}

#[test]
fn where_the_data_names_nobody_it_is_an_error() {
    let world = world();
    let devices = world.read("devices.csv");
    world.write("devices.csv", devices.replace("Shared,a.bakker@voorbeeldstad.example", "Shared,"));
    world.edit("campaign.yaml", "{owner: a.bakker@voorbeeldstad.example}", "{owner: j.doe@voorbeeldstad.example}");
    let found = world.at(BEFORE, &["check"]).code(1).fits();
    found.says("H-DATA-45").says("names none of 3 devices").says("(j.doe@voorbeeldstad.example");
    world.at(BEFORE, &["approve", "--by", "Anna"]).code(1);
    world.edit("campaign.yaml", "to: site-owner", "to: site-owners");
    world.at(BEFORE, &["check"]).code(3).says("there is no audience `site-owners`").says("did you mean `site-owner`?");
    world.edit("campaign.yaml", "to: site-owners", "to: owners-of kiosks");
    world.at(BEFORE, &["check"]).code(3).says("there is no audience `owners-of kiosks`").says("`owners-of shared`");
}
