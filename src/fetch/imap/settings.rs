//! Where a mailbox is, and what can go wrong with it.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::deliver::secrecy::Secrets;

/// Where a mailbox is.
pub struct Settings {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// TLS from the first byte. Without it only a server on this machine is spoken to.
    pub tls: bool,
    /// Certificates trusted besides the system's and the public roots, PEM or DER; may be empty.
    pub roots: Vec<u8>,
    /// The user.
    pub user: String,
    /// How the user signs in.
    pub sign_in: SignIn,
    /// The folder that is read.
    pub folder: String,
    /// The keyword on what was read: [`keyword`].
    pub keyword: String,
}

/// How a user signs in. Never shown.
pub enum SignIn {
    /// With a password, by AUTH PLAIN (RFC 4616) or LOGIN.
    Password(String),
    /// With a bearer token, by XOAUTH2 as Google and Microsoft have it.
    Token(String),
}

/// What can go wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The server cannot be reached, or went away; trying again may help.
    Away(String),
    /// Trying again does not help: a refused sign-in, a folder that is not there.
    Refused(String),
}

impl Settings {
    /// What nobody may read of the sign-in, in every form in which it goes to the server.
    pub(super) fn secrets(&self) -> Secrets {
        let (secret, line) = match &self.sign_in {
            SignIn::Password(password) => (password, plain(&self.user, password)),
            SignIn::Token(token) => (token, xoauth2(&self.user, token)),
        };
        Secrets::of([secret.as_str(), &escaped(secret), &STANDARD.encode(secret), &line])
    }
}

/// The keyword on what a campaign has read; a mailbox may be that of several.
pub fn keyword(campaign: &str) -> String {
    let hash = blake3::hash(campaign.as_bytes()).to_hex();
    format!("HerautRead-{}", &hash[..8])
}

/// A sign-in with PLAIN.
pub(super) fn plain(user: &str, password: &str) -> String {
    STANDARD.encode(format!("\0{user}\0{password}"))
}

/// A sign-in with XOAUTH2.
pub(super) fn xoauth2(user: &str, token: &str) -> String {
    STANDARD.encode(format!("user={user}\x01auth=Bearer {token}\x01\x01"))
}

/// What goes between the quotes of a quoted string (RFC 3501 section 4.3).
pub(super) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SignIn::Password(_) => "Password(…)",
            SignIn::Token(_) => "Token(…)",
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Fault::Away(why) | Fault::Refused(why)) = self;
        f.write_str(why)
    }
}
