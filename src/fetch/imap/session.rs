//! A mailbox that is open.

use std::collections::BTreeSet;
use std::time::Duration;

use imap_proto::{AttributeValue, Capability, MailboxDatum, Response, ResponseCode};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::link::{Answer, Link};
use super::settings::{Fault, Settings, SignIn, escaped, plain, xoauth2};
use crate::deliver::transport::smtp::Trust;

/// Connecting, the handshake and the good-bye have so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// So much of a message is asked for.
const LONGEST: usize = 1 << 20;

/// A mailbox that is open.
pub struct Session {
    link: Link,
    capabilities: BTreeSet<String>,
    /// Whether keywords stay on messages.
    keeps_keywords: bool,
    /// Changes when the numbers of messages mean others.
    validity: u32,
    /// The keyword on what was read.
    keyword: String,
}

/// What asking for a message came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Fetched {
    /// Its beginning.
    Message(Vec<u8>),
    /// Somebody has removed it.
    Gone,
    /// The server does not give this one; what it says of it, safe to show.
    Refused(String),
}

impl Session {
    /// Connects, protects the connection, signs in and selects the folder.
    ///
    /// # Errors
    /// When that cannot be done. What the server says to a sign-in is told without the secret.
    pub async fn open(settings: &Settings) -> Result<Self, Fault> {
        let mut link = connect(settings).await?;
        link.greeting().await?;
        let keyword = settings.keyword.clone();
        let mut session = Session { link, capabilities: BTreeSet::new(), keeps_keywords: false, validity: 0, keyword };
        session.ask_capabilities().await?;
        session.sign_in(settings).await?;
        // Most can do more once somebody has signed in.
        session.ask_capabilities().await?;
        session.select(&settings.folder).await?;
        Ok(session)
    }

    async fn ask_capabilities(&mut self) -> Result<(), Fault> {
        let answer = done(self.link.command("CAPABILITY").await?, "to say what it can do")?;
        self.capabilities = answer.replies.iter().flat_map(capabilities).collect();
        Ok(())
    }

    fn can(&self, what: &str) -> bool {
        self.capabilities.contains(what)
    }

    async fn sign_in(&mut self, settings: &Settings) -> Result<(), Fault> {
        let user = &settings.user;
        let answer = match &settings.sign_in {
            SignIn::Token(token) => {
                // A refusal comes as a question, which an empty line answers.
                self.link.dialogue("AUTHENTICATE XOAUTH2", &[&xoauth2(user, token)]).await?
            }
            SignIn::Password(password) if self.can("AUTH=PLAIN") => {
                self.link.dialogue("AUTHENTICATE PLAIN", &[&plain(user, password)]).await?
            }
            SignIn::Password(password) => {
                let command = format!("LOGIN {} {}", quoted(user)?, quoted(password)?);
                self.link.command(&command).await?
            }
        };
        let why = format!("{user} cannot sign in: {}", answer.said);
        match answer {
            Answer { ok: true, .. } => Ok(()),
            Answer { will_pass: true, .. } => Err(Fault::Away(why)),
            // Trying again may lock the account.
            Answer { .. } => Err(Fault::Refused(why)),
        }
    }

