//! Complete messages (template, MIME, personal devices and dates) per second on one core:
//! `cargo bench --bench render`, or with a number of rounds
//! after `--` to count instructions, and with the name of a message to measure it alone.

#[path = "../tests/render/fixture.rs"]
#[allow(dead_code)]
mod fixture;

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use fixture::{campaign, person, phase, renderer, request, rule, tag, wave};
use heraut::builtin;
use heraut::campaign::{Person, Phase};
use heraut::l10n::Tag;
use heraut::render::{Renderer, Request};

const TEMPLATE: &str = "\
---
subject: \"Nog {{ days_left }} dagen: {{ migration.to }} vóór {{ wave.deadline | date(style='weekday') }}\"
preheader: \"Je hebt een half uur nodig.\"
---
# Hallo {{ person.first_name }},

Je {{ label(id='workdays-left', days=workdays_left) }} om over te stappen. Uiterlijk **{{ wave.deadline | date }}**.

Je gaat van {{ migration.from }} naar {{ migration.to }}. Je begint op {{ wave.start | date }}.

{% for device in pending_devices -%}
1. {{ device.model or device.name }} (serienummer {{ device.serial }})
{% endfor %}
## Zo stap je over

1. Maak een back-up van je foto's en bestanden. Dat duurt ongeveer een kwartier.
2. Open **Instellingen** en kies *Algemeen*, dan *VPN en apparaatbeheer*.
3. Kies het profiel van {{ migration.from }} en daarna **Verwijder beheer**.
4. Open de inschrijfpagina en meld je aan met je gebruikersnaam `{{ person.email }}`.

**[Begin hier]({{ migration.enrol_url }})**

| Onderdeel | Nu | Straks |
|---|---|---|
| Mail | {{ migration.from }} | {{ migration.to }} |
| Wifi | Wachtwoord | Vanzelf |

> Wij vragen nooit om je wachtwoord of pincode.

Vragen? Bel {{ helpdesk.phone }}{% if helpdesk.hours %} ({{ helpdesk.hours }}){% endif %}.
";

/// What is rendered: a template such as the one above, the same with something of the reader's own in every passage, so
/// that nothing is met again, and built-in messages with all they include.
const MESSAGES: [&str; 4] = ["typical", "alone", "reminder", "enrol-now"];
const PEOPLE: usize = 200;
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

fn main() {
    // A number of rounds instead of seconds, to count instructions: they are the same on a busy machine.
    let rounds: Option<u32> = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let built_in = builtin::files().filter_map(|(path, bytes)| Some((path, std::str::from_utf8(bytes).ok()?)));
    let mut files: Vec<(String, &str)> = built_in.filter(|(path, _)| is_message(path)).collect();
    files.push(("templates/remind/typical.nl.md".to_owned(), TEMPLATE));
    let alone = alone();
    files.push(("templates/remind/alone.nl.md".to_owned(), &alone));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let mut campaign = campaign();
    let languages: BTreeSet<Tag> = files.iter().map(|(path, _)| message_of(path).1).collect();
    campaign.languages.offered = languages.into_iter().collect();
    let renderer = || renderer(campaign.clone(), &files).expect("good templates");
    // The same with everything rendered anew.
    let (renderer, anew) = (renderer(), renderer().keeping(0));
    let mut people: Vec<Person> = (0..PEOPLE).map(|n| person(&format!("Chloë O'Brien-'t Hart {n}"))).collect();
    let ids: Vec<String> = (0..people.len()).map(|n| format!("{n:032x}")).collect();
    let is_named = |message: &&str| std::env::args().any(|asked| asked == *message);
    let named: Vec<&str> = MESSAGES.into_iter().filter(is_named).collect();
    for message in if named.is_empty() { &MESSAGES[..] } else { &named } {
        measure("", &renderer, message, &mut people, &ids, rounds);
        measure("anew", &anew, message, &mut people, &ids, rounds);
    }
    if named.is_empty() {
        everything(&renderer, &files, &people[0]);
    }
}

/// The template with a number that no other message has, in its subject and in every passage.
fn alone() -> String {
    let subject = [("dagen:", "dagen {{ occurrence }}:")];
    let marks = [
        (".\n", " {{ occurrence }}.\n"),
        ("stap je over\n", "stap je over, {{ occurrence }}\n"),
        ("},\n", "} {{ occurrence }},\n"),
    ];
    let ends = [("hier]", "hier {{ occurrence }}]"), ("Vanzelf |", "Vanzelf {{ occurrence }} |")];
    let marks = subject.into_iter().chain(marks).chain(ends);
    marks.fold(TEMPLATE.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn is_message(path: &str) -> bool {
    path.starts_with("templates/") && !path.contains("/blocks/") && !path.contains("/layout/")
}

/// The name and the language of a message, of the path of its template.
fn message_of(path: &str) -> (&str, Tag) {
    let name = path.rsplit('/').next().and_then(|name| name.strip_suffix(".md"));
    let (message, language) = name.and_then(|name| name.rsplit_once('.')).expect("a message");
    (message, tag(language))
}

/// Nobody gets a message twice: whatever is a reader's own is new each time.
fn measure(how: &str, renderer: &Renderer, message: &str, people: &mut [Person], ids: &[String], rounds: Option<u32>) {
    let (wave, phase, nl) = (wave(), phase(), tag("nl"));
    let (mut messages, mut bytes) = (0_u32, 0);
    let start = Instant::now();
    while rounds.map_or(start.elapsed() < Duration::from_secs(3), |rounds| messages < rounds * PEOPLE as u32) {
        for (person, id) in people.iter_mut().zip(ids) {
            person.name = format!("Chloë O'Brien-'t Hart {messages}");
            person.devices.iter_mut().for_each(|device| device.serial = Some(format!("F17XK{messages}")));
            let occurrence = messages as u16;
            let mail = renderer.mail(&Request { id, message, occurrence, ..request(person, &wave, &phase, &nl) });
            bytes += black_box(mail.expect("a message")).bytes.len();
            messages += 1;
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{message:10} {how:5}{:6.0} messages/s on one core, {:4.0} us and {:6} bytes a message",
        f64::from(messages) / seconds,
        seconds * 1e6 / f64::from(messages),
        bytes / (messages as usize).max(1)
    );
}

/// What every message comes to, in a few characters: what is only made faster keeps them.
fn everything(renderer: &Renderer, files: &[(&str, &str)], person: &Person) {
    let (wave, mut hasher) = (wave(), blake3::Hasher::new());
    for (path, _) in files {
        let (message, language) = message_of(path);
        let phase = Phase { messages: vec![rule(message, &FACTS)], ..phase() };
        let mail = renderer.mail(&Request {
            message,
            about: &[person],
            previous: Some(wave.dates()),
            ..request(person, &wave, &phase, &language)
        });
        let mail = mail.expect("a message");
        hasher.update(&mail.bytes).update(mail.text.as_bytes()).update(mail.html.as_bytes());
    }
    println!("{} messages: {}", files.len(), &hasher.finalize().to_hex()[..16]);
}
