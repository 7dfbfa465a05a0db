//! `heraut preview`: one message as a given person would get it, or all of them on one page.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::environment::variable;
use super::global::Global;
use super::output::Output;
use crate::app::Workspace;
use crate::app::preview::{self, Frame, for_browser};
use crate::error::{Error, Result, exit};
use crate::report::Scheme;

/// Show a message as a person would get it.
#[derive(Debug, Args)]
#[command(
    override_usage = "\
heraut preview [OPTIONS] <MESSAGE> [--person <PERSON>]
       heraut preview [OPTIONS] --all --out <DIR>",
    after_help = "\
Examples:
  heraut preview enrol-now --person j.jansen@example.org
  heraut preview reminder --person j.jansen@example.org --lang en
  heraut preview reminder --person j.jansen@example.org --lang en-XA
  heraut preview enrol-now --person j.jansen@example.org --format html --out mail.html
  heraut preview enrol-now --person j.jansen@example.org --format png --width 320 --dark --out mail.png
  heraut preview helpdesk-brief           what the helpdesk gets
  heraut preview --all --out gallery      every message, on one page"
)]
pub struct Preview {
    /// The message, such as `enrol-now`.
    #[arg(required_unless_present = "all")]
    message: Option<String>,
    /// For whom: user name, address or display name. Not needed for what goes to the helpdesk.
    #[arg(long, short, value_name = "PERSON")]
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
        let workspace = Workspace::open(&global.campaign, global.instant()?)?;
        match (&self.message, &self.out) {
            (Some(message), _) => self.one(message, &workspace, output),
            (None, Some(dir)) => all(dir, &workspace, output),
            (None, None) => Err(Error::usage("say which message, or `--all --out DIR`")),
        }
    }

    fn one(&self, message: &str, workspace: &Workspace, output: &mut Output) -> Result<u8> {
        let preview = preview::Preview::of(workspace, message, self.person.as_deref(), self.lang.as_deref())?;
        let person = preview.reader().map_or("the helpdesk", |person| &person.name);
        if !preview.is_planned {
            output.say(format!("`{message}` is not planned for {person} on a date; it would look like this.\n"));
        }
        let mail = preview.mail()?;
        let bytes = match self.format {
            Format::Text => {
                let from = &workspace.loaded.campaign.sender.from.address;
                format!("From: {from}\nTo: {}\nSubject: {}\n\n{}", mail.envelope_to, mail.subject, mail.text)
                    .into_bytes()
            }
            Format::Html => for_browser(&mail).into_bytes(),
            Format::Eml => mail.bytes,
            Format::Png => self.picture(&for_browser(&mail))?,
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
        preview::picture(html, Frame { width: self.width, scheme }, out, &variable)
    }
}

fn all(dir: &Path, workspace: &Workspace, output: &mut Output) -> Result<u8> {
    let gallery = preview::gallery(workspace, dir, &output.watcher())?;
    output.say(format!("{} messages are in {}; open it in a browser.", gallery.shown, gallery.index.display()));
    if gallery.failed > 0 {
        output.say(format!("{} could not be made; the page says why.", gallery.failed));
        return Ok(exit::FINDINGS);
    }
    Ok(exit::OK)
}
