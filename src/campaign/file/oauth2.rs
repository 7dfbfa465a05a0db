//! Tokens of OAuth 2.0: which endpoint gives them to whom, or what prints them.

use super::diagnostics::Diagnostics;
use super::relay::secret;
use super::relay_keys::{OAuth2File, SecretFile};
use crate::campaign::yaml::At;
use crate::campaign::{ClientProof, Secret, TokenSource, UrlFlaw, judge_url};

/// What an application wants that sends through Exchange Online as a mailbox (permission *SMTP.SendAsApp*):
/// <https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth>.
pub(super) const EXCHANGE: &str = "https://outlook.office365.com/.default";

/// What an application wants that asks Graph.
pub(super) const GRAPH: &str = "https://graph.microsoft.com/.default";

/// In place of a tenant these leave it to whoever signs in; an application has none to choose.
const NO_TENANTS: [&str; 3] = ["common", "organizations", "consumers"];

/// `scope` is for what a token of Microsoft's is, where the file does not say.
pub(super) fn endpoint(at: &At<OAuth2File>, scope: &str, diagnostics: &mut Diagnostics<'_>) -> Option<TokenSource> {
    let file = &at.value;
    let url = match (&file.tenant, &file.token_url) {
        (Some(tenant), None) => microsofts(tenant, diagnostics),
        (None, Some(url)) => address(url, diagnostics),
        (Some(_), Some(url)) => {
            diagnostics.wrong(url, "a tenant has its token endpoint already", "leave `tenant:` or `token_url:` out");
            None
        }
        (None, None) => {
            let hint = "add `tenant:` for Microsoft 365, or `token_url:` for anybody else";
            diagnostics.wrong(at, "nobody is named who gives tokens", hint);
            None
        }
    };
    let proof = match (&file.secret, &file.certificate) {
        (Some(at), None) => secret(at, "a secret", diagnostics).map(ClientProof::Secret),
        (None, Some(at)) => secret(at, "a certificate", diagnostics).map(ClientProof::Certificate),
        (Some(_), Some(at)) => {
            diagnostics.wrong(at, "an application proves itself in one way", "leave `secret:` or `certificate:` out");
            None
        }
        (None, None) => {
            let hint = "add `secret: {env: HERAUT_CLIENT_SECRET}`, or `certificate: {file: /etc/heraut/client.pem}`";
            diagnostics.wrong(at, "nothing proves to the token endpoint who asks", hint);
            None
        }
    };
    for named in [Some(&file.client), file.scope.as_ref()].into_iter().flatten() {
        if named.value.trim().is_empty() || named.value.chars().any(char::is_control) {
            diagnostics.wrong(
                named,
                "there is nothing in it that a token endpoint knows",
                "write it as it was given to you",
            );
        }
    }
    let said = file.scope.as_ref().map(|at| at.value.clone());
    let scope = said.or_else(|| file.tenant.as_ref().map(|_| scope.to_owned()));
    Some(TokenSource::Endpoint { url: url?, client: file.client.value.clone(), proof: proof?, scope })
}

/// Microsoft's endpoint of a tenant.
fn microsofts(tenant: &At<String>, diagnostics: &mut Diagnostics<'_>) -> Option<String> {
    let name = tenant.value.as_str();
    let is_name =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
    if !is_name || NO_TENANTS.contains(&name.to_ascii_lowercase().as_str()) {
        let message = format!("`{}` is not a tenant", name.escape_debug());
        diagnostics.wrong(tenant, message, "write its id, or a domain of it such as `example.onmicrosoft.com`");
        return None;
    }
    Some(format!("https://login.microsoftonline.com/{name}/oauth2/v2.0/token"))
}

/// Of an endpoint elsewhere.
fn address(at: &At<String>, diagnostics: &mut Diagnostics<'_>) -> Option<String> {
    let (message, hint) = match judge_url(&at.value) {
        Ok(()) => return Some(at.value.clone()),
        Err(UrlFlaw::Named) => ("a token endpoint's address holds a name or password", "use `client:` and `secret:`"),
        Err(UrlFlaw::Clear) => ("a token endpoint is asked under TLS, unless it is on this machine", "write https://"),
        Err(UrlFlaw::None) => {
            ("it is not the address of a token endpoint", "write it as in https://login.example.org/oauth2/token")
        }
    };
    diagnostics.wrong(at, message, hint);
    None
}

/// A token that something prints or keeps for us. A variable stays as it was when the program started, and a token does not
/// last.
pub(super) fn printed(at: &At<SecretFile>, diagnostics: &mut Diagnostics<'_>) -> Option<TokenSource> {
    match secret(at, "a token", diagnostics)? {
        Secret::Env(_) => {
            let hint = "write `token: {command: …}` that prints one, or `{file: …}` that something else keeps fresh";
            diagnostics.wrong(at, "a token in a variable cannot be renewed", hint);
            None
        }
        secret => Some(TokenSource::Printed(secret)),
    }
}
