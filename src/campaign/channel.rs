//! How a message reaches people: what there is to know of each channel, a line each.

use super::relay::Transport;

/// How somebody gets a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// By mail, for those who have a mailbox.
    Mail,
    /// As a sheet handed out at work, for everyone.
    Print,
    /// As a letter sent by post, for those who have no mailbox or are on leave when it is due.
    Letter,
    /// What a test adds, to show that a channel is a line here, a route, and nothing else.
    #[cfg(test)]
    Pigeon,
}

/// Who brings what comes by a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// `send`: handed over one by one when it is due, by a route.
    Sender,
    /// `print`: made on paper, and carried by people.
    Press,
}

/// Whom a channel is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those who have a mailbox, and the helpdesk.
    Mailbox,
    /// Everyone, and the helpdesk.
    Everyone,
    /// Those who have no mailbox or are on leave; never the helpdesk.
    Unmailed,
}

/// What a way to people promises of the messages it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promises {
    /// A message given twice arrives as the same bytes twice.
    pub same_bytes: bool,
    /// Its Message-ID stays what it is, so that a mail system can tell that both are one.
    pub keeps_message_id: bool,
}

impl Promises {
    /// Whether a second copy is known for the first.
    pub fn can_repeat(self) -> bool {
        self.same_bytes && self.keeps_message_id
    }
}

/// A line of the table.
struct Line {
    name: &'static str,
    number: u8,
    carrier: Carrier,
    reach: Reach,
}

impl Channel {
    /// Every channel that a campaign can name.
    pub const ALL: [Channel; 3] = [Channel::Mail, Channel::Print, Channel::Letter];

    fn line(self) -> Line {
        let line = |name, number, carrier, reach| Line { name, number, carrier, reach };
        match self {
            Channel::Mail => line("mail", 0, Carrier::Sender, Reach::Mailbox),
            Channel::Print => line("print", 1, Carrier::Press, Reach::Everyone),
            Channel::Letter => line("letter", 2, Carrier::Press, Reach::Unmailed),
            #[cfg(test)]
            Channel::Pigeon => line("pigeon", 99, Carrier::Sender, Reach::Everyone),
        }
    }

    /// The word used in the campaign file, on screens and in JSON.
    pub fn as_str(self) -> &'static str {
        self.line().name
    }

    /// The number it has in a ledger. For ever: a ledger outlives the program that wrote it.
    pub fn number(self) -> u8 {
        self.line().number
    }

    /// Who brings it.
    pub fn carrier(self) -> Carrier {
        self.line().carrier
    }

    /// Whom it is for.
    pub fn reach(self) -> Reach {
        self.line().reach
    }

    /// What it promises, in a campaign whose mail leaves by `transport`. A sheet printed again has the day it is printed on.
    pub fn promises(self, transport: Option<&Transport>) -> Promises {
        match self.carrier() {
            Carrier::Press => Promises { same_bytes: false, keeps_message_id: false },
            Carrier::Sender => transport.map_or(Transport::SMTP, Transport::promises),
        }
    }

    /// The channel of this name.
    pub fn named(name: &str) -> Option<Self> {
        Channel::ALL.into_iter().find(|channel| channel.as_str() == name)
    }

    /// Whether it comes on paper.
    pub fn is_paper(self) -> bool {
        self.carrier() == Carrier::Press
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_channel_has_a_name_and_a_number_of_its_own() {
        let names = BTreeSet::from(Channel::ALL.map(Channel::as_str));
        let numbers = BTreeSet::from(Channel::ALL.map(Channel::number));
        assert_eq!((names.len(), numbers.len()), (Channel::ALL.len(), Channel::ALL.len()));
        assert!(Channel::ALL.into_iter().all(|channel| Channel::named(channel.as_str()) == Some(channel)));
    }
}
