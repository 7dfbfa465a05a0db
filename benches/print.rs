//! Sheets to accessible PDF, on one core and on all: `cargo bench --bench print [-- SHEETS]`, 2,000 unless told.
//!
//! Peak memory is that of the whole run, so a print run of 100,000 shows whether it grows.

#[path = "../tests/render/fixture.rs"]
#[allow(dead_code)]
mod fixture;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use fixture::{at, campaign, person, phase, renderer, request, tag, wave};
use heraut::campaign::{Inputs, Person};
use heraut::print::run::{Job, Printed, Stack, handing_out, separate, stacked};
use heraut::print::{Fonts, Form, Paper, Printer};

const TEMPLATE: &str = "\
---
subject: \"Stap over op {{ migration.to }}\"
preheader: \"Je hebt een half uur nodig.\"
---
# Stap nu over

Hallo {{ person.first_name }},

> [!DEADLINE]
> **Uiterlijk {{ wave.deadline | date }}.** Daarna krijg je op je apparaat geen werkmail en bestanden meer.

Je kunt nu overstappen van {{ migration.from }} naar {{ migration.to }}. Maak eerst een back-up.

## Zo stap je over

1. Maak een back-up van je foto's en bestanden. Dat duurt ongeveer een kwartier.
2. Open **Instellingen** en kies *Algemeen*, dan *VPN en apparaatbeheer*.
3. Kies het profiel van {{ migration.from }} en daarna **Verwijder beheer**.
4. Pak {% for device in devices %}je {{ device.model }} ({{ device.serial }}) {% endfor %}en meld je aan.

**[Begin hier]({{ migration.enrol_url }})**

| Onderdeel | Nu | Straks |
|---|---|---|
| Mail | {{ migration.from }} | {{ migration.to }} |
| Wifi | Wachtwoord | Vanzelf |
";

fn main() {
    let sheets = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(2_000);
    let cold = Instant::now();
    let issued = at("2027-02-01T09:00:00Z");
    let nothing = Inputs::from_files(Default::default());
    let printer = Printer::new(Arc::new(campaign()), &nothing, Fonts::embedded(), issued).expect("good layouts");
    let renderer = renderer(campaign(), &[("templates/remind/reminder.nl.md", TEMPLATE)]).expect("a good template");
    let (wave, phase, nl) = (wave(), phase(), tag("nl"));
    let mut people: Vec<Person> = (0..sheets).map(somebody).collect();
    people.sort_by(handing_out);
    let people: Vec<&Person> = people.iter().collect();
    let paper = |n: usize| {
        let content = renderer.content(&request(people[n], &wave, &phase, &nl))?;
        let person = Some(people[n]);
        Ok(Paper {
            id: format!("{n:032x}"),
            number: Some(n as u32),
            person,
            wave: &wave,
            due: issued,
            paths: vec![],
            content,
        })
    };
    let first = printer.lay_out(Form::Sheet, &paper(0).expect("a sheet")).expect("a sheet");
    printer.pdf(&first, "first").expect("an accessible file");
    println!("the first file after {:.0} ms", cold.elapsed().as_secs_f64() * 1e3);

    let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    for threads in [NonZeroUsize::MIN, cores] {
        let job = Job { printer: &printer, form: Form::Sheet, threads, only_look: false };
        let bytes = AtomicUsize::new(0);
        let keep = |_, printed: Printed| {
            bytes.fetch_add(printed.bytes.len(), Ordering::Relaxed);
            Ok(())
        };
        let start = Instant::now();
        separate(&job, sheets, paper, keep).expect("all can be printed");
        report("separate", threads, start, sheets, bytes.swap(0, Ordering::Relaxed));
        let size = NonZeroUsize::MIN.saturating_add(249);
        let stack = Stack { sheets: size, duplex: true, separators: true };
        let start = Instant::now();
        stacked(&job, stack, &people, paper, keep).expect("all can be printed");
        report("stacked", threads, start, sheets, bytes.into_inner());
    }
}

fn somebody(n: usize) -> Person {
    Person {
        id: format!("{n}@voorbeeldstad.example").into(),
        department: Some(format!("Afdeling {}", n % 23)),
        site: Some(format!("Gebouw {}", n % 6)),
        ..person(&format!("Chloë O'Brien-'t Hart {n}"))
    }
}

fn report(what: &str, threads: NonZeroUsize, start: Instant, sheets: usize, bytes: usize) {
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{what}, {threads} threads: {sheets} sheets in {seconds:.1} s, {:.2} ms and {} bytes each; peak {} MiB",
        seconds * 1e3 / sheets as f64,
        bytes / sheets,
        peak()
    );
}

/// The most memory this process ever had, in MiB; 0 where the system does not say.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
