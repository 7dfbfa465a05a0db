//! A clock that leaps while a sender runs.

use std::io;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, TimeDelta, Utc};

use super::clock::Moved;
use super::relay::{Act, Moment, Step};
use super::world::{Line, World, entries, morning};
use crate::deliver::{Doubt, Options};
use crate::error::{Error, Kind};
use crate::ledger::{Bearings, Ledger, State};

/// Twenty, of whom all but two are due later and have a day for it; when the first two have gone, the clock leaps so far.
async fn leaps(far: TimeDelta, doubt: Doubt) -> io::Result<World> {
    let mut all = entries(20);
    all[2..].iter_mut().for_each(|entry| {
        entry.due = morning() + TimeDelta::hours(6);
        entry.expires = Some(morning() + TimeDelta::hours(30));
    });
    let clock = Arc::new(OnceLock::<Moved>::new());
    let of_script = Arc::clone(&clock);
    let script = move |moment: &Moment<'_>| {
        if moment.step == Step::Dot && moment.transaction == 1 {
            of_script.get().into_iter().for_each(|clock| clock.leap(far));
        }
        Act::Well
    };
    let mut world = World::new(all, 1, script).await?;
    world.options = Options { doubt: Some(doubt), ..Options::watch() };
    let _ = clock.set(world.clock.clone());
    Ok(world)
}

fn many_expire(now: DateTime<Utc>, known: &Bearings) -> Option<Error> {
    assert!(known.acted.is_some_and(|acted| acted < now - TimeDelta::days(1)), "what was before it leapt");
    (known.over > 10).then(|| Error::unreachable(format!("{} of {} expire", known.over, known.waiting)))
}

#[tokio::test]
async fn a_leap_by_which_a_wave_would_expire_ends_a_watch_before_anything_does() -> io::Result<()> {
    for far in [TimeDelta::days(365), TimeDelta::days(2)] {
        let mut world = leaps(far, many_expire).await?;
        let stopped = world.run().await.err().unwrap();
        assert_eq!((stopped.error.kind, stopped.error.to_string()), (Kind::Unreachable, "18 of 18 expire".to_owned()));
        assert_eq!((stopped.summary.accepted, stopped.summary.expired), (2, 0));
        assert_eq!((world.ledger.count(State::Accepted), world.ledger.count(State::Planned)), (2, 18));
        let known = world.ledger.operator().bearings(morning()).unwrap();
        assert!(known.acted.is_some_and(|at| at < morning() + TimeDelta::hours(1)), "nothing is written by that time");
    }
    Ok(())
}

#[tokio::test]
async fn a_leap_that_can_be_right_is_followed() -> io::Result<()> {
    let mut world = leaps(TimeDelta::hours(25), |_, _| None).await?;
    let (stop, seen) = (world.stop.clone(), world.chronicle.clone());
    tokio::spawn(async move {
        seen.when(20, |line| matches!(line, Line::Settled(_))).await;
        stop.send_replace(true);
    });
    assert_eq!(world.run().await.map(|summary| summary.accepted), Ok(20), "a machine that slept for a day");
    Ok(())
}
