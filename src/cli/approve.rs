//! `heraut approve`: locks the plan.

use clap::Args;

use super::dates;
use super::environment::somebody;
use super::gate::{let_go, name};
use super::global::Global;
use super::leavers;
use super::mended;
use super::output::Output;
use super::program;
use super::question;
use crate::app::{self, Beginning, Meanwhile, Proposal, Signed, Workspace};
use crate::error::{Result, exit};

/// Lock the plan: from here on it is delivered exactly so.
///
/// Everything is checked first and every message rendered once for everyone who gets it; those that were approved
/// before just so are not rendered again. If anything fails, nothing is approved. The files are kept with the plan:
/// editing them afterwards changes nothing until you approve again.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut approve --by 'A. Manager'
  heraut approve --by 'A. Manager' --plan 3f9ac2d1…   only if it is the plan that was reviewed

With `approval: {second: true}` the first proposes, and somebody else approves that very plan.")]
pub struct Approve {
    /// Who approves; the user name of this machine when absent.
    #[arg(long, value_name = "NAME", value_parser = somebody)]
    by: Option<String>,
    /// Approve only the plan with this hash (or its first eight digits or more), as `heraut plan` showed it.
    #[arg(long, value_name = "HASH")]
    plan: Option<String>,
    /// Begin with an empty ledger, though a wave has begun: nobody was told anything yet.
    #[arg(long)]
    new_ledger: bool,
    /// Do not ask.
    #[arg(long, short)]
    yes: bool,
}

impl Approve {
    /// Checks, renders and locks.
    ///
    /// # Errors
    /// When anything is wrong; then nothing is approved.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let workspace = Workspace::open(&global.campaign, global.instant()?)?;
        let draft = workspace.plan()?;
        if let Some(wanted) = &self.plan {
            app::insist(&draft.hash(&workspace), wanted)?;
        }
        leavers::left_out(&workspace, output);
        leavers::tell(&draft.leavers(&workspace), output);
        if !self.yes && self.plan.is_none() {
            let question = draft.locking(&workspace)?.question(output.width());
            if !question::agrees(&question, output) {
                output.say("Nothing was approved.");
                return Ok(exit::FINDINGS);
            }
        }
        let by = name(self.by.as_ref());
        let beginning = if self.new_ledger { Beginning::Meant } else { Beginning::Unmeant };
        let program = program::digest();
        let meanwhile = if self.plan.is_some() { Meanwhile::Refuse } else { Meanwhile::PlanAnew };
        let done = app::approve(&workspace, &draft, &by, beginning, meanwhile, program.as_deref(), &output.watcher())?;
        let done = match done {
            Signed::Locked(done) => done,
            Signed::Proposed(proposal) => return proposed(&proposal, output),
        };
        let changes = done.changes;
        output.data(format!(
            "Approved plan {}: {} notices ({} new, {} changed, {} cancelled, {} as they were).",
            &done.hash[..12],
            done.notices,
            changes.added,
            changes.changed,
            changes.cancelled,
            changes.kept
        ))?;
        let_go(&done.let_go, output);
        if let Some((number, head)) = done.witness {
            output.say(format!("Entry {number} of the journal; its head is {head}."));
        }
        dates::tell(&done.new_dates, output);
        mended::tell(workspace.mended()?, output);
        output.say("`heraut send` delivers what is due; `heraut status` shows where it stands.");
        Ok(exit::OK)
    }
}

/// What a second person does now.
fn proposed(proposal: &Proposal, output: &mut Output) -> Result<u8> {
    let short = &proposal.plan[..12];
    output.data(format!("Proposed plan {short} by {}. It is not approved yet.", proposal.by))?;
    output.say(format!("Somebody else confirms it: `heraut approve --plan {short} --by NAME`."));
    Ok(exit::OK)
}
