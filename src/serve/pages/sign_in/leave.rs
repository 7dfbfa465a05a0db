//! `/sign-out`: ends a session, and leads to where the provider ends its own.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::provider::asked;
use super::{Fields, context, or_said};
use crate::serve::answer::{SameSite, with_cookie};
use crate::serve::asker::{Asker, cookie};
use crate::serve::site::Site;
use crate::serve::way::Way;

/// Signs out; also at the provider, where it offers that.
pub(in crate::serve) async fn leave(
    State(site): State<Arc<Site>>,
    asker: Asker,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let act = fields.0.iter().find(|(name, _)| name == "act").map_or("", |(_, value)| value.as_str());
    let cookie = cookie(&site.cookie(), &headers);
    let ended = cookie.and_then(|cookie| site.sessions().end(&cookie, act, Site::moment()));
    let address = match &ended {
        Some(_) => elsewhere(&site).await,
        None => None,
    };
    let answer = match address {
        None => Ok(Redirect::to("/").into_response()),
        // A page of ours leads on: where a form of this site leads is this site alone (`form-action`).
        Some(address) => {
            let mut context = context(&site, &asker);
            context.insert("address", &address);
            let html = site.face.render(&asker.language, "signed-out.html", &context);
            html.map(|html| Html(html).into_response())
        }
    };
    or_said(answer.and_then(|answer| with_cookie(&site, answer, (&site.cookie(), ""), 0, SameSite::Strict)))
}

/// Where the session at the provider is ended, of who had one here; nothing when it offers that to nobody, or cannot be asked.
async fn elsewhere(site: &Arc<Site>) -> Option<String> {
    if !matches!(site.way, Way::Provider(..)) {
        return None;
    }
    let _turn = site.exchanges.acquire().await.ok()?;
    asked(site, |provider| provider.leaving(Site::moment())).await.ok()?.ok()?
}
