//! Approves a plan: everything is checked and rendered once, and then locked.

mod second;

use std::sync::Arc;
use std::time::Duration;

use super::alert::{expect, forget};
use super::check::findings;
use super::draft::{Draft, NewDates};
use super::locked::progress;
use super::observer::{Observer, Remark, Work, Working};
use super::proof::Proof;
use super::steer::{LetGo, let_go_of};
use super::workspace::Workspace;
pub use second::Proposal;
pub(super) use second::proposal;

use crate::campaign::{Campaign, Inputs, load_campaign};
use crate::check::Finding;
use crate::compose::{Composer, Entries};
use crate::error::{Error, Kind, Problem, Result};
use crate::ledger::{Act, Approval, Changes, Deed, Entry, Head, Ledger};
use crate::schedule::NoticeMap;

/// A plan that was approved.
#[derive(Debug)]
pub struct ApprovedPlan {
    /// What went on because a gate is open by this plan.
    pub let_go: Vec<LetGo>,
    /// Its hash.
    pub hash: String,
    /// How many notices it has, with those about dates that changed.
    pub notices: usize,
    /// What the approval changed in the ledger.
    pub changes: Changes,
    /// What becomes of people who were told other dates.
    pub new_dates: NewDates,
    /// Which entry of the journal it is, and the head of that.
    pub witness: Option<(u64, Head)>,
}

/// What an approval came to.
#[derive(Debug)]
pub enum Signed {
    /// The plan is locked.
    Locked(ApprovedPlan),
    /// It waits for a second person.
    Proposed(Proposal),
}

impl Signed {
    /// The hash of the plan that it is about.
    pub fn plan(&self) -> &str {
        match self {
            Signed::Locked(approved) => &approved.hash,
            Signed::Proposed(proposal) => &proposal.plan,
        }
    }
}

/// So much of a hash tells a plan from every other. With one digit, one plan in sixteen would pass.
const DIGITS: usize = 8;

/// Insists that a plan with this hash is the one that was reviewed: `wanted` is its hash, or how that begins.
///
/// # Errors
/// When it is another one, or too little of a hash to say so.
pub fn insist(hash: &str, wanted: &str) -> Result<()> {
    let other = format!("the plan is {}…, not `{wanted}`", &hash[..12]);
    if !hash.starts_with(wanted) {
        return Err(Error::usage(other).hint("something changed since it was reviewed: look at `heraut plan` again"));
    }
    // Every hash begins with nothing: a script that lost the hash must not pass.
    if wanted.len() < DIGITS {
        let text = format!("{other}: that is too little of a hash to know a plan by");
        return Err(
            Error::usage(text).hint(format!("give at least {DIGITS} digits of it, as `heraut plan` shows them"))
        );
    }
    Ok(())
}

/// What a first approval means by coming late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// Nothing: it is the first, and nothing has begun.
    Unmeant,
    /// Nobody was told anything, though a wave has begun.
    Meant,
}

/// Refuses to begin with nothing when a wave has begun: who was told from another ledger would hear it all again.
fn insist_on_a_ledger(workspace: &Workspace, draft: &Draft) -> Result<()> {
    let campaign = &workspace.loaded.campaign;
    let today = workspace.now.with_timezone(&campaign.timezone).date_naive();
    let begun = campaign.waves.iter().find(|wave| wave.start < today);
    match (&draft.approved, begun) {
        (None, Some(wave)) => Err(Error::usage(format!(
            "the wave `{}` began on {}, and the ledger is empty: by it nobody was told anything yet",
            wave.id, wave.start
        ))
        .hint("is it the right ledger, and where it was? `--new-ledger` begins with an empty one all the same")),
        _ => Ok(()),
    }
}

/// How long a sender is waited for: it gives a relay a minute for the answers that it owes.
pub(super) const PATIENCE: Duration = Duration::from_secs(90);

/// What becomes of an approval when people were told something since its plan was made: who is told in a wave that they leave,
/// say, would be told again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meanwhile {
    /// The plan is made anew, knowing that.
    PlanAnew,
    /// Nothing is approved: it is this very plan that was reviewed.
    Refuse,
}

