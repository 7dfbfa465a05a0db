//! `heraut demo`: the whole way in one command, on a made-up municipality, with nothing leaving the machine.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Args;

use super::clock;
use super::environment::{holder, variable};
use super::global::Global;
use super::interrupt::until_interrupted;
use super::output::Output;
use super::{progress, sent};
use crate::app::deliver::{Sending, replay};
use crate::app::{self, Workspace};
use crate::check::Severity;
use crate::error::{Result, exit};
use crate::report;

/// Write an example campaign and run all of it into a local mailbox.
///
/// A made-up Dutch municipality moves 120 people in four waves. Its first seven weeks pass in a moment, on a clock of
/// their own: nothing leaves this machine.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut demo
  heraut demo /tmp/voorbeeldstad")]
pub struct Demo {
    /// The directory to write; it must not be there, or be empty.
    #[arg(default_value = "heraut-demo")]
    dir: PathBuf,
}

/// The day the demo's manager approves.
const APPROVED: &str = "2027-01-18T09:00:00+01:00";
/// The week in which the pilot's managers get its sheets to hand out.
#[cfg(feature = "print")]
const PRINTED: &str = "2027-02-15T09:00+01:00";
/// The Thursday of the pilot's first week: an export of the new system comes in.
const IMPORT: &str = "2027-03-04T16:00:00+01:00";
/// The Monday after it: the demo's "today".
const TODAY: &str = "2027-03-08T12:00+01:00";

impl Demo {
    /// Runs it.
    ///
    /// # Errors
    /// When the directory cannot be written, or something in the demo itself fails.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        app::demo::write(&self.dir)?;
        let at = |now: &str| Global { campaign: self.dir.clone(), now: Some(now.to_owned()), quiet: global.quiet };
        output.data(format!(
            "A campaign is in {}: Gemeente Voorbeeldstad moves to Microsoft Intune.\n",
            self.dir.display()
        ))?;

        let workspace = Workspace::open(&self.dir, at(APPROVED).instant()?)?;
        let draft = workspace.plan()?;
        let plan = &draft.plan;
        let findings = app::check(&workspace)?;
        let count = |severity| findings.iter().filter(|f| f.severity == severity && f.allowed.is_none()).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let people = &workspace.loaded.people;
        let (persons, devices) = (people.persons.len(), people.persons.iter().map(|p| p.devices.len()).sum::<usize>());
        let found = format!("{persons} people, {devices} devices: {errors} errors, {warnings} warnings");
        step(output, "check", &found)?;
        let waves = workspace.loaded.campaign.waves.len();
        step(output, "plan", &format!("{} notices in {waves} waves, in Dutch and English", plan.notices.len()))?;

        let done = app::approve_checked(&workspace, &draft, &findings, "the demo", None, &output.watcher())?;
        let hash = &done.hash[..12];
        step(output, "approve", &format!("{} notices rendered once and locked as {hash}", done.changes.added))?;

        #[cfg(feature = "print")]
        {
            let printed = print(&at(PRINTED), output)?;
            step(output, "print", &printed)?;
        }

        let Some(sent) = self.replay(at(IMPORT).instant()?, output)? else { return Ok(exit::INTERRUPTED) };
        step(output, "send", &format!("18 January to 4 March 2027: {sent}"))?;

        app::demo::put(&self.dir, "intune-2027-03-04.csv", &app::demo::export(&workspace)?)?;
        let learnt = progress::import_file(&self.dir.join("intune-2027-03-04.csv"), &at(IMPORT), output)?;
        step(output, "progress", &format!("from an export: {learnt}"))?;
        let Some(sent) = self.replay(at(TODAY).instant()?, output)? else { return Ok(exit::INTERRUPTED) };
        step(output, "send", &format!("up to 8 March 2027: {sent}"))?;

        self.look(&workspace, at(TODAY).instant()?, output)
    }

    /// Delivers what is due until then, and says what came of it; `None` when somebody ended it.
    fn replay(&self, until: DateTime<Utc>, output: &mut Output) -> Result<Option<String>> {
        let holder = holder();
        let how = Sending::playing(&holder, &variable, clock::now);
        let watcher = output.watcher();
        let done = until_interrupted(|stop| replay(&self.dir, &how, until, stop, &watcher))?;
        drop(watcher);
        let done = done.transpose().map_err(|stopped| sent::tell_stopped(stopped, output))?;
        Ok(done.map(|summary| sent::sentence(&summary)))
    }

    /// Writes the plan as it stands by now and a few messages for the browser, and says what to open.
    fn look(&self, workspace: &Workspace, today: DateTime<Utc>, output: &mut Output) -> Result<u8> {
        let by_now = Workspace::open(&self.dir, today)?;
        let draft = by_now.plan()?;
        let outline = by_now.outline(&draft, &draft.hash(&by_now), None)?;
        app::demo::put(&self.dir, "plan.html", report::html(&outline).as_bytes())?;
        let shown: Vec<String> =
            app::demo::look(workspace)?.iter().map(|file| format!("  {}", file.display())).collect();
        let dir = self.dir.display();
        // `cargo run` has a path for it: who tries the program has not installed it.
        let typed = std::env::args().next().unwrap_or_else(|| "heraut".to_owned());
        let sheets = if cfg!(feature = "print") {
            format!("The pilot's sheets, to hand out, are in {dir}/print.\n\n")
        } else {
            String::new()
        };
        output.data(format!(
            "\nOpen in a browser:\n  {dir}/plan.html\n{}\n\n\
             {sheets}The mail itself is in {dir}/outbox, a Maildir (`mutt -f {dir}/outbox`).\n\n\
             Then try:\n\
             \x20 {typed} -C {dir} --now {TODAY} status\n\
             \x20 {typed} -C {dir} --now {TODAY} plan\n\
             \x20 {typed} -C {dir} --now {TODAY} plan --person c.obrien-thart@voorbeeldstad.example\n\
             \x20 {typed} -C {dir} --now {TODAY} send --dry-run",
            shown.join("\n"),
        ))?;
        Ok(exit::OK)
    }
}

/// Prints the sheets of the pilot, and says so in a sentence.
#[cfg(feature = "print")]
fn print(global: &Global, output: &mut Output) -> Result<String> {
    use crate::app::print::{How, Wanted, run};
    let pilot = Wanted { wave: Some("pilot".into()), ..Wanted::default() };
    let how = How::usual(crate::print::Fonts::embedded());
    let done = run(&global.campaign, &pilot, None, how, global.instant()?, &output.watcher())?;
    Ok(super::print::done(&done, output).trim_end_matches('.').to_owned())
}

fn step(output: &mut Output, verb: &str, text: &str) -> Result<()> {
    output.data(format!("{verb:<9} {text}"))
}
