//! How values go into SQLite and come out of it.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::ledger::codes::Numbered;
use crate::schedule::NoticeId;

pub(super) use crate::ledger::codes::{
    By, CANCELLED, Coded, DEFERRED, Digest, Does, Id, PLANNED, PRINTED, SENDING, Serials, Stamp, UNCERTAIN,
    action_word, carried, closed, happened, of_action, of_calendar, of_channel, of_closed, of_happened, of_state, sql,
    state,
};

macro_rules! numbered {
    ($($name:ident),+) => {
        $(impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                $name::of_number(value.as_i64()?).map_err(|why| FromSqlError::Other(why.into()))
            }
        })+
    };
}

numbered!(By, Coded, Digest, Does, Stamp);

impl ToSql for Stamp {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.micros().into())
    }
}

impl ToSql for Digest {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.number().into())
    }
}

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

impl FromSql for Serials {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Serials::of_text(value.as_str()?).map_err(FromSqlError::other)
    }
}
