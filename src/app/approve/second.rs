//! A second person: one proposes a plan, and it is locked when somebody else confirms that very plan.
//!
//! It is a rule among colleagues who sign with their names, not a lock: what each of them did is in the journal.

use crate::campaign::Campaign;
use crate::error::{Error, Result};
use crate::ledger::{Act, Deed, Ledger};

/// A plan that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its hash.
    pub plan: String,
    /// Who proposed it.
    pub by: String,
}

/// Whether a plan needs two people: by what is to be approved, or by what was approved, so that nobody takes the rule out
/// alone.
pub(super) fn is_needed(campaign: &Campaign, approved: Option<&Campaign>) -> bool {
    campaign.second_approver || approved.is_some_and(|approved| approved.second_approver)
}

/// The plan that was proposed last, when nothing was approved since.
///
/// # Errors
/// When the ledger cannot be read.
pub(in crate::app) fn proposal(ledger: &dyn Ledger) -> Result<Option<Proposal>> {
    let since = ledger.approved()?.map(|approval| approval.at);
    let acts = ledger.acts()?;
    let last = acts.iter().rev().find_map(|act| match &act.what {
        Deed::Proposed { plan } => Some((act, plan)),
        _ => None,
    });
    let open = last.filter(|(act, plan)| since.is_none_or(|since| act.at >= since) && !is_in_force(ledger, plan));
    Ok(open.map(|(act, plan)| Proposal { plan: plan.clone(), by: act.by.clone() }))
}

fn is_in_force(ledger: &dyn Ledger, plan: &str) -> bool {
    ledger.approved().is_ok_and(|approved| approved.is_some_and(|approval| approval.plan == plan))
}

/// Who proposed this very plan, when it is somebody else than `by`.
pub(super) fn partner(ledger: &dyn Ledger, plan: &str, by: &str) -> Result<Option<String>> {
    let proposed = proposal(ledger)?.filter(|proposal| proposal.plan == plan);
    Ok(proposed.map(|proposal| proposal.by).filter(|other| !is_same(other, by)))
}

/// Whether two names are one person's, as people type them.
fn is_same(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    plain(one) == plain(other)
}

/// Proposes a plan.
///
/// # Errors
/// [`Usage`](crate::error::Kind::Usage) when the same person did so already; or the ledger cannot be written.
pub(super) fn propose(ledger: &mut dyn Ledger, plan: &str, act: Act) -> Result<Proposal> {
    if proposal(ledger)?.is_some_and(|before| before.plan == plan && is_same(&before.by, &act.by)) {
        return Err(Error::usage(format!("{} proposed this plan already, and it needs somebody else", act.by)).hint(
            format!(
                "a second person confirms it: `heraut approve --plan {} --by NAME`",
                plan.get(..12).unwrap_or(plan)
            ),
        ));
    }
    ledger.act(&act)?;
    Ok(Proposal { plan: plan.to_owned(), by: act.by })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_is_one_however_they_type_their_name() {
        assert!(is_same("Marieke  Hoekstra", " marieke hoekstra ") && is_same("ÉLISE", "élise"));
        assert!(!is_same("M. Hoekstra", "Marieke Hoekstra") && !is_same("", "a"));
    }
}
