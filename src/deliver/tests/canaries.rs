//! The first few of a wave's message go ahead.

use std::collections::BTreeSet;
use std::io;

use chrono::TimeDelta;

use super::clock::Moved;
use super::ledger::Watched;
use super::relay::{Act, Moment, Step};
use super::world::{Chronicle, World, entries, id, morning};
use crate::campaign::Canary;
use crate::deliver::canary::Canaries;
use crate::ledger::{self, CANARY, Entry, FirstAttempt, Ledger, Said, Scope, State};

/// Forty of the pilot, and ten of another wave.
fn fifty() -> Vec<Entry> {
    let other = |entry: Entry| Entry { wave: "early".into(), ..entry };
    entries(50).into_iter().enumerate().map(|(n, entry)| if n < 40 { entry } else { other(entry) }).collect()
}

async fn world(script: impl Fn(&Moment<'_>) -> Act + Send + Sync + 'static) -> io::Result<World> {
    let mut world = World::new(fifty(), 4, script).await?;
    world.options.canary = Some(Canary { first: 8, wait: TimeDelta::minutes(15), stop_over: 10 });
    Ok(world)
}

/// Refuses so many of the pilot, each for themselves.
fn refuses(many: u16) -> impl Fn(&Moment<'_>) -> Act + Send + Sync + 'static {
    let refused: BTreeSet<String> = (0..many).map(|n| format!("<p{}@voorbeeldstad.example>", id(n))).collect();
    move |moment| match moment.step {
        Step::Rcpt if refused.iter().any(|who| moment.line.contains(who)) => Act::Say("550 5.1.1 User unknown"),
        _ => Act::Well,
    }
}

#[tokio::test]
async fn a_few_go_ahead_and_the_others_follow() -> io::Result<()> {
    // Memory claims in the order of the notices, and none of the first eight is refused.
    let mut world = world(|_| Act::Well).await?;
    assert_eq!(world.run().await.map(|summary| summary.accepted), Ok(8 + 8), "of each wave");
    let told: Vec<&String> = world.news.iter().filter(|news| news.starts_with("Ahead")).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().any(|news| news.contains("first: 8") && news.contains("wave: \"pilot\"")), "{told:?}");
    assert!(world.ledger.notices().iter().all(|kept| kept.charged == 0));

    world.clock = Moved::at(morning() + TimeDelta::minutes(14));
    assert_eq!(world.run().await.map(|summary| summary.accepted), Ok(0));
    world.clock = Moved::at(morning() + TimeDelta::minutes(16));
    assert_eq!(world.run().await.map(|summary| summary.accepted), Ok(50 - 16));
    Ok(())
}

#[tokio::test]
async fn too_many_failures_hold_the_others_until_somebody_lets_them_go() -> io::Result<()> {
    let mut world = world(refuses(2)).await?;
    let summary = world.run().await.unwrap_or_default();
    assert_eq!((summary.accepted, summary.failed), (6 + 8, 2));
    world.clock = Moved::at(morning() + TimeDelta::minutes(16));
    let summary = world.run().await.unwrap_or_default();
    assert_eq!(summary.accepted, 2, "the other wave is well: {summary:?}");
    assert_eq!(world.ledger.count(State::Held), 32);
    let held = world.news.iter().filter(|news| news.starts_with("Held")).collect::<Vec<_>>();
    assert!(
        matches!(held[..], [news] if news.contains("2 of the first 8 failed, bounced or are uncertain, more than 10 %")),
        "{held:?}"
    );

    let mut operator = world.ledger.sender().map_err(io::Error::other)?;
    let holds = operator.holds().map_err(io::Error::other)?;
    let scope = Scope::MessageOfWave { message: "announcement".into(), wave: "pilot".into() };
    assert!(holds.iter().any(|hold| hold.scope == scope && hold.by == CANARY && hold.why.contains("550 5.1.1")));
    operator
        .resume(&scope, &Said { by: "Jan de Vries", why: "mended", at: crate::deliver::Clock::now(&world.clock) })
        .map_err(io::Error::other)?;
    drop(operator);
    assert_eq!(world.run().await.map(|summary| summary.accepted), Ok(32));
    Ok(())
}

#[tokio::test]
async fn as_many_failures_as_may_be_hold_nobody() -> io::Result<()> {
    let mut world = world(refuses(1)).await?;
    world.options.canary = Some(Canary { first: 10, wait: TimeDelta::minutes(15), stop_over: 10 });
    assert_eq!(world.run().await.map(|summary| (summary.accepted, summary.failed)), Ok((9 + 10, 1)));
    world.clock = Moved::at(morning() + TimeDelta::minutes(16));
    assert_eq!(world.run().await.map(|summary| summary.accepted), Ok(30));
    Ok(())
}

#[tokio::test]
async fn a_run_that_ends_among_the_first_goes_on_with_them() -> io::Result<()> {
    let mut world = world(|moment| match moment.step {
        Step::Mail if moment.transaction == 3 => Act::Say("451 4.3.2 not now, try again in 2 hours"),
        _ => Act::Well,
    })
    .await?;
    let first = world.run().await.map_or(0, |summary| summary.accepted);
    assert!(first < 16, "{first}");
    world.clock = Moved::at(morning() + TimeDelta::hours(3));
    assert_eq!(world.run().await.map(|summary| summary.accepted), Ok(16 - first));
    world.clock = Moved::at(morning() + TimeDelta::hours(4));
    assert_eq!(world.run().await.map(|summary| summary.accepted), Ok(50 - 16));
    Ok(())
}

#[test]
fn a_relay_that_is_away_gets_no_others_in_their_place() {
    let wait = TimeDelta::minutes(1);
    let mut canaries = Canaries::new(Canary { first: 3, wait, stop_over: 10 });
    let mut ledger = Watched::new(entries(9), Chronicle::default()).sender().unwrap();
    let claims = ledger.claim(morning(), 9).unwrap();
    let goes = |ledger: &mut dyn Ledger, canaries: &mut Canaries, minutes: i64| -> Vec<usize> {
        let now = morning() + TimeDelta::minutes(minutes);
        let judged = claims.iter().map(|claim| canaries.judge(ledger, claim, now).unwrap());
        judged.enumerate().filter(|(_, outcome)| outcome.is_none()).map(|(n, _)| n).collect()
    };
    assert_eq!(goes(&mut *ledger, &mut canaries, 0), [0, 1, 2]);
    for minutes in [2, 4, 6] {
        assert_eq!(goes(&mut *ledger, &mut canaries, minutes), [0_usize; 0], "nothing is written of the first");
    }
    let first = FirstAttempt { at: morning() + TimeDelta::minutes(7), migrated: Vec::new() };
    let steps: Vec<ledger::Step> = claims[..3]
        .iter()
        .map(|claim| ledger::Step::Sending { id: claim.entry.id, first: first.clone(), relay: "relay".into() })
        .collect();
    let _ = ledger.commit(&steps, first.at).unwrap();
    canaries.hear(&steps);
    assert_eq!(goes(&mut *ledger, &mut canaries, 9).len(), 9, "they have gone, and nobody failed");
    assert_eq!(canaries.news().len(), 1, "it is told once that the others wait");
}
