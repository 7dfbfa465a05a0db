//! Who may open the pages of a campaign in a browser.

use std::path::Path;

use super::deliver::secret::line;
use super::environment::variable_of_the_face;
use crate::campaign::{Hidden, KnownBy, Users, read_users};
use crate::error::{Error, Result};

/// Who may open the pages, with what proves who says who they are.
#[derive(Debug, Clone)]
pub struct Admission {
    /// Users and groups, with their roles.
    pub users: Users,
    /// The secret of the provider's client, or what the proxy says; none where the file names none.
    pub secret: Option<Hidden>,
}

/// Reads who may open the pages from a file; its secret is looked for from the campaign directory `dir`.
///
/// # Errors
/// When the file cannot be read, everything that is wrong with it, or when its secret cannot be had.
pub fn admission(file: &Path, dir: &Path) -> Result<Admission> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|e| {
        Error::campaign(format!("cannot read `{name}`: {e}"))
            .hint("it says who may open the pages, and is a text in UTF-8")
    })?;
    let users = read_users(&name, &text)?;
    let (secret, what) = match &users.known_by {
        KnownBy::Provider(openid) => (openid.secret.as_ref(), "the secret of the provider's client"),
        KnownBy::Proxy(proxy) => (proxy.secret.as_ref(), "what the proxy says"),
    };
    let fetch = |secret| line(secret, what, dir, &variable_of_the_face).map(|text| Hidden::new(text.trim().to_owned()));
    Ok(Admission { secret: secret.map(fetch).transpose()?, users })
}
