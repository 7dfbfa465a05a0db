//! Rows of the files that could not be used as they are: each is a finding, for none is silently dropped.

use crate::campaign::RejectKind;
use crate::check::finding::Finding;
use crate::check::registry::data::{
    ADDRESS, CELL, DEVICE_TWICE, DUPLICATE, EITHER_SYSTEM, NEARLY_SAME, NO_IDENTITY, NO_KEY, RENAMED, RETIRED, ROW,
    UNKNOWN_OWNER,
};
use crate::check::rule::Rule;
use crate::check::view::View;

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for reject in &view.people.rejects {
        found.push(Finding::from_problem(rule_of(reject.kind), &reject.problem));
    }
}

fn rule_of(kind: RejectKind) -> Rule {
    match kind {
        RejectKind::Row => ROW,
        RejectKind::NoIdentity => NO_IDENTITY,
        RejectKind::Duplicate => DUPLICATE,
        RejectKind::Address => ADDRESS,
        RejectKind::Cell => CELL,
        RejectKind::UnknownOwner => UNKNOWN_OWNER,
        RejectKind::NoKey => NO_KEY,
        RejectKind::System => EITHER_SYSTEM,
        RejectKind::NearlySame => NEARLY_SAME,
        RejectKind::Renamed => RENAMED,
        RejectKind::DeviceTwice => DEVICE_TWICE,
        RejectKind::Retired | RejectKind::NotManaged => RETIRED,
    }
}
