//! What went out lately, and which relay wants to be left alone.

use serde_json::{Value, json};

use crate::ledger::Pause;
use crate::serve::standing::Standing;
use crate::serve::visit::Visit;

/// How many programs send, how many messages went out within the last hour, when the last did, and until when a relay is left alone and why.
pub(in crate::serve) fn sending(standing: &Standing, visit: &Visit) -> Value {
    let Standing { overview, loaded, .. } = standing;
    let (words, zone) = (visit.words(), loaded.campaign.timezone);
    let (count, last) = overview.lately;
    let pause = |pause: &Pause| json!({"relay": &*pause.relay, "until": words.moment(pause.until.with_timezone(&zone)), "why": pause.why});
    json!({
        "senders": overview.senders.len(), "count": count, "last": last.map(|at| words.moment(at.with_timezone(&zone))),
        "pauses": overview.pauses.iter().map(pause).collect::<Vec<_>>(),
    })
}
