//! Holds that nobody is told of, and a message about a hold that is not there.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::finding::Finding;
use super::registry::order::{NOT_TOLD, NOTHING_HELD};
use super::view::{View, weekday};
use crate::error::counted;

/// The built-in message that tells people to wait.
pub const ON_HOLD: &str = "on-hold";

/// A hold as short as this is an outage of the mail, and not of the move.
const OUTAGE: TimeDelta = TimeDelta::days(1);

/// What the ledger knows of holds.
#[derive(Debug, Clone, Default)]
pub struct Stops {
    /// The holds in force on the campaign or on a wave.
    pub holds: Vec<Stop>,
    /// The waves of which somebody was told that the move is on hold.
    pub told: BTreeSet<String>,
}

/// A hold.
#[derive(Debug, Clone)]
pub struct Stop {
    /// On which wave; `None` on all of them.
    pub wave: Option<String>,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when, when it ends by itself.
    pub until: Option<DateTime<Utc>>,
}

impl Stop {
    fn covers(&self, wave: &str) -> bool {
        self.wave.as_deref().is_none_or(|held| held == wave)
    }

    fn is_an_outage(&self) -> bool {
        self.until.is_some_and(|until| until - self.since <= OUTAGE)
    }
}

pub(super) fn find(view: &View<'_>, stops: &Stops, found: &mut Vec<Finding>) {
    nothing_held(view, stops, found);
    not_told(view, stops, found);
}

/// People who will be told that the move is on hold, while everything else goes on.
fn nothing_held(view: &View<'_>, stops: &Stops, found: &mut Vec<Finding>) {
    let Some(rule) = view.rules().find(|rule| rule.message == ON_HOLD) else { return };
    let mut told: BTreeMap<u16, usize> = BTreeMap::new();
    let notices = view.plan.map_or(&[][..], |plan| &plan.notices);
    for notice in notices.iter().filter(|notice| notice.due > view.now && notice.rule(view.campaign).message == ON_HOLD)
    {
        *told.entry(notice.wave).or_default() += 1;
    }
    for (at, people) in told {
        let wave = &view.campaign.waves[usize::from(at)];
        if stops.holds.iter().any(|hold| hold.covers(&wave.id)) {
            continue;
        }
        let people = counted(people, "person", "people");
        let message =
            format!("`{ON_HOLD}` will tell {people} of wave `{}` to wait, and nothing of that wave is held", wave.id);
        let hint = format!("when it has gone out: `heraut hold --wave {} --why …`", wave.id);
        found.push(Finding::of(NOTHING_HELD, message).at(&rule.place).about(&wave.id).hint(hint));
    }
}

/// Holds on waves of which nobody was told.
fn not_told(view: &View<'_>, stops: &Stops, found: &mut Vec<Finding>) {
    for (at, wave, _) in view.pending_waves() {
        let mut holds = stops.holds.iter().filter(|hold| hold.covers(&wave.id) && !hold.is_an_outage());
        let (Some(hold), false) = (holds.next(), stops.told.contains(&wave.id)) else { continue };
        let people = counted(view.pending[at], "person", "people");
        let since = weekday(hold.since.with_timezone(&view.campaign.timezone).date_naive());
        let message = format!("wave `{}` is on hold since {since}, and nobody tells its {people}", wave.id);
        let hint = format!(
            "tell them another way; or resume, approve `{{message: {ON_HOLD}, when: DATE at TIME, to: everyone, waves: \
             [{}]}}`, and hold again when it has gone out: a hold holds that message too",
            wave.id
        );
        found.push(Finding::of(NOT_TOLD, message).at(&wave.place).about(&wave.id).hint(hint));
    }
}

#[cfg(test)]
mod tests;
