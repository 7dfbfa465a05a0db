//! What a message can carry besides its words.

/// Something that goes with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attachment {
    /// The time to reserve, as a calendar file to open (`METHOD:PUBLISH`, RFC 5546 section 3.2.1).
    Invite,
    /// The time to reserve, as a meeting request that calendars show by themselves (`METHOD:REQUEST`, section 3.2.2).
    Meeting,
    /// The time need not be reserved any more: the entry leaves the calendar again (`METHOD:CANCEL`, section 3.2.5).
    Cancellation,
    /// What the message says as a sheet of paper for its reader, as a PDF to keep or print.
    Sheet,
}

impl Attachment {
    /// Every attachment.
    pub const ALL: [Attachment; 4] =
        [Attachment::Invite, Attachment::Meeting, Attachment::Cancellation, Attachment::Sheet];

    /// The word of the campaign file.
    pub fn as_str(self) -> &'static str {
        match self {
            Attachment::Invite => "invite",
            Attachment::Meeting => "meeting",
            Attachment::Cancellation => "cancellation",
            Attachment::Sheet => "sheet",
        }
    }

    /// Whether it is about the entry in the person's calendar.
    pub fn is_appointment(self) -> bool {
        matches!(self, Attachment::Invite | Attachment::Meeting | Attachment::Cancellation)
    }
}
