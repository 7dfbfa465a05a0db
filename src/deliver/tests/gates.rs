//! What waits for a gate.

use std::io;

use super::relay;
use super::world::{World, entries, morning};
use crate::ledger::{Act, Deed, Entry, GATE, Said, Scope, State};
use crate::schedule::Decision;

/// Six hundred, more than are claimed at once: every third waits for a gate that is closed, and as many for one that opened
/// by its figures.
fn six_hundred() -> Vec<Entry> {
    let behind = |n: usize, entry: Entry| match n % 3 {
        0 => Entry { gate: Some("closed".into()), ..entry },
        1 => Entry { gate: Some("open".into()), ..entry },
        _ => entry,
    };
    entries(600).into_iter().enumerate().map(|(n, entry)| behind(n, entry)).collect()
}

#[tokio::test]
async fn nothing_behind_a_closed_gate_leaves_and_everything_else_does() -> io::Result<()> {
    let mut world = World::new(six_hundred(), 4, |_| relay::Act::Well).await?;
    let summary = world.run().await.unwrap_or_default();
    assert_eq!((summary.accepted, summary.withdrawn), (400, 0), "{summary:?}");
    assert_eq!(world.relay.mail().len(), 400, "as the server counts");
    assert_eq!(world.ledger.count(State::Held), 200);
    let held: Vec<&String> = world.news.iter().filter(|news| news.starts_with("Held")).collect();
    assert!(matches!(held[..], [news] if news.contains("the gate of wave closed has failed")), "{held:?}");

    let mut operator = world.ledger.sender().map_err(io::Error::other)?;
    let (holds, acts) = (operator.holds().map_err(io::Error::other)?, operator.acts().map_err(io::Error::other)?);
    let scope = Scope::Gate("closed".into());
    assert!(matches!(&holds[..], [hold] if hold.scope == scope && hold.by == GATE));
    let passed = |act: &Act| matches!(&act.what, Deed::Decided { wave, .. } if wave == "open");
    assert_eq!(acts.iter().filter(|act| passed(act)).count(), 1, "it stays open, whatever is learnt later");

    operator.resume(&scope, &Said { by: "gate", why: "the gate is open", at: morning() }).map_err(io::Error::other)?;
    let what = Deed::Decided { wave: "closed".into(), decision: Decision::Override, day: morning().date_naive() };
    let act = Act { what, by: "M. de Wit".into(), why: Some("the board".into()), at: morning() };
    operator.act(&act).map_err(io::Error::other)?;
    drop(operator);
    assert_eq!(world.run().await.map(|summary| summary.accepted), Ok(200));
    assert_eq!(world.relay.mail().len(), 600);
    Ok(())
}
