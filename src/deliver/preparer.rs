//! What `deliver` asks before each attempt.

use chrono::{DateTime, Utc};

use crate::error::Result;
use crate::ledger::{Act, Claim, Fact, FirstAttempt, Outcome, Row};
use crate::render::Mail;
use crate::schedule::Barrier;

/// Makes the message of a notice, from the approved snapshot and what has happened since.
///
/// Called on threads of their own, from several at once.
pub trait Preparer: Send + Sync {
    /// Takes in what has happened to people since it was last told: before each time notices are claimed.
    fn learn(&self, facts: &[Fact]);

    /// Whether what else the person hears decides about this notice, because it is late or a reminder. Then
    /// [`Preparer::turn`] is asked.
    fn has_neighbours(&self, _claim: &Claim, _now: DateTime<Utc>) -> bool {
        false
    }

    /// What becomes of a notice beside all others of its person: nobody hears two on a day because a sender came late.
    /// `None` when it is its turn.
    fn turn(&self, _claim: &Claim, _others: &[Row], _now: DateTime<Utc>) -> Option<Outcome> {
        None
    }

    /// Whether the gate of a wave, by its id, lets through what waits for it.
    ///
    /// # Errors
    /// When the approved campaign cannot be read.
    fn barrier(&self, _wave: &str, _acts: &[Act], _now: DateTime<Utc>) -> Result<Barrier> {
        Ok(Barrier::Open(Vec::new()))
    }

    /// Looks again at the moment of sending. `Some` is why it is not sent now: suppressed, expired, or deferred
    /// (uncharged) to the next opening of its window.
    fn look_again(&self, claim: &Claim, now: DateTime<Utc>) -> Option<Outcome>;

    /// What must be recorded if the attempt at `now` is the first.
    fn first_attempt(&self, claim: &Claim, now: DateTime<Utc>) -> FirstAttempt;

    /// The message. Pure: the same first attempt gives the same bytes.
    ///
    /// # Errors
    /// When it cannot be rendered; the notice then fails with the message, and no other is affected.
    fn render(&self, claim: &Claim, first: &FirstAttempt) -> Result<Mail>;
}
