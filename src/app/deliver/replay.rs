//! A campaign's weeks in a moment: every instant at which something is due, one after another.

use std::path::Path;

use chrono::{DateTime, Utc};
use tokio::sync::watch;

use super::clock::FixedClock;
use super::sender::{Sender, Sending};
use crate::app::locked::InForce;
use crate::app::observer::Observer;
use crate::deliver::{Stopped, Summary};
use crate::ledger::Access;

/// Delivers everything due up to `until`, as a sender that ran all the time would have.
///
/// Blocks while it reads: call it where that may be.
///
/// # Errors
/// As [`Sender::begin`] and [`Sender::run`].
pub async fn replay(
    dir: &Path,
    how: &Sending<'_>,
    until: DateTime<Utc>,
    stop: watch::Receiver<bool>,
    observer: &dyn Observer,
) -> Result<Summary, Stopped> {
    let mut sum = Summary::default();
    let stopped = Stopped::of;
    loop {
        let next = InForce::open(dir, Access::Read).and_then(|in_force| in_force.ledger.next_due());
        let next = next.map_err(|error| stopped(error, sum))?;
        let Some(next) = next.filter(|next| *next <= until && !*stop.borrow()) else { return Ok(sum) };
        let sender = Sender::begin(dir, how, next, observer).map_err(|error| stopped(error, sum))?;
        let done = sender.run(&FixedClock::new(next), stop.clone(), observer).await?;
        sum.add(&done);
    }
}
