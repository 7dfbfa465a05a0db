//! A clock that is moved, not waited for, and what stands still with it.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{oneshot, watch};

use crate::deliver::transport::{Delivery, Fault, Session, Waited};
use crate::deliver::{Clock, Route};
use crate::render::Mail;
use crate::schedule::NoticeId;

/// A clock that stands still until somebody waits for it and no route is at work; then it is that time, or the earlier one
/// that a route waits for.
#[derive(Debug, Clone)]
pub(crate) struct Moved {
    now: Arc<Mutex<DateTime<Utc>>>,
    /// How many routes are being opened, or given a message, and do not wait for a time themselves.
    at_work: Arc<watch::Sender<usize>>,
    /// Which routes wait for which time.
    waiting: Arc<Mutex<Vec<Alarm>>>,
}

/// When a route is to go on, and what it waits for.
type Alarm = (DateTime<Utc>, oneshot::Sender<()>);

impl Moved {
    pub(crate) fn at(now: DateTime<Utc>) -> Self {
        Moved { now: Arc::new(Mutex::new(now)), at_work: Arc::new(watch::Sender::new(0)), waiting: Arc::default() }
    }

    /// Waits, as a route that is at work, until it is that time.
    pub(crate) async fn until(&self, instant: DateTime<Utc>) {
        let (ring, rung) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((instant, ring));
        self.at_work.send_modify(|count| *count -= 1);
        let _ = rung.await;
    }

    /// The route that waits for the earliest time up to `instant` goes on, at that time. Whether there was one.
    fn ring(&self, instant: DateTime<Utc>) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let first = waiting.iter().enumerate().filter(|(_, (at, _))| *at <= instant).min_by_key(|(_, (at, _))| *at);
        let Some((first, _)) = first else { return false };
        let (at, ring) = waiting.remove(first);
        self.set(at);
        self.at_work.send_modify(|count| *count += 1);
        let _ = ring.send(());
        true
    }

    /// Somebody sets it, or the machine slept.
    pub(crate) fn leap(&self, far: TimeDelta) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) += far;
    }

    fn set(&self, instant: DateTime<Utc>) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.max(instant);
    }

    /// While the value lives, the clock stands still.
    fn stands_still(&self) -> AtWork {
        self.at_work.send_modify(|count| *count += 1);
        AtWork(Arc::clone(&self.at_work))
    }
}

struct AtWork(Arc<watch::Sender<usize>>);

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

impl Clock for Moved {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sleep_until(&self, instant: DateTime<Utc>) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            loop {
                // The runtime of a test has one thread and one queue. Whoever was given something to do is in it already,
                // before this task: when this has had its turn, that is at work.
                let _ = tokio::spawn(async {}).await;
                // What a route brings is heard before the clock, which is asked last.
                let _ = self.at_work.subscribe().wait_for(|count| *count == 0).await;
                if !self.ring(instant) {
                    break;
                }
            }
            self.set(instant);
        })
    }
}

/// A route during whose work the clock stands still.
pub(crate) struct Unhurried(pub(crate) Arc<dyn Route>, pub(crate) Moved);

impl Route for Unhurried {
    fn name(&self) -> String {
        self.0.name()
    }

    fn open(&self) -> Waited<'_, Result<Box<dyn Session>, Fault>> {
        Box::pin(async {
            let _at_work = self.1.stands_still();
            let session = self.0.open().await?;
            Ok(Box::new(UnhurriedSession(session, self.1.clone())) as Box<dyn Session>)
        })
    }
}

struct UnhurriedSession(Box<dyn Session>, Moved);

impl Session for UnhurriedSession {
    fn begin<'a>(&'a mut self, id: NoticeId, mail: &'a Mail, tried_before: bool) -> Waited<'a, Result<(), Delivery>> {
        Box::pin(async move {
            let _at_work = self.1.stands_still();
            self.0.begin(id, mail, tried_before).await
        })
    }

    fn send(&mut self) -> Waited<'_, Result<(), Delivery>> {
        Box::pin(async move {
            let _at_work = self.1.stands_still();
            self.0.send().await
        })
    }

    fn dot<'a>(&'a mut self, next: Option<(NoticeId, &'a Mail)>) -> Waited<'a, Delivery> {
        Box::pin(async move {
            let _at_work = self.1.stands_still();
            self.0.dot(next).await
        })
    }

    fn deliver<'a>(&'a mut self, id: NoticeId, mail: &'a Mail, tried_before: bool) -> Waited<'a, Delivery> {
        Box::pin(async move {
            let _at_work = self.1.stands_still();
            self.0.deliver(id, mail, tried_before).await
        })
    }

    fn rides(&self) -> Option<NoticeId> {
        self.0.rides()
    }

    fn is_usable(&self) -> bool {
        self.0.is_usable()
    }

    fn close(self: Box<Self>) -> Waited<'static, ()> {
        self.0.close()
    }
}
