//! How many the move asks nothing of, and how many cannot make it.

use super::words::ENGLISH as WORDS;
use crate::campaign::{People, Progress};

/// In a sentence; `None` where everybody is concerned and nobody blocked. People who left count nowhere.
pub fn concern(people: &People, progress: &Progress) -> Option<String> {
    let here = people.persons.iter().map(|person| (person, progress.standing(person))).filter(|(_, s)| !s.has_left());
    let (mut all, mut apart, mut blocked) = (0u64, 0u64, 0u64);
    for (person, standing) in here {
        all += 1;
        apart += u64::from(!person.is_concerned());
        blocked += u64::from(person.is_concerned() && standing.must_move() && person.is_blocked());
    }
    let apart_of = format!("The move asks nothing of {} of {} people", WORDS.number(apart), WORDS.number(all));
    let cannot = |them: &str| format!("{} of {them} cannot move as things are (`blocked`)", WORDS.number(blocked));
    match (apart, blocked) {
        (0, 0) => None,
        (0, _) => Some(format!("{}.", cannot("the people"))),
        (_, 0) => Some(format!("{apart_of}.")),
        _ => Some(format!("{apart_of}; {}.", cannot("the others"))),
    }
}
