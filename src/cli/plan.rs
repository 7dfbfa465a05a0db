//! `heraut plan`: the communication plan, and what differs from the approved one.

mod suggest;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::global::Global;
use super::leavers;
use super::output::Output;
use super::{dates, difference, mended, written};
use crate::app::Workspace;
use crate::campaign::{Loaded, Progress};
use crate::error::{Result, exit};
use crate::report;

/// Show who is told what and when, and what differs from the approved plan.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut plan                                   by wave and phase, as a table
  heraut plan --person j.jansen@example.org     one person's story
  heraut plan --format html --out plan.html     with a chart, for the board
  heraut plan --format pdf --out plan.pdf       with every text, to print or to attach
  heraut plan --format csv --out plan.csv       every notice, for a spreadsheet
  heraut plan --format ics --out plan.ics       for the project's calendar
  heraut plan --suggest                         waves that the helpdesk can take")]
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
    /// Propose sizes and dates of waves that end earliest and that the helpdesk can take, as YAML. Nothing is changed.
    #[arg(long, conflicts_with_all = ["format", "out", "person", "wave"])]
    suggest: bool,
    /// In a PDF, show the messages with the names that people have, instead of invented ones.
    #[cfg(feature = "print")]
    #[arg(long)]
    real_names: bool,
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

impl Format {
    /// Whether it has drawings beside its tables.
    fn has_drawings(self) -> bool {
        match self {
            Format::Html => true,
            #[cfg(feature = "print")]
            Format::Pdf => true,
            Format::Table | Format::Markdown | Format::Csv | Format::Json | Format::Ics => false,
        }
    }
}

impl PlanArgs {
    /// Plans and shows.
    ///
    /// # Errors
    /// When the campaign cannot be planned, or there is no such wave or person.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        if self.suggest {
            return suggest::suggest(global, output);
        }
        let workspace = Workspace::open(&global.campaign, global.instant()?)?;
        leavers::left_out(&workspace, output);
        let mut draft = workspace.plan()?;
        let hash = draft.hash(&workspace);
        let Loaded { campaign, people, .. } = &*workspace.loaded;
        if let Some(wanted) = &self.person {
            let at = report::find_person(people, wanted)?;
            let (by_now, course) = (workspace.people_by_now()?, workspace.course(&draft, at)?);
            output.data(report::person(campaign, &by_now, &draft.plan, &course, at, output.width()))?;
            if draft.approved.is_some() {
                output.say("\n`heraut status --person` says what became of these.");
            }
            return Ok(exit::OK);
        }
        if let Some(wave) = &self.wave {
            draft.keep(wave, &workspace)?;
        }
        let mut outline = workspace.outline(&draft, &hash, self.wave.as_deref())?;
        if self.format.has_drawings() && self.wave.is_none() {
            outline.load = Some(workspace.forecast()?);
        }
        let text = |text: String| move |out: &mut dyn Write| out.write_all(text.as_bytes());
        match self.format {
            Format::Table => self.write(text(report::table(&outline, output.width())), output)?,
            Format::Markdown => self.write(text(report::markdown(&outline)), output)?,
            Format::Html => self.write(text(report::html(&outline)), output)?,
            Format::Ics => self.write(text(report::calendar(campaign, &draft.plan)), output)?,
            Format::Csv => self.write(|out| report::csv(campaign, people, &draft.plan, out), output)?,
            Format::Json => self.write(|out| report::json(&outline, campaign, people, &draft.plan, out), output)?,
            #[cfg(feature = "print")]
            Format::Pdf => {
                written::insist_on_a_file(self.out.as_deref(), "plan.pdf")?;
                let document = crate::app::document(&workspace, &outline, self.real_names)?;
                self.write(|out| out.write_all(&document), output)?;
            }
        }
        if self.format == Format::Table && self.out.is_none() {
            if let Some(text) = report::concern(people, &Progress::default()) {
                output.say(text);
            }
            difference::tell(&workspace, &draft, &hash, output)?;
            dates::tell(&draft.new_dates(&workspace)?, output);
            leavers::tell(&draft.leavers(&workspace), output);
            mended::tell(workspace.mended()?, output);
            if let Some(text) = report::columns_in_short(&people.accounts) {
                output.say(text);
            }
        }
        Ok(exit::OK)
    }

    fn write(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>, output: &mut Output) -> Result<()> {
        match &self.out {
            Some(file) => written::to_file(file, "plan", write, output),
            None => output.stream(write),
        }
    }
}
