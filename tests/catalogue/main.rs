//! The built-in messages as their readers see them: every message, in every language, for every kind of reader in the
//! demo's data, with what the campaign must tell and with all that it can.

#[cfg(feature = "print")]
mod paper;
mod paths;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use heraut::builtin;
use heraut::campaign::{Inputs, Loaded, load};
use heraut::check::{Sample, samples};
use heraut::compose::Composer;
use heraut::render::Mail;

/// A phase, a message, for whom and when, the facts it needs, and those it may have.
type Entry = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const CATALOGUE: &[Entry] = &[
    ("announce", "manager-brief", "managers", "start - 5w", "", ""),
    ("announce", "site-brief", "site-owner", "start - 4w", "", ""),
    ("announce", "helpdesk-brief", "helpdesk", "start - 5w", "", "known_issues: K., escalation: E."),
    ("announce", "pilot-invitation", "everyone", "start - 4w", "", ""),
    ("announce", "announcement", "everyone", "start - 3w", "", ""),
    ("announce", "save-the-date", "pending", "start - 2w", "", ""),
    ("prepare", "prepare", "pending", "start - 5 workdays", "", ""),
    ("prepare", "shared-devices", "helpdesk", "start - 5 workdays", "", ""),
    ("enrol", "instructions", "pending", "start - 1 workday", "", ""),
    ("enrol", "enrol-now", "pending", "start", "", ""),
    ("remind", "reminder", "pending", "every 3 workdays from start until deadline", "", ""),
    ("remind", "team-digest", "managers", "every 1 workday from start until deadline", "", ""),
    ("remind", "appointment", "pending", "start + 2 workdays", "", "place: P."),
    ("deadline", "deadline-notice", "pending", "deadline - 5 workdays", "", ""),
    ("deadline", "manager-escalation", "managers", "deadline - 7d", "", ""),
    ("deadline", "manager-last-warning", "managers", "deadline - 2 workdays", "", ""),
    ("deadline", "last-warning", "pending", "deadline - 1 workday", "", ""),
    ("blocked", "access-blocked", "pending", "deadline + 1 workday", "", ""),
    ("done", "welcome", "migrated", "migrated + 1h", "", ""),
    ("done", "failed-help", "failed", "failed + 1h", "", ""),
    ("done", "survey", "migrated", "migrated + 7d", "", "survey_url: https://forms.example/s"),
    ("done", "campaign-close", "everyone", "2027-11-01", "ends: 2027-11-24", "results: R."),
    ("news", "rescheduled", "everyone", "2027-09-10", "", "reason: R."),
    ("news", "on-hold", "pending", "2027-09-16", "reason: R.", "next_update: 2027-09-22"),
    ("news", "resumed", "pending", "2027-09-22", "", "reason: R., old_deadline: 2027-09-24"),
    ("news", "incident", "everyone", "2027-09-16", "impact: I., action: A., next_update: 2027-09-22 15:00", ""),
    ("news", "correction", "everyone", "2027-09-16", "wrong: W., right: R.", "action: A."),
];

/// The languages, each with 29 September 2027 in full and in short.
const LANGUAGES: &[(&str, &str, &str)] = &[
    ("nl", "woensdag 29 september 2027", "29 sep 2027"),
    ("nl-x-formal", "woensdag 29 september 2027", "29 sep 2027"),
    ("en", "Wednesday 29 September 2027", "29 Sept 2027"),
    ("fr", "mercredi 29 septembre 2027", "29 sept. 2027"),
    ("fr-x-formal", "mercredi 29 septembre 2027", "29 sept. 2027"),
    ("de", "Mittwoch, 29. September 2027", "29. September 2027"),
    ("de-x-formal", "Mittwoch, 29. September 2027", "29. September 2027"),
];

/// What tells people to act before the deadline; each says that day in full, and in the subject.
const WITH_DEADLINE: &[&str] = &[
    "announcement",
    "manager-brief",
    "shared-devices",
    "instructions",
    "enrol-now",
    "reminder",
    "team-digest",
    "deadline-notice",
    "manager-escalation",
    "manager-last-warning",
    "last-warning",
    "rescheduled",
    "resumed",
];

