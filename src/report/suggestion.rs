//! Waves as they could be, written as they stand in a campaign file.

use std::fmt::Write;

use super::dates;
use super::words::ENGLISH as WORDS;
use crate::campaign::{Addressee, Campaign, Gate, Localized, Members, People, Span, Wave};
use crate::error::counted;
use crate::schedule::{Picks, SuggestedWave, Suggestion, assign};

/// The waves of a proposal in YAML, to take the place of `waves:`, with what they come to in comments above them.
pub fn suggestion(campaign: &Campaign, people: &People, found: &Suggestion) -> String {
    let mut out = head(campaign, found);
    out += "waves:\n";
    for one in &found.waves {
        let wave = &campaign.waves[usize::from(one.wave)];
        let mut add = |text: std::fmt::Arguments<'_>| {
            // Writing to a String cannot fail.
            let _ = writeln!(out, "{text}");
        };
        let (n, of) = one.part;
        let id = if of > 1 { format!("{}-{n}", wave.id) } else { wave.id.clone() };
        let who = counted(one.people as usize, "person has to move", "people have to move");
        let part = if of > 1 { format!("; part {n} of {of} of {}", wave.id) } else { String::new() };
        add(format_args!("  - id: {id}    # {who}{part}"));
        if let Some(name) = &wave.name {
            add(format_args!("    name: {}", localized(name, part_of(one))));
        }
        add(format_args!("    start: {}", one.start));
        let time = wave.deadline_time.map_or_else(String::new, |time| time.format(" %H:%M").to_string());
        add(format_args!("    deadline: {}{time}", one.deadline));
        match who_is_in(campaign, people, wave, one) {
            Some(text) => add(format_args!("    people: {}", quoted(&text))),
            None => {
                add(format_args!(
                    "    # Neither department nor site divides the wave so: give the people a column that does."
                ));
                add(format_args!("    people: {}", quoted(&format!("wave = '{id}'"))));
            }
        }
        if wave.apple {
            add(format_args!("    apple: os26"));
        }
        if let (Some(gate), Some(day)) = (&wave.gate, one.gate) {
            add(format_args!("    gate:"));
            for (key, value) in criteria(gate) {
                add(format_args!("      {key}: {value}"));
            }
            add(format_args!("      date: {day}"));
        }
    }
    out
}

fn head(campaign: &Campaign, found: &Suggestion) -> String {
    let day = |day| dates::day(&WORDS, day);
    let mut out =
        String::from("# Proposed by `heraut plan --suggest`, to take the place of `waves:`. Nothing was changed.\n");
    let instead = match found.ends == found.ended {
        true => "as it is now".to_owned(),
        false => format!("instead of {}", day(found.ended)),
    };
    let _ = writeln!(out, "# The last deadline is {}, {instead}.", day(found.ends));
    let busiest = found.load.iter().max_by(|a, b| a.1.total_cmp(b.1));
    if let (Some((on, n)), Some(takes)) = (busiest, campaign.helpdesk.contacts_per_day) {
        let _ = writeln!(
            out,
            "# The busiest day is {} with {:.0} contacts of the {takes} that the helpdesk takes. That is the middle\n\
             # of the forecast: on such a day as many as that or more come every other time.",
            day(*on),
            n.ceil()
        );
    }
    out
}

fn part_of(one: &SuggestedWave) -> Option<usize> {
    (one.part.1 > 1).then_some(one.part.0)
}

/// Who is in it, as a selector; `None` where none says it.
fn who_is_in(campaign: &Campaign, people: &People, wave: &Wave, one: &SuggestedWave) -> Option<String> {
    let whole = &wave.people_text;
    match &one.picks {
        Picks::All => Some(whole.clone()),
        Picks::SoMany => None,
        Picks::These { field, values } => {
            let these = format!("{field} in ({})", list(values));
            Some(match &wave.people {
                Members::Select(_) => format!("({whole}) and {these}"),
                Members::Rest => {
                    let others = others(campaign, people, one.wave, field, values);
                    let not: String = others.iter().map(|other| format!(" and not ({})", other.people_text)).collect();
                    format!("{these}{not}")
                }
            })
        }
        Picks::Others { field, values } => Some(match &wave.people {
            Members::Select(_) => format!("({whole}) and {field} not in ({})", list(values)),
            Members::Rest => whole.clone(),
        }),
    }
}

/// The other waves that have somebody with one of these values.
fn others<'c>(campaign: &'c Campaign, people: &People, wave: u16, field: &str, values: &[String]) -> Vec<&'c Wave> {
    let membership = assign(campaign, people);
    let mut found: Vec<u16> = people
        .persons
        .iter()
        .zip(&membership.waves)
        .filter(|(person, _)| {
            let value = if field == "site" { &person.site } else { &person.department };
            value.as_ref().is_some_and(|value| values.contains(value))
        })
        .filter_map(|(_, at)| at.filter(|at| *at != wave))
        .collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|at| &campaign.waves[usize::from(at)]).collect()
}

fn list(values: &[String]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("'{}'", value.replace('\'', "''"))).collect();
    quoted.join(", ")
}

/// A name per language, with the number of a part.
fn localized(name: &Localized, part: Option<usize>) -> String {
    let number = part.map_or_else(String::new, |n| format!(" {n}"));
    let each: Vec<String> =
        name.0.iter().map(|(tag, text)| format!("{tag}: {}", quoted(&format!("{text}{number}")))).collect();
    format!("{{{}}}", each.join(", "))
}

/// What a gate asks for, as it is written.
fn criteria(gate: &Gate) -> Vec<(&'static str, String)> {
    let bounds = [("enrolled", gate.enrolled), ("failed", gate.failed), ("contacts_per_day", gate.contacts_per_day)];
    let bounds = bounds.into_iter().filter_map(|(key, bound)| Some((key, quoted(&bound?.to_string()))));
    let checks: Vec<String> = gate.checks.iter().map(|check| quoted(check)).collect();
    let checks = (!checks.is_empty()).then(|| ("checks", format!("[{}]", checks.join(", "))));
    let least = gate.at_least.map(|n| ("at_least", format!("{n} people")));
    let age = gate.data_not_older.map(|age| {
        let text = match age {
            Span::Days(n) => format!("{n}d"),
            Span::Workdays(n) => format!("{n} workdays"),
        };
        ("data_not_older", text)
    });
    let owner = match &gate.reminded {
        Some(Addressee { name, mail, language }) => {
            Some(format!("{{name: {}, mail: {}, language: {language}}}", quoted(name), quoted(mail)))
        }
        None => gate.owner.as_ref().map(|owner| quoted(owner)),
    };
    let owner = owner.map(|owner| ("owner", owner));
    bounds.chain(checks).chain(least).chain(age).chain(owner).collect()
}

/// A text between double quotes, which YAML reads as JSON does.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
