//! The waves and their phases over the weeks: a drawing, and what stands in a table of the same.

use serde_json::{Value, json};

use super::drawing;
use crate::report::{Outline, WaveOutline, schedule as drawn};
use crate::serve::words::Words;

/// The drawing with its table; nothing of a campaign without waves.
pub(in crate::serve) fn schedule(outline: &Outline, words: &Words) -> Option<Value> {
    let mut shown = drawing(&drawn(outline, &words.tag)?);
    let wave = |wave: &WaveOutline| {
        let times = wave.times().map(|times| [times.first, times.last].map(|at| words.moment(at)));
        json!({
            "name": words.wave(&wave.id, wave.name.as_ref(), &outline.language), "people": wave.people,
            "messages": wave.count(), "start": words.day(wave.start), "deadline": words.day(wave.deadline),
            "first": times.as_ref().map(|[first, _]| first), "last": times.as_ref().map(|[_, last]| last),
        })
    };
    shown["waves"] = outline.waves.iter().map(wave).collect();
    Some(shown)
}
