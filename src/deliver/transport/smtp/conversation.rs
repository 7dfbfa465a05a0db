//! MAIL, RCPT, DATA, the message, the final dot: one transaction after another on one connection.
//!
//! ```text
//! Ready ─► begin: MAIL RCPT DATA, 354 ─► Begun ─► send: the message ─► Sent ─► dot, reply ─► Ready
//!                                          └───────────────────────────────────► dot (with the message) ─► …
//! ```
//! A transaction whose dot was not sent is nothing to the relay: whoever does not want it any more drops the connection.
//! Where the relay offers PIPELINING, the next envelope can ride behind a dot, in its packet: `dot` takes it along, and the
//! next `begin` finds it on its way.

use std::fmt;
use std::ops::Range;
use std::time::{Duration, Instant};

use super::body::stuff;
use super::capabilities::Capabilities;
use super::envelope::{self, Ends};
use super::link::{Broken, Link, Stuck};
use super::settings::Timeouts;
use crate::deliver::reply::{Phase, Refusal};
use crate::deliver::transport::Delivery;
use crate::render::Mail;
use crate::schedule::NoticeId;

/// A buffer that a large message made larger than this is given back.
const KEPT: usize = 1024 * 1024;

/// What ends a message whose last line has its end.
const DOT: &[u8] = b".\r\n";

/// An open connection.
pub(crate) struct Conversation {
    link: Link,
    offers: Capabilities,
    limits: Timeouts,
    stage: Stage,
    /// What is to go out; one buffer for all that ever does.
    out: Vec<u8>,
    /// Whom the open transaction is for.
    recipient: String,
    /// When the token ends that it was signed in with.
    ends: Option<Instant>,
}

/// Where the conversation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    /// Ready for MAIL.
    Ready,
    /// MAIL, RCPT and DATA for this notice went out behind the last dot; their replies are still to be read.
    Riding(NoticeId),
    /// The relay waits for the message, which lies in this part of the buffer.
    Begun(Range<usize>),
    /// The relay has all of it but the dot.
    Sent,
    /// Something went wrong, or is under way: if that is dropped midway, the connection is not used again.
    Over,
}

/// A transaction that ended before its message was sent.
struct Ended {
    delivery: Delivery,
    /// Whether every command has had its answer, so that RSET brings the connection back in order.
    in_step: bool,
}

impl Ended {
    /// By a refusal the relay is where it was; after anything else nobody knows.
    fn by(delivery: Delivery) -> Self {
        Ended { in_step: matches!(delivery, Delivery::Refused(_)), delivery }
    }
}

impl Conversation {
    pub(super) fn new(link: Link, offers: Capabilities, limits: Timeouts) -> Self {
        Conversation {
            link,
            offers,
            limits,
            stage: Stage::Ready,
            out: Vec::new(),
            recipient: String::new(),
            ends: None,
        }
    }

    /// No transaction is begun on it once its token has ended: a relay may take us for signed in no longer than that.
    pub(crate) fn until(self, ends: Option<Instant>) -> Self {
        Conversation { ends, ..self }
    }

    /// Whether another transaction can be begun on it.
    pub(crate) fn is_usable(&self) -> bool {
        matches!(self.stage, Stage::Ready | Stage::Riding(_)) && !self.has_ended()
    }

    fn has_ended(&self) -> bool {
        self.ends.is_some_and(|ends| ends <= Instant::now())
    }

    /// The notice whose envelope rode behind the last dot, if it was not begun yet.
    pub(crate) fn rides(&self) -> Option<NoticeId> {
        match self.stage {
            Stage::Riding(id) => Some(id),
            _ => None,
        }
    }

    /// One transaction from MAIL to the reply to its dot. After anything but a clear reply the connection is not used
    /// again.
    pub(crate) async fn deliver(&mut self, id: NoticeId, mail: &Mail) -> Delivery {
        match self.begin(id, mail).await {
            Ok(()) => self.dot(None).await,
            Err(delivery) => delivery,
        }
    }

