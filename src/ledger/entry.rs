//! What the ledger stores of a notice, and the states it passes through.

use chrono::{DateTime, Utc};

use crate::campaign::{Channel, Dates, PersonId};
use crate::l10n::Tag;
use crate::schedule::NoticeId;

/// A notice as the ledger keeps it: by names, not by positions in a plan, so that it outlives the plan it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Identity.
    pub id: NoticeId,
    /// The wave's id.
    pub wave: String,
    /// The phase's id.
    pub phase: String,
    /// The message's name.
    pub message: String,
    /// Who is told; `None` is the helpdesk.
    pub person: Option<PersonId>,
    /// 0 for the first or only time, 1 for the next reminder, …
    pub occurrence: u16,
    /// The instant it is due.
    pub due: DateTime<Utc>,
    /// From this instant on it is never sent.
    pub expires: Option<DateTime<Utc>>,
    /// The language of the message.
    pub language: Tag,
    /// How they are told: `send` delivers mail, `print` prints the rest.
    pub channel: Channel,
    /// Send the identical bytes again when an attempt stays uncertain, instead of leaving it to a person.
    pub resend_uncertain: bool,
    /// The dates of its wave, as it tells them; `None` in a ledger from before they were kept.
    pub dates: Option<Dates>,
    /// Of a message that tells people their own dates: what they were told of them before.
    pub history: Option<History>,
}

/// What a person was told of their own dates before a notice, by the ledger when it was approved. Kept with the notice,
/// so that every attempt tells the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct History {
    /// How often dates that the person had been told were replaced by others, or their entry was taken out of the
    /// calendar or put back: the SEQUENCE of a calendar entry (RFC 5545 section 3.8.7.4).
    pub revision: u16,
    /// The dates told last, which are no longer theirs; only of a notice that is about that.
    pub previous: Option<Dates>,
    /// The first message the person was told in, which a notice about new dates follows.
    pub follows: Option<NoticeId>,
    /// What it does in the person's calendar.
    pub calendar: Option<InCalendar>,
}

/// What a message does in the calendar of its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InCalendar {
    /// It brings the entry as a file to open.
    Invite,
    /// It puts the entry there.
    Meeting,
    /// It takes out the entry that came as a file.
    InviteCancelled,
    /// It takes out the entry that was put there.
    MeetingCancelled,
}

impl InCalendar {
    /// Everything a message can do there.
    pub const ALL: [InCalendar; 4] =
        [InCalendar::Invite, InCalendar::Meeting, InCalendar::InviteCancelled, InCalendar::MeetingCancelled];

    /// Whether the entry is taken out.
    pub fn is_cancellation(self) -> bool {
        matches!(self, InCalendar::InviteCancelled | InCalendar::MeetingCancelled)
    }
}

/// Where a notice stands.
///
/// ```text
/// planned ─► due ─► sending ─► accepted
///    │        │        ├─► deferred ─► due
///    │        │        ├─► failed
///    │        │        ├─► expired (the relay said later, and later is too late)
///    │        │        └─► uncertain ─► due (only when the message asks for a resend, or a person does)
///    ├─► printed (on paper only)
///    ├────────┴─► suppressed, expired, failed (the message cannot be made)
///    ├─► held ─► planned
///    └─► cancelled ─► planned (only when a later plan has it again)
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Approved; its time has not come. `send` moves it on; a new approval may change or cancel it.
    Planned,
    /// Its time has come and a sender has taken it in hand. Not durable by itself: after a crash it is planned again.
    Due,
    /// Durable before its final dot: from here on the relay may have it.
    Sending,
    /// The relay said yes to the final dot. Final, except that a bounce can follow.
    Accepted,
    /// The relay said "later"; due again at the time the ledger keeps.
    Deferred,
    /// The relay said no for good, or the message could not be made. A person can `retry`.
    Failed,
    /// The final dot went out (or may have) and no answer came. A person decides, or the message asks for a resend.
    Uncertain,
    /// Not sent, for a [`Suppression`] found when its time came.
    Suppressed,
    /// Not sent: its time was over.
    Expired,
    /// An operator's stop. `resume` makes it planned again.
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
    /// An earlier message bounced.
    Bounced,
    /// There is no address any more.
    NoMailbox,
    /// It came too late: a message of a later phase has been sent, or comes first.
    Overtaken,
}

impl State {
    /// Every state, in the order of the diagram.
    pub const ALL: [State; 12] = [
        State::Planned,
        State::Due,
        State::Sending,
        State::Accepted,
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

    /// Whether nothing more happens to the notice unless a person acts.
    pub fn is_final(self) -> bool {
        !matches!(self, State::Planned | State::Due | State::Sending | State::Deferred)
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