/// Checks the campaign, renders every notice that was not approved before just so, and writes snapshot and notices to the
/// ledger in one transaction. `program` stands for the program that renders, byte for byte: what another one rendered
/// says nothing, and without it everything is rendered.
///
/// # Errors
/// When the campaign has errors, a message cannot be rendered, or the ledger refuses; then nothing is approved.
pub fn approve(
    workspace: &Workspace,
    draft: &Draft,
    by: &str,
    beginning: Beginning,
    meanwhile: Meanwhile,
    program: Option<&[u8]>,
    observer: &dyn Observer,
) -> Result<Signed> {
    if beginning == Beginning::Unmeant {
        insist_on_a_ledger(workspace, draft)?;
    }
    let composer = Composer::new(Arc::clone(&workspace.loaded), &workspace.inputs)?;
    let findings = findings(workspace, &composer, Ok(draft));
    let by = By { name: by, meanwhile, program, only_proposes: false };
    lock(workspace, draft, &composer, &findings, &by, observer)
}

/// The same for who may not approve: whatever the campaign says, the plan waits for somebody else. It has to be the very plan
/// that was looked at.
///
/// # Errors
/// As [`approve`].
pub fn propose(
    workspace: &Workspace,
    draft: &Draft,
    by: &str,
    program: Option<&[u8]>,
    observer: &dyn Observer,
) -> Result<Proposal> {
    insist_on_a_ledger(workspace, draft)?;
    let composer = Composer::new(Arc::clone(&workspace.loaded), &workspace.inputs)?;
    let findings = findings(workspace, &composer, Ok(draft));
    let by = By { name: by, meanwhile: Meanwhile::Refuse, program, only_proposes: true };
    match lock(workspace, draft, &composer, &findings, &by, observer)? {
        Signed::Proposed(proposal) => Ok(proposal),
        Signed::Locked(plan) => Err(Error::bug(format!("plan {} was to be proposed, and is locked", plan.hash))),
    }
}

impl Workspace {
    /// The plan that was proposed last and waits for a second person.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn proposed(&self) -> Result<Option<Proposal>> {
        self.ledger()?.map_or(Ok(None), |ledger| proposal(&*ledger))
    }
}

/// The same for who has checked already: `findings` are what [`check`](super::check) found in this workspace.
///
/// # Errors
/// As [`approve`].
pub fn approve_checked(
    workspace: &Workspace,
    draft: &Draft,
    findings: &[Finding],
    by: &str,
    program: Option<&[u8]>,
    observer: &dyn Observer,
) -> Result<ApprovedPlan> {
    let composer = Composer::new(Arc::clone(&workspace.loaded), &workspace.inputs)?;
    let by = By { name: by, meanwhile: Meanwhile::PlanAnew, program, only_proposes: false };
    match lock(workspace, draft, &composer, findings, &by, observer)? {
        Signed::Locked(plan) => Ok(plan),
        Signed::Proposed(Proposal { plan, .. }) => {
            Err(Error::usage(format!("plan {plan} needs a second person")).hint("`heraut approve` asks for one"))
        }
    }
}

/// Who approves, with which program, and how far they insist.
struct By<'a> {
    name: &'a str,
    meanwhile: Meanwhile,
    program: Option<&'a [u8]>,
    only_proposes: bool,
}

