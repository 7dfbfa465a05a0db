//! Asks what it must, and writes a campaign that `check` accepts.

use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use clap::Args;

use crate::builtin;
use crate::campaign::{Inputs, load};
use crate::cli::clock;
use crate::cli::complete::schema_text;
use crate::cli::output::Output;
use crate::error::{Error, Kind, Result, exit};

const TEMPLATE: &str = include_str!("campaign.yaml");

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
      --sender servicedesk@example.org --language nl --start 2027-03-01")]
pub struct Init {
    /// The directory; made if it is not there.
    #[arg(default_value = ".")]
    dir: PathBuf,
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
    /// The language of people of whom nothing better is known: nl or en.
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// The time zone, such as Europe/Amsterdam.
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,
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
        let yaml = self.dir.join("campaign.yaml");
        if yaml.exists() {
            return Err(Error::usage(format!("{} exists already", yaml.display()))
                .hint("choose an empty directory; nothing was written"));
        }
        let text = self.campaign(output)?;
        let schema = schema_text();
        let files = [
            ("campaign.yaml", text.as_str()),
            ("campaign.schema.json", &schema),
            ("people.csv", PEOPLE),
            ("devices.csv", DEVICES),
        ];
        if let Some((taken, _)) = files.iter().find(|(name, _)| self.dir.join(name).exists()) {
            return Err(Error::usage(format!("{} exists already", self.dir.join(taken).display()))
                .hint("choose an empty directory; nothing was written"));
        }
        judge(&text)?;
        for (name, text) in files {
            write(&self.dir, name, text)?;
        }
        let dir = self.dir.display();
        let (place, option) = match self.dir == Path::new(".") {
            true => ("here".to_owned(), String::new()),
            false => (format!("in {dir}"), format!(" -C {dir}")),
        };
        output.data(format!("Your campaign is {place}."))?;
        output.data("Replace people.csv and devices.csv by your exports, then:")?;
        output.data(format!("  heraut check{option}\n  heraut plan{option}"))?;
        Ok(exit::OK)
    }

    fn campaign(&self, output: &mut Output) -> Result<String> {
        let mut ask = Questions { talk: output, asks: std::io::stdin().is_terminal() };
        let organization = ask.unless(&self.organization, "Who is moving?", "Gemeente Voorbeeldstad")?;
        let from = ask.unless(&self.from, "From which system?", "MobileIron")?;
        let to = ask.unless(&self.to, "To which system?", "Microsoft Intune")?;
        let sender = ask.unless(&self.sender, "Which address is the mail from?", "servicedesk@example.org")?;
        let phone = ask.unless(&self.phone, "The helpdesk's telephone number?", "+31 20 555 0100")?;
        let language = ask.unless(&self.language, "Default language (nl or en)?", "nl")?;
        let timezone = ask.unless(&self.timezone, "Time zone?", "Europe/Amsterdam")?;
        let start = self.start.unwrap_or_else(|| first_monday(clock::now().date_naive()));
        let later = |days| (start + Days::new(days)).to_string();
        let offered = if language == "en" { "[en, nl]".to_owned() } else { format!("[{language}, en]") };
        let offered = if matches!(language.as_str(), "nl" | "en") { offered } else { format!("[{language}]") };
        let values = [
            ("id", format!("{}-{}", slug(&to), start.year())),
            ("name", quoted(&format!("{from} → {to}"))),
            ("organization", quoted(&organization)),
            ("timezone", quoted(&timezone)),
            ("language", language),
            ("offered", offered),
            ("sender", quoted(&sender)),
            ("phone", quoted(&phone)),
            ("helpdesk", quoted(&sender)),
            ("from", quoted(&from)),
            ("to", quoted(&to)),
            ("owner", quoted("the rollout manager")),
            ("pilot_start", start.to_string()),
            ("pilot_deadline", later(18)),
            ("gate_date", later(22)),
            ("rest_start", later(42)),
            ("rest_deadline", later(67)),
        ];
        let mut text = TEMPLATE.to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{{{name}}}}}"), &value);
        }
        Ok(text)
    }
}

struct Questions<'a> {
    talk: &'a mut Output,
    asks: bool,
}

impl Questions<'_> {
    /// The flag's value, else the answer, else the example.
    fn unless(&mut self, flag: &Option<String>, question: &str, example: &str) -> Result<String> {
        if let Some(value) = flag {
            return Ok(value.clone());
        }
        if !self.asks {
            return Ok(example.to_owned());
        }
        self.talk.say(format!("{question} [{example}]"));
        let mut answer = String::new();
        std::io::stdin()
            .lock()
            .read_line(&mut answer)
            .map_err(|e| Error::usage(format!("cannot read the answer: {e}")))?;
        let answer = answer.trim();
        Ok(if answer.is_empty() { example.to_owned() } else { answer.to_owned() })
    }
}

/// Whether what was answered makes a campaign; if not, with the line it would have been.
fn judge(text: &str) -> Result<()> {
    let files = [("campaign.yaml", text), ("people.csv", PEOPLE), ("devices.csv", DEVICES)];
    let bytes = |(name, text): (&str, &str)| (name.to_owned(), Arc::from(text.as_bytes()));
    let builtin = builtin::files().map(|(path, bytes)| (format!("{}{path}", builtin::PREFIX), Arc::from(bytes)));
    let mut inputs = Inputs::from_files(files.into_iter().map(bytes).chain(builtin).collect());
    match load(&mut inputs) {
        Ok(_) => Ok(()),
        Err(error) => Err(Error { kind: Kind::Usage, ..error }),
    }
}

/// A JSON string is a YAML double-quoted one.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn slug(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    if words.is_empty() { "migration".into() } else { words.join("-") }
}

fn first_monday(today: NaiveDate) -> NaiveDate {
    let about = today + Days::new(35);
    let to_monday = (7 - about.weekday().days_since(Weekday::Mon)) % 7;
    about + Days::new(u64::from(to_monday))
}

fn write(dir: &Path, name: &str, text: &str) -> Result<()> {
    let path = dir.join(name);
    let written = std::fs::create_dir_all(dir).and_then(|()| {
        let mut file = std::fs::File::create_new(&path)?;
        file.write_all(text.as_bytes())
    });
    written.map_err(|e| {
        Error::usage(format!("cannot write {}: {e}", path.display())).hint("is there such a file already?")
    })
}

const PEOPLE: &str = "\
userPrincipalName,displayName,givenName,surname,mail,department,city,preferredLanguage,manager,group
s.devries@example.org,Sanne de Vries,Sanne,de Vries,s.devries@example.org,IT,Utrecht,nl,j.jansen@example.org,pilot
j.jansen@example.org,Jan Jansen,Jan,Jansen,j.jansen@example.org,IT,Utrecht,nl,,
p.smith@example.org,Pat Smith,Pat,Smith,p.smith@example.org,Facilities,Utrecht,en,j.jansen@example.org,
";

const DEVICES: &str = "\
serial,name,model,manufacturer,platform,ownership,owner,os_version
F2LZK4XQ0001,iPhone van Sanne,iPhone 15,Apple,iOS,Corporate,s.devries@example.org,18.5
R58N30ABCDE,Galaxy van Jan,Galaxy A55,Samsung,Android,Corporate,j.jansen@example.org,15
C02ZK4XQ0003,iPhone of Pat,iPhone 14,Apple,iOS,Personal,p.smith@example.org,18.4
";
