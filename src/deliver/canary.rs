//! The first few of a wave's message go ahead, and the others wait for what becomes of them.
//!
//! ```text
//! the first k ─► gone ─► wait ─┬─► few failed ─► the others go
//!                              └─► more failed than may ─► held, for a person
//! ```
//! It runs where the ledger is, as notices are claimed, and is made anew from the ledger by every run: what went ahead, and
//! what became of it, is there.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::campaign::Canary;
use crate::error::Result;
use crate::ledger::{CANARY, Claim, Hold, Ledger, Outcome, Scope, Step};
use crate::schedule::NoticeId;

/// What stops came to, worth telling once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum News {
    /// The first of a wave's message have gone; the others wait.
    Waits { scope: Scope, first: u32, until: DateTime<Utc> },
    /// A hold was laid: too many of the first failed, or a gate is closed.
    Stopped(Hold),
}

/// The canary of a run.
#[derive(Debug)]
pub(crate) struct Canaries {
    rule: Canary,
    /// By wave and message.
    trials: HashMap<Key, Trial>,
    /// Let go ahead, and nothing is written of them yet: a relay that is away gets no others in their place.
    pending: HashMap<NoticeId, Key>,
    /// Of which it has been told that the others wait.
    told: HashSet<Key>,
    news: Vec<News>,
    /// Whether this is the one of several senders that lets the first go ahead.
    leads: bool,
}

/// How long a sender that does not lead waits before it looks again whether the first are through.
const OTHERS: TimeDelta = TimeDelta::seconds(2);

/// A wave and its message.
type Key = (Arc<str>, Arc<str>);

/// How far one message of one wave is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trial {
    /// So many more go ahead.
    Ahead(u32),
    /// The others wait until this instant; then the ledger is asked.
    Waiting(DateTime<Utc>),
    /// Well: whatever comes goes.
    Over,
}

impl Canaries {
    /// Keeps to this rule.
    pub(crate) fn new(rule: Canary) -> Self {
        Canaries {
            rule,
            trials: HashMap::new(),
            pending: HashMap::new(),
            told: HashSet::new(),
            news: Vec::new(),
            leads: true,
        }
    }

    /// Of several senders one lets the first go ahead; the others wait for what it finds.
    pub(crate) fn lead(&mut self, leads: bool) {
        self.leads = leads;
    }

    /// What becomes of a claimed notice at `now`; `None` when it goes.
    ///
    /// # Errors
    /// When the ledger cannot be read, or not be written when the others are to be held.
    pub(crate) fn judge(
        &mut self,
        ledger: &mut dyn Ledger,
        claim: &Claim,
        now: DateTime<Utc>,
    ) -> Result<Option<Outcome>> {
        // One that was tried is among the first, or comes after them.
        if claim.first.is_some() {
            return Ok(None);
        }
        let key = (Arc::clone(&claim.entry.wave), Arc::clone(&claim.entry.message));
        let trial = match self.trials.get(&key).copied() {
            Some(trial) if trial != Trial::Ahead(0) && !matches!(trial, Trial::Waiting(until) if until <= now) => trial,
            known => self.look(ledger, &key, known == Some(Trial::Ahead(0)), now)?,
        };
        let trial = match trial {
            Trial::Ahead(_) if !self.leads => Trial::Waiting(now + OTHERS),
            known => known,
        };
        let (trial, outcome) = match trial {
            Trial::Ahead(more) => {
                self.pending.insert(claim.entry.id, key.clone());
                (Trial::Ahead(more - 1), None)
            }
            Trial::Waiting(until) => {
                let why = format!("waits for what becomes of the first {}", self.rule.first);
                (trial, Some(Outcome::Deferred { until, why, charged: false }))
            }
            Trial::Over => (trial, None),
        };
        self.trials.insert(key, trial);
        Ok(outcome)
    }

    /// What is written of those that went ahead.
    pub(crate) fn hear(&mut self, steps: &[Step]) {
        if !self.pending.is_empty() {
            steps.iter().for_each(|step| drop(self.pending.remove(&step.id())));
        }
    }

    /// How far the ledger says it is. `sent`: this run has let all of the first go a moment ago, and the ledger may not
    /// know them yet; nor does it know those that are pending.
    fn look(&mut self, ledger: &mut dyn Ledger, key: &Key, sent: bool, now: DateTime<Utc>) -> Result<Trial> {
        let (wave, message) = key;
        let sent = sent || self.pending.values().any(|pending| pending == key);
        let scope = Scope::MessageOfWave { message: Arc::clone(message), wave: Arc::clone(wave) };
        let Canary { first, wait, stop_over } = self.rule;
        let ahead = ledger.vanguard(wave, message, first)?;
        let last = if sent { Some(now) } else { ahead.last };
        if ahead.let_go || (ahead.tried < first && !sent) {
            return Ok(if ahead.let_go { Trial::Over } else { Trial::Ahead(first - ahead.tried) });
        }
        let until = last.unwrap_or(now) + wait;
        if until > now {
            if self.told.insert(key.clone()) {
                self.news.push(News::Waits { scope, first, until });
            }
            return Ok(Trial::Waiting(until));
        }
        if u64::from(ahead.failed) * 100 <= u64::from(stop_over) * u64::from(ahead.tried) {
            return Ok(Trial::Over);
        }
        let why = format!(
            "{} of the first {} failed, bounced or are uncertain, more than {stop_over} %{}",
            ahead.failed,
            ahead.tried,
            ahead.reply.map(|reply| format!("; the last: {reply}")).unwrap_or_default(),
        );
        let hold = Hold { scope, by: CANARY.to_owned(), why, since: now, until: None };
        ledger.hold(&hold)?;
        self.news.push(News::Stopped(hold));
        // What is claimed of it already is refused by the ledger. What comes after somebody let it go, goes.
        Ok(Trial::Over)
    }

    /// What is worth telling since it was last asked.
    pub(crate) fn news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }
}
