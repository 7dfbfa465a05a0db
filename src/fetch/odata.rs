//! What all questions over Graph have in common.

use std::time::Duration;

use ureq::http::Uri;

use super::Fault;
use crate::deliver::secrecy::Secrets;
use crate::deliver::token::Token;
use crate::deliver::web;

/// How long a page may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The longest page: a thousand devices have a tenth of it, five thousand lines of a trace an eighth.
const LONGEST: u64 = 32 << 20;

/// What was answered.
pub(super) struct Reply {
    pub(super) host: String,
    pub(super) status: u16,
    /// After how long it wants to be asked again.
    pub(super) after: Option<Duration>,
    pub(super) body: Vec<u8>,
    secrets: Secrets,
    lacks: &'static str,
}

impl Reply {
    /// There is nothing now, for a reason of the other side's.
    pub(super) fn away(&self, why: &str) -> Fault {
        away(&self.host, self.lacks, why, &self.secrets)
    }

    /// The words of an error, without what nobody may read.
    pub(super) fn words(&self) -> String {
        web::safe(&said(&self.body), &self.secrets)
    }
}

/// Asks for a page. `lacks` is what becomes of it without an answer: `gives no list`.
///
/// # Errors
/// When there is no answer.
pub(super) fn get(url: &str, token: &Token, lacks: &'static str) -> Result<Reply, Fault> {
    let secrets = Secrets::of([token.secret()]);
    let host = web::host(url);
    let asked = web::agent(url, PATIENCE).get(url).header("Accept", "application/json");
    let answered = asked.header("Authorization", format!("Bearer {}", token.secret())).call();
    let mut answered = answered.map_err(|e| match e {
        ureq::Error::Timeout(_) => {
            away(&host, lacks, &format!("no answer within {} seconds", PATIENCE.as_secs()), &secrets)
        }
        e => away(&host, lacks, &e.to_string(), &secrets),
    })?;
    let status = answered.status().as_u16();
    // Seconds, or a date (RFC 9110 section 10.2.3); Graph says seconds.
    let after = answered.headers().get("Retry-After").and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let read = answered.body_mut().with_config().limit(LONGEST).read_to_vec();
    let body = read.map_err(|e| away(&host, lacks, &e.to_string(), &secrets))?;
    Ok(Reply { host, status, after: after.map(Duration::from_secs), body, secrets, lacks })
}

fn away(host: &str, lacks: &str, why: &str, secrets: &Secrets) -> Fault {
    Fault::Away(format!("{host} {lacks}: {}", web::safe(why, secrets)))
}

/// As it stands in an address (RFC 3986 section 2.1).
pub(super) fn escaped(text: &str) -> String {
    let byte = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// Whether a page is where the first one was: a token goes nowhere else.
pub(super) fn is_of(root: &str, url: &str) -> bool {
    let place = |text: &str| {
        let uri = text.parse::<Uri>().ok()?;
        Some((uri.scheme_str()?.to_owned(), uri.authority()?.as_str().to_ascii_lowercase()))
    };
    place(root).is_some_and(|root| place(url) == Some(root))
}

/// The words of an error.
fn said(body: &[u8]) -> String {
    let answer: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let word = |name: &str| answer["error"][name].as_str().unwrap_or_default().to_owned();
    [word("code"), word("message")].join(" ").trim().to_owned()
}
