//! How values go to PostgreSQL and come from it.

use std::borrow::Cow;
use std::error::Error;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};

use crate::ledger::codes::Numbered;
use crate::schedule::NoticeId;

pub(super) use crate::ledger::codes::{
    By, CANCELLED, Coded, DEFERRED, Digest, Does, Id, PLANNED, PRINTED, SENDING, Serials, Stamp, UNCERTAIN,
    action_word, carried, closed, happened, of_action, of_calendar, of_channel, of_closed, of_happened, of_state, sql,
    state,
};

type Refused = Box<dyn Error + Sync + Send>;

macro_rules! numbered {
    ($($name:ident),+) => {
        $(impl<'a> FromSql<'a> for $name {
            fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Refused> {
                Ok($name::of_number(i64::from_sql(ty, raw)?)?)
            }

            accepts!(INT8);
        })+
    };
}

numbered!(By, Coded, Digest, Does, Stamp);

impl ToSql for Stamp {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Refused> {
        self.micros().to_sql(ty, out)
    }

    accepts!(INT8);
    to_sql_checked!();
}

impl ToSql for Digest {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Refused> {
        self.number().to_sql(ty, out)
    }

    accepts!(INT8);
    to_sql_checked!();
}

impl ToSql for Id {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Refused> {
        self.0.0.as_slice().to_sql(ty, out)
    }

    accepts!(BYTEA);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Id {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Refused> {
        Ok(Id(NoticeId(<&[u8]>::from_sql(ty, raw)?.try_into()?)))
    }

    accepts!(BYTEA);
}

impl<'a> FromSql<'a> for Serials {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Refused> {
        Ok(Serials::of_text(<&str>::from_sql(ty, raw)?)?)
    }

    accepts!(TEXT);
}

/// A text of somebody else's as the server can keep it: without zeros, which have no place in its texts.
pub(super) fn storable(text: &str) -> Cow<'_, str> {
    match text.contains('\0') {
        true => Cow::Owned(text.replace('\0', "\u{fffd}")),
        false => Cow::Borrowed(text),
    }
}

/// A number that is kept as a larger one.
pub(super) struct Small<T>(pub(super) T);

impl<'a, T: TryFrom<i64>> FromSql<'a> for Small<T>
where
    T::Error: Error + Sync + Send + 'static,
{
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Refused> {
        Ok(Small(T::try_from(i64::from_sql(ty, raw)?)?))
    }

    accepts!(INT8);
}

/// So many octets.
pub(super) struct Octets<const N: usize>(pub(super) [u8; N]);

impl<'a, const N: usize> FromSql<'a> for Octets<N> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Refused> {
        Ok(Octets(<&[u8]>::from_sql(ty, raw)?.try_into()?))
    }

    accepts!(BYTEA);
}
