//! A token endpoint, asked as an application (client credentials, RFC 6749 section 4.4).

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::answer;
use super::assertion::{Algorithm, SigningKey};
use super::issuer::{Issued, Issuer, NoToken};
use crate::deliver::secrecy::Secrets;
use crate::deliver::web;

/// How long an endpoint may take, from looking it up to the end of its answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest answer: a token with all of a large organisation's groups has a fraction of it.
const LONGEST: u64 = 64 * 1024;

/// What says of a JWT that it is one (RFC 7523 section 2.2).
const JWT: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Names and values, as they are sent.
type Form = Vec<(&'static str, String)>;

/// A token endpoint, and who asks it for what.
pub struct Endpoint {
    /// Its address: https, unless it is on this machine.
    pub url: String,
    /// The application's id.
    pub client: String,
    /// What proves that it is we who ask.
    pub proof: Proof,
    /// For what the token is to be.
    pub scope: Option<String>,
    /// The machine's clock: an assertion is of this moment, whatever time a trial acts for.
    pub clock: fn() -> DateTime<Utc>,
    /// How long it may take.
    pub patience: Duration,
}

/// What proves who asks.
pub enum Proof {
    /// A secret that both know.
    Secret(String),
    /// A key of which the endpoint has the certificate.
    Key(Box<SigningKey>),
}

impl Endpoint {
    /// An endpoint with the usual patience.
    pub fn new(
        url: impl Into<String>,
        client: impl Into<String>,
        proof: Proof,
        scope: Option<String>,
        clock: fn() -> DateTime<Utc>,
    ) -> Self {
        Endpoint { url: url.into(), client: client.into(), proof, scope, clock, patience: PATIENCE }
    }

    /// The form that is sent, and what of it is secret.
    fn form(&self) -> Result<(Form, Secrets), NoToken> {
        let mut form = vec![("grant_type", "client_credentials".to_owned()), ("client_id", self.client.clone())];
        if let Some(scope) = &self.scope {
            form.push(("scope", scope.clone()));
        }
        let secret = match &self.proof {
            Proof::Secret(secret) => {
                form.push(("client_secret", secret.clone()));
                secret.clone()
            }
            Proof::Key(key) => {
                let assertion = key
                    .assert(self.algorithm(), &self.client, &self.url, (self.clock)())
                    .map_err(|why| NoToken::Later(format!("nothing could be signed for {}: {why}", self.name())))?;
                form.push(("client_assertion_type", JWT.to_owned()));
                form.push(("client_assertion", assertion.clone()));
                assertion
            }
        };
        Ok((form, Secrets::of_field(&secret)))
    }

    fn algorithm(&self) -> Algorithm {
        if self.host().contains("microsoftonline.") { Algorithm::Ps256 } else { Algorithm::Rs256 }
    }

    fn host(&self) -> String {
        web::host(&self.url)
    }

    fn ask(&self, form: &[(&'static str, String)]) -> Result<(u16, Vec<u8>), ureq::Error> {
        let form = form.iter().map(|(name, value)| (*name, value.as_str()));
        let mut answer = web::agent(&self.url, self.patience)
            .post(&self.url)
            .header("Accept", "application/json")
            .send_form(form)?;
        let body = answer.body_mut().with_config().limit(LONGEST).read_to_vec()?;
        Ok((answer.status().as_u16(), body))
    }
}

impl Issuer for Endpoint {
    fn name(&self) -> String {
        self.host()
    }

    fn issue(&self) -> Result<Issued, NoToken> {
        let (form, secrets) = self.form()?;
        let named = |why: String| format!("no token from {}: {why}", self.name());
        let (status, body) = self.ask(&form).map_err(|e| match e {
            ureq::Error::BadUri(_) | ureq::Error::RequireHttpsOnly(_) | ureq::Error::InvalidProxyUrl => {
                NoToken::Never(named(web::safe(&e.to_string(), &secrets)))
            }
            ureq::Error::Timeout(_) => {
                NoToken::Later(named(format!("no answer within {} seconds", self.patience.as_secs_f32())))
            }
            e => NoToken::Later(named(web::safe(&e.to_string(), &secrets))),
        })?;
        answer::read(status, &body, &secrets).map_err(|no| match no {
            NoToken::Later(why) => NoToken::Later(named(why)),
            NoToken::Never(why) => NoToken::Never(named(why)),
        })
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").field("url", &self.url).field("client", &self.client).finish_non_exhaustive()
    }
}
