//! A command out, its replies in.

use std::future::Future;
use std::time::Duration;

use imap_proto::{Response, Status};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::frame::{Read, read};
use super::settings::Fault;
use crate::deliver::secrecy::Secrets;
use crate::ledger::shown;

/// A command has so long for all of its replies.
const PATIENCE: Duration = Duration::from_secs(120);

/// No reply is longer: a message is asked for up to half of it.
const LONGEST: usize = 2 << 20;

/// No command has more replies, of which nobody may know what they are.
const MOST: usize = 100_000;

/// All of a command's replies are no longer.
const ALL: usize = 8 << 20;

/// As much is shown of what a server says, in characters.
const SAID: usize = 200;

/// Codes by which a server says that it is not well, and nothing of us (RFC 5530).
const PASSING: [&str; 4] = ["UNAVAILABLE", "INUSE", "SERVERBUG", "LIMIT"];

/// A stream that commands go over.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// A connection.
pub(super) struct Link {
    stream: Box<dyn Stream>,
    inbox: Vec<u8>,
    commands: u32,
    /// What a server may repeat, and nobody is to read.
    secrets: Secrets,
    /// How many replies this command had, and how long they were.
    heard: (usize, usize),
}

/// What a command came to.
pub(super) struct Answer {
    /// Whether it was done.
    pub(super) ok: bool,
    /// Whether it is the server that is not well just now.
    pub(super) will_pass: bool,
    /// What the server says of it, safe to show.
    pub(super) said: String,
    /// What came before.
    pub(super) replies: Vec<Response<'static>>,
}

impl Link {
    pub(super) fn new(stream: Box<dyn Stream>, secrets: Secrets) -> Self {
        Link { stream, inbox: Vec::new(), commands: 0, secrets, heard: (0, 0) }
    }

    /// The greeting.
    pub(super) async fn greeting(&mut self) -> Result<(), Fault> {
        match in_time(self.reply()).await? {
            Response::Data { status: Status::Ok | Status::PreAuth, .. } => Ok(()),
            other => Err(Fault::Away(format!("the server does not take us: {}", self.words(&other)))),
        }
    }

    /// A command on one line.
    pub(super) async fn command(&mut self, text: &str) -> Result<Answer, Fault> {
        self.dialogue(text, &[]).await
    }

    /// A command that the server asks more for: each time it does, the next of `lines` is sent, and an empty one when
    /// there is none left.
    pub(super) async fn dialogue(&mut self, text: &str, lines: &[&str]) -> Result<Answer, Fault> {
        in_time(self.exchange(text, lines)).await
    }

    async fn exchange(&mut self, text: &str, lines: &[&str]) -> Result<Answer, Fault> {
        self.commands += 1;
        self.heard = (0, 0);
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
                    let said = outcome.information.as_deref().unwrap_or_default();
                    let (will_pass, said) = (will_pass(said), self.safe(said));
                    // Such as what can be done once one has signed in.
                    replies.push(Response::Data { status: Status::Ok, outcome });
                    return Ok(Answer { ok: status == Status::Ok, will_pass, said, replies });
                }
                reply @ Response::Data { status: Status::Bye, .. } => {
                    return Err(Fault::Away(format!("the server ends the connection: {}", self.words(&reply))));
                }
                reply => replies.push(reply),
            }
        }
    }

    async fn send(&mut self, text: &str) -> Result<(), Fault> {
        self.stream.write_all(text.as_bytes()).await.map_err(broke)?;
        self.stream.flush().await.map_err(broke)
    }

    /// The next reply that is understood; what no command of ours has to do with is passed over, and counts.
    async fn reply(&mut self) -> Result<Response<'static>, Fault> {
        loop {
            match read(&self.inbox)? {
                Read::Reply(reply, length) => {
                    self.take(length)?;
                    return Ok(*reply);
                }
                Read::Strange(length) => self.take(length)?,
                Read::Unfinished if self.inbox.len() >= LONGEST => {
                    return Err(Fault::Away("the server sends a reply without end".to_owned()));
                }
                Read::Unfinished => self.fill().await?,
            }
        }
    }

    /// Takes a reply off, if the command may have so many and so much of them.
    fn take(&mut self, length: usize) -> Result<(), Fault> {
        self.inbox.drain(..length);
        let (count, octets) = (self.heard.0 + 1, self.heard.1 + length);
        self.heard = (count, octets);
        match () {
            () if count > MOST => Err(Fault::Away(format!("more than {MOST} replies to a command"))),
            () if octets > ALL => Err(Fault::Away(format!("more than {} MB of replies to a command", ALL >> 20))),
            () => Ok(()),
        }
    }

    async fn fill(&mut self) -> Result<(), Fault> {
        let mut part = [0; 16 * 1024];
        match self.stream.read(&mut part).await.map_err(broke)? {
            0 => Err(Fault::Away("the server closed the connection".to_owned())),
            read => {
                self.inbox.extend_from_slice(&part[..read]);
                Ok(())
            }
        }
    }

    fn words(&self, reply: &Response<'_>) -> String {
        let (Response::Data { outcome, .. } | Response::Done { outcome, .. } | Response::Continue(outcome)) = reply
        else {
            return "it says something else".to_owned();
        };
        self.safe(outcome.information.as_deref().unwrap_or("without a word"))
    }

    /// Words of the server, short, without secrets, and without what steers a terminal. Hidden first: of a secret that is
    /// cut nobody can tell that it is one.
    fn safe(&self, words: &str) -> String {
        let hidden = self.secrets.hide(words.as_bytes());
        shown(&String::from_utf8_lossy(&hidden)).chars().take(SAID).collect()
    }
}

/// Whether it begins with such a code, which imap-proto does not know and leaves in the text.
fn will_pass(said: &str) -> bool {
    let code = said.trim_start().strip_prefix('[').and_then(|rest| rest.split([']', ' ']).next());
    code.is_some_and(|code| PASSING.iter().any(|passing| passing.eq_ignore_ascii_case(code)))
}

async fn in_time<T>(work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    let late = |_| Err(Fault::Away(format!("no answer within {} seconds", PATIENCE.as_secs())));
    timeout(PATIENCE, work).await.unwrap_or_else(late)
}

fn broke(error: std::io::Error) -> Fault {
    Fault::Away(format!("the connection broke: {error}"))
}
