//! The lines of a plan.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};

use chrono::{DateTime, Utc};

use crate::campaign::{Campaign, Channel, MessageRule, PersonId};
use crate::l10n::Tag;

/// Identity of a notice: a hash of campaign, wave, message, person and occurrence, and of a channel other than mail.
///
/// Message-ID and MIME boundaries derive from it, so it is the idempotency key from the plan to the mailbox. The
/// same notice has the same id in every plan of the campaign, whatever the order of the input.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticeId(pub [u8; 16]);

impl NoticeId {
    /// The id of one person's occurrence of a message in a wave.
    pub fn of(campaign: &str, wave: &str, message: &str, person: &str, occurrence: u16) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in [campaign, wave, message, person] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.update(&occurrence.to_le_bytes());
        let mut id = [0; 16];
        hasher.finalize_xof().fill(&mut id);
        NoticeId(id)
    }

    /// The id of the same telling by another channel; by mail it is the id itself.
    pub fn by(self, channel: Channel) -> Self {
        if channel == Channel::Mail {
            return self;
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.0);
        hasher.update(channel.as_str().as_bytes());
        let mut id = [0; 16];
        hasher.finalize_xof().fill(&mut id);
        NoticeId(id)
    }
}

impl NoticeId {
    /// What the Message-ID derives from when a person has it sent again as a message of its own, `retries` times by now:
    /// the id itself at first.
    pub fn after_retries(self, retries: u32) -> Self {
        if retries == 0 {
            return self;
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.0);
        hasher.update(&retries.to_le_bytes());
        let mut id = [0; 16];
        hasher.finalize_xof().fill(&mut id);
        NoticeId(id)
    }
}

/// A map by notice. An id is a hash already, so nothing more is made of it.
pub type NoticeMap<V> = HashMap<NoticeId, V, BuildHasherDefault<IdHasher>>;

/// Takes the end of an id for its hash.
#[derive(Debug, Clone, Copy, Default)]
pub struct IdHasher(u64);

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(end) = bytes.last_chunk() {
            self.0 = u64::from_le_bytes(*end);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl fmt::Display for NoticeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digits: [u8; 32] = std::array::from_fn(|n| {
            let byte = self.0[n / 2];
            DIGITS[usize::from(if n % 2 == 0 { byte >> 4 } else { byte & 15 })]
        });
        f.write_str(std::str::from_utf8(&digits).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for NoticeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NoticeId({self})")
    }
}

impl std::str::FromStr for NoticeId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text.len() != 32 || !text.is_ascii() {
            return Err(());
        }
        let mut id = [0; 16];
        for (n, byte) in id.iter_mut().enumerate() {
            let pair = &text[2 * n..2 * n + 2];
            // A number may have a sign; an id has none.
            if !pair.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return Err(());
            }
            *byte = u8::from_str_radix(pair, 16).map_err(|_| ())?;
        }
        Ok(NoticeId(id))
    }
}

/// One planned telling: a line of the plan.
///
/// `wave`, `phase` and `rule` are positions in the [`Campaign`](crate::campaign::Campaign) the plan was made from,
/// to keep two million of these small; `person` is a position in its [`People`](crate::campaign::People).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Identity.
    pub id: NoticeId,
    /// Position of the wave in [`Campaign::waves`](crate::campaign::Campaign::waves).
    pub wave: u16,
    /// Position of the phase in [`Campaign::phases`](crate::campaign::Campaign::phases).
    pub phase: u16,
    /// Position of the rule in the phase's messages.
    pub rule: u16,
    /// 0 for the first or only time, 1 for the next reminder, …
    pub occurrence: u16,
    /// Position in [`People::persons`](crate::campaign::People::persons) of who is told; `None` for the helpdesk.
    pub person: Option<u32>,
    /// The instant it is due.
    pub due: DateTime<Utc>,
    /// From this instant on it makes no sense any more.
    pub expires: Option<DateTime<Utc>>,
    /// How they are told.
    pub channel: Channel,
    /// The language of the message.
    pub language: Tag,
    /// Why it is due then.
    pub reason: Reason,
}

