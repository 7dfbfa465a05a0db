//! What was rendered before is the same, byte for byte, as what is rendered anew: every built-in message in every
//! language and register, and what campaigns may write, for many people.

use std::collections::BTreeSet;
use std::sync::Arc;

use heraut::builtin;
use heraut::campaign::picture::{ImageKind, Picture};
use heraut::campaign::{Brand, Campaign, Dates, Device, Localized, Logo, Ownership, Person, Platform, Wave};
use heraut::l10n::Tag;
use heraut::render::{Renderer, Request};

use super::fixture::*;

/// What messages need to be told.
const FACTS: [(&str, &str); 12] = [
    ("action", "Niets."),
    ("ends", "2027-06-01"),
    ("escalation", "Bel de leiding."),
    ("impact", "Wifi valt weg."),
    ("known_issues", "Geen."),
    ("next_update", "2027-03-08T17:00"),
    ("old_deadline", "2027-03-05"),
    ("reason", "Het netwerk."),
    ("results", "Het ging goed."),
    ("right", "vrijdag"),
    ("survey_url", "https://enquete.example/a?b=1"),
    ("wrong", "donderdag"),
];

/// The message and the language of a template.
type Message = (String, Tag);

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

const NAMES: [&str; 9] = [
    "Chloë O'Brien-'t Hart",
    "Anna",
    "李小龍",
    "[x](https://evil.example) <b>",
    "A\r\n- b",
    "",
    "# *_`|>",
    "ي محمد",
    "Wolfeschlegelsteinhausenbergerdorff-Vandermeerschlaan",
];

fn somebody(n: usize) -> Person {
    let chance = &mut Chance(n as u64 + 1);
    let mut person = person(chance.of(&NAMES));
    person.email = Some(format!("person-{n}@voorbeeldstad.example"));
    person.given_name = (chance.below(2) == 0).then(|| format!("Given {n}"));
    person.timezone = chance.of(&[chrono_tz::Tz::Europe__Amsterdam, chrono_tz::Tz::America__Curacao]);
    person.devices = (0..chance.below(4)).map(|at| any_device(n * 10 + at, chance)).collect();
    person
}

fn any_device(n: usize, chance: &mut Chance) -> Device {
    use Platform::{Android, Ios, IpadOs, MacOs, Other, Windows};
    let mut device = device(chance.of(&["iPhone 15", "Galaxy [S24]", "Surface | 9", "x"]), &format!("S{n}"));
    device.platform = chance.of(&[Ios, IpadOs, Android, MacOs, Windows, Other]);
    device.ownership = chance.of(&[Ownership::Corporate, Ownership::Personal, Ownership::Shared, Ownership::Unknown]);
    device.supervised = chance.below(2) == 0;
    device.migrated = chance.below(5) == 0;
    device.system = chance.of(&[None, Some("MobileIron"), Some("Workspace ONE"), Some("Jamf")]).map(str::to_owned);
    device.serial = device.serial.filter(|_| chance.below(4) > 0);
    device
}

fn branded() -> Campaign {
    let texts = |nl: &str, en: &str| Localized([(tag("nl"), nl.to_owned()), (tag("en"), en.to_owned())].into());
    let bytes = Arc::from(&b"\x89PNG\r\n\x1a\n not much of an image"[..]);
    let picture = Picture { kind: ImageKind::Png, size: (480, 120), density: 1, bytes };
    let logo = Logo { alt: texts("Wapen \"van\" <stad>", "Arms"), picture };
    Campaign { brand: Brand { logo: Some(logo), ..Brand::default() }, ..campaign() }
}

/// Says of each person, in each message, that all renderers say the same as the first.
fn compare(renderers: &[Renderer], messages: &[Message], people: usize) {
    let mut wave: Wave = wave();
    wave.deadline_time = "17:00:00".parse().ok();
    let previous = Some(Dates { start: day("2027-02-01"), ..wave.dates() });
    for (at, (message, language)) in messages.iter().enumerate() {
        let phase = heraut::campaign::Phase { messages: vec![rule(message, &FACTS)], ..phase() };
        for n in 0..people {
            // Everybody comes twice in a row somewhere, and the next message has others.
            let person = somebody(at * people / 2 + n);
            let id = format!("{:032x}", at * 1000 + n);
            let request = Request {
                id: &id,
                message,
                about: &[&person],
                previous,
                occurrence: (n % 2) as u16,
                due: at_day(n),
                ..request(&person, &wave, &phase, language)
            };
            let wanted = renderers[0].mail(&request);
            for (which, renderer) in renderers.iter().enumerate().skip(1) {
                match (&wanted, renderer.mail(&request)) {
                    (Ok(wanted), Ok(found)) => {
                        assert_eq!(found.html, wanted.html, "{which}: {message} in {language} for {n}");
                        assert_eq!(found.text, wanted.text, "{which}: {message} in {language} for {n}");
                        assert!(found == *wanted, "{which}: {message} in {language} for {n}");
                    }
                    (Err(wanted), Err(found)) => assert_eq!(found.to_string(), wanted.to_string()),
                    (wanted, found) => panic!("{which}: {wanted:?} and {found:?}"),
                }
            }
        }
    }
}

