//! What trouble there is.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::memory::Kept;
use crate::campaign::{Alert, AlertOn};
use crate::error::Result;
use crate::ledger::{CANARY, Filter, Hold, Ledger, Scope, State};

/// How much there is of a trouble.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) on: AlertOn,
    /// Notices, or scopes that are held; 1 of what is there or not.
    pub(super) count: u64,
    /// The latest of them, or since when it is.
    pub(super) latest: DateTime<Utc>,
    /// Of a pause: until when.
    pub(super) until: Option<DateTime<Utc>>,
    /// What is held; the waves whose gates are closed.
    pub(super) scopes: Vec<String>,
}

impl Seen {
    /// What is there or not.
    pub(super) fn one(on: AlertOn, since: DateTime<Utc>) -> Self {
        Seen { on, count: 1, latest: since, until: None, scopes: Vec::new() }
    }

    /// Whether more of it is another trouble: each notice that fails is somebody who is not told. The others last.
    pub(super) fn grows(&self) -> bool {
        match self.on {
            AlertOn::Failed | AlertOn::Bounced | AlertOn::Uncertain | AlertOn::Canary | AlertOn::Gate => true,
            AlertOn::Overdue | AlertOn::Paused | AlertOn::Stopped | AlertOn::Silent => false,
        }
    }
}

/// The trouble that notices are in who wait for a person. It takes a look at every notice.
pub(super) fn in_need(ledger: &dyn Ledger) -> Result<Vec<Seen>> {
    let mut found: BTreeMap<AlertOn, Seen> = BTreeMap::new();
    let states = vec![State::Failed, State::Bounced, State::Uncertain];
    ledger.visit(&Filter { states, ..Filter::default() }, &mut |row| {
        let on = match row.state {
            State::Bounced => AlertOn::Bounced,
            State::Uncertain => AlertOn::Uncertain,
            _ => AlertOn::Failed,
        };
        let seen = found.entry(on).or_insert_with(|| Seen { count: 0, ..Seen::one(on, row.since) });
        seen.count += 1;
        seen.latest = seen.latest.max(row.since);
        Ok(())
    })?;
    Ok(found.into_values().collect())
}

/// Whatever else there is, by what is remembered of who ran.
pub(super) fn around(ledger: &dyn Ledger, alert: &Alert, kept: &Kept, now: DateTime<Utc>) -> Result<Vec<Seen>> {
    let mut found = Vec::new();
    let late = now - alert.overdue_after();
    match ledger.count_overdue(late)? {
        0 => {}
        count => found.push(Seen { count, ..Seen::one(AlertOn::Overdue, late) }),
    }
    if let Some(until) = ledger.pauses(now)?.into_iter().map(|pause| pause.until).max() {
        found.push(Seen { until: Some(until), ..Seen::one(AlertOn::Paused, now) });
    }
    let holds = ledger.holds()?;
    let canary: Vec<_> = holds.iter().filter(|hold| hold.by == CANARY).collect();
    if let Some(latest) = canary.iter().map(|hold| hold.since).max() {
        let scopes = canary.iter().map(|hold| hold.scope.to_string()).collect();
        found.push(Seen { count: canary.len() as u64, scopes, ..Seen::one(AlertOn::Canary, latest) });
    }
    let closed = |hold: &Hold| match &hold.scope {
        Scope::Gate(wave) => Some((wave.to_string(), hold.since)),
        _ => None,
    };
    let (scopes, since): (Vec<_>, Vec<_>) = holds.iter().filter_map(closed).unzip();
    if let Some(latest) = since.into_iter().max() {
        found.push(Seen { count: scopes.len() as u64, scopes, ..Seen::one(AlertOn::Gate, latest) });
    }
    if let Some(stopped) = kept.stopped {
        found.push(Seen::one(AlertOn::Stopped, stopped));
    }
    // Before anybody ever ran, the approval is what a sender was expected from.
    let ran = kept.ran.max(ledger.approved()?.map(|approval| approval.at));
    if let Some(ran) = ran.filter(|ran| *ran <= late)
        && ledger.next_due()?.is_some()
    {
        found.push(Seen::one(AlertOn::Silent, ran));
    }
    Ok(found)
}
