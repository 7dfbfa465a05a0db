//! Faults of ours in a worker's task: the run ends, says so, and only what that worker had is uncertain.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Barrier;

use super::relay::Act;
use super::world::{Chronicle, Line, World, entries};
use crate::deliver::transport::{Delivery, Fault, Route, Session, Waited};
use crate::deliver::{Stopped, Summary};
use crate::error::Kind;
use crate::ledger::State;
use crate::render::Mail;
use crate::schedule::NoticeId;

/// A route whose first session breaks down at its `breaks_at`-th message. When it does, every other session has a
/// message too, and does not get its answer before the ledger knows what became of the lost one.
struct Breaking {
    breaks_at: usize,
    opened: AtomicUsize,
    all_have_one: Arc<Barrier>,
    chronicle: Chronicle,
}

struct Breakable {
    number: usize,
    breaks_at: usize,
    handed: usize,
    begun: Option<NoticeId>,
    all_have_one: Arc<Barrier>,
    chronicle: Chronicle,
}

impl Route for Breaking {
    fn name(&self) -> String {
        "a breaking route".to_owned()
    }

    fn open(&self) -> Waited<'_, Result<Box<dyn Session>, Fault>> {
        Box::pin(async {
            Ok(Box::new(Breakable {
                number: self.opened.fetch_add(1, Ordering::SeqCst),
                breaks_at: self.breaks_at,
                handed: 0,
                begun: None,
                all_have_one: Arc::clone(&self.all_have_one),
                chronicle: self.chronicle.clone(),
            }) as Box<dyn Session>)
        })
    }
}

impl Session for Breakable {
    fn begin<'a>(&'a mut self, id: NoticeId, _: &'a Mail, _: bool) -> Waited<'a, Result<(), Delivery>> {
        self.begun = Some(id);
        Box::pin(async { Ok(()) })
    }

    fn send(&mut self) -> Waited<'_, Result<(), Delivery>> {
        Box::pin(async { Ok(()) })
    }

    fn dot<'a>(&'a mut self, _: Option<(NoticeId, &'a Mail)>) -> Waited<'a, Delivery> {
        Box::pin(async move {
            let Some(id) = self.begun.take() else { return Delivery::Dropped("nothing was begun".to_owned()) };
            self.handed += 1;
            if self.handed == self.breaks_at {
                self.all_have_one.wait().await;
                if self.number == 0 {
                    self.chronicle.add(Line::Received(id.to_string()));
                    panic!("a fault of ours on a connection");
                }
                let lost = self.chronicle.find(|line| match line {
                    Line::Received(id) => Some(id.clone()),
                    _ => None,
                });
                let settled = Line::Settled(lost.await);
                self.chronicle.find(|line| (*line == settled).then_some(())).await;
            }
            Delivery::Accepted("taken".to_owned())
        })
    }

    fn is_usable(&self) -> bool {
        true
    }

    fn close(self: Box<Self>) -> Waited<'static, ()> {
        Box::pin(async {})
    }
}

/// A run of 20 notices over so many connections, the first of which breaks down at its `breaks_at`-th message.
async fn broken(connections: u32, breaks_at: usize) -> io::Result<(World, Option<Stopped>)> {
    let mut world = World::new(entries(20), connections, |_| Act::Well).await?;
    let route = Breaking {
        breaks_at,
        opened: AtomicUsize::new(0),
        all_have_one: Arc::new(Barrier::new(connections as usize)),
        chronicle: world.chronicle.clone(),
    };
    let stopped = world.run_by(Arc::new(route)).await.err();
    Ok((world, stopped))
}

#[tokio::test]
async fn the_only_worker_breaks_down_and_the_run_ends() -> io::Result<()> {
    let (world, stopped) = broken(1, 3).await?;
    let error = stopped.as_ref().map(|stopped| (stopped.error.kind, stopped.error.to_string()));
    assert!(error.is_some_and(|(kind, why)| kind == Kind::Bug && why.contains("broke down")), "{stopped:?}");
    let expected = Summary { accepted: 2, uncertain: 1, released: 17, ..Summary::default() };
    assert_eq!(stopped.map(|stopped| stopped.summary), Some(expected));
    assert_eq!(world.ledger.count(State::Uncertain), 1);
    assert_eq!(world.ledger.count(State::Sending), 0);
    Ok(())
}

#[tokio::test]
async fn one_of_several_workers_breaks_down_and_the_others_finish_what_they_have() -> io::Result<()> {
    let (world, stopped) = broken(3, 2).await?;
    assert_eq!(stopped.as_ref().map(|stopped| stopped.error.kind), Some(Kind::Bug));
    let expected = Summary { accepted: 5, uncertain: 1, released: 14, ..Summary::default() };
    assert_eq!(stopped.map(|stopped| stopped.summary), Some(expected));
    assert_eq!((world.ledger.count(State::Accepted), world.ledger.count(State::Uncertain)), (5, 1));
    Ok(())
}
