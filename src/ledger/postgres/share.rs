//! The limits of a relay, shared by all that send by it: what each may send is drawn from here, a little at a time.
//!
//! What is drawn may be used within [`GOOD_FOR`] and not later. So all that goes within any period was drawn within that period
//! and [`SLACK`] more, and no period ever holds more than the limit as long as no more than that is drawn within so long. What
//! was not used is given back with the next draw; what a crash keeps from that counts as sent.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::codes::Stamp;
use super::fault::Fallible;
use super::intern::Interner;
use super::link::{Link, values};
use super::query::taken_since;
use super::tx::Tx;
use crate::campaign::Limits;
use crate::ledger::Draw;

/// For how long what was drawn may be used.
const GOOD_FOR: TimeDelta = TimeDelta::milliseconds(500);

/// That, and by how much the clocks of two senders may differ.
const SLACK: TimeDelta = TimeDelta::milliseconds(600);

/// The day of a daily limit is any 24 hours.
const DAY: TimeDelta = TimeDelta::hours(24);

/// What a sender wants of a relay's limits.
pub(super) struct Wish<'a> {
    pub(super) relay: &'a str,
    pub(super) limits: &'a Limits,
    /// So many.
    pub(super) want: u32,
    /// What is left of what it drew before.
    pub(super) unused: u32,
}

/// Draws for a sender. `drawn` has the number of its last draw by relay.
pub(super) fn draw(
    link: &Link,
    sender: i64,
    drawn: &mut HashMap<Box<str>, i64>,
    wish: &Wish<'_>,
    now: DateTime<Utc>,
) -> Fallible<Draw> {
    let tx = Tx::begin_as(link, sender, now)?;
    let relay = Interner::default().word(&tx, wish.relay)?;
    if let Some(last) = drawn.remove(wish.relay).filter(|_| wish.unused > 0) {
        let unused = i64::from(wish.unused);
        tx.execute("UPDATE share SET many = greatest(many - $2, 0) WHERE seq = $1", values![last, unused])?;
    }
    tx.execute(
        "DELETE FROM share WHERE relay = $1 AND at < $2",
        values![relay, Stamp(now - DAY - TimeDelta::hours(1))],
    )?;
    if !tx.query_one("SELECT EXISTS (SELECT 1 FROM share WHERE relay = $1)", values![relay])?.try_get::<_, bool>(0)? {
        begin_with_what_was_sent(&tx, relay, now)?;
    }
    let windows = [wish.limits.rate, wish.limits.per_day.map(|most| (most, DAY))];
    let (mut left, mut until) = (i64::from(wish.want), now);
    for (most, period) in windows.into_iter().flatten() {
        let period = period + SLACK;
        let row = tx.query_one(
            "SELECT coalesce(sum(many), 0)::bigint, min(at) FROM share WHERE relay = $1 AND at > $2 AND many > 0",
            values![relay, Stamp(now - period)],
        )?;
        let free = i64::from(most) - row.try_get::<_, i64>(0)?;
        if free <= 0 {
            let oldest = row.try_get::<_, Option<Stamp>>(1)?.map_or(now, |at| at.0);
            until = until.max(oldest + period);
        }
        left = left.min(free);
    }
    if left > 0 {
        let number = tx
            .query_one(
                "INSERT INTO share (seq, relay, at, many)
                 SELECT coalesce(max(seq), 0) + 1, $1, $2, $3 FROM share RETURNING seq",
                values![relay, Stamp(now), left],
            )?
            .try_get(0)?;
        drawn.insert(wish.relay.into(), number);
    }
    tx.commit()?;
    Ok(match u32::try_from(left) {
        Ok(many @ 1..) => Draw::Some { many, until: now + GOOD_FOR },
        // At once, where none was wanted.
        _ => Draw::Nothing { until },
    })
}

/// What went by a relay before its limits were drawn from here, by the minute.
fn begin_with_what_was_sent(tx: &Link, relay: i64, now: DateTime<Utc>) -> Fallible<()> {
    let text = format!(
        "INSERT INTO share (seq, relay, at, many)
         SELECT coalesce((SELECT max(seq) FROM share), 0) + row_number() OVER (), $1, max(at), count(*) FROM ({}) AS taken
         WHERE relay IS NULL OR relay = $1 GROUP BY at / 60000000",
        taken_since("$2")
    );
    tx.execute(&text, values![relay, Stamp(now - DAY)])?;
    Ok(())
}
