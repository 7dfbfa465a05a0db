//! The steps of every kind of device, as the reader of `enrol-now` sees them.

use std::path::Path;
use std::sync::Arc;

use heraut::builtin;
use heraut::campaign::{Channel, Device, Inputs, Loaded, Ownership, Person, Platform, Source, load};
use heraut::compose::{Composer, ResolvedNotice};
use heraut::render::Mail;
use heraut::schedule::NoticeId;

const PLATFORMS: [Platform; 6] =
    [Platform::Ios, Platform::IpadOs, Platform::Android, Platform::MacOs, Platform::Windows, Platform::Other];
const OWNERSHIPS: [Ownership; 4] = [Ownership::Corporate, Ownership::Personal, Ownership::Shared, Ownership::Unknown];
/// What an export may call the system, and what the reader is told to leave.
const SYSTEMS: [(Option<&str>, &str); 8] = [
    (Some("MobileIron"), "MobileIron"),
    (Some("Ivanti Neurons for MDM"), "Ivanti Neurons for MDM"),
    (Some("Workspace ONE"), "Workspace ONE"),
    (Some("AirWatch"), "AirWatch"),
    (Some("Jamf"), "Jamf"),
    (Some("SOTI MobiControl"), "SOTI MobiControl"),
    (Some("Intune"), "MobileIron"),
    (None, "MobileIron"),
];
const NEW: &str = "Microsoft Intune";

/// What differs between the languages in what is looked for.
struct Words {
    language: &'static str,
    /// The heading above the steps, and the one below them.
    around: [&'static str; 2],
    /// What comes before the name of a system that is left, and of one that is joined.
    from: &'static str,
    to: &'static str,
    wiped: &'static str,
    /// Where what is on a device that is wiped is kept.
    keep: &'static str,
    yours: &'static str,
}

const WORDS: [Words; 7] = [
    Words {
        language: "nl",
        around: ["Zo stap je over", "Wat als ik niets doe?"],
        from: "bij",
        to: "bij",
        wiped: "moet helemaal leeg",
        keep: "computer",
        yours: "van jezelf is",
    },
    Words {
        language: "nl-x-formal",
        around: ["Zo stapt u over", "Wat als ik niets doe?"],
        from: "bij",
        to: "bij",
        wiped: "moet helemaal leeg",
        keep: "computer",
        yours: "van uzelf is",
    },
    Words {
        language: "en",
        around: ["How to move", "What if I do nothing?"],
        from: "from",
        to: "in",
        wiped: "has to be wiped",
        keep: "computer",
        yours: "that it is yours",
    },
    Words {
        language: "fr",
        around: ["Les étapes à suivre", "Et si je ne fais rien"],
        from: "dans",
        to: "dans",
        wiped: "doit être effacé",
        keep: "ordinateur",
        yours: "qu’il t’appartient",
    },
    Words {
        language: "fr-x-formal",
        around: ["Les étapes à suivre", "Et si je ne fais rien"],
        from: "dans",
        to: "dans",
        wiped: "doit être effacé",
        keep: "ordinateur",
        yours: "qu’il vous appartient",
    },
    Words {
        language: "de",
        around: ["So steigst du um", "Was passiert, wenn ich nichts tue?"],
        from: "aus",
        to: "bei",
        wiped: "muss komplett gelöscht werden",
        keep: "computer",
        yours: "dass es dir gehört",
    },
    Words {
        language: "de-x-formal",
        around: ["So steigen Sie um", "Was passiert, wenn ich nichts tue?"],
        from: "aus",
        to: "bei",
        wiped: "muss komplett gelöscht werden",
        keep: "computer",
        yours: "dass es Ihnen gehört",
    },
];

fn device(platform: Platform, ownership: Ownership, supervised: bool, system: Option<&str>, serial: &str) -> Device {
    Device {
        serial: Some(serial.into()),
        name: None,
        manufacturer: None,
        model: Some("Model".into()),
        platform,
        os_version: None,
        ownership,
        supervised,
        system: system.map(Into::into),
        migrated: false,
        last_seen: None,
        apple_deadline: None,
        attributes: Default::default(),
        concern: Default::default(),
        source: Source { file: "devices.csv".into(), line: 2 },
    }
}

/// Every kind of device there can be, with the system its owner is to leave.
fn kinds() -> Vec<(Device, &'static str)> {
    let mut kinds = Vec::new();
    for platform in PLATFORMS {
        for ownership in OWNERSHIPS {
            for supervised in [false, true] {
                for (system, leaves) in SYSTEMS {
                    kinds.push((device(platform, ownership, supervised, system, "S1"), leaves));
                }
            }
        }
    }
    kinds
}

/// The sound campaign, with these people's devices for its people.
fn composer(devices: impl IntoIterator<Item = Vec<Device>>) -> Composer {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/campaigns/base");
    let mut inputs = Inputs::from_dir(&root);
    for (path, bytes) in builtin::files() {
        inputs.insert(format!("{}{path}", builtin::PREFIX), bytes);
    }
    let text = std::fs::read_to_string(root.join("campaign.yaml")).unwrap();
    let (before, after) = text.split_once("offered: [nl, en]").unwrap();
    let languages = WORDS.each_ref().map(|words| words.language).join(", ");
    inputs.insert("campaign.yaml", format!("{before}offered: [{languages}]{after}").into_bytes());
    let mut loaded: Loaded = load(&mut inputs).unwrap();
    let model = loaded.people.persons[0].clone();
    let person = |(n, devices)| Person { id: format!("p{n:04}@example.org").into(), devices, ..model.clone() };
    loaded.people.persons = devices.into_iter().enumerate().map(person).collect();
    Composer::new(Arc::new(loaded), &inputs).unwrap()
}

fn mail(composer: &Composer, person: usize, language: &str) -> Mail {
    let (wave, phase, rule) = composer.find("pilot", "enrol-now").unwrap();
    let due = "2027-03-01T07:30:00Z".parse().unwrap();
    let id = NoticeId::of("base", "pilot", "enrol-now", "p", 0);
    let language = language.parse().unwrap();
    let notice = ResolvedNotice {
        id,
        wave,
        phase,
        rule,
        person: Some(person as u32),
        occurrence: 0,
        channel: Channel::Mail,
        language,
        due,
        history: Default::default(),
    };
    composer.mail(&notice, due, &[], None).unwrap()
}

/// The lines between two headings.
fn section<'a>(text: &'a str, around: &[&str; 2]) -> &'a str {
    let start = text.find(around[0]).unwrap_or_else(|| panic!("no `{}` in {text}", around[0]));
    let end = text.find(around[1]).unwrap_or_else(|| panic!("no `{}` in {text}", around[1]));
    &text[start..end]
}

