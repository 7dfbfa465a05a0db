//! Broken catalogs and templates, each with the exact words a person gets: one or two files on top of a sound campaign,
//! then `heraut check`. Only the findings about languages are shown, and what stops the check altogether.
//!
//! `INSTA_UPDATE=always cargo test --test catalogs` refreshes the expected texts after a deliberate change of wording.

use std::path::Path;
use std::process::Command;

/// A file on top of the campaign, by path.
type File = (&'static str, &'static str);

const YAML: &str = "campaign.yaml";

/// Copies the sound campaign, puts the files in it (for `campaign.yaml`: replaces the line that begins alike), and
/// returns what `heraut check` says about languages.
fn check(files: &[File]) -> String {
    let dir = tempfile::tempdir().unwrap();
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/campaigns/base");
    for entry in std::fs::read_dir(base).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), dir.path().join(entry.file_name())).unwrap();
    }
    for (file, text) in files {
        let path = dir.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        if *file == YAML {
            let key = text.split(':').next().unwrap();
            let old = std::fs::read_to_string(&path).unwrap();
            assert!(old.lines().any(|line| line.starts_with(key)), "no `{key}`: the case tests nothing");
            let line = |line: &str| if line.starts_with(key) { format!("{text}\n") } else { format!("{line}\n") };
            std::fs::write(path, old.lines().map(line).collect::<String>()).unwrap();
        } else {
            std::fs::write(path, text).unwrap();
        }
    }
    let output = Command::new(env!("CARGO_BIN_EXE_heraut"))
        .args(["check", "--all", "--now", "2027-01-18T09:00+01:00"])
        .current_dir(dir.path())
        .env_clear()
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(!stdout.contains("panicked") && !stderr.contains("panicked"), "{stderr}");
    let is_ours = |finding: &&str| finding.contains("[H-L10N") || finding.contains("[H-RENDER");
    let found: Vec<&str> = stdout.split("\n\n").map(str::trim_end).filter(is_ours).collect();
    let stopped = if output.status.code() == Some(3) { stderr } else { String::new() };
    format!("{}{stopped}", found.join("\n\n")).trim().to_owned()
}

macro_rules! cases {
    ($($name:ident: [$($file:expr),* $(,)?];)*) => {
        $(#[test]
        fn $name() {
            insta::assert_snapshot!(check(&[$($file),*]));
        })*
    };
}

const NL: &str = "locales/nl/labels.ftl";
const EN: &str = "locales/en/labels.ftl";
const DUTCH: &str = "templates/announce/announcement.nl.md";
const ENGLISH: &str = "templates/announce/announcement.en.md";
/// A message that says what the other language does too.
const SAYS_LITTLE: &str = "---\nsubject: Hallo\n---\nHallo {{ person.name }}.\n";

