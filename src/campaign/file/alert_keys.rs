//! The keys below `alert:`. Their descriptions are those of the JSON Schema.

use schemars::JsonSchema;
use serde::Deserialize;

use super::relay_keys::SecretFile;
use crate::campaign::yaml::At;

/// Who is told when something goes wrong: by one way or several. Nobody's name or address is in what is told.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertFile {
    /// An address that is mailed, through the relay.
    pub mail: Option<At<String>>,
    /// What is told over HTTP: a POST with a small JSON.
    pub webhook: Option<At<WebhookFile>>,
    /// A line for the shell. The text is on its standard input, and the JSON in the variable `HERAUT_ALERT`.
    pub command: Option<At<String>>,
    /// Of what: of everything when absent.
    #[schemars(with = "Option<Vec<String>>", extend("items" = {"type": "string", "enum": [
        "failed", "bounced", "uncertain", "overdue", "paused", "canary", "gate", "stopped", "silent"
    ]}))]
    pub on: Option<At<Vec<At<String>>>>,
    /// What has been due for so long is overdue, and a sender that has not run for so long is silent: minutes, hours or
    /// days, at least `5m`. Default `30m`.
    pub overdue_after: Option<At<String>>,
    /// The same trouble is not told twice within this time: minutes, hours or days. Default `1h`.
    pub again_after: Option<At<String>>,
}

/// What is told over HTTP.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookFile {
    /// Its address: https, unless it is on this machine.
    pub url: Option<At<String>>,
    /// In place of `url`, where the address is itself a secret: where it comes from.
    pub url_from: Option<At<SecretFile>>,
    /// Where a token comes from that is sent along (`Authorization: Bearer`).
    pub token: Option<At<SecretFile>>,
}
