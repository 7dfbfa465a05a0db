//! AUTH XOAUTH2: a token of OAuth 2.0 in place of a password
//! (<https://developers.google.com/workspace/gmail/imap/xoauth2-protocol>,
//! <https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth>).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::link::Link;
use super::open::Opening;
use crate::deliver::reply::{Phase, Refusal, Reply};
use crate::deliver::secrecy::Secrets;
use crate::deliver::token::Token;
use crate::deliver::transport::Fault;
use crate::ledger::shown;

/// The longest command, with its line end (RFC 5321 section 4.5.3.1.4): what does not fit into it follows by itself when the
/// relay asks for it (RFC 4954 section 4).
const COMMAND: usize = 512;

/// As much is shown of what a relay says in JSON, in characters.
const KEPT: usize = 300;

/// Signs in with a token. A relay that refuses it may first say why in JSON, behind a 334; it wants an empty line then,
/// and its reply to that is the answer.
pub(super) async fn sign_in(opening: &Opening<'_>, link: &mut Link, user: &str, token: &Token) -> Result<(), Fault> {
    let proof = STANDARD.encode(format!("user={user}\x01auth=Bearer {}\x01\x01", token.secret()));
    link.secrets = Secrets::of([token.secret(), &STANDARD.encode(token.secret()), &proof]);
    let at_once = format!("AUTH XOAUTH2 {proof}\r\n");
    let mut code = match at_once.len() <= COMMAND {
        true => opening.say(link, &at_once, Phase::Auth).await?,
        false => match opening.say(link, "AUTH XOAUTH2\r\n", Phase::Auth).await? {
            334 => opening.say(link, &format!("{proof}\r\n"), Phase::Auth).await?,
            code => code,
        },
    };
    let mut told = None;
    if code == 334 {
        told = told_in_json(link);
        code = opening.say(link, "\r\n", Phase::Auth).await?;
    }
    if let 200..300 = code {
        return Ok(());
    }
    Err(match (opening.no(link, Phase::Auth, code), told) {
        (Fault::Refused(Refusal { reply, .. }), Some(told)) => {
            let reply = Reply::new(reply.code, format!("{} ({told})", reply.text));
            Fault::Refused(Refusal::new(Phase::Auth, reply, ""))
        }
        (fault, _) => fault,
    })
}

/// What the error in JSON says that came in base64: `status 401, scope https://mail.google.com/`.
fn told_in_json(link: &Link) -> Option<String> {
    let text = link.lines().collect::<Vec<_>>().concat();
    let json = STANDARD.decode(text.trim_ascii()).ok()?;
    said(&String::from_utf8_lossy(&link.secrets.hide(&json)))
}

fn said(json: &str) -> Option<String> {
    let Value::Object(members) = serde_json::from_str(json).ok()? else { return None };
    let told = members.iter().filter_map(|(name, value)| match value {
        Value::String(text) if !text.is_empty() => Some(format!("{name} {text}")),
        Value::Number(number) => Some(format!("{name} {number}")),
        _ => None,
    });
    let told = told.collect::<Vec<_>>().join(", ");
    let mut told = shown(&told).into_owned();
    if let Some((end, _)) = told.char_indices().nth(KEPT) {
        told.truncate(end);
        told.push('…');
    }
    (!told.is_empty()).then_some(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_in_json_is_said_in_a_line() {
        for (json, told) in [
            (
                r#"{"status":"401","schemes":"bearer mac","scope":"https://mail.google.com/"}"#,
                Some("schemes bearer mac, scope https://mail.google.com/, status 401"),
            ),
            (r#"{"status": 400, "more": {"a": 1}, "b": [], "c": ""}"#, Some("status 400")),
            (r#"{"error":"a\u001b[2Jb\nc"}"#, Some(r"error a\u{1b}[2Jb c")),
            ("{}", None),
            ("[1]", None),
            ("not JSON", None),
        ] {
            assert_eq!(said(json).as_deref(), told, "{json}");
        }
        assert_eq!(
            said(&format!(r#"{{"a":"{}"}}"#, "é".repeat(9000))).map(|told| told.chars().count()),
            Some(KEPT + 1)
        );
    }
}
