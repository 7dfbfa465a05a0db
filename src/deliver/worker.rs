//! One connection: asks the dispatcher what to do, does it, says how it went.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::oneshot::error::TryRecvError;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{Id, JoinSet};

use super::options::Grace;
use super::transport::{Delivery, Fault, Route, Session};
use crate::render::Mail;
use crate::schedule::NoticeId;

/// Which worker: the number of its route in the run, and its own there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct WorkerId {
    pub(crate) lane: usize,
    pub(crate) number: usize,
}

/// What a worker brings to the dispatcher when it asks for its next instruction.
#[derive(Debug)]
pub(crate) struct Turn {
    /// Which worker.
    pub(crate) worker: WorkerId,
    /// What came of the last instruction.
    pub(crate) completion: Option<Completion>,
    /// What it waited for meanwhile.
    pub(crate) waited: Waited,
    /// Whether it has an open session.
    pub(crate) open: bool,
    /// The notice whose announcement rode behind the last dot: the session takes that one, or is closed.
    pub(crate) rides: Option<NoticeId>,
    /// Where the next instruction goes.
    pub(crate) reply: oneshot::Sender<Instruction>,
}

/// What a worker waited for while it followed an instruction.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Waited {
    pub(crate) relay: Duration,
    pub(crate) mark: Duration,
}

/// What came of an instruction.
#[derive(Debug)]
pub(crate) enum Completion {
    /// [`Instruction::Open`], well done.
    Opened,
    /// [`Instruction::Open`], and it did not open; `None` when the run was stopped meanwhile.
    NotOpened(Option<Fault>),
    /// [`Instruction::Send`].
    Delivered {
        /// The notice.
        id: NoticeId,
        /// How it went.
        delivery: Delivery,
        /// Whether the session had delivered something before.
        served: bool,
        /// Whether it was announced behind the dot before.
        rode: bool,
    },
}

/// What the dispatcher wants of a worker.
#[derive(Debug)]
pub(crate) enum Instruction {
    /// Connect.
    Open,
    /// Send this; but its dot waits for its mark.
    Send(Box<Outgoing>),
    /// Disconnect: there is nothing to do for a while.
    Close,
    /// Disconnect and end.
    Leave,
}

/// A message to hand over.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) id: NoticeId,
    pub(crate) mail: Arc<Mail>,
    /// There was an attempt before.
    pub(crate) tried_before: bool,
    /// Says when its mark is durable; `false`, or nothing at all, that it will not be.
    pub(crate) mark: oneshot::Receiver<bool>,
    /// What may be announced behind its dot.
    pub(crate) next: Option<(NoticeId, Arc<Mail>)>,
}

/// The tasks of all workers, and which of them each is.
#[derive(Debug, Default)]
pub(crate) struct Workers {
    tasks: JoinSet<()>,
    ids: HashMap<Id, WorkerId>,
}

/// A worker that ended, and why if it broke down.
pub(crate) type Ended = (WorkerId, Option<String>);

impl Workers {
    /// Starts a worker.
    pub(crate) fn spawn(&mut self, worker: WorkerId, work: impl Future<Output = ()> + Send + 'static) {
        let task = self.tasks.spawn(work);
        self.ids.insert(task.id(), worker);
    }

    /// The next to end; `None` when all have.
    pub(crate) async fn next_ended(&mut self) -> Option<Ended> {
        let (task, why) = match self.tasks.join_next_with_id().await? {
            Ok((task, ())) => (task, None),
            Err(e) => (e.id(), Some(e.to_string())),
        };
        self.ids.remove(&task).map(|worker| (worker, why))
    }
}

/// Works as `worker` until told to leave, or the dispatcher is gone. `cease`: the run is ending, so what is not
/// begun is not worth it. `alive`: until when nobody takes this sender for gone; `None` is for ever.
pub(crate) async fn work(
    worker: WorkerId,
    route: Arc<dyn Route>,
    dispatcher: mpsc::Sender<Turn>,
    grace: Grace,
    mut cease: watch::Receiver<bool>,
    alive: watch::Receiver<Option<Instant>>,
) {
    let mut session: Option<Box<dyn Session>> = None;
    let mut served = false;
    let (mut completion, mut waited) = (None, Waited::default());
    loop {
        let (reply, instruction) = oneshot::channel();
        let rides = session.as_ref().and_then(|open| open.rides());
        let turn = Turn {
            worker,
            completion: completion.take(),
            waited: std::mem::take(&mut waited),
            open: session.is_some(),
            rides,
            reply,
        };
        if dispatcher.send(turn).await.is_err() {
            break;
        }
        match instruction.await {
            Ok(Instruction::Open) => {
                let opened = tokio::select! {
                    opened = route.open() => opened.map_err(Some),
                    () = stopped(&mut cease) => Err(None),
                };
                served = false;
                completion = Some(match opened {
                    Ok(opened) => {
                        session = Some(opened);
                        Completion::Opened
                    }
                    Err(fault) => Completion::NotOpened(fault),
                });
            }
            Ok(Instruction::Send(outgoing)) => {
                let Some(mut open) = session.take() else { break };
                let id = outgoing.id;
                let rode = open.rides() == Some(id);
                let began = Instant::now();
                let run = (grace, &mut cease, &alive);
                let delivery = hand_over(&mut *open, *outgoing, run, &mut waited.mark).await;
                waited.relay = began.elapsed().saturating_sub(waited.mark);
                // What was begun and never had its dot is nothing to the relay once the session is gone.
                session = Some(open).filter(|open| open.is_usable());
                let accepted = matches!(delivery, Some(Delivery::Accepted(_)));
                completion = delivery.map(|delivery| Completion::Delivered { id, delivery, served, rode });
                served |= accepted;
            }
            Ok(Instruction::Close) => {
                if let Some(open) = session.take() {
                    open.close().await;
                }
            }
            Ok(Instruction::Leave) | Err(_) => break,
        }
    }
    if let Some(open) = session {
        open.close().await;
    }
}

