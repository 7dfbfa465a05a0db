//! The rooms of the crate's front page, and who may import whom: what the page says is what the code does.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Room → the rooms it may import. `error` and `l10n::Tag` are for everyone.
const ROOMS: [(&str, &[&str]); 12] = [
    ("l10n", &[]),
    ("campaign", &["l10n"]),
    ("schedule", &["campaign"]),
    ("render", &["campaign", "l10n", "builtin"]),
    ("ledger", &["schedule", "campaign"]),
    ("print", &["render", "l10n", "campaign", "builtin"]),
    ("compose", &["campaign", "schedule", "ledger", "render", "print"]),
    ("check", &["campaign", "schedule", "compose", "render", "l10n", "builtin"]),
    ("deliver", &["ledger", "render", "compose", "schedule", "campaign"]),
    ("report", &["campaign", "schedule", "ledger"]),
    ("builtin", &[]),
    ("error", &[]),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_test = path.file_stem().is_some_and(|s| s == "tests" || s == "fixture" || s == "conformance");
        if is_test {
            continue;
        }
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found
}

/// The rooms a file imports, by every `crate::room` in its code, tests left out.
fn imports(path: &Path) -> Vec<(usize, String, String)> {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let mut found = Vec::new();
    for (n, line) in code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
        for after in line.split("crate::").skip(1) {
            let room: String = after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            found.push((n + 1, room, line.trim().to_owned()));
        }
    }
    found
}

#[test]
fn every_room_imports_only_what_the_front_page_allows() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.into_iter().collect();
    let mut seen = 0;
    let mut wrong = Vec::new();
    for (room, may) in &allowed {
        let folder = src.join(room);
        let files = if folder.is_dir() { sources(&folder) } else { vec![src.join(format!("{room}.rs"))] };
        for file in files {
            for (line, imported, text) in imports(&file) {
                let is_tag = imported == "l10n" && (text.contains("Tag") || text.contains("TagError"));
                if imported == *room || imported == "error" || is_tag || may.contains(&imported.as_str()) {
                    seen += 1;
                    continue;
                }
                let name = file.strip_prefix(&src).unwrap().display().to_string();
                wrong.push(format!("src/{name}:{line}: `{room}` imports `{imported}`: {text}"));
            }
        }
    }
    assert!(seen > 100, "only {seen} imports were seen: the test looks in the wrong place");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_reads_clock_environment_and_terminal() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let outward = ["Utc::now", "Local::now", "SystemTime::now", "env::var", "println!", "eprintln!", "stdin()"];
    let mut wrong = Vec::new();
    for (room, _) in ROOMS {
        let folder = src.join(room);
        for file in if folder.is_dir() { sources(&folder) } else { Vec::new() } {
            let text = fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            for (n, line) in code.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
                if let Some(what) = outward.iter().find(|what| line.contains(**what)) {
                    wrong.push(format!("{}:{}: {what}", file.display(), n + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
