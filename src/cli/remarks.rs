//! What is said about what comes up while a use case is at work.

use std::path::Path;

use crate::error::{Error, counted};
use crate::ledger::{Entry, Hold, Scope, State};

/// What a sender that stopped half-way left behind.
pub(super) fn interrupted(under_way: u64, left: u64) -> String {
    let notices = counted(under_way, "notice", "notices");
    let then = match (left, under_way - left.min(under_way)) {
        (_, 0) => "`heraut status` lists them: a person must look.".to_owned(),
        (0, _) => "They are sent again, byte for byte.".to_owned(),
        (left, again) => format!("{again} are sent again, byte for byte; {left} wait for a person (`heraut status`)."),
    };
    format!("The sender before stopped with {notices} under way; nobody knows whether the relay took them. {then}")
}

/// What the ledger was told of what happened while it was away.
pub(super) fn learnt(messages: u64) -> String {
    let known = counted(messages, "message", "messages");
    format!("What relays answered while the ledger was away is known now, for {known} that nobody knew of.")
}

/// What is kept because the ledger is away.
pub(super) fn spooled(messages: u64, file: &Path) -> String {
    let answered = counted(messages, "message", "messages");
    format!(
        "Relays answered to {answered}, and the ledger could not be told. That is kept in {}: the next `heraut send` from here tells it.",
        file.display()
    )
}

/// … and what could not be kept.
pub(super) fn unspooled(messages: u64, error: &Error) -> String {
    let answered = counted(messages, "message", "messages");
    format!("Relays answered to {answered}, and the ledger could not be told; nor can it be kept: {error}")
}

/// How many share the work.
pub(super) fn senders(senders: u32) -> String {
    match senders {
        0 | 1 => "This is the only sender now.".to_owned(),
        senders => format!("{senders} senders share the work and the relay's limits; `heraut senders` lists them."),
    }
}

/// What is left because the approved campaign does not have it.
pub(super) fn unknown(notices: usize) -> String {
    let named = counted(notices, "notice names", "notices name");
    format!("{named} somebody or a message that the approved campaign does not have; left as planned.")
}

/// That paper is of what was approved, and not of the working files.
pub(super) fn not_as_approved(files: Option<usize>) -> String {
    let what = match files {
        Some(1) => "1 file is not as it was approved".to_owned(),
        Some(n) => format!("{n} files are not as they were approved"),
        None => "the working files cannot be read".to_owned(),
    };
    format!("What was approved is printed; {what}. `--draft` prints the working files.")
}

/// What was not sent because somebody moved it meanwhile.
pub(super) fn withdrawn(entry: &Entry, state: State) -> String {
    let whom = entry.person.as_deref().unwrap_or("the helpdesk");
    format!("`{}` to {whom} is not sent: it is {} now.", entry.message, state.as_str())
}

/// What a stop by the program itself holds, and what to do about it.
pub(super) fn held(Hold { scope, why, .. }: &Hold) -> String {
    let then = match scope {
        Scope::Gate(_) => "`heraut gate` shows what is missing, and whose turn it is.",
        _ => "`heraut status` has the failures; `heraut resume` lets the others go.",
    };
    format!("Held: {scope}: {why}. {then}")
}

/// Which paper waits for a gate.
pub(super) fn behind_gate(wave: &str, notices: u64) -> String {
    let told = counted(notices, "sheet waits", "sheets wait");
    format!("{told} for the gate of wave {wave}: `heraut gate {wave}` shows what is missing.")
}
