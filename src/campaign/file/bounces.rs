//! The mailbox that bounces come back to.

use super::diagnostics::Diagnostics;
use super::keys::BouncesFile;
use super::relay::secret;
use crate::campaign::yaml::At;
use crate::campaign::{ReportBox, SignInBy};

pub(super) fn bounces(file: &BouncesFile, diagnostics: &mut Diagnostics<'_>) -> ReportBox {
    let (host, port, tls) = address(&file.url, diagnostics);
    let sign_in = match (&file.password, &file.token) {
        (Some(password), None) => secret(password, "a password", diagnostics).map(SignInBy::Password),
        (None, Some(token)) => secret(token, "a token", diagnostics).map(SignInBy::Token),
        (None, None) => {
            let hint = "add `password: {env: HERAUT_IMAP_PASSWORD}`, or `token: {command: …}` for XOAUTH2";
            diagnostics.wrong(&file.user, "nothing says how the user signs in", hint);
            None
        }
        (Some(_), Some(token)) => {
            diagnostics.wrong(token, "a user signs in by one thing", "write one of `password:` and `token:`");
            None
        }
    };
    ReportBox {
        host,
        port,
        tls,
        user: diagnostics.filled(&file.user),
        sign_in,
        folder: file.folder.as_ref().map_or_else(|| "INBOX".to_owned(), |at| diagnostics.filled(at)),
        move_to: file.move_to.as_ref().map(|at| diagnostics.filled(at)),
        certificates: file.certificates.as_ref().map(|at| at.value.clone()),
    }
}

/// Host, port, and whether TLS is spoken from the first byte.
fn address(at: &At<String>, diagnostics: &mut Diagnostics<'_>) -> (String, u16, bool) {
    let (scheme, rest) = at.value.split_once("://").unwrap_or((&at.value, ""));
    let tls = scheme == "imaps";
    let authority = rest.trim_end_matches('/');
    let default = if tls { 993 } else { 143 };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port.parse().ok()),
        _ => (authority, Some(default)),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    if authority.contains('@') {
        let hint = "use `user:` and `password: {env: …}`";
        diagnostics.wrong(at, "the mailbox's address holds a name or password", hint);
    } else if !matches!(scheme, "imap" | "imaps") || host.is_empty() || port.is_none() || host.contains('/') {
        let hint = "write imaps://host:993; imap://localhost:143 is for a server on this machine";
        diagnostics.wrong(at, format!("`{}` is not an IMAP server", at.value), hint);
    }
    (host.to_owned(), port.unwrap_or(default), tls)
}
