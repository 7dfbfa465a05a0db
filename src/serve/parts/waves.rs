//! How far each wave is.

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::report::{Moved, ProgressReport, WaveProgress};
use crate::serve::words::Words;

/// How far all of them are, and what comes next.
pub(in crate::serve) fn glance(report: &ProgressReport, words: &Words) -> Result<Value> {
    let (moved, today) = (report.moved(), report.now.date_naive());
    let next = report.waves.iter().filter(|wave| wave.deadline >= today).min_by_key(|wave| wave.deadline);
    let deadline = |wave: &WaveProgress| {
        Ok::<_, Error>(json!({
            "wave": words.wave(&wave.id, wave.name.as_ref(), &report.language),
            "day": words.day(wave.deadline),
            "distance": words.distance(today, wave.deadline)?,
        }))
    };
    Ok(json!({
        "moved": moved.moved, "failed": moved.failed, "left": moved.left(), "of": moved.of, "share": share(moved),
        "deadline": next.map(deadline).transpose()?,
        "read": report.read.map(|at| words.moment(at)),
        "now": words.moment(report.now), "zone": report.now.timezone().name(),
        "plan": super::short(&report.plan), "approved": words.moment(report.approved),
    }))
}

/// A row for each wave.
pub(in crate::serve) fn waves(report: &ProgressReport, words: &Words) -> Result<Vec<Value>> {
    report.waves.iter().map(|wave| row(report, wave, words)).collect()
}

fn row(report: &ProgressReport, wave: &WaveProgress, words: &Words) -> Result<Value> {
    let today = report.now.date_naive();
    let gate = wave.gate.as_ref().map(|gate| {
        json!({
            "outcome": gate.judgement.outcome.as_str(),
            "day": words.day(gate.judgement.day),
            "owner": gate.owner,
        })
    });
    Ok(json!({
        "id": wave.id,
        "name": words.wave(&wave.id, wave.name.as_ref(), &report.language),
        "moved": wave.moved.moved, "failed": wave.moved.failed, "left": wave.moved.left(), "of": wave.moved.of,
        "share": share(wave.moved),
        "expected": report.expected(wave),
        "start": words.day(wave.start),
        "deadline": words.day(wave.deadline),
        "time": wave.deadline_time.map(|time| time.format("%H:%M").to_string()),
        "distance": words.distance(today, wave.deadline)?,
        "gate": gate,
    }))
}

/// In percent, rounded down so that nothing is whole that is not.
fn share(moved: Moved) -> Option<u64> {
    (moved.moved * 100).checked_div(moved.of)
}
