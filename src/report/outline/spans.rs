//! The outline of a plan that was approved: its notices are in a ledger, and what counts of them are their days.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::gather::closures;
use super::{Outline, Times};
use crate::campaign::{Campaign, People};
use crate::ledger::{Row, State};
use crate::schedule::Plan;

/// When the notices of each message of each wave are due, by the ids of wave and phase and the name of the message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spans(BTreeMap<[Arc<str>; 3], Span>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    first: DateTime<Utc>,
    last: DateTime<Utc>,
    count: u64,
    paper: u64,
}

impl Spans {
    /// Counts a notice, unless a plan or a person took it back.
    pub fn add(&mut self, row: &Row) {
        if row.state == State::Cancelled {
            return;
        }
        let entry = &row.entry;
        let key = [&entry.wave, &entry.phase, &entry.message].map(Arc::clone);
        let span = self.0.entry(key).or_insert(Span { first: entry.due, last: entry.due, count: 0, paper: 0 });
        (span.first, span.last) = (span.first.min(entry.due), span.last.max(entry.due));
        (span.count, span.paper) = (span.count + 1, span.paper + u64::from(entry.channel.is_paper()));
    }
}

impl Outline {
    /// An approved plan, as it is at `now`. What comes into being when something happens to a person has no days of its own.
    pub fn of_spans(campaign: &Campaign, people: &People, spans: &Spans, now: DateTime<Utc>) -> Outline {
        let mut outline = Outline::of(campaign, people, &Plan { now, notices: Vec::new(), unplanned: Vec::new() });
        let zone = outline.timezone;
        for wave in &mut outline.waves {
            for phase in &mut wave.phases {
                for line in phase.lines.iter_mut().filter(|line| !line.is_event()) {
                    let key = [&wave.id, &phase.id, &line.message].map(|name| Arc::from(&**name));
                    let Some(span) = spans.0.get(&key) else { continue };
                    let [first, last] = [span.first, span.last].map(|at| at.with_timezone(&zone));
                    (line.times, line.count, line.paper) = (Some(Times { first, last }), span.count, span.paper);
                }
            }
        }
        outline.drop_what_is_for_other_waves();
        let times = || outline.waves.iter().filter_map(super::WaveOutline::times);
        outline.totals.times = times().reduce(Times::with);
        outline.totals.notices = outline.waves.iter().map(super::WaveOutline::count).sum();
        outline.closures = closures(campaign, &outline);
        outline
    }
}
