//! The keys below `sources:`. Their descriptions are those of the JSON Schema.

use schemars::JsonSchema;
use serde::Deserialize;

use super::ordered::Ordered;
use super::relay_keys::{OAuth2File, SecretFile};
use crate::campaign::yaml::At;

/// A system that `heraut fetch` reads: one of the two.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// A directory over LDAP, such as Active Directory.
    pub ldap: Option<At<LdapFile>>,
    /// A Microsoft Entra tenant with its Intune, over Graph.
    pub graph: Option<At<GraphFile>>,
}

/// A directory over LDAP.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LdapFile {
    /// `ldaps://host:636`, or `ldap://host:389` with StartTLS.
    pub url: At<String>,
    /// `starttls` (the default of `ldap://`), or `none`: then names and the password go over the network for all to read.
    #[schemars(with = "Option<String>", extend("enum" = ["starttls", "none"]))]
    pub tls: Option<At<String>>,
    /// Who asks, such as `heraut@example.org` or `cn=heraut,ou=services,dc=example,dc=org`. Nobody in particular when absent.
    pub user: Option<At<String>>,
    /// Where the password comes from.
    pub password: Option<At<SecretFile>>,
    /// A file in the campaign directory with the certificate of the organisation's own authority, or of the server itself:
    /// PEM or DER.
    pub certificates: Option<At<String>>,
    /// The files that are written from it.
    pub files: At<Vec<LdapEntriesFile>>,
}

/// A file of people that is written from a directory.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LdapEntriesFile {
    /// Its path in the campaign directory, as `people:` names it.
    pub file: At<String>,
    /// Below which entry people are, such as `ou=staff,dc=example,dc=org`.
    pub base: At<String>,
    /// Which of the entries there are people, such as `(&(objectCategory=person)(objectClass=user))`.
    pub filter: At<String>,
    /// Columns besides the usual, or in place of them: the header and the attribute, as in `{personnel: employeeNumber}`.
    #[serde(default)]
    pub columns: Ordered<At<String>>,
}

/// A tenant over Graph.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GraphFile {
    /// The application that asks. With a `tenant` the token is for Graph, unless `scope` says otherwise.
    pub oauth2: Option<At<OAuth2File>>,
    /// In place of that: a command that prints a token for Graph, or a file that something else keeps fresh.
    pub token: Option<At<SecretFile>>,
    /// The root of Graph, where it is that of a national cloud. Default `https://graph.microsoft.com/v1.0`.
    pub url: Option<At<String>>,
    /// The files that are written from it.
    pub files: At<Vec<GraphEntriesFile>>,
}

/// A file that is written from a tenant.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GraphEntriesFile {
    /// Its path in the campaign directory, as `people:` or `devices:` names it.
    pub file: At<String>,
    /// What is in it: `users` (people with their manager and language), `devices` (those of Intune), or `registrations` (what
    /// people have registered to sign in with).
    #[schemars(with = "String", extend("enum" = ["users", "devices", "registrations"]))]
    pub of: At<String>,
    /// Which of them, in the words of OData, such as `accountEnabled eq true`. Default for users `userType eq 'Member'`, for
    /// others all.
    pub filter: Option<At<String>>,
    /// Columns besides the usual, or in place of them: the header and the property, as in `{personnel: employeeId}`.
    #[serde(default)]
    pub columns: Ordered<At<String>>,
}
