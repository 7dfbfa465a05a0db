//! A tenant that is asked over Graph: what became of the mail, or for its people and devices.

use super::diagnostics::Diagnostics;
use super::keys::TraceFile;
use super::oauth2::{self, GRAPH};
use crate::campaign::yaml::At;
use crate::campaign::{Tenant, UrlFlaw, judge_url};

/// Microsoft's own; the national clouds have others.
const ROOT: &str = "https://graph.microsoft.com/v1.0";

pub(super) fn tenant(at: &At<TraceFile>, diagnostics: &mut Diagnostics<'_>) -> Option<Tenant> {
    let file = &at.value;
    let token = match (&file.oauth2, &file.token) {
        (Some(oauth2), None) => oauth2::endpoint(oauth2, GRAPH, diagnostics),
        (None, Some(token)) => oauth2::printed(token, diagnostics),
        (Some(_), Some(token)) => {
            diagnostics.wrong(token, "a tenant is asked in one way", "write one of `oauth2:` and `token:`");
            None
        }
        (None, None) => {
            let hint = "add `oauth2: {tenant: …, client: …, secret: {env: …}}`, or `token: {command: …}`";
            diagnostics.wrong(at, "nothing says who asks the tenant", hint);
            None
        }
    };
    let url = file.url.as_ref().map_or(Some(ROOT.to_owned()), |at| root(at, diagnostics));
    Some(Tenant { url: url?, token: token? })
}

fn root(at: &At<String>, diagnostics: &mut Diagnostics<'_>) -> Option<String> {
    let (message, hint) = match judge_url(&at.value) {
        Ok(()) => return Some(at.value.trim_end_matches('/').to_owned()),
        Err(UrlFlaw::Named) => ("the address of Graph holds a name or password", "use `oauth2:` or `token:`"),
        Err(UrlFlaw::Clear) => ("Graph is asked under TLS, unless it is on this machine", "write https://"),
        Err(UrlFlaw::None) => ("it is not an address of Graph", "write it as in https://graph.microsoft.com/v1.0"),
    };
    diagnostics.wrong(at, message, hint);
    None
}
