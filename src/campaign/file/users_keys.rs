//! The keys of the file that says who may open the pages of `heraut serve`.

use serde::Deserialize;

use super::ordered::Ordered;
use super::relay_keys::SecretFile;
use crate::campaign::yaml::At;

/// Who may open the pages of `heraut serve`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UsersFile {
    /// What browsers call the site, such as `https://heraut.example.org`.
    pub url: At<String>,
    /// The provider of OpenID Connect where users sign in.
    pub openid: Option<At<OpenIdFile>>,
    /// The reverse proxy where users have signed in already.
    pub proxy: Option<At<ProxyFile>>,
    /// What users are, by the name that provider or proxy has for them.
    #[serde(default)]
    pub users: Ordered<Vec<At<String>>>,
    /// What those in a group are.
    #[serde(default)]
    pub groups: Ordered<Vec<At<String>>>,
}

/// A provider of OpenID Connect.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenIdFile {
    /// Who it is, such as `https://login.microsoftonline.com/TENANT/v2.0`.
    pub issuer: At<String>,
    /// What this program is called there.
    pub client: At<String>,
    /// Where the secret comes from that proves it.
    pub secret: Option<At<SecretFile>>,
    /// The claim that names a user. Default `preferred_username`.
    pub user: Option<At<String>>,
    /// The claim that has their groups, or their roles there. Default `groups`.
    pub groups: Option<At<String>>,
    /// What is asked for besides `openid`. Default `[profile]`.
    pub scopes: Option<Vec<At<String>>>,
}

/// A reverse proxy that signs users in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProxyFile {
    /// The addresses it comes from.
    pub addresses: Vec<At<String>>,
    /// The header that names a user.
    pub user: At<String>,
    /// The header that has their groups, with commas between them.
    pub groups: Option<At<String>>,
    /// Where that comes from which it says in the header `X-Heraut-Secret`.
    pub secret: Option<At<SecretFile>>,
}
