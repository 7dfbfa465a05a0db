//! A sender beside others: what it keeps to, and when it gives way.

use std::io;
use std::time::Duration;

use super::relay::Act;
use super::world::{World, entries};
use crate::deliver::Options;
use crate::error::Error;
use crate::ledger::{Beat, Place, State};

/// Often, so that a test does not wait for it.
const OFTEN: Duration = Duration::from_millis(1);

type Heard = fn(Beat) -> crate::error::Result<Beat>;

fn among(beat: Beat, senders: u32, rank: u32) -> Beat {
    Beat { place: Place { senders, rank, parts: Some(senders) }, ..beat }
}

#[tokio::test]
async fn a_part_of_the_connections_is_its_own() -> io::Result<()> {
    let mut world = World::new(entries(40), 5, |_| Act::Well).await?;
    world.options = Options { beats: Some(OFTEN), ..Options::once() };
    world.ledger.hears(&[|beat| Ok(among(beat, 3, 1))]);
    let summary = world.run().await.map_err(|stopped| io::Error::other(stopped.error))?;
    assert_eq!((summary.accepted, summary.gave_way), (40, false));
    assert!(world.relay.connections() <= 2, "{} connections of five, among three", world.relay.connections());
    Ok(())
}

#[tokio::test]
async fn who_has_no_connection_stands_by_until_there_is_one() -> io::Result<()> {
    let mut world = World::new(entries(4), 2, |_| Act::Well).await?;
    world.options = Options { beats: Some(OFTEN), ..Options::once() };
    world.ledger.hears(&[|beat| Ok(among(beat, 3, 2)), |beat| Ok(among(beat, 3, 2)), Ok]);
    let summary = world.run().await.map_err(|stopped| io::Error::other(stopped.error))?;
    assert_eq!(summary.accepted, 4);
    assert!(world.news.iter().any(|news| news.contains("Senders(1)")), "{:?}", world.news);
    Ok(())
}

#[tokio::test]
async fn whoever_wants_to_approve_is_given_way() -> io::Result<()> {
    let mut world = World::new(entries(4), 2, |_| Act::Well).await?;
    world.options = Options { beats: Some(OFTEN), ..Options::watch() };
    world.ledger.hears(&[Ok, |beat| Ok(Beat { asked: true, ..beat })]);
    let summary = world.run().await.map_err(|stopped| io::Error::other(stopped.error))?;
    assert!(summary.gave_way);
    assert_eq!(world.ledger.count(State::Sending), 0);
    assert!(world.news.iter().any(|news| news.contains("GivingWay")), "{:?}", world.news);
    Ok(())
}

/// One looks for trouble for all: the first, and when that is gone the next.
#[tokio::test]
async fn the_first_looks_for_all() -> io::Result<()> {
    for (beats, wanted) in [
        (&[(|beat| Ok(among(beat, 2, 0))) as Heard, |beat| Ok(among(beat, 2, 0))][..], &["Leads(true)"][..]),
        (&[|beat| Ok(among(beat, 2, 1)), |beat| Ok(among(beat, 1, 0))], &["Leads(false)", "Leads(true)"]),
    ] {
        let mut world = World::new(entries(4), 2, |_| Act::Well).await?;
        world.options = Options { beats: Some(OFTEN), ..Options::watch() };
        let mut beats = beats.to_vec();
        beats.push(|beat| Ok(Beat { asked: true, ..beat }));
        world.ledger.hears(&beats);
        world.run().await.map_err(|stopped| io::Error::other(stopped.error))?;
        let mut heard: Vec<&str> = world.news.iter().filter(|news| news.starts_with("Leads")).map(|n| &**n).collect();
        heard.dedup();
        assert_eq!(heard, wanted);
    }
    Ok(())
}

/// Who was taken for gone begins nothing more.
#[tokio::test]
async fn whoever_is_not_heard_any_more_ends() -> io::Result<()> {
    let mut world = World::new(entries(4), 2, |_| Act::Well).await?;
    world.options = Options { beats: Some(OFTEN), ..Options::watch() };
    world.ledger.hears(&[Ok, |_| Err(Error::unreachable("others have its work"))]);
    let stopped = world.run().await.err().ok_or_else(|| io::Error::other("it goes on"))?;
    assert_eq!(stopped.error.to_string(), "others have its work");
    assert_eq!(world.ledger.count(State::Sending), 0);
    Ok(())
}
