//! `heraut init`: asks what it must, and starts a campaign directory.

mod questions;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;

use super::clock;
use super::output::Output;
use crate::app::init::{self, Answers, KitAnswers};
use crate::app::kit;
use crate::campaign::DEFAULT_KIT;
use crate::error::{Result, exit};
use questions::Questions;

/// Start a campaign directory.
///
/// Writes campaign.yaml, example data and the schema for your editor. On a terminal it asks what no flag says;
/// without one it takes the flags and examples for the rest.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut init my-campaign
  heraut init my-campaign --organization 'Gemeente Voorbeeldstad' \\
      --from MobileIron --to 'Microsoft Intune' \\
      --sender servicedesk@example.org --language nl --start 2027-03-01
  heraut init my-campaign --relay exchange-online
  heraut init my-campaign --kit windows-11 --start 2027-09-06 --language de

`heraut kit list` shows the kits. Without --kit the names of --from and --to say which it is.")]
pub struct Init {
    /// The directory; made if it is not there.
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The kind of move, which is whose words the messages have.
    #[arg(long, value_name = "KIT")]
    kit: Option<String>,
    /// Who is moving.
    #[arg(long, value_name = "NAME")]
    organization: Option<String>,
    /// The system people leave.
    #[arg(long, value_name = "SYSTEM")]
    from: Option<String>,
    /// The system people move to.
    #[arg(long, value_name = "SYSTEM")]
    to: Option<String>,
    /// The mail address messages come from.
    #[arg(long, value_name = "ADDRESS")]
    sender: Option<String>,
    /// The helpdesk's telephone number.
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// The language of people of whom nothing better is known: nl, en, de or fr.
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// The time zone, such as Europe/Amsterdam.
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,
    /// The relay that sends: exchange-online, exchange-high-volume, exchange-connector, google-relay or
    /// azure-communication; `maildir` for a local mailbox.
    #[arg(long, value_name = "NAME")]
    relay: Option<String>,
    /// The day the pilot starts; a Monday some five weeks from now when absent.
    #[arg(long, value_name = "DATE")]
    start: Option<NaiveDate>,
}

impl Init {
    /// Writes the directory.
    ///
    /// # Errors
    /// When there is a campaign already, or the directory cannot be written.
    pub fn execute(&self, output: &mut Output) -> Result<u8> {
        init::insist_vacant(&self.dir)?;
        let (from, to) = (self.from.as_deref().unwrap_or(""), self.to.as_deref().unwrap_or(""));
        let kit = match &self.kit {
            Some(kit) => kit.clone(),
            None if to.is_empty() => DEFAULT_KIT.to_owned(),
            None => kit::suited(from, to)?,
        };
        // Who names the kit wants its example; the others answer what a campaign of the usual kind asks.
        let is_example = self.kit.is_some() || kit != DEFAULT_KIT;
        match is_example {
            true => self.example(&kit, output)?,
            false => init::init(&self.dir, &self.answers(output)?)?,
        }
        let dir = self.dir.display();
        let (place, option) = match self.dir == Path::new(".") {
            true => ("here".to_owned(), String::new()),
            false => (format!("in {dir}"), format!(" -C {dir}")),
        };
        output.data(format!("Your campaign is {place}."))?;
        output.data(match (is_example, self.start) {
            (false, _) => "Replace people.csv and devices.csv by your exports, then:",
            (true, None) => "Replace its CSV files by your exports and the dates by yours, then:",
            (true, Some(_)) => "Replace its CSV files by your exports, then:",
        })?;
        output.data(format!("  heraut check{option}\n  heraut plan{option}"))?;
        Ok(exit::OK)
    }

    /// Starts from the example of a kit.
    fn example(&self, name: &str, output: &mut Output) -> Result<()> {
        let answers = KitAnswers {
            organization: self.organization.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            sender: self.sender.clone(),
            phone: self.phone.clone(),
            timezone: self.timezone.clone(),
            language: self.language.clone(),
            relay: self.relay.as_deref().map(init::relay).transpose()?,
            start: self.start,
        };
        init::init_kit(&self.dir, name, &answers)?;
        let kit = kit::built_in(name)?;
        output.say(format!("The kit is `{name}`: {}. Another one: `--kit`.", kit.title));
        Ok(())
    }

    fn answers(&self, output: &mut Output) -> Result<Answers> {
        let mut ask = Questions { talk: output, asks: std::io::stdin().is_terminal() };
        Ok(Answers {
            organization: ask.unless(&self.organization, "Who is moving?", "Gemeente Voorbeeldstad")?,
            from: ask.unless(&self.from, "From which system?", "MobileIron")?,
            to: ask.unless(&self.to, "To which system?", "Microsoft Intune")?,
            sender: ask.unless(&self.sender, "Which address is the mail from?", "servicedesk@example.org")?,
            phone: ask.unless(&self.phone, "The helpdesk's telephone number?", "+31 20 555 0100")?,
            language: ask.unless(&self.language, "Default language (nl or en)?", "nl")?,
            timezone: ask.unless(&self.timezone, "Time zone?", "Europe/Amsterdam")?,
            relay: init::relay(&ask.unless(&self.relay, &which_relay(), "maildir")?)?,
            start: self.start.unwrap_or_else(|| init::usual_start(clock::now().date_naive())),
        })
    }
}

fn which_relay() -> String {
    format!("Which relay sends? maildir (a local mailbox), {}", init::relays().join(", "))
}
