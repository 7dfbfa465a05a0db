//! What an import came to.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::{Action, Entry, Hearing};

/// What a message of the mailbox came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Came {
    /// A notice bounced.
    Bounced,
    /// A notice that was uncertain did go out.
    Arrived,
    /// Not delivered yet.
    Delayed,
    /// Handed on to a system that makes no reports.
    Relayed,
    /// In the mailbox.
    Delivered,
    /// Handed on to the members of a list.
    Expanded,
    /// Known already.
    Doubled,
    /// About an earlier message of a notice, or one that is settled.
    Late,
    /// An automatic reply, such as an out of office.
    Automatic,
    /// A report about mail that is not of this campaign.
    Foreign,
    /// Mail that is no report.
    Other,
    /// It names a notice of ours, and cannot be true.
    Forged,
    /// It looks like a report, and cannot be read.
    Unreadable,
    /// Its notice is being sent at this moment.
    UnderWay,
}

/// A notice that bounced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounced {
    /// The notice.
    pub entry: Entry,
    /// The person's name; `None` for the helpdesk.
    pub name: Option<String>,
    /// The address.
    pub address: String,
    /// The status and the words of who reports, safe to show.
    pub words: String,
    /// Whether the address takes no mail at all.
    pub dead: bool,
    /// Whether the report has the ENVID that went out with the message. Without it nobody's address is dead.
    pub is_proven: bool,
}

/// A message that says something and was not taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unheard {
    /// Where it is.
    pub file: String,
    /// What it came to.
    pub came: Came,
    /// Why, safe to show.
    pub why: String,
}

/// What an import came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// How many messages there were.
    pub messages: u64,
    /// What they came to.
    pub counts: BTreeMap<Came, u64>,
    /// What bounced, in the order of the reports.
    pub bounced: Vec<Bounced>,
    /// What was not taken in, in the order of the messages.
    pub unheard: Vec<Unheard>,
}

impl Came {
    /// Everything that a message can come to.
    pub const ALL: [Came; 14] = [
        Came::Bounced,
        Came::Arrived,
        Came::Delayed,
        Came::Relayed,
        Came::Delivered,
        Came::Expanded,
        Came::Doubled,
        Came::Late,
        Came::Automatic,
        Came::Foreign,
        Came::Other,
        Came::Forged,
        Came::Unreadable,
        Came::UnderWay,
    ];

    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Came::Bounced => "bounced",
            Came::Arrived => "arrived",
            Came::Delayed => "delayed",
            Came::Relayed => "relayed",
            Came::Delivered => "delivered",
            Came::Expanded => "expanded",
            Came::Doubled => "doubled",
            Came::Late => "late",
            Came::Automatic => "automatic",
            Came::Foreign => "foreign",
            Came::Other => "other",
            Came::Forged => "forged",
            Came::Unreadable => "unreadable",
            Came::UnderWay => "under_way",
        }
    }

    /// What that means, for people.
    pub fn text(self) -> &'static str {
        match self {
            Came::Bounced => "bounced: not delivered",
            Came::Arrived => "did go out, of those that were uncertain",
            Came::Delayed => "delayed: a mail system still tries",
            Came::Relayed => "handed on to a system that makes no reports",
            Came::Delivered => "delivered",
            Came::Expanded => "handed on to the members of a list",
            Came::Doubled => "known already",
            Came::Late => "late: about an earlier message, or one that is settled",
            Came::Automatic => "automatic replies, such as an out of office",
            Came::Foreign => "reports about other mail",
            Came::Other => "no reports",
            Came::Forged => "not believed",
            Came::Unreadable => "not understood",
            Came::UnderWay => "about a message that is being sent just now",
        }
    }

    /// Whether it says something that was not taken in, so that somebody has to look at it.
    pub fn is_unheard(self) -> bool {
        matches!(self, Came::Forged | Came::Unreadable | Came::UnderWay)
    }

    /// Whether the ledger knows of it from now on: nobody has to look at the message any more.
    pub fn is_recorded(self) -> bool {
        match self {
            Came::Bounced | Came::Arrived | Came::Delayed | Came::Relayed | Came::Delivered => true,
            Came::Expanded | Came::Doubled | Came::Late => true,
            Came::Automatic | Came::Foreign | Came::Other | Came::Forged | Came::Unreadable | Came::UnderWay => false,
        }
    }

    /// What a report came to, by what the ledger made of it.
    pub(super) fn of(hearing: Hearing, action: Action) -> Self {
        match (hearing, action) {
            (Hearing::Bounced, _) => Came::Bounced,
            (Hearing::Arrived, _) => Came::Arrived,
            (Hearing::Doubled, _) => Came::Doubled,
            (Hearing::Late, _) => Came::Late,
            (Hearing::UnderWay, _) => Came::UnderWay,
            (Hearing::Unsent, _) => Came::Forged,
            // What failed and changes nothing is late.
            (Hearing::Noted, Action::Failed { .. }) => Came::Late,
            (Hearing::Noted, Action::Delayed) => Came::Delayed,
            (Hearing::Noted, Action::Relayed) => Came::Relayed,
            (Hearing::Noted, Action::Delivered) => Came::Delivered,
            (Hearing::Noted, Action::Expanded) => Came::Expanded,
        }
    }
}

impl Account {
    /// How many messages came to this.
    pub fn count(&self, came: Came) -> u64 {
        self.counts.get(&came).copied().unwrap_or(0)
    }

    /// How many people have an address that takes no mail, by what is new.
    pub fn unreachable(&self) -> usize {
        let dead = self.bounced.iter().filter(|bounced| bounced.dead);
        dead.filter_map(|bounced| bounced.entry.person.as_ref()).collect::<BTreeSet<_>>().len()
    }

    /// Adds another account to this one.
    pub fn take(&mut self, other: Account) {
        self.messages += other.messages;
        for (came, count) in other.counts {
            *self.counts.entry(came).or_default() += count;
        }
        self.bounced.extend(other.bounced);
        self.unheard.extend(other.unheard);
    }

    pub(super) fn add(&mut self, came: Came) {
        *self.counts.entry(came).or_default() += 1;
    }
}
