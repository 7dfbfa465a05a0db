//! Rows of the files that could not be used as they are: each is a finding, for none is silently dropped.

use std::collections::BTreeMap;

use crate::campaign::{Reject, RejectKind};
use crate::check::explain;
use crate::check::finding::Finding;
use crate::check::registry::data::{
    ADDRESS, CELL, DEVICE_TWICE, DUPLICATE, EITHER_SYSTEM, NEARLY_SAME, NO_IDENTITY, NO_KEY, RENAMED, RETIRED, ROW,
    UNKNOWN_OWNER,
};
use crate::check::rule::Rule;
use crate::check::view::View;
use crate::error::{Problem, counted};

/// So many of one file and one rule are told one by one: a thousand have one cause.
const TOLD: usize = 100;

/// Of one rule and one file: how many rows, and the first of those that are only counted.
type Tally<'a> = BTreeMap<(&'a str, Option<&'a str>), (usize, Option<&'a Problem>)>;

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let mut seen = Tally::new();
    for Reject { kind, problem } in &view.people.rejects {
        let rule = rule_of(*kind);
        let file = problem.place.as_ref().map(|place| &*place.file);
        let (count, beyond) = seen.entry((rule.id, file)).or_default();
        *count += 1;
        match *count > TOLD {
            false => found.push(Finding::from_problem(rule, problem)),
            true => drop(beyond.get_or_insert(problem)),
        }
    }
    for ((id, _), (count, beyond)) in seen {
        if let (Some(rule), Some(first)) = (explain(id), beyond) {
            let more = counted(
                count - TOLD,
                "row more of which this is so, the first",
                "rows more of which this is so, the first",
            );
            let message = format!("{more}: {}", first.message);
            found.push(Finding::from_problem(*rule, &Problem { message, ..first.clone() }));
        }
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
