//! `heraut generate`.

use std::fs;
use std::path::Path;

use crate::world::World;

const VERBS: [&str; 10] =
    ["demo", "init", "check", "plan", "preview", "approve", "send", "status", "progress", "generate"];

#[test]
fn completions_know_every_verb() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let text = World::empty().run(&["generate", "completions", shell]).code(0).out;
        for word in VERBS.into_iter().chain(["--dry-run", "--explain"]) {
            // Fish writes options without their dashes.
            assert!(text.contains(word.trim_start_matches("--")), "{shell} does not know {word}");
        }
    }
}

#[test]
fn every_verb_has_a_man_page() {
    let world = World::empty();
    world.run(&["generate", "man", "share/man1"]).code(0).says("Man pages are in share/man1.");
    let pages = world.files("share/man1");
    assert!(pages.contains_key("heraut.1"));
    for verb in VERBS {
        let page = pages.get(&format!("heraut-{verb}.1")).unwrap_or_else(|| panic!("no page of {verb}"));
        assert!(String::from_utf8_lossy(page).contains(".SH SYNOPSIS"), "{verb}");
    }
}

#[test]
fn man_pages_that_cannot_be_written_are_an_error() {
    let world = World::empty();
    world.write("taken", "");
    world.run(&["generate", "man", "taken"]).code(2).says("cannot write man pages to taken");
}

#[test]
fn the_schema_is_the_one_that_is_checked_in() {
    let made = World::empty().run(&["generate", "schema"]).code(0).out;
    let kept =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("campaign.schema.json")).unwrap_or_default();
    let first = made.lines().zip(kept.lines()).position(|(made, kept)| made != kept);
    assert!(
        made == kept,
        "campaign.schema.json differs from line {:?} on; write it again with\n    \
         cargo run --quiet -- generate schema > campaign.schema.json",
        first.map_or(made.lines().count().min(kept.lines().count()) + 1, |line| line + 1)
    );
}

#[test]
fn a_built_in_template_is_shown_as_it_is() {
    let generate = |args: &[&str]| World::empty().run(&[&["generate", "template"], args].concat());
    let listed = generate(&[]).code(0).out;
    for path in listed.lines() {
        let kept = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        if path.contains("shared-devices") || path.ends_with(".typ") || path.ends_with(".html") {
            assert_eq!(generate(&[path]).code(0).out, kept, "{path}");
        }
    }
    assert!(listed.contains("templates/announce/announcement.nl.md\n") && listed.contains("locales/nl/terms.ftl\n"));
    assert!(!listed.contains(".ttf"), "{listed}");
    generate(&["templates/layout/sheets.typ"]).code(2).says("did you mean `templates/layout/sheet.typ`?");
    generate(&["nothing"]).code(2).says("`heraut generate template` lists them");
}
