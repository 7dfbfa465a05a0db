//! Asking: page by page, as patiently as it is asked to be, within bounds.
//!
//! | answer | what follows |
//! |---|---|
//! | a page | the next one, if it names one on the same host |
//! | 401 | the same again with another token, once for a page |
//! | 429, 503, 504 | the same again after the time it says (`Retry-After`), else after 2, 4, 8 … seconds |
//! | 400, 404, 410, 501 | the end; of [changes](super::changes) the whole list again, since what is asked is not there, or no more |
//! | anything else | the end: what came until then is nothing |

use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use serde_json::Value;

use super::list::List;
use crate::deliver::token::{NoToken, Token, Tokens};
use crate::deliver::web;
use crate::fetch::odata::{self, is_of};
use crate::fetch::{Fault, Table};

/// So long it is waited at once, and in all for a list: who asks for more is better asked another time.
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);
const WAITS: Duration = Duration::from_secs(20 * 60);

/// So often the same page is asked for.
const TRIES: u32 = 6;

/// The most pages of a list: ten million devices.
const PAGES: usize = 10_000;

/// How somebody waits: told for how long, and when it is over.
pub type Wait<'a> = &'a dyn Fn(Duration) -> Pin<Box<dyn Future<Output = ()>>>;

/// A tenant that is asked.
pub struct Graph<'a> {
    /// The root of Graph, such as `https://graph.microsoft.com/v1.0`.
    root: &'a str,
    tokens: &'a Tokens,
    wait: Wait<'a>,
    waited: Duration,
}

/// A page of a list.
struct Page {
    values: Vec<Value>,
    next: Option<String>,
    /// Where changes are asked for later; on the last page of those that there are now.
    later: Option<String>,
}

/// All pages.
pub(super) enum Round {
    /// What they have, in their order, and where changes are asked for later.
    Whole(Vec<Value>, Option<String>),
    /// It is not there to be asked, or no more.
    Not(Fault),
}

/// What an answer comes to.
enum Answer {
    Page(Page),
    /// What is asked is not there, or no more.
    Not(Fault),
    /// The token is not, or no longer, believed.
    Expired(String),
    /// To be asked again, after so long if it says so.
    Later(Option<Duration>, String),
}

impl<'a> Graph<'a> {
    /// The tenant at this root, asked with these tokens.
    pub fn new(root: &'a str, tokens: &'a Tokens, wait: Wait<'a>) -> Self {
        Graph { root, tokens, wait, waited: Duration::ZERO }
    }

    /// A whole list.
    ///
    /// # Errors
    /// Why there is none: it is all or nothing.
    pub async fn list(&mut self, list: &List) -> Result<Table, Fault> {
        match self.round(format!("{}{}", self.root, list.path), list).await? {
            Round::Whole(values, _) => Ok(list.table(&values)),
            Round::Not(fault) => Err(fault),
        }
    }

    /// The root of Graph.
    pub(super) fn root(&self) -> &str {
        self.root
    }

    /// Every page from one on.
    pub(super) async fn round(&mut self, first: String, list: &List) -> Result<Round, Fault> {
        let (mut values, mut seen) = (Vec::new(), HashSet::new());
        let (mut next, mut later) = (Some(first), None);
        while let Some(url) = next {
            if !is_of(self.root, &url) {
                return Err(Fault::Refused(format!("{} leads elsewhere for more", web::host(self.root))));
            }
            if !seen.insert(url.clone()) || seen.len() > PAGES {
                return Err(Fault::Away(format!("{} gives a list without an end", web::host(self.root))));
            }
            match self.page(&url, list).await? {
                Ok(page) => {
                    values.extend(page.values);
                    (next, later) = (page.next, page.later);
                }
                Err(not) => return Ok(Round::Not(not)),
            }
        }
        // Found now, and not when changes are asked for.
        if later.as_ref().is_some_and(|later| !is_of(self.root, later)) {
            return Err(Fault::Refused(format!("{} leads elsewhere for changes", web::host(self.root))));
        }
        Ok(Round::Whole(values, later))
    }

    /// A page; or why it is not there.
    async fn page(&mut self, url: &str, list: &List) -> Result<Result<Page, Fault>, Fault> {
        let mut token = self.tokens.current().await.map_err(no_token)?.token;
        let (mut renewed, mut tries) = (false, 0);
        loop {
            let (asked, with, permission) = (url.to_owned(), token.clone(), list.permission);
            let answer = tokio::task::spawn_blocking(move || get(&asked, &with, permission)).await;
            let answer = answer.map_err(|e| Fault::Away(e.to_string()))?;
            match answer? {
                Answer::Page(page) => return Ok(Ok(page)),
                Answer::Not(fault) => return Ok(Err(fault)),
                Answer::Expired(_) if !renewed => {
                    renewed = true;
                    token = self.tokens.instead_of(&token).await.map_err(no_token)?.token;
                }
                Answer::Expired(why) => return Err(Fault::Refused(why)),
                Answer::Later(after, why) => {
                    tries += 1;
                    let after = after.unwrap_or(Duration::from_secs(1 << tries));
                    if tries >= TRIES || after > LONGEST_WAIT || self.waited + after > WAITS {
                        return Err(Fault::Away(why));
                    }
                    self.waited += after;
                    (self.wait)(after).await;
                }
            }
        }
    }
}

fn no_token(no: NoToken) -> Fault {
    match no {
        NoToken::Later(why) => Fault::Away(why),
        NoToken::Never(why) => Fault::Refused(why),
    }
}

fn get(url: &str, token: &Token, permission: &str) -> Result<Answer, Fault> {
    let reply = odata::get(url, token, "gives no list")?;
    let (host, words) = (&reply.host, reply.words());
    match reply.status {
        200 => page(&reply.body).map_err(|why| reply.away(&why)),
        401 => Ok(Answer::Expired(format!("{host} does not believe the token: 401 {words}"))),
        403 => Err(Fault::Refused(format!(
            "{host} does not give the list: 403 {words} (the application needs {permission}, with an administrator's consent)"
        ))),
        status @ (429 | 503 | 504) => {
            let wanted =
                reply.after.map(|after| format!(", and wants {} seconds", after.as_secs())).unwrap_or_default();
            let why = format!("{host} gives no list now: {status} {words}").trim().to_owned();
            Ok(Answer::Later(reply.after, format!("{why}{wanted}")))
        }
        status @ (400 | 404 | 410) => {
            Ok(Answer::Not(Fault::Refused(format!("{host} gives no list: {status} {words}"))))
        }
        501 => Ok(Answer::Not(reply.away(&format!("501 {words}")))),
        status @ 300..=499 => Err(Fault::Refused(format!("{host} gives no list: {status} {words}"))),
        status => Err(reply.away(&format!("{status} {words}"))),
    }
}

fn page(body: &[u8]) -> Result<Answer, String> {
    let mut page: Value =
        serde_json::from_slice(body).map_err(|_| "it answers with something that is no JSON".to_owned())?;
    let link = |name: &str| page[name].as_str().map(str::to_owned);
    let (next, later) = (link("@odata.nextLink"), link("@odata.deltaLink"));
    match page["value"].take() {
        Value::Array(values) if values.iter().all(Value::is_object) => Ok(Answer::Page(Page { values, next, later })),
        _ => Err("it answers with something that is no list".to_owned()),
    }
}
