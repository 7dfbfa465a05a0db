//! Bad input costs little: within a bound of memory and of stack there is an answer that says what is wrong, and where.
#![cfg(unix)]

use std::process::Command;

use crate::world::World;

/// Kilobytes of address space: the program itself takes less than half.
const MEMORY: u32 = 1_500_000;
/// Kilobytes of stack, as everywhere.
const STACK: u32 = 8192;

/// Checks the campaign within the bounds; its exit code, and all it says.
fn check(world: &World) -> (i32, String) {
    let line = format!("ulimit -v {MEMORY} && ulimit -s {STACK} && exec \"$0\" check --now 2027-01-20T09:00+01:00");
    let done = Command::new("sh")
        .args(["-c", &line, env!("CARGO_BIN_EXE_heraut")])
        .current_dir(world.path("."))
        .env_clear()
        .env("COLUMNS", "200")
        .output()
        .unwrap();
    let said = [done.stdout, done.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (done.status.code().expect("ended by itself, and not by a signal"), said)
}

/// What is refused, with the place that is named.
fn refused(world: &World, what: &str) {
    let (code, said) = check(world);
    assert!(code == 3 || code == 1, "{code}: {said}");
    assert!(said.contains(what), "{what} is not in {}", said.chars().take(2000).collect::<String>());
}

#[test]
fn selectors_have_an_end() {
    for (selector, what) in [
        (format!("group = 'pilot'{}", " or id = 'x'".repeat(20_000)), "a selector has at most 500 comparisons"),
        (format!("{}group = 'pilot'{}", "(".repeat(50_000), ")".repeat(50_000)), "more than 50 deep in `(` and `not`"),
        (format!("{}group = 'pilot'", "not ".repeat(50_000)), "more than 50 deep in `(` and `not`"),
    ] {
        let world = World::base();
        world.edit("campaign.yaml", "people: group = 'pilot'", &format!("people: \"{selector}\""));
        refused(&world, what);
    }
}

#[test]
fn templates_have_an_end() {
    let body = |text: &str| format!("---\nsubject: x\n---\n{text}\n");
    for (text, what) in [
        (">".repeat(4000) + " diep", "more than 50 deep in quotations"),
        ("{% for i in range(end=99999) %}{{ i }}{% endfor %}".into(), "go over more than 10000 numbers"),
        (
            "{% for a in [1] %}{% for b in [1] %}{% for c in [1] %}{% for d in [1] %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}".into(),
            "this loop is more than 3 deep in loops",
        ),
        (format!("{{% for i in range(end=9000) %}}{}{{% endfor %}}", "woord ".repeat(40)), "this comes to more than 1000 KB"),
    ] {
        let world = World::base();
        world.write("templates/announce/announcement.nl.md", body(&text));
        refused(&world, what);
    }
    // Only long: it is read, and what it says is another matter.
    let world = World::base();
    world.write("templates/announce/announcement.nl.md", body(&"*a ".repeat(20_000)));
    let (code, said) = check(&world);
    assert!(code <= 1 && said.contains("announcement"), "{code}: {said}");
}

#[test]
fn calendars_have_an_end() {
    let world = World::base();
    world.edit("campaign.yaml", "holidays: [2027-04-27]", "holidays: [vrij.ics]");
    world.write("vrij.ics", "BEGIN:VCALENDAR\n".repeat(100_000) + &"END:VCALENDAR\n".repeat(100_000));
    refused(&world, "this is more than 8 deep in other components");
    let event = "BEGIN:VEVENT\nDTSTART:18010101\nRRULE:FREQ=DAILY;COUNT=4000000000\nEND:VEVENT\n";
    world.write("vrij.ics", format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", event.repeat(1000)));
    refused(&world, "the rules of this calendar have more days than holidays have");
}

#[test]
fn rows_have_an_end() {
    let world = World::base();
    let people = world.read("people.csv");
    let header = people.lines().next().unwrap();
    world.write("people.csv", format!("{people}{}", "x,y\n".repeat(100_000)));
    let (code, said) = check(&world);
    assert_eq!(code, 1);
    assert!(
        said.contains("this row and 99899 after it cannot be used either"),
        "a hundred are told, and how many more"
    );
    assert!(said.matches("the row has 2 cells").count() <= 100);
    // A megabyte behind a quote that is never closed: in a row, and in the header.
    let row = format!("x@x.example{}\n", ",".repeat(header.matches(',').count()));
    let rows: String = (0..20_000).map(|n| format!("{n}{row}")).collect();
    world.write("people.csv", format!("{people}\"open{}\n{rows}", ",".repeat(header.matches(',').count())));
    refused(&world, "a quote on this line is not closed where its cell ends");
    world.write("people.csv", format!("\"{header}\n{rows}"));
    assert!(check(&world).0 > 0);
}
