//! Asking for the trace: range by range, page by page.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use super::answer::{self, Traced};
use crate::deliver::token::Token;
use crate::deliver::web;
use crate::fetch::Fault;
use crate::fetch::odata::{self, escaped, is_of};

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

fn get(url: &str, token: &Token) -> Result<answer::Page, Fault> {
    let reply = odata::get(url, token, "gives no trace")?;
    match reply.status {
        200 => answer::read(&reply.body).map_err(|why| reply.away(&why)),
        status @ (401 | 403) => Err(Fault::Refused(format!(
            "{} does not show the trace: {status} {} (the application needs ExchangeMessageTrace.Read.All, with an \
             administrator's consent)",
            reply.host,
            reply.words()
        ))),
        429 => Err(reply.away("it is asked too often (429)")),
        status @ 300..500 => Err(Fault::Refused(format!("{} gives no trace: {status} {}", reply.host, reply.words()))),
        status => Err(reply.away(&status.to_string())),
    }
}
