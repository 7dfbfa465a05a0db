//! `/waves/WAVE`: one wave: how far its people are, and what became of each of its messages.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::error::Result;
use crate::ledger::State;
use crate::report::Counts;
use crate::serve::answer::Answer;
use crate::serve::parts;
use crate::serve::visit::Visit;

/// The wave of the address.
pub(super) fn view(visit: &Visit) -> Result<Answer> {
    let (words, wave) = (visit.words(), visit.part("wave"));
    let standing = visit.site.standing(visit.now)?;
    let row = parts::waves(&standing.report, words)?.into_iter().find(|row| row["id"] == *wave);
    let Some(row) = row else { return Ok(Answer::Missing) };
    let drawn = standing.drawn(words)?;
    let curves: Vec<&Value> = drawn.curves.iter().filter(|one| one["id"] == *wave).collect();
    let phases = standing.loaded.campaign.phases.iter();
    let order: Vec<&str> = phases.flat_map(|phase| phase.messages.iter().map(|rule| rule.message.as_str())).collect();
    let mut context = visit.context();
    context.insert("wave", &row);
    context.insert("curves", &curves);
    context.insert("messages", &messages(&standing.overview.counts, wave, &order));
    Ok(Answer::Page("wave.html", context))
}

/// What became of the messages of a wave, in the order of the campaign; what it no longer has comes last.
fn messages(counts: &Counts, wave: &str, order: &[&str]) -> Vec<Value> {
    let mut sums: BTreeMap<(usize, &str), [u64; 4]> = BTreeMap::new();
    for ((_, _, message, state), count) in counts.iter().filter(|((of, ..), _)| of == wave) {
        let at = order.iter().position(|known| known == message).unwrap_or(order.len());
        sums.entry((at, message)).or_default()[place(*state)] += count;
    }
    let shown = |((_, message), [sent, coming, not, needs]): ((usize, &str), [u64; 4])| json!({"message": message, "sent": sent, "coming": coming, "not": not, "needs": needs});
    sums.into_iter().map(shown).collect()
}

/// Told, still to come, not sent, or waiting for somebody.
fn place(state: State) -> usize {
    match state {
        State::Accepted | State::Printed => 0,
        State::Planned | State::Due | State::Sending | State::Deferred | State::Held => 1,
        State::Suppressed | State::Expired | State::Cancelled => 2,
        State::Failed | State::Bounced | State::Uncertain => 3,
    }
}
