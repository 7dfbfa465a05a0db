//! The rooms of the crate's front page, and who may import whom: what the page says is what the code does. The table is
//! read from the page, so that the two cannot differ.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms that are faces of the program.
const FACES: [&str; 2] = ["serve", "cli"];

/// The longest file of a face: in a longer one there is a use case.
const LONGEST: usize = 150;

/// A line of the page's table.
struct Room {
    name: String,
    /// Which rooms it may import; `None` is all that come before it.
    imports: Option<BTreeSet<String>>,
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The table of the crate's front page.
fn rooms() -> Vec<Room> {
    let page = fs::read_to_string(src().join("lib.rs")).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("//! | ")).filter(|row| !row.starts_with("room |"));
    let read = |row: &str| {
        let cells: Vec<&str> = row.trim_end_matches('|').split('|').map(str::trim).collect();
        let [name, _, imports] = cells[..] else { panic!("not a room: {row}") };
        let imports = match imports {
            "nothing" => Some(BTreeSet::new()),
            "everything above" => None,
            some => Some(without_notes(some).split(',').map(|room| room.trim().to_owned()).collect()),
        };
        Room { name: name.trim_matches(['[', ']', '`']).to_owned(), imports }
    };
    rows.map(read).collect()
}

/// A cell of the table without what is in parentheses.
fn without_notes(cell: &str) -> String {
    let mut deep = 0;
    let outside = |sign: &char| {
        deep += i32::from(*sign == '(');
        let is_outside = deep == 0;
        deep -= i32::from(*sign == ')');
        is_outside
    };
    cell.chars().filter(outside).collect()
}

/// The sources of a room, its front page first, tests left out.
fn sources(room: &str) -> Vec<PathBuf> {
    let folder = src().join(room);
    let inside = if folder.is_dir() { below(&folder) } else { Vec::new() };
    [vec![src().join(format!("{room}.rs"))], inside].concat()
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_test = path.file_stem().is_some_and(|s| s == "tests" || s == "fixture" || s == "conformance");
        if is_test {
            continue;
        }
        if path.is_dir() {
            found.extend(below(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found
}

/// The lines of code of a file, with their numbers: neither comments nor tests.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = code.lines().enumerate().map(|(n, line)| (n + 1, line.trim().to_owned()));
    lines.filter(|(_, line)| !line.starts_with("//")).collect()
}

fn named(path: &Path, line: usize) -> String {
    format!("src/{}:{line}", path.strip_prefix(src()).unwrap().display())
}

/// The rooms that a line names by `crate::room`.
fn imports(line: &str) -> impl Iterator<Item = String> {
    let word = |after: &str| after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    line.split("crate::").skip(1).map(word)
}

#[test]
fn every_module_is_a_room_of_the_page() {
    let page = fs::read_to_string(src().join("lib.rs")).unwrap();
    let modules: BTreeSet<&str> =
        page.lines().filter_map(|line| line.strip_prefix("pub mod ")).map(|line| line.trim_end_matches(';')).collect();
    let rooms = rooms();
    let named: BTreeSet<&str> = rooms.iter().map(|room| &*room.name).collect();
    assert_eq!(modules, named);
    assert_eq!(rooms.len(), named.len(), "a room is on the page twice");
}

#[test]
fn a_room_imports_only_what_is_above_it() {
    let mut above = BTreeSet::new();
    for Room { name, imports } in rooms() {
        let imports = imports.unwrap_or_default();
        let below: Vec<_> = imports.difference(&above).collect();
        assert!(below.is_empty(), "`{name}` would import {below:?}, which the page does not have above it");
        above.insert(name);
    }
}

#[test]
fn every_room_imports_what_the_page_says() {
    let rooms = rooms();
    let mut wrong = Vec::new();
    for (at, room) in rooms.iter().enumerate() {
        let above: BTreeSet<String> = rooms[..at].iter().map(|room| room.name.clone()).collect();
        let may = room.imports.as_ref().unwrap_or(&above);
        let mut unused = room.imports.clone().unwrap_or_default();
        for file in sources(&room.name) {
            for (line, text) in code(&file) {
                for imported in imports(&text) {
                    unused.remove(&imported);
                    let is_tag = imported == "l10n" && (text.contains("Tag") || text.contains("TagError"));
                    let is_free = imported == room.name || imported == "error" || is_tag;
                    if !is_free && !may.contains(&imported) {
                        wrong.push(format!("{}: `{}` imports `{imported}`: {text}", named(&file, line), room.name));
                    }
                }
            }
        }
        wrong.extend(unused.iter().map(|other| format!("the page says that `{}` imports `{other}`", room.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_a_face_reads_clock_environment_and_terminal() {
    let outward: BTreeMap<&str, &str> = BTreeMap::from([
        ("Utc::now", "the clock"),
        ("Local::now", "the clock"),
        ("SystemTime::now", "the clock"),
        ("env::var", "the environment"),
        ("env::args", "the arguments"),
        ("println!", "the terminal"),
        ("eprintln!", "the terminal"),
        ("stdin()", "the terminal"),
        ("stdout()", "the terminal"),
        ("stderr()", "the terminal"),
        ("is_terminal", "the terminal"),
        ("clap::", "what can be typed"),
        ("indicatif::", "the terminal"),
    ]);
    let mut wrong = Vec::new();
    for Room { name, .. } in rooms().iter().filter(|room| !FACES.contains(&&*room.name)) {
        for file in sources(name) {
            for (line, text) in code(&file) {
                let found = outward.iter().filter(|(word, _)| text.contains(**word));
                wrong.extend(found.map(|(word, what)| format!("{}: {what}: {word}", named(&file, line))));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_main_ends_the_process() {
    let exits =
        |file: &PathBuf| code(file).into_iter().filter(|(_, text)| text.contains("process::exit")).collect::<Vec<_>>();
    let wrong: Vec<String> = below(&src())
        .iter()
        .filter(|file| file.file_name().is_none_or(|name| name != "main.rs"))
        .flat_map(|file| exits(file).into_iter().map(|(line, _)| named(file, line)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_face_has_no_use_case_in_it() {
    let files = FACES.iter().flat_map(|face| below(&src().join(face)));
    let long = files.filter_map(|file| {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        (lines > LONGEST).then(|| format!("{} lines", named(&file, lines)))
    });
    assert_eq!(long.collect::<Vec<_>>(), Vec::<String>::new());
}
