//! Who of each wave had moved by which day: a drawing, and a table of the same.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::error::Result;
use crate::l10n::Argument;
use crate::report::{Lettering, ProgressReport, WaveProgress};
use crate::serve::words::Words;

/// The curve of each wave that has begun.
pub(in crate::serve) fn curves(report: &ProgressReport, words: &Words) -> Result<Vec<Value>> {
    let drawn = report.waves.iter().map(|wave| curve(report, wave, words));
    Ok(drawn.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

fn curve(report: &ProgressReport, wave: &WaveProgress, words: &Words) -> Result<Option<Value>> {
    let Some(now) = wave.curve.now() else { return Ok(None) };
    let name = words.wave(&wave.id, wave.name.as_ref(), &report.language);
    let day = |day: NaiveDate| words.day(day);
    let number = |n: u64| words.number(n);
    let (moved, of, expected) = (number(now.moved.unwrap_or(0)), number(wave.moved.of), number(now.expected));
    let when = day(now.day);
    let values = [("wave", &name), ("day", &when), ("moved", &moved), ("of", &of), ("expected", &expected)];
    let description = words.say("curve-of", &values.map(|(name, text)| (name, Argument::Text(text))))?;
    let today = words.say("today", &[])?;
    let lettering = Lettering { number: &number, day: &day, today: &today, description: &description };
    let Some(svg) = report.drawing(wave, &lettering) else { return Ok(None) };
    let days =
        wave.curve.listed().map(|one| json!({"day": day(one.day), "moved": one.moved, "expected": one.expected}));
    Ok(Some(json!({
        "id": wave.id, "name": name, "svg": svg, "undated": wave.curve.undated, "about": description,
        "days": days.collect::<Vec<_>>(),
    })))
}
