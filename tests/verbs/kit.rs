//! `heraut kit`, and a campaign of each kit from its beginning to who has moved.

use crate::world::World;

const NOW: &str = "2027-01-18T09:00+01:00";
const KITS: [&str; 6] = ["blank", "intune", "mailbox", "mfa", "new-server", "windows-11"];

#[test]
fn the_kits_are_listed_and_shown() {
    let world = World::empty();
    insta::assert_snapshot!(world.run(&["kit", "list"]).code(0).fits());
    insta::assert_snapshot!(world.run(&["kit", "show", "windows-11"]).code(0));
    insta::assert_snapshot!(world.run(&["kit", "show", "windows-12"]).code(3));
}

#[test]
fn every_kit_has_an_example_that_is_checked_planned_and_approved_as_it_is() {
    for kit in KITS {
        let world = World::empty();
        world.run(&["init", "mine", "--kit", kit, "--organization", "Waterschap \"De Dijk\": noord"]).code(0);
        let text = world.read("mine/campaign.yaml");
        assert!(text.contains(r#"organization: "Waterschap \"De Dijk\": noord""#), "{kit}");
        world.at(NOW, &["check", "-C", "mine"]).code(0).says("0 errors");
        world.at(NOW, &["approve", "-C", "mine", "--by", "Anna"]).code(0).says("Approved plan");
        let sent = world.at("2027-06-01T10:00+02:00", &["status", "-C", "mine"]).code(0);
        sent.says("MOVED");
    }
}

/// It used to check clean, and to tell people to disconnect their laptop.
#[test]
fn the_names_of_a_move_say_which_kit_it_is() {
    for (from, to, kit) in [
        ("Windows 10", "Windows 11", "windows-11"),
        ("Jamf Pro", "Jamf Cloud", "new-server"),
        ("Password", "Passkeys", "mfa"),
        ("Zoom", "Teams", "blank"),
    ] {
        let world = World::empty();
        world.run(&["init", "mine", "--from", from, "--to", to]).code(0);
        let text = world.read("mine/campaign.yaml");
        assert!(text.contains(&format!("kind: {kit}\n")) && text.contains(&format!("to: \"{to}\"")), "{from}: {text}");
    }
    let world = World::empty();
    world.run(&["init", "mine", "--from", "MobileIron", "--to", "Microsoft Intune"]).code(0);
    world.run(&["init", "none", "--kit", "windows11"]).code(3).says("there is no kit `windows11`").says("windows-11");
    assert!(!world.read("mine/campaign.yaml").contains("kind:"));
}

/// Wednesday 12 April 2028, before Easter, in another language than the example has first: what stands on a day stays on a working day.
#[test]
fn an_example_takes_another_start_language_and_relay() {
    for kit in KITS {
        let world = World::empty();
        let start = ["init", "mine", "--kit", kit, "--start", "2028-04-12", "--language", "de"];
        let said = world
            .run(&[&start[..], &["--relay", "exchange-online", "--sender", "IT <it@waterschap.example>"]].concat());
        assert!(said.code(0).out.contains("by your exports, then"), "{kit}");
        let text = world.read("mine/campaign.yaml");
        for line in [
            "languages: {default: de, offered: [de, nl, en, fr]}",
            "    start: 2028-04-12",
            "  url: smtp://smtp.office365.com:587",
            "  user: \"it@waterschap.example\"",
        ] {
            assert!(text.lines().any(|found| found.starts_with(line)), "{kit}: no `{line}` in {text}");
        }
        let id = text.lines().find(|line| line.starts_with("id: ")).unwrap();
        assert!(id.ends_with("-2028") && !text.contains("2027-0"), "{kit}: {text}");
        let found = world.at("2028-02-01T09:00+01:00", &["check", "-C", "mine"]).code(0);
        for rule in ["H-SCHED-14", "H-DATA-43", "H-DATA-44"] {
            assert!(!found.out.contains(rule), "{kit}: {found}");
        }
        let plan =
            world.at("2028-02-01T09:00+01:00", &["plan", "-C", "mine", "--person", "b.jansen@voorbeeldstad.example"]);
        plan.code(0).says("2028");
    }
    let world = World::empty();
    let refused = |more: &[&str]| world.run(&[&["init", "no", "--kit", "blank"], more].concat()).code(2);
    refused(&["--start", "2028-01-01"]).says("it is a Saturday").says("the next working day is 2028-01-03");
    refused(&["--language", "pl"]).says("has no texts in `pl`").says("nl, en, de, fr");
    refused(&["--relay", "exchange-onlin"]).says("did you mean `exchange-online`?");
    assert!(!world.path("no").exists());
}

/// Phones and tablets: whose device turns up in the new system is done, and so is a tablet in somebody's care.
#[test]
fn the_example_of_intune_goes_its_whole_way() {
    let world = World::empty();
    world.run(&["init", "--kit", "intune"]).code(0);
    world.at(NOW, &["approve", "--by", "Anna"]).code(0).says("Approved plan");
    world.at("2027-03-15T09:00+01:00", &["send"]).code(0);
    let first = world.outbox().len();
    assert!(first > 0);
    let old = world.read("mobileiron.csv");
    let new = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        format!("{},{},{},Intune,Managed\n", cells[3], cells[5], cells[11])
    };
    let head = "Primary user UPN,Device name,Serial number,Managed by,Device state\n".to_owned();
    let moved = head + &old.lines().skip(1).map(new).collect::<String>();
    world.write("intune.csv", moved);
    let said = world.at("2027-04-13T09:00+02:00", &["progress", "import", "intune.csv"]).code(0);
    said.says("69 new facts: 60 people have now migrated").says("116 messages follow");
    // What follows is late: nobody was told on the days before.
    world.at("2027-04-13T12:00+02:00", &["send", "--accept-clock"]);
    assert!(world.outbox().len() > first);
    let status = world.at("2027-04-13T12:05+02:00", &["status"]).code(0);
    status.says("pilot      8     0   8").says("rest      52     0  52");
}

/// An export of later, in which every computer has the new version.
#[test]
fn progress_is_judged_by_what_counts_as_done() {
    let world = World::empty();
    world.run(&["init", "mine", "--kit", "windows-11"]).code(0);
    world.at(NOW, &["approve", "-C", "mine", "--by", "Anna"]).code(0);
    let later: String =
        world.read("mine/intune.csv").lines().map(|line| line.replace("10.0.19045", "10.0.26100") + "\n").collect();
    world.write("mine/later.csv", &later);
    let said = world.at("2027-04-14T09:00+02:00", &["progress", "import", "-C", "mine", "mine/later.csv"]).code(0);
    said.says("people have now migrated").says("it is not what `done` picks");
    world
        .at("2027-04-14T09:05+02:00", &["progress", "import", "-C", "mine", "mine/later.csv"])
        .code(0)
        .says("0 new facts");
}

/// A snapshot keeps the words of its kit: what the folder says afterwards changes nothing in an approved plan.
#[test]
fn an_approved_plan_keeps_the_words_of_its_kit() {
    let world = World::empty();
    world.run(&["init", "--kit", "blank"]).code(0);
    world.write("kits/ours/kit.yaml", "title: Ours\nextends: blank\n");
    world.write("kits/ours/locales/nl/labels.ftl", "check-real = Eerste woorden.\n");
    world.edit("campaign.yaml", "kind: blank", "kind: kits/ours");
    world.at(NOW, &["approve", "--by", "Anna"]).code(0);
    world.write("kits/ours/locales/nl/labels.ftl", "check-real = Andere woorden.\n");
    world.at("2027-03-15T09:00+01:00", &["send"]);
    let mails: Vec<String> = world.outbox().values().map(|mail| String::from_utf8_lossy(mail).into_owned()).collect();
    assert!(mails.iter().any(|mail| mail.contains("Eerste woorden.")), "{} mails", mails.len());
    assert!(mails.iter().all(|mail| !mail.contains("Andere woorden.")));
}

/// What is true of another kind of move is found, also where a campaign's own template says it.
#[test]
fn words_of_another_kit_are_found_in_a_message() {
    let world = World::empty();
    world.run(&["init", "--kit", "windows-11"]).code(0);
    let text = "---\nsubject: Welkom\npreheader: Klaar\n---\n# Klaar\n\nHallo {{ person.first_name }},\n\nOpen de Bedrijfsportal \
                en kijk of de supervisie klopt.\n\n{% include \"templates/blocks/helpdesk.nl.md\" %}\n";
    world.write("templates/done/welcome.nl.md", text);
    let said = world.at(NOW, &["check"]);
    assert!(said.out.contains("H-TEXT-20") && said.out.contains("as of another kind of move than"), "{}", said.out);
}
