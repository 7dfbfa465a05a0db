//! Where a notice stands, and what that means. A new state is a line in each match here.

/// Where a notice stands. The arrows out of sending are its sender's alone; an operator may hold and cancel whatever
/// waits, also while a sender has claimed it.
///
/// ```text
/// planned ─► due ─► sending ─► accepted ─► bounced ─► planned, accepted or cancelled (a person)
///    │        │        ├─► deferred ─► due
///    │        │        ├─► failed ─► planned, or deferred (a person has it sent again), cancelled (a person closes it)
///    │        │        ├─► expired (the relay said later, and later is too late)
///    │        │        └─► uncertain ─► deferred (when the message asks for a resend, or a person does), accepted,
///    │        │                         failed or cancelled (a person settles it), bounced or accepted (a report)
///    ├─► printed (on paper only)
///    ├────────┴─► suppressed, expired, failed (the message cannot be made)
///    ├─► held ─► planned, or deferred where it was that
///    └─► cancelled ─► planned (when a later plan has it again), and as failed or uncertain when a person closed it
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Approved; its time has not come. `send` moves it on; a new approval may change or cancel it.
    Planned,
    /// Its time has come and a sender has claimed it. Not durable by itself: after a crash it is planned again.
    Due,
    /// Durable before its final dot: from here on the relay may have it.
    Sending,
    /// The relay said yes to the final dot. Final, except that a bounce can follow.
    Accepted,
    /// The relay took it, and a mail system reported later that it was not delivered. A person can `retry` it, or `settle`
    /// it as arrived or closed.
    Bounced,
    /// The relay said "later"; due again at the time the ledger keeps.
    Deferred,
    /// The relay said no for good, or the message could not be made. A person can `retry` it, or `settle` it as closed.
    Failed,
    /// The final dot went out (or may have) and no answer came. A person can `retry` or `settle` it.
    Uncertain,
    /// Not sent, for a [`Suppression`] found when its time came.
    Suppressed,
    /// Not sent: its time was over.
    Expired,
    /// A hold in force covers it. When the last is over it goes on where it was, or is expired.
    Held,
    /// Put on paper by `print`, which keeps in which run and as which sheet. Final.
    Printed,
    /// No longer in the approved plan (a later plan can bring it back), or stopped for good by an operator.
    Cancelled,
}

/// Why a notice was not sent when its time came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Suppression {
    /// The person has migrated; the message is for those who have not.
    Migrated,
    /// The person has not migrated; the message is for those who have.
    NotMigrated,
    /// The person has left.
    Left,
    /// The person does not want these.
    OptedOut,
    /// An earlier message bounced: the address takes no mail.
    Bounced,
    /// There is no address any more.
    NoMailbox,
    /// It came too late: a message of a later phase has been sent, or comes first.
    Overtaken,
}

impl State {
    /// Every state, in the order of the diagram.
    pub const ALL: [State; 13] = [
        State::Planned,
        State::Due,
        State::Sending,
        State::Accepted,
        State::Bounced,
        State::Deferred,
        State::Failed,
        State::Uncertain,
        State::Suppressed,
        State::Expired,
        State::Held,
        State::Printed,
        State::Cancelled,
    ];

    /// The word used on screens, in JSON and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Planned => "planned",
            State::Due => "due",
            State::Sending => "sending",
            State::Accepted => "accepted",
            State::Bounced => "bounced",
            State::Deferred => "deferred",
            State::Failed => "failed",
            State::Uncertain => "uncertain",
            State::Suppressed => "suppressed",
            State::Expired => "expired",
            State::Held => "held",
            State::Printed => "printed",
            State::Cancelled => "cancelled",
        }
    }

    /// Whether it stands in the queue of who carries it: claimed when its time comes.
    pub fn is_queued(self) -> bool {
        match self {
            State::Planned | State::Due | State::Deferred => true,
            State::Sending | State::Accepted | State::Bounced | State::Failed | State::Uncertain => false,
            State::Suppressed | State::Expired | State::Held | State::Printed | State::Cancelled => false,
        }
    }

    /// Whether nothing was done about it yet, so that a new plan may change it.
    pub fn waits(self) -> bool {
        match self {
            State::Planned | State::Due | State::Held => true,
            State::Sending | State::Accepted | State::Bounced | State::Deferred | State::Failed => false,
            State::Uncertain | State::Suppressed | State::Expired | State::Printed | State::Cancelled => false,
        }
    }

    /// Whether it was begun or given up: a new plan does not plan it a second time.
    pub fn is_begun(self) -> bool {
        match self {
            State::Sending | State::Accepted | State::Bounced | State::Deferred | State::Failed => true,
            State::Uncertain | State::Suppressed | State::Expired | State::Printed => true,
            State::Planned | State::Due | State::Held | State::Cancelled => false,
        }
    }

    /// Whether the person was told, or may have been.
    pub fn is_told(self) -> bool {
        match self {
            State::Sending | State::Accepted | State::Uncertain | State::Printed => true,
            State::Planned | State::Due | State::Deferred | State::Failed | State::Bounced => false,
            State::Suppressed | State::Expired | State::Held | State::Cancelled => false,
        }
    }

    /// Whether a person has to act, or nobody is told.
    pub fn needs_a_person(self) -> bool {
        match self {
            State::Failed | State::Bounced | State::Uncertain => true,
            State::Planned | State::Due | State::Sending | State::Accepted | State::Deferred => false,
            State::Suppressed | State::Expired | State::Held | State::Printed | State::Cancelled => false,
        }
    }

    /// Whether nothing more happens to the notice unless a person acts.
    pub fn is_final(self) -> bool {
        !self.is_queued() && self != State::Sending
    }
}

impl Suppression {
    /// Every reason.
    pub const ALL: [Suppression; 7] = [
        Suppression::Migrated,
        Suppression::NotMigrated,
        Suppression::Left,
        Suppression::OptedOut,
        Suppression::Bounced,
        Suppression::NoMailbox,
        Suppression::Overtaken,
    ];

    /// The word used on screens, in JSON and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Suppression::Migrated => "migrated",
            Suppression::NotMigrated => "not migrated",
            Suppression::Left => "left",
            Suppression::OptedOut => "opted out",
            Suppression::Bounced => "bounced",
            Suppression::NoMailbox => "no mailbox",
            Suppression::Overtaken => "overtaken",
        }
    }
}
