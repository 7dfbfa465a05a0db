//! `heraut plan`: the plan as a table for a terminal, in English, by wave and phase.

use crate::l10n::Tag;
use crate::report::dates;
use crate::report::gates;
use crate::report::names;
use crate::report::outline::{MessageLine, Outline, WaveOutline};
use crate::report::phrase;
use crate::report::screen::{Column, Grid, JOINT, clean, columns, paragraph};
use crate::report::words::ENGLISH as WORDS;
use crate::schedule::UnplannedReason;

/// More languages than this share one column.
const LANGUAGE_COLUMNS: usize = 3;

/// More names than this are counted.
const NAMES: usize = 8;

/// The plan as a table at most `width` columns wide (80 is comfortable), with its sums and what will not be sent.
pub fn table(outline: &Outline, width: usize) -> String {
    let mut out = paragraph("", &clean(&format!("{}, {}", outline.title, outline.organization)), width);
    let now = dates::moment(&WORDS, outline.now);
    out += &paragraph("", &format!("Planned for {now}; times are in {}", outline.timezone), width);
    out.push('\n');
    out += &grid(outline, width).render(width);
    out.push('\n');
    out += &sums(outline, width);
    out += &gates_of(outline, width);
    out += &closures(outline, width);
    out += &gaps(outline, width);
    out
}

fn grid(outline: &Outline, width: usize) -> Grid {
    let tags: Vec<&Tag> = outline.totals.languages.keys().collect();
    let own_columns = tags.len() <= LANGUAGE_COLUMNS;
    let mut heads = vec![
        Column::text("PHASE", 8),
        Column::text("MESSAGE", 12),
        Column::text("WHEN", 15),
        Column::text("TO", 8),
        Column::number("COUNT"),
    ];
    if own_columns {
        heads.extend(tags.iter().map(|tag| Column::number(tag.as_str())));
    } else {
        heads.push(Column::text("LANGUAGES", 9));
    }
    let mut grid = Grid::new(heads);
    for wave in &outline.waves {
        grid.whole(format!("\n{}", paragraph("", &heading(outline, wave), width)));
        for phase in &wave.phases {
            for (at, line) in phase.lines.iter().enumerate() {
                let phase = if at == 0 { clean(&phase.id) } else { String::new() };
                let mut cells = vec![
                    phase,
                    clean(&line.message),
                    when(line),
                    phrase::audience_word(&line.audience).to_owned(),
                    if line.is_event() && line.count == 0 { "–".into() } else { WORDS.number(line.count) },
                ];
                if own_columns {
                    let count = |tag: &&Tag| line.languages.get(*tag).map_or(String::new(), |n| WORDS.number(*n));
                    cells.extend(tags.iter().map(count));
                } else {
                    cells.push(languages(line.languages.iter()));
                }
                grid.row(cells);
                for note in phrase::notes(&WORDS, line) {
                    grid.whole(paragraph("          ", &clean(&note), width));
                }
            }
        }
    }
    grid
}

fn heading(outline: &Outline, wave: &WaveOutline) -> String {
    let time = wave.deadline_time.map_or(String::new(), |time| time.format(" %H:%M").to_string());
    let moved = match wave.moved.moved {
        0 => String::new(),
        _ => format!(" ({} moved)", phrase::moved(&WORDS, wave.moved)),
    };
    format!(
        "{}: {}{moved}, start {}, deadline {}{time}",
        clean(&names::wave(&wave.id, wave.name.as_ref(), &WORDS, &outline.language)),
        WORDS.counted(wave.people, WORDS.a_person),
        dates::day(&WORDS, wave.start),
        dates::day(&WORDS, wave.deadline)
    )
}

fn gates_of(outline: &Outline, width: usize) -> String {
    let gated = outline.waves.iter().filter_map(|wave| Some((wave, wave.gate.as_ref()?)));
    let mut out = String::new();
    for (wave, gate) in gated {
        let criteria = gates::criteria(&WORDS, &gate.judgement);
        let criteria = if criteria.is_empty() { WORDS.no_criteria.to_owned() } else { criteria.join(", ") };
        let (day, owner) = (dates::day(&WORDS, gate.judgement.day), gates::owner(&WORDS, gate));
        out += &paragraph(&format!("  {}: ", clean(&wave.id)), &clean(&format!("{day}, {owner}; {criteria}")), width);
    }
    if out.is_empty() { out } else { format!("\nGates: when, who decides, what must hold\n{out}") }
}

