//! What the ways into a folder have in common: opened by making the folder, and every message stored on its own.

use std::io;

use super::route::{Delivery, Fault, Route, Session, Waited};
use crate::deliver::reply::Phase;
use crate::render::Mail;
use crate::schedule::NoticeId;

/// A folder that messages are stored in, each under the name of its notice.
pub(super) trait Folder: Clone + Send + Sync + 'static {
    /// What to call it in messages.
    fn name(&self) -> String;

    /// Makes the folder.
    fn create(&self) -> io::Result<()>;

    /// Stores one message and returns its file's name. `tried_before`: it may have been stored, and even read, before.
    fn store(&self, id: NoticeId, bytes: &[u8], tried_before: bool) -> io::Result<String>;
}

impl<F: Folder> Route for F {
    fn name(&self) -> String {
        Folder::name(self)
    }

    fn open(&self) -> Waited<'_, Result<Box<dyn Session>, Fault>> {
        let folder = self.clone();
        Box::pin(async move {
            let made = folder.clone();
            blocking(move || made.create()).await.map_err(|why| Fault::Lost(Phase::Connect, why))?;
            Ok(Box::new(Open { folder, begun: None }) as Box<dyn Session>)
        })
    }
}

/// A folder that is there.
struct Open<F> {
    folder: F,
    /// What is stored by the next dot.
    begun: Option<(NoticeId, Vec<u8>, bool)>,
}

impl<F: Folder> Session for Open<F> {
    fn begin<'a>(&'a mut self, id: NoticeId, mail: &'a Mail, tried_before: bool) -> Waited<'a, Result<(), Delivery>> {
        self.begun = Some((id, mail.bytes.clone(), tried_before));
        Box::pin(async { Ok(()) })
    }

    fn send(&mut self) -> Waited<'_, Result<(), Delivery>> {
        Box::pin(async { Ok(()) })
    }

    fn dot<'a>(&'a mut self, _: Option<(NoticeId, &'a Mail)>) -> Waited<'a, Delivery> {
        let (folder, begun) = (self.folder.clone(), self.begun.take());
        Box::pin(async move {
            let Some((id, bytes, tried_before)) = begun else {
                return Delivery::Dropped("no message was begun".to_owned());
            };
            match blocking(move || folder.store(id, &bytes, tried_before)).await {
                Ok(name) => Delivery::Accepted(format!("stored as {name}")),
                // Storing again under the same name replaces: safe at whatever point it broke.
                Err(why) => Delivery::Lost(Phase::Data, why),
            }
        })
    }

    fn is_usable(&self) -> bool {
        true
    }

    fn close(self: Box<Self>) -> Waited<'static, ()> {
        Box::pin(async {})
    }
}

/// Runs file work off the threads that serve sockets.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, String> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(|e| e.to_string()),
        Err(e) => Err(e.to_string()),
    }
}
