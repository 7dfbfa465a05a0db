//! What a sender logs, for programs that read logs.
//!
//! At `info` and above there is no address, no name and no word of a relay, which may repeat both: a notice is its identity.
//! Who it is for, and what the relay said, is at `debug`.

use tracing::{debug, error, info, warn};

use crate::deliver::{Stopped, Summary, Update};
use crate::ledger::{Entry, Outcome, State};

/// A run begins.
pub(super) fn begins(plan: &str) {
    info!(plan, "sending begins");
}

/// A run is over.
pub(super) fn ends(done: &Result<Summary, Stopped>) {
    let summary = match done {
        Ok(summary) => summary,
        Err(Stopped { summary, .. }) => summary,
    };
    let Summary { accepted, deferred, failed, uncertain, suppressed, expired, withdrawn, released, .. } = *summary;
    info!(accepted, deferred, failed, uncertain, suppressed, expired, withdrawn, released, "sending ends");
    if let Err(Stopped { error, .. }) = done {
        error!(kind = ?error.kind, "sending cannot go on");
        debug!(why = %error, "why it cannot");
    }
}

/// What a run says of itself.
pub(super) fn update(update: &Update<'_>) {
    match update {
        Update::Due(due) => info!(due, "notices are due"),
        Update::Settled(entry, outcome) => settled(entry, outcome),
        Update::Withdrawn(entry, state) => notice(entry, *state, "withdrawn by an operator"),
        Update::Interrupted { under_way, left } => warn!(under_way, left, "a sender is gone"),
        Update::Leads(leads) => info!(leads, "whether this one looks for all"),
        Update::Senders(senders) => info!(senders, "so many send"),
        Update::GivingWay => info!("giving way to an approval"),
        Update::Stopping { under_way, .. } => info!(under_way, "stopping"),
        Update::Ahead { scope, first, until } => {
            info!(%scope, first, until = %until.to_rfc3339(), "the first have gone ahead");
        }
        Update::Held(hold) => {
            warn!(scope = %hold.scope, "held");
            debug!(why = hold.why, "why it is");
        }
        Update::Fewer { connections, why } => {
            warn!(connections, "the relay serves fewer connections");
            debug!(why, "why they are fewer");
        }
        Update::TakenOver { from, to, until, why } => {
            warn!(from, to, until = %until.to_rfc3339(), "a relay gives no service, another takes its place");
            debug!(why, "why it gives none");
        }
        Update::Back { relay } => info!(relay, "the relay gives service again"),
        Update::Waiting { relay, until, why } => {
            warn!(relay, until = %until.to_rfc3339(), "the relay is left alone");
            debug!(why, "why it is");
        }
    }
}

fn settled(entry: &Entry, outcome: &Outcome) {
    let (state, reply) = match outcome {
        Outcome::Accepted(reply) => (State::Accepted, &**reply),
        Outcome::Deferred { why, .. } | Outcome::Resend { why, .. } => (State::Deferred, &**why),
        Outcome::Failed(reply) => (State::Failed, &**reply),
        Outcome::Uncertain(reply) => (State::Uncertain, &**reply),
        Outcome::Suppressed(reason) => (State::Suppressed, reason.as_str()),
        Outcome::Expired(reply) => (State::Expired, reply.as_deref().unwrap_or_default()),
    };
    notice(entry, state, "settled");
    debug!(notice = %entry.id, person = entry.person.as_deref(), reply, "settled");
}

fn notice(entry: &Entry, state: State, what: &str) {
    let (state, message_name, wave, phase) = (state.as_str(), &*entry.message, &*entry.wave, &*entry.phase);
    if matches!(state, "failed" | "uncertain") {
        warn!(notice = %entry.id, message_name, wave, phase, state, "{what}");
    } else {
        info!(notice = %entry.id, message_name, wave, phase, state, "{what}");
    }
}