fn at_day(n: usize) -> chrono::DateTime<chrono::Utc> {
    at("2027-03-05T09:00:00Z") + chrono::TimeDelta::days(n as i64 % 9)
}

/// One that renders everything anew, one that keeps all, and one that has hardly any room.
fn three(campaign: &Campaign, files: &[(&str, &str)], pictures: &[(&str, &[u8])]) -> [Renderer; 3] {
    let renderer = || renderer_with(campaign.clone(), files, pictures).expect("good templates");
    [renderer().keeping(0), renderer(), renderer().keeping(100_000)]
}

#[test]
fn every_built_in_message_is_the_same_as_one_rendered_anew() {
    let built_in = builtin::files().filter_map(|(path, bytes)| Some((path, std::str::from_utf8(bytes).ok()?)));
    let is_message =
        |path: &str| path.starts_with("templates/") && !path.contains("/blocks/") && !path.contains("/layout/");
    let files: Vec<(String, &str)> = built_in.filter(|(path, _)| is_message(path) && path.ends_with(".md")).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let messages: Vec<Message> = files
        .iter()
        .map(|(path, _)| {
            let name = path.rsplit('/').next().and_then(|name| name.strip_suffix(".md")).expect("a message");
            let (message, language) = name.rsplit_once('.').expect("a language");
            (message.to_owned(), tag(language))
        })
        .collect();
    let mut campaign = branded();
    let languages: BTreeSet<Tag> = messages.iter().map(|(_, language)| language.clone()).collect();
    campaign.languages.offered = languages.into_iter().collect();
    let english = messages.iter().filter(|(_, language)| language.as_str() == "en").map(|(message, _)| message.clone());
    let pseudo = english.flat_map(|message| ["en-XA", "ar-XB"].map(|language| (message.clone(), tag(language))));
    let messages: Vec<Message> = messages.iter().cloned().chain(pseudo).collect();
    let renderers = three(&campaign, &files, &[]);
    // From several threads, which share what was rendered.
    std::thread::scope(|scope| {
        for part in messages.chunks(messages.len().div_ceil(4)) {
            scope.spawn(|| compare(&renderers, part, 6));
        }
    });
}

#[test]
fn so_is_whatever_a_campaign_writes() {
    let png = include_bytes!("../pictures/remove.png");
    let pictures: [(&str, &[u8]); 1] = [("images/remove.png", png)];
    let layout = "templates/layout/mail.html";
    let own = "<p>{{ person.first_name }}</p><div>{{ body }}</div>{% if logo %}<img src=\"{{ logo.src }}\">{% endif %}";
    let inline = "<h1>{{ subject }}</h1>{% if preheader %}{{ preheader }}\n{% endif %}{% if logo %}<img src='{{ logo.src }}'> x\n\
                  {% endif %}<p>{{ body }}</p>\n{{ footer }}";
    let bodies = [
        "Hallo {{ person.name }}\n\n![De knop](images/remove.png)\n\nTekst\n\n1. a\n   ![Nog een](images/remove.png)\n\n2. b\n",
        "Zie [hier][a] en <b>daar</b>.\n\n- a\n\n- {{ person.name }}\n\n[a]: https://a.example/\n",
        "Code:\n\n```\na\n\nb {{ person.name }}\n```\n\nTekst\n\n    ingesprongen\n\n    meer\n\n~~~\nopen",
        "> [!NOTE]\n\n> {{ person.name }}\n\n# Kop\nregel  \nregel\n\n* * *\n\n<!-- weg\n\nmet -->\n\nTekst",
        "\n\n  inspringen\n\n<https://a.example>\n\n**[Knop](https://a.example)**\n\n| a | b |\n|---|---|\n| {{ person.name }} | 2 |\n",
        "{{ person.name }}\n\nλόγος λόγος λόγος λόγος λόγος λόγος λόγος λόγος λόγος λόγος λόγος\n\nλόγος λόγος λόγος λόγος\n",
        "",
        "Zonder einde{% if person.devices %}\n{% endif %}",
        "Te diep:\n\nOok {{ person.name }}\n\n>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>> x\n",
    ];
    for around in
        [None, Some(own), Some(inline), Some("{{ body }}{% if logo %}{{ logo.src }}{{ logo.src }}{% endif %}")]
    {
        for subject in ["x", "{{ person.name }}"] {
            let files: Vec<(String, String)> = bodies
                .iter()
                .enumerate()
                .map(|(n, body)| {
                    (format!("templates/remind/m{n}.nl.md"), format!("---\nsubject: \"{subject}\"\n---\n{body}"))
                })
                .chain(around.map(|text| (layout.to_owned(), text.to_owned())))
                .collect();
            let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
            let messages: Vec<Message> = (0..bodies.len()).map(|n| (format!("m{n}"), tag("nl"))).collect();
            compare(&three(&branded(), &files, &pictures), &messages, 8);
        }
    }
}
