//! MAIL, RCPT, DATA, the final dot: one transaction after another on one connection.

use std::error::Error;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Quit, Rset};
use lettre::transport::smtp::response::Response;
use tokio::sync::Notify;
use tokio::time::timeout;

use super::capabilities::Capabilities;
use super::envelope::Envelope;
use super::settings::Timeouts;
use crate::deliver::reply::{Phase, Reply};
use crate::deliver::transport::Delivery;
use crate::render::Mail;
use crate::schedule::NoticeId;

/// How much of a message is handed to the network at once.
const BLOCK: usize = 64 * 1024;

/// An open connection, ready for MAIL.
pub(crate) struct Conversation {
    connection: AsyncSmtpConnection,
    offers: Capabilities,
    limits: Timeouts,
    usable: bool,
}

/// A connection that gave no (intelligible) reply.
struct Broken(String);

type Answer = Result<Reply, Broken>;

/// A transaction that ended before its message was sent.
struct Ended {
    delivery: Delivery,
    /// Whether every command has had its answer, so that RSET brings the connection back in order.
    in_step: bool,
}

impl Conversation {
    pub(super) fn new(connection: AsyncSmtpConnection, offers: Capabilities, limits: Timeouts) -> Self {
        Conversation { connection, offers, limits, usable: true }
    }

    /// Whether another transaction can be begun on it.
    pub(crate) fn is_usable(&self) -> bool {
        self.usable
    }

    /// One transaction. After anything but a clear reply the connection is not used again.
    pub(crate) async fn deliver(&mut self, id: NoticeId, mail: &Mail) -> Delivery {
        let envelope = match Envelope::new(id, mail, &self.offers) {
            Ok(envelope) => envelope,
            Err(why) => return Delivery::Unsuitable(why),
        };
        // Until the transaction has come to a clear end; also when this future is dropped midway.
        self.usable = false;
        let begun =
            if self.offers.pipelining { self.begin_at_once(&envelope).await } else { self.begin(&envelope).await };
        match begun {
            Ok(()) => {
                let delivery = self.body(&mail.bytes).await;
                self.usable = match &delivery {
                    Delivery::Accepted(_) => true,
                    Delivery::Refused(Phase::Dot, reply) => reply.code != 421,
                    _ => false,
                };
                delivery
            }
            Err(ended) => {
                let closing = matches!(&ended.delivery, Delivery::Refused(_, reply) if reply.code == 421);
                self.usable = ended.in_step && !closing && self.reset().await;
                ended.delivery
            }
        }
    }

    /// QUIT, without waiting long for the answer.
    pub(crate) async fn quit(mut self) {
        if self.usable {
            let _ = timeout(self.limits.quit, self.connection.command(Quit)).await;
        }
    }

    /// One command at a time.
    async fn begin(&mut self, envelope: &Envelope) -> Result<(), Ended> {
        let Timeouts { mail, rcpt, data, .. } = self.limits;
        let steps = [
            (Phase::Mail, 2, format!("{}\r\n", envelope.mail), mail),
            (Phase::Rcpt, 2, format!("{}\r\n", envelope.rcpt), rcpt),
            (Phase::Data, 3, "DATA\r\n".to_owned(), data),
        ];
        for (phase, wanted, line, limit) in steps {
            let answer = self.say(line, limit).await;
            let in_step = answer.is_ok();
            expect(answer, phase, wanted).map_err(|delivery| Ended { delivery, in_step })?;
        }
        Ok(())
    }

    /// All three in one packet (RFC 2920). Every reply is read, also after a refusal: the next transaction would take a
    /// leftover for its own.
    async fn begin_at_once(&mut self, envelope: &Envelope) -> Result<(), Ended> {
        let group = format!("{}\r\n{}\r\nDATA\r\n", envelope.mail, envelope.rcpt);
        let mail = self.say(group, self.limits.mail).await;
        let rcpt = if mail.is_ok() { self.hear(self.limits.rcpt).await } else { Err(Broken::earlier()) };
        let data = if rcpt.is_ok() { self.hear(self.limits.data).await } else { Err(Broken::earlier()) };

        let has_recipient = matches!(&rcpt, Ok(reply) if reply.code / 100 == 2);
        let wants_message = matches!(&data, Ok(reply) if reply.code / 100 == 3);
        let all_answered = data.is_ok();
        let ended = match (expect(mail, Phase::Mail, 2), expect(rcpt, Phase::Rcpt, 2), expect(data, Phase::Data, 3)) {
            (Ok(()), Ok(()), Ok(())) => return Ok(()),
            (Err(delivery), ..) | (_, Err(delivery), _) | (.., Err(delivery)) => delivery,
        };
        if wants_message && !has_recipient {
            // It waits for a message to nobody. An empty one ends that; then the connection goes.
            let _ = self.say(".\r\n", self.limits.quit).await;
        }
        // A relay that would take a message it has a recipient for, after refusing the sender, is given nothing.
        Err(Ended { delivery: ended, in_step: all_answered && !wants_message })
    }

