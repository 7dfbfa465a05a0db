//! `heraut person forget`: erases what is kept of somebody, or of all whose time is over.

use clap::Args;

use crate::app::person::{Erased, Expired, expired, forget, forget_expired};
use crate::cli::environment::somebody;
use crate::cli::gate::name;
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::cli::question;
use crate::cli::scope::notices;
use crate::error::{Error, Result, counted, exit};

#[derive(Debug, Args)]
pub struct Who {
    /// User name, address or full name.
    #[arg(value_name = "PERSON", required_unless_present = "expired")]
    person: Option<String>,
    /// Everybody, once the campaign's `retention:` is over.
    #[arg(long, conflicts_with_all = ["person", "why"])]
    expired: bool,
    /// Why, for who reads the journal; without their name.
    #[arg(long, value_name = "WORDS", required_unless_present = "expired")]
    why: Option<String>,
    /// Who does it; the user name of this machine when absent.
    #[arg(long, value_name = "NAME", value_parser = somebody)]
    by: Option<String>,
    /// Do not ask.
    #[arg(long, short)]
    yes: bool,
}

impl Who {
    /// Erases.
    ///
    /// # Errors
    /// When there is no such person, their time is not over, or the ledger cannot be written.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        match (&self.person, self.why.as_deref().map(str::trim)) {
            (Some(person), Some(why)) => self.one(person, why, global, output),
            _ => self.all(global, output),
        }
    }

    fn one(&self, person: &str, why: &str, global: &Global, output: &mut Output) -> Result<u8> {
        if why.is_empty() {
            return Err(Error::usage("`--why` says nothing").hint("the reason is what others read in the journal"));
        }
        let (by, now) = (name(self.by.as_ref()), global.instant()?);
        if !self.is_meant(&format!("This erases {person} for good. Go on?"), output) {
            return Ok(exit::FINDINGS);
        }
        match forget(&global.campaign, person, (&by, why), now, &output.watcher())? {
            Some(erased) => tell(&erased, output)?,
            None => output.data("They were forgotten before; nothing of them is left in the file any more.")?,
        }
        Ok(exit::OK)
    }

    fn all(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let (by, now) = (name(self.by.as_ref()), global.instant()?);
        let Expired { people, day } = expired(&global.campaign, now)?;
        let question =
            format!("This erases {}, kept until {day}, for good. Go on?", counted(people as u64, "person", "people"));
        if people > 0 && !self.is_meant(&question, output) {
            return Ok(exit::FINDINGS);
        }
        match forget_expired(&global.campaign, &by, now, &output.watcher())? {
            Some(erased) => tell(&erased, output)?,
            None => output.data("Everybody was forgotten before; nothing of them is left in the file any more.")?,
        }
        Ok(exit::OK)
    }

    fn is_meant(&self, question: &str, output: &mut Output) -> bool {
        let is_meant = self.yes || question::insists(question, output);
        if !is_meant {
            output.say("Nothing was changed. In a script, `--yes` says that it is meant.");
        }
        is_meant
    }
}

/// What was erased, and what is left to be by hand.
fn tell(erased: &Erased, output: &mut Output) -> Result<()> {
    let cancelled = notices(erased.cancelled);
    output.data(match &erased.aliases[..] {
        [alias] => format!("Forgotten; the ledger calls them {alias} now. Cancelled: {cancelled}."),
        all => format!("Forgotten: {} people. Cancelled: {cancelled}.", all.len()),
    })?;
    if erased.aliases.len() > 1 {
        output.say("The journal has the proof: how many, when, and a digest.");
    }
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
