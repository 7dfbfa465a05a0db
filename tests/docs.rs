//! The pages under `docs/` say what this version does: their complete campaigns pass `heraut check`, and the table of
//! rules is the registry's. Records of decisions have a date, a status and a reason, and what `CONTRIBUTING.md` names is
//! there.
//!
//! A campaign file in a page is run when `<!-- complete campaign -->` stands on the line before its fence, with the
//! people and devices of `tests/campaigns/base`. After a change of the rules, replace the table in `docs/checks.md`
//! by what `heraut generate rules` prints.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const MARK: &str = "<!-- complete campaign -->";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn heraut(args: &[&str], dir: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_heraut"))
        .args(args)
        .current_dir(dir)
        .env_clear()
        .env("COLUMNS", "100")
        .output()
        .unwrap()
}

fn pages() -> Vec<PathBuf> {
    pages_in("docs")
}

fn pages_in(folder: &str) -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> =
        std::fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    pages
}

/// The fenced blocks of a page that are marked as complete campaigns, with the lines their fences are on.
fn campaigns(page: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((_, line)) = lines.next() {
        if line.trim() != MARK {
            continue;
        }
        let Some((at, fence)) = lines.next() else { panic!("a mark at the end of the page marks nothing") };
        assert_eq!(fence, "```yaml", "line {}: a mark stands right before a fence of YAML", at + 1);
        let text: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
        found.push((at + 1, text.join("\n") + "\n"));
    }
    found
}

#[test]
fn complete_campaigns_in_the_pages_pass_the_check() {
    let base = root().join("tests/campaigns/base");
    let mut checked = 0;
    for page in pages() {
        for (line, campaign) in campaigns(&std::fs::read_to_string(&page).unwrap()) {
            let dir = tempfile::tempdir().unwrap();
            for file in ["people.csv", "devices.csv"] {
                std::fs::copy(base.join(file), dir.path().join(file)).unwrap();
            }
            std::fs::write(dir.path().join("campaign.yaml"), campaign).unwrap();
            let output = heraut(&["check", "--now", "2027-01-04T09:00+01:00"], dir.path());
            let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{}:{line}:\n{said}", page.display());
            checked += 1;
        }
    }
    assert!(checked > 0, "no page has a complete campaign: the mark is `{MARK}`");
}

#[test]
fn the_table_of_rules_is_the_registrys() {
    let output = heraut(&["generate", "rules"], root());
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.lines().count() > 10, "{table}");
    let page = std::fs::read_to_string(root().join("docs/checks.md")).unwrap();
    let rows: Vec<&str> =
        page.lines().filter(|line| line.starts_with("| `H-") || line.starts_with("| rule |")).collect();
    let expected: Vec<&str> = table.lines().filter(|line| !line.starts_with("|---")).collect();
    assert_eq!(rows, expected, "replace the table in docs/checks.md by what `heraut generate rules` prints");
    assert!(page.contains(&table), "the table in docs/checks.md is in pieces: `heraut generate rules` prints it whole");
}

#[test]
fn links_between_the_pages_lead_somewhere() {
    let here = ["README.md", "CONTRIBUTING.md"].map(|page| root().join(page));
    for page in pages().into_iter().chain(pages_in("docs/decisions")).chain(here) {
        let text = std::fs::read_to_string(&page).unwrap();
        // What stands in a fence is an example.
        let text: Vec<&str> = text.split("\n```").step_by(2).collect();
        for link in text.join("\n").split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or("");
            if !file.is_empty() && !link.contains("://") && !link.starts_with("tel:") {
                let folder = page.parent().unwrap();
                assert!(folder.join(file).exists(), "{}: `{link}` leads nowhere", page.display());
            }
        }
    }
}

#[test]
fn decisions_have_a_date_a_status_and_a_reason() {
    let table = std::fs::read_to_string(root().join("docs/decisions/README.md")).unwrap();
    let mut records = pages_in("docs/decisions");
    records.retain(|page| !page.ends_with("README.md"));
    for (page, number) in records.iter().zip(1..) {
        let name = page.file_name().unwrap().to_str().unwrap();
        assert!(name.starts_with(&format!("{number:04}-")), "{name}: the number before it is missing, or there twice");
        assert!(
            table.contains(&format!("[{number:04}]({name})")),
            "{name} is not in the table of docs/decisions/README.md"
        );
        let text = std::fs::read_to_string(page).unwrap();
        let said = |what: &str| text.lines().find_map(|line| line.strip_prefix(what));
        let date = said("- Date: ").unwrap_or("");
        assert!(date.parse::<chrono::NaiveDate>().is_ok(), "{name}: `{date}` is no date");
        let status = said("- Status: ").unwrap_or("");
        assert!(status == "in force" || status.starts_with("replaced by "), "{name}: `{status}` is no status");
        let why = text.split_once("\n## Why\n").map_or("", |(_, why)| why.trim());
        assert!(!why.is_empty(), "{name}: it does not say why");
    }
    assert!(!records.is_empty());
}

#[test]
fn what_contributing_names_is_there() {
    let text = std::fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    // Inline code: every second piece, outside of fences.
    let prose: String = text.split("\n```").step_by(2).collect();
    let mut named = 0;
    for code in prose.split('`').skip(1).step_by(2) {
        let path = code.split_whitespace().next().unwrap_or("");
        let folders =
            ["src/", "tests/", "docs/", "templates/", "locales/", "documents/", "benches/", "demo/", "examples/"];
        // A place for a name is in capitals: `templates/PHASE/NAME.LANGUAGE.md`.
        if folders.iter().any(|folder| path.starts_with(folder)) && !path.contains(|c: char| c.is_ascii_uppercase()) {
            named += 1;
            assert!(root().join(path).exists(), "CONTRIBUTING.md names `{path}`, which is not there");
        }
    }
    assert!(named > 10, "{named} files named");
}
