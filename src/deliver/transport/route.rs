//! One face for every way out.

use super::smtp::{self, Conversation};
use super::{Files, Maildir};
use crate::deliver::reply::{Phase, Reply};
use crate::render::Mail;
use crate::schedule::NoticeId;

/// Where messages are handed over.
#[derive(Debug, Clone)]
pub enum Route {
    /// A relay.
    Smtp(Box<smtp::Settings>),
    /// A Maildir.
    Maildir(Maildir),
    /// One `.eml` file each.
    Files(Files),
}

/// An open way out. For SMTP one connection, used for one transaction after another.
#[derive(Debug)]
pub(crate) enum Session {
    Smtp(Box<Conversation>),
    Maildir(Maildir),
    Files(Files),
}

/// How one attempt went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Delivery {
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
pub(crate) enum Fault {
    /// A clear no.
    Refused(Phase, Reply),
    /// Not reached, or broken off.
    Lost(Phase, String),
    /// Reached, and not to be used: what a person has to mend.
    Unfit(String),
}

impl Route {
    /// What to call it in messages.
    pub fn name(&self) -> String {
        match self {
            Route::Smtp(settings) => format!("{}:{}", settings.host, settings.port),
            Route::Maildir(maildir) => maildir.path().display().to_string(),
            Route::Files(files) => files.path().display().to_string(),
        }
    }

    pub(crate) async fn open(&self) -> Result<Session, Fault> {
        match self {
            Route::Smtp(settings) => Ok(Session::Smtp(Box::new(smtp::open(settings).await?))),
            Route::Maildir(maildir) => {
                let made = maildir.clone();
                blocking(move || made.create()).await.map_err(|why| Fault::Lost(Phase::Connect, why))?;
                Ok(Session::Maildir(maildir.clone()))
            }
            Route::Files(files) => {
                let made = files.clone();
                blocking(move || made.create()).await.map_err(|why| Fault::Lost(Phase::Connect, why))?;
                Ok(Session::Files(files.clone()))
            }
        }
    }
}

impl Session {
    /// Hands one message over. `again`: there was an attempt before, of which the outcome is not known for certain.
    pub(crate) async fn deliver(&mut self, id: NoticeId, mail: Mail, again: bool) -> Delivery {
        let stored = match self {
            Session::Smtp(conversation) => return conversation.deliver(id, &mail).await,
            Session::Maildir(maildir) => {
                let maildir = maildir.clone();
                blocking(move || maildir.store(id, &mail.bytes, again)).await
            }
            Session::Files(files) => {
                let files = files.clone();
                blocking(move || files.store(id, &mail.bytes)).await
            }
        };
        match stored {
            Ok(path) => Delivery::Accepted(format!("stored as {path}")),
            // Storing again under the same name replaces: safe at whatever point it broke.
            Err(why) => Delivery::Lost(Phase::Data, why),
        }
    }

    /// Whether it can take another message.
    pub(crate) fn is_usable(&self) -> bool {
        match self {
            Session::Smtp(conversation) => conversation.is_usable(),
            Session::Maildir(_) | Session::Files(_) => true,
        }
    }

    /// Takes leave.
    pub(crate) async fn close(self) {
        if let Session::Smtp(conversation) = self {
            conversation.quit().await;
        }
    }
}

/// Runs file work off the threads that serve sockets.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T, String> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(|e| e.to_string()),
        Err(e) => Err(e.to_string()),
    }
}
