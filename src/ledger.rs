//! The durable store of notices and attempts. It never lies: a notice is accepted, or in a named state a person
//! can act on; "we don't know" is a state too.
//!
//! [`Ledger`] is the contract; [`open`] finds the store that a campaign names; [`Memory`] is one for tests. This room
//! knows no SMTP: it stores what `deliver` says happened.

mod act;
mod acted;
mod bearings;
mod codes;
mod company;
#[cfg(test)]
mod conformance;
mod continuity;
mod contract;
mod copy;
mod entry;
mod fact;
#[cfg(test)]
pub(crate) mod fixture;
mod forget;
mod hold;
mod journal;
mod memory;
mod names;
mod open;
mod packed;
mod paper;
mod pause;
#[cfg(feature = "postgres")]
mod postgres;
mod replan;
mod report;
mod resend;
mod row;
mod secret;
mod shown;
mod sound;
mod sqlite;
mod state;
mod step;
mod tables;

pub use act::{Act, Deed, teach};
pub use bearings::Bearings;
pub use company::{Beat, Draw, Place, Pulse, SenderSeen};
pub use continuity::{Restored, Since};
pub use contract::{Approval, Changes, Ledger};
pub use copy::{Copied, copy};
pub use entry::{Entry, Fingerprint, History, InCalendar};
pub use fact::{Fact, Happened};
pub use forget::{Forget, Forgotten};
pub use hold::{CANARY, GATE, Hold, Moved, Resumed, Retried, Scope, Settlement, Vanguard};
pub use journal::{Broken, Head, JournalEntry, Said, Words, broken};
pub use memory::Memory;
pub use names::Names;
pub use open::{Access, open, open_or_create, restore};
pub use paper::{Fate, PaperOutcome, Printing};
pub use pause::Pause;
pub use report::{Action, Hearing, Report, Reported, Sent};
pub use row::{Attempt, Filter, NOT_IN_PLAN, Row, TOO_LATE};
pub use shown::shown;
pub use state::{State, Suppression};
pub use step::{Claim, Committed, FirstAttempt, Outcome, Recovery, Refused, Step};
