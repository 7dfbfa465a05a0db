//! Every message in every language for people with every kind of device, whether a notice uses the combination or not:
//! the one that does may join next week.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::finding::Finding;
use super::linter::sort;
use super::registry::works::BROKEN;
use super::specimens::specimens;
use crate::compose::{Compositor, Order};
use crate::error::Place;

/// Renders all [`specimens`]. A place in a template with several mistakes of one kind is one finding. Findings of
/// `H-RENDER-01`, by place.
pub fn samples(compositor: &Compositor, now: DateTime<Utc>) -> Vec<Finding> {
    let mut found: BTreeMap<(Option<Place>, String), Finding> = BTreeMap::new();
    for specimen in specimens(compositor, now) {
        render(compositor, &specimen.order, &mut found);
    }
    let mut found: Vec<Finding> = found.into_values().collect();
    sort(&mut found);
    found
}

/// A message that fails fails for many; the first is the example.
fn render(compositor: &Compositor, order: &Order, found: &mut BTreeMap<(Option<Place>, String), Finding>) {
    // Addresses are another matter: these are not sent.
    let redirect = compositor.loaded().campaign.sender.from.address.as_str();
    let Err(error) = compositor.mail(order, order.due, &[], Some(redirect)) else { return };
    let whose = format!("{}: ", compositor.describe(order));
    for problem in error.problems {
        let mistake = problem.message.strip_prefix(&whose).unwrap_or(&problem.message).to_owned();
        found.entry((problem.place.clone(), mistake)).or_insert_with(|| {
            let finding = Finding::from_problem(BROKEN, &problem).about(&compositor.rule(order).message);
            Finding { hint: finding.hint.clone().or_else(|| Some(BROKEN.mend.to_owned())), ..finding }
        });
    }
}
