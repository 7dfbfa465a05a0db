//! What dates, numbers and labels of a language cost: `cargo bench --bench formats`. Setting a language up happens once
//! a run; the rest is beside the same message with everything typed in.

#[path = "../tests/render/fixture.rs"]
#[allow(dead_code)]
mod fixture;

use std::hint::black_box;
use std::time::{Duration, Instant};

use fixture::{campaign, day, person, phase, renderer, request, tag, wave};
use heraut::l10n::{DateStyle, Formatter};

const FORMATTED: [(&str, &str); 5] = [
    ("{{ days_left | number }} dagen", "7 dagen"),
    ("{{ wave.deadline | date(style='weekday') }}", "vrijdag 12 maart"),
    ("{{ wave.start | date }}", "maandag 1 maart 2027"),
    ("{{ label(id='workdays-left', days=workdays_left) }}", "hebt nog 5 werkdagen"),
    ("{{ label(id='duration', minutes=migration.minutes_per_device) }}", "een half uur"),
];
const PEOPLE: usize = 200;
const TURNS: usize = 15;

fn main() {
    let deadline = day("2027-03-12");
    for language in ["nl", "en", "de", "fr", "pl", "ar"] {
        let tag = tag(language);
        let new = || Formatter::new(&tag).expect("a language with data");
        let formatter = new();
        println!(
            "{language}: set up in {:.0} µs, a date in {:.2} µs, a number in {:.2} µs",
            micros(1, || drop(black_box(new()))),
            micros(100, || drop(black_box(formatter.date(black_box(deadline), DateStyle::Full)))),
            micros(100, || drop(black_box(formatter.integer(black_box(1500))))),
        );
    }
    let (formatted, typed): (Vec<&str>, Vec<&str>) = FORMATTED.into_iter().unzip();
    let (formatted, typed) = (message(&formatted), message(&typed));
    println!("a message with {} of them: {formatted:.1} µs, typed in: {typed:.1} µs", FORMATTED.len());
}

/// Microseconds for a complete message that says these things.
fn message(said: &[&str]) -> f64 {
    let body = said.join(".\n\n");
    let template = format!("---\nsubject: \"Overstap\"\n---\n# Hallo {{{{ person.first_name }}}}\n\n{body}.\n");
    let renderer = renderer(campaign(), &[("templates/remind/reminder.nl.md", &template)]).expect("a good template");
    let people: Vec<_> = (0..PEOPLE).map(|n| person(&format!("Chloë {n}"))).collect();
    let (wave, phase, nl) = (wave(), phase(), tag("nl"));
    let mut next = people.iter().cycle();
    micros(PEOPLE, || {
        let person = next.next().expect("there are people");
        drop(black_box(renderer.mail(&request(person, &wave, &phase, &nl)).expect("a message")));
    })
}

/// Microseconds for one of so many in a row: the median of the turns.
fn micros(count: usize, mut once: impl FnMut()) -> f64 {
    let mut turns: Vec<Duration> = (0..TURNS)
        .map(|_| {
            let start = Instant::now();
            (0..count).for_each(|_| once());
            start.elapsed()
        })
        .collect();
    turns.sort();
    turns[TURNS / 2].as_secs_f64() * 1e6 / count as f64
}
