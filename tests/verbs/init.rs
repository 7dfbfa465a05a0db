//! `heraut init`.

use crate::world::World;

const FLAGS: [&str; 18] = [
    "init",
    "mine",
    "--organization",
    "Waterschap \"De Dijk\": noord",
    "--from",
    "Jamf",
    "--to",
    "Microsoft Intune",
    "--sender",
    "servicedesk@example.org",
    "--phone",
    "+31 30 555 0100",
    "--language",
    "en",
    "--timezone",
    "Europe/Brussels",
    "--start",
    "2027-03-01",
];

const NOW: &str = "2027-01-04T09:00+01:00";

#[test]
fn what_the_flags_say_is_a_campaign() {
    let world = World::empty();
    insta::assert_snapshot!(world.run(&FLAGS).code(0).fits());
    insta::assert_snapshot!(world.at(NOW, &["check", "-C", "mine", "--all"]).code(0));
    insta::assert_snapshot!(world.at(NOW, &["plan", "-C", "mine"]).code(0).fits());
    let schema = world.run(&["generate", "schema"]).code(0).out;
    assert_eq!(world.read("mine/campaign.schema.json"), schema);
}

#[test]
fn nothing_is_overwritten() {
    let world = World::empty();
    world.run(&FLAGS).code(0);
    world.edit("mine/campaign.yaml", "  workdays: mon-fri", "  workdays: sun-thu");
    insta::assert_snapshot!(world.run(&FLAGS).code(2));
    assert!(world.read("mine/campaign.yaml").contains("sun-thu"));
}

#[test]
fn people_who_are_there_already_are_not_overwritten() {
    let world = World::empty();
    world.write("mine/people.csv", "mail\nme@example.org\n");
    world.run(&["init", "mine"]).code(2).says("people.csv");
    assert_eq!(world.read("mine/people.csv"), "mail\nme@example.org\n");
    assert!(!world.path("mine/campaign.yaml").exists(), "half a campaign was left behind");
}

#[test]
fn without_a_terminal_nothing_is_asked() {
    let world = World::empty();
    insta::assert_snapshot!(world.run(&["init"]).code(0).fits());
    world.run(&["check"]).code(0).says("0 errors");
    world.run(&["plan"]).code(0).says("Not approved yet");
}

#[test]
fn what_cannot_be_a_campaign_is_refused_before_anything_is_written() {
    for (flag, value) in
        [("--timezone", "Mars/Olympus"), ("--language", "klingon!"), ("--sender", "servicedesk"), ("--start", "soon")]
    {
        let world = World::empty();
        world.run(&["init", "mine", flag, value]).code(2);
        assert!(!world.path("mine").exists(), "{flag} {value}");
    }
}

#[test]
fn a_relay_that_many_use_is_written_as_it_is_signed_in_to() {
    let world = World::empty();
    world.run(&["init", "mine", "--relay", "exchange-online", "--sender", "IT <it@example.org>"]).code(0);
    let campaign = world.read("mine/campaign.yaml");
    let relay = &campaign[campaign.find("# Exchange Online").unwrap()..];
    insta::assert_snapshot!(relay);
    world.at(NOW, &["check", "-C", "mine"]).code(0).says("0 errors");
    for name in ["exchange-high-volume", "exchange-connector", "google-relay", "azure-communication", "maildir"] {
        world.run(&["init", name, "--relay", name]).code(0);
        world.at(NOW, &["check", "-C", name]).code(0).says("0 errors");
    }
    world.run(&["init", "other", "--relay", "google-rellay"]).code(2).says("did you mean `google-relay`?");
    assert!(!world.path("other").exists());
}
