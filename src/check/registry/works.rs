//! About templates, and about what the campaign accepts.

use super::OURS;
use crate::check::rule::{Rule, Severity};

family! {
    BROKEN: Rule {
        id: "H-RENDER-01",
        severity: Severity::Error,
        title: "a message cannot be rendered",
        why: "The template mentions something that is absent for some people: a sentence with a hole in it is worse than \
              none, and an error while sending worse than one now.",
        source: OURS,
        mend: "Put what may be absent between `{% if … %}` and `{% endif %}`, or give it a default with `or`.",
    };
    UNKNOWN_NAME: Rule {
        id: "H-RENDER-02",
        severity: Severity::Error,
        title: "a template mentions a name that does not exist",
        why: "Within `{% if … %}` it counts as absent, and what was to be said to some is said to nobody.",
        source: OURS,
        mend: "Write a name of the table in the documentation of templates; `check` has the nearest.",
    };
    UNKNOWN_RULE: Rule {
        id: "H-ALLOW-01",
        severity: Severity::Error,
        title: "`allow` names a rule that does not exist",
        why: "What was meant to be accepted is not, and what is accepted nobody knows.",
        source: OURS,
        mend: "Write the id of a rule; a `*` at the end stands for the rest of it.",
    };
    UNUSED: Rule {
        id: "H-ALLOW-02",
        severity: Severity::Note,
        title: "`allow` accepts something that is not found",
        why: "Left in place it would silence the next finding of that rule, which nobody has looked at.",
        source: OURS,
        mend: "Remove the entry, or correct its subject.",
    };
    NOT_ALLOWABLE: Rule {
        id: "H-ALLOW-03",
        severity: Severity::Error,
        title: "`allow` names a rule that cannot be allowed",
        why: "Without a plan, or with a message that cannot be rendered, there is nothing to approve.",
        source: OURS,
        mend: "Mend what the rule finds, and remove the entry.",
    };
}
