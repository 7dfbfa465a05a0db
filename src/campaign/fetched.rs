//! Files of people and devices that come from another system: which one, how it is asked, and for what.

use std::sync::Arc;

use super::relay::{Secret, Tenant};
use crate::error::Place;

/// A file that is fetched.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// Its path in the campaign directory.
    pub file: String,
    /// The system it comes from; several files may be of one.
    pub system: Arc<System>,
    /// What that is asked for.
    pub asked: Asked,
    /// Columns besides the usual, or in place of them: the header, and what the system calls what is in it.
    pub columns: Vec<(String, String)>,
    /// Where it stands in the campaign file.
    pub place: Place,
}

/// A system that data is fetched from.
#[derive(Debug, Clone)]
pub enum System {
    /// A directory over LDAP.
    Directory(Directory),
    /// A tenant over Graph.
    Tenant(Tenant),
}

/// A directory over LDAP (RFC 4511).
#[derive(Debug, Clone)]
pub struct Directory {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How it is spoken to.
    pub guard: Guard,
    /// Who asks: a DN, or what the directory takes for one, such as `heraut@example.org`. Nobody when absent.
    pub user: Option<String>,
    /// Where that one's password comes from.
    pub password: Option<Secret>,
    /// A file of certificates trusted besides the system's and the public roots, in the campaign directory.
    pub certificates: Option<String>,
}

/// How what is said to a directory is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// TLS from the first byte: `ldaps://`.
    Tls,
    /// TLS before anything else is said (RFC 4511 section 4.14).
    StartTls,
    /// Not at all, because the campaign file says so.
    Nothing,
}

/// What a system is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Entries of a directory.
    Entries {
        /// Below which one.
        base: String,
        /// Which of those (RFC 4515).
        filter: String,
    },
    /// The people of a tenant.
    Users {
        /// Which, in the words of OData.
        filter: String,
    },
    /// The devices that Intune manages.
    Devices {
        /// Which, in the words of OData; all when absent.
        filter: Option<String>,
    },
    /// What people have registered to sign in with.
    Registrations,
}