fn lock(
    workspace: &Workspace,
    draft: &Draft,
    composer: &Composer,
    findings: &[Finding],
    by: &By,
    observer: &dyn Observer,
) -> Result<Signed> {
    let By { name: by, meanwhile, program, only_proposes } = *by;
    let errors: Vec<Problem> = findings.iter().filter(|f| f.is_error()).map(|f| f.problem()).collect();
    if !errors.is_empty() {
        return Err(Error { kind: Kind::Findings, problems: errors }
            .hint("nothing was approved; `heraut check --explain RULE` says why a rule is there"));
    }
    let mut proof = Proof::of(workspace, draft, composer, program, &NoticeMap::default(), observer)?;
    let fresh;
    let mut draft = draft;
    let mut ledger = workspace.location().made()?;
    ledger
        .begin_approving(by, workspace.now, PATIENCE, &mut |who| observer.remark(Remark::WaitingForSender { who }))?;
    let (written, in_force) = &draft.since;
    if ledger.written()? != *written {
        let approved = ledger.approved()?.map(|approval| approval.plan);
        if approved != *in_force && approved.as_deref() != Some(&*draft.hash(workspace)) {
            return Err(Error::unreachable("somebody else approved since this plan was made, which does not know it")
                .hint("nothing was approved; look at `heraut plan` again"));
        }
        let now = workspace.plan()?;
        if now.hash(workspace) != draft.hash(workspace) && meanwhile == Meanwhile::Refuse {
            return Err(Error::unreachable(
                "people were told something since the plan was made that was reviewed, and it would be another one now",
            )
            .hint("nothing was approved; look at `heraut plan` again"));
        }
        let earlier = proof.rendered(draft);
        fresh = now;
        draft = &fresh;
        proof = Proof::of(workspace, draft, composer, program, &earlier, observer)?;
    }
    let Draft { plan, told, .. } = draft;
    let Proof { rescheduled, digests } = proof;
    let (news, notices) = (rescheduled.len(), plan.notices.len() + rescheduled.len());
    let hash = draft.hash(workspace);
    let mut signers = by.to_owned();
    let approved = approved_campaign(&*ledger)?;
    if only_proposes || second::is_needed(&*ledger, &workspace.loaded.campaign, approved.as_ref())? {
        let partner = if only_proposes { None } else { second::partner(&*ledger, &hash, by)? };
        let Some(other) = partner else {
            let what = Deed::Proposed { plan: hash.clone() };
            let act = Act { what, by: by.to_owned(), why: None, at: workspace.now };
            return Ok(Signed::Proposed(second::propose(&mut *ledger, &hash, act)?));
        };
        signers = format!("{other} and {by}");
    }
    let approval = Approval {
        plan: hash.clone(),
        snapshot: workspace.inputs.hash(),
        campaign: workspace.loaded.campaign.id.clone(),
        by: signers,
        at: workspace.now,
    };
    let work = Working::begin(observer, Work::Recording, notices as u64);
    let named = Entries::of(&workspace.loaded);
    let entries = plan.notices.iter().map(|notice| told.entry(&named, notice)).chain(rescheduled);
    let mut entries = entries.enumerate().map(|(at, entry)| {
        work.advance(1);
        Entry { rendered: digests.as_ref().map(|digests| digests[at]), ..entry }
    });
    let (location, campaign) = (workspace.location(), &workspace.loaded.campaign);
    expect(&location, campaign, workspace.now)?;
    let changes = ledger.approve(&approval, workspace.inputs.files(), &mut entries)?;
    forget(&location, campaign);
    // A gate may ask for less than before.
    let progress = progress(&*ledger)?;
    let let_go = let_go_of(&mut *ledger, &workspace.loaded, &progress, workspace.now)?;
    let new_dates = draft.new_dates_with(workspace, news)?;
    let approved = ledger.journal()?.into_iter().rfind(|entry| entry.deed == "approved");
    let witness = approved.map(|entry| (entry.number, entry.head()));
    Ok(Signed::Locked(ApprovedPlan { hash, notices, changes, new_dates, let_go, witness }))
}

/// The campaign in force; none where nothing was approved, or by a program whose campaign file this one does not read.
fn approved_campaign(ledger: &dyn Ledger) -> Result<Option<Campaign>> {
    let Some(approval) = ledger.approved()? else { return Ok(None) };
    let mut inputs = Inputs::from_files(ledger.snapshot(&approval.snapshot)?);
    Ok(load_campaign(&mut inputs).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_known_by_eight_digits_of_its_hash_or_more() {
        let hash = "80ab12cd34ef".repeat(5);
        assert!(insist(&hash, "80ab12cd").is_ok() && insist(&hash, &hash).is_ok());
        for short in ["", "8", "80ab12c"] {
            let error = insist(&hash, short).unwrap_err();
            assert_eq!(error.kind, Kind::Usage);
            assert!(error.to_string().contains("too little of a hash"), "{error}");
        }
        assert!(insist(&hash, "80ab12ce").unwrap_err().to_string().contains("the plan is 80ab12cd34ef…, not"));
    }
}
