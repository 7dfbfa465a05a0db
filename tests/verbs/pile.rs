//! `heraut print poster` and `heraut print handout`: paper that is nobody's. What is said on it is looked at in
//! `tests/print`.

use crate::world::{EARLY, World};

const PRINTED: &str = "2027-02-08T10:00+01:00";

fn names(world: &World, folder: &str) -> Vec<String> {
    world.files(folder).into_keys().collect()
}

#[test]
fn posters_are_for_every_wave_in_every_language_and_the_same_twice() {
    let world = World::base();
    world.approve();
    let before = world.run(&["status", "--notices", "--json"]).code(0).out;
    let poster = ["print", "poster", "--message", "announcement"];
    insta::assert_snapshot!(world.at(PRINTED, &poster).code(0).fits());
    let folder = "print/posters-2027-02-08";
    assert_eq!(
        names(&world, folder),
        ["pilot-en", "pilot-nl", "rest-en", "rest-nl"].map(|of| format!("poster-announcement-{of}-a4.pdf"))
    );
    for pdf in world.files(folder).values() {
        assert!(pdf.starts_with(b"%PDF-"));
    }
    world.at(PRINTED, &poster).code(0).says("print/posters-2027-02-08-2");
    assert_eq!(world.files("print/posters-2027-02-08-2"), world.files(folder), "the same bytes");
    world.at(PRINTED, &[&poster[..], &["--out", folder]].concat()).code(2).says("there is something in");
    assert_eq!(world.run(&["status", "--notices", "--json"]).code(0).out, before, "the ledger is as it was");
}

/// The campaign's paper is that of everything printed, until another is named.
#[test]
fn the_paper_is_the_campaigns_unless_told() {
    let world = World::base();
    let campaign = world.read("campaign.yaml");
    world.write("campaign.yaml", campaign + "\nprint: {paper: letter}\n");
    world.approve();
    let poster = ["print", "poster", "--message", "announcement", "--wave", "pilot", "--lang", "nl"];
    let made = |args: &[&str], out: &'static str| {
        world.at(PRINTED, &[args, &["--out", out]].concat()).code(0);
        names(&world, out)
    };
    assert_eq!(made(&poster, "usual"), ["poster-announcement-pilot-nl-letter.pdf"]);
    let wide = [&poster[..], &["--size", "a4"]].concat();
    assert_eq!(made(&wide, "wide"), ["poster-announcement-pilot-nl-a4.pdf"]);
    let handout = ["print", "handout", "--message", "enrol-now", "--wave", "rest", "--platform", "ios", "--lang", "nl"];
    made(&handout, "one");
    made(&[&handout[..], &["--size", "letter"]].concat(), "two");
    made(&[&handout[..], &["--size", "a4"]].concat(), "three");
    assert_eq!(world.files("one"), world.files("two"));
    assert_ne!(world.files("one"), world.files("three"));
    world.edit("campaign.yaml", "paper: letter", "paper: lettre");
    world.at(EARLY, &["check"]).code(3).says("`lettre` is not a size of paper").says("did you mean `letter`?");
}

#[test]
fn handouts_are_for_every_platform_of_a_wave() {
    let world = World::base();
    world.approve();
    let handout = ["print", "handout", "--message", "enrol-now", "--wave", "rest"];
    world.at(PRINTED, &[&handout[..], &["-o", "all"]].concat()).code(0).says("6 handouts in all.");
    assert_eq!(
        names(&world, "all"),
        ["android-en", "android-nl", "ios-en", "ios-nl", "ipados-en", "ipados-nl"]
            .map(|of| format!("handout-enrol-now-rest-{of}.pdf"))
    );
    let one = ["--platform", "ios", "--lang", "nl", "--large", "-o", "one"];
    world.at(PRINTED, &[&handout[..], &one].concat()).code(0).says("1 handout in one.");
    assert_eq!(names(&world, "one"), ["handout-enrol-now-rest-ios-nl-large.pdf"]);
    let none = world.at(PRINTED, &[&handout[..], &["--platform", "macos", "-o", "none"]].concat());
    insta::assert_snapshot!(none.code(2));
    assert!(names(&world, "none").is_empty());
}

#[test]
fn what_was_approved_is_printed_until_it_is_approved_anew() {
    let world = World::base();
    let poster = ["print", "poster", "--message", "enrol-now", "--wave", "pilot", "--lang", "nl", "--size", "a3"];
    let to = |out: &'static str| [&poster[..], &["--out", out]].concat();
    world.at(EARLY, &to("early")).code(2).says("no plan has been approved yet");
    world.at(EARLY, &[&to("draft")[..], &["--draft"]].concat()).code(0);
    assert_eq!(names(&world, "draft"), ["draft-poster-enrol-now-pilot-nl-a3.pdf"]);
    world.approve();
    world.at(EARLY, &to("one")).code(0);
    world.own_template("templates/enrol/enrol-now.nl.md");
    let text = world.read("templates/enrol/enrol-now.nl.md");
    world.write("templates/enrol/enrol-now.nl.md", text.replace("# Stap nu over", "# Nu of nooit"));
    world.at(EARLY, &to("two")).code(0).says("1 file is not as it was approved");
    assert_eq!(world.files("one"), world.files("two"));
    world.approve();
    world.at(EARLY, &to("three")).code(0);
    assert_ne!(world.files("one"), world.files("three"));
}

#[test]
fn what_is_not_there_is_refused_with_a_hint() {
    let world = World::base();
    world.edit("campaign.yaml", "  announce:\n", "  announce:\n    - {message: helpdesk-brief, when: start - 20d, to: helpdesk}\n    - {message: pilot-invitation, when: start - 20d, to: \"group = 'pilot'\"}\n");
    world.approve();
    let refused = |what: &[&str], says: &str| {
        for verb in ["poster", "handout"] {
            world.at(PRINTED, &[&["print", verb, "--out", "x"], what].concat()).code(2).says(says);
        }
    };
    refused(&["--message", "enrol-nwo"], "did you mean `enrol-now`?");
    refused(&["--message", "enrol-now", "--wave", "early"], "waves: pilot, rest");
    refused(&["--message", "enrol-now", "--lang", "fr"], "its languages: nl, en");
    refused(&["--message", "enrol-now", "--lang", "?"], "is not a language tag");
    refused(&["--message", "helpdesk-brief"], "is for the helpdesk");
    refused(&["--message", "pilot-invitation", "--wave", "rest"], "it is told in: pilot");
    let lies = world.at(PRINTED, &["print", "handout", "--message", "reminder", "--wave", "rest", "--lang", "nl"]);
    insta::assert_snapshot!(lies.code(3));
    assert!(names(&world, "x").is_empty() && names(&world, "print").is_empty());
}

#[test]
fn a_template_that_cannot_do_without_a_person_is_named() {
    let world = World::base();
    world.own_template("templates/enrol/enrol-now.nl.md");
    let text = world.read("templates/enrol/enrol-now.nl.md");
    let greeting = "Hallo{% if person and person.named %} {{ person.first_name }}{% endif %},";
    assert!(text.contains(greeting));
    world.write("templates/enrol/enrol-now.nl.md", text.replace(greeting, "Hallo {{ person.first_name }},"));
    world.approve();
    let handout = ["print", "handout", "--message", "enrol-now", "--wave", "pilot", "--lang", "nl"];
    insta::assert_snapshot!(world.at(PRINTED, &handout).code(3));
}
