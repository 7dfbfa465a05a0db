//! `heraut report`: how far the campaign is, on one page.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::global::Global;
use super::output::Output;
use super::{field, written};
use crate::app::Locked;
use crate::error::{Result, exit};

/// Show how far the campaign is, on one page, for whoever steers it.
///
/// Of each wave who has moved, for whom it failed, who is left and how many were expected by now; what must be done and by whom;
/// and who had moved by which day. Numbers, and no names but those of who decides on a gate.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut report                                    as a table
  heraut report --format html --out report.html    to mail, or for the intranet
  heraut report --format pdf --out report.pdf      to print
  heraut report --by department --format pdf --out report.pdf
  heraut report --format csv --out report.csv      for a spreadsheet")]
pub struct Report {
    /// In which form.
    #[arg(long, short, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Write it to a file.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Also by a field of people: `department`, `site`, `manager`, `platform` or a column of your own.
    #[arg(long, value_name = "FIELD")]
    by: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A screen.
    Table,
    /// A page with the curves; needs nothing else.
    Html,
    /// A document to print.
    #[cfg(feature = "print")]
    Pdf,
    /// A row for each wave, and for each value of the field.
    Csv,
    /// Everything, for a program.
    Json,
}

impl Report {
    /// Counts and shows.
    ///
    /// # Errors
    /// When nothing was approved yet, nobody has the field, or the ledger cannot be read.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let locked = Locked::open(&global.campaign)?;
        let by = self.by.as_ref().map(|name| field::field(name, &locked.loaded.people)).transpose()?;
        let report = locked.report(global.instant()?, by.as_ref())?;
        let text = |text: String| move |out: &mut dyn Write| out.write_all(text.as_bytes());
        match self.format {
            Format::Table => self.write(text(report.screen(output.width())), output)?,
            Format::Html => self.write(text(report.html()), output)?,
            Format::Csv => self.write(|out| report.csv(out), output)?,
            Format::Json => self.write(text(format!("{:#}\n", report.json())), output)?,
            #[cfg(feature = "print")]
            Format::Pdf => {
                written::insist_on_a_file(self.out.as_deref(), "report.pdf")?;
                let document = crate::app::report_document(&locked, &report)?;
                self.write(|out| out.write_all(&document), output)?;
            }
        }
        Ok(exit::OK)
    }

    fn write(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>, output: &mut Output) -> Result<()> {
        match &self.out {
            Some(file) => written::to_file(file, "report", write, output),
            None => output.stream(write),
        }
    }
}
