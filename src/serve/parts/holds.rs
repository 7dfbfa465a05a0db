//! What is held, and what is due next.

use serde_json::{Value, json};

use crate::ledger::{Hold, Scope};
use crate::serve::standing::Standing;
use crate::serve::visit::Visit;
use crate::serve::who::May;

/// The holds in force, the oldest first.
pub(in crate::serve) fn holds(standing: &Standing, visit: &Visit) -> Vec<Value> {
    let Standing { overview, loaded, .. } = standing;
    let (words, zone) = (visit.words(), loaded.campaign.timezone);
    let shown = |hold: &Hold| {
        // Whose it is, is said by name: the identity of a person is in no scope that is shown.
        let (kind, name) = match &hold.scope {
            Scope::Campaign => ("campaign", String::new()),
            Scope::Wave(wave) => ("wave", super::wave(wave, loaded, words)),
            Scope::Phase(phase) => ("phase", phase.to_string()),
            Scope::Message(message) => ("message", message.to_string()),
            Scope::MessageOfWave { message, wave } => {
                ("message", format!("{message} ({})", super::wave(wave, loaded, words)))
            }
            Scope::Gate(wave) => ("gate", super::wave(wave, loaded, words)),
            Scope::Person(person) => {
                let known = loaded.people.get(person).filter(|_| visit.who.may(May::People));
                ("person", known.map_or_else(String::new, |person| person.name.clone()))
            }
            Scope::Notice(_) => ("notice", String::new()),
        };
        let late = match &hold.scope {
            Scope::Gate(wave) => overview.too_late.get(&**wave).copied().unwrap_or(0),
            _ => 0,
        };
        json!({
            "kind": kind, "name": name, "by": hold.by, "why": hold.why, "late": late,
            "since": words.moment(hold.since.with_timezone(&zone)),
            "until": hold.until.map(|until| words.moment(until.with_timezone(&zone))),
        })
    };
    overview.holds.iter().map(shown).collect()
}

/// What is due next; nothing when nothing more is.
pub(in crate::serve) fn upcoming(standing: &Standing, visit: &Visit) -> Option<Value> {
    let Standing { overview, loaded, .. } = standing;
    let (words, zone) = (visit.words(), loaded.campaign.timezone);
    let due = overview.next_due?;
    let each = overview
        .next
        .iter()
        .map(|one| json!({"message": one.message, "wave": super::wave(&one.wave, loaded, words), "people": one.people, "gate": one.gate}));
    Some(json!({
        "now": due <= visit.now,
        "when": words.moment(due.with_timezone(&zone)),
        "messages": each.collect::<Vec<_>>(),
    }))
}
