//! What becomes of a notice that is known when a plan is approved anew, the same in every store that is kept.

use chrono::{DateTime, Utc};

use super::Fingerprint;
use super::codes::{CANCELLED, DEFERRED, EXPIRED, HELD, LAPSED, PLANNED};
use crate::schedule::NoticeId;

/// What of a notice a new plan may change, names by their numbers. Everything else is in its id.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Terms {
    pub(super) phase: i64,
    pub(super) language: i64,
    pub(super) due: i64,
    pub(super) expires: Option<i64>,
    pub(super) resend: bool,
    pub(super) dates: Option<i64>,
    pub(super) revision: Option<u16>,
    pub(super) previous: Option<i64>,
    pub(super) follows: Option<NoticeId>,
    pub(super) calendar: Option<i64>,
    pub(super) gate: Option<i64>,
    pub(super) starts: Option<i64>,
}

/// A notice the ledger has already.
pub(super) struct Known {
    pub(super) seq: i64,
    pub(super) state: i64,
    pub(super) lapsed: i64,
    /// It has a first attempt, and was not planned again since.
    pub(super) tried: bool,
    pub(super) terms: Terms,
    pub(super) rendered: Option<Fingerprint>,
}

/// What a plan that has it makes of a known notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Dropped by an earlier plan: it takes the plan's values, and counts as added.
    Back,
    /// It takes the plan's values.
    Changed,
    /// It stays.
    Kept,
    /// Begun: it stays, and must not tell other dates than the plan's (`moved`). Planned `again` unless somebody may have
    /// been told.
    Begun {
        /// Put off, or expired too soon.
        again: bool,
        /// The plan has other dates.
        moved: bool,
    },
}

impl Known {
    /// What a plan that has it with these terms makes of it, at the instant it is made for.
    pub(super) fn by(&self, terms: &Terms, at: DateTime<Utc>) -> Verdict {
        if self.is_back() {
            return Verdict::Back;
        }
        if self.is_open() {
            let stays = self.terms == *terms || self.is_due_anyway(terms, at);
            return if stays { Verdict::Kept } else { Verdict::Changed };
        }
        let moved = self.terms.dates != terms.dates;
        Verdict::Begun { again: self.expired_too_soon(terms, at) || (moved && self.was_put_off()), moved }
    }

    /// Where it stands with a plan's values: held stays held.
    pub(super) fn state_anew(&self) -> i64 {
        if self.state == HELD { HELD } else { PLANNED }
    }

    fn is_back(&self) -> bool {
        self.state == CANCELLED && self.lapsed == LAPSED
    }

    /// Not begun, so that a plan may change it.
    fn is_open(&self) -> bool {
        self.state == PLANNED || (self.state == HELD && !self.tried)
    }

    /// It is due, and is by the plan, which differs in nothing else: what waits for a sender, or for a canary, goes on waiting.
    fn is_due_anyway(&self, terms: &Terms, at: DateTime<Utc>) -> bool {
        let now = at.timestamp_micros();
        let is_due = self.terms.due <= now && terms.due <= now;
        self.state == PLANNED && is_due && self.terms == Terms { due: self.terms.due, ..terms.clone() }
    }

    /// Deferred, or held when it was.
    fn was_put_off(&self) -> bool {
        self.state == DEFERRED || (self.state == HELD && self.tried)
    }

    /// Given up as too late, and by this plan not over yet: its time was moved, or a clock was wrong when it was given up.
    fn expired_too_soon(&self, terms: &Terms, at: DateTime<Utc>) -> bool {
        let times = |terms: &Terms| (terms.due, terms.expires, terms.dates);
        self.state == EXPIRED
            && terms.expires.is_none_or(|over| over > at.timestamp_micros())
            && (!self.tried || times(&self.terms) != times(terms))
    }
}

/// Which notices a plan has, by their numbers, one bit each: 300 kB for 2.4 million.
#[derive(Default)]
pub(super) struct Seen(Vec<u64>);

impl Seen {
    /// Marks it; false when it was marked already.
    pub(super) fn insert(&mut self, seq: i64) -> bool {
        let (word, bit) = (seq as usize / 64, 1 << (seq % 64));
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        let new = self.0[word] & bit == 0;
        self.0[word] |= bit;
        new
    }

    pub(super) fn contains(&self, seq: i64) -> bool {
        self.0.get(seq as usize / 64).is_some_and(|word| word & (1 << (seq % 64)) != 0)
    }
}