    /// The message, with its dots stuffed, and the final dot.
    async fn body(&mut self, bytes: &[u8]) -> Delivery {
        // lettre writes CRLF before the final dot, also when the message ends with one.
        let bytes = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        let limits = self.limits;
        let blocks = u32::try_from(bytes.len() / BLOCK + 1).unwrap_or(u32::MAX);
        let (sent, wake) = (AtomicBool::new(false), Notify::new());

        let outcome = {
            // lettre asks for the next block when the last one is written: once there is none, the dot is next.
            let mut rest = bytes.chunks(BLOCK);
            let parts = std::iter::from_fn(|| {
                let next = rest.next();
                if next.is_none() {
                    sent.store(true, Ordering::Relaxed);
                    wake.notify_one();
                }
                next
            });
            let mut handing = std::pin::pin!(self.connection.message_iter(parts));
            let written = timeout(limits.block.saturating_mul(blocks), async {
                tokio::select! {
                    biased;
                    done = &mut handing => Some(done),
                    () = wake.notified() => None,
                }
            });
            match written.await {
                Ok(Some(done)) => answer(done),
                Ok(None) => match timeout(limits.dot, handing).await {
                    Ok(done) => answer(done),
                    Err(_) => Err(Broken::silent(limits.dot)),
                },
                Err(_) => Err(Broken("the message could not be handed over in time".to_owned())),
            }
        };

        match outcome {
            Ok(reply) if reply.code / 100 == 2 => Delivery::Accepted(reply.to_string()),
            Ok(reply) if reply.code >= 400 => Delivery::Refused(Phase::Dot, reply),
            Ok(reply) => Delivery::Unknown(format!("an answer that is none: {reply}")),
            Err(Broken(why)) if sent.load(Ordering::Relaxed) => Delivery::Unknown(why),
            // A relay that breaks off inside the message may have said why ("552 too big").
            Err(Broken(why)) => match self.hear(limits.quit).await {
                Ok(reply) if reply.code >= 400 => Delivery::Refused(Phase::Data, reply),
                _ => Delivery::Lost(Phase::Data, why),
            },
        }
    }

    async fn reset(&mut self) -> bool {
        matches!(self.say(Rset, self.limits.command).await, Ok(reply) if reply.code / 100 == 2)
    }

    /// Sends a command and hears its answer.
    async fn say(&mut self, command: impl fmt::Display, limit: Duration) -> Answer {
        match timeout(limit, self.connection.command(command)).await {
            Ok(done) => answer(done),
            Err(_) => Err(Broken::silent(limit)),
        }
    }

    /// Hears a further answer.
    async fn hear(&mut self, limit: Duration) -> Answer {
        match timeout(limit, self.connection.read_response()).await {
            Ok(done) => answer(done),
            Err(_) => Err(Broken::silent(limit)),
        }
    }
}

impl fmt::Debug for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conversation")
            .field("offers", &self.offers)
            .field("usable", &self.usable)
            .finish_non_exhaustive()
    }
}

impl Broken {
    fn silent(limit: Duration) -> Self {
        Broken(format!("no answer within {limit:?}"))
    }

    /// Not asked any more, because the command before had no answer; never shown.
    fn earlier() -> Self {
        Broken("no answer to an earlier command".to_owned())
    }
}

/// A negative reply, which lettre gives as an error.
pub(super) fn negative(error: &lettre::transport::smtp::Error) -> Option<Reply> {
    let code = error.status()?;
    Some(Reply::new(code.into(), error.source().map(ToString::to_string).unwrap_or_default()))
}

fn answer(done: Result<Response, lettre::transport::smtp::Error>) -> Answer {
    match done {
        Ok(response) => Ok(Reply::new(response.code().into(), response.message().collect::<Vec<_>>().join(" "))),
        Err(error) => negative(&error).map_or_else(|| Err(Broken(error.to_string())), Ok),
    }
}

/// What came instead of a reply of the `wanted` hundred.
fn expect(answer: Answer, phase: Phase, wanted: u16) -> Result<(), Delivery> {
    match answer {
        Ok(reply) if reply.code / 100 == wanted => Ok(()),
        Ok(reply) if reply.code >= 400 => Err(Delivery::Refused(phase, reply)),
        Ok(reply) => Err(Delivery::Lost(phase, format!("an answer that is none: {reply}"))),
        Err(Broken(why)) => Err(Delivery::Lost(phase, why)),
    }
}
