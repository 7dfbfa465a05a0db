//! What goes on after people have moved.

use crate::campaign::{Anchor, Audience, MessageRule, Moment, When};
use crate::check::finding::Finding;
use crate::check::registry::schedule::GOES_ON;
use crate::check::view::View;

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for rule in view.rules().filter(|rule| matches!(rule.to, Audience::Select(_)) && presses(&rule.when)) {
        let message = format!(
            "`{}` ({}) goes to a selection of people, also to those of them who have moved by then",
            rule.message, rule.when_text
        );
        let hint = hint(view, rule);
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

fn hint(view: &View<'_>, rule: &MessageRule) -> String {
    let waves: Vec<&str> =
        view.campaign.waves.iter().filter(|wave| rule.is_for_wave(wave)).map(|wave| wave.id.as_str()).collect();
    format!("write `to: pending`, and keep it to the waves it is for: `waves: [{}]`", waves.join(", "))
}
