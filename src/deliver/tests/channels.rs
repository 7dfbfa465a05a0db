//! A channel more. What it takes is here and in two lines: one of the model's table, and one of the run's.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use super::relay::{Act, Step};
use super::world::{World, entries};
use crate::campaign::Channel;
use crate::deliver::transport::{Delivery, Fault, Route, Session, Waited};
use crate::deliver::{Routes, Summary};
use crate::ledger::{Entry, State};
use crate::render::Mail;
use crate::schedule::NoticeId;

/// Where pigeons leave from.
#[derive(Debug, Clone, Default)]
struct Loft(Arc<Mutex<Vec<NoticeId>>>);

/// Where one waits to be sent off.
struct Perch {
    loft: Loft,
    begun: Option<NoticeId>,
}

impl Route for Loft {
    fn name(&self) -> String {
        "the loft".to_owned()
    }

    fn open(&self) -> Waited<'_, Result<Box<dyn Session>, Fault>> {
        Box::pin(async { Ok(Box::new(Perch { loft: self.clone(), begun: None }) as Box<dyn Session>) })
    }
}

impl Session for Perch {
    fn begin<'a>(&'a mut self, id: NoticeId, _: &'a Mail, _: bool) -> Waited<'a, Result<(), Delivery>> {
        self.begun = Some(id);
        Box::pin(async { Ok(()) })
    }

    fn send(&mut self) -> Waited<'_, Result<(), Delivery>> {
        Box::pin(async { Ok(()) })
    }

    fn dot<'a>(&'a mut self, _: Option<(NoticeId, &'a Mail)>) -> Waited<'a, Delivery> {
        let flown = self.begun.take();
        self.loft.0.lock().unwrap_or_else(PoisonError::into_inner).extend(flown);
        Box::pin(async { Delivery::Accepted("flown".to_owned()) })
    }

    fn is_usable(&self) -> bool {
        true
    }

    fn close(self: Box<Self>) -> Waited<'static, ()> {
        Box::pin(async {})
    }
}

/// Twelve notices: every third by pigeon, every third on paper.
fn mixed() -> Vec<Entry> {
    let channels = [Channel::Mail, Channel::Pigeon, Channel::Print].into_iter().cycle();
    entries(12).into_iter().zip(channels).map(|(entry, channel)| Entry { channel, ..entry }).collect()
}

#[tokio::test]
async fn each_channel_leaves_by_its_own_route_and_paper_by_none() -> io::Result<()> {
    let mut world = World::new(mixed(), 2, |_| Act::Well).await?;
    let loft = Loft::default();
    let routes = world.by(Routes::default(), Channel::Mail, Arc::new(world.settings.clone()));
    let routes = world.by(routes, Channel::Pigeon, Arc::new(loft.clone()));
    assert_eq!(world.run_over(routes).await, Ok(Summary { accepted: 8, ..Summary::default() }));
    assert_eq!(world.relay.mail().len(), 4);
    assert_eq!(loft.0.lock().unwrap_or_else(PoisonError::into_inner).len(), 4);
    assert_eq!(world.ledger.count(State::Planned), 4, "paper is the press's");
    Ok(())
}

#[tokio::test]
async fn a_route_that_rests_does_not_keep_the_other() -> io::Result<()> {
    let mut world = World::new(mixed(), 1, |moment| match moment.step {
        Step::Connect => Act::SayAndDrop("421 4.3.2 not now"),
        _ => Act::Well,
    })
    .await?;
    let loft = Loft::default();
    let routes = world.by(Routes::default(), Channel::Mail, Arc::new(world.settings.clone()));
    let routes = world.by(routes, Channel::Pigeon, Arc::new(loft.clone()));
    let stopped = world.run_over(routes).await.err();
    assert_eq!(stopped.map(|stopped| (stopped.summary.accepted, stopped.summary.released)), Some((4, 4)));
    assert_eq!(loft.0.lock().unwrap_or_else(PoisonError::into_inner).len(), 4);
    Ok(())
}

#[tokio::test]
async fn a_channel_without_a_route_is_named() -> io::Result<()> {
    let mut world = World::new(mixed(), 1, |_| Act::Well).await?;
    assert_eq!(world.run().await, Ok(Summary { accepted: 4, failed: 4, ..Summary::default() }));
    let failed = world.ledger.notices().into_iter().filter(|kept| kept.state == State::Failed);
    assert!(failed.into_iter().all(|kept| kept.why == "nothing in this run carries the channel `pigeon`"));
    Ok(())
}
