//! What every ledger promises. One conformance suite holds all of them to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::entry::{Entry, State, Suppression};
use crate::campaign::{PersonId, Progress, Standing};
use crate::error::Result;
use crate::schedule::NoticeId;

/// An approval: a plan, locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Hash of the plan (snapshot and notices), in hex.
    pub plan: String,
    /// Hash of the snapshot, in hex.
    pub snapshot: String,
    /// The campaign's id: one ledger serves one campaign.
    pub campaign: String,
    /// Who approved.
    pub by: String,
    /// When; also the instant the plan was made for.
    pub at: DateTime<Utc>,
}

/// The approval in force.
pub type Approved = Approval;

/// What an approval changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Notices that are new, or that an earlier plan had dropped and this one has again.
    pub added: u64,
    /// Notices not yet begun, or deferred, whose time, dates, phase, language, expiry or resend rule changed.
    pub changed: u64,
    /// Notices not yet begun, or deferred, that the plan no longer has: cancelled, or uncertain.
    pub cancelled: u64,
    /// Notices as they were, sent ones included.
    pub kept: u64,
}

/// What an attempt needs to be repeated byte for byte: recorded once, at the first attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstAttempt {
    /// The Date of the message.
    pub at: DateTime<Utc>,
    /// Serials (or names) of the person's devices that had migrated by then; of a message to a manager, the
    /// identities of their people who had. Sorted.
    pub migrated: Vec<String>,
}

/// A notice handed to a sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The notice.
    pub entry: Entry,
    /// Attempts charged so far: those that reached `sending`, less those where the fault was the relay's own.
    pub attempts: u32,
    /// What the first of them recorded.
    pub first: Option<FirstAttempt>,
    /// Hash of the snapshot to render from: the one in force at the first attempt, else the one in force now. A
    /// retry after a new approval is still the same bytes, unless that approval planned it afresh.
    pub snapshot: Arc<str>,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The relay took it; its reply.
    Accepted(String),
    /// The relay said later; or, when no attempt had begun and none is charged, its window is closed: then the notice
    /// stays in its state, and can be taken in hand again from that instant on.
    Deferred {
        /// Not before this instant.
        until: DateTime<Utc>,
        /// The reply.
        why: String,
        /// Whether the attempt counts against the notice: not when the fault is the relay's own (throttle, quota,
        /// sign-in).
        charged: bool,
    },
    /// The relay said no; or, when no attempt had begun, the message could not be made.
    Failed(String),
    /// Nobody knows.
    Uncertain(String),
    /// Nobody knows, and the message asks to be sent again, byte for byte: deferred, and charged.
    Resend {
        /// Not before this instant.
        until: DateTime<Utc>,
        /// What happened.
        why: String,
    },
    /// Not tried.
    Suppressed(Suppression),
    /// Too late: not tried, or the relay said later and later is past its time; then with the relay's words, which the
    /// history keeps of the attempt.
    Expired(Option<String>),
}

/// One durable step of one notice. A slice of them is written in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// An attempt begins: durable before the final dot of its message.
    Sending {
        /// Which notice.
        id: NoticeId,
        /// What is kept if this is the first attempt.
        first: FirstAttempt,
    },
    /// It ended, or the notice was given up before it began.
    Done {
        /// Which notice.
        id: NoticeId,
        /// How.
        outcome: Outcome,
    },
    /// Taken in hand but not begun: due again at once (the sender stops).
    Released {
        /// Which notice.
        id: NoticeId,
    },
}

impl Step {
    /// The notice it is about.
    pub fn id(&self) -> NoticeId {
        let (Step::Sending { id, .. } | Step::Done { id, .. } | Step::Released { id }) = self;
        *id
    }

    /// Whether the diagram of [`State`] has this step for a notice in hand whose attempt has begun (or not).
    pub fn is_lawful(&self, begun: bool) -> bool {
        match self {
            Step::Sending { .. } | Step::Released { .. } => !begun,
            Step::Done { outcome, .. } => match outcome {
                Outcome::Accepted(_) | Outcome::Uncertain(_) | Outcome::Resend { .. } => begun,
                Outcome::Deferred { charged, .. } => begun || !charged,
                Outcome::Failed(_) | Outcome::Expired(_) => true,
                Outcome::Suppressed(_) => !begun,
            },
        }
    }
}

/// What a round of steps came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "what was refused must not be sent"]
pub struct Committed {
    /// The steps that were not taken, in the order of the round. All others are durable.
    pub refused: Vec<Refused>,
}

