//! `heraut preview`: one message as a given person would get it; `--all` is the gallery's.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::gallery;
use super::picture::{Frame, take};
use crate::campaign::{Channel, Loaded};
use crate::cli::args::Global;
use crate::cli::browser::for_browser;
use crate::cli::output::Output;
use crate::cli::workspace::Workspace;
use crate::compose::{Compositor, Order};
use crate::error::{Error, Result, exit};
use crate::l10n::{Pseudo, Tag};
use crate::report::{Scheme, find_person};
use crate::schedule::NoticeId;

/// Show a message as a person would get it.
#[derive(Debug, Args)]
#[command(
    override_usage = "\
heraut preview [OPTIONS] --person <PERSON> <MESSAGE>
       heraut preview [OPTIONS] --all --out <DIR>",
    after_help = "\
Examples:
  heraut preview enrol-now --person j.jansen@example.org
  heraut preview reminder --person j.jansen@example.org --lang en
  heraut preview reminder --person j.jansen@example.org --lang en-XA
  heraut preview enrol-now --person j.jansen@example.org --format html --out mail.html
  heraut preview enrol-now --person j.jansen@example.org --format png --width 320 --dark --out mail.png
  heraut preview --all --out gallery      every message, on one page"
)]
pub struct Preview {
    /// The message, such as `enrol-now`.
    #[arg(required_unless_present = "all")]
    message: Option<String>,
    /// For whom: user name, address or display name.
    #[arg(long, short, value_name = "PERSON", required_unless_present = "all")]
    person: Option<String>,
    /// Every message in every language, for one person of every kind there is in the data and a few invented ones: pages
    /// to review them on, in light, in dark, on a phone, without images, as text, and the languages beside each other;
    /// and each message as a file.
    #[arg(long, requires = "out", conflicts_with_all = ["message", "person", "lang", "format", "width", "dark"])]
    all: bool,
    /// In this language, instead of the person's own. `en-XA` (accented, longer) and `ar-XB` (from right to left) are
    /// made from `en` to try a layout.
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// What to show.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// With `--format png`: pixels from left to right.
    #[arg(long, value_name = "PIXELS", default_value_t = 720, value_parser = clap::value_parser!(u32).range(240..=2400))]
    width: u32,
    /// With `--format png`: as it looks where dark is preferred.
    #[arg(long)]
    dark: bool,
    /// Write it to a file; with `--all`, to a directory.
    #[arg(long, short, value_name = "PATH")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// The plain-text part, below sender, recipient and subject.
    Text,
    /// The HTML part, for a browser.
    Html,
    /// The whole message as it would go out, but not signed.
    Eml,
    /// A picture of the HTML part, painted by a browser: Chromium, Chrome or Edge (HERAUT_BROWSER says which).
    Png,
}

