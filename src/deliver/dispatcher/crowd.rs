//! How many connections a route bears, where it shows that it bears fewer than it may have.
//!
//! A relay that serves some of our connections and turns the others away is well: nobody pauses, the crowd is made
//! smaller. It is tried at its full size again later, since what filled the relay may have been somebody else.

use chrono::{DateTime, TimeDelta, Utc};

use crate::ledger::Place;

/// How long a smaller crowd is kept: relays count connections by the hour at most.
const KEPT: TimeDelta = TimeDelta::hours(1);

/// The connections of a route.
#[derive(Debug)]
pub(super) struct Crowd {
    most: usize,
    /// So many of them are this sender's, of several.
    share: usize,
    fewer: Option<Fewer>,
}

#[derive(Debug)]
struct Fewer {
    connections: usize,
    until: DateTime<Utc>,
    why: String,
    /// Whether it has been told. It is worth telling once the route has taken a message: until then it may just be down.
    told: bool,
}

impl Crowd {
    /// At most so many, for the sender in this place.
    pub(super) fn new(most: usize, place: Place) -> Self {
        Crowd { most, share: place.share(most, 0), fewer: None }
    }

    /// The sender is in this place by now.
    pub(super) fn share_with(&mut self, place: Place) {
        self.share = place.share(self.most, self.share);
    }

    /// How many are this sender's.
    pub(super) fn share(&self) -> usize {
        self.share
    }

    /// How many it may ever have.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    /// How many it may have at `now`.
    pub(super) fn size(&mut self, now: DateTime<Utc>) -> usize {
        self.fewer.take_if(|fewer| fewer.until <= now);
        self.fewer.as_ref().map_or(self.share, |fewer| fewer.connections.min(self.share))
    }

    /// One was turned away beside so many `others`. Without others that says nothing about their number, and is `false`.
    pub(super) fn turned_away(&mut self, others: usize, why: &str, now: DateTime<Utc>) -> bool {
        if others == 0 {
            self.fewer = None;
            return false;
        }
        if others < self.size(now) {
            self.fewer = Some(Fewer { connections: others, until: now + KEPT, why: why.to_owned(), told: false });
        }
        true
    }

    /// The route has taken a message: what is left of the crowd, and why, if nobody was told yet.
    pub(super) fn news(&mut self) -> Option<(usize, &str)> {
        let fewer = self.fewer.as_mut().filter(|fewer| !fewer.told)?;
        fewer.told = true;
        Some((fewer.connections, &fewer.why))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_shrinks_to_what_is_served_and_is_tried_again_later() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default();
        let mut crowd = Crowd::new(16, Place::ALONE);
        assert!(crowd.turned_away(5, "too many", now));
        assert!(crowd.turned_away(2, "too many", now));
        // Those that were on their way when it was that small hear the same.
        assert!(crowd.turned_away(4, "too many", now));
        assert_eq!((crowd.size(now), crowd.news()), (2, Some((2, "too many"))));
        assert_eq!(crowd.news(), None, "once");
        assert_eq!(crowd.size(now + TimeDelta::minutes(59)), 2);
        assert_eq!(crowd.size(now + TimeDelta::minutes(60)), 16);
    }

    #[test]
    fn a_relay_that_turns_the_only_one_away_is_not_crowded() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default();
        let mut crowd = Crowd::new(2, Place::ALONE);
        assert!(crowd.turned_away(1, "refused", now));
        assert!(!crowd.turned_away(0, "refused", now));
        assert_eq!((crowd.size(now), crowd.news()), (2, None));
    }
}