    /// MAIL, RCPT and DATA, up to the relay's 354. Nothing of the message has gone out yet: it does with
    /// [`send`](Conversation::send), or with the dot.
    ///
    /// # Errors
    /// How it ended, short of a message: never accepted, never unknown.
    pub(crate) async fn begin(&mut self, id: NoticeId, mail: &Mail) -> Result<(), Delivery> {
        let stage = std::mem::replace(&mut self.stage, Stage::Over);
        self.out.clear();
        if self.has_ended() {
            return Err(Delivery::Dropped("the token that the connection was signed in with has ended".to_owned()));
        }
        let (ends, rides) = match stage {
            Stage::Ready => {
                let written = envelope::write(&mut self.out, id, mail, &self.offers);
                (written.inspect_err(|_| self.stage = Stage::Ready).map_err(Delivery::Unsuitable)?, false)
            }
            Stage::Riding(riding) if riding == id => (Ends { mail: 0, rcpt: 0, data: 0 }, true),
            _ => return Err(Delivery::Dropped("the connection was in another transaction".to_owned())),
        };
        if let Err(at) = stuff(&mut self.out, &mail.bytes) {
            self.stage = if rides { Stage::Over } else { Stage::Ready };
            return Err(Delivery::Unsuitable(format!("the message has a line end that is not CRLF at byte {at}")));
        }
        self.recipient.clear();
        self.recipient.push_str(&mail.envelope_to);

        let begun = match (rides, self.offers.pipelining) {
            (true, _) => self.hear_envelope(self.limits.ride).await,
            (false, true) => self.say_envelope(ends.data).await,
            (false, false) => self.say_by_one(ends).await,
        };
        match begun {
            Ok(()) => {
                self.stage = Stage::Begun(ends.data..self.out.len());
                Ok(())
            }
            Err(ended) => {
                let closing = matches!(&ended.delivery, Delivery::Refused(refusal) if refusal.reply.code == 421);
                if ended.in_step && !closing && self.reset().await {
                    self.stage = Stage::Ready;
                }
                Err(ended.delivery)
            }
        }
    }

    /// The message, all but its dot. Nothing is taken over by it, whatever the relay thinks.
    ///
    /// # Errors
    /// As [`begin`](Conversation::begin).
    pub(crate) async fn send(&mut self) -> Result<(), Delivery> {
        let Stage::Begun(message) = std::mem::replace(&mut self.stage, Stage::Over) else {
            return Err(Delivery::Dropped("no transaction was begun".to_owned()));
        };
        self.heed_unasked(Phase::Data).await?;
        match self.link.write(&self.out[message.clone()], self.limits.of_message(message.len())).await {
            Ok(()) => {
                self.out.clear();
                self.stage = Stage::Sent;
                Ok(())
            }
            Err(stuck) => Err(self.broken_off(stuck).await),
        }
    }

