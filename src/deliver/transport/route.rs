//! One face for every way out.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::deliver::reply::{Phase, Refusal};
use crate::render::Mail;
use crate::schedule::NoticeId;

/// What is waited for.
pub type Waited<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where messages are handed over: a relay, or a folder.
pub trait Route: Send + Sync {
    /// What to call it in messages.
    fn name(&self) -> String;

    /// Opens it, for one message after another. Called for each connection.
    ///
    /// # Errors
    /// Why it cannot be used now, or at all.
    fn open(&self) -> Waited<'_, Result<Box<dyn Session>, Fault>>;

    /// Until when the certificates are good that it was shown last, each with who showed it.
    fn certificates(&self) -> Vec<(String, DateTime<Utc>)> {
        Vec::new()
    }

    /// How long the tokens that it signs in with are still good, each with who takes it.
    fn tokens(&self) -> Vec<(String, Duration)> {
        Vec::new()
    }
}

/// A route that is open. For SMTP one connection, used for one transaction after another.
///
/// ```text
/// begin ─► (send) ─► dot ─► begin …
/// ```
/// A message is begun, may be sent without its dot while something else is waited for, and is handed over by its dot:
/// before that it is nobody's, and whoever does not want it any more drops the session. What follows a mark in the ledger
/// is the dot, and nothing before it.
///
/// A session whose future is dropped midway is not usable any more.
pub trait Session: Send {
    /// Announces a message, up to where the route waits for it. Nothing of the message has gone out yet.
    /// `tried_before`: there was an attempt before, of which the outcome is not known for certain.
    ///
    /// After a [`dot`](Session::dot) that took a `next` along, this is for that one; for any other it gives
    /// [`Delivery::Dropped`], and the session is not usable any more.
    ///
    /// # Errors
    /// How it ended instead; never accepted, and never unknown.
    fn begin<'a>(&'a mut self, id: NoticeId, mail: &'a Mail, tried_before: bool) -> Waited<'a, Result<(), Delivery>>;

    /// Sends the message that was begun, all but its dot. May be left out: the dot takes it along, in one packet.
    ///
    /// # Errors
    /// As [`begin`](Session::begin).
    fn send(&mut self) -> Waited<'_, Result<(), Delivery>>;

    /// Hands the message over, and hears what becomes of it.
    ///
    /// `next` is announced in the same packet, where the route can do that (PIPELINING): its [`begin`](Session::begin),
    /// which must come next, then finds the answer on its way. Where it cannot, nothing is announced, and the next
    /// `begin` does it all. A `next` that is not wanted after all costs the session, and nothing else. Whatever becomes
    /// of this message, the next has not been begun yet for whoever counts.
    fn dot<'a>(&'a mut self, next: Option<(NoticeId, &'a Mail)>) -> Waited<'a, Delivery>;

    /// The message that was announced behind the last dot and not begun yet: the session takes no other.
    fn rides(&self) -> Option<NoticeId> {
        None
    }

    /// Begins a message and hands it over, alone.
    fn deliver<'a>(&'a mut self, id: NoticeId, mail: &'a Mail, tried_before: bool) -> Waited<'a, Delivery> {
        Box::pin(async move {
            match self.begin(id, mail, tried_before).await {
                Ok(()) => self.dot(None).await,
                Err(delivery) => delivery,
            }
        })
    }

    /// Whether it can take another message.
    fn is_usable(&self) -> bool;

    /// Takes leave.
    fn close(self: Box<Self>) -> Waited<'static, ()>;
}

/// How one attempt went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Taken over; the reply.
    Accepted(String),
    /// A clear no.
    Refused(Refusal),
    /// Broken off before the final dot: certainly not taken over.
    Lost(Phase, String),
    /// Broken off after the final dot: nobody knows.
    Unknown(String),
    /// This relay cannot be given this message; it was not tried.
    Unsuitable(String),
    /// Given up before the final dot, and not for anything that is wrong with message or relay: the run was stopped, or
    /// what rode behind another message was not answered.
    Dropped(String),
}

/// Why a way out could not be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A clear no.
    Refused(Refusal),
    /// Not reached, or broken off.
    Lost(Phase, String),
    /// Reached, and it said nothing for as long as an opening may take.
    Silent(Phase, String),
    /// Reached, and not to be used: what a person has to mend.
    Unfit(String),
}
