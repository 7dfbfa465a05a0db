//! Where tokens come from: what proves who we are is fetched when sending begins, as a password is; a token when one is needed.

use std::path::PathBuf;
use std::sync::Arc;

use super::secret::Safe;
use crate::campaign::{ClientProof, Secret, TokenSource};
use crate::deliver::token::{Endpoint, Issued, Issuer, NoToken, Proof, SigningKey, Token, Tokens};
use crate::error::{Error, Result};

/// The tokens of a relay.
///
/// # Errors
/// When what proves who asks cannot be had, or is nothing of the kind.
pub(in crate::app) fn tokens(source: &TokenSource, safe: Safe) -> Result<Tokens> {
    let issuer: Arc<dyn Issuer> = match source {
        TokenSource::Printed(secret) => Arc::new(Printed { secret: secret.clone(), dir: safe.dir.to_owned() }),
        TokenSource::Endpoint { url, client, proof, scope } => {
            let proof = self::proof(proof, url, safe)?;
            Arc::new(Endpoint::new(url.clone(), client.clone(), proof, scope.clone(), safe.clock))
        }
    };
    Ok(Tokens::new(issuer))
}

fn proof(proof: &ClientProof, url: &str, safe: Safe) -> Result<Proof> {
    match proof {
        ClientProof::Secret(secret) => {
            let line = safe.fetch_line(secret, "the application's secret")?;
            Ok(Proof::Secret(line.trim_end().to_owned()))
        }
        ClientProof::Certificate(secret) => {
            let (pem, source) = safe.fetch(secret, "the application's certificate")?;
            let key = SigningKey::from_pem(&pem)?;
            if url.starts_with("https://login.microsoftonline.") && !key.has_certificate() {
                let why = format!(
                    "the application's certificate from {source} is a key alone, and Microsoft knows it by the certificate"
                );
                return Err(Error::campaign(why).hint("put both into one text in PEM: `cat client.crt client.key`"));
            }
            Ok(Proof::Key(Box::new(key)))
        }
    }
}

/// What prints a token, or keeps one, each time it is asked.
struct Printed {
    secret: Secret,
    dir: PathBuf,
}

impl Issuer for Printed {
    fn name(&self) -> String {
        match &self.secret {
            Secret::Env(place) | Secret::File(place) | Secret::Command(place) => format!("`{place}`"),
        }
    }

    fn issue(&self) -> std::result::Result<Issued, NoToken> {
        // A variable is none of the places that a token comes from.
        let nothing = |_: &str| None;
        let safe = Safe { dir: &self.dir, environment: &nothing, clock: Default::default };
        let fetched = safe.fetch(&self.secret, "a token for the relay");
        let (text, _) = fetched.map_err(|error| NoToken::Later(error.to_string()))?;
        let token = Token::new(text.lines().next().unwrap_or("").trim());
        let token = token.map_err(|_| NoToken::Later(format!("the first line from {} is no token", self.name())))?;
        Ok(Issued { token, lifetime: None })
    }
}