/// As it is said, without the line breaks of plain text.
fn said(text: &str) -> String {
    text.split_whitespace().filter(|word| *word != "|").collect::<Vec<_>>().join(" ")
}

fn steps(section: &str) -> usize {
    let is_step = |line: &&str| line.split_once(". ").is_some_and(|(number, _)| number.trim().parse::<u8>().is_ok());
    section.lines().filter(is_step).count()
}

fn links(text: &str) -> Vec<&str> {
    text.split_whitespace().filter(|word| word.contains("://") || word.contains('@')).collect()
}

/// Android of the organisation, and an iPhone or iPad that stays supervised, lose what is on them.
fn is_wiped(device: &Device) -> bool {
    match device.platform {
        Platform::Ios | Platform::IpadOs => device.supervised,
        Platform::Android => device.supervised || matches!(device.ownership, Ownership::Corporate | Ownership::Shared),
        Platform::MacOs | Platform::Windows | Platform::Other => false,
    }
}

#[test]
fn every_kind_of_device_is_unenrolled_first_and_warned_when_it_is_wiped() {
    let kinds = kinds();
    let composer = composer(kinds.iter().map(|(device, _)| vec![device.clone()]));
    for (n, (device, leaves)) in kinds.iter().enumerate() {
        for words in &WORDS {
            let mail = mail(&composer, n, words.language);
            let part = said(section(&mail.text, &words.around));
            let context = format!("{device:?}\n{part}");
            let left = part.find(&format!("{} {leaves}", words.from)).unwrap_or_else(|| panic!("stays: {context}"));
            match (device.ownership, part.find(&format!("{} {NEW}", words.to))) {
                (Ownership::Shared, joined) => assert!(joined.is_none(), "others move it: {context}"),
                (_, joined) => assert!(left < joined.expect("it is enrolled"), "{context}"),
            }
            assert_eq!(part.contains(words.wiped), is_wiped(device), "{context}");
            assert_eq!(part.to_lowercase().contains(words.keep), is_wiped(device), "{context}");
            assert!(!mail.text.contains("{{") && !mail.text.contains("{%") && !mail.text.contains("{#"), "{context}");
            assert!(!mail.html.contains("{{") && !mail.html.contains("{%") && !mail.html.contains("{#"), "{context}");
            let length = said(&mail.text).split(' ').count();
            assert!(length <= 500, "{length} words: {context}");
        }
    }
}