fn when(line: &MessageLine) -> String {
    match line.times {
        Some(times) => whole_dates(&dates::range(&WORDS, times.first, times.last)),
        None if line.is_event() => format!("when {}", clean(&line.when_text)),
        None => WORDS.nothing_planned.to_owned(),
    }
}

/// Keeps each date on one line; a range may break after its dash, and before a time of day.
fn whole_dates(range: &str) -> String {
    let joined = range.replace(' ', &JOINT.to_string()).replace(&format!("–{JOINT}"), "– ");
    match joined.rsplit_once(JOINT) {
        Some((date, time)) if time.contains(':') => format!("{date} {time}"),
        _ => joined,
    }
}

fn languages<'a>(counts: impl Iterator<Item = (&'a Tag, &'a u64)>) -> String {
    counts.map(|(tag, count)| format!("{tag} {}", WORDS.number(*count))).collect::<Vec<_>>().join(", ")
}

fn sums(outline: &Outline, width: usize) -> String {
    let totals = &outline.totals;
    let mut out = String::new();
    let mut add = |name: &str, text: String| {
        out += &paragraph(&format!("{name:<11}"), &text, width);
    };
    let told = WORDS.counted(totals.told, WORDS.a_person);
    let mut sum = format!("{} to {told}", WORDS.counted(totals.notices, WORDS.a_notice));
    if totals.languages.len() > 1 {
        sum += &format!(": {}", languages(totals.languages.iter()));
    }
    add("Total", sum);
    let waves = WORDS.counted(outline.waves.len() as u64, WORDS.a_wave);
    let mut people = format!("{} in {waves}", WORDS.counted(totals.people, WORDS.a_person));
    if totals.outside > 0 {
        people += &format!("; {}", WORDS.counted(totals.outside, WORDS.in_no_wave));
    }
    add("People", people);
    if let Some(fallbacks) = phrase::fallbacks(&WORDS, totals) {
        add("Fallback", fallbacks);
    }
    if let Some(times) = totals.times {
        add("From", format!("{} to {}", dates::moment(&WORDS, times.first), dates::moment(&WORDS, times.last)));
    }
    let moved: Vec<String> = totals
        .reasons
        .iter()
        .filter_map(|(reason, count)| Some(format!("{} {}", WORDS.number(*count), phrase::reason(&WORDS, *reason)?)))
        .collect();
    if !moved.is_empty() {
        add("Moved", moved.join("; "));
    }
    out
}

fn closures(outline: &Outline, width: usize) -> String {
    if outline.closures.is_empty() {
        return String::new();
    }
    let mut out = String::from("\nNothing goes out on\n");
    for closure in &outline.closures {
        let what = clean(&phrase::closed(&WORDS, &closure.why));
        out += &paragraph("  ", &format!("{}: {what}", dates::days(&WORDS, closure.from, closure.to)), width);
    }
    out
}

fn gaps(outline: &Outline, width: usize) -> String {
    if outline.gaps.is_empty() {
        return format!("\n{}\n", WORDS.everyone_reached);
    }
    let mut out = String::from("\nNot sent, and why\n");
    let mut reason: Option<UnplannedReason> = None;
    for gap in &outline.gaps {
        if reason != Some(gap.reason) {
            let people = outline.totals.missing.get(&gap.reason).copied().unwrap_or(0);
            let why = phrase::unplanned(&WORDS, gap.reason);
            out += &paragraph("  ", &format!("{}: {why}", WORDS.counted(people, WORDS.a_person)), width);
            reason = Some(gap.reason);
        }
        let lead = format!("    {}: ", clean(&gap.wave));
        let lead = if columns(&lead) > width / 2 { "    ".to_owned() } else { lead };
        out += &paragraph(&lead, &clean(&format!("{}; {}", named(&gap.people), gap.messages.join(", "))), width);
    }
    out
}

/// The first names of a list, and how many more there are.
fn named(people: &[String]) -> String {
    let shown = people.iter().take(NAMES).cloned().collect::<Vec<_>>().join(", ");
    match people.len().saturating_sub(NAMES) {
        0 => shown,
        more => format!("{shown} {}", WORDS.and_more.replace("{n}", &WORDS.number(more as u64))),
    }
}

#[cfg(test)]
mod tests;
