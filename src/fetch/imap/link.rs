//! A command out, its replies in.

use std::time::Duration;

use imap_proto::{Response, Status};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::settings::Fault;
use crate::ledger::shown;

/// A server has so long for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// No reply is longer: a message is asked for up to half of it.
const LONGEST: usize = 2 << 20;

/// No command has more replies.
const MOST: usize = 100_000;

/// Parentheses within a line; more are read by nobody, and by imap-proto one within the other.
const DEEPEST: usize = 200;

/// A stream that commands go over.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// A connection.
pub(super) struct Link {
    stream: Box<dyn Stream>,
    inbox: Vec<u8>,
    commands: u32,
}

/// What a command came to.
pub(super) struct Answer {
    /// Whether it was done.
    pub(super) ok: bool,
    /// What the server says of it, safe to show.
    pub(super) said: String,
    /// What came before.
    pub(super) replies: Vec<Response<'static>>,
}

impl Link {
    pub(super) fn new(stream: Box<dyn Stream>) -> Self {
        Link { stream, inbox: Vec::new(), commands: 0 }
    }

    /// The greeting.
    pub(super) async fn greeting(&mut self) -> Result<(), Fault> {
        match self.reply().await? {
            Response::Data { status: Status::Ok | Status::PreAuth, .. } => Ok(()),
            other => Err(Fault::Away(format!("the server does not take us: {}", words(&other)))),
        }
    }

    /// A command on one line.
    pub(super) async fn command(&mut self, text: &str) -> Result<Answer, Fault> {
        self.dialogue(text, &[]).await
    }

    /// A command that the server asks more for: each time it does, the next of `lines` is sent, and an empty one when
    /// there is none left.
    pub(super) async fn dialogue(&mut self, text: &str, lines: &[&str]) -> Result<Answer, Fault> {
        self.commands += 1;
        let tag = format!("h{}", self.commands);
        self.send(&format!("{tag} {text}\r\n")).await?;
        let mut replies = Vec::new();
        let mut lines = lines.iter();
        loop {
            match self.reply().await? {
                Response::Continue(_) => {
                    let line = lines.next().copied().unwrap_or_default();
                    self.send(&format!("{line}\r\n")).await?;
                }
                Response::Done { tag: of, status, outcome } if of.0 == tag => {
                    let said = shown(outcome.information.as_deref().unwrap_or_default()).chars().take(200).collect();
                    // Such as what can be done once one has signed in.
                    replies.push(Response::Data { status: Status::Ok, outcome });
                    return Ok(Answer { ok: status == Status::Ok, said, replies });
                }
                reply @ Response::Data { status: Status::Bye, .. } => {
                    return Err(Fault::Away(format!("the server ends the connection: {}", words(&reply))));
                }
                _ if replies.len() == MOST => {
                    return Err(Fault::Away(format!("more than {MOST} replies to a command")));
                }
                reply => replies.push(reply),
            }
        }
    }

    async fn send(&mut self, text: &str) -> Result<(), Fault> {
        let sent = async {
            self.stream.write_all(text.as_bytes()).await?;
            self.stream.flush().await
        };
        match timeout(PATIENCE, sent).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(e)) => Err(Fault::Away(format!("the connection broke: {e}"))),
            Err(_) => Err(late()),
        }
    }

    /// The next reply that is understood; what no command of ours has to do with is passed over.
    async fn reply(&mut self) -> Result<Response<'static>, Fault> {
        loop {
            match read(&self.inbox)? {
                Read::Reply(reply, length) => {
                    self.inbox.drain(..length);
                    return Ok(*reply);
                }
                Read::Strange(length) => drop(self.inbox.drain(..length)),
                Read::Unfinished if self.inbox.len() >= LONGEST => {
                    return Err(Fault::Away("the server sends a reply without end".to_owned()));
                }
                Read::Unfinished => self.fill().await?,
            }
        }
    }

    async fn fill(&mut self) -> Result<(), Fault> {
        let mut part = [0; 16 * 1024];
        match timeout(PATIENCE, self.stream.read(&mut part)).await {
            Ok(Ok(0)) => Err(Fault::Away("the server closed the connection".to_owned())),
            Ok(Ok(read)) => {
                self.inbox.extend_from_slice(&part[..read]);
                Ok(())
            }
            Ok(Err(e)) => Err(Fault::Away(format!("the connection broke: {e}"))),
            Err(_) => Err(late()),
        }
    }
}

/// What the bytes begin with.
pub(super) enum Read {
    /// A reply, and how long it is.
    Reply(Box<Response<'static>>, usize),
    /// A line that is none, and how long it is.
    Strange(usize),
    /// More has to come first.
    Unfinished,
}

/// Reads a reply.
///
/// # Errors
/// When it cannot be one.
pub(super) fn read(bytes: &[u8]) -> Result<Read, Fault> {
    let Some(end) = memchr::memchr(b'\n', bytes).map(|at| at + 1) else { return Ok(Read::Unfinished) };
    if bytes[..end].iter().filter(|byte| **byte == b'(').count() > DEEPEST {
        return Err(Fault::Away("the server sends a reply that is too deep".to_owned()));
    }
    let length = |rest: &[u8]| bytes.len() - rest.len();
    match Response::parse(bytes) {
        Ok((rest, reply)) => {
            let length = length(rest);
            Ok(Read::Reply(Box::new(reply.into_owned()), length))
        }
        // It may wait for what a line announces by its length.
        Err(error) if error.is_incomplete() => Ok(Read::Unfinished),
        Err(_) => Ok(Read::Strange(end)),
    }
}

fn words(reply: &Response<'_>) -> String {
    let (Response::Data { outcome, .. } | Response::Done { outcome, .. } | Response::Continue(outcome)) = reply else {
        return "it says something else".to_owned();
    };
    shown(outcome.information.as_deref().unwrap_or("without a word")).chars().take(200).collect()
}

fn late() -> Fault {
    Fault::Away(format!("no answer within {} seconds", PATIENCE.as_secs()))
}
