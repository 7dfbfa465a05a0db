//! Threads that look at notices again and render them, ahead of the connections.

use std::any::Any;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::{self, Builder};

use chrono::{DateTime, Utc};
use tokio::sync::mpsc as tokio_mpsc;

use super::preparer::Preparer;
use crate::error::{Error, Result};
use crate::ledger::{Claim, FirstAttempt, Outcome};
use crate::render::Mail;

/// A rendered notice.
pub(crate) struct Ready {
    pub(crate) claim: Claim,
    pub(crate) first: FirstAttempt,
    pub(crate) mail: Arc<Mail>,
    /// When it was looked at.
    pub(crate) at: DateTime<Utc>,
}

/// What came of a notice that was to be rendered.
pub(crate) enum Prepared {
    Ready(Box<Ready>),
    /// It is not sent, or not now.
    Settled(Box<Claim>, Outcome),
}

type Batch = (Vec<Claim>, DateTime<Utc>);

/// How far threads that render stand behind others, as `nice` counts.
#[cfg(target_os = "linux")]
const BEHIND: i32 = 5;

/// The threads, and what they have to do.
pub(crate) struct Preparation {
    work: mpsc::Sender<Batch>,
    done: tokio_mpsc::UnboundedReceiver<Vec<Prepared>>,
    under_way: usize,
}

impl Preparation {
    /// Starts a thread for each processor, up to four: rendering shares the machine with the ledger and the network.
    pub(crate) fn start(preparer: &Arc<dyn Preparer>) -> Result<Self> {
        let (work, inbox) = mpsc::channel::<Batch>();
        let inbox = Arc::new(Mutex::new(inbox));
        let (finished, done) = tokio_mpsc::unbounded_channel();
        let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get).min(4);
        for _ in 0..threads {
            let (inbox, finished, preparer) = (Arc::clone(&inbox), finished.clone(), Arc::clone(preparer));
            let run = move || {
                stand_back();
                while let Some((claims, now)) = next(&inbox) {
                    let prepared = claims.into_iter().map(|claim| prepare(&*preparer, claim, now)).collect();
                    if finished.send(prepared).is_err() {
                        break;
                    }
                }
            };
            let started = Builder::new().name("render".to_owned()).spawn(run);
            started.map_err(|e| Error::unreachable(format!("cannot start a thread to render on: {e}")))?;
        }
        Ok(Preparation { work, done, under_way: 0 })
    }

    /// Gives the threads something to do.
    pub(crate) fn give(&mut self, claims: Vec<Claim>, now: DateTime<Utc>) {
        self.under_way += claims.len();
        // The threads end when this is dropped, and not before.
        let _ = self.work.send((claims, now));
    }

    /// Whether they have nothing to do.
    pub(crate) fn is_idle(&self) -> bool {
        self.under_way == 0
    }

    /// Waits for the next that are done; never comes when there is nothing to do.
    pub(crate) async fn next(&mut self) -> Vec<Prepared> {
        match self.done.recv().await {
            Some(prepared) => self.counted(prepared),
            None => std::future::pending().await,
        }
    }

    /// Those that are done by now.
    pub(crate) fn try_next(&mut self) -> Option<Vec<Prepared>> {
        self.done.try_recv().ok().map(|prepared| self.counted(prepared))
    }

    fn counted(&mut self, prepared: Vec<Prepared>) -> Vec<Prepared> {
        self.under_way -= prepared.len();
        prepared
    }
}

/// Rendering goes ahead of what is sent and can wait; whoever hands over a message, or writes that it goes, cannot. On Linux a
/// thread has a priority of its own; elsewhere, and where it may not be set, all are alike.
fn stand_back() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, BEHIND);
}

/// One thread waits for work, the others for their turn to wait.
fn next(inbox: &Mutex<mpsc::Receiver<Batch>>) -> Option<Batch> {
    inbox.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// Looks again, and renders. A fault of ours fails the notice that has it, and no other.
fn prepare(preparer: &dyn Preparer, claim: Claim, now: DateTime<Utc>) -> Prepared {
    if claim.entry.expires.is_some_and(|expires| expires <= now) {
        return Prepared::Settled(Box::new(claim), Outcome::Expired(None));
    }
    let tried = catch_unwind(AssertUnwindSafe(|| {
        if let Some(outcome) = preparer.look_again(&claim, now) {
            return Err(outcome);
        }
        let first = claim.first.clone().unwrap_or_else(|| preparer.first_attempt(&claim, now));
        match preparer.render(&claim, &first) {
            Ok(mail) => Ok((first, mail)),
            Err(error) => Err(Outcome::Failed(format!("it could not be rendered: {error}"))),
        }
    }));
    match tried {
        Ok(Ok((first, mail))) => Prepared::Ready(Box::new(Ready { claim, first, mail: Arc::new(mail), at: now })),
        Ok(Err(outcome)) => Prepared::Settled(Box::new(claim), outcome),
        Err(panic) => {
            Prepared::Settled(Box::new(claim), Outcome::Failed(format!("rendering broke down: {}", said(&*panic))))
        }
    }
}

/// What a panic said.
fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given")
}
