//! `heraut kit`, and a campaign of each kit from its beginning to who has moved.

use crate::world::World;

const NOW: &str = "2027-01-18T09:00+01:00";
const KITS: [&str; 5] = ["blank", "mailbox", "mfa", "new-server", "windows-11"];

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
    world.run(&["init", "other", "--to", "Windows 11", "--start", "2027-03-01"]).code(2).says("--start does nothing");
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
