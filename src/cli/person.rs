//! `heraut person`: what is kept of somebody, and how it is erased.

use clap::{Args, Subcommand};

use super::gate::name;
use super::global::Global;
use super::output::Output;
use super::question;
use super::scope::notices;
use crate::app::person::{Erased, forget};
use crate::error::{Error, Result, exit};

/// Erase what is kept of somebody.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut person forget j.jansen@example.org --why 'asked for it'")]
pub struct Person {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Erase somebody from the ledger, every snapshot in it and the outbox.
    ///
    /// Names, addresses, devices and replies are gone, and the journal no longer names them; counts and times stay. What is
    /// not sent to them yet is cancelled, and a later export does not bring them back. Also while `send` runs, which gives
    /// way. It cannot be undone.
    Forget(Who),
}

#[derive(Debug, Args)]
struct Who {
    /// User name, address or full name.
    #[arg(value_name = "PERSON")]
    person: String,
    /// Why, for who reads the journal; without their name.
    #[arg(long, value_name = "WORDS")]
    why: String,
    /// Who does it; the user name of this machine when absent.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Do not ask.
    #[arg(long, short)]
    yes: bool,
}

impl Person {
    /// Does it.
    ///
    /// # Errors
    /// When there is no such person, or the ledger cannot be written.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let Act::Forget(who) = &self.act;
        let why = who.why.trim();
        if why.is_empty() {
            return Err(Error::usage("`--why` says nothing").hint("the reason is what others read in the journal"));
        }
        let (by, now) = (name(who.by.as_ref()), global.instant()?);
        let question = format!("This erases {} for good. Go on?", who.person);
        if !who.yes && !question::insists(&question, output) {
            output.say("Nothing was changed. In a script, `--yes` says that it is meant.");
            return Ok(exit::FINDINGS);
        }
        let erased = forget(&global.campaign, &who.person, (&by, why), now, &output.watcher())?;
        match erased {
            Some(erased) => tell(&erased, output)?,
            None => output.data("They were forgotten before; nothing of them is left in the file any more.")?,
        }
        Ok(exit::OK)
    }
}

/// What was erased, and what is left to be by hand.
fn tell(erased: &Erased, output: &mut Output) -> Result<()> {
    output.data(format!(
        "Forgotten; the ledger calls them {} now. Cancelled: {}.",
        erased.alias,
        notices(erased.cancelled)
    ))?;
    if erased.letters > 0 {
        output.say(format!("Removed from the outbox: {}.", notices(erased.letters as u64)));
    }
    for file in &erased.files {
        let rows = crate::error::counted(file.rows as u64, "row", "rows");
        output.say(format!("{} still has {rows} of theirs, which plans leave out: take them out of it.", file.file));
    }
    for paper in &erased.papers {
        output.say(format!("On paper, to be destroyed by hand: {paper}."));
    }
    output.say("Back-ups of before, sent mail, the relay's logs and exports elsewhere still have them.");
    Ok(())
}
