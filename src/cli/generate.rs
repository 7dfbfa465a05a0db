//! `heraut generate`: what packages, editors and authors of templates need.

use std::path::PathBuf;

use clap::{Args, CommandFactory, Subcommand};

use super::args::Cli;
use super::output::Output;
use crate::app::init::schema;
use crate::builtin;
use crate::check;
use crate::error::{Error, Result, did_you_mean, exit};

/// Write shell completions, man pages, the schema of campaign.yaml, the table of rules or a built-in template.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut generate completions bash > /usr/share/bash-completion/completions/heraut
  heraut generate man /usr/local/share/man/man1
  heraut generate schema > campaign.schema.json
  heraut generate rules                           the table of docs/checks.md
  heraut generate template                        what can be made one's own
  heraut generate template templates/layout/sheet.typ > sheet.typ")]
pub struct Generate {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Completions for a shell, on stdout.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Man pages, one a verb, into a directory.
    Man {
        /// The directory; made if it is not there.
        dir: PathBuf,
    },
    /// The JSON Schema of campaign.yaml, on stdout.
    Schema,
    /// Every rule of `heraut check` as a Markdown table, on stdout.
    Rules,
    /// A built-in template or text, on stdout: copy it into the campaign directory to change it.
    Template {
        /// Its path, as it is in a campaign; without it every path is listed.
        path: Option<String>,
    },
}

impl Generate {
    /// Writes it.
    ///
    /// # Errors
    /// When the directory cannot be written, or there is no such template.
    pub fn execute(&self, output: &mut Output) -> Result<u8> {
        match &self.what {
            What::Completions { shell } => {
                let mut text = Vec::new();
                clap_complete::generate(*shell, &mut Cli::command(), "heraut", &mut text);
                output.stream(|out| out.write_all(&text))?;
            }
            What::Man { dir } => {
                let written = std::fs::create_dir_all(dir).and_then(|()| clap_mangen::generate_to(Cli::command(), dir));
                written.map_err(|e| Error::usage(format!("cannot write man pages to {}: {e}", dir.display())))?;
                output.say(format!("Man pages are in {}.", dir.display()));
            }
            What::Schema => output.data(schema())?,
            What::Rules => output.data(rules_table())?,
            What::Template { path: Some(path) } => {
                let (_, text) = all().find(|(known, _)| known == path).ok_or_else(|| unknown(path))?;
                output.stream(|out| out.write_all(text))?;
            }
            What::Template { path: None } => {
                let paths: Vec<String> = all().map(|(path, _)| path).collect();
                output.data(paths.join("\n"))?;
            }
        }
        Ok(exit::OK)
    }
}

/// What all campaigns share and then each kit's own, by where they are: `kits/windows-11/templates/…`.
fn all() -> impl Iterator<Item = (String, &'static [u8])> {
    let of = |kit: &'static str| {
        let files = builtin::kit(kit).into_iter().filter(|(path, _)| !path.starts_with("demo/"));
        files.map(move |(path, bytes)| (format!("kits/{kit}/{path}"), bytes))
    };
    builtin::files().chain(builtin::kits().into_iter().flat_map(of))
}

fn unknown(path: &str) -> Error {
    let files: Vec<(String, _)> = all().collect();
    let known = files.iter().map(|(path, _)| path.as_str());
    let all = || "`heraut generate template` lists them".to_owned();
    Error::usage(format!("there is no built-in template `{path}`")).hint(did_you_mean(path, known, 4, all))
}

/// Every rule of `heraut check` as a Markdown table, in the order of the registry; `docs/checks.md` holds it.
fn rules_table() -> String {
    let mut table =
        "| rule | severity | what it finds | why | what to do | source | can be allowed |\n|---|---|---|---|---|---|---|\n"
            .to_owned();
    for rule in check::rules() {
        // A bar would end the cell, even between backticks.
        let cell = |text: &str| text.replace('|', "\\|");
        let allowed = if rule.can_be_allowed() { "yes" } else { "no" };
        let [title, why, mend, source] = [rule.title, rule.why, rule.mend, rule.source].map(cell);
        let (id, severity) = (rule.id, rule.severity);
        table += &format!("| `{id}` | {severity} | {title} | {why} | {mend} | {source} | {allowed} |\n");
    }
    table
}
