//! `heraut approve`: locks the plan.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::sync::Arc;

use clap::Args;

use super::args::Global;
use super::check::judge;
use super::output::Output;
use super::workspace::Workspace;
use crate::check::proof;
use crate::compose::{Compositor, entry};
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
        let made = workspace.plan()?.plan;
        let hash = plan_hash(&workspace, &made);
        // Every hash begins with nothing: `--plan "$REVIEWED"` of a script that lost it must not pass.
        let is_it = |wanted: &str| !wanted.is_empty() && hash.starts_with(wanted);
        if let Some(wanted) = self.plan.as_ref().filter(|wanted| !is_it(wanted)) {
            let text = format!("the plan is {}…, not `{wanted}`", &hash[..12]);
            return Err(Error::usage(text).hint("something changed since it was reviewed: look at `heraut plan` again"));
        }
        if self.must_ask() && !ask(made.notices.len(), output)? {
            output.say("Nothing was approved.");
            return Ok(exit::FINDINGS);
        }
        let changes = approve(&workspace, &made, &self.name(), output)?;
        output.data(format!(
            "Approved plan {}: {} notices ({} new, {} changed, {} cancelled, {} as they were).",
            &hash[..12],
            made.notices.len(),
            changes.added,
            changes.changed,
            changes.cancelled,
            changes.kept
        ))?;
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

/// Checks the campaign, renders every notice, and writes snapshot and notices to the ledger in one transaction.
///
/// # Errors
/// When `check` finds errors, a message cannot be rendered, or the ledger refuses.
pub fn approve(workspace: &Workspace, made: &Plan, by: &str, output: &mut Output) -> Result<Changes> {
    let compositor = Compositor::new(Arc::clone(&workspace.loaded), &workspace.inputs)?;
    let findings = judge(workspace, &compositor, Ok(made));
    let errors: Vec<Problem> = findings.iter().filter(|f| f.is_error()).map(|f| f.problem()).collect();
    if !errors.is_empty() {
        return Err(Error { kind: Kind::Findings, problems: errors }
            .hint("nothing was approved; `heraut check --explain RULE` says why a rule is there"));
    }
    let bar = output.progress("Rendering every message once", made.notices.len() as u64);
    let proofed = proof(&compositor, made, &|n| bar.inc(n));
    bar.finish_and_clear();
    proofed?;
    let approval = Approval {
        plan: plan_hash(workspace, made),
        snapshot: workspace.inputs.hash(),
        campaign: workspace.loaded.campaign.id.clone(),
        by: by.to_owned(),
        at: workspace.now,
    };
    let mut ledger = SqliteLedger::create_or_open(&workspace.ledger_path())?;
    let files: BTreeMap<_, _> = workspace.inputs.files().clone();
    let bar = output.progress("Writing the ledger", made.notices.len() as u64);
    let changes = ledger.approve(
        &approval,
        &files,
        &mut made.notices.iter().map(|notice| {
            bar.inc(1);
            entry(&workspace.loaded, notice)
        }),
    );
    bar.finish_and_clear();
    changes
}

fn ask(count: usize, output: &mut Output) -> Result<bool> {
    output.say(format!("This locks a plan of {count} notices. `heraut plan` shows it. Approve? [y/N]"));
    let mut answer = String::new();
    // An answer that cannot be read is a no.
    let _ = std::io::stderr().flush();
    let read = std::io::stdin().read_line(&mut answer).unwrap_or(0);
    Ok(read > 0 && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "j" | "ja"))
}
