//! A second person: one proposes a plan, and it is locked when somebody else confirms that very plan.
//!
//! It is a rule among colleagues who sign with their names, not a lock: what each of them did is in the journal.

use crate::campaign::Campaign;
use crate::campaign::fold::name_key;
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

/// Whether a plan needs two people: by what is to be approved, by what was approved, or because one was proposed and waits, so
/// that nobody takes the rule out alone.
///
/// # Errors
/// When the ledger cannot be read.
pub(super) fn is_needed(ledger: &dyn Ledger, campaign: &Campaign, approved: Option<&Campaign>) -> Result<bool> {
    let is_said = campaign.second_approver || approved.is_some_and(|approved| approved.second_approver);
    Ok(is_said || proposal(ledger)?.is_some())
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
    let plain = |name: &str| name_key(&name.replace(is_unseen, "")).into_owned();
    plain(one) == plain(other)
}

/// A character that nobody sees.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// Proposes a plan.
///
/// # Errors
/// [`Usage`](crate::error::Kind::Usage) when the same person did so already; or the ledger cannot be written.
pub(super) fn propose(ledger: &mut dyn Ledger, plan: &str, act: Act) -> Result<Proposal> {
    if is_in_force(ledger, plan) {
        return Err(Error::usage("this plan is approved already").hint("`heraut status` shows where it stands"));
    }
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
        assert!(is_same("Élise Bos", "E\u{301}lise\u{200b} Bos"));
        assert!(!is_same("M. Hoekstra", "Marieke Hoekstra") && !is_same("", "a"));
    }
}
