//! One connection, by words: bytes go out, replies come in, each within its time.

use std::io;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use super::inbox::{Garbled, Inbox};
use super::patience::{Patience, spoken};
use super::wire::Wire;
use crate::deliver::reply::Reply;
use crate::deliver::secrecy::Secrets;
use crate::ledger::shown;

/// A connection, and what came over it that was not read yet.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) wire: Wire,
    /// What a relay may repeat, and nobody is to read.
    pub(super) secrets: Secrets,
    inbox: Inbox,
    patience: Patience,
}

/// A connection that gave no (intelligible) reply. It is not used again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    /// What happened, safe to show.
    pub(super) why: String,
    /// Nothing came, and nothing was closed either.
    pub(super) silent: bool,
}

/// What stopped the writing: how much had gone, and why no more.
#[derive(Debug)]
pub(super) struct Stuck {
    pub(super) written: usize,
    /// `None`: the relay began to speak.
    pub(super) why: Option<Broken>,
}

impl Link {
    pub(super) fn new(wire: Wire) -> Self {
        Link { wire, secrets: Secrets::default(), inbox: Inbox::default(), patience: Patience::default() }
    }

    /// Writes all of `bytes`, unless the relay breaks off, falls silent, or speaks while it does not read.
    pub(super) async fn write(&mut self, bytes: &[u8], limit: Duration) -> Result<(), Stuck> {
        let until = Instant::now() + limit;
        let (wire, inbox) = (&mut self.wire, &mut self.inbox);
        let mut written = 0;
        let work = std::future::poll_fn(|cx| {
            while written < bytes.len() {
                match Pin::new(&mut *wire).poll_write(cx, &bytes[written..]) {
                    Poll::Ready(Ok(0)) => return Poll::Ready(Err(Some(io::ErrorKind::WriteZero.into()))),
                    Poll::Ready(Ok(n)) => written += n,
                    Poll::Ready(Err(e)) => return Poll::Ready(Err(Some(e))),
                    Poll::Pending => {
                        return match inbox.fill(|room| read(wire, cx, room)) {
                            Ok(0) => Poll::Ready(Err(Some(io::ErrorKind::ConnectionAborted.into()))),
                            Ok(_) => Poll::Ready(Err(None)),
                            Err(Poll::Ready(e)) => Poll::Ready(Err(Some(e))),
                            Err(Poll::Pending) => Poll::Pending,
                        };
                    }
                }
            }
            Pin::new(&mut *wire).poll_flush(cx).map_err(Some)
        });
        let why = match self.patience.within(until, work).await {
            Some(Ok(())) => return Ok(()),
            Some(Err(error)) => error.map(|error| Broken::by(&error)),
            None => Some(Broken { why: format!("the relay took nothing for {}", spoken(limit)), silent: true }),
        };
        Err(Stuck { written, why })
    }

    /// The next reply's code; its words are [`Link::reply`].
    pub(super) async fn hear(&mut self, limit: Duration) -> Result<u16, Broken> {
        let mut until = None;
        loop {
            match self.inbox.take() {
                Ok(Some(code)) => return Ok(code),
                Ok(None) => {}
                Err(garbled) => return Err(self.garbled(garbled)),
            }
            let until = *until.get_or_insert_with(|| Instant::now() + limit);
            let (wire, inbox) = (&mut self.wire, &mut self.inbox);
            let more = std::future::poll_fn(|cx| match inbox.fill(|room| read(wire, cx, room)) {
                Ok(n) => Poll::Ready(Ok(n)),
                Err(poll) => poll.map(Err),
            });
            match self.patience.within(until, more).await {
                Some(Ok(0)) => return Err(Broken::closed()),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(Broken::by(&error)),
                None => return Err(Broken { why: format!("no answer within {}", spoken(limit)), silent: true }),
            }
        }
    }

    /// The reply heard last.
    pub(super) fn reply(&self, code: u16) -> Reply {
        Reply::of_lines(code, self.inbox.text().map(|line| self.secrets.hide(line)))
    }

    /// The lines of the reply heard last, as they came.
    pub(super) fn lines(&self) -> impl Iterator<Item = &[u8]> {
        self.inbox.text()
    }

    /// Whether the relay has said something that nobody asked for: the next reply would be taken for it.
    /// Or has closed the connection.
    pub(super) async fn has_unasked(&mut self) -> Result<bool, Broken> {
        if !self.inbox.is_empty() {
            return Ok(true);
        }
        let (wire, inbox) = (&mut self.wire, &mut self.inbox);
        match std::future::poll_fn(|cx| Poll::Ready(inbox.fill(|room| read(wire, cx, room)))).await {
            Ok(0) => Err(Broken::closed()),
            Ok(_) => Ok(true),
            Err(Poll::Pending) => Ok(false),
            Err(Poll::Ready(error)) => Err(Broken::by(&error)),
        }
    }

    fn garbled(&self, garbled: Garbled) -> Broken {
        Broken::now(match garbled {
            Garbled::Endless => "an answer that does not end".to_owned(),
            Garbled::NoReply(bytes) => {
                let text = Reply::of_lines(0, std::iter::once(self.secrets.hide(&bytes))).text;
                format!("an answer that is none: `{text}`")
            }
        })
    }
}

impl Broken {
    pub(super) fn now(why: impl Into<String>) -> Self {
        Broken { why: why.into(), silent: false }
    }

    fn closed() -> Self {
        Broken::now("the relay closed the connection")
    }

    fn by(error: &io::Error) -> Self {
        Broken::now(shown(&error.to_string()).into_owned())
    }
}

/// Reads what there is; `Err(Pending)` when there is nothing yet.
fn read(wire: &mut Wire, cx: &mut std::task::Context<'_>, room: &mut [u8]) -> Result<usize, Poll<io::Error>> {
    let mut room = ReadBuf::new(room);
    match Pin::new(wire).poll_read(cx, &mut room) {
        Poll::Ready(Ok(())) => Ok(room.filled().len()),
        Poll::Ready(Err(error)) => Err(Poll::Ready(error)),
        Poll::Pending => Err(Poll::Pending),
    }
}
