//! Dates, waves and what the helpdesk can take.

mod apple;
mod capacity;
mod deadline;
mod holidays;
mod moved;
mod plan;
mod sequence;
#[cfg(test)]
mod tests;
mod waves;

use super::finding::Finding;
use super::view::View;

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    sequence::find(view, found);
    waves::find(view, found);
    capacity::find(view, found);
    deadline::find(view, found);
    apple::find(view, found);
    holidays::find(view, found);
    moved::find(view, found);
    plan::find(view, found);
}
