//! One face for every way out.

use std::future::Future;
use std::pin::Pin;

use crate::deliver::reply::{Phase, Reply};
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
}

/// A route that is open. For SMTP one connection, used for one transaction after another.
pub trait Session: Send {
    /// Hands one message over. `tried_before`: there was an attempt before, of which the outcome is not known for
    /// certain.
    fn deliver<'a>(&'a mut self, id: NoticeId, mail: &'a Mail, tried_before: bool) -> Waited<'a, Delivery>;

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
    Refused(Phase, Reply),
    /// Broken off before the final dot: certainly not taken over.
    Lost(Phase, String),
    /// Broken off after the final dot: nobody knows.
    Unknown(String),
    /// This relay cannot be given this message; it was not tried.
    Unsuitable(String),
}

/// Why a way out could not be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A clear no.
    Refused(Phase, Reply),
    /// Not reached, or broken off.
    Lost(Phase, String),
    /// Reached, and not to be used: what a person has to mend.
    Unfit(String),
}
