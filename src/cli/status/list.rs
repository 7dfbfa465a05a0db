//! `heraut status --list`: who is in both systems, between them, still to move, or failed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::app::Locked;
use crate::cli::output::Output;
use crate::error::{Error, Result};
use crate::report::{PeopleList, Which, paragraph};

/// Whom to list.
#[derive(Debug, Args)]
pub struct List {
    /// Who is where between the two systems: `both`, a device is in both; `stuck`, a device left the old one and is
    /// not in the new one, so that it may have no mail; `outstanding`, still to move; `failed`.
    #[arg(long, value_enum, value_name = "WHICH", group = "listing", conflicts_with_all = ["person", "notices"])]
    list: Option<Whom>,
    /// With `both` and `stuck`: today's export of the system that people leave.
    #[arg(long, value_name = "FILE", requires = "list")]
    old: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Whom {
    Both,
    Stuck,
    Outstanding,
    Failed,
}

impl List {
    /// Whether one is asked for.
    pub fn is_asked(&self) -> bool {
        self.list.is_some()
    }

    /// Shows it.
    ///
    /// # Errors
    /// When it takes an export, and none is given or it is the wrong one.
    pub fn show(&self, locked: &Locked, csv: bool, json: bool, output: &mut Output) -> Result<()> {
        let which = match self.list {
            Some(Whom::Both) => Which::Both,
            Some(Whom::Stuck) => Which::Stuck,
            Some(Whom::Outstanding) => Which::Outstanding,
            Some(Whom::Failed) | None => Which::Failed,
        };
        let from = &locked.loaded.campaign.migration.from;
        let old = match &self.old {
            Some(file) => {
                let read = std::fs::read(file);
                let bytes = read.map_err(|e| Error::usage(format!("cannot read {}: {e}", file.display())))?;
                locked.whereabouts(&file.display().to_string(), &bytes)?
            }
            None if which.needs_whereabouts() => {
                let hint = format!("give its export of today: `heraut status --list {} --old FILE`", which.as_str());
                return Err(Error::usage(format!("nothing says which devices {from} still has")).hint(hint));
            }
            None => Default::default(),
        };
        let (campaign, people) = (&locked.loaded.campaign, &locked.loaded.people);
        let list = PeopleList::of(which, campaign, people, &locked.progress, &old);
        match (csv, json) {
            (true, _) => output.stream(|out| list.csv(out))?,
            (_, true) => output.data(format!("{:#}", list.json()))?,
            _ => output.data(list.screen(output.width()))?,
        }
        if which.needs_whereabouts() && !json {
            output.say(paragraph("", &learnt(locked)?, output.width()).trim_end());
        }
        Ok(())
    }
}

/// How old what is known of the new system is: who moved since looks as if they had not arrived.
fn learnt(locked: &Locked) -> Result<String> {
    let to = &locked.loaded.campaign.migration.to;
    let again = "`heraut progress import` its export of today first";
    Ok(match locked.last_learnt()? {
        Some(at) => format!("Who is in {to} was last read on {}; {again}.", at.format("%Y-%m-%d %H:%M UTC")),
        None => format!("Who is in {to} was never read; {again}."),
    })
}
