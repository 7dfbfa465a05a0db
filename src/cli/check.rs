//! `heraut check`: finds everything that is wrong, before anybody is told.

use clap::{Args, ValueEnum};

use super::global::Global;
use super::leavers;
use super::output::Output;
use super::snippet;
use crate::app::{self, Workspace};
use crate::check::{self, Finding, Rule, Severity};
use crate::error::{Error, Problem, Result, counted, exit};
use crate::report::{self, paragraph};

/// Find everything that is wrong, before anybody is told.
///
/// Checks the plan, the people and the order of things, and renders every message once in every language. Errors
/// stop `approve`; warnings do not. A finding you accept is silenced with `allow:` and a reason, and stays visible.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut check
  heraut check --explain H-SCHED-03
  heraut check --columns                          what the columns became
  heraut check --format sarif > findings.sarif    for a code host")]
pub struct Check {
    /// In which form.
    #[arg(long, short, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Why a rule is there, and what to do about it.
    #[arg(long, value_name = "RULE", exclusive = true)]
    explain: Option<String>,
    /// Show what each column of the people and device files became, and nothing else.
    #[arg(long, conflicts_with = "format")]
    columns: bool,
    /// Also show notes, what was allowed, and what each column became.
    #[arg(long, short)]
    all: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For a program.
    Json,
    /// SARIF 2.1.0, for a code host.
    Sarif,
}

impl Check {
    /// Checks. Findings are data: they go to stdout, and the exit code is 1 when there are errors among them.
    ///
    /// # Errors
    /// When the campaign cannot be read at all.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        if let Some(id) = &self.explain {
            return explain(id, output);
        }
        let workspace = Workspace::open(&global.campaign, global.instant()?)?;
        leavers::left_out(&workspace, output);
        if self.columns {
            output.data(report::columns(&workspace.loaded.people.accounts, output.width()))?;
            return Ok(exit::OK);
        }
        let findings = app::check(&workspace)?;
        match self.format {
            Format::Json => output.data(check::json(&findings))?,
            Format::Sarif => output.data(check::sarif(&findings))?,
            Format::Text => self.show(&findings, &workspace, output)?,
        }
        let failed = findings.iter().any(|f| f.is_error());
        Ok(if failed { exit::FINDINGS } else { exit::OK })
    }

    fn show(&self, findings: &[Finding], workspace: &Workspace, output: &mut Output) -> Result<()> {
        let count = |severity, allowed| {
            findings.iter().filter(|f| f.severity == severity && f.allowed.is_some() == allowed).count()
        };
        let shown = findings.iter().filter(|f| self.all || f.severity != Severity::Note && f.allowed.is_none());
        for finding in shown {
            let level = match finding.severity {
                _ if finding.allowed.is_some() => snippet::NOTE,
                Severity::Error => snippet::ERROR,
                Severity::Warning => snippet::WARNING,
                Severity::Note => snippet::NOTE,
            };
            let allowed = finding.allowed.as_ref().map(|why| format!("allowed: {why}"));
            let problem = Problem {
                message: finding.message.clone(),
                place: finding.place.clone(),
                hint: allowed.or_else(|| finding.hint.clone()),
            };
            output.data(format!("{}\n\n", snippet::render(level, Some(finding.rule), &problem, output.width())))?;
        }
        if self.all {
            output.data(report::columns(&workspace.loaded.people.accounts, output.width()))?;
            output.data("\n")?;
        }
        let allowed = findings.iter().filter(|f| f.allowed.is_some()).count();
        let (errors, warnings, notes) =
            (count(Severity::Error, false), count(Severity::Warning, false), count(Severity::Note, false));
        let people = &workspace.loaded.people;
        let devices: usize = people.persons.iter().map(|p| p.devices.len()).sum();
        output.data(format!(
            "{}, {}, {}: {}, {}, {}.",
            counted(people.persons.len(), "person", "people"),
            counted(devices, "device", "devices"),
            counted(workspace.loaded.campaign.waves.len(), "wave", "waves"),
            counted(errors, "error", "errors"),
            counted(warnings, "warning", "warnings"),
            counted(notes + allowed, "note", "notes"),
        ))?;
        if !self.all && notes + allowed > 0 {
            output.say("`heraut check --all` shows the notes; `--explain RULE` says why a rule is there.");
        }
        Ok(())
    }
}

fn explain(id: &str, output: &mut Output) -> Result<u8> {
    match check::explain(id) {
        Some(rule) => output.data(explanation(rule, output.width()))?,
        None => {
            let error = Error::usage(format!("there is no rule `{id}`"));
            return Err(match check::nearest(id) {
                Some(near) => error.hint(format!("did you mean {}?", near.id)),
                None => error,
            });
        }
    }
    Ok(exit::OK)
}

fn explanation(rule: &Rule, width: usize) -> String {
    let severity = match rule.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let head = paragraph("", &format!("{} ({severity}): {}", rule.id, rule.title), width);
    let parts = [("Why: ", rule.why), ("What to do: ", rule.mend), ("Source: ", rule.source)];
    let body: Vec<String> = parts.iter().map(|(name, text)| paragraph(name, text, width)).collect();
    format!("{head}\n{}", body.join("\n"))
}
