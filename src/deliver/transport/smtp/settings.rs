//! What is known of a relay before connecting.

use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::seen::Seen;
use super::tls::Trust;
use crate::deliver::token::Tokens;

/// How much of a message the network is given [`Timeouts::block`] for.
const BLOCK: usize = 64 * 1024;

/// A relay and how to speak to it.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Host name or address; with TLS the certificate must be for it.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// What it is called, where its address does not tell it from another one.
    pub known_as: Option<String>,
    /// How the conversation is protected.
    pub security: Security,
    /// How to sign in, if the relay wants it.
    pub sign_in: Option<SignIn>,
    /// The name given in EHLO; the machine's own when absent.
    pub hello: Option<String>,
    /// A file of certificates trusted besides the system's and the public roots: those of an organisation's own
    /// authority, or the relay's own.
    pub roots: Vec<u8>,
    /// How long each phase may take.
    pub timeouts: Timeouts,
    /// Made when the first connection needs it, for all of them.
    pub(super) trust: Arc<OnceLock<Trust>>,
    /// Until when the certificate is good that the relay showed last.
    pub(super) showed: Arc<Mutex<Option<DateTime<Utc>>>>,
}

impl Settings {
    /// A relay at `host`: with TLS from the first byte if `implicit`, otherwise with STARTTLS, unless the host is
    /// loopback, where nothing leaves the machine and certificates fit no name.
    pub fn new(host: impl Into<String>, port: u16, implicit: bool) -> Self {
        let host = host.into();
        let security = match implicit {
            true => Security::Tls,
            false if is_loopback(&host) => Security::Loopback,
            false => Security::StartTls,
        };
        let (roots, timeouts, trust, showed) = (Vec::new(), Timeouts::default(), Arc::default(), Arc::default());
        Settings { host, port, known_as: None, security, sign_in: None, hello: None, roots, timeouts, trust, showed }
    }

    /// Keeps what a relay showed of itself.
    pub(super) fn saw(&self, seen: &Seen) {
        if let Some(certificate) = &seen.certificate {
            *self.showed.lock().unwrap_or_else(PoisonError::into_inner) = Some(certificate.until);
        }
    }
}

/// How the conversation is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (`smtps://`, RFC 8314).
    Tls,
    /// STARTTLS, required: a relay that does not offer it is given neither password nor mail (RFC 3207).
    StartTls,
    /// Plain, and only if the connection really ends on this machine.
    Loopback,
}

/// Who signs in, and by what.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// User name.
    pub user: String,
    /// What proves it.
    pub credential: Credential,
}

/// What proves who signs in.
#[derive(Clone)]
pub enum Credential {
    /// A password: AUTH PLAIN, or LOGIN.
    Password(String),
    /// A token of OAuth 2.0: AUTH XOAUTH2.
    Token(Arc<Tokens>),
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Credential::Password(_) => "Password",
            Credential::Token(_) => "Token",
        })
    }
}

/// How long each phase may take: what RFC 5321 section 4.5.3.2 asks for once something was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// The TCP connection, per address, and a TLS handshake.
    pub connect: Duration,
    /// All of the opening, from looking the relay up to being signed in. Nothing is begun by then, so a relay that says
    /// nothing for so long is not waited for.
    pub opening: Duration,
    /// After so long without a greeting the port is asked, on a connection of its own, whether it waits for TLS. Slow
    /// relays greet within half a minute.
    pub ask: Duration,
    /// Commands of which the RFC says nothing (RSET).
    pub command: Duration,
    /// MAIL.
    pub mail: Duration,
    /// RCPT.
    pub rcpt: Duration,
    /// The first reply to what rode behind a dot.
    pub ride: Duration,
    /// The reply to DATA.
    pub data: Duration,
    /// Handing 64 KB of the message to the network.
    pub block: Duration,
    /// The reply to the final dot.
    pub dot: Duration,
    /// QUIT, and the last words of a relay that breaks off; politeness only.
    pub quit: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(n * 60);
        Timeouts {
            connect: Duration::from_secs(10),
            opening: minutes(1),
            ask: Duration::from_secs(3),
            command: minutes(5),
            mail: minutes(5),
            rcpt: minutes(5),
            ride: Duration::from_secs(10),
            data: minutes(2),
            block: minutes(3),
            dot: minutes(10),
            quit: Duration::from_secs(2),
        }
    }
}

impl Timeouts {
    /// No phase may take longer than `limit`.
    #[must_use]
    pub fn at_most(self, limit: Duration) -> Self {
        Timeouts {
            connect: self.connect.min(limit),
            opening: self.opening.min(limit),
            ask: self.ask.min(limit),
            command: self.command.min(limit),
            mail: self.mail.min(limit),
            rcpt: self.rcpt.min(limit),
            ride: self.ride.min(limit),
            data: self.data.min(limit),
            block: self.block.min(limit),
            dot: self.dot.min(limit),
            quit: self.quit.min(limit),
        }
    }

    /// For handing `bytes` of a message to the network.
    pub(super) fn of_message(&self, bytes: usize) -> Duration {
        self.block.saturating_mul(u32::try_from(bytes / BLOCK + 1).unwrap_or(u32::MAX))
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_goes_without_tls() {
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1", "[::1]"] {
            assert_eq!(Settings::new(host, 25, false).security, Security::Loopback, "{host}");
        }
        for host in ["smtp.voorbeeldstad.example", "localhost.example", "127.0.0.1.example", "10.0.0.1"] {
            assert_eq!(Settings::new(host, 25, false).security, Security::StartTls, "{host}");
        }
        assert_eq!(Settings::new("localhost", 465, true).security, Security::Tls);
    }

    #[test]
    fn a_password_is_not_shown() {
        let sign_in = SignIn { user: "heraut".into(), credential: Credential::Password("geheim".into()) };
        assert!(!format!("{sign_in:?}").contains("geheim"));
    }
}
