//! How values stand in the file. The numbers are for ever: a ledger outlives the program that wrote it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::campaign::{Carrier, Channel, Dates, Standing};
use crate::l10n::Tag;
use crate::ledger::{InCalendar, State};
use crate::schedule::NoticeId;

pub(super) const PLANNED: i64 = 0;
pub(super) const SENDING: i64 = 2;
pub(super) const ACCEPTED: i64 = 3;
pub(super) const DEFERRED: i64 = 4;
pub(super) const UNCERTAIN: i64 = 6;
pub(super) const HELD: i64 = 9;
pub(super) const CANCELLED: i64 = 10;
pub(super) const PRINTED: i64 = 11;

/// The number of a state. 1 is [`State::Due`], which is never written.
pub(super) fn of_state(state: State) -> i64 {
    match state {
        State::Planned => PLANNED,
        State::Due => 1,
        State::Sending => SENDING,
        State::Accepted => ACCEPTED,
        State::Deferred => DEFERRED,
        State::Failed => 5,
        State::Uncertain => UNCERTAIN,
        State::Suppressed => 7,
        State::Expired => 8,
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

/// A language tag, as text.
pub(super) struct Language(pub(super) Tag);

impl FromSql for Language {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Language).map_err(FromSqlError::other)
    }
}

/// The dates of a wave, as text.
pub(super) struct Interval(pub(super) Dates);

impl FromSql for Interval {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Interval).map_err(FromSqlError::other)
    }
}

/// The serials that had migrated at a first attempt, as a JSON array.
pub(super) struct Serials(pub(super) Vec<String>);

impl FromSql for Serials {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map(Serials).map_err(FromSqlError::other)
    }
}

/// A standing taken apart: its number, the instant it may carry, the reason it may carry.
pub(super) fn of_standing(standing: &Standing) -> (i64, Option<Stamp>, Option<&str>) {
    match standing {
        Standing::Pending => (0, None, None),
        Standing::Migrated(when) => (1, when.map(Stamp), None),
        Standing::Failed(why) => (2, None, why.as_deref()),
        Standing::Left => (3, None, None),
    }
}

/// A standing put together again.
pub(super) fn standing(code: i64, when: Option<Stamp>, why: Option<String>) -> FromSqlResult<Standing> {
    match code {
        0 => Ok(Standing::Pending),
        1 => Ok(Standing::Migrated(when.map(|when| when.0))),
        2 => Ok(Standing::Failed(why)),
        3 => Ok(Standing::Left),
        other => Err(FromSqlError::Other(format!("unknown standing {other}").into())),
    }
}

/// Text shared by many rows.
pub(super) fn shared(text: Option<Box<str>>) -> Option<Arc<str>> {
    text.map(Arc::from)
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
