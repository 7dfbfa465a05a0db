//! What is already past when a plan is made: sent at the next openings, in the order of the phases, at most one a day,
//! and not on a day that has another message.
//!
//! Nothing that is still to come moves for it. Of two that would come on one day the later one stands: the other waits
//! for the next opening, when it still makes sense then. Where the two would change places, a message that is sent once
//! gives way to the one of a later phase that comes first; an occurrence of a recurring message gives way to what it
//! would overtake, or come beside. [`turn`](super::turn) is the same rule at the moment of sending.

use chrono::{DateTime, Utc};

use super::hours::Hours;
use super::notice::{Reason, UnplannedReason};
use super::timetable::{Slot, Stamp};

/// One person's stamps, settled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sequence {
    /// What the person is told, in order of due time.
    pub(crate) stamps: Vec<Stamp>,
    /// Wave and rule of what the person is not told at all, and why.
    pub(crate) skipped: Vec<(u16, u16, UnplannedReason)>,
}

/// Settles the stamps of one person: everything the person is to hear, from every wave.
///
/// `told` says which of the past ones went out already; those stay as they were.
pub(crate) fn settle(
    stamps: Vec<Stamp>,
    slots: &[Slot<'_>],
    hours: Hours<'_>,
    now: DateTime<Utc>,
    told: impl Fn(&Stamp) -> bool,
) -> Sequence {
    let mut skipped = Vec::new();
    let mut skip = |stamp: &Stamp, why| skipped.push((stamp.wave, stamp.slot, why));
    let (mut kept, rest): (Vec<Stamp>, Vec<Stamp>) =
        stamps.into_iter().partition(|stamp| stamp.due < now && told(stamp));
    let (mut past, mut future): (Vec<Stamp>, Vec<Stamp>) = rest.into_iter().partition(|stamp| stamp.due < now);
    // A closed day can move a message past its own end.
    future.retain(|next| {
        let in_time = next.expires.is_none_or(|end| next.due < end);
        if !in_time {
            skip(next, UnplannedReason::Expired);
        }
        in_time
    });
    // Rules are numbered phase by phase.
    past.sort_by_key(|stamp| (stamp.slot, stamp.wave, stamp.due, stamp.occurrence));
    let mut caught: Vec<Stamp> = Vec::new();
    let mut opening = hours.at_or_after(now);
    for stamp in past {
        match place(&stamp, &kept, &future, slots, hours, opening) {
            Ok(at) => {
                caught.push(Stamp { due: at, reason: Reason::CaughtUp, ..stamp });
                opening = hours.opening_after(hours.day(at));
            }
            Err(why) => skip(&stamp, why),
        }
    }
    future.retain(|next| {
        let by_day = |stamp: &Stamp| hours.day(next.due) <= hours.day(stamp.due);
        let overtaking = caught.iter().any(|stamp| by_day(stamp) && gives_way(slots, next, stamp));
        if overtaking {
            skip(next, UnplannedReason::Overtaken);
        }
        !overtaking
    });
    kept.append(&mut caught);
    kept.append(&mut future);
    kept.sort_by_key(|stamp| (stamp.due, stamp.slot, stamp.wave, stamp.occurrence));
    // A recurring message of which something is left is not missed.
    skipped.retain(|(wave, rule, _)| !kept.iter().any(|stamp| (stamp.wave, stamp.slot) == (*wave, *rule)));
    skipped.sort_unstable();
    skipped.dedup_by_key(|(wave, rule, _)| (*wave, *rule));
    Sequence { stamps: kept, skipped }
}

/// The first opening from `opening` on at which a past message can be caught up: on a day without another message, or at
/// least without one of its own story when there is no such day.
fn place(
    stamp: &Stamp,
    told: &[Stamp],
    future: &[Stamp],
    slots: &[Slot<'_>],
    hours: Hours<'_>,
    opening: Option<DateTime<Utc>>,
) -> Result<DateTime<Utc>, UnplannedReason> {
    let first = |counts: &dyn Fn(&Stamp) -> bool| {
        let mut opening = opening;
        loop {
            let at = opening.ok_or(UnplannedReason::NoOpenDay)?;
            if stamp.expires.is_some_and(|end| end <= at) {
                return Err(UnplannedReason::Expired);
            }
            if future.iter().any(|next| next.due <= at && overtakes(slots, next, stamp)) {
                return Err(UnplannedReason::Overtaken);
            }
            let day = hours.day(at);
            let beside = |other: &&Stamp| hours.day(other.due) == day && counts(other);
            if !told.iter().chain(future).filter(beside).any(|other| !gives_way(slots, other, stamp)) {
                return Ok(at);
            }
            opening = hours.opening_after(day);
        }
    };
    first(&|_| true).or_else(|_| first(&|other| same_story(slots, other, stamp)))
}

/// Whether `next` is an occurrence that is left out rather than come before `stamp`, which it follows.
pub(super) fn gives_way(slots: &[Slot<'_>], next: &Stamp, stamp: &Stamp) -> bool {
    let recurs = |stamp: &Stamp| slots[usize::from(stamp.slot)].recurs();
    same_story(slots, next, stamp) && stamp.slot < next.slot && recurs(next) && !recurs(stamp)
}

/// Whether `next` may not come before `stamp`, and cannot itself give way.
pub(super) fn overtakes(slots: &[Slot<'_>], next: &Stamp, stamp: &Stamp) -> bool {
    let (later, earlier) = (&slots[usize::from(next.slot)], &slots[usize::from(stamp.slot)]);
    same_story(slots, next, stamp) && earlier.phase < later.phase && !later.recurs() && !earlier.recurs()
}

/// Whether two stamps belong to one order of phases: of one wave, both for its people or both for those around, and
/// neither news with a date of its own.
pub(super) fn same_story(slots: &[Slot<'_>], a: &Stamp, b: &Stamp) -> bool {
    let rule = |stamp: &Stamp| slots[usize::from(stamp.slot)].rule;
    let (one, other) = (rule(a), rule(b));
    a.wave == b.wave && one.is_for_people() == other.is_for_people() && !one.when.is_dated() && !other.when.is_dated()
}