/// A step that was not taken because somebody moved its notice since it was claimed. The notice is out of the sender's
/// hands: whoever moved it had the last word, and it is claimed again when it is due again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Which notice.
    pub id: NoticeId,
    /// Which step: its place in the round, from 0.
    pub step: usize,
    /// Where the notice stands now.
    pub state: State,
}

/// What became of a notice on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Which notice.
    pub id: NoticeId,
    /// What became of it.
    pub fate: Fate,
}

/// What can become of a notice on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It lies in a file to be printed.
    Printed {
        /// In which run and as which sheet, for people.
        sheet: String,
        /// As [`FirstAttempt::migrated`]: what a later printing must repeat.
        migrated: Vec<String>,
    },
    /// Not printed.
    Suppressed(Suppression),
    /// Not printed: too late.
    Expired,
}

/// What a sheet was made from: with it, the same is printed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printing {
    /// Hash of the snapshot that was in force.
    pub snapshot: String,
    /// As [`FirstAttempt::migrated`].
    pub migrated: Vec<String>,
}

/// What happened to a person or a device, from a progress import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Who.
    pub person: PersonId,
    /// The device's serial or name; `None` speaks of the person as a whole.
    pub device: Option<String>,
    /// What.
    pub standing: Standing,
    /// When it happened, or was learnt.
    pub at: DateTime<Utc>,
}

impl Fact {
    /// Adds it to what is known.
    pub fn teach(&self, progress: &mut Progress) {
        progress.learn(&self.person, self.device.as_deref(), &self.standing, self.at);
    }
}

/// What a crash left behind, found when sending begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Notices found in `sending`: now uncertain (or due again, where the message asks for a resend).
    pub uncertain: Vec<NoticeId>,
}

/// Which notices to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this person's.
    pub person: Option<PersonId>,
    /// Only in these states; all when empty.
    pub states: Vec<State>,
    /// Only what comes on paper.
    pub paper: bool,
    /// At most so many; all when `None`.
    pub limit: Option<u32>,
}

/// A notice with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The notice.
    pub entry: Entry,
    /// Its state.
    pub state: State,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The last reply, or the reason for the state.
    pub detail: String,
    /// Attempts charged, see [`Claim::attempts`].
    pub attempts: u32,
    /// When it can be taken in hand: when it is due, or may be tried again. `None` when nothing more happens by itself.
    pub next: Option<DateTime<Utc>>,
}

/// One try to hand a notice to the relay, from its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// 1 for the first.
    pub number: u32,
    /// When it began.
    pub began: DateTime<Utc>,
    /// When it ended; `None` while it is under way, and when a crash hid its end.
    pub ended: Option<DateTime<Utc>>,
    /// How it ended: accepted, deferred, failed or uncertain; [`State::Sending`] while it is under way.
    pub result: State,
    /// The relay's reply, or what else there is to say.
    pub reply: String,
}

/// The durable store of one campaign's notices.
///
/// Instants are kept to the microsecond. [`State::Due`] is what a sender knows of the notices in its hands: every
/// list and count says planned or deferred for them.
pub trait Ledger: Send {
    /// Locks a plan: the snapshot's files and every notice, in one transaction.
    ///
    /// What happens to a notice, by its id, its state and whether this plan has it:
    ///
    /// | state | in this plan | not in this plan |
    /// |---|---|---|
    /// | not known | planned; *added* | |
    /// | planned, held | takes the plan's values; *changed* or *kept* | cancelled; *cancelled* |
    /// | cancelled because a plan lacked it | planned with the plan's values; *added* | stays |
    /// | cancelled by a person | stays; *kept* | stays |
    /// | deferred, with other dates than this plan's | planned afresh with the plan's values; *changed* | |
    /// | deferred, else | stays; *kept* | cancelled; *cancelled* |
    /// | begun (sending, accepted, failed, uncertain, printed) | stays; *kept* | stays |
    /// | given up (suppressed, expired) | stays; *kept* | stays |
    ///
    /// So nobody is told dates that are not the plan's. What the relay may have taken already, deferred to be sent again
    /// byte for byte, is not planned afresh or cancelled but becomes uncertain; and what a crash left in sending is not
    /// sent again when its dates are not this plan's, or the plan lacks it.
    ///
    /// Notices that came by [`record`](Ledger::record) are never cancelled here: a plan has rules for them, not lines.
    ///
    /// # Errors
    /// [`Unreachable`](crate::error::Kind::Unreachable) while somebody sends, and when the ledger serves another
    /// campaign; [`Bug`](crate::error::Kind::Bug) when `entries` has an id twice. Then nothing is changed.
    fn approve(
        &mut self,
        approval: &Approval,
        files: &BTreeMap<String, Arc<[u8]>>,
        entries: &mut dyn Iterator<Item = Entry>,
    ) -> Result<Changes>;

