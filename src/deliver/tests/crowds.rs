//! Relays that bear fewer connections than they are given.

use std::collections::HashSet;
use std::io;
use std::sync::{Mutex, PoisonError};

use super::relay::{Act, Moment, Step};
use super::world::{World, entries};
use crate::deliver::Summary;

/// Turns away whoever comes while so many others are connected.
fn bears(most: usize, refusal: Act) -> impl Fn(&Moment<'_>) -> Act + Send + Sync + 'static {
    let inside = Mutex::new(HashSet::new());
    move |moment| {
        let mut inside = inside.lock().unwrap_or_else(PoisonError::into_inner);
        match moment.step {
            Step::Connect if inside.len() >= most => return refusal,
            Step::Connect => drop(inside.insert(moment.connection)),
            Step::Quit => drop(inside.remove(&moment.connection)),
            _ => {}
        }
        Act::Well
    }
}

#[tokio::test]
async fn what_a_relay_bears_is_found_and_said() -> io::Result<()> {
    let too_many = Act::SayAndDrop("421 4.7.0 mx.example Error: too many connections from 192.0.2.1");
    for refusal in [too_many, Act::SayAndDrop("450 busy"), Act::Drop] {
        let mut world = World::new(entries(60), 16, bears(2, refusal)).await?;
        assert_eq!(world.run().await, Ok(Summary { accepted: 60, ..Summary::default() }), "{refusal:?}");
        let knocks = world.relay.connections();
        assert!((3..=18).contains(&knocks), "{refusal:?}: {knocks} connections");
        let told: Vec<&String> = world.news.iter().filter(|news| news.starts_with("Fewer")).collect();
        assert!(matches!(told[..], [news] if news.contains("connections: 2")), "{refusal:?}: {told:?}");
        assert!(!world.news.iter().any(|news| news.starts_with("Waiting")), "{:?}", world.news);
    }
    Ok(())
}

#[tokio::test]
async fn one_connection_too_many_may_be_said_later() -> io::Result<()> {
    // As Exchange Online does it: who is beyond the third is signed in, and refused at MAIL.
    let busy = Act::Say("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded");
    let script = move |moment: &Moment<'_>| match moment.step {
        Step::Mail if moment.connection >= 3 => busy,
        _ => Act::Well,
    };
    let mut world = World::new(entries(60), 8, script).await?;
    let summary = world.run().await.unwrap_or_default();
    assert!(summary.accepted == 60 && summary.deferred <= 5, "{summary:?}");
    assert!((4..=8).contains(&world.relay.connections()), "each is tried once: {}", world.relay.connections());
    assert!(world.news.iter().any(|news| news.starts_with("Fewer")), "{:?}", world.news);
    Ok(())
}

#[tokio::test]
async fn a_relay_that_was_down_is_not_taken_for_a_small_one() -> io::Result<()> {
    let script = |moment: &Moment<'_>| match moment.step {
        Step::Connect if moment.connection < 4 => Act::Drop,
        _ => Act::Well,
    };
    let mut world = World::new(entries(60), 4, script).await?;
    assert_eq!(world.run().await, Ok(Summary { accepted: 60, ..Summary::default() }));
    assert!(!world.news.iter().any(|news| news.starts_with("Fewer")), "{:?}", world.news);
    Ok(())
}
