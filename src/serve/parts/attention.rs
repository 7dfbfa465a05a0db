//! The messages that need a person, each with what is typed for it.

use serde_json::{Value, json};

use crate::ledger::{Row, State};
use crate::serve::standing::Standing;
use crate::serve::visit::Visit;
use crate::serve::who::May;

/// So many digits of an identity are typed.
const DIGITS: usize = 12;

/// The messages that failed, bounced or are uncertain, as the ledger lists them.
pub(in crate::serve) fn attention(standing: &Standing, visit: &Visit) -> Vec<Value> {
    let (words, loaded) = (visit.words(), &standing.loaded);
    let zone = loaded.campaign.timezone;
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
            "name": row.entry.person.as_ref().filter(|_| visit.who.may(May::People)).and_then(|id| standing.names.get(id)),
            "message": &*row.entry.message, "wave": super::wave(&row.entry.wave, loaded, words),
            "since": words.moment(row.since.with_timezone(&zone)),
            "detail": row.detail, "typed": typed,
        })
    };
    standing.overview.attention.iter().map(shown).collect()
}
