//! The messages that need a person, each with what is typed for it.

use serde_json::{Value, json};

use crate::app::Locked;
use crate::ledger::{Row, State};
use crate::report::Names;
use crate::serve::visit::Visit;
use crate::serve::who::May;

/// So many digits of an identity are typed.
const DIGITS: usize = 12;

/// The messages that failed, bounced or are uncertain, as the ledger lists them.
pub(in crate::serve) fn attention(rows: &[Row], locked: &Locked, visit: &Visit) -> Vec<Value> {
    if rows.is_empty() {
        return Vec::new();
    }
    let (words, zone) = (visit.words(), locked.loaded.campaign.timezone);
    let names = Names::of(&locked.loaded.people);
    let shown = |row: &Row| {
        let id = row.entry.id.to_string();
        let id = &id[..DIGITS.min(id.len())];
        let typed = match row.state {
            State::Uncertain => format!("heraut settle {id}"),
            State::Bounced => "heraut retry --mended".to_owned(),
            _ => format!("heraut retry {id}"),
        };
        json!({
            "state": row.state.as_str(),
            "to_helpdesk": row.entry.person.is_none(),
            "name": row.entry.person.as_deref().filter(|_| visit.who.may(May::People)).map(|person| names.of_id(person)),
            "message": &*row.entry.message, "wave": super::wave(&row.entry.wave, locked, words),
            "since": words.moment(row.since.with_timezone(&zone)),
            "detail": row.detail, "typed": typed,
        })
    };
    rows.iter().map(shown).collect()
}
