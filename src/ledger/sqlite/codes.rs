//! How values stand in the file. The numbers are for ever: a ledger outlives the program that wrote it.

use chrono::{DateTime, Utc};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::campaign::{Carrier, Channel, Standing};
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

impl FromSql for By {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let code = value.as_i64()?;
        Channel::ALL
            .into_iter()
            .find(|channel| of_channel(*channel) == code)
            .map(By)
            .ok_or_else(|| FromSqlError::Other(format!("unknown channel {code}").into()))
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

impl FromSql for Does {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let code = value.as_i64()?;
        InCalendar::ALL
            .into_iter()
            .find(|does| of_calendar(*does) == code)
            .map(Does)
            .ok_or_else(|| FromSqlError::Other(format!("unknown entry {code} of a calendar").into()))
    }
}

/// A state as its number.
pub(super) struct Coded(pub(super) State);

impl FromSql for Coded {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let code = value.as_i64()?;
        State::ALL
            .into_iter()
            .find(|state| of_state(*state) == code)
            .map(Coded)
            .ok_or_else(|| FromSqlError::Other(format!("unknown state {code}").into()))
    }
}

/// An instant, as microseconds since 1970 in UTC.
pub(super) struct Stamp(pub(super) DateTime<Utc>);

impl ToSql for Stamp {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.timestamp_micros().into())
    }
}

impl FromSql for Stamp {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let micros = value.as_i64()?;
        DateTime::from_timestamp_micros(micros).map(Stamp).ok_or(FromSqlError::OutOfRange(micros))
    }
}

/// A notice's id, as 16 bytes.
pub(super) struct Id(pub(super) NoticeId);

impl ToSql for Id {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&self.0.0)))
    }
}

impl FromSql for Id {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        <[u8; 16]>::column_result(value).map(|id| Id(NoticeId(id)))
    }
}

/// What a notice was rendered from, as the number with its bits.
pub(super) struct Digest(pub(super) Fingerprint);

impl ToSql for Digest {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.0.cast_signed().into())
    }
}

impl FromSql for Digest {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Digest(Fingerprint(value.as_i64()?.cast_unsigned())))
    }
}

/// The serials that had migrated at a first attempt, as a JSON array.
pub(super) struct Serials(pub(super) Vec<String>);

impl FromSql for Serials {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map(Serials).map_err(FromSqlError::other)
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
pub(super) fn happened(code: i64, when: Option<Stamp>, text: Option<String>) -> FromSqlResult<Happened> {
    match (code, text) {
        (0, _) => Ok(Happened::Standing(Standing::Pending)),
        (1, _) => Ok(Happened::Standing(Standing::Migrated(when.map(|when| when.0)))),
        (2, why) => Ok(Happened::Standing(Standing::Failed(why))),
        (3, _) => Ok(Happened::Standing(Standing::Left)),
        (4, Some(address)) => Ok(Happened::Unreachable(address)),
        (5, Some(address)) => Ok(Happened::Reachable(address)),
        (other, _) => Err(FromSqlError::Other(format!("unknown fact {other}").into())),
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
