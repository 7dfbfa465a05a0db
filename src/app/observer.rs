//! What a use case says while it runs, to whoever watches: a terminal, a page in a browser, nobody.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::error::{Error, Problem};
use crate::ledger::{Entry, Hold, Scope, State};

/// Watches a use case. It may be called from several threads at once.
pub trait Observer: Sync {
    /// Work of so many steps begins.
    fn begin(&self, work: Work, steps: u64);
    /// So many more of its steps are done.
    fn advance(&self, steps: u64);
    /// The work is over, well or not.
    fn end(&self);
    /// There is something to know that does not stop the work.
    fn remark(&self, remark: Remark<'_>);
}

/// Work that takes long enough to be watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Every message of a plan that was not approved before just so is rendered once; a step is a notice.
    Rendering,
    /// An approved plan is written to the ledger; a step is a notice.
    Recording,
    /// What is due is delivered; a step is a notice that needs nothing more.
    Delivering,
    /// Sheets are printed; a step is a sheet.
    Printing,
    /// Sheets of a run are printed again; a step is a sheet.
    PrintingAgain,
    /// What a gallery shows is rendered; a step is a message.
    Exhibiting,
}

/// What is good to know while a use case runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remark<'a> {
    /// The sender before stopped half-way: nobody knows whether the relay took these.
    Interrupted {
        /// So many notices were under way.
        under_way: u64,
        /// So many of them wait for a person; the others are sent again.
        left: u64,
    },
    /// A ledger that may lack what was done was taken up.
    TakenUp {
        /// So many notices, which may have been sent, wait for a person.
        left: u64,
    },
    /// Sheets wait for the gate of a wave, whose day has come and which is closed.
    BehindGate {
        /// The wave whose gate it is, by its id.
        wave: &'a str,
        /// How many.
        notices: u64,
    },
    /// Notices name somebody or a message that the approved campaign does not have; they are left as they are.
    Unknown {
        /// How many.
        notices: usize,
    },
    /// The working files are not what was approved, and what was approved is printed.
    NotAsApproved {
        /// How many differ; `None` when they cannot be read.
        files: Option<usize>,
    },
    /// A row of an import could not be used.
    Rejected(&'a Problem),
    /// Somebody held or cancelled a notice after it was claimed: it is not sent.
    Withdrawn {
        /// The notice.
        entry: &'a Entry,
        /// Where it stands now.
        state: State,
    },
    /// The work was told to stop, and brings to its end what is under way.
    Stopping {
        /// So many messages are with a relay, whose answers are waited for.
        under_way: usize,
        /// For so long at most; then they are uncertain.
        at_most: Duration,
    },
    /// The first of a wave's message have gone ahead.
    Ahead {
        /// Which message of which wave.
        scope: &'a Scope,
        /// How many.
        first: u32,
        /// Until when the others wait.
        until: DateTime<Utc>,
    },
    /// Too many of the first failed: the others are held.
    Held(&'a Hold),
    /// The relay serves fewer connections at once than it may be given.
    Fewer {
        /// So many are left.
        connections: usize,
        /// What it said to one more, or what happened to it.
        why: &'a str,
    },
    /// A sender before could not tell the ledger what relays answered to these; now it knows.
    Learnt {
        /// How many.
        messages: u64,
    },
    /// The ledger could not be told what relays answered to these: it is kept in a file until it can.
    Spooled {
        /// How many.
        messages: u64,
        /// Where.
        file: &'a Path,
    },
    /// … and it could not be kept either: they are uncertain.
    Unspooled {
        /// How many.
        messages: u64,
        /// Why.
        error: &'a Error,
    },
    /// So many send by now, this one included: each has its part of the relays.
    Senders(u32),
    /// Somebody wants to approve: sending stops for as long as that takes.
    GivingWay,
    /// Sending goes on.
    GoesOn {
        /// The hash of the plan that is delivered.
        plan: &'a str,
        /// Whether it is another one than before.
        is_new: bool,
    },
    /// Somebody sends, and is waited for to give way.
    WaitingForSender {
        /// Who.
        who: &'a str,
    },
    /// Somebody could not be told of trouble; it is tried again.
    Untold {
        /// By which way.
        way: &'a str,
        /// Why.
        why: &'a str,
    },
    /// A sender that gave way cannot go on yet, and tries again.
    Behind {
        /// What there is to say of it.
        why: &'a str,
        /// For so long at most.
        at_most: Duration,
    },
    /// A relay gives no service, and another one takes its place.
    TakenOver {
        /// Which gives none.
        from: &'a str,
        /// Which takes its place.
        to: &'a str,
        /// Until when; then the first is tried again.
        until: DateTime<Utc>,
        /// What it said, or what happened to it.
        why: &'a str,
    },
    /// A relay whose place another one had taken gives service again.
    Back {
        /// Which.
        relay: &'a str,
    },
    /// Nothing is sent for a while.
    Waiting {
        /// Until when.
        until: DateTime<Utc>,
        /// What the relay said, or what happened to it.
        why: &'a str,
    },
}

/// Nobody watches.
impl Observer for () {
    fn begin(&self, _: Work, _: u64) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
    fn remark(&self, _: Remark<'_>) {}
}

/// Work that has begun. It ends with this value, however that comes about.
pub(super) struct Working<'a>(&'a dyn Observer);

impl<'a> Working<'a> {
    pub(super) fn begin(observer: &'a dyn Observer, work: Work, steps: u64) -> Self {
        observer.begin(work, steps);
        Working(observer)
    }

    pub(super) fn advance(&self, steps: u64) {
        self.0.advance(steps);
    }
}

impl Drop for Working<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}
