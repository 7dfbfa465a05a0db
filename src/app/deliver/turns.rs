//! A sender that gives way to an approval, and goes on with what was approved.

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::sender::{Sender, Sending, Stay};
use crate::app::alert::{Alarm, Ran};
use crate::app::locked::InForce;
use crate::app::observer::{Observer, Remark};
use crate::app::open::Location;
use crate::deliver::{Clock, Stopped, Summary};
use crate::error::{Kind, Result};
use crate::ledger::Access;

/// How long a sender that gave way waits before it tries again to become one.
const LOOK: Duration = Duration::from_secs(1);

/// How often it looks whether an approval is over.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// How often it tries, a [`LOOK`] apart, to become the sender again where somebody else is by then.
const TRIES: u32 = 120;

/// What a sender hears from outside while it runs.
pub struct Calls {
    /// To stop.
    pub stop: watch::Receiver<bool>,
    /// To look at the ledger at once, as if it had been started anew; the number changes with each call.
    pub look: watch::Receiver<u64>,
}

/// Why a sender is told to come to its end before its time.
enum End {
    Stop,
    Look,
}

/// Delivers what is due as [`Sender::run`] does. When somebody wants to approve, what is under way is brought to its end and
/// the ledger is let go of; then this begins anew from what was approved, with its relay and its secrets. So nothing of an
/// earlier plan is sent after an approval, but for what that plan says of notices begun before.
///
/// # Errors
/// As [`Sender::begin`] and [`Sender::run`].
pub async fn deliver(
    dir: &Path,
    how: &Sending<'_>,
    first: Sender,
    clock: &dyn Clock,
    calls: Calls,
    observer: &dyn Observer,
) -> Result<Summary, Stopped> {
    let mut alarm = first.alarm();
    let done = turns(dir, how, first, &mut alarm, clock, calls, observer).await;
    let ran = if done.is_ok() { Ran::Ended } else { Ran::Stopped };
    // One that was to stay and was stopped did as it was told.
    if let Some(alarm) = alarm.filter(|_| ran == Ran::Stopped || how.stay != Stay::Watching) {
        alarm.look_once_more(ran, clock.now(), observer).await;
    }
    done
}

/// One sender after another; `alarm` is that of the one at work.
async fn turns(
    dir: &Path,
    how: &Sending<'_>,
    first: Sender,
    alarm: &mut Option<Arc<Alarm>>,
    clock: &dyn Clock,
    mut calls: Calls,
    observer: &dyn Observer,
) -> Result<Summary, Stopped> {
    let mut sum = Summary::default();
    let mut sender = first;
    loop {
        let plan = sender.plan().to_owned();
        let (end, ended) = watch::channel(false);
        let location = InForce::open(dir, Access::Read).map_err(|error| Stopped::of(error, sum))?.location;
        *alarm = sender.alarm();
        let mut run = std::pin::pin!(sender.run(clock, ended, observer));
        let told = tokio::select! {
            biased;
            done = &mut run => Err(done),
            () = stopped(&mut calls.stop) => Ok(End::Stop),
            () = called(&mut calls.look) => Ok(End::Look),
            never = stand_by(alarm.as_ref(), how, clock, observer) => match never {},
        };
        let (mut done, end) = match told {
            // Whoever gave way to an approval goes on after it.
            Err(done) => {
                let gave_way = done.as_ref().is_ok_and(|summary| summary.gave_way);
                (done, if gave_way { End::Look } else { End::Stop })
            }
            Ok(told) => {
                end.send_replace(true);
                (run.await, told)
            }
        };
        add(&mut done, sum);
        sum = done?;
        if matches!(end, End::Stop) {
            return Ok(sum);
        }
        let how = Sending { since: None, ..*how };
        let Some(next) = next(dir, &how, &location, clock, &mut calls.stop, observer)
            .await
            .map_err(|error| Stopped::of(error, sum))?
        else {
            return Ok(sum);
        };
        sender = next;
        observer.remark(Remark::GoesOn { plan: sender.plan(), is_new: sender.plan() != plan });
    }
}

/// Becomes the sender again; `None` when told to stop meanwhile.
async fn next(
    dir: &Path,
    how: &Sending<'_>,
    location: &Location,
    clock: &dyn Clock,
    stop: &mut watch::Receiver<bool>,
    observer: &dyn Observer,
) -> Result<Option<Sender>> {
    let mut tries = 0;
    loop {
        if !is_free(location, stop).await? {
            return Ok(None);
        }
        match Sender::begin(dir, how, clock.now(), observer) {
            Ok(sender) => return Ok(Some(sender)),
            // Somebody came first: another approval, or a `send` that will end.
            Err(error) if error.kind == Kind::Unreachable && tries < TRIES => {
                if tries == 0 {
                    let why = error.problems.first().map_or("", |problem| &problem.message);
                    observer.remark(Remark::Behind { why, at_most: LOOK * TRIES });
                }
                tries += 1;
            }
            Err(error) => return Err(error),
        }
        tokio::select! {
            biased;
            () = stopped(stop) => return Ok(None),
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Looks for trouble meanwhile, where somebody wants to be told of it; never returns.
async fn stand_by(
    alarm: Option<&Arc<Alarm>>,
    how: &Sending<'_>,
    clock: &dyn Clock,
    observer: &dyn Observer,
) -> Infallible {
    match alarm {
        Some(alarm) => alarm.stand_by(how.stay == Stay::Watching, clock, observer).await,
        None => std::future::pending().await,
    }
}

/// Adds what was done before to what a run did.
fn add(done: &mut Result<Summary, Stopped>, mut before: Summary) {
    let (Ok(summary) | Err(Stopped { summary, .. })) = done;
    before.add(summary);
    *summary = before;
}

/// Returns when the sender is told to stop; never if nobody can tell it any more.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Returns when it is told to look.
async fn called(look: &mut watch::Receiver<u64>) {
    if look.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Whether somebody wants to approve. The ledger is not kept open for that: who only reads could not fold in what the sender
/// wrote last, if it closed the ledger after it.
fn is_asked(location: &Location) -> Result<bool> {
    location.existing(Access::Read)?.map_or(Ok(false), |ledger| ledger.is_turn_asked_for())
}

/// Waits until nobody wants to approve; `false` when told to stop meanwhile.
async fn is_free(location: &Location, stop: &mut watch::Receiver<bool>) -> Result<bool> {
    while is_asked(location)? {
        tokio::select! {
            biased;
            () = stopped(stop) => return Ok(false),
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
    Ok(!*stop.borrow())
}