impl Preview {
    /// Renders it, or all.
    ///
    /// # Errors
    /// When there is no such message or person, or the template fails.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let workspace = Workspace::open(global)?;
        let compositor = Compositor::new(Arc::clone(&workspace.loaded), &workspace.inputs)?;
        match (&self.message, &self.person, &self.out) {
            (Some(message), Some(person), _) => self.one(message, person, &workspace, &compositor, output),
            (_, _, Some(dir)) => gallery::write(dir, &workspace, &compositor, output),
            _ => Err(Error::usage("say which message for whom, or `--all --out DIR`")),
        }
    }

    fn one(
        &self,
        message: &str,
        person: &str,
        workspace: &Workspace,
        compositor: &Compositor,
        output: &mut Output,
    ) -> Result<u8> {
        let (order, is_planned) = self.order(message, person, workspace, compositor)?;
        let person = compositor.person(&order).map(|p| p.name.clone()).unwrap_or_default();
        if !is_planned {
            output.say(format!("`{message}` is not planned for {person} on a date; it would look like this.\n"));
        }
        let mail = compositor.mail(&order, order.due.max(workspace.now), &[], None)?;
        let campaign = &workspace.loaded.campaign;
        let bytes = match self.format {
            Format::Text => {
                let from = &campaign.sender.from.address;
                format!("From: {from}\nTo: {}\nSubject: {}\n\n{}", mail.envelope_to, mail.subject, mail.text)
                    .into_bytes()
            }
            Format::Html => for_browser(&mail.html, campaign).into_bytes(),
            Format::Eml => mail.bytes,
            Format::Png => self.picture(&for_browser(&mail.html, campaign))?,
        };
        match &self.out {
            Some(file) => {
                std::fs::write(file, bytes)
                    .map_err(|e| Error::usage(format!("cannot write {}: {e}", file.display())))?;
                output.say(format!("`{message}` for {person} is in {}.", file.display()));
            }
            None => output.stream(|out| out.write_all(&bytes))?,
        }
        Ok(exit::OK)
    }

    /// The HTML as a picture.
    fn picture(&self, html: &str) -> Result<Vec<u8>> {
        let Some(out) = &self.out else {
            return Err(Error::usage("a picture goes to a file").hint("add `--out mail.png`"));
        };
        let scheme = if self.dark { Scheme::Dark } else { Scheme::Light };
        take(html, Frame { width: self.width, scheme }, out)
    }

    /// The person's own notice of this message and true when the plan has one; otherwise what it would be today.
    fn order(
        &self,
        message: &str,
        person: &str,
        workspace: &Workspace,
        compositor: &Compositor,
    ) -> Result<(Order, bool)> {
        let loaded = &workspace.loaded;
        let at = find_person(&loaded.people, person)?;
        let person = &loaded.people.persons[at];
        let language: Option<Tag> = match &self.lang {
            Some(text) => Some(text.parse().map_err(|e: crate::l10n::TagError| Error::usage(e.to_string()))?),
            None => None,
        };
        let made = workspace.plan()?;
        let planned = made
            .plan
            .notices
            .iter()
            .map(Order::from)
            .find(|order| order.person == Some(at as u32) && compositor.rule(order).message == *message);
        let is_planned = planned.is_some();
        let mut order = match planned {
            Some(order) => order,
            None => {
                let wave = compositor.membership().waves[at].unwrap_or(0);
                let wave_id = &loaded.campaign.waves[wave as usize].id;
                let (wave, phase, rule) =
                    compositor.find(wave_id, message).ok_or_else(|| no_message(compositor, message))?;
                let id = NoticeId::of(&loaded.campaign.id, wave_id, message, &person.id, 0);
                let language = person.language.tag.clone();
                let (person, channel, due) = (Some(at as u32), Channel::Mail, workspace.now);
                let history = compositor.example(wave, compositor.rule_at(phase, rule));
                Order { id, wave, phase, rule, person, occurrence: 0, channel, language, due, history }
            }
        };
        let wanted = language.as_ref().unwrap_or(&order.language);
        let chosen = loaded.catalogue.language_for(message, wanted, &loaded.campaign.languages);
        order.language = match (chosen, &language) {
            // Nobody reads these; they are made from the template of a language that is offered.
            (_, Some(asked)) if Pseudo::of(asked).is_some() => made_from(asked, message, loaded)?,
            (Some(tag), Some(asked)) if !asked.chain().any(|t| t == *tag) => {
                let text = format!("`{message}` is not offered in {asked}");
                return Err(Error::usage(text).hint("`languages: offered:` in campaign.yaml lists the languages"));
            }
            (Some(tag), _) => tag.clone(),
            (None, _) => return Err(no_message(compositor, message)),
        };
        Ok((order, is_planned))
    }
}

/// A pseudo-locale, when there is a template to make it from.
fn made_from(asked: &Tag, message: &str, loaded: &Loaded) -> Result<Tag> {
    let source = Pseudo::of(asked).map_or("en", |pseudo| pseudo.tags().1);
    let offered = loaded.campaign.languages.offered.iter().any(|tag| tag.as_str() == source);
    let exists = loaded.catalogue.messages.get(message).is_some_and(|languages| languages.contains_key(source));
    if offered && exists {
        return Ok(asked.clone());
    }
    let text = format!("{asked} is made from `{message}` in {source}, which this campaign does not offer");
    Err(Error::usage(text).hint(format!("add {source} to `languages: offered:` in campaign.yaml")))
}

fn no_message(compositor: &Compositor, wanted: &str) -> Error {
    let campaign = &compositor.loaded().campaign;
    let names: Vec<&str> = campaign.phases.iter().flat_map(|p| &p.messages).map(|rule| rule.message.as_str()).collect();
    Error::usage(format!("the campaign has no message `{wanted}`")).hint(format!("messages: {}", names.join(", ")))
}
