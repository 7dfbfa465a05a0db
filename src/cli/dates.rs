//! What is said about people who were told other dates than a plan's.

use super::output::Output;
use crate::app::NewDates;
use crate::report;

/// So many people are named.
const NAMED: usize = 5;

/// Says what becomes of them, if there are any.
pub fn tell(dates: &NewDates, output: &mut Output) {
    let width = output.width();
    let changed = report::dates_changed(&dates.changes).into_iter();
    let changed = changed.map(|text| report::paragraph("", &text, width).trim_end().to_owned());
    about(dates).into_iter().chain(changed).chain(stranded(dates)).for_each(|text| output.say(text));
}

fn about(&NewDates { people, notices, .. }: &NewDates) -> Option<String> {
    let who = match people {
        0 => return None,
        1 => "1 person was told other dates".to_owned(),
        n => format!("{n} people were told other dates"),
    };
    Some(match notices {
        0 => format!("{who}, and no message says that they changed: add one with `when: rescheduled`."),
        1 => format!("{who}; 1 notice tells the new ones."),
        n => format!("{who}; {n} notices tell the new ones."),
    })
}

/// Who has a time reserved in their calendar and is in no wave any more.
fn stranded(NewDates { stranded, .. }: &NewDates) -> Option<String> {
    let named = stranded.iter().take(NAMED).map(|id| &**id).collect::<Vec<_>>().join(", ");
    let more = match stranded.len().saturating_sub(NAMED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let who = match stranded.len() {
        0 => return None,
        1 => "1 person has the time of the move in their calendar and is".to_owned(),
        n => format!("{n} people have the time of the move in their calendar and are"),
    };
    Some(format!("{who} in no wave any more: {named}{more}. Ask them to take it out."))
}
