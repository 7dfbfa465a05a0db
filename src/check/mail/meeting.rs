//! Whether a program that shows the meeting instead of the message hides anything.

use super::expectations::Expectations;
use super::fault::Fault;
use super::reading::Reading;
use crate::campaign::Attachment;
use crate::check::registry::mail::WORDS_HIDDEN;

/// Sections that a message has which says when, how long and why: that of the helpdesk.
const SECTIONS: usize = 1;

pub(super) fn find(reading: &Reading<'_>, expectations: &Expectations<'_>, found: &mut Vec<Fault>) {
    if !expectations.rule.attach.contains(&Attachment::Meeting) {
        return;
    }
    let count = |name: &str| reading.page.elements.iter().filter(|element| element.name == name).count();
    let (sections, steps) = (count("h2"), count("ol"));
    let what = match (sections > SECTIONS, steps > 0) {
        (_, true) => "steps to follow",
        (true, false) => "sections of its own",
        (false, false) => return,
    };
    let message =
        format!("brings a meeting and has {what}, which are plain text where a program shows the meeting alone");
    found.push(Fault::of(WORDS_HIDDEN, message).about("meeting"));
}
