//! `heraut progress set`: says of one person how far they are.

use clap::{Args, ValueEnum};

use crate::app::progress::{Marked, set, word};
use crate::campaign::Standing;
use crate::cli::environment::somebody;
use crate::cli::gate::{let_go, name};
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::error::{Error, Result, counted, exit};

/// Say of one person how far they are, or take back what was said.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut progress set j.jansen@example.org migrated --why 'seen at the desk'
  heraut progress set 'Jan Jansen' pending --why 'it was another Jansen'
  heraut progress set j.jansen@example.org failed --why 'iPhone too old'")]
pub struct Set {
    /// User name, address or full name.
    #[arg(value_name = "PERSON")]
    person: String,
    /// How far they are.
    #[arg(value_enum)]
    standing: Far,
    /// Why, for who reads it later; of a failure the reason that messages tell.
    #[arg(long, value_name = "WORDS")]
    why: String,
    /// Who says it; the user name of this machine when absent.
    #[arg(long, value_name = "NAME", value_parser = somebody)]
    by: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Far {
    /// Nothing has happened yet.
    Pending,
    /// Everything of theirs has moved.
    Migrated,
    /// It failed.
    Failed,
    /// They left the organisation.
    Left,
}

impl Set {
    /// Records it.
    ///
    /// # Errors
    /// When nothing was approved yet, there is no such person, or their devices say otherwise.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let why = self.why.trim();
        if why.is_empty() {
            return Err(Error::usage("`--why` says nothing").hint("the reason is what others read later"));
        }
        let standing = match self.standing {
            Far::Pending => Standing::Pending,
            Far::Migrated => Standing::Migrated(None),
            Far::Failed => Standing::Failed(None),
            Far::Left => Standing::Left,
        };
        let by = name(self.by.as_ref());
        let done = set(&global.campaign, &self.person, &standing, (&by, why), global.instant()?)?;
        let Marked { name, before, notices, let_go: gone } = done;
        output.data(format!("{name}: {}, was {}.", word(&standing), word(&before)))?;
        if notices > 0 {
            let follow = counted(notices, "message follows from it", "messages follow from it");
            output.say(format!("{follow}."));
        }
        let_go(&gone, output);
        Ok(exit::OK)
    }
}