#[test]
fn the_steps_are_those_of_the_system_and_the_owner() {
    let kinds = kinds();
    let composer = composer(kinds.iter().map(|(device, _)| vec![device.clone()]));
    for (n, (device, leaves)) in kinds.iter().enumerate() {
        for words in &WORDS {
            let mail = mail(&composer, n, words.language);
            let lines = section(&mail.text, &words.around);
            let part = said(lines);
            let does_it_alone = !is_wiped(device)
                && !matches!(device.ownership, Ownership::Shared)
                && !matches!(device.platform, Platform::Other);
            let is_apple_mobile = matches!(device.platform, Platform::Ios | Platform::IpadOs);
            let is_mobile = is_apple_mobile || device.platform == Platform::Android;
            let has_hub = is_mobile || device.platform == Platform::Windows;
            let expected = [
                ("Mobile@Work", is_mobile && matches!(*leaves, "MobileIron" | "Ivanti Neurons for MDM")),
                ("Intelligent Hub", has_hub && matches!(*leaves, "Workspace ONE" | "AirWatch")),
                ("Self Service", is_apple_mobile && *leaves == "Jamf"),
                ("MDM Profile", *leaves == "Jamf" && (is_apple_mobile || device.platform == Platform::MacOs)),
                (words.yours, is_apple_mobile && device.ownership == Ownership::Personal),
            ];
            for (name, is_there) in expected {
                assert_eq!(part.contains(name), is_there && does_it_alone, "{name}: {device:?}\n{part}");
            }
            let helped = device.ownership == Ownership::Shared || device.platform == Platform::Other;
            assert_eq!(steps(lines) > 0, !helped, "{device:?}\n{lines}");
        }
    }
}

#[test]
fn every_language_says_the_same_in_short_sentences() {
    let kinds = kinds();
    let composer = composer(kinds.iter().map(|(device, _)| vec![device.clone()]));
    for (n, (device, _)) in kinds.iter().enumerate() {
        let mails = WORDS.each_ref().map(|words| mail(&composer, n, words.language));
        let parts: Vec<&str> =
            WORDS.iter().zip(&mails).map(|(words, mail)| section(&mail.text, &words.around)).collect();
        let marks = |mail: &Mail| (mail.html.matches("<li").count(), mail.html.matches("<strong").count());
        for (part, mail) in parts.iter().zip(&mails) {
            assert_eq!(steps(part), steps(parts[0]), "{device:?}\n{part}\n{}", parts[0]);
            assert_eq!(links(&mail.text), links(&mails[0].text), "{device:?}");
            assert_eq!(marks(mail), marks(&mails[0]), "{device:?}\n{part}\n{}", parts[0]);
            let words = said(part).split(' ').count();
            let sentences = part.matches(['.', '?', '!']).count() - steps(part);
            assert!(words <= 12 * sentences, "{words} words in {sentences} sentences: {part}");
        }
    }
}

