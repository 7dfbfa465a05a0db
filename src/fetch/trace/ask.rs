//! Asking for the trace: range by range, page by page.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use ureq::http::Uri;

use super::answer::{self, Traced};
use crate::deliver::secrecy::Secrets;
use crate::deliver::token::Token;
use crate::deliver::web;

/// How long a page may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The longest page: five thousand lines have a quarter of it.
const LONGEST: u64 = 16 << 20;

/// The most lines that a page may have.
const LINES: u32 = 5_000;

/// The longest range that is answered at once.
const DAYS: TimeDelta = TimeDelta::days(10);

/// More is not asked for in one go: a tenant answers about a hundred requests in five minutes, to all who ask.
const REQUESTS: u32 = 80;

/// A tenant that is asked, in one go.
pub struct Graph<'a> {
    /// The root of Graph, such as `https://graph.microsoft.com/v1.0`.
    root: &'a str,
    token: &'a Token,
    /// How often it was asked.
    requests: u32,
}

/// From when until when the tenant had the messages.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// From when on.
    pub from: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
}

/// Why there is no trace, or no more of it; safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It may be asked again.
    Away(String),
    /// A person has to mend something.
    Refused(String),
}

impl<'a> Graph<'a> {
    /// The tenant at this root, which believes this token.
    pub fn new(root: &'a str, token: &'a Token) -> Self {
        Graph { root, token, requests: 0 }
    }

    /// Whether it can be asked once more in this go.
    pub fn answers(&self) -> bool {
        self.requests < REQUESTS
    }

    /// Asks for what a sender sent, and gives each page to `each`; returns how many lines could not be read. Blocks.
    ///
    /// # Errors
    /// Why there is no more. What came until then was given to `each`.
    pub fn of_sender(&mut self, sender: &str, range: Range, each: &mut dyn FnMut(Vec<Traced>)) -> Result<u64, Fault> {
        self.ask("senderAddress", sender, range, each)
    }

    /// The same of one message, by its whole Message-ID with its brackets.
    ///
    /// # Errors
    /// As [`of_sender`](Self::of_sender).
    pub fn of_message(&mut self, id: &str, range: Range, each: &mut dyn FnMut(Vec<Traced>)) -> Result<u64, Fault> {
        self.ask("messageId", id, range, each)
    }

    fn ask(&mut self, field: &str, value: &str, range: Range, each: &mut dyn FnMut(Vec<Traced>)) -> Result<u64, Fault> {
        let (mut unread, mut until) = (0, range.until);
        while until > range.from {
            let from = range.from.max(until - DAYS);
            let mut next = Some(first(self.root, (field, value), Range { from, until }));
            while let Some(url) = next {
                if !is_of(self.root, &url) {
                    return Err(Fault::Refused(format!("{} leads elsewhere for more", web::host(self.root))));
                }
                if !self.answers() {
                    let why = "there is more than a tenant tells at once";
                    return Err(Fault::Away(format!("{why}: ask again in five minutes, for fewer days")));
                }
                self.requests += 1;
                let page = get(&url, self.token)?;
                unread += page.unread;
                each(page.traced);
                next = page.next;
            }
            until = from;
        }
        Ok(unread)
    }
}

/// The address of the first page.
fn first(root: &str, (field, value): (&str, &str), range: Range) -> String {
    let instant = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    // A quotation mark within a text of OData is written twice.
    let value = value.replace('\'', "''");
    let filter = format!(
        "{field} eq '{value}' and receivedDateTime ge {} and receivedDateTime le {}",
        instant(range.from),
        instant(range.until)
    );
    format!("{root}/admin/exchange/tracing/messageTraces?$top={LINES}&$filter={}", escaped(&filter))
}

/// As it stands in an address (RFC 3986 section 2.1).
fn escaped(text: &str) -> String {
    let byte = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// Whether a page is where the first one was: a token goes nowhere else.
fn is_of(root: &str, url: &str) -> bool {
    let place = |text: &str| {
        let uri = text.parse::<Uri>().ok()?;
        Some((uri.scheme_str()?.to_owned(), uri.authority()?.as_str().to_ascii_lowercase()))
    };
    place(root).is_some_and(|root| place(url) == Some(root))
}

fn get(url: &str, token: &Token) -> Result<answer::Page, Fault> {
    let secrets = Secrets::of([token.secret()]);
    let host = web::host(url);
    let away = |why: String| Fault::Away(format!("{host} gives no trace: {}", web::safe(&why, &secrets)));
    let asked = web::agent(url, PATIENCE).get(url).header("Accept", "application/json");
    let answered = asked.header("Authorization", format!("Bearer {}", token.secret())).call();
    let mut answered = answered.map_err(|e| match e {
        ureq::Error::Timeout(_) => away(format!("no answer within {} seconds", PATIENCE.as_secs())),
        e => away(e.to_string()),
    })?;
    let status = answered.status().as_u16();
    let body = answered.body_mut().with_config().limit(LONGEST).read_to_vec().map_err(|e| away(e.to_string()))?;
    match status {
        200 => answer::read(&body).map_err(away),
        401 | 403 => {
            let why = web::safe(&said(&body), &secrets);
            Err(Fault::Refused(format!(
                "{host} does not show the trace: {status} {why} (the application needs ExchangeMessageTrace.Read.All, with an \
                 administrator's consent)"
            )))
        }
        300..500 if status != 429 => {
            Err(Fault::Refused(format!("{host} gives no trace: {status} {}", web::safe(&said(&body), &secrets))))
        }
        429 => Err(away("it is asked too often (429)".to_owned())),
        status => Err(away(status.to_string())),
    }
}

/// The words of an error.
fn said(body: &[u8]) -> String {
    let answer: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let word = |name: &str| answer["error"][name].as_str().unwrap_or_default().to_owned();
    [word("code"), word("message")].join(" ").trim().to_owned()
}
