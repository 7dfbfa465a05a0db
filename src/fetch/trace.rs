//! The message trace of a Microsoft 365 tenant, over Graph: what became of each message that a sender handed to it
//! (`GET /admin/exchange/tracing/messageTraces`, permission *ExchangeMessageTrace.Read.All*;
//! <https://learn.microsoft.com/graph/api/messagetracingroot-list-messagetraces>).
//!
//! It is asked by sender and time: a tenant answers about 100 requests in five minutes. A range is ten days at most and what
//! is older than ninety is not there, so that a longer one is asked in parts; a page has up to 5,000 messages, the newest
//! first, and names the next. A single message is asked for by its Message-ID where that did not find it: a tenant may know
//! the sender by an address that is each message's own (VERP).

mod answer;
mod ask;
#[cfg(test)]
mod tests;

pub use answer::{Status, Traced};
pub use ask::{Graph, Range};