/// The demo with every message there is, and dates that take most room: Wednesdays in September.
fn composer(all_facts: bool) -> Composer {
    let (loaded, inputs) = world(all_facts, |text| text);
    Composer::new(Arc::new(loaded), &inputs).unwrap()
}

/// Its campaign and people, with a change to its file.
fn world(all_facts: bool, change: impl Fn(String) -> String) -> (Loaded, Inputs) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo");
    let text = std::fs::read_to_string(root.join("campaign.yaml")).unwrap();
    let (head, rest) = text.split_once("\nphases:\n").unwrap();
    let languages = LANGUAGES.iter().map(|(language, ..)| *language).collect::<Vec<_>>().join(", ");
    let (before, after) = head.split_once("offered: [nl, en]").unwrap();
    let (_, tail) = rest.split_once("\nexclude:\n").unwrap();
    let mut phases: BTreeMap<&str, String> = BTreeMap::new();
    for (phase, message, to, when, needs, may) in CATALOGUE {
        let facts: Vec<&str> = [needs, may].into_iter().take(1 + usize::from(all_facts)).copied().collect();
        let facts = facts.into_iter().filter(|facts| !facts.is_empty()).collect::<Vec<_>>().join(", ");
        let rule = format!("    - {{message: {message}, when: {when}, to: {to}, facts: {{{facts}}}}}\n");
        phases.entry(phase).or_default().push_str(&rule);
    }
    let phases: String = phases.iter().map(|(phase, rules)| format!("  {phase}:\n{rules}")).collect();
    let waves = "  - {id: districts, start: 2027-09-15, deadline: 2027-09-29, people: rest}\n";
    let text = format!("{before}offered: [{languages}]{after}\nphases:\n{phases}\nwaves:\n{waves}\nexclude:\n{tail}");
    let mut inputs = Inputs::from_dir(root);
    for (path, bytes) in builtin::files() {
        inputs.insert(format!("{}{path}", builtin::PREFIX), bytes);
    }
    inputs.insert("campaign.yaml", change(text).into_bytes());
    (load(&mut inputs).unwrap(), inputs)
}

/// Every message for every kind of reader: message, what the reader stands for, and the mail per language.
fn mails(composer: &Composer) -> Vec<(String, String, BTreeMap<String, Mail>)> {
    let now = "2027-08-01T09:00:00Z".parse().unwrap();
    let mut mails: BTreeMap<(String, String), BTreeMap<String, Mail>> = BTreeMap::new();
    for Sample { notice, .. } in samples(composer, now) {
        let mail = composer.mail(&notice, notice.due, &[], Some("me@example.org")).unwrap();
        let who = format!("{} ({})", composer.describe(&notice), notice.occurrence);
        let message = composer.rule(&notice).message.clone();
        mails.entry((message, who)).or_default().insert(notice.language.to_string(), mail);
    }
    mails.into_iter().map(|((message, who), mails)| (message, who, mails)).collect()
}

/// The parts a reader sees as parts, and where the links lead.
fn shape(mail: &Mail) -> (Vec<usize>, BTreeSet<&str>) {
    let parts = ["<h1", "<h2", "<h3", "<li", "<strong", "<table", "<p"].map(|tag| mail.html.matches(tag).count());
    let links = mail.html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    (parts.to_vec(), links)
}

