//! What the ledger stores of a notice.

use std::sync::Arc;

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
    pub wave: Arc<str>,
    /// The phase's id.
    pub phase: Arc<str>,
    /// The message's name.
    pub message: Arc<str>,
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
    /// The wave, by its id, whose gate must be open before this is told, and those of all waves before it; `None`: none.
    pub gate: Option<Arc<str>>,
    /// What it was rendered from when it was approved; `None` when that is not known.
    pub rendered: Option<Fingerprint>,
}

/// A digest of everything that the bytes of a message follow from: where it is the same, so are they.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub u64);

/// What a person was told of their own dates before a notice, by the ledger when it was approved. Kept with the notice,
/// so that every attempt tells the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct History {
    /// How often dates that the person had been told were replaced by others, or their entry was given another time, taken
    /// out of the calendar or put back: the SEQUENCE of a calendar entry (RFC 5545 section 3.8.7.4).
    pub revision: u16,
    /// The dates told last, which are no longer theirs; only of a notice that is about that.
    pub previous: Option<Dates>,
    /// The first message the person was told in, or will be by the plan: what a notice about new dates follows, and one
    /// with a date of its own.
    pub follows: Option<NoticeId>,
    /// What it does in the person's calendar.
    pub calendar: Option<InCalendar>,
    /// When the entry that it is about begins, or, where it does nothing in the calendar, the person is expected by its words;
    /// what is below the minute is a trace of where. `None` in a ledger from before it was kept.
    pub starts: Option<DateTime<Utc>>,
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
    /// It could bring the entry, which is there by then and the same: brought again it would undo what its reader did to
    /// it, since a later DTSTAMP is a later version (RFC 5546 section 2.1.5).
    Kept,
}

impl InCalendar {
    /// Everything a message can do there.
    pub const ALL: [InCalendar; 5] = [
        InCalendar::Invite,
        InCalendar::Meeting,
        InCalendar::InviteCancelled,
        InCalendar::MeetingCancelled,
        InCalendar::Kept,
    ];

    /// Whether the entry is taken out.
    pub fn is_cancellation(self) -> bool {
        matches!(self, InCalendar::InviteCancelled | InCalendar::MeetingCancelled)
    }
}
