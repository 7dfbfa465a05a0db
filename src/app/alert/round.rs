//! One look: what there is, what of it is news to which way, and telling it.

use chrono::{DateTime, Utc};

use super::daily::Written;
use super::memory::{Kept, Memory};
use super::message::{message, short};
use super::see::{self, Seen};
use super::way::{Way, WayName, Ways};
use crate::app::open::Location;
use crate::campaign::{Alert, AlertOn};
use crate::error::Result;
use crate::ledger::Ledger;

/// What is known of a sender by who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) enum Ran {
    /// Nothing: who looks is none.
    Unknown,
    /// It runs, and may still come to nothing, as the one before.
    Begun,
    /// It has been running for a while.
    On,
    /// It has come to its end.
    Ended,
    /// It ended because it could not go on.
    Stopped,
}

/// What was told, and what could not be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// By which ways, each with what was told, in a few words.
    pub ways: Vec<(WayName, Vec<String>)>,
    /// By which ways it could not be, and why.
    pub failed: Vec<(WayName, String)>,
    /// Somebody else looks at this moment, and tells it.
    pub elsewhere: bool,
}

impl Told {
    /// Takes in what else was told at the same look.
    pub(super) fn add(&mut self, other: Told) {
        self.ways.extend(other.ways);
        self.failed.extend(other.failed);
        self.elsewhere |= other.elsewhere;
    }
}

impl From<Written> for Told {
    fn from(Written { told, failed, elsewhere }: Written) -> Self {
        let ways = if told.is_empty() { Vec::new() } else { vec![(WayName::Mail, told)] };
        Told { ways, failed: failed.into_iter().map(|why| (WayName::Mail, why)).collect(), elsewhere }
    }
}

/// A look that has begun. Nobody else looks while it lives.
pub(super) struct Round {
    memory: Memory,
    news: Vec<(WayName, Vec<Seen>)>,
    now: DateTime<Utc>,
}

/// Which notices wait for a person, as often as the ledger was written when somebody looked.
pub(super) type Looked = Option<(u64, Vec<Seen>)>;

impl Round {
    /// Looks; `None` when somebody else does. `looked` is what was seen before, and is what is seen now after it.
    pub(super) fn begin(
        location: &Location,
        ledger: Result<&dyn Ledger>,
        alert: &Alert,
        ran: Ran,
        looked: &mut Looked,
        now: DateTime<Utc>,
    ) -> Result<Option<Round>> {
        let Some(mut memory) = Memory::take(location)? else { return Ok(None) };
        memory.kept.note(ran, now);
        let seen = match ledger.and_then(|ledger| see_all(ledger, alert, &memory.kept, looked, now)) {
            Ok(seen) => {
                memory.kept.see(&seen);
                seen
            }
            // The ledger may be what it stopped for. Of anything else nobody knows whether it is over.
            Err(error) => match memory.kept.stopped.filter(|_| alert.tells(AlertOn::Stopped)) {
                Some(since) => vec![Seen::one(AlertOn::Stopped, since)],
                None => return Err(error),
            },
        };
        let news = WayName::of(alert).into_iter().map(|way| {
            let mut news = memory.kept.news(way, &seen, alert.again_after, now);
            // A sender that begins is about to send what is overdue.
            news.retain(|seen| !(seen.on == AlertOn::Overdue && ran == Ran::Begun));
            (way, news)
        });
        let news = news.filter(|(_, news)| !news.is_empty()).collect();
        Ok(Some(Round { memory, news, now }))
    }

    /// The same with this trouble alone.
    pub(super) fn only(mut self, on: AlertOn) -> Round {
        for (_, news) in &mut self.news {
            news.retain(|seen| seen.on == on);
        }
        self.news.retain(|(_, news)| !news.is_empty());
        self
    }

    /// Whether anything is to be told.
    pub(super) fn has_news(&self) -> bool {
        !self.news.is_empty()
    }

    /// What would be told.
    pub(super) fn told(&self) -> Told {
        let words = |(way, news): &(WayName, Vec<Seen>)| (*way, news.iter().map(short).collect());
        Told { ways: self.news.iter().map(words).collect(), ..Told::default() }
    }

    /// Tells it, and remembers what was told. Blocks.
    pub(super) fn tell(mut self, campaign: &str, ways: &Ways) -> Result<Told> {
        let mut told = Told::default();
        for (name, news) in std::mem::take(&mut self.news) {
            let message = message(campaign, &news, self.now);
            let done = match ways.iter().find(|(way, _)| *way == name) {
                Some((_, Ok(way))) => Way::tell(way, &message, self.now),
                Some((_, Err(why))) => Err(why.clone()),
                None => continue,
            };
            match done {
                Ok(()) => {
                    self.memory.kept.told(name, &news, self.now);
                    told.ways.push((name, news.iter().map(short).collect()));
                }
                Err(why) => told.failed.push((name, why)),
            }
        }
        self.memory.keep()?;
        Ok(told)
    }
}

/// All trouble that somebody is to be told of, the worst first.
fn see_all(
    ledger: &dyn Ledger,
    alert: &Alert,
    kept: &Kept,
    looked: &mut Looked,
    now: DateTime<Utc>,
) -> Result<Vec<Seen>> {
    let written = ledger.written()?;
    let in_need = match looked.take() {
        Some((then, in_need)) if then == written => in_need,
        _ => see::in_need(ledger)?,
    };
    let mut seen = in_need.clone();
    *looked = Some((written, in_need));
    seen.extend(see::around(ledger, alert, kept, now)?);
    seen.retain(|seen| alert.tells(seen.on));
    seen.sort_by_key(|seen| AlertOn::ALL.iter().position(|on| *on == seen.on));
    Ok(seen)
}
