//! The keys below `relay:`, and where secrets come from. Their descriptions are those of the JSON Schema.

use schemars::JsonSchema;
use serde::Deserialize;

use super::alternatives::LimitsChoice;
use crate::campaign::yaml::At;

/// How mail leaves.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RelayFile {
    /// `smtp://host:587`, `smtps://host:465`, `maildir:DIR` or `file:DIR`.
    pub url: At<String>,
    /// User name, if the relay wants one.
    pub user: Option<At<String>>,
    /// Where the password comes from.
    pub password: Option<At<SecretFile>>,
    /// Signs in with a token of OAuth 2.0 (XOAUTH2) that an endpoint gives to an application, in place of a password.
    pub oauth2: Option<At<OAuth2File>>,
    /// Signs in with a token of OAuth 2.0 (XOAUTH2) that a command prints or a file holds, in place of a password.
    pub token: Option<At<SecretFile>>,
    /// What the relay accepts.
    pub limits: Option<At<LimitsChoice>>,
    /// A file in the campaign directory with the certificate of the organisation's own authority, or of the relay itself:
    /// PEM or DER.
    pub certificates: Option<At<String>>,
    /// Whether the first few of each wave's message go ahead, and the others wait for what becomes of them.
    pub canary: Option<CanaryFile>,
    /// The name given to the relay in EHLO, where it does not take the machine's own: a host name, or an address in
    /// brackets.
    pub hello: Option<At<String>>,
}

/// The first few of each wave's message go ahead. If more of them fail than may, the others are held.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CanaryFile {
    /// How many go ahead, such as 20.
    pub first: At<u32>,
    /// How long the others wait after the last of them, such as `15m` or `2h`: bounces and calls take their time.
    pub wait: At<String>,
    /// The share of failures beyond which the others are held, such as `10%`.
    pub stop_over: At<String>,
}

/// Where a secret comes from: one of the three. It never stands in this file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretFile {
    /// An environment variable.
    pub env: Option<String>,
    /// A file. Of a password the first line counts.
    pub file: Option<String>,
    /// A command, whose output it is. Of a password the first line counts.
    pub command: Option<String>,
}

/// Which endpoint gives tokens, to which application (client credentials).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OAuth2File {
    /// The Microsoft Entra tenant, by its id or a domain of it, such as `example.onmicrosoft.com`.
    pub tenant: Option<At<String>>,
    /// The address of another token endpoint, or of one of Microsoft's national clouds.
    pub token_url: Option<At<String>>,
    /// The application's (client) id.
    pub client: At<String>,
    /// Where the application's secret comes from.
    pub secret: Option<At<SecretFile>>,
    /// In place of a secret: where a private key of RSA comes from, with its certificate, in PEM.
    pub certificate: Option<At<SecretFile>>,
    /// For what the token is to be. Default with `tenant`: `https://outlook.office365.com/.default`.
    pub scope: Option<At<String>>,
}

/// What the relay accepts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitsFile {
    /// Messages per period, such as `30/min`, `5/s` or `1000/h`.
    pub messages: Option<At<String>>,
    /// Recipients per 24 hours.
    pub per_day: Option<At<u32>>,
    /// Connections at once. Default 4.
    pub connections: Option<At<u32>>,
}
