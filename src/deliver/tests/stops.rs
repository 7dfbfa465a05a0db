//! One signal is enough, whatever a relay is silent at.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::relay::{Act, Moment, Step};
use super::world::{World, entries};
use crate::deliver::Grace;
use crate::ledger::State;

/// A run over two connections that is told to stop when its relay falls silent at `step`; with more than an hour's
/// patience for everything but a stop.
async fn stopped_at(step: Step, dot: Duration) -> io::Result<World> {
    let stop = Arc::new(Mutex::new(None::<watch::Sender<bool>>));
    let cord = Arc::clone(&stop);
    let mut world = World::new(entries(20), 2, move |moment: &Moment<'_>| {
        let opening = [Step::Connect, Step::Ehlo].contains(&step);
        if moment.step != step || moment.transaction < 4 && !opening {
            return Act::Well;
        }
        if let Some(stop) = &*cord.lock().unwrap_or_else(PoisonError::into_inner) {
            stop.send_replace(true);
        }
        Act::Silence
    })
    .await?;
    *stop.lock().unwrap_or_else(PoisonError::into_inner) = Some(world.stop.clone());
    let long = Duration::from_secs(3600);
    let times = &mut world.settings.timeouts;
    (times.opening, times.mail, times.rcpt, times.data, times.dot) = (long, long, long, long, long);
    world.options.grace = Grace { begun: Duration::from_millis(20), dot };
    let ended = world.run().await;
    assert!(ended.is_ok(), "{step:?}: {ended:?}");
    assert_eq!(world.ledger.count(State::Sending), 0, "{step:?}");
    Ok(world)
}

#[tokio::test]
async fn what_waits_for_an_answer_before_the_dot_is_dropped_and_due_again() -> io::Result<()> {
    for step in [Step::Connect, Step::Ehlo, Step::Mail, Step::Rcpt, Step::Data] {
        let world = stopped_at(step, Duration::from_secs(60)).await?;
        assert_eq!(world.ledger.count(State::Uncertain), 0, "{step:?}");
        let open = world.ledger.count(State::Planned) + world.ledger.count(State::Deferred);
        assert_eq!(open + world.relay.mail().len(), 20, "{step:?}");
        assert!(world.ledger.notices().iter().all(|kept| kept.charged == 0), "{step:?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_waits_behind_the_dot_is_waited_for_a_while_that_is_said() -> io::Result<()> {
    let world = stopped_at(Step::Dot, Duration::from_millis(40)).await?;
    let uncertain = world.ledger.count(State::Uncertain);
    assert!((1..=2).contains(&uncertain), "{uncertain}");
    assert!(world.news.iter().any(|news| news.contains("Stopping")), "{:?}", world.news);
    assert!(
        world.ledger.notices().iter().filter(|kept| kept.was_uncertain).all(|kept| kept.why.contains("was stopped"))
    );
    Ok(())
}
