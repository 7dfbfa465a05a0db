//! `heraut approve`: locks the plan.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::sync::Arc;

use clap::Args;

use super::args::Global;
use super::check::judge;
use super::output::Output;
use super::workspace::{Made, Workspace};
use crate::check::render_all;
use crate::compose::{Compositor, DatesTold};
use crate::error::{Error, Kind, Problem, Result, exit};
use crate::ledger::{Approval, Changes, Ledger, SqliteLedger};
use crate::schedule::Plan;

/// Lock the plan: from here on it is delivered exactly so.
///
/// Everything is checked first and every message rendered once for everyone who gets it. If anything fails, nothing
/// is approved. The files are kept with the plan: editing them afterwards changes nothing until you approve again.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut approve --by 'A. Manager'
  heraut approve --by 'A. Manager' --plan 3f9ac2…   only if it is the plan that was reviewed")]
pub struct Approve {
    /// Who approves; the user name of this machine when absent.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Approve only the plan with this hash (or its beginning), as `heraut plan` showed it.
    #[arg(long, value_name = "HASH")]
    plan: Option<String>,
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
        let workspace = Workspace::open(global)?;
        let made = workspace.plan()?;
        let hash = plan_hash(&workspace, &made.plan);
        // Every hash begins with nothing: `--plan "$REVIEWED"` of a script that lost it must not pass.
        let is_it = |wanted: &str| !wanted.is_empty() && hash.starts_with(wanted);
        if let Some(wanted) = self.plan.as_ref().filter(|wanted| !is_it(wanted)) {
            let text = format!("the plan is {}…, not `{wanted}`", &hash[..12]);
            return Err(Error::usage(text).hint("something changed since it was reviewed: look at `heraut plan` again"));
        }
        if self.must_ask() && !ask(made.plan.notices.len(), output)? {
            output.say("Nothing was approved.");
            return Ok(exit::FINDINGS);
        }
        let (changes, rescheduled) = approve(&workspace, &made, &self.name(), output)?;
        output.data(format!(
            "Approved plan {}: {} notices ({} new, {} changed, {} cancelled, {} as they were).",
            &hash[..12],
            made.plan.notices.len() + rescheduled,
            changes.added,
            changes.changed,
            changes.cancelled,
            changes.kept
        ))?;
        if let Some(text) = about_dates(made.told.outdated(&workspace.loaded), rescheduled) {
            output.say(text);
        }
        if let Some(text) = stranded(&workspace, &made.told) {
            output.say(text);
        }
        output.say("`heraut send` delivers what is due; `heraut status` shows where it stands.");
        Ok(exit::OK)
    }

    fn must_ask(&self) -> bool {
        !self.yes && self.plan.is_none() && std::io::stdin().is_terminal()
    }

    fn name(&self) -> String {
        let user = || std::env::var("USER").or_else(|_| std::env::var("USERNAME")).ok();
        self.by.clone().or_else(user).unwrap_or_else(|| "unknown".into())
    }
}

/// The hash by which a plan is approved: of the files it was made from and of every notice in it.
pub fn plan_hash(workspace: &Workspace, plan: &Plan) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(workspace.inputs.hash().as_bytes());
    hasher.update(&plan.hash());
    hasher.finalize().to_hex().to_string()
}

/// What becomes of people who were told other dates than the plan's: so many of them, with so many notices to tell.
pub fn about_dates(people: usize, notices: usize) -> Option<String> {
    let who = match people {
        0 => return None,
        1 => "1 person was told other dates".to_owned(),
        n => format!("{n} people were told other dates"),
    };
    Some(match notices {
        0 => format!("{who}, and no message says that they changed: add one with `when: rescheduled`."),
        1 => format!("{who}; 1 notice tells the new ones."),
        n => format!("{who}; {n} notices tell the new ones."),
    })
}

/// Who has a time reserved in their calendar and is in no wave any more.
pub fn stranded(workspace: &Workspace, told: &DatesTold) -> Option<String> {
    /// So many are named.
    const NAMED: usize = 5;
    let today = workspace.now.with_timezone(&workspace.loaded.campaign.timezone).date_naive();
    let people = told.stranded(&workspace.loaded, today);
    let named = people.iter().take(NAMED).map(|id| &**id).collect::<Vec<_>>().join(", ");
    let more = match people.len().saturating_sub(NAMED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let who = match people.len() {
        0 => return None,
        1 => "1 person has the time of the move in their calendar and is".to_owned(),
        n => format!("{n} people have the time of the move in their calendar and are"),
    };
    Some(format!("{who} in no wave any more: {named}{more}. Ask them to take it out."))
}

/// Checks the campaign, renders every notice, and writes snapshot and notices to the ledger in one transaction. Returns
/// also how many of the notices are about dates that changed.
///
/// # Errors
/// When `check` finds errors, a message cannot be rendered, or the ledger refuses.
pub fn approve(workspace: &Workspace, made: &Made, by: &str, output: &mut Output) -> Result<(Changes, usize)> {
    let Made { plan, told, .. } = made;
    let compositor = Compositor::new(Arc::clone(&workspace.loaded), &workspace.inputs)?;
    let findings = judge(workspace, &compositor, Ok(plan));
    let errors: Vec<Problem> = findings.iter().filter(|f| f.is_error()).map(|f| f.problem()).collect();
    if !errors.is_empty() {
        return Err(Error { kind: Kind::Findings, problems: errors }
            .hint("nothing was approved; `heraut check --explain RULE` says why a rule is there"));
    }
    let rescheduled = told.reschedules(&workspace.loaded, workspace.now)?;
    let besides = rescheduled.iter().map(|entry| compositor.resolve(entry)).collect::<Result<Vec<_>>>()?;
    let count = (plan.notices.len() + rescheduled.len()) as u64;
    let bar = output.progress("Rendering every message once", count);
    let proofed = render_all(&compositor, plan, &besides, &|n| bar.inc(n));
    bar.finish_and_clear();
    proofed?;
    let approval = Approval {
        plan: plan_hash(workspace, plan),
        snapshot: workspace.inputs.hash(),
        campaign: workspace.loaded.campaign.id.clone(),
        by: by.to_owned(),
        at: workspace.now,
    };
    let mut ledger = SqliteLedger::create_or_open(&workspace.ledger_path())?;
    let files: BTreeMap<_, _> = workspace.inputs.files().clone();
    let bar = output.progress("Writing the ledger", count);
    let news = rescheduled.len();
    let entries = plan.notices.iter().map(|notice| told.entry(&workspace.loaded, notice)).chain(rescheduled);
    let changes = ledger.approve(&approval, &files, &mut entries.inspect(|_| bar.inc(1)));
    bar.finish_and_clear();
    Ok((changes?, news))
}

fn ask(count: usize, output: &mut Output) -> Result<bool> {
    output.say(format!("This locks a plan of {count} notices. `heraut plan` shows it. Approve? [y/N]"));
    let mut answer = String::new();
    // An answer that cannot be read is a no.
    let _ = std::io::stderr().flush();
    let read = std::io::stdin().read_line(&mut answer).unwrap_or(0);
    Ok(read > 0 && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "j" | "ja"))
}
