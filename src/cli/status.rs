//! `heraut status`: where each wave stands, what failed and why, what happens next.

use clap::Args;

use super::fail_on::FailOn;
use super::global::Global;
use super::output::Output;
use crate::app::{Locked, Overview};
use crate::error::{Error, Result, exit};
use crate::report;

/// Show where each wave stands, what failed and what happens next.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut status
  heraut status --person j.jansen@example.org   what became of that person's
  heraut status --json                          for a dashboard
  heraut status --notices --json                every notice with its state
  heraut -q status --fail-on failed,bounced     for cron")]
pub struct Status {
    /// One person's messages: user name, address or full name.
    #[arg(long, short, value_name = "PERSON")]
    person: Option<String>,
    /// As JSON on stdout.
    #[arg(long)]
    json: bool,
    /// With --json: every notice.
    #[arg(long, requires = "json")]
    notices: bool,
    #[command(flatten)]
    fail_on: FailOn,
}

impl Status {
    /// Shows it.
    ///
    /// # Errors
    /// When nothing was approved yet, or the ledger cannot be read.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let locked = Locked::open(&global.campaign)?;
        let now = global.instant()?;
        let (campaign, people) = (&locked.loaded.campaign, &locked.loaded.people);
        if let Some(wanted) = &self.person {
            let person = &people.persons[report::find_person(people, wanted)?];
            let rows = locked.notices(Some(person.id.clone()))?;
            let text = match self.json {
                true => report::notices_json(&rows, &locked.approval)?,
                false => report::history(&rows, person, campaign, output.width()),
            };
            output.data(text)?;
            return Ok(exit::OK);
        }
        if self.notices {
            output.data(report::notices_json(&locked.notices(None)?, &locked.approval)?)?;
            return Ok(exit::OK);
        }
        let overview = locked.overview()?;
        let found = self.fail_on.find(&locked, &overview, now)?;
        if global.quiet && self.fail_on.is_asked() && found.is_empty() {
            return Ok(exit::OK);
        }
        let Overview { counts, attention, holds, next_due } = &overview;
        let waves = &locked.gates(now)?;
        let status = report::Status { campaign, people, now, waves, counts, attention, holds, next_due: *next_due };
        let text = match self.json {
            true => status.json().map_err(|e| Error::bug(e.to_string()))?,
            false => status.screen(output.width()),
        };
        output.data(text)?;
        if found.is_empty() {
            return Ok(exit::OK);
        }
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        output.say(format!("Exit code 1: {}.", found.join(", ")));
        Ok(exit::FINDINGS)
    }
}