#[test]
fn the_list_is_complete_in_every_language_and_in_the_docs() {
    let known: BTreeSet<&str> = CATALOGUE.iter().map(|(_, message, ..)| *message).collect();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, bytes) in builtin::files() {
        let Some(rest) = path.strip_prefix("templates/") else { continue };
        let (Some((folder, file)), true) = (rest.split_once('/'), rest.ends_with(".md")) else { continue };
        if matches!(folder, "blocks" | "layout") {
            continue;
        }
        let (message, language) = file.trim_end_matches(".md").rsplit_once('.').unwrap();
        found.entry(message.to_owned()).or_default().insert(language.to_owned());
        let text = std::str::from_utf8(bytes).unwrap();
        assert!(text.contains("\npreheader: \""), "{path} has no preheader");
        let phase = CATALOGUE.iter().find(|(_, known, ..)| *known == message).map(|(phase, ..)| *phase);
        assert_eq!(phase, Some(folder), "{path}");
    }
    assert_eq!(found.keys().map(String::as_str).collect::<BTreeSet<_>>(), known);
    for (language, ..) in LANGUAGES {
        assert!(found.values().all(|languages| languages.contains(*language)), "{language}: {found:?}");
    }
    let page = include_str!("../../docs/templates.md");
    for (_, message, _, _, needs, may) in CATALOGUE {
        assert!(page.contains(&format!("\n| `{message}` | ")), "{message}");
        for (facts, mark) in [(needs, ""), (may, "?")] {
            for name in facts.split(", ").filter_map(|fact| fact.split_once(": ")).map(|(name, _)| name) {
                assert!(page.contains(&format!("`{name}`{mark}")), "{name} of {message}");
            }
        }
    }
}

#[test]
fn every_message_fits_and_names_its_help_and_its_day() {
    for all_facts in [false, true] {
        let mails = mails(&composer(all_facts));
        let seen: BTreeSet<&str> = mails.iter().map(|(message, ..)| message.as_str()).collect();
        assert_eq!(seen, CATALOGUE.iter().map(|(_, message, ..)| *message).collect());
        for (message, who, mails) in mails {
            assert_eq!(mails.len(), LANGUAGES.len(), "{who}");
            // Nothing is asked of them, so theirs names no last day.
            let has_moved = mails["en"].subject.starts_with("You have already moved");
            for (language, full, short) in LANGUAGES {
                let mail = &mails[*language];
                let length = mail.subject.chars().count();
                assert!((15..60).contains(&length), "{length} in {language}: {}", mail.subject);
                assert!(mail.text.contains("+31 20 555 0100"), "no helpdesk in {message} {language}");
                let said = mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(!said.contains("{{") || who.contains("{{"), "{who}: {said}");
                if WITH_DEADLINE.contains(&message.as_str()) && !has_moved {
                    assert!(said.contains(full), "no deadline in {who} {language}: {said}");
                    assert!(mail.subject.contains(short), "no deadline in the subject: {}", mail.subject);
                }
            }
        }
    }
}

#[test]
fn every_language_says_the_same() {
    for all_facts in [false, true] {
        for (_, who, mails) in mails(&composer(all_facts)) {
            let english = &mails["en"];
            for (language, mail) in &mails {
                assert_eq!(shape(mail), shape(english), "{who} {language}\n{}\n{}", mail.text, english.text);
            }
        }
    }
}

/// What the campaign can tell is told, and only then.
#[test]
fn facts_are_said_when_they_are_there() {
    let texts = |all_facts| -> BTreeMap<String, String> {
        let one = |(message, _, mut mails): (String, String, BTreeMap<String, Mail>)| {
            (message, mails.remove("en").unwrap().text)
        };
        mails(&composer(all_facts)).into_iter().map(one).collect()
    };
    let (few, all) = (texts(false), texts(true));
    for (message, said) in [
        ("helpdesk-brief", "Known issues"),
        ("survey", "https://forms.example/s"),
        ("rescheduled", "Why? R."),
        ("on-hold", "Wednesday 22 September 2027"),
        ("resumed", "instead of"),
        ("correction", "A."),
    ] {
        assert!(all[message].contains(said) && !few[message].contains(said), "{message}: {}", all[message]);
    }
    assert!(few["survey"].contains("1. How did it go?") && !all["survey"].contains("1. How did it go?"));
    let incident = few["incident"].split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(incident.contains("on Wednesday 22 September 2027 at 15:00 (Central European Summer Time)."), "{incident}");
}
