//! What a token endpoint answers (RFC 6749 sections 5.1 and 5.2). Pure.

use std::time::Duration;

use serde_json::Value;

use super::issuer::{Issued, NoToken, Token};
use crate::deliver::secrecy::Secrets;
use crate::deliver::web::safe;

/// Errors by which an endpoint says that it is not well, and nothing of us.
const ITS_OWN: [&str; 3] = ["temporarily_unavailable", "server_error", "slow_down"];

/// What an answer means. Whatever it repeats of `secrets` is not shown.
///
/// # Errors
/// Why there is no token: for now where the endpoint is not well (5xx, 408, 425, 429, and errors that say so), or says
/// something that is no answer; for good where it refuses us, or is not there.
pub(super) fn read(status: u16, body: &[u8], secrets: &Secrets) -> Result<Issued, NoToken> {
    let answer: Option<Value> = serde_json::from_slice(body).ok().filter(Value::is_object);
    if let (200, Some(answer)) = (status, &answer)
        && let Some(token) = answer["access_token"].as_str()
    {
        let kind = answer["token_type"].as_str().unwrap_or("Bearer");
        if !kind.eq_ignore_ascii_case("bearer") {
            let kind = safe(kind, secrets);
            return Err(NoToken::Never(format!(
                "it gives tokens of the kind `{kind}`, and XOAUTH2 takes bearer tokens"
            )));
        }
        return Ok(Issued { token: Token::new(token)?, lifetime: lifetime(&answer["expires_in"]) });
    }
    let error = answer.as_ref().and_then(|answer| answer["error"].as_str());
    let words = match (&answer, error) {
        (Some(answer), Some(error)) => {
            let described = answer["error_description"].as_str().unwrap_or("");
            // Microsoft's end with numbers for its own support.
            let described = described.split(" Trace ID:").next().unwrap_or("").trim();
            let between = if described.is_empty() { "" } else { ": " };
            format!("{status} {error}{between}{described}")
        }
        (None, _) if (300..400).contains(&status) => format!("{status}, which leads elsewhere"),
        (None, _) => format!("{status}, and nothing in JSON"),
        (Some(_), None) => format!("{status}, and neither a token nor an error"),
    };
    let words = safe(&words, secrets);
    let is_its_own = error.is_some_and(|error| ITS_OWN.contains(&error));
    Err(match status {
        300..500 if !is_its_own && !matches!(status, 408 | 425 | 429) => NoToken::Never(words),
        _ => NoToken::Later(words),
    })
}

/// Seconds, as a number or (Azure's first version) as a text.
fn lifetime(value: &Value) -> Option<Duration> {
    let seconds = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    // Less than nothing is nothing.
    Duration::try_from_secs_f64(seconds.clamp(0.0, 1e9)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::web::KEPT;

    fn read_with(status: u16, body: &str) -> Result<Issued, NoToken> {
        read(status, body.as_bytes(), &Secrets::of(["klantgeheim~Q8"]))
    }

    #[test]
    fn a_token_and_how_long_it_is_good() {
        for (expires, seconds) in [
            (r#", "expires_in": 3599"#, Some(3599)),
            (r#", "expires_in": "3599""#, Some(3599)),
            (r#", "expires_in": 3599.0"#, Some(3599)),
            (r#", "expires_in": -5"#, Some(0)),
            (r#", "expires_in": 1e300"#, Some(1_000_000_000)),
            (r#", "expires_in": "soon""#, None),
            (r#", "expires_in": null"#, None),
            ("", None),
        ] {
            let body = format!(r#"{{"token_type": "bearer", "access_token": "eyJ.a-b_c~+/=="{expires}}}"#);
            let lifetime = seconds.map(Duration::from_secs);
            assert_eq!(
                read_with(200, &body),
                Ok(Issued { token: Token::new("eyJ.a-b_c~+/==").unwrap(), lifetime }),
                "{body}"
            );
        }
    }

    #[test]
    fn a_refusal_is_told_from_an_endpoint_that_is_not_well() {
        let said = |status, body: &str| match read_with(status, body) {
            Err(NoToken::Later(why)) => (true, why),
            Err(NoToken::Never(why)) => (false, why),
            Ok(_) => panic!("{body}"),
        };
        let secret = r#"{"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys are expired.\r\nVisit the portal. Trace ID: 4711 Correlation ID: 42"}"#;
        assert_eq!(
            said(401, secret),
            (
                false,
                "401 invalid_client: AADSTS7000222: The provided client secret keys are expired.  Visit the portal."
                    .into()
            )
        );
        assert_eq!(said(400, r#"{"error":"invalid_scope"}"#), (false, "400 invalid_scope".into()));
        assert_eq!(said(400, r#"{"error":"temporarily_unavailable"}"#), (true, "400 temporarily_unavailable".into()));
        for status in [500, 502, 503, 429, 408] {
            assert!(said(status, "<html>").0, "{status}");
        }
        assert_eq!(said(404, "Not Found"), (false, "404, and nothing in JSON".into()));
        assert_eq!(said(307, ""), (false, "307, which leads elsewhere".into()));
        // A page to sign in to the guest network is no word of the endpoint's.
        assert_eq!(said(200, "<html>Welcome, guest!"), (true, "200, and nothing in JSON".into()));
        assert_eq!(said(200, r#"{"token_type":"Bearer"}"#), (true, "200, and neither a token nor an error".into()));
        assert!(said(200, r#"{"access_token":"a\r\nMAIL FROM:<x>"}"#).1.contains("no token"));
        assert!(!said(200, r#"{"access_token":"abc","token_type":"pop"}"#).0);
        assert_eq!(said(200, "[1]"), (true, "200, and nothing in JSON".into()));
    }

    #[test]
    fn what_it_repeats_of_a_secret_is_not_shown_and_nothing_steers_a_terminal() {
        let body = r#"{"error":"invalid_client","error_description":"klantgeheim~Q8 is wrong \u001b[2J"}"#;
        let Err(NoToken::Never(why)) = read_with(401, body) else { panic!() };
        assert_eq!(why, r"401 invalid_client: (not shown) is wrong \u{1b}[2J");
        let long = format!(r#"{{"error":"x","error_description":"{}"}}"#, "é".repeat(5000));
        let Err(NoToken::Never(why)) = read_with(400, &long) else { panic!() };
        assert_eq!(why.chars().count(), KEPT + 1);
    }
}
