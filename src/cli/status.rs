//! `heraut status`: where each wave stands, what failed and why, what happens next.

mod list;

use clap::Args;

use super::fail_on::FailOn;
use super::field;
use super::global::Global;
use super::output::Output;
use crate::app::{Locked, Overview};
use crate::error::{Error, Result, exit};
use crate::ledger::Row;
use crate::report;

/// Show where each wave stands, what failed and what happens next.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut status
  heraut status --person j.jansen@example.org   what became of that person's
  heraut status --json                          for a dashboard
  heraut status --notices --json                every notice with its state
  heraut status --by department                 who is furthest behind
  heraut status --list stuck --old mobileiron.csv   who left and did not arrive
  heraut -q status --fail-on failed,bounced     for cron")]
pub struct Status {
    /// One person's messages: user name, address or full name.
    #[arg(long, short, value_name = "PERSON")]
    person: Option<String>,
    /// How far people are by a field of theirs: `department`, `site`, `manager`, `platform` or a column of your own.
    #[arg(long, value_name = "FIELD", group = "listing", conflicts_with_all = ["person", "notices"])]
    by: Option<String>,
    #[command(flatten)]
    list: list::List,
    /// With --by or --list: for a spreadsheet; of --list as `heraut progress import` takes it.
    #[arg(long, requires = "listing", conflicts_with = "json")]
    csv: bool,
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
            let course = locked.course(person.id.clone())?;
            let shown = |each: &mut dyn FnMut(Row) -> Result<()>| course.rows.iter().cloned().try_for_each(each);
            match self.json {
                true => output.stream(|out| report::notices_json(shown, &locked.approval, out))?,
                false => output.data(report::history(&course, person, campaign, output.width()))?,
            }
            return Ok(exit::OK);
        }
        if let Some(field) = &self.by {
            self.breakdown(field, &locked, output)?;
            return Ok(exit::OK);
        }
        if self.list.is_asked() {
            self.list.show(&locked, self.csv, self.json, output)?;
            return Ok(exit::OK);
        }
        if self.notices {
            let shown = |each: &mut dyn FnMut(Row) -> Result<()>| locked.visit_notices(each);
            output.stream(|out| report::notices_json(shown, &locked.approval, out))?;
            return Ok(exit::OK);
        }
        let overview = locked.overview(now)?;
        let found = self.fail_on.find(&locked, &overview, now)?;
        if global.quiet && self.fail_on.is_asked() && found.is_empty() {
            return Ok(exit::OK);
        }
        let Overview { counts, attention, holds, next_due, next, too_late, lacks_gates, proposed, .. } = &overview;
        let (waves, next_due, lacks_gates) = (&locked.gates(now)?, *next_due, *lacks_gates);
        let load = &locked.forecast(now)?;
        let status = report::Status {
            campaign,
            people,
            now,
            waves,
            counts,
            attention,
            holds,
            next_due,
            next,
            too_late,
            lacks_gates,
            approval: Some(&locked.approval),
            proposed: proposed.as_ref().map(|proposal| (proposal.plan.as_str(), proposal.by.as_str())),
            load,
        };
        let text = match self.json {
            true => status.json().map_err(|e| Error::bug(e.to_string()))?,
            false => status.screen(output.width()),
        };
        output.data(text)?;
        if let Some(text) = report::concern(people, &locked.progress).filter(|_| !self.json) {
            output.say(text);
        }
        if found.is_empty() {
            return Ok(exit::OK);
        }
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        output.say(format!("Exit code 1: {}.", found.join(", ")));
        Ok(exit::FINDINGS)
    }

    fn breakdown(&self, field: &str, locked: &Locked, output: &mut Output) -> Result<()> {
        let (campaign, people) = (&locked.loaded.campaign, &locked.loaded.people);
        let field = field::field(field, people)?;
        let found = report::breakdown(campaign, people, &locked.progress, &field);
        match (self.csv, self.json) {
            (true, _) => output.stream(|out| found.csv(out)),
            (_, true) => output.data(found.json()),
            _ => output.data(found.screen(output.width())),
        }
    }
}
