//! What PostgreSQL says went wrong, said to the person who has to mend it.

use tokio_postgres::error::SqlState;

use crate::error::{Error, Place};

/// An error on its way out: the server's own, or one that is already said in our words.
#[derive(Debug)]
pub(super) enum Fault {
    /// As the server or the connection gave it.
    Postgres(tokio_postgres::Error),
    /// Already explained.
    Told(Error),
}

/// The result inside this store.
pub(super) type Fallible<T> = std::result::Result<T, Fault>;

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        Fault::Postgres(error)
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault::Told(error)
    }
}

/// What cannot be said of a number in the store.
impl From<String> for Fault {
    fn from(why: String) -> Self {
        Fault::damaged(why)
    }
}

impl Fault {
    /// Data in the store that this program cannot have written.
    pub(super) fn damaged(what: impl std::fmt::Display) -> Self {
        Fault::Told(
            Error::unreachable(format!("the ledger is damaged: {what}"))
                .hint("restore the newest back-up; what was sent since then is in the relay's log"),
        )
    }

    /// Whether a statement divided by zero: how those of this store refuse by themselves, without another way to the server and
    /// back.
    pub(super) fn is_refusal(&self) -> bool {
        self.is(&SqlState::DIVISION_BY_ZERO)
    }

    pub(super) fn is(&self, state: &SqlState) -> bool {
        matches!(self, Fault::Postgres(error) if error.code() == Some(state))
    }

    /// What it is, in a sentence without a place.
    pub(super) fn in_words(&self) -> String {
        match self {
            Fault::Told(error) => error.to_string(),
            Fault::Postgres(error) => said(error),
        }
    }

    /// The error for the person, with the ledger's address as its place.
    pub(super) fn told(self, place: &str) -> Error {
        let error = match self {
            Fault::Told(error) => error,
            Fault::Postgres(error) => explain(&error),
        };
        error.at(Place::file(place))
    }
}

/// In the server's words, or those of what failed below.
fn said(error: &tokio_postgres::Error) -> String {
    if let Some(said) = error.as_db_error() {
        return match said.detail() {
            Some(detail) => format!("{}: {detail}", said.message()),
            None => said.message().to_owned(),
        };
    }
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}").trim_end().to_owned(),
        None => error.to_string(),
    }
}

fn explain(error: &tokio_postgres::Error) -> Error {
    let words = said(error);
    let begins = |with: &str| words.starts_with(with);
    let (what, hint) = match error.code() {
        None if begins("error deserializing") => ("the ledger is damaged", "restore the newest back-up"),
        None if begins("error serializing") => {
            return Error::bug(format!("the ledger did what was not expected: {words}"));
        }
        None if begins("error performing TLS") => (
            "the server of the ledger is not known to be the right one",
            "is its certificate for this name, and who signed it known here? `sslrootcert=FILE` in the address names them",
        ),
        None if begins("invalid configuration") || begins("authentication error") => (DENIED, ROLE),
        None => ("the server of the ledger cannot be reached", LOST),
        Some(code) => match code.code() {
            "42501" => (
                "the server refuses this to our role",
                "the rights that it needs are in docs/postgresql.md, ready to be granted",
            ),
            "28P01" | "28000" => (DENIED, ROLE),
            "3D000" => ("there is no such database", "make it first: `createdb heraut`; docs/postgresql.md says how"),
            "25006" => (
                "this server only reads: it is a replica",
                "name the one that is written to; after a failover, the one that took over",
            ),
            "55P03" | "40P01" => {
                ("the ledger is busy: another process keeps writing to it", "wait until it is done, then try again")
            }
            "53100" => ("the disk of the ledger's server is full", "make room; nothing of this step was recorded"),
            "53300" => ("the server takes no more connections", "raise its max_connections, or end what has them"),
            code if code.starts_with("57") || code.starts_with("08") || code.starts_with("25P0") => {
                ("the server of the ledger ended the connection", LOST)
            }
            "42P01" | "42703" | "3F000" => (
                "the ledger is damaged: its tables are not those of a ledger",
                "restore the newest back-up, or name the right schema",
            ),
            _ => return Error::bug(format!("the ledger did what was not expected: {words}")),
        },
    };
    Error::unreachable(format!("{what} ({words})")).hint(hint)
}

const DENIED: &str = "the server does not let us in";

const ROLE: &str = "check the role in `ledger:`, where `ledger_password:` comes from, and the server's pg_hba.conf";

const LOST: &str = "nothing more is begun without it; run the command again when it is back: what was under way is then known, or \
                    reported as uncertain";
