//! Several senders of one ledger: what each says of itself, and what it hears of the others.
//!
//! A ledger in a file has one sender, whose lock is its process's. One on a server has as many as are started; each says every
//! second that it is still there, and is taken for gone when it was not heard of for its lease.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::Recovery;

/// What a sender says of itself with a beat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pulse {
    /// How many messages relays have taken from it since it began.
    pub sent: u64,
    /// Into how many parts it has cut the connections of its relays: never fewer than it really leaves to the others.
    pub parts: u32,
}

/// What a sender hears when it says that it is still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beat {
    /// Whether somebody waits to approve, or approves.
    pub asked: bool,
    /// Another number than before when somebody did something, or something became known, that may have notices go.
    pub acts: i64,
    /// Which of the senders this is.
    pub place: Place,
    /// For how long from the beat on nobody takes this sender for gone; `None` where its process keeps the ledger.
    pub lease: Option<Duration>,
    /// What senders that are gone left behind, found by this beat.
    pub found: Recovery,
}

/// A sender's place among all that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// How many there are, this one included.
    pub senders: u32,
    /// How many of them were there before it.
    pub rank: u32,
    /// The least [parts](Pulse::parts) that another one says; `None` when there is no other.
    pub parts: Option<u32>,
}

impl Place {
    /// The one sender there is.
    pub const ALONE: Place = Place { senders: 1, rank: 0, parts: None };

    /// How many of `most` connections this sender may have, when it has been allowed `now` so far: as many as the others,
    /// but not before those have let go of them.
    pub fn share(self, most: usize, now: usize) -> usize {
        let (senders, rank) = (self.senders.max(1) as usize, self.rank as usize);
        let fair = most / senders + usize::from(rank < most % senders);
        match self.parts.is_none_or(|parts| parts >= self.senders) {
            true => fair,
            false => fair.min(now),
        }
    }
}

/// A sender, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SenderSeen {
    /// Who sends, and from which host; with what is done instead, if it is not sending.
    pub who: String,
    /// Since when, by its own clock; `None` when that is not known.
    pub since: Option<DateTime<Utc>>,
    /// How many messages relays have taken from it, and how long ago it was last heard of; `None` where it does not say.
    pub heard: Option<(u64, TimeDelta)>,
}

/// What a sender may send by a relay whose limit it shares with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Draw {
    /// So many, each before this instant. What is not used by then is given back with the next draw.
    Some {
        /// How many.
        many: u32,
        /// Until when.
        until: DateTime<Utc>,
    },
    /// None before this instant.
    Nothing {
        /// When to ask again.
        until: DateTime<Utc>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn connections_are_shared_out_whole() {
        for most in 1..40_usize {
            for senders in 1..12_u32 {
                let place = |rank| Place { senders, rank, parts: Some(senders) };
                let all: usize = (0..senders).map(|rank| place(rank).share(most, 0)).sum();
                assert_eq!(all, most, "{most} among {senders}");
            }
        }
        assert_eq!(Place::ALONE.share(4, 0), 4);
    }

    /// Senders come, go and look around in any order; each has said how many parts it makes once it keeps to them.
    #[derive(Debug, Clone)]
    enum Event {
        Comes,
        Goes(usize),
        Beats(usize),
    }

    fn events() -> impl Strategy<Value = Vec<Event>> {
        let event = prop_oneof![
            1 => Just(Event::Comes),
            1 => (0..8_usize).prop_map(Event::Goes),
            4 => (0..8_usize).prop_map(Event::Beats),
        ];
        prop::collection::vec(event, 1..80)
    }

    proptest! {
        #[test]
        fn a_relay_never_has_more_connections_than_it_may_have(most in 1..9_usize, events in events()) {
            // What each may have, and into how many parts it has said that it cuts them.
            let mut senders: Vec<(usize, u32)> = Vec::new();
            for event in events {
                match event {
                    Event::Comes => senders.push((0, 0)),
                    Event::Goes(n) if n < senders.len() => drop(senders.remove(n)),
                    Event::Beats(n) if n < senders.len() => {
                        let others = senders.iter().enumerate().filter(|(other, _)| *other != n);
                        let parts = others.map(|(_, (_, parts))| *parts).min();
                        let place = Place { senders: senders.len() as u32, rank: n as u32, parts };
                        let may = place.share(most, senders[n].0);
                        senders[n] = (may, place.senders);
                    }
                    _ => {}
                }
                let all: usize = senders.iter().map(|(may, _)| may).sum();
                prop_assert!(all <= most, "{all} of {most}: {senders:?}");
            }
        }
    }
}
