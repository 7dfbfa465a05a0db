//! How mail leaves: relays, what they accept, and where the secrets come from that open them.

use std::fmt;

use chrono::TimeDelta;

use super::channel::Promises;
use super::presets::Preset;

/// How mail leaves.
#[derive(Debug, Clone)]
pub struct Relay {
    /// Where to.
    pub transport: Transport,
    /// User name for AUTH.
    pub user: Option<String>,
    /// Where the password comes from; never the file itself.
    pub password: Option<Secret>,
    /// Where a token comes from that stands in for a password.
    pub token: Option<TokenSource>,
    /// What the relay accepts.
    pub limits: Limits,
    /// Whose limits these are, if they were named.
    pub preset: Option<&'static Preset>,
    /// A file of certificates trusted besides the system's and the public roots, in the campaign directory.
    pub certificates: Option<String>,
    /// The name given in EHLO; the machine's own when absent.
    pub hello: Option<String>,
    /// Whether the first of each wave's message go ahead.
    pub canary: Option<Canary>,
}

/// The first of each wave's message go ahead, and the others wait for what becomes of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Canary {
    /// How many go ahead.
    pub first: u32,
    /// How long the others wait after the last of them.
    pub wait: TimeDelta,
    /// When more than so many of a hundred failed, the others are held.
    pub stop_over: u32,
}

/// Where mail is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transport {
    /// SMTP; STARTTLS is required unless the host is loopback, `implicit` is TLS from the first byte.
    Smtp {
        /// Host name or address.
        host: String,
        /// TCP port.
        port: u16,
        /// `smtps://`.
        implicit: bool,
    },
    /// A Maildir below the campaign directory (or absolute).
    Maildir(String),
    /// One `.eml` file per notice in a directory below the campaign directory (or absolute).
    File(String),
}

impl Transport {
    /// What a relay promises that is spoken to by SMTP: it hands on what it is given.
    pub const SMTP: Promises = Promises { same_bytes: true, keeps_message_id: true };

    /// What it promises of the messages it is given.
    pub fn promises(&self) -> Promises {
        match self {
            Transport::Smtp { .. } => Transport::SMTP,
            // Both name the message after its notice: the second takes the place of the first.
            Transport::Maildir(_) | Transport::File(_) => Promises { same_bytes: true, keeps_message_id: true },
        }
    }
}

/// Where the mail goes, to follow `through`.
impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Transport::Smtp { host, port, .. } => write!(f, "{host}:{port}"),
            Transport::Maildir(path) => write!(f, "the folder {path} on this machine"),
            Transport::File(path) => write!(f, "files in {path} on this machine"),
        }
    }
}

/// Where a token of OAuth 2.0 comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenSource {
    /// A token endpoint, asked as an application (client credentials, RFC 6749 section 4.4).
    Endpoint {
        /// Its address: https, unless it is on this machine.
        url: String,
        /// The application's id.
        client: String,
        /// What proves that it is we who ask.
        proof: ClientProof,
        /// For what the token is to be.
        scope: Option<String>,
    },
    /// What prints one, or keeps one: asked anew for each.
    Printed(Secret),
}

/// A Microsoft 365 tenant, asked over Graph: what became of the mail, or who its people are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// The root of Graph.
    pub url: String,
    /// Where a token for it comes from.
    pub token: TokenSource,
}

/// What proves to a token endpoint who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientProof {
    /// A secret that both know.
    Secret(Secret),
    /// A private key in PEM, beside the certificate that the endpoint knows it by; signs an assertion (RFC 7523).
    Certificate(Secret),
}

/// Where a secret comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Secret {
    /// An environment variable.
    Env(String),
    /// A file, of which the first line counts if it is a password.
    File(String),
    /// A command, whose first line of output counts if it is a password.
    Command(String),
}

/// What a relay accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Messages per period.
    pub rate: Option<(u32, TimeDelta)>,
    /// Recipients per 24 hours.
    pub per_day: Option<u32>,
    /// Connections at once.
    pub connections: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { rate: None, per_day: None, connections: 4 }
    }
}
