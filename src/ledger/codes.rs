//! How values stand in a store, the same in every one that is kept: what is copied from one to another means what it meant. The
//! numbers are for ever: a ledger outlives the program that wrote it.

use chrono::{DateTime, Utc};

use crate::campaign::{Carrier, Channel, Standing};
use crate::error::Error;
use crate::ledger::{Action, Fingerprint, Happened, InCalendar, State};
use crate::schedule::{Decision, NoticeId};

/// The number of a state: the one place where it stands, for Rust and for the text of a statement.
macro_rules! state {
    (planned) => {
        0
    };
    (due) => {
        1
    };
    (sending) => {
        2
    };
    (accepted) => {
        3
    };
    (deferred) => {
        4
    };
    (failed) => {
        5
    };
    (uncertain) => {
        6
    };
    (suppressed) => {
        7
    };
    (expired) => {
        8
    };
    (held) => {
        9
    };
    (cancelled) => {
        10
    };
    (printed) => {
        11
    };
    (bounced) => {
        12
    };
}

/// The text of a statement; the name of a state in it stands for its number.
macro_rules! sql {
    (@ $text:literal) => { $text };
    (@ $state:ident) => { state!($state) };
    ($($part:tt)+) => { concat!($(sql!(@ $part)),+) };
}

pub(super) use {sql, state};

pub(super) const PLANNED: i64 = state!(planned);
pub(super) const SENDING: i64 = state!(sending);
pub(super) const DEFERRED: i64 = state!(deferred);
pub(super) const UNCERTAIN: i64 = state!(uncertain);
pub(super) const EXPIRED: i64 = state!(expired);
pub(super) const HELD: i64 = state!(held);
pub(super) const CANCELLED: i64 = state!(cancelled);
pub(super) const PRINTED: i64 = state!(printed);

/// The number of a state. [`State::Due`] is never written.
pub(super) fn of_state(state: State) -> i64 {
    match state {
        State::Planned => PLANNED,
        State::Due => state!(due),
        State::Sending => SENDING,
        State::Accepted => state!(accepted),
        State::Bounced => state!(bounced),
        State::Deferred => DEFERRED,
        State::Failed => state!(failed),
        State::Uncertain => UNCERTAIN,
        State::Suppressed => state!(suppressed),
        State::Expired => EXPIRED,
        State::Held => HELD,
        State::Cancelled => CANCELLED,
        State::Printed => PRINTED,
    }
}

/// What stands in a store as a number; why it is none of ours, in words.
pub(super) trait Numbered: Sized {
    /// What this number says.
    fn of_number(number: i64) -> Result<Self, String>;
}

/// The number of a channel.
pub(super) fn of_channel(channel: Channel) -> i64 {
    channel.number().into()
}

/// The condition on a notice to be in the queue of a sender: its channel is one that a sender carries. The index on
/// the queue has the same, word for word: a channel that comes to be carried needs a migration that makes it anew.
pub(super) fn carried() -> String {
    one_of(Channel::ALL.into_iter().filter(|channel| channel.carrier() == Carrier::Sender))
}

/// The condition on a notice to come by one of these channels.
fn one_of(channels: impl Iterator<Item = Channel>) -> String {
    let numbers: Vec<String> = channels.map(|channel| of_channel(channel).to_string()).collect();
    match &numbers[..] {
        [one] => format!("channel = {one}"),
        many => format!("channel IN ({})", many.join(", ")),
    }
}

/// A channel as its number.
pub(super) struct By(pub(super) Channel);

impl Numbered for By {
    fn of_number(code: i64) -> Result<Self, String> {
        let found = Channel::ALL.into_iter().find(|channel| of_channel(*channel) == code);
        found.map(By).ok_or_else(|| format!("unknown channel {code}"))
    }
}

/// The number of what a message does in a calendar.
pub(super) fn of_calendar(does: InCalendar) -> i64 {
    match does {
        InCalendar::Invite => 1,
        InCalendar::Meeting => 2,
        InCalendar::InviteCancelled => 3,
        InCalendar::MeetingCancelled => 4,
        InCalendar::Kept => 5,
    }
}

/// What a message does in a calendar, as its number.
pub(super) struct Does(pub(super) InCalendar);

impl Numbered for Does {
    fn of_number(code: i64) -> Result<Self, String> {
        let found = InCalendar::ALL.into_iter().find(|does| of_calendar(*does) == code);
        found.map(Does).ok_or_else(|| format!("unknown entry {code} of a calendar"))
    }
}

/// A state as its number.
pub(super) struct Coded(pub(super) State);

impl Numbered for Coded {
    fn of_number(code: i64) -> Result<Self, String> {
        let found = State::ALL.into_iter().find(|state| of_state(*state) == code);
        found.map(Coded).ok_or_else(|| format!("unknown state {code}"))
    }
}

