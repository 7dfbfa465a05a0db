//! What a directory does not do, and what a person can do about it.

use ldap3::{LdapError, LdapResult};

use crate::deliver::secrecy::Secrets;
use crate::deliver::transport::smtp::certificate_fault;
use crate::deliver::web;
use crate::fetch::Fault;

/// Why Active Directory does not let somebody in, by the code in its words
/// (<https://learn.microsoft.com/windows/win32/debug/system-error-codes--1300-1699->: in hexadecimal).
const DATA: [(&str, &str); 6] = [
    ("data 525", "there is no such user"),
    ("data 52e", "user or password is wrong"),
    ("data 532", "the password has expired"),
    ("data 533", "the account is disabled"),
    ("data 701", "the account has expired"),
    ("data 775", "the account is locked"),
];

/// How it is called in what is said, and what of its words nobody may read.
pub(super) struct Named<'a> {
    pub(super) host: &'a str,
    pub(super) secrets: &'a Secrets,
}

impl Named<'_> {
    /// Of an operation that did not come to an end.
    pub(super) fn broken(&self, error: LdapError) -> Fault {
        let host = self.host;
        match error {
            LdapError::Io { source } => match certificate_fault(&source, "ldap") {
                Some(why) => Fault::Refused(format!("{host}: {why}")),
                None => Fault::Away(format!("{host} cannot be reached: {}", self.safe(&source.to_string()))),
            },
            LdapError::Timeout { .. } => Fault::Away(format!("{host} gives no answer in time")),
            LdapError::LdapResult { result } => self.refused(&result),
            LdapError::EndOfStream | LdapError::ResultRecv { .. } | LdapError::OpSend { .. } => {
                Fault::Away(format!("{host} ended the connection, or said something that is no LDAP"))
            }
            LdapError::DNSName { .. } => {
                Fault::Refused(format!("`{host}` is not a host name a certificate could be for"))
            }
            other => Fault::Refused(format!("{host}: {}", self.safe(&other.to_string()))),
        }
    }

    /// Of StartTLS.
    pub(super) fn unprotected(&self, error: LdapError) -> Fault {
        match error {
            LdapError::LdapResult { result } => Fault::Refused(format!(
                "{} does not do StartTLS ({}): write ldaps:// if it does TLS from the first byte",
                self.host,
                self.words(&result)
            )),
            other => self.broken(other),
        }
    }

    /// Of a result that is none (RFC 4511 appendix A).
    pub(super) fn refused(&self, result: &LdapResult) -> Fault {
        let (host, words) = (self.host, self.words(result));
        let refused = |why: &str| Fault::Refused(format!("{host} {why} ({words})"));
        match result.rc {
            1 | 50 => refused("does not show this to who asks: it needs a user who may read it"),
            3 | 11 => refused("gives up before the list is whole: ask for less, by `base:` or `filter:`"),
            4 => refused("gives no more entries to this user at once: have its limit raised, or ask for less"),
            8 | 13 => refused("wants a better protected connection: use ldaps://, or ldap:// with StartTLS"),
            10 => refused("sends us to another directory: name that one"),
            32 | 34 => refused("has no such `base:`"),
            48 | 49 => {
                let text = result.text.to_ascii_lowercase();
                let why = DATA
                    .iter()
                    .find(|(code, _)| text.contains(code))
                    .map_or("user or password is wrong", |(_, why)| why);
                refused(&format!("does not let the user in: {why}"))
            }
            51 | 52 => Fault::Away(format!("{host} is busy or not well ({words})")),
            _ => refused("does not answer"),
        }
    }

    fn words(&self, result: &LdapResult) -> String {
        // Active Directory ends its words with a zero.
        let text = self.safe(result.text.trim_end_matches('\0'));
        if text.is_empty() { format!("code {}", result.rc) } else { format!("code {}: {text}", result.rc) }
    }

    fn safe(&self, words: &str) -> String {
        web::safe(words, self.secrets)
    }
}
