//! The provider: what it says of itself, where users sign in, and whose a code is.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use ring::digest::{SHA256, digest};
use serde_json::{Map, Value};

use super::claims::{Disbelief, Wanted, claims};
use super::keys::Keys;
use crate::campaign::{OpenId, judge_url};
use crate::deliver::secrecy::Secrets;
use crate::deliver::web::{agent, safe};

/// How long a provider may take for an answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest answer.
const LONGEST: u64 = 256 * 1024;
/// The longest name of a user, in characters.
const LONGEST_NAME: usize = 200;
/// What it says of itself is asked for again after so long.
const GOOD_FOR: Duration = Duration::from_secs(3600);
/// For a key that is not known, no sooner than after so long.
const AT_MOST_EACH: Duration = Duration::from_secs(60);

/// A provider of OpenID Connect.
pub struct Provider {
    openid: OpenId,
    secret: Option<String>,
    /// Where it leads back to.
    back: String,
    known: Mutex<Option<Known>>,
}

/// What a provider says of itself.
#[derive(Clone)]
struct Known {
    since: Instant,
    authorize: String,
    token: String,
    /// Where a session of theirs is ended, where that is offered.
    end: Option<String>,
    /// Whether it takes the secret in the form.
    posts: bool,
    keys: Arc<Keys>,
}

/// What belongs to one attempt to sign in; nobody guesses any of it.
pub struct Errand<'a> {
    /// By which the way back is known.
    pub state: &'a str,
    /// By which the token is.
    pub nonce: &'a str,
    /// By which who asks for the token is.
    pub verifier: &'a str,
}

/// Who somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Their name, as the provider has it.
    pub user: String,
    /// Their groups.
    pub groups: Vec<String>,
}

/// Why it is not known who somebody is; words of the provider are in it, short and without what steers a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub String);

impl Provider {
    /// A provider, of which nothing is asked yet. `back` is the address that it leads back to.
    pub fn new(openid: OpenId, secret: Option<String>, back: String) -> Self {
        Provider { openid, secret, back, known: Mutex::new(None) }
    }