/// An instant, as microseconds since 1970 in UTC.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp(pub(super) DateTime<Utc>);

impl Stamp {
    /// How it stands in a store.
    pub(super) fn micros(self) -> i64 {
        self.0.timestamp_micros()
    }
}

impl Numbered for Stamp {
    fn of_number(micros: i64) -> Result<Self, String> {
        DateTime::from_timestamp_micros(micros).map(Stamp).ok_or_else(|| format!("{micros} is no instant"))
    }
}

/// A notice's id, as 16 bytes.
#[derive(Debug)]
pub(super) struct Id(pub(super) NoticeId);

/// What a notice was rendered from, as the number with its bits.
#[derive(Debug)]
pub(super) struct Digest(pub(super) Fingerprint);

impl Digest {
    /// How it stands in a store.
    pub(super) fn number(&self) -> i64 {
        self.0.0.cast_signed()
    }
}

impl Numbered for Digest {
    fn of_number(bits: i64) -> Result<Self, String> {
        Ok(Digest(Fingerprint(bits.cast_unsigned())))
    }
}

/// The serials that had migrated at a first attempt, as a JSON array.
pub(super) struct Serials(pub(super) Vec<String>);

impl Serials {
    /// As they stand in a store.
    pub(super) fn text(serials: &[String]) -> Result<String, Error> {
        serde_json::to_string(serials)
            .map_err(|error| Error::bug(format!("serials could not be written as JSON: {error}")))
    }

    /// What was written so.
    pub(super) fn of_text(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text).map(Serials)
    }
}

/// What `lapsed` says of a notice that a plan lacked.
pub(super) const LAPSED: i64 = 1;

/// What `lapsed` says of a notice that a person closed, by where it stood.
pub(super) fn of_closed(state: State) -> i64 {
    match state {
        State::Uncertain => 3,
        State::Bounced => 4,
        _ => 2,
    }
}

/// Where a notice stood that a person closed, by what `lapsed` says; `None` of any other.
pub(super) fn closed(lapsed: i64) -> Option<State> {
    [State::Failed, State::Uncertain, State::Bounced].into_iter().find(|state| of_closed(*state) == lapsed)
}

/// The number of what a report says. Whether an address is dead is a fact of its own.
pub(super) fn of_action(action: Action) -> i64 {
    match action {
        Action::Failed { .. } => 0,
        Action::Delayed => 1,
        Action::Relayed => 2,
        Action::Delivered => 3,
        Action::Expanded => 4,
    }
}

/// The word of RFC 3464 for what a report says, by its number.
pub(super) fn action_word(number: i64) -> &'static str {
    match number {
        0 => Action::Failed { dead: false }.as_str(),
        1 => Action::Delayed.as_str(),
        2 => Action::Relayed.as_str(),
        3 => Action::Delivered.as_str(),
        _ => Action::Expanded.as_str(),
    }
}

/// The number of what was decided about a gate.
pub(super) fn of_decision(decision: Decision) -> i64 {
    match decision {
        Decision::Pass => 0,
        Decision::Fail => 1,
        Decision::Override => 2,
    }
}

/// What was decided about a gate, by its number.
pub(super) fn decision(code: i64) -> Option<Decision> {
    [Decision::Pass, Decision::Fail, Decision::Override].into_iter().find(|decision| of_decision(*decision) == code)
}

/// What happened taken apart: its number, the instant it may carry, the reason or address it may carry.
pub(super) fn of_happened(what: &Happened) -> (i64, Option<Stamp>, Option<&str>) {
    match what {
        Happened::Standing(Standing::Pending) => (0, None, None),
        Happened::Standing(Standing::Migrated(when)) => (1, when.map(Stamp), None),
        Happened::Standing(Standing::Failed(why)) => (2, None, why.as_deref()),
        Happened::Standing(Standing::Left) => (3, None, None),
        Happened::Unreachable(address) => (4, None, Some(address)),
        Happened::Reachable(address) => (5, None, Some(address)),
    }
}

/// What happened put together again.
pub(super) fn happened(code: i64, when: Option<Stamp>, text: Option<String>) -> Result<Happened, String> {
    match (code, text) {
        (0, _) => Ok(Happened::Standing(Standing::Pending)),
        (1, _) => Ok(Happened::Standing(Standing::Migrated(when.map(|when| when.0)))),
        (2, why) => Ok(Happened::Standing(Standing::Failed(why))),
        (3, _) => Ok(Happened::Standing(Standing::Left)),
        (4, Some(address)) => Ok(Happened::Unreachable(address)),
        (5, Some(address)) => Ok(Happened::Reachable(address)),
        (other, _) => Err(format!("unknown fact {other}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queue_is_what_a_sender_carries() {
        assert_eq!(carried(), "channel = 0");
        let both = [Channel::Mail, Channel::Pigeon].into_iter();
        assert_eq!(one_of(both), "channel IN (0, 99)");
    }
}
