//! `/sign-in` leads to the provider, `/sign-in/back` is where it leads back to. What belongs to one attempt is made of a cookie
//! that only this browser has: nothing is kept of who does not come back, and nobody is signed in as somebody else by a link.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, PoisonError};

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::attempt::Attempt;
use super::{context, first, or_said, page, with_session};
use crate::error::{Error, Result};
use crate::fetch::openid::{Refused, Who};
use crate::serve::answer::{SameSite, with_cookie};
use crate::serve::asker::{Asker, cookie};
use crate::serve::secret::{Secret, is_same};
use crate::serve::site::Site;
use crate::serve::way::Way;

type Fields = Form<Vec<(String, String)>>;

/// Who has not come back after so many seconds begins again.
const PATIENCE: u64 = 600;

/// Leads to the provider.
pub(in crate::serve) async fn start(State(site): State<Arc<Site>>, asker: Asker) -> Response {
    if !matches!(site.way, Way::Provider(..)) {
        return first(&site, &asker);
    }
    let led = async {
        let cookie = format!("{}.{}", site.begun.elapsed().as_secs(), Secret::new()?.reveal());
        let attempt = Attempt::of(&site, &cookie);
        let address = asked(&site, move |provider| provider.address(&attempt.errand(), Site::moment())).await?;
        match address {
            Ok(address) => {
                let answer = Redirect::to(&address).into_response();
                with_cookie(&site, answer, (&of_attempt(&site), &cookie), PATIENCE, SameSite::Lax)
            }
            Err(refused) => Ok(failed(&site, &asker, &refused.0).await),
        }
    };
    or_said(led.await)
}

/// Where the provider leads back to.
pub(in crate::serve) async fn back(
    State(site): State<Arc<Site>>,
    asker: Asker,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    if !matches!(site.way, Way::Provider(..)) {
        return first(&site, &asker);
    }
    // Who has signed out there is led here as well, and says nothing.
    if !fields.0.iter().any(|(name, _)| ["code", "error", "state"].contains(&&**name)) {
        return first(&site, &asker);
    }
    let answer = match whose(&site, &headers, fields.0).await {
        Ok(Ok(who)) => {
            site.attempts.lock().unwrap_or_else(PoisonError::into_inner).went_well(from(&asker));
            begun(&site, &asker, who)
        }
        Ok(Err(why)) => Ok(failed(&site, &asker, &why).await),
        Err(error) => Err(error),
    };
    // The attempt is over, however it went.
    or_said(answer.and_then(|answer| with_cookie(&site, answer, (&of_attempt(&site), ""), 0, SameSite::Lax)))
}

/// Who has come back; or why that is not known.
async fn whose(
    site: &Arc<Site>,
    headers: &HeaderMap,
    fields: Vec<(String, String)>,
) -> Result<std::result::Result<Who, String>> {
    let no = |why: &str| Ok(Err(why.to_owned()));
    let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let now = site.begun.elapsed().as_secs();
    let is_young = |cookie: &String| {
        let began = cookie.split_once('.').and_then(|(began, _)| began.parse::<u64>().ok());
        began.is_some_and(|began| began <= now && now - began < PATIENCE)
    };
    let Some(cookie) = cookie(&of_attempt(site), headers).filter(is_young) else {
        return no("this browser did not begin to sign in here, or it took longer than ten minutes");
    };
    let attempt = Attempt::of(site, &cookie);
    if !field("state").is_some_and(|state| is_same(&state, attempt.errand().state)) {
        return no("this is the end of another attempt to sign in");
    }
    if let Some(error) = field("error") {
        let words: String = [error, field("error_description").unwrap_or_default()].join(" ");
        return no(&words.chars().filter(|c| !c.is_control()).take(300).collect::<String>());
    }
    let Some(code) = field("code") else { return no("the provider says nothing") };
    let (issuer, wall) = (field("iss"), site.now());
    let _turn = site.exchanges.acquire().await.map_err(|_| Error::bug("nobody can sign in any more"))?;
    let asked =
        asked(site, move |provider| provider.whose(&code, issuer.as_deref(), &attempt.errand(), Site::moment(), wall));
    Ok(asked.await?.map_err(|refused| refused.0))
}

/// Asks the provider, on a thread of its own.
pub(super) async fn asked<T: Send + 'static>(
    site: &Arc<Site>,
    ask: impl FnOnce(&crate::fetch::openid::Provider) -> std::result::Result<T, Refused> + Send + 'static,
) -> Result<std::result::Result<T, Refused>> {
    let site = Arc::clone(site);
    let asked = tokio::task::spawn_blocking(move || match &site.way {
        Way::Provider(provider, _) => ask(provider),
        Way::Link | Way::Proxy(..) => Err(Refused("nobody is asked".to_owned())),
    });
    asked.await.map_err(|_| Error::bug("the provider could not be asked"))
}

/// A session begins, for who has a role.
fn begun(site: &Site, asker: &Asker, who: Who) -> Result<Response> {
    let mut context = context(site, asker);
    let who = site.way.signed_in(who);
    if who.roles().is_empty() {
        context.insert("name", &who.name);
        return Ok(page(site, asker, StatusCode::FORBIDDEN, &context));
    }
    let session = site.sessions().open(who, Site::moment())?;
    // A page of ours leads on: a browser that was led here from another site would not show the cookie again on the way.
    let html = site.face.render(&asker.language, "signed-in.html", &context)?;
    with_session(site, Html(html).into_response(), &session)
}

/// The page that says why not; later each time.
async fn failed(site: &Site, asker: &Asker, why: &str) -> Response {
    let pause = site.attempts.lock().unwrap_or_else(PoisonError::into_inner).failed(from(asker), Site::moment());
    tokio::time::sleep(pause).await;
    let mut context = context(site, asker);
    context.insert("problem", why);
    page(site, asker, StatusCode::FORBIDDEN, &context)
}

fn from(asker: &Asker) -> IpAddr {
    asker.peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}

/// What the cookie of an attempt is called.
fn of_attempt(site: &Site) -> String {
    format!("{}-attempt", site.cookie())
}