    /// Where somebody signs in.
    ///
    /// # Errors
    /// When the provider does not say.
    pub fn address(&self, errand: &Errand<'_>, now: Instant) -> Result<String, Refused> {
        let known = self.known(now, false)?;
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, errand.verifier.as_bytes()));
        let scope = [&["openid".to_owned()][..], &self.openid.scopes].concat().join(" ");
        let fields = [
            ("response_type", "code"),
            ("client_id", &self.openid.client),
            ("redirect_uri", &self.back),
            ("scope", &scope),
            ("state", errand.state),
            ("nonce", errand.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        Ok(with_fields(known.authorize, &fields))
    }

    /// Where somebody signs out at the provider, who leads back to where it leads who signed in: that address it knows. Nothing
    /// where it does not offer that (OpenID Connect RP-Initiated Logout 1.0, section 2).
    ///
    /// # Errors
    /// When the provider does not say.
    pub fn leaving(&self, now: Instant) -> Result<Option<String>, Refused> {
        // Their token would save them a question; it has their name in it, and an address may be kept in a log.
        let fields = [("client_id", &*self.openid.client), ("post_logout_redirect_uri", &self.back)];
        Ok(self.known(now, false)?.end.map(|end| with_fields(end, &fields)))
    }

    /// Whose a code is. `issuer` is who says that it is of theirs, where that is said (RFC 9207); `wall` the time by which its
    /// token is judged.
    ///
    /// # Errors
    /// When the provider does not say, or is not believed.
    pub fn whose(
        &self,
        code: &str,
        issuer: Option<&str>,
        errand: &Errand<'_>,
        now: Instant,
        wall: DateTime<Utc>,
    ) -> Result<Who, Refused> {
        if issuer.is_some_and(|issuer| issuer != self.openid.issuer) {
            return Err(self.not("the code is of another provider"));
        }
        let known = self.known(now, false)?;
        let token = self.redeem(&known, code, errand)?;
        let wanted =
            Wanted { issuer: &self.openid.issuer, client: &self.openid.client, nonce: errand.nonce, now: wall };
        let said = match claims(&token, &known.keys, &wanted) {
            // Keys change; who makes tokens up cannot have us ask all the time.
            Err(Disbelief::UnknownKey) => claims(&token, &self.known(now, true)?.keys, &wanted),
            said => said,
        };
        let said = said.map_err(|why| match why {
            Disbelief::UnknownKey => self.not("its token is signed with a key that it does not publish"),
            Disbelief::Because(why) => self.not(&format!("its token is not believed: {why}")),
        })?;
        self.who(&said)
    }

    /// Who the claims are about.
    fn who(&self, claims: &Map<String, Value>) -> Result<Who, Refused> {
        let OpenId { user, groups, .. } = &self.openid;
        let name = claims.get(user).and_then(Value::as_str).map(str::trim).unwrap_or_default();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(self.not(&format!("its token has no `{user}` that says who it is about")));
        }
        // Anybody may give themselves an address that they have not shown to be theirs.
        if user == "email" && claims.get("email_verified").is_some_and(|verified| *verified != Value::Bool(true)) {
            return Err(self.not("it has not verified the address"));
        }
        let elsewhere = claims.get("_claim_names").is_some_and(|names| names.get(groups).is_some());
        if elsewhere {
            return Err(self.not("they are in more groups than go into a token; give roles of the application instead"));
        }
        let groups = match claims.get(groups) {
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(one)) => vec![one.clone()],
            _ => Vec::new(),
        };
        Ok(Who { user: name.to_owned(), groups })
    }

    /// The ID token of a code.
    fn redeem(&self, known: &Known, code: &str, errand: &Errand<'_>) -> Result<String, Refused> {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.back),
            ("client_id", &self.openid.client),
            ("code_verifier", errand.verifier),
        ];
        let mut ask = agent(&known.token, PATIENCE).post(&known.token).header("Accept", "application/json");
        match &self.secret {
            Some(secret) if known.posts => form.push(("client_secret", secret)),
            // RFC 6749 section 2.3.1: both are escaped before they are joined.
            Some(secret) => {
                let both = format!("{}:{}", escaped(&self.openid.client), escaped(secret));
                ask = ask.header("Authorization", format!("Basic {}", STANDARD.encode(both)));
            }
            None => {}
        }
        let hidden = Secrets::of_field(self.secret.as_deref().unwrap_or_default());
        let answer = ask.send_form(form).map_err(|e| self.not(&safe(&e.to_string(), &hidden)))?;
        let (status, said) = self.read(answer)?;
        if let (200, Some(token)) = (status, said["id_token"].as_str()) {
            return Ok(token.to_owned());
        }
        let words = [&said["error"], &said["error_description"]].map(|one| one.as_str().unwrap_or_default());
        Err(self.not(&safe(&format!("it gives no token: {status} {}", words.join(" ")), &hidden)))
    }

    /// What the provider says of itself, no older than an hour; `anew` where a key is missing.
    fn known(&self, now: Instant, anew: bool) -> Result<Known, Refused> {
        let mut kept = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let longest = if anew { AT_MOST_EACH } else { GOOD_FOR };
        if let Some(known) = kept.as_ref().filter(|known| now.duration_since(known.since) < longest) {
            return Ok(known.clone());
        }
        let found = self.discover(now)?;
        Ok(kept.insert(found).clone())
    }

    /// OpenID Connect Discovery 1.0, section 4.
    fn discover(&self, now: Instant) -> Result<Known, Refused> {
        let root = self.openid.issuer.trim_end_matches('/');
        let said = self.ask(&format!("{root}/.well-known/openid-configuration"))?;
        if said["issuer"].as_str() != Some(&*self.openid.issuer) {
            let other = safe(said["issuer"].as_str().unwrap_or("nobody"), &Secrets::default());
            return Err(self.not(&format!("its configuration is that of `{other}`")));
        }
        let address = |name: &str| {
            let text = said[name].as_str().filter(|text| judge_url(text).is_ok());
            text.map(str::to_owned).ok_or_else(|| self.not(&format!("its configuration has no `{name}` under https")))
        };
        let ways = said["token_endpoint_auth_methods_supported"].as_array();
        let posts = ways.is_some_and(|ways| ways.iter().any(|way| way.as_str() == Some("client_secret_post")));
        let keys = Keys::of(&self.ask(&address("jwks_uri")?)?);
        Ok(Known {
            since: now,
            authorize: address("authorization_endpoint")?,
            token: address("token_endpoint")?,
            // Who offers none, or one where it could be listened to, leaves their own session to who signs out.
            end: address("end_session_endpoint").ok(),
            posts,
            keys: Arc::new(keys),
        })
    }

    fn ask(&self, url: &str) -> Result<Value, Refused> {
        let answer = agent(url, PATIENCE).get(url).header("Accept", "application/json").call();
        let (status, said) = self.read(answer.map_err(|e| self.not(&safe(&e.to_string(), &Secrets::default())))?)?;
        match status {
            200 => Ok(said),
            status => Err(self.not(&format!("it answers {status} to what it is asked of itself"))),
        }
    }

    /// Status and JSON of an answer; nothing where it is none.
    fn read(&self, mut answer: ureq::http::Response<ureq::Body>) -> Result<(u16, Value), Refused> {
        let body = answer.body_mut().with_config().limit(LONGEST).read_to_vec();
        let body = body.map_err(|e| self.not(&safe(&e.to_string(), &Secrets::default())))?;
        Ok((answer.status().as_u16(), serde_json::from_slice(&body).unwrap_or_default()))
    }

    fn not(&self, why: &str) -> Refused {
        Refused(format!("{}: {why}", self.openid.issuer))
    }
}

/// An address that says more.
fn with_fields(mut address: String, fields: &[(&str, &str)]) -> String {
    for (name, value) in fields {
        address.push(if address.contains('?') { '&' } else { '?' });
        address += &format!("{name}={}", escaped(value));
    }
    address
}

/// As a field of a form or an address has it (RFC 3986 section 2.3).
fn escaped(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}