    async fn select(&mut self, folder: &str) -> Result<(), Fault> {
        let answer = self.link.command(&format!("SELECT {}", quoted(folder)?)).await?;
        let answer = done(answer, &format!("to open the folder `{folder}`"))?;
        for reply in &answer.replies {
            let Response::Data { outcome, .. } = reply else { continue };
            match &outcome.code {
                Some(ResponseCode::PermanentFlags(flags)) => {
                    self.keeps_keywords = flags.iter().any(|flag| flag == "\\*")
                }
                Some(ResponseCode::UidValidity(validity)) => self.validity = *validity,
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether a mark stays on what was read. Otherwise everything is new to the next session.
    pub fn keeps_marks(&self) -> bool {
        self.keeps_keywords
    }

    /// Which mailbox this is: numbers of another one mean other messages.
    pub fn validity(&self) -> u32 {
        self.validity
    }

    /// The numbers of the messages that were not read yet, above `after`, in order.
    ///
    /// # Errors
    /// When the server refuses, or went away.
    pub async fn unread(&mut self, after: u32) -> Result<Vec<u32>, Fault> {
        let unread = if self.keeps_keywords { format!("UNKEYWORD {} ", self.keyword) } else { String::new() };
        let command = format!("UID SEARCH UNDELETED {unread}UID {}:*", after.saturating_add(1));
        let answer = done(self.link.command(&command).await?, "to search the folder")?;
        let found = answer.replies.into_iter().flat_map(|reply| match reply {
            Response::MailboxData(MailboxDatum::Search(numbers)) => numbers,
            _ => Vec::new(),
        });
        // `*` is the last message, also when that has a smaller number.
        let mut found: Vec<u32> = found.filter(|number| *number > after).collect();
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// The beginning of a message, which stays unseen.
    ///
    /// # Errors
    /// When the server went away.
    pub async fn message(&mut self, number: u32) -> Result<Fetched, Fault> {
        let command = format!("UID FETCH {number} (UID BODY.PEEK[]<0.{LONGEST}>)");
        let answer = self.link.command(&command).await?;
        // One message that the server stumbles over is in the way of no other.
        if !answer.ok && !answer.will_pass {
            return Ok(Fetched::Refused(answer.said));
        }
        let answer = done(answer, "to give a message")?;
        for reply in answer.replies {
            let Response::Fetch(_, values) = reply else { continue };
            let is_it = values.iter().any(|value| matches!(value, AttributeValue::Uid(uid) if *uid == number));
            let body = values.into_iter().find_map(|value| match value {
                AttributeValue::BodySection { data, .. } => Some(data.unwrap_or_default().into_owned()),
                _ => None,
            });
            if let Some(body) = body.filter(|_| is_it) {
                return Ok(Fetched::Message(body));
            }
        }
        Ok(Fetched::Gone)
    }

    /// Marks messages as read by Heraut, and, of those that `are_seen`, as seen by everybody.
    ///
    /// # Errors
    /// When the server refuses, or went away.
    pub async fn mark(&mut self, numbers: &[u32], are_seen: bool) -> Result<(), Fault> {
        let (seen, read) = (are_seen.then_some("\\Seen"), self.keeps_keywords.then_some(self.keyword.as_str()));
        let flags: Vec<&str> = seen.into_iter().chain(read).collect();
        if numbers.is_empty() || flags.is_empty() {
            return Ok(());
        }
        for some in numbers.chunks(500) {
            let command = format!("UID STORE {} +FLAGS.SILENT ({})", set(some), flags.join(" "));
            done(self.link.command(&command).await?, "to mark messages")?;
        }
        Ok(())
    }

    /// Moves messages into another folder (RFC 6851), which is made if it is not there.
    ///
    /// # Errors
    /// When the server cannot, refuses, or went away.
    pub async fn move_to(&mut self, numbers: &[u32], folder: &str) -> Result<(), Fault> {
        if numbers.is_empty() {
            return Ok(());
        }
        if !self.can("MOVE") {
            return Err(Fault::Refused("the server cannot move messages (RFC 6851): leave `move_to` out".to_owned()));
        }
        let name = quoted(folder)?;
        for some in numbers.chunks(500) {
            let command = format!("UID MOVE {} {name}", set(some));
            let answer = self.link.command(&command).await?;
            let is_missing = answer.replies.iter().any(|reply| {
                matches!(reply, Response::Data { outcome, .. } if outcome.code == Some(ResponseCode::TryCreate))
            });
            if answer.ok || !is_missing {
                done(answer, "to move messages")?;
                continue;
            }
            done(self.link.command(&format!("CREATE {name}")).await?, "to make the folder to move to")?;
            done(self.link.command(&command).await?, "to move messages")?;
        }
        Ok(())
    }

    /// Says good-bye. What the server makes of it changes nothing.
    pub async fn close(mut self) {
        let _ = timeout(PATIENCE, self.link.command("LOGOUT")).await;
    }
}

async fn connect(settings: &Settings) -> Result<Link, Fault> {
    let Settings { host, port, .. } = settings;
    let away = |why: String| Fault::Away(format!("{host}:{port} cannot be reached: {why}"));
    let stream = match timeout(PATIENCE, TcpStream::connect((host.as_str(), *port))).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(e)) => return Err(away(e.to_string())),
        Err(_) => return Err(away(format!("no answer within {} seconds", PATIENCE.as_secs()))),
    };
    if !settings.tls {
        let is_here = stream.peer_addr().is_ok_and(|peer| peer.ip().is_loopback());
        return match is_here {
            true => Ok(Link::new(Box::new(stream), settings.secrets())),
            false => Err(Fault::Refused(format!("{host} is not on this machine, and TLS is off: write imaps://"))),
        };
    }
    let trust = Trust::of(&settings.roots).map_err(Fault::Refused)?;
    let unfit = |_| Fault::Refused(format!("`{host}` is not a host name a certificate could be for"));
    let handshake = trust.connect(host, stream).map_err(unfit)?;
    match timeout(PATIENCE, handshake).await {
        Ok(Ok(stream)) => Ok(Link::new(Box::new(stream), settings.secrets())),
        Ok(Err(e)) => Err(away(format!("TLS: {e}"))),
        Err(_) => Err(away("the TLS handshake takes too long".to_owned())),
    }
}

fn capabilities(reply: &Response<'_>) -> Vec<String> {
    let listed = match reply {
        Response::Capabilities(listed) => listed,
        Response::Data { outcome, .. } => match &outcome.code {
            Some(ResponseCode::Capabilities(listed)) => listed,
            _ => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    let name = |capability: &Capability<'_>| match capability {
        Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
        Capability::Auth(how) => format!("AUTH={}", how.to_uppercase()),
        Capability::Atom(name) => name.to_uppercase(),
    };
    listed.iter().map(name).collect()
}

/// What was refused may be done another time: only a refused sign-in is for good.
fn done(answer: Answer, what: &str) -> Result<Answer, Fault> {
    match answer.ok {
        true => Ok(answer),
        false => Err(Fault::Away(format!("the server refuses {what}: {}", answer.said))),
    }
}

/// A quoted string (RFC 3501 section 4.3).
fn quoted(text: &str) -> Result<String, Fault> {
    if !text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Err(Fault::Refused("names and passwords outside ASCII cannot be given to this server".to_owned()));
    }
    Ok(format!("\"{}\"", escaped(text)))
}

/// Numbers as a set.
fn set(numbers: &[u32]) -> String {
    numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}
