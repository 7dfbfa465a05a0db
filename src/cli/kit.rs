//! `heraut kit`: kinds of moves, what each says, and whether one is whole.

use clap::{Args, Subcommand};

use super::clock;
use super::output::Output;
use super::snippet;
use crate::app::kit::{self, Judged};
use crate::check::Severity;
use crate::error::{Problem, Result, counted, exit};
use crate::report;

/// Show the kits there are, or see whether one is whole.
///
/// A kit has the words of one kind of move, and says who is concerned and what counts as done. A campaign names one:
/// `migration: {kind: windows-11}`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut kit list
  heraut kit show windows-11
  heraut kit check windows-11
  heraut kit check ./kits/ours     one of your own: a folder with a kit.yaml
  heraut init --kit windows-11 my-campaign")]
pub struct KitArgs {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Every kit, with what it is for.
    List,
    /// What a kit says, which data it reads, and its files.
    Show {
        /// The kit.
        #[arg(value_name = "KIT")]
        kit: String,
    },
    /// Judge a kit with its example campaign; every kit when none is named.
    Check {
        /// The kit, or the folder of one of your own.
        #[arg(value_name = "KIT")]
        kit: Option<String>,
    },
}

impl KitArgs {
    /// Shows or judges.
    ///
    /// # Errors
    /// When there is no such kit, or it cannot be read.
    pub fn execute(&self, output: &mut Output) -> Result<u8> {
        match &self.act {
            Act::List => output.data(report::kits(&kit::kits()?, output.width()))?,
            Act::Show { kit } => {
                let stack = kit::stack(kit)?;
                output.data(report::kit(&stack, &kit::files(&stack), output.width()))?;
            }
            Act::Check { kit: Some(kit) } => return check(kit, output),
            Act::Check { kit: None } => {
                let mut worst = exit::OK;
                for kit in kit::kits()? {
                    worst = worst.max(check(&kit.name, output)?);
                }
                return Ok(worst);
            }
        }
        Ok(exit::OK)
    }
}

fn check(name: &str, output: &mut Output) -> Result<u8> {
    let Some(Judged { kit, messages, people, findings }) = kit::judge(name, clock::now())? else {
        output.data(format!("{name}: it can be read. It has no example campaign to try its words on.\n"))?;
        return Ok(exit::OK);
    };
    let shown = findings.iter().filter(|finding| finding.severity != Severity::Note && finding.allowed.is_none());
    for finding in shown.clone() {
        let level = if finding.is_error() { snippet::ERROR } else { snippet::WARNING };
        let (message, place, hint) = (finding.message.clone(), finding.place.clone(), finding.hint.clone());
        let problem = Problem { message, place, hint };
        output.data(format!("{}\n\n", snippet::render(level, Some(finding.rule), &problem, output.width())))?;
    }
    let errors = shown.clone().filter(|finding| finding.is_error()).count();
    let warnings = shown.count() - errors;
    output.data(format!(
        "{}: {} in {}, tried on {}: {}, {}.\n",
        kit.name,
        counted(messages.0, "message", "messages"),
        counted(messages.1, "language", "languages"),
        counted(people, "person", "people"),
        counted(errors, "error", "errors"),
        counted(warnings, "warning", "warnings"),
    ))?;
    Ok(if errors > 0 { exit::FINDINGS } else { exit::OK })
}
