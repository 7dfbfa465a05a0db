//! A relay as a way out.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::conversation::Conversation;
use super::open::{examine, open};
use super::seen::Seen;
use super::settings::{Credential, Settings};
use crate::deliver::transport::{Delivery, Fault, Route, Session, Waited};
use crate::render::Mail;
use crate::schedule::NoticeId;

impl Route for Settings {
    fn name(&self) -> String {
        self.known_as.clone().unwrap_or_else(|| format!("{}:{}", self.host, self.port))
    }

    fn open(&self) -> Waited<'_, Result<Box<dyn Session>, Fault>> {
        Box::pin(async { Ok(Box::new(open(self).await?) as Box<dyn Session>) })
    }

    fn certificates(&self) -> Vec<(String, DateTime<Utc>)> {
        let until = *self.showed.lock().unwrap_or_else(PoisonError::into_inner);
        until.map(|until| (self.name(), until)).into_iter().collect()
    }

    fn tokens(&self) -> Vec<(String, Duration)> {
        let left = match self.sign_in.as_ref().map(|sign_in| &sign_in.credential) {
            Some(Credential::Token(tokens)) => tokens.left(Instant::now()),
            _ => None,
        };
        left.map(|left| (self.name(), left)).into_iter().collect()
    }
}

impl Settings {
    /// Opens it as [`Route::open`] does, and says what was seen of the relay, also where it did not open.
    pub async fn examine(&self) -> (Seen, Result<Box<dyn Session>, Fault>) {
        let mut seen = Seen::default();
        let opened = examine(self, &mut seen).await;
        (seen, opened.map(|open| Box::new(open) as Box<dyn Session>))
    }
}

impl Session for Conversation {
    fn begin<'a>(&'a mut self, id: NoticeId, mail: &'a Mail, _: bool) -> Waited<'a, Result<(), Delivery>> {
        Box::pin(Conversation::begin(self, id, mail))
    }

    fn send(&mut self) -> Waited<'_, Result<(), Delivery>> {
        Box::pin(Conversation::send(self))
    }

    fn dot<'a>(&'a mut self, next: Option<(NoticeId, &'a Mail)>) -> Waited<'a, Delivery> {
        Box::pin(Conversation::dot(self, next))
    }

    fn deliver<'a>(&'a mut self, id: NoticeId, mail: &'a Mail, _: bool) -> Waited<'a, Delivery> {
        Box::pin(Conversation::deliver(self, id, mail))
    }

    fn rides(&self) -> Option<NoticeId> {
        Conversation::rides(self)
    }

    fn is_usable(&self) -> bool {
        Conversation::is_usable(self)
    }

    fn close(self: Box<Self>) -> Waited<'static, ()> {
        Box::pin(self.quit())
    }
}
