//! Where a ledger is.

use std::fmt;

use super::relay::Secret;

/// Where the ledger is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerUrl {
    /// An SQLite file, relative to the campaign directory.
    Sqlite(String),
    /// A schema on a PostgreSQL server.
    Postgres(Server),
}

impl LedgerUrl {
    /// What is written in `ledger:`, or why that is none, with what to do.
    ///
    /// # Errors
    /// What is wrong with it, and a hint.
    pub fn parse(text: &str) -> Result<Self, (String, &'static str)> {
        if text == "sqlite" {
            return Ok(LedgerUrl::default());
        }
        if let Some(file) = text.strip_prefix("sqlite:").filter(|file| !file.is_empty()) {
            return Ok(LedgerUrl::Sqlite(file.into()));
        }
        let server = ["postgres://", "postgresql://"].iter().find_map(|scheme| text.strip_prefix(scheme));
        let Some(server) = server.filter(|server| !server.is_empty()) else {
            let hint = "write `sqlite`, `sqlite:FILE` or `postgres://USER@HOST/DATABASE`";
            return Err((format!("there is no ledger `{text}`"), hint));
        };
        let (before, query) = server.split_once('?').unwrap_or((server, ""));
        let who = before.rsplit_once('@').map_or("", |(who, _)| who);
        if who.contains(':') || query.split('&').any(|part| part.starts_with("password=")) {
            let hint = "leave it out of the address, and say in `ledger_password:` where it comes from";
            return Err(("a password has no place in the address of a ledger".to_owned(), hint));
        }
        Ok(LedgerUrl::Postgres(Server { url: text.to_owned(), password: None, unlocked: None }))
    }

    /// As a person writes it.
    pub fn shown(&self) -> String {
        match self {
            LedgerUrl::Sqlite(file) => format!("sqlite:{file}"),
            LedgerUrl::Postgres(server) => server.url.clone(),
        }
    }
}

/// A PostgreSQL server, as an address names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// `postgres://USER@HOST:PORT/DATABASE?schema=NAME`, without a password.
    pub url: String,
    /// Where the password comes from; `None` where the server asks for none.
    pub password: Option<Secret>,
    /// The password, once it was fetched.
    pub unlocked: Option<Hidden>,
}

/// A secret that was fetched, and is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(String);

impl Hidden {
    /// Keeps a secret.
    pub fn new(text: String) -> Self {
        Hidden(text)
    }

    /// The secret.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(not shown)")
    }
}

impl Default for LedgerUrl {
    fn default() -> Self {
        LedgerUrl::Sqlite("heraut.db".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_shown_and_no_password_is_taken() {
        for text in ["sqlite:a/b.db", "postgres://heraut@db.example.org/heraut?schema=intune", "postgresql:///heraut"] {
            assert_eq!(LedgerUrl::parse(text).map(|url| url.shown()).as_deref(), Ok(text));
        }
        assert_eq!(LedgerUrl::parse("sqlite"), Ok(LedgerUrl::default()));
        for text in ["", "sqlite:", "mysql://x", "postgres://", "heraut.db"] {
            assert!(LedgerUrl::parse(text).is_err_and(|(why, _)| why.contains("there is no ledger")), "{text}");
        }
        for text in ["postgres://heraut:geheim@db.example.org/heraut", "postgres://db/heraut?password=geheim"] {
            assert!(LedgerUrl::parse(text).is_err_and(|(why, _)| !why.contains("geheim")), "{text}");
        }
        assert!(!format!("{:?}", Hidden::new("geheim".into())).contains("geheim"));
    }
}
