//! `heraut plan`: the communication plan, and what differs from the approved one.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::super::approve::{about_dates, plan_hash, stranded};
use super::super::args::Global;
use super::super::output::Output;
use super::super::workspace::{Made, Workspace};
use crate::campaign::Loaded;
use crate::error::{Error, Result, exit};
use crate::report::{self, Outline};
use crate::schedule::{Change, Known, Plan, diff};

/// Show who is told what and when, and what differs from the approved plan.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut plan                                   by wave and phase, as a table
  heraut plan --person j.jansen@example.org     one person's story
  heraut plan --format html --out plan.html     with a chart, for the board
  heraut plan --format pdf --out plan.pdf       with every text, to print or to attach
  heraut plan --format csv --out plan.csv       every notice, for a spreadsheet
  heraut plan --format ics --out plan.ics       for the project's calendar")]
pub struct PlanArgs {
    /// In which form.
    #[arg(long, short, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Write it to a file.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// One person's story: user name, address or display name.
    #[arg(long, short, value_name = "PERSON", conflicts_with_all = ["format", "wave"])]
    person: Option<String>,
    /// Only this wave.
    #[arg(long, short, value_name = "WAVE")]
    wave: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table, and the difference with the approved plan.
    Table,
    /// A document.
    Markdown,
    /// A page with a chart of waves and phases; needs nothing else.
    Html,
    /// A document with a cover, the chart, and the text of every message.
    #[cfg(feature = "print")]
    Pdf,
    /// Every notice, a line each.
    Csv,
    /// Everything, for a program.
    Json,
    /// A calendar of what goes out when.
    Ics,
}

