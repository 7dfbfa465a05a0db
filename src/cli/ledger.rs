//! `heraut ledger`: a back-up, putting it back, looking through, moving to another store.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::environment::{somebody, user};
use super::global::Global;
use super::output::Output;
use crate::app::ledger::{self, Found, PutBack};
use crate::error::{Result, counted, exit};
use crate::ledger::{Copied, Said};

/// Back the ledger up, put a back-up in its place, copy it into another store, or look for what is wrong with it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut ledger backup /srv/backup/heraut-2027-03-01.db
  heraut ledger verify
  heraut ledger restore /srv/backup/heraut-2027-03-01.db
  heraut ledger copy sqlite:heraut.db postgres://heraut@db.example.org/heraut")]
pub struct Ledger {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Copy the ledger into a new file; also while `send` runs.
    Backup {
        /// The file to make.
        file: PathBuf,
    },
    /// Put a back-up in the place of the ledger, which is kept beside it.
    ///
    /// What was sent since the back-up was made is not in it. So `heraut send` then wants to hear what is to become of
    /// those who may have been told: `--after-restore uncertain` or `--after-restore unsent`.
    Restore {
        /// The back-up.
        file: PathBuf,
    },
    /// Copy the ledger into another store, and compare the two; nobody sends from the first any more.
    ///
    /// An address is `sqlite:FILE` or `postgres://USER@HOST/DATABASE?schema=NAME`. Then name the new one in `ledger:` of
    /// campaign.yaml. The password of a server is that of `ledger_password:`, else in HERAUT_LEDGER_PASSWORD.
    Copy {
        /// The ledger that is there.
        from: String,
        /// Where none is yet.
        to: String,
        /// Who copies; the user name otherwise.
        #[arg(long, value_name = "NAME", value_parser = somebody)]
        by: Option<String>,
    },
    /// Read all of the ledger and say what is wrong with it.
    Verify,
}

impl Ledger {
    /// Does it.
    ///
    /// # Errors
    /// When there is no ledger, somebody sends while it is to be replaced, or a file cannot be used.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        match &self.act {
            Act::Backup { file } => {
                ledger::back_up(&global.campaign, file)?;
                output.data(format!("The ledger is backed up to {}.", file.display()))?;
                Ok(exit::OK)
            }
            Act::Restore { file } => {
                let put_back = ledger::restore(&global.campaign, file, global.instant()?)?;
                tell(&put_back, output)?;
                Ok(exit::OK)
            }
            Act::Copy { from, to, by } => {
                let by = by.clone().or_else(user).unwrap_or_else(|| "somebody".to_owned());
                let said = Said { by: &by, why: "", at: global.instant()? };
                let Copied { notices, rows, digest } = ledger::copy(&global.campaign, from, to, &said)?;
                let digest = blake3::Hash::from(digest).to_hex();
                output.data(format!(
                    "The ledger is in {to}: {} in {rows} rows, the same there as here.",
                    counted(notices, "notice", "notices")
                ))?;
                output.data(format!("Digest of all rows: {}", &digest[..16]))?;
                output.say(format!("Write `ledger: {to}` in campaign.yaml; nobody sends from {from} any more."));
                Ok(exit::OK)
            }
            Act::Verify => {
                let Found { wrong, is_file } = ledger::verify(&global.campaign)?;
                if wrong.is_empty() {
                    output.data("The ledger is sound.")?;
                    return Ok(exit::OK);
                }
                output.data(wrong.join("\n"))?;
                output.say(match is_file {
                    true => "`heraut ledger restore` puts a back-up in its place.",
                    false => "The server's back-ups are put back with its own tools; see docs/postgresql.md.",
                });
                Ok(exit::FINDINGS)
            }
        }
    }
}

fn tell(put_back: &PutBack, output: &mut Output) -> Result<()> {
    let since = put_back.since.map_or_else(|| "?".to_owned(), |at| at.format("%Y-%m-%d %H:%M UTC").to_string());
    output.data(format!("The ledger is now as it was on {since}."))?;
    if let Some(aside) = &put_back.aside {
        let name = aside.file_name().unwrap_or(aside.as_os_str());
        output.data(format!("The one before is kept beside it as {}.", name.display()))?;
    }
    if put_back.may_be_sent.is_empty() {
        output.data("Nothing was due since.")?;
    } else {
        output.data("These may have been sent since:")?;
        for (wave, message, count) in &put_back.may_be_sent {
            output.data(format!("  {count:>7}  {message} ({wave})"))?;
        }
    }
    output.say(
        "`heraut send` now wants a word: `--after-restore uncertain` leaves these to a person, `--after-restore unsent` sends \
         them. The relay's log says which.",
    );
    Ok(())
}