    /// The final dot, with the message before it if that has not gone yet, and the relay's reply to it. From its first
    /// octet on the relay may have the message.
    ///
    /// `next` rides behind the dot in the same packet where the relay offers PIPELINING, and saves a round trip: the
    /// next [`begin`](Conversation::begin) is then for it and for no other. What is not wanted after all costs the
    /// connection, never a mail.
    pub(crate) async fn dot(&mut self, next: Option<(NoticeId, &Mail)>) -> Delivery {
        let message = match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Begun(message) => message,
            Stage::Sent => 0..0,
            _ => return Delivery::Dropped("no transaction was begun".to_owned()),
        };
        // A reply that is there before the dot is none to it, and the next would be taken for one.
        if let Err(delivery) = self.heed_unasked(Phase::Data).await {
            return delivery;
        }
        self.out.extend_from_slice(DOT);
        let complete = self.out.len() - message.start;
        let riding = next.filter(|_| self.offers.pipelining && !self.has_ended()).and_then(|(id, mail)| {
            // One that cannot be given to this relay is told so when its turn comes.
            envelope::write(&mut self.out, id, mail, &self.offers).is_ok().then_some(id)
        });
        let limit = self.limits.of_message(complete);
        if let Err(stuck) = self.link.write(&self.out[message.start..], limit).await {
            if stuck.written < complete {
                return self.broken_off(stuck).await;
            }
            // The dot is out, and perhaps its answer is here; what rode behind it is not.
            if let Some(Broken { why, .. }) = stuck.why {
                return Delivery::Unknown(why);
            }
            let delivery = self.hear_dot(None).await;
            self.stage = Stage::Over;
            return delivery;
        }
        self.hear_dot(riding).await
    }

    /// QUIT, without waiting long for the answer.
    pub(crate) async fn quit(mut self) {
        if self.stage == Stage::Ready {
            let _ = self.say(b"QUIT\r\n", self.limits.quit).await;
        }
    }

    async fn hear_dot(&mut self, riding: Option<NoticeId>) -> Delivery {
        if self.out.capacity() > KEPT {
            self.out = Vec::new();
        }
        match self.link.hear(self.limits.dot).await {
            Ok(code) => {
                let next = riding.map_or(Stage::Ready, Stage::Riding);
                match code {
                    200..300 => self.stage = next,
                    400.. if code != 421 => self.stage = next,
                    _ => {}
                }
                match code {
                    200..300 => Delivery::Accepted(self.link.reply(code).to_string()),
                    400.. => self.refused(Phase::Dot, code),
                    _ => Delivery::Unknown(format!("an answer that is none: {}", self.link.reply(code))),
                }
            }
            Err(Broken { why, .. }) => Delivery::Unknown(why),
        }
    }

    /// One command at a time.
    async fn say_by_one(&mut self, ends: Ends) -> Result<(), Ended> {
        let Timeouts { mail, rcpt, data, .. } = self.limits;
        let steps = [
            (Phase::Mail, 2, 0..ends.mail, mail),
            (Phase::Rcpt, 2, ends.mail..ends.rcpt, rcpt),
            (Phase::Data, 3, ends.rcpt..ends.data, data),
        ];
        for (phase, wanted, command, limit) in steps {
            let answer = self.say_out(command, phase, limit).await?;
            self.expect(answer, phase, wanted).map_err(Ended::by)?;
        }
        Ok(())
    }

    /// All three in one packet (RFC 2920).
    async fn say_envelope(&mut self, end: usize) -> Result<(), Ended> {
        let limit = self.limits.mail;
        match self.say_out(0..end, Phase::Mail, limit).await? {
            Ok(code) => self.hear_rest(Ok(code)).await,
            Err(broken) => self.hear_rest(Err(broken)).await,
        }
    }

    /// The replies to an envelope that rode behind a dot. Some relays throw away what came with a message: that the
    /// first of them does not come is known soon, and costs a connection.
    async fn hear_envelope(&mut self, limit: Duration) -> Result<(), Ended> {
        match self.link.hear(limit).await {
            Ok(code) => self.hear_rest(Ok(code)).await,
            Err(Broken { why, .. }) => {
                let why = format!("{why} to what rode behind the message before");
                Err(Ended { delivery: Delivery::Dropped(why), in_step: false })
            }
        }
    }

    /// Every reply of the group is read, also after a refusal: the next transaction would take a leftover for its own.
    async fn hear_rest(&mut self, mail: Result<u16, Broken>) -> Result<(), Ended> {
        let Timeouts { rcpt, data, quit, .. } = self.limits;
        let mail = self.expect(mail, Phase::Mail, 2);
        let answered = |ended: &Result<(), Delivery>| !matches!(ended, Err(Delivery::Lost(..)));
        if !answered(&mail) {
            return mail.map_err(|delivery| Ended { delivery, in_step: false });
        }
        let heard = self.link.hear(rcpt).await;
        let has_recipient = matches!(heard, Ok(200..300));
        let rcpt = self.expect(heard, Phase::Rcpt, 2);
        if !answered(&rcpt) {
            return mail.and(rcpt).map_err(|delivery| Ended { delivery, in_step: false });
        }
        let heard = self.link.hear(data).await;
        let wants_message = matches!(heard, Ok(300..400));
        let data = self.expect(heard, Phase::Data, 3);
        let all_answered = answered(&data);
        let Err(delivery) = mail.and(rcpt).and(data) else { return Ok(()) };
        if wants_message && !has_recipient {
            // It waits for a message to nobody. An empty one ends that; then the connection goes.
            let _ = self.say(DOT, quit).await;
        }
        // A relay that would take a message it has a recipient for, after refusing the sender, is given nothing.
        Err(Ended { delivery, in_step: all_answered && !wants_message })
    }

    async fn reset(&mut self) -> bool {
        matches!(self.say(b"RSET\r\n", self.limits.command).await, Ok(200..300))
    }

    /// Sends a part of the buffer, and hears one answer.
    async fn say_out(
        &mut self,
        part: Range<usize>,
        phase: Phase,
        limit: Duration,
    ) -> Result<Result<u16, Broken>, Ended> {
        self.heed_unasked(phase).await.map_err(|delivery| Ended { delivery, in_step: false })?;
        Ok(match self.link.write(&self.out[part], limit).await {
            Ok(()) => self.link.hear(limit).await,
            Err(stuck) => self.last_words(stuck).await,
        })
    }

    /// Sends a command, and hears its answer.
    async fn say(&mut self, command: &[u8], limit: Duration) -> Result<u16, Broken> {
        match self.link.write(command, limit).await {
            Ok(()) => self.link.hear(limit).await,
            Err(stuck) => self.last_words(stuck).await,
        }
    }

    /// What a relay says that stopped listening: it may have said why.
    async fn last_words(&mut self, stuck: Stuck) -> Result<u16, Broken> {
        self.link.hear(self.limits.quit).await.map_err(|broken| stuck.why.unwrap_or(broken))
    }

    /// A relay that speaks before it was asked something is out of step; or it says good-bye (421).
    async fn heed_unasked(&mut self, phase: Phase) -> Result<(), Delivery> {
        match self.link.has_unasked().await {
            Ok(false) => return Ok(()),
            Ok(true) => {}
            Err(Broken { why, .. }) => return Err(Delivery::Lost(phase, why)),
        }
        Err(match self.link.hear(self.limits.quit).await {
            Ok(code @ 400..) => self.refused(phase, code),
            Ok(code) => Delivery::Lost(phase, format!("an answer before it was asked for: {}", self.link.reply(code))),
            Err(Broken { why, .. }) => Delivery::Lost(phase, why),
        })
    }

    /// Why a message was broken off before its dot ("552 too big").
    async fn broken_off(&mut self, stuck: Stuck) -> Delivery {
        match self.last_words(stuck).await {
            Ok(code @ 400..) => self.refused(Phase::Data, code),
            Ok(code) => {
                Delivery::Lost(Phase::Data, format!("an answer before it was asked for: {}", self.link.reply(code)))
            }
            Err(Broken { why, .. }) => Delivery::Lost(Phase::Data, why),
        }
    }

    /// What came instead of a reply of the `wanted` hundred.
    fn expect(&self, answer: Result<u16, Broken>, phase: Phase, wanted: u16) -> Result<(), Delivery> {
        match answer {
            Ok(code) if code / 100 == wanted => Ok(()),
            Ok(code @ 400..) => Err(self.refused(phase, code)),
            Ok(code) => Err(Delivery::Lost(phase, format!("an answer that is none: {}", self.link.reply(code)))),
            Err(Broken { why, .. }) => Err(Delivery::Lost(phase, why)),
        }
    }

    fn refused(&self, phase: Phase, code: u16) -> Delivery {
        Delivery::Refused(Refusal::new(phase, self.link.reply(code), &self.recipient))
    }
}

impl fmt::Debug for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conversation").field("offers", &self.offers).field("stage", &self.stage).finish_non_exhaustive()
    }
}
