//! Where a mailbox is, and what can go wrong with it.

use std::fmt;

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

impl SignIn {
    /// The text that nobody may read.
    pub(super) fn secret(&self) -> &str {
        let (SignIn::Password(secret) | SignIn::Token(secret)) = self;
        secret
    }
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
