//! The mailbox that reports come back to.

use super::relay::Secret;

/// A mailbox over IMAP, and how it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportBox {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// `imaps://`: TLS from the first byte.
    pub tls: bool,
    /// Whose mailbox it is.
    pub user: String,
    /// How they sign in; there is none only while the file is being read and is wrong.
    pub sign_in: Option<SignInBy>,
    /// The folder that is read.
    pub folder: String,
    /// Where reports are moved once they are recorded; they stay when absent.
    pub move_to: Option<String>,
    /// A file of certificates trusted besides the system's and the public roots, in the campaign directory.
    pub certificates: Option<String>,
}

/// What a user signs in by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInBy {
    /// A password.
    Password(Secret),
    /// A bearer token, fetched anew for each connection (XOAUTH2).
    Token(Secret),
}