cases! {
    sound_as_it_is: [];
    // What stops everything.
    not_fluent: [(NL, "goed = ja\nfout fout\n")];
    label_twice: [(NL, "hulp = Bel\nhulp = Mail\n")];
    placeable_not_closed: [(NL, "hulp = Bel { $phone\n")];
    no_default_variant: [(NL, "hulp = { $days ->\n    [one] 1 dag\n    [other] dagen\n }\n")];
    mentions_no_label: [(NL, "hulp = Bel { nummer }\n")];
    mentions_no_term: [(NL, "hulp = Open { -bedrijfsportal }\n")];
    mentions_itself: [(NL, "hulp = { hulp }\n")];
    function_unknown: [(NL, "hulp = { CURRENCY($n) }\n")];
    function_misused: [(NL, "hulp = { NUMBER($n, minimumFractionDigits: \"twee\") }\n")];
    folder_is_no_language: [("locales/nederlands!/labels.ftl", "hulp = Bel\n")];
    language_without_labels: [
        (YAML, "languages: {default: nl, offered: [nl, en, pl]}"),
    ];
    register_not_offered: [(YAML, "languages: {default: nl, offered: [nl, en], register: formal}")];
    register_of_another_language: [(YAML, "languages: {default: nl, offered: [nl, en], register: {de: formal}}")];
    formats_of_no_region: [(YAML, "languages: {default: nl, offered: [nl, en], formats: {en: Nederland}}")];
    formats_of_a_language_not_offered: [(YAML, "languages: {default: nl, offered: [nl, en], formats: {de: AT}}")];
    // What is found when languages are held side by side.
    label_only_in_the_default_language: [(NL, "hulp = Hulp\n"), (DUTCH, "---\nsubject: x\n---\n{{ label(id=\"hulp\") }}\n"), (ENGLISH, "---\nsubject: x\n---\nHelp\n")];
    label_only_in_another_language: [(EN, "hepl = Help\n")];
    label_that_nothing_mentions: [(NL, "hulp = Hulp\n"), (EN, "hulp = Help\n")];
    label_with_other_values: [(EN, "workdays-left = { $days ->\n    [one] 1 day left\n   *[other] { $dagen } days left\n }\n")];
    layout_label_with_other_values: [(EN, "sent-by = Sent on behalf of { $organisation }.\n")];
    plural_form_missing: [(EN, "days-left = { $days ->\n    [0] today\n   *[other] { $days } days left\n }\n")];
    label_that_needs_a_value: [(DUTCH, "---\nsubject: x\n---\n{{ label(id=\"days-left\") }}\n"), (ENGLISH, "---\nsubject: x\n---\n{{ label(id=\"days-left\") }}\n")];
    template_says_less: [(DUTCH, SAYS_LITTLE), (ENGLISH, "---\nsubject: Hello\n---\nHello {{ person.first_name }} of {{ campaign.organization }}.\n")];
    template_links_elsewhere: [
        (DUTCH, "---\nsubject: x\n---\n[Start](https://voorbeeldstad.example/nl)\n"),
        (ENGLISH, "---\nsubject: x\n---\n[Start](https://voorbeeldstad.example/en)\n"),
    ];
    template_without_the_date: [
        (DUTCH, "---\nsubject: x\n---\nUiterlijk {{ wave.deadline | date }}.\n"),
        (ENGLISH, "---\nsubject: x\n---\nBy {{ wave.deadline }}.\n"),
    ];
    template_with_fewer_steps: [(DUTCH, "---\nsubject: x\n---\n1. Een\n2. Twee\n3. Drie\n"), (ENGLISH, "---\nsubject: x\n---\n1. One\n2. Two\n")];
    block_with_fewer_steps: [("templates/blocks/short-steps.en.md", "1. Unenrol from {{ migration.from }}.\n2. Enrol in {{ migration.to }}.\n")];
    translation_is_behind: [(ENGLISH, "---\nsubject: Hello\nsource: nl 0123456789ab\n---\nHello {{ person.name }}.\n"), (DUTCH, SAYS_LITTLE)];
    translation_of_nothing: [(ENGLISH, "---\nsubject: Hello\nsource: it 0123456789ab\n---\nHello {{ person.name }}.\n"), (DUTCH, SAYS_LITTLE)];
    block_is_behind: [("templates/blocks/whose.en.md", "{# source: nl new -#}\n{% if device.ownership == \"personal\" %} Yours.{% endif %}")];
    product_name_typed: [(DUTCH, "---\nsubject: x\n---\nOpen de **Bedrijfsportal-app** en Bedrijfsportalen.\n"), (ENGLISH, "---\nsubject: x\n---\nOpen it.\n")];
    date_typed: [
        (DUTCH, "---\nsubject: x\n---\nVóór 12 maart, of 12-03-2027, in versie 10.15.7.\n"),
        (ENGLISH, "---\nsubject: x\n---\nWe may move on March 12 or 12th March.\n"),
    ];
    weekday_typed: [(DUTCH, "---\nsubject: x\n---\nVrijdag is de laatste dag.\n"), (ENGLISH, "---\nsubject: x\n---\nFriday is the last day.\n")];
    message_not_translated: [
        (YAML, "languages: {default: nl, offered: [nl, en, en-US-x-formal]}"),
        ("locales/en-US-x-formal/labels.ftl", "check-real = Is this genuine?\ncheck-real-page = See:\nsent-by = From { $organization }, for { $campaign }.\n"),
    ];
}
