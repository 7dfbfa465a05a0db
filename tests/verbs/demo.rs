//! `heraut demo`: everything, on the example that comes with the program.

use std::collections::BTreeSet;

use mail_parser::MessageParser;

use crate::world::World;

#[test]
fn the_demo_goes_all_the_way_and_says_what_to_open() {
    let world = World::empty();
    insta::assert_snapshot!(world.run(&["demo", "d"]).code(0));

    let outbox = world.files("d/outbox/new");
    let status = world.run(&["status", "-C", "d", "--json", "--now", "2027-03-08T12:00+01:00"]).code(0).json();
    assert_eq!(status["totals"]["accepted"].as_u64(), Some(outbox.len() as u64), "{status:#}");

    let mut languages = BTreeSet::new();
    for (name, bytes) in &outbox {
        let mail = MessageParser::default().parse(bytes).unwrap_or_else(|| panic!("{name} is no message"));
        assert!(mail.text_body_count() > 0 && mail.html_body_count() > 0, "{name}");
        assert!(mail.message_id().is_some() && mail.date().is_some() && mail.subject().is_some(), "{name}");
        let language = mail.header("Content-Language").and_then(|value| value.as_text());
        languages.insert(language.expect("a language").to_owned());
    }
    assert_eq!(languages, BTreeSet::from(["en".to_owned(), "nl".to_owned()]));

    // What it tells the reader to open is there.
    let said = world.run(&["demo", "e"]).code(0).out;
    let pages: Vec<&str> = said.lines().map(str::trim).filter(|line| line.ends_with(".html")).collect();
    assert!(pages.len() >= 4, "{said}");
    for page in pages {
        assert!(world.read(page).contains("</html>"), "{page}");
    }

    // What it tells the reader to try works.
    let tries: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("  heraut ")).collect();
    assert_eq!(tries.len(), 4, "{said}");
    for line in tries {
        world.run(&line.split_whitespace().collect::<Vec<_>>()).code(0);
    }

    insta::assert_snapshot!(world.run(&["demo", "d"]).code(2));
    assert_eq!(world.files("d/outbox/new"), outbox);
}
