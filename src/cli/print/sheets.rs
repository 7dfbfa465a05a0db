//! `heraut print`: sheets and letters for those who are told on paper.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::handout::Handout;
use super::poster::Poster;
use super::size::Look;
use super::tell;
use super::which::Which;
use crate::app::Workspace;
use crate::app::preview::Preview;
use crate::app::print::{self, Binding, How, Numbers};
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::error::{Error, Result, exit};
use crate::print::run::Stack;

/// Print sheets and letters for those who are told on paper.
///
/// Takes the approved notices with `channel: print` or `letter` that are not printed yet, looks again at each, and
/// writes PDF files and a manifest into a folder; then the ledger knows them as printed. When one sheet cannot be read
/// as it would be, no file is left behind.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  heraut print --dry-run                  what would be printed
  heraut print --wave pilot               print runs
  heraut print --wave pilot --separate    a file for each person
  heraut print --message access-blocked --labels
  heraut print --again 118-131 --run print/pilot-2027-02-22
  heraut print --draft --message prepare --person j.jansen@example.org -o a.pdf
  heraut print poster --message announcement
  heraut print handout --message enrol-now --wave early"
)]
pub struct Print {
    #[command(subcommand)]
    for_anyone: Option<ForAnyone>,
    #[command(flatten)]
    which: Which,
    /// The folder to write; it must not be there, or be empty. Otherwise `print/` in the campaign directory, with the
    /// wave and the day.
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    /// For both sides of the paper: each sheet begins on a front, after a blank page where that takes one.
    #[arg(long)]
    double_sided: bool,
    /// A file for each sheet, instead of print runs.
    #[arg(long, conflicts_with_all = ["double_sided", "per_file"])]
    separate: bool,
    /// The most sheets in one file.
    #[arg(long, value_name = "N", default_value_t = How::PER_FILE)]
    per_file: NonZeroUsize,
    /// Address labels for the letters too.
    #[arg(long)]
    labels: bool,
    #[command(flatten)]
    look: Look,
    /// Say what would be printed; write and record nothing.
    #[arg(long, conflicts_with_all = ["again", "draft"])]
    dry_run: bool,
    /// Print these sheets of a run again, as they were; nothing is recorded.
    #[arg(long, value_name = "NUMBERS", requires = "run", conflicts_with_all = ["draft", "labels", "large", "separate",
        "per_file", "wave", "site", "person", "message", "lang"])]
    again: Option<Numbers>,
    /// With `--again`: the folder of the run.
    #[arg(long, value_name = "DIR", requires = "again")]
    run: Option<PathBuf>,
    /// One sheet from the working files, to look at, into the file that `--out` names: with `--message`, and with
    /// `--person` unless it is the helpdesk's.
    #[arg(long, requires_all = ["message", "out"], conflicts_with_all = ["wave", "site", "labels", "separate",
        "per_file", "double_sided"])]
    draft: bool,
}

/// What is printed for nobody in particular. Each says itself what it does.
#[derive(Debug, Subcommand)]
enum ForAnyone {
    Poster(Poster),
    Handout(Handout),
}

impl Print {
    /// Prints.
    ///
    /// # Errors
    /// When nothing was approved, a sheet cannot be read as it would be, or a file not be written.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        match &self.for_anyone {
            Some(ForAnyone::Poster(poster)) => return poster.execute(global, output),
            Some(ForAnyone::Handout(handout)) => return handout.execute(global, output),
            None => {}
        }
        let how = self.how()?;
        let (dir, now) = (&global.campaign, global.instant()?);
        match (&self.again, &self.run, &self.out) {
            (Some(numbers), Some(run), out) => {
                for file in print::reprint(dir, numbers, run, out.as_deref(), how, &output.watcher())? {
                    output.data(file.display().to_string())?;
                }
            }
            (_, _, Some(out)) if self.draft => self.draft(out, how, global, output)?,
            _ if self.dry_run => {
                let listing = print::list(dir, &self.which.wanted(), how.large, now, &output.watcher())?;
                output.data(tell::listed(&listing))?;
            }
            (_, _, out) => {
                let done = print::run(dir, &self.which.wanted(), out.as_deref(), how, now, &output.watcher())?;
                let said = tell::done(&done, output);
                output.data(said)?;
                if done.folder.is_some() && !self.separate {
                    output.say(tell::sides(self.double_sided));
                }
            }
        }
        Ok(exit::OK)
    }

    /// One sheet from the working files.
    fn draft(&self, out: &Path, how: How, global: &Global, output: &mut Output) -> Result<()> {
        let Which { message: Some(message), person, lang, .. } = &self.which else {
            return Err(Error::usage("say which message: `--message M`"));
        };
        let workspace = Workspace::open(&global.campaign, global.instant()?)?;
        let preview = Preview::of(&workspace, message, person.as_deref(), lang.as_deref())?;
        let name = preview.reader().map_or("the helpdesk", |person| &person.name);
        if !preview.is_planned {
            output.say(format!("`{message}` is not planned for {name} on a date; it would look like this."));
        }
        let (form, bytes) = print::draft(&workspace, &preview, how)?;
        std::fs::write(out, bytes).map_err(|e| Error::usage(format!("cannot write {}: {e}", out.display())))?;
        output.say(format!("The {} of {name} is in {}.", form.name(), out.display()));
        Ok(())
    }

    fn how(&self) -> Result<How> {
        let stack = Stack { sheets: self.per_file, duplex: self.double_sided, separators: true };
        let binding = if self.separate { Binding::Separate } else { Binding::Stacked(stack) };
        Ok(How { binding, labels: self.labels, ..self.look.how()? })
    }
}
