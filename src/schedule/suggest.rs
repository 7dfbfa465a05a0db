//! Sizes and dates of waves that end earliest without a day on which more is expected of the helpdesk than it takes:
//! proposed, never applied. `docs/steering.md` has the method in words.
//!
//! ```text
//! waves under way      stay as they are
//! each other, in order as many parts as it takes for each alone to fit, or one more
//! each part            starts on the first open day after the gate before it on which no day becomes too full
//! of all of these      what ends first; of those that end on one day, what has fewest parts
//! ```
//! A part lasts as many open days as its wave does, and its gate is as many open days after its deadline, one at least.

mod divide;
mod place;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use divide::Picks;
use divide::{Division, division};
use place::{Placer, Spot};

use super::forecast::{Learnt, first_told};
use super::membership::Membership;
use crate::campaign::{Campaign, People};

/// Waves as they could be.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The waves, in order.
    pub waves: Vec<SuggestedWave>,
    /// What is then expected on each working day.
    pub load: BTreeMap<NaiveDate, f64>,
    /// The last deadline.
    pub ends: NaiveDate,
    /// The last deadline as the campaign has it.
    pub ended: NaiveDate,
}

/// A wave as it could be, or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub struct SuggestedWave {
    /// The wave, by position.
    pub wave: u16,
    /// Which part of it this is, from 1, and of how many.
    pub part: (usize, usize),
    /// How many people have to move in it.
    pub people: u32,
    /// The day they move.
    pub start: NaiveDate,
    /// The last day to have moved.
    pub deadline: NaiveDate,
    /// The day its gate is decided, if it has one.
    pub gate: Option<NaiveDate>,
    /// Who they are.
    pub picks: Picks,
}

/// Why nothing can be proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoSuggestion {
    /// The helpdesk takes nothing at all.
    NoRoom,
    /// Every wave is under way or over.
    AllBegun,
    /// The calendar has no day for a wave.
    NoDay {
        /// The wave, by its id.
        wave: String,
    },
}

/// What is known when something is proposed.
#[derive(Debug, Clone)]
pub struct Basis<'a> {
    /// The campaign.
    pub campaign: &'a Campaign,
    /// Its people.
    pub people: &'a People,
    /// Who is in which wave.
    pub membership: &'a Membership,
    /// What contacts have taught.
    pub learnt: Learnt,
    /// The day after which something can be changed.
    pub today: NaiveDate,
    /// How many contacts the helpdesk takes on a working day.
    pub capacity: f64,
    /// Waves that wait for a closed gate: they have not begun, whatever their dates.
    pub behind: Vec<u16>,
}

/// Sizes and dates that end earliest.
///
/// # Errors
/// When nothing can be proposed.
pub fn suggest(basis: &Basis<'_>) -> Result<Suggestion, NoSuggestion> {
    let campaign = basis.campaign;
    if basis.capacity <= 0.0 {
        return Err(NoSuggestion::NoRoom);
    }
    let mut order: Vec<u16> = (0u16..).take(campaign.waves.len()).collect();
    order.sort_by_key(|at| (campaign.waves[usize::from(*at)].start, *at));
    let (begun, coming): (Vec<u16>, Vec<u16>) = order.into_iter().partition(|at| has_begun(basis, *at));
    if coming.is_empty() {
        return Err(NoSuggestion::AllBegun);
    }
    let mut placer = Placer::new(basis);
    for at in &begun {
        placer.keep(*at);
    }
    let fewest: Vec<usize> = coming.iter().map(|at| placer.parts(*at)).collect();
    let mut best: Option<Vec<Spot>> = None;
    let mut failed = None;
    for extra in extras(coming.len()) {
        let divisions: Vec<Division> = coming
            .iter()
            .zip(fewest.iter().zip(&extra))
            .map(|(at, (fewest, more))| division(basis, *at, fewest + more, placer.most(*at)))
            .collect();
        match placer.place(&coming, &divisions) {
            Ok(spots) => {
                let is_better = best.as_ref().is_none_or(|best| rank(&spots) < rank(best));
                if is_better {
                    best = Some(spots);
                }
            }
            Err(wave) => failed = failed.or(Some(wave)),
        }
    }
    let Some(spots) = best else {
        let wave = failed.map_or_else(String::new, |at| campaign.waves[usize::from(at)].id.clone());
        return Err(NoSuggestion::NoDay { wave });
    };
    Ok(placer.suggestion(&begun, spots))
}

fn has_begun(basis: &Basis<'_>, wave: u16) -> bool {
    basis.campaign.waves[usize::from(wave)].start <= basis.today && !basis.behind.contains(&wave)
}

/// How many parts more than the fewest each wave could have: none, one of one of them, or one of all.
fn extras(waves: usize) -> Vec<Vec<usize>> {
    let one = |at: usize| (0..waves).map(|of| usize::from(of == at)).collect();
    let mut extras = vec![vec![0; waves]];
    extras.extend((0..waves).map(one));
    if waves > 1 {
        extras.push(vec![1; waves]);
    }
    extras
}

/// What ends first is best; of those that end on one day what has fewest parts.
fn rank(spots: &[Spot]) -> (Option<NaiveDate>, usize) {
    (spots.iter().map(|spot| spot.deadline).max(), spots.len())
}

/// The first day on which a wave that nobody was told of could start: its first message lies after today.
fn can_be_told(campaign: &Campaign, wave: &crate::campaign::Wave, today: NaiveDate) -> bool {
    first_told(campaign, wave) > today
}

#[cfg(test)]
mod tests;