/// Announces a message, sends it while its mark is being written, and hands it over when that is durable. `None`: it has
/// no mark, so it was not handed over. `waited`: for how long it had nothing to do but wait for that.
///
/// A stop leaves it the time that a relay which answers needs; one that does not is not waited for: before the dot the
/// message is nobody's, and after it nobody knows.
async fn hand_over(
    session: &mut dyn Session,
    outgoing: Outgoing,
    (grace, cease, alive): (Grace, &mut watch::Receiver<bool>, &watch::Receiver<Option<Instant>>),
    waited: &mut Duration,
) -> Option<Delivery> {
    let Outgoing { id, mail, tried_before, mut mark, next } = outgoing;
    let sent = async {
        session.begin(id, &mail, tried_before).await?;
        match mark.try_recv() {
            Ok(durable) => Ok(durable),
            Err(TryRecvError::Closed) => Ok(false),
            // Not yet: meanwhile the message goes, all but its dot.
            Err(TryRecvError::Empty) => {
                session.send().await?;
                let sent = Instant::now();
                let durable = (&mut mark).await.unwrap_or(false);
                *waited = sent.elapsed();
                Ok(durable)
            }
        }
    };
    let durable = tokio::select! {
        biased;
        durable = sent => durable,
        () = after(cease, grace.begun) => Err(Delivery::Dropped("the run was stopped before the relay answered".to_owned())),
    };
    match durable {
        // One that was stopped for so long that others took it for gone has marks that are settled: nothing of them goes.
        Ok(true) if alive.borrow().is_some_and(|until| Instant::now() >= until) => {
            return Some(Delivery::Dropped("this sender was not heard of for too long".to_owned()));
        }
        Ok(true) => {}
        Ok(false) => return None,
        Err(delivery) => return Some(delivery),
    }
    let next = next.as_ref().map(|(id, mail)| (*id, &**mail));
    Some(tokio::select! {
        biased;
        delivery = session.dot(next) => delivery,
        () = after(cease, grace.dot) => {
            Delivery::Unknown(format!("the run was stopped, and no answer came within {} seconds", grace.dot.as_secs()))
        }
    })
}

/// Returns so long after the run was told to stop.
async fn after(stop: &mut watch::Receiver<bool>, grace: Duration) {
    stopped(stop).await;
    tokio::time::sleep(grace).await;
}

/// Returns when the run is told to stop; never if nobody can tell it any more.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::transport::Waited as Soon;

    /// Takes everything, and counts the dots.
    struct Counting(usize);

    impl Session for Counting {
        fn begin<'a>(&'a mut self, _: NoticeId, _: &'a Mail, _: bool) -> Soon<'a, Result<(), Delivery>> {
            Box::pin(async { Ok(()) })
        }

        fn send(&mut self) -> Soon<'_, Result<(), Delivery>> {
            Box::pin(async { Ok(()) })
        }

        fn dot<'a>(&'a mut self, _: Option<(NoticeId, &'a Mail)>) -> Soon<'a, Delivery> {
            self.0 += 1;
            Box::pin(async { Delivery::Accepted("250 ok".to_owned()) })
        }

        fn is_usable(&self) -> bool {
            true
        }

        fn close(self: Box<Self>) -> Soon<'static, ()> {
            Box::pin(async {})
        }
    }

    /// Whose lease is over has been taken for gone: its marks are settled, and nothing of them goes.
    #[tokio::test]
    async fn no_dot_is_sent_after_the_lease() {
        let now = Instant::now();
        for (lives_until, dots) in [(None, 1), (Some(now + Duration::from_secs(60)), 1), (Some(now), 0)] {
            let mail = Mail {
                envelope_from: String::new(),
                envelope_to: String::new(),
                envelope_id: None,
                subject: String::new(),
                html: String::new(),
                text: String::new(),
                bytes: Vec::new(),
            };
            let (durable, mark) = oneshot::channel();
            durable.send(true).unwrap();
            let outgoing =
                Outgoing { id: NoticeId([1; 16]), mail: Arc::new(mail), tried_before: false, mark, next: None };
            let (_stop, mut cease) = watch::channel(false);
            let (_alive, lives) = watch::channel(lives_until);
            let mut session = Counting(0);
            let run = (Grace::default(), &mut cease, &lives);
            let delivery = hand_over(&mut session, outgoing, run, &mut Duration::default()).await;
            assert_eq!(session.0, dots);
            assert_eq!(matches!(delivery, Some(Delivery::Accepted(_))), dots == 1, "{delivery:?}");
        }
    }
}
