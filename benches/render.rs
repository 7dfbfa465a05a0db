//! Complete messages (template, MIME, personal devices and dates) per second on one core:
//! `cargo bench --bench render`.

#[path = "../tests/render/fixture.rs"]
#[allow(dead_code)]
mod fixture;

use std::hint::black_box;
use std::time::{Duration, Instant};

use fixture::{campaign, letter, person, phase, renderer, tag, wave};
use heraut::campaign::Person;
use heraut::render::Letter;

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

fn main() {
    let renderer = renderer(campaign(), &[("templates/remind/reminder.nl.md", TEMPLATE)]).expect("a good template");
    let people: Vec<Person> = (0..200).map(|n| person(&format!("Chloë O'Brien-'t Hart {n}"))).collect();
    let (wave, phase, nl) = (wave(), phase(), tag("nl"));
    let ids: Vec<String> = (0..people.len()).map(|n| format!("{n:032x}")).collect();
    let mut messages = 0_u32;
    let mut bytes = 0;
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(5) {
        for (person, id) in people.iter().zip(&ids) {
            let mail = renderer.mail(&Letter { id, ..letter(person, &wave, &phase, &nl) }).expect("a good letter");
            bytes += black_box(mail).bytes.len();
            messages += 1;
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{:.0} messages/s on one core, {:.0} us and {} bytes a message",
        f64::from(messages) / seconds,
        seconds * 1e6 / f64::from(messages),
        bytes / messages as usize
    );
}