impl Notice {
    /// The rule it comes from.
    ///
    /// # Panics
    /// When `campaign` is not the one the plan was made from.
    pub fn rule<'a>(&self, campaign: &'a Campaign) -> &'a MessageRule {
        &campaign.phases[usize::from(self.phase)].messages[usize::from(self.rule)]
    }
}

/// Why a notice is due when it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Exactly as the rule says.
    AsPlanned,
    /// The day was closed (weekend, holiday, freeze): moved to the nearest open day before it.
    MovedEarlier,
    /// The day was closed: moved to the nearest open day after it.
    MovedLater,
    /// The time lay outside the window: moved to its edge.
    MovedIntoWindow,
    /// Already past when planned: sent at a next opening, in order, at most one a day.
    CaughtUp,
    /// The relay's rate does not allow it at that moment.
    SpreadByRate,
}

/// Somebody who should hear something and will not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unplanned {
    /// Who.
    pub person: PersonId,
    /// Position of the wave.
    pub wave: u16,
    /// The message.
    pub message: String,
    /// Why not.
    pub reason: UnplannedReason,
}

/// Why a person gets no notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnplannedReason {
    /// No address to send to.
    NoMailbox,
    /// The address takes no mail: an earlier message bounced.
    Bounced,
    /// Left the organisation, or the account is disabled.
    Left,
    /// Has already migrated; the message is for those who have not.
    Migrated,
    /// It would already have expired when first possible.
    Expired,
    /// The message does not exist in a language this person can get.
    NoTemplate,
    /// The calendar has no open day for it.
    NoOpenDay,
    /// It is past, and a message of a later phase comes before it could be caught up.
    Overtaken,
    /// The person heard it in the wave they were in before.
    Heard,
}

/// All notices of a campaign, with the reason for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The instant it was made for: what lay before it is caught up or expired.
    pub now: DateTime<Utc>,
    /// Ordered by due time, then id.
    pub notices: Vec<Notice>,
    /// Who will not hear what, and why. Ordered by person, wave, message.
    pub unplanned: Vec<Unplanned>,
}

impl Plan {
    /// A hash over what everyone is told: who, what, when, in which language, until when, and why then.
    ///
    /// The same for the same campaign and people in whatever order the files name them. Identities stand for wave,
    /// message, person and occurrence.
    pub fn hash(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        let mut line = Vec::with_capacity(64);
        for notice in &self.notices {
            line.clear();
            line.extend(notice.id.0);
            line.extend(instant_bytes(notice.due));
            line.extend(notice.expires.map_or([0xff; 12], instant_bytes));
            line.extend([notice.reason as u8, notice.language.as_str().len() as u8]);
            line.extend(notice.language.as_str().as_bytes());
            hasher.update(&line);
        }
        *hasher.finalize().as_bytes()
    }

    /// [`Plan::hash`] as 64 hexadecimal digits.
    pub fn hash_hex(&self) -> String {
        blake3::Hash::from_bytes(self.hash()).to_hex().to_string()
    }
}

/// An instant as seconds and nanoseconds: exact, and total over every year chrono knows.
fn instant_bytes(at: DateTime<Utc>) -> [u8; 12] {
    let mut bytes = [0; 12];
    bytes[..8].copy_from_slice(&at.timestamp().to_le_bytes());
    bytes[8..].copy_from_slice(&at.timestamp_subsec_nanos().to_le_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written_and_nothing_else_is_one() {
        let id = NoticeId::of("c", "w", "m", "p", 0);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().to_uppercase().parse(), Ok(id));
        let rest = "0".repeat(30);
        for wrong in ["+f", "-0", " f", "0x", "é", "g0", ""] {
            assert_eq!(format!("{wrong}{rest}").parse::<NoticeId>(), Err(()), "{wrong}");
            assert_eq!(format!("{rest}{wrong}").parse::<NoticeId>(), Err(()), "{wrong}");
        }
    }
}
