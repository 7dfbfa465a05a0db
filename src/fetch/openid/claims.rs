//! What an ID token says (OpenID Connect Core 1.0 section 2), once it is sure who says it, to whom, when and why (section
//! 3.1.3.7). Pure.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::keys::{Keys, Unsigned};

/// Clocks differ by so many seconds.
const LEEWAY: i64 = 60;
/// The longest token: one with all of a large organisation's groups has a fraction of it.
const LONGEST: usize = 64 * 1024;

/// What a token has to be.
pub(super) struct Wanted<'a> {
    /// Who says it.
    pub(super) issuer: &'a str,
    /// To whom.
    pub(super) client: &'a str,
    /// What was asked for.
    pub(super) nonce: &'a str,
    pub(super) now: DateTime<Utc>,
}

/// Why a token is not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Disbelief {
    /// It names a key that is not known: perhaps a new one.
    UnknownKey,
    /// Never.
    Because(&'static str),
}

/// What a token says.
///
/// # Errors
/// Why it is not believed.
pub(super) fn claims(token: &str, keys: &Keys, wanted: &Wanted<'_>) -> Result<Map<String, Value>, Disbelief> {
    let no = |why| Err(Disbelief::Because(why));
    if token.len() > LONGEST {
        return no("it is too long");
    }
    let Some((signed, signature)) = token.rsplit_once('.') else { return no("it is no token") };
    let Some((header, payload)) = signed.split_once('.').filter(|(_, payload)| !payload.contains('.')) else {
        return no("it is no signed token");
    };
    let (Some(header), Ok(signature)) = (object(header), URL_SAFE_NO_PAD.decode(signature)) else {
        return no("it is no token");
    };
    // An allowed list: `none` is no algorithm, and one with a shared secret is not that of a public key.
    let Some(algorithm @ ("RS256" | "ES256")) = header.get("alg").and_then(Value::as_str) else {
        return no("it is not signed by RS256 or ES256");
    };
    if header.contains_key("crit") {
        return no("it asks for what is not known here");
    }
    match keys.signed(algorithm, header.get("kid").and_then(Value::as_str), signed.as_bytes(), &signature) {
        Ok(()) => {}
        Err(Unsigned::Unknown) => return Err(Disbelief::UnknownKey),
        Err(Unsigned::Wrong) => return no("it was not signed by the provider"),
    }
    let Some(claims) = object(payload) else { return no("it says nothing") };
    match judged(&claims, wanted) {
        Some(why) => no(why),
        None => Ok(claims),
    }
}

/// What is wrong with what it says.
fn judged(claims: &Map<String, Value>, wanted: &Wanted<'_>) -> Option<&'static str> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let moment = |name: &str| claims.get(name).map(|value| value.as_f64().map(|seconds| seconds as i64));
    let now = wanted.now.timestamp();
    if text("iss") != Some(wanted.issuer) {
        return Some("it is of another issuer");
    }
    let (is_ours, is_others) = match claims.get("aud") {
        Some(Value::String(one)) => (one == wanted.client, false),
        Some(Value::Array(all)) => {
            let ours = |one: &Value| one.as_str() == Some(wanted.client);
            (all.iter().any(ours), !all.iter().all(ours))
        }
        _ => (false, false),
    };
    if !is_ours {
        return Some("it is for another program");
    }
    match claims.get("azp") {
        Some(party) if party.as_str() != Some(wanted.client) => return Some("another program asked for it"),
        None if is_others => return Some("it is for several programs, and does not say which asked for it"),
        _ => {}
    }
    match moment("exp") {
        Some(Some(expires)) if expires + LEEWAY > now => {}
        Some(Some(_)) => return Some("it has expired"),
        _ => return Some("it does not say until when it is good"),
    }
    match moment("iat") {
        Some(Some(issued)) if issued <= now + LEEWAY => {}
        Some(Some(_)) => return Some("it is from the future: does the clock of this machine go right?"),
        _ => return Some("it does not say when it was issued"),
    }
    match moment("nbf") {
        None => {}
        Some(Some(begins)) if begins <= now + LEEWAY => {}
        Some(_) => return Some("it is not good yet"),
    }
    if text("nonce") != Some(wanted.nonce) || wanted.nonce.is_empty() {
        return Some("it answers another question");
    }
    None
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    match serde_json::from_slice(&bytes).ok()? {
        Value::Object(object) => Some(object),
        _ => None,
    }
}
