//! Where the server is, from what stands in `ledger:`.

use std::fs;
use std::net::IpAddr;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use super::tls::Secured;
use crate::campaign::{Server, certificates};
use crate::error::{Error, Place, Result};

/// The schema of a ledger whose address names none.
const USUAL: &str = "heraut";

/// A server, and a ledger on it.
pub(super) struct Address {
    pub(super) config: Config,
    pub(super) tls: Secured,
    pub(super) schema: String,
    /// For how long a sender may not be heard of before others take it for gone.
    pub(super) lease: Duration,
}

/// The lease of an address that names none. A sender says every second that it is there; a machine that is moved or a network
/// that is mended in a minute is not gone.
const LEASE: Duration = Duration::from_secs(60);

impl Address {
    /// Takes an address apart; `dir` is the campaign directory.
    ///
    /// # Errors
    /// What cannot be understood in it.
    pub(super) fn of(server: &Server, dir: &Path) -> Result<Self> {
        let wrong = |why: String, hint: &str| {
            Error::campaign(format!("this is not the address of a ledger: {why}"))
                .hint(hint)
                .at(Place::file(&*server.url))
        };
        let (plain, query) = server.url.split_once('?').unwrap_or((&server.url, ""));
        let (mut schema, mut roots, mut others) = (USUAL.to_owned(), Vec::new(), Vec::new());
        let mut lease = LEASE;
        for part in query.split('&').filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some(("schema", name)) if is_name(name) => name.clone_into(&mut schema),
                Some(("schema", name)) => {
                    let hint = "write small letters, digits and underscores, beginning with a letter, up to 63 of them";
                    return Err(wrong(format!("`{name}` is not the name of a schema"), hint));
                }
                Some(("lease", seconds)) => {
                    let seconds = seconds.parse().ok().filter(|seconds| (3..=3600).contains(seconds));
                    let hint = "write how many seconds a sender may be silent, from 3 to 3600: `lease=60`";
                    lease = seconds
                        .map(Duration::from_secs)
                        .ok_or_else(|| wrong(format!("`{part}` is no time that a sender may be silent"), hint))?;
                }
                Some(("sslrootcert", file)) => {
                    let bytes = fs::read(dir.join(file)).map_err(|e| {
                        wrong(
                            format!("cannot read {file}: {e}"),
                            "the path is absolute, or one in the campaign directory",
                        )
                    })?;
                    roots = certificates(&bytes).map_err(|e| wrong(format!("{file}: {e}"), e.hint))?;
                }
                // That is how it is done in any case.
                Some(("sslmode", "verify-full")) => {}
                Some(("sslmode", mode)) => {
                    let hint = "leave it out: TLS is verified, but for a server on this machine";
                    return Err(wrong(format!("`sslmode={mode}` is not to be had"), hint));
                }
                _ => others.push(part),
            }
        }
        let mut address = plain.to_owned();
        if !others.is_empty() {
            address = format!("{address}?{}", others.join("&"));
        }
        let mut config = Config::from_str(&address).map_err(|e| {
            let why = std::error::Error::source(&e).map_or_else(|| e.to_string(), ToString::to_string);
            wrong(why, "write for example `postgres://heraut@db.example.org/heraut`")
        })?;
        if let Some(password) = &server.unlocked {
            config.password(password.text());
        }
        let here = config.get_hosts().iter().all(is_here);
        config.ssl_mode(if here { SslMode::Disable } else { SslMode::Require });
        config.application_name("heraut");
        let tls = if here { Secured::unused() } else { Secured::trusting(roots) };
        let tls = tls.map_err(|why| wrong(why, "name a file of certificates in PEM or DER"))?;
        Ok(Address { config, tls, schema, lease })
    }
}

fn is_name(name: &str) -> bool {
    (1..=63).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether what goes there stays on this machine.
fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str) -> Result<Address> {
        Address::of(&Server { url: url.to_owned(), password: None, unlocked: None }, Path::new("."))
    }

    #[test]
    fn only_what_stays_here_goes_in_clear() {
        for (url, mode) in [
            ("postgres://heraut@127.0.0.1:5433/heraut", SslMode::Disable),
            ("postgresql://heraut@localhost/heraut", SslMode::Disable),
            ("postgres://heraut@%2Fvar%2Frun%2Fpostgresql/heraut", SslMode::Disable),
            ("postgres://heraut@db.example.org/heraut", SslMode::Require),
            ("postgres://heraut@db.example.org/heraut?sslmode=verify-full", SslMode::Require),
            ("postgres://heraut@localhost,db.example.org/heraut", SslMode::Require),
        ] {
            assert_eq!(of(url).map(|address| address.config.get_ssl_mode()).ok(), Some(mode), "{url}");
        }
    }

    #[test]
    fn a_schema_is_a_ledger() {
        assert_eq!(of("postgres://h@localhost/db").map(|address| address.schema).ok().as_deref(), Some("heraut"));
        let named = of("postgres://h@localhost/db?schema=intune_2027&connect_timeout=3");
        assert_eq!(named.map(|address| address.schema).ok().as_deref(), Some("intune_2027"));
        for bad in ["Heraut", "a-b", "1a", "a;drop", "", "\"a\""] {
            assert!(of(&format!("postgres://h@localhost/db?schema={bad}")).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_lease_is_some_seconds() {
        let lease =
            |query: &str| of(&format!("postgres://h@localhost/db{query}")).map(|address| address.lease.as_secs());
        assert_eq!((lease("").ok(), lease("?lease=5").ok()), (Some(60), Some(5)));
        for bad in ["0", "2", "3601", "a minute", ""] {
            assert!(lease(&format!("?lease={bad}")).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_would_go_unverified_is_refused() {
        for query in ["sslmode=disable", "sslmode=require", "sslrootcert=not/there.pem", "nonsense=1"] {
            assert!(of(&format!("postgres://h@db.example.org/db?{query}")).is_err(), "{query}");
        }
    }
}
