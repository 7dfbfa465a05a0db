//! What goes on after people have moved.

use crate::campaign::{Anchor, Audience, Moment, When};
use crate::check::finding::Finding;
use crate::check::registry::schedule::GOES_ON;
use crate::check::view::View;

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let goes_on = |to: &Audience| matches!(to, Audience::Select(selector) if !selector.asks_standing());
    for rule in view.rules().filter(|rule| goes_on(&rule.to) && presses(&rule.when)) {
        let message = format!(
            "`{}` ({}) goes to a selection of people, also to those of them who have moved by then",
            rule.message, rule.when_text
        );
        let hint = "put `pending and` before the selector: `to: pending and …`; with an `or` in it, put the selector in parentheses";
        found.push(Finding::of(GOES_ON, message).at(&rule.place).about(&rule.message).hint(hint));
    }
}

/// Whether a message asks for something that who has moved has done: again and again, or with the deadline.
fn presses(when: &When) -> bool {
    match when {
        When::Every { .. } => true,
        When::Once(Moment { anchor: Anchor::Start, offset, .. }) => offset.count() > 0,
        When::Once(Moment { anchor: Anchor::Deadline, .. }) => true,
        When::Once(_) | When::Event { .. } => false,
    }
}