impl PlanArgs {
    /// Plans and shows.
    ///
    /// # Errors
    /// When the campaign cannot be planned, or there is no such wave or person.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let workspace = Workspace::open(global)?;
        let Made { mut plan, mut approved, told } = workspace.plan()?;
        let hash = plan_hash(&workspace, &plan);
        let Loaded { campaign, people, .. } = &*workspace.loaded;
        if let Some(wanted) = &self.person {
            let at = report::find_person(people, wanted)?;
            let people = workspace.as_known(people)?;
            output.data(report::person(campaign, &people, &plan, at, output.width()))?;
            if approved.is_some() {
                output.say("\n`heraut status --person` says what became of these.");
            }
            return Ok(exit::OK);
        }
        if let Some(wave) = &self.wave {
            only(&mut plan, wave, campaign)?;
            approved.iter_mut().for_each(|known| known.retain(|notice| notice.wave == *wave));
        }
        let mut outline = Outline::of(campaign, people, &plan);
        if let Some(wave) = &self.wave {
            outline = outline.only(wave);
        }
        let text = match self.format {
            Format::Table => report::table(&outline, output.width()),
            Format::Markdown => report::markdown(&outline),
            Format::Html => report::html(&outline),
            Format::Ics => report::calendar(campaign, &plan),
            #[cfg(feature = "print")]
            Format::Pdf => return self.pdf(&workspace, &plan, approved.as_deref(), &outline, &hash, output),
            Format::Csv | Format::Json => return self.stream(&workspace, &plan, &outline, output),
        };
        self.write(text.as_bytes(), output)?;
        if self.format == Format::Table && self.out.is_none() {
            self.compare(&workspace, &plan, approved.as_deref(), &hash, output)?;
            let outdated = told.outdated(&workspace.loaded);
            let news = told.reschedules(&workspace.loaded, workspace.now)?.len();
            if let Some(text) = about_dates(outdated, news) {
                output.say(text);
            }
            if let Some(text) = stranded(&workspace, &told) {
                output.say(text);
            }
        }
        Ok(exit::OK)
    }

    /// What differs from the approved plan: notices, and files.
    fn compare(
        &self,
        workspace: &Workspace,
        plan: &Plan,
        approved: Option<&[Known]>,
        hash: &str,
        output: &mut Output,
    ) -> Result<()> {
        let Loaded { campaign, people, .. } = &*workspace.loaded;
        let Some(known) = approved else {
            output.say(format!("\nNot approved yet. This plan is {}; `heraut approve` locks it.", &hash[..12]));
            return Ok(());
        };
        let rows = diff(known, plan, campaign, people);
        let files = workspace.changed_files()?;
        if is_approved(workspace, plan, known)? {
            if !rows.is_empty() {
                output.data(format!("\n{}", report::difference(&rows, campaign.timezone, output.width())))?;
            }
            output.say("\nThis is the approved plan.");
            return Ok(());
        }
        match rows.is_empty() {
            true => output.data("\nThe notices are those of the approved plan, but:")?,
            false => output.data(format!("\n{}", report::difference(&rows, campaign.timezone, output.width())))?,
        }
        for file in &files {
            output.data(format!("{file} is not as it was approved"))?;
        }
        output.say(format!(
            "\n`send` delivers what was approved. This plan is {}; `heraut approve` locks it.",
            &hash[..12]
        ));
        Ok(())
    }

    #[cfg(feature = "print")]
    fn pdf(
        &self,
        workspace: &Workspace,
        plan: &Plan,
        approved: Option<&[Known]>,
        outline: &Outline,
        hash: &str,
        output: &mut Output,
    ) -> Result<u8> {
        use std::io::IsTerminal;
        if self.out.is_none() && std::io::stdout().is_terminal() {
            return Err(Error::usage("a PDF is nothing for a terminal").hint("name a file: `--out plan.pdf`"));
        }
        let approval = match approved {
            None => report::Approval::Never,
            Some(known) => match is_approved(workspace, plan, known)? {
                true => report::Approval::Approved,
                false => report::Approval::Changed,
            },
        };
        self.write(&super::document::pdf(workspace, outline, hash, approval)?, output)?;
        Ok(exit::OK)
    }

    fn stream(&self, workspace: &Workspace, plan: &Plan, outline: &Outline, output: &mut Output) -> Result<u8> {
        let Loaded { campaign, people, .. } = &*workspace.loaded;
        let mut bytes = Vec::new();
        let written = match self.format {
            Format::Csv => report::csv(campaign, people, plan, &mut bytes),
            _ => report::json(outline, campaign, people, plan, &mut bytes),
        };
        written.map_err(|e| Error::bug(format!("the plan could not be written: {e}")))?;
        self.write(&bytes, output)?;
        Ok(exit::OK)
    }

    fn write(&self, bytes: &[u8], output: &mut Output) -> Result<()> {
        match &self.out {
            None => output.stream(|out| out.write_all(bytes)),
            Some(file) => {
                std::fs::write(file, bytes)
                    .map_err(|e| Error::usage(format!("cannot write {}: {e}", file.display())))?;
                output.say(format!("The plan is in {}.", file.display()));
                Ok(())
            }
        }
    }
}

/// Whether the plan and the files it was made from are those in force; but for what was told since.
fn is_approved(workspace: &Workspace, plan: &Plan, known: &[Known]) -> Result<bool> {
    let Loaded { campaign, people, .. } = &*workspace.loaded;
    let same = diff(known, plan, campaign, people).iter().all(|row| matches!(row.change, Change::AlreadyTold { .. }));
    Ok(same && workspace.changed_files()?.is_empty())
}

/// Keeps what concerns one wave.
fn only(plan: &mut Plan, wave: &str, campaign: &crate::campaign::Campaign) -> Result<()> {
    let Some(at) = campaign.waves.iter().position(|w| w.id == wave) else {
        let names: Vec<&str> = campaign.waves.iter().map(|w| w.id.as_str()).collect();
        return Err(Error::usage(format!("there is no wave `{wave}`")).hint(format!("waves: {}", names.join(", "))));
    };
    plan.notices.retain(|n| usize::from(n.wave) == at);
    plan.unplanned.retain(|u| usize::from(u.wave) == at);
    Ok(())
}