    /// The approval in force.
    fn approved(&self) -> Result<Option<Approved>>;

    /// The files of a snapshot, by its hash. Every snapshot ever approved is kept, each file once.
    fn snapshot(&self, hash: &str) -> Result<BTreeMap<String, Arc<[u8]>>>;

    /// Becomes the one sender until it is dropped, and settles what a crash left in `sending`: those become
    /// uncertain, or due again where the message asks for a resend. `holder` says who sends, and from which host.
    ///
    /// # Errors
    /// [`Unreachable`](crate::error::Kind::Unreachable) with the holder's name when somebody else is sending or
    /// approving.
    fn begin_sending(&mut self, holder: &str, now: DateTime<Utc>) -> Result<Recovery>;

    /// Takes up to `limit` notices in hand whose time has come (due, or deferred until then), the longest waiting
    /// first. Each is handed out once until a [`Step::Done`] or [`Step::Released`] says it is out of hand.
    ///
    /// # Errors
    /// [`Bug`](crate::error::Kind::Bug) without [`begin_sending`](Ledger::begin_sending).
    fn claim(&mut self, now: DateTime<Utc>, limit: usize) -> Result<Vec<Claim>>;

    /// Writes a round of steps durably, in one transaction: when it returns, they survive a power cut. When it fails,
    /// none of them happened, and what was in hand still is.
    ///
    /// A notice that somebody moved since it was claimed (held, cancelled) refuses what comes to it, and the others of
    /// the round stand: see [`Committed`]. A notice whose [`Step::Sending`] was refused must not be sent. The relay's
    /// yes is never refused: what it has taken is accepted, whatever was wanted meanwhile. Giving back what was moved
    /// is not refused either: it is out of hand then, as it was meant to be.
    ///
    /// # Errors
    /// [`Bug`](crate::error::Kind::Bug) for a step that is not [lawful](Step::is_lawful), or about a notice that is not
    /// in hand; [`Unreachable`](crate::error::Kind::Unreachable) when the store cannot be written, or another
    /// sender has taken over.
    fn commit(&mut self, steps: &[Step], now: DateTime<Utc>) -> Result<Committed>;

    /// Writes what became of notices on paper, in one transaction; those no longer planned stay as they are. Returns
    /// how many moved on. Works while somebody sends: a sender never has paper in hand.
    ///
    /// # Errors
    /// [`Bug`](crate::error::Kind::Bug) for a notice that is not on paper or not known; then nothing is written.
    fn print(&mut self, sheets: &[Sheet], now: DateTime<Utc>) -> Result<u64>;

    /// What a printed notice was made from; `None` when it is not known or not printed.
    fn printing(&self, id: NoticeId) -> Result<Option<Printing>>;

    /// The earliest instant at which something not in hand is due.
    fn next_due(&self) -> Result<Option<DateTime<Utc>>>;

    /// How many notices of the sender are due at `now`, in hand or not.
    fn count_due(&self, now: DateTime<Utc>) -> Result<u64>;

    /// Records what happened to people, and the notices that come into being by it, in one transaction. Facts and
    /// notices known already are not recorded twice. Returns how many facts were new. Works while somebody sends.
    ///
    /// A fact is known when it is there already, or when the last fact about that person or device at its instant
    /// says the same: importing an export every day adds only what changed.
    ///
    /// # Errors
    /// [`Bug`](crate::error::Kind::Bug) for notices before anything was approved: there is nothing they come from.
    fn record(&mut self, facts: &[Fact], entries: &mut dyn Iterator<Item = Entry>, now: DateTime<Utc>) -> Result<u64>;

    /// Every fact but the first `skip`, in the order in which they were recorded: with the number already known,
    /// those recorded since.
    fn facts(&self, skip: u64) -> Result<Vec<Fact>>;

    /// How many notices there are per wave, phase, message and state.
    fn counts(&self) -> Result<BTreeMap<(String, String, String, State), u64>>;

    /// Notices with where they stand, by due time.
    fn list(&self, filter: &Filter) -> Result<Vec<Row>>;

    /// The attempts of a notice, first to last; none when it is not known.
    fn attempts(&self, id: NoticeId) -> Result<Vec<Attempt>>;

    /// How many notices the relay has accepted since `since`, that instant included (for its daily limit).
    fn accepted_since(&self, since: DateTime<Utc>) -> Result<u64>;
}