#[test]
fn each_device_that_has_not_moved_has_steps_of_its_own() {
    let one = |platform, ownership, serial| device(platform, ownership, false, Some("MobileIron"), serial);
    let moved = Device { migrated: true, ..one(Platform::Ios, Ownership::Corporate, "GONE1") };
    let devices = vec![
        one(Platform::Android, Ownership::Corporate, "WIPED1"),
        moved,
        one(Platform::Windows, Ownership::Corporate, "LAPTOP1"),
    ];
    let composer = composer([devices, vec![]]);
    for words in &WORDS {
        let text = mail(&composer, 0, words.language).text;
        let part = section(&text, &words.around);
        assert!(!part.contains("GONE1"), "{part}");
        let (phone, laptop) = part.split_once("LAPTOP1").unwrap();
        assert!(phone.contains("WIPED1") && said(phone).contains(words.wiped), "{phone}");
        assert!(!said(laptop).contains(words.wiped) && laptop.contains("Microsoft Store"), "{laptop}");
        // Each list of steps begins at one.
        assert_eq!(part.lines().filter(|line| line.trim_start().starts_with("1. ")).count(), 2, "{part}");

        let none = mail(&composer, 1, words.language).text;
        assert_eq!(steps(section(&none, &words.around)), 0, "{none}");
    }
}

#[test]
fn the_page_to_enrol_at_stands_in_its_step_for_who_moves_a_device_without_the_helpdesk() {
    let kinds = kinds();
    let composer = composer(kinds.iter().map(|(device, _)| vec![device.clone()]).chain([vec![]]));
    let enrol_url = composer.loaded().campaign.migration.enrol_url.clone().expect("the campaign has a page to enrol");
    let link = format!("href=\"{enrol_url}\"");
    for words in &WORDS {
        for (n, (device, _)) in kinds.iter().enumerate() {
            let alone =
                !is_wiped(device) && device.ownership != Ownership::Shared && device.platform != Platform::Other;
            let html = mail(&composer, n, words.language).html;
            assert_eq!(html.matches(&link).count(), usize::from(alone), "{device:?}");
            let in_a_step = html.split("<li").skip(1).any(|step| step.split("</li>").next().unwrap().contains(&link));
            assert_eq!(in_a_step, alone, "{device:?}\n{html}");
        }
        let unknown = mail(&composer, kinds.len(), words.language).html;
        assert!(!unknown.contains(&link), "nobody knows what to enrol");
    }
}

#[test]
fn devices_with_the_same_steps_have_them_once() {
    let one = |platform, ownership, serial| device(platform, ownership, false, Some("MobileIron"), serial);
    let devices = vec![
        one(Platform::Windows, Ownership::Corporate, "LAPTOP1"),
        one(Platform::Ios, Ownership::Personal, "PHONE1"),
        one(Platform::Windows, Ownership::Corporate, "LAPTOP2"),
        one(Platform::IpadOs, Ownership::Personal, "TABLET1"),
    ];
    let composer = composer([devices]);
    for words in &WORDS {
        let text = mail(&composer, 0, words.language).text;
        let part = section(&text, &words.around);
        assert_eq!(part.lines().filter(|line| line.trim_start().starts_with("1. ")).count(), 2, "{part}");
        let at = |serial: &str| part.find(serial).unwrap_or_else(|| panic!("no {serial}: {part}"));
        let steps = part.find("1. ").unwrap();
        assert!(at("LAPTOP1") < steps && at("LAPTOP2") < steps && at("PHONE1") > steps, "{part}");
        assert!(!part[at("PHONE1")..at("TABLET1")].contains("1. "), "an iPad has the steps of an iPhone: {part}");
    }
}

#[test]
fn a_device_has_a_card_with_its_model_name_and_serial_number() {
    let named = Device {
        name: Some("iPhone van Jan".into()),
        ..device(Platform::Ios, Ownership::Personal, false, None, "F17XK2")
    };
    let nameless = Device { model: None, serial: None, ..named.clone() };
    let composer = composer([vec![named], vec![nameless]]);
    let text = |person| mail(&composer, person, "nl").text;
    assert!(text(0).contains("\nModel\n  Naam:         iPhone van Jan\n  Serienummer:  F17XK2\n\n"), "{}", text(0));
    assert!(text(1).contains("\niPhone van Jan\n\n"), "{}", text(1));
}
