//! About who is told of trouble.

use super::OURS;
use crate::check::rule::{Rule, Severity};

family! {
    BY_THE_SAME_ROAD: Rule {
        id: "H-ALERT-01",
        severity: Severity::Warning,
        title: "trouble with the mail is told by mail alone",
        why: "A relay that takes no mail takes none that says so, and nobody hears that a sender has stopped until somebody \
              looks.",
        source: OURS,
        mend: "Add `webhook:` or `command:` to `alert:`, or leave `stopped`, `silent`, `overdue` and `paused` out of its \
               `on:`.",
    };
    NO_EFFECT: Rule {
        id: "H-ALERT-02",
        severity: Severity::Warning,
        title: "a part of `alert` that can have no effect",
        why: "Who relies on being told of something and cannot be is worse off than who looks.",
        source: OURS,
        mend: "Do what the finding says, or take that part out.",
    };
}
