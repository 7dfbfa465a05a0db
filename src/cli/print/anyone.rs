//! Paper for nobody in particular: posters and handouts. They come from what was approved, for the waves in which the
//! plan tells the message; the ledger is only read.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use clap::Args;

use super::folder::{self, Folder};
use super::select::known;
use crate::app::{Locked, Workspace};
use crate::campaign::{Campaign, Device, Inputs};
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::compose::{Composer, PublicForm, PublicMessage, ResolvedNotice, can_be_public};
use crate::error::{Error, Result, exit};
use crate::l10n::Tag;
use crate::ledger::{Filter, Ledger, State};
use crate::print::run::{Job, Printed, separate};
use crate::print::{Fonts, Form, Paper, Printer};

/// What to print of what, and where.
#[derive(Debug, Args)]
pub struct Which {
    /// The message.
    #[arg(long, value_name = "MESSAGE")]
    message: String,
    /// Only for this wave; otherwise for each that is told the message.
    #[arg(long, value_name = "WAVE")]
    wave: Option<String>,
    /// Only in this language; otherwise in each that the message has.
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// The folder to write; it must not be there, or be empty. Otherwise one in `print/` in the campaign directory.
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Typefaces for names that the built-in ones cannot write.
    #[arg(long, value_name = "DIR")]
    font_dir: Option<PathBuf>,
    /// From the working files, to look at before anything is approved.
    #[arg(long)]
    draft: bool,
}

impl Which {
    /// The message.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// One file.
pub struct Piece {
    /// Its name, without the ending.
    pub stem: String,
    /// What is on it.
    pub open: PublicMessage,
}

/// Where it is printed from.
pub struct Basis {
    composer: Composer,
    inputs: Inputs,
    /// What dates the files.
    issued: DateTime<Utc>,
    ledger: Option<Box<dyn Ledger>>,
    phase: u16,
    rule: u16,
    /// When the message is due first, by position of the wave.
    due: BTreeMap<u16, DateTime<Utc>>,
    languages: Vec<Tag>,
}

/// What says whom the message is told, and when.
enum Source {
    Ledger(Box<dyn Ledger>),
    Files(Workspace),
}

impl Basis {
    /// Finds what is wanted in what was approved, or in the working files.
    ///
    /// # Errors
    /// When nothing was approved, what is wanted is not there, or it is not for anyone.
    pub fn open(which: &Which, global: &Global, output: &mut Output) -> Result<Self> {
        let (loaded, inputs, issued, source) = if which.draft {
            let workspace = Workspace::open(&global.campaign, global.instant()?)?;
            (Arc::clone(&workspace.loaded), workspace.inputs.clone(), workspace.now, Source::Files(workspace))
        } else {
            let locked = Locked::open(&global.campaign)?;
            tell_changed(global, output);
            (locked.loaded, locked.inputs, locked.approval.at, Source::Ledger(locked.ledger))
        };
        let composer = Composer::new(loaded, &inputs)?;
        let campaign = Arc::clone(&composer.loaded().campaign);
        let messages = || campaign.phases.iter().flat_map(|phase| &phase.messages).map(|rule| &*rule.message);
        known("message", &which.message, messages().collect())?;
        let waves: Vec<&str> = campaign.waves.iter().map(|wave| &*wave.id).collect();
        if let Some(wave) = &which.wave {
            known("wave", wave, waves.clone())?;
        }
        let first = campaign.waves.first().ok_or_else(|| Error::campaign("the campaign has no wave"))?;
        let (_, phase, rule) =
            composer.find(&first.id, &which.message).ok_or_else(|| Error::bug("a message is lost"))?;
        can_be_public(composer.rule_at(phase, rule))?;
        let languages = languages(which, &composer)?;

        let (mut due, ledger) = match source {
            Source::Ledger(ledger) => (approved(&*ledger, &composer, &which.message)?, Some(ledger)),
            Source::Files(workspace) => (planned(&workspace, &composer, &which.message)?, None),
        };
        if let Some(wanted) = &which.wave {
            let told: Vec<&str> = due.keys().map(|wave| waves[usize::from(*wave)]).collect();
            if !told.contains(&wanted.as_str()) {
                let error = Error::usage(format!("the plan tells `{}` to nobody in wave `{wanted}`", which.message));
                let others = format!("it is told in: {}", told.join(", "));
                return Err(if told.is_empty() { error } else { error.hint(others) });
            }
            due.retain(|wave, _| waves[usize::from(*wave)] == wanted);
        }
        if due.is_empty() {
            return Err(Error::usage(format!("the plan tells `{}` to nobody", which.message)));
        }
        Ok(Basis { composer, inputs, issued, ledger, phase, rule, due, languages })
    }

    /// The waves, by position, with their ids and the kinds of devices there are in them.
    pub fn waves(&self) -> impl Iterator<Item = (u16, &str, Vec<Device>)> {
        let campaign = self.campaign();
        self.due.keys().map(|wave| (*wave, &*campaign.waves[usize::from(*wave)].id, self.composer.kinds(*wave)))
    }

    /// A file in each language. `stem` names it.
    pub fn pieces(&self, wave: u16, kinds: &[Device], stem: impl Fn(&Tag) -> String) -> Vec<Piece> {
        let (phase, rule, due) = (self.phase, self.rule, self.due[&wave]);
        let drafted = if self.ledger.is_some() { "" } else { "draft-" };
        let piece = |language: &Tag| Piece {
            stem: format!("{drafted}{}", stem(language)),
            open: PublicMessage { wave, phase, rule, language: language.clone(), kinds: kinds.to_vec(), due },
        };
        self.languages.iter().map(piece).collect()
    }

    /// Prints the pieces, all of them or none.
    ///
    /// # Errors
    /// When one cannot be printed as it is, with all that is wrong; then nothing is left behind.
    pub fn print(
        &self,
        pieces: &[Piece],
        (form, anyone): (Form, PublicForm),
        which: &Which,
        global: &Global,
        output: &mut Output,
    ) -> Result<u8> {
        let name = if anyone == PublicForm::Poster { "poster" } else { "handout" };
        let fonts = which.font_dir.as_deref().map_or_else(|| Ok(Fonts::embedded()), Fonts::with_dir)?;
        let printer = Printer::new(Arc::clone(self.campaign()), &self.inputs, fonts, self.issued)?;
        let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let job = Job { printer: &printer, form, threads, only_look: false };
        // The ledger is no thread's but this one's.
        let composer = &self.composer;
        let made = |at: usize| paper(composer, &pieces[at], anyone);
        let day = global.instant()?.with_timezone(&self.campaign().timezone).date_naive();
        let usual = folder::usual(&global.campaign, &format!("{name}s"), day);
        let mut folder = Folder::open(which.out.as_deref(), &usual, self.ledger.as_deref())?;
        let bar = output.progress("Printing", pieces.len() as u64);
        let keep = |at: usize, printed: Printed| {
            bar.inc(1);
            folder.write(&format!("{}.pdf", pieces[at].stem), &printed.bytes)
        };
        let printed = separate(&job, pieces.len(), made, keep);
        bar.finish_and_clear();
        printed?;
        folder.keep()?;
        folder.finish()?;
        let ending = if pieces.len() == 1 { "" } else { "s" };
        output.data(format!("{} {name}{ending} in {}.", pieces.len(), folder.path().display()))?;
        Ok(exit::OK)
    }

    fn campaign(&self) -> &Arc<Campaign> {
        &self.composer.loaded().campaign
    }
}

fn paper<'a>(composer: &'a Composer, piece: &Piece, anyone: PublicForm) -> Result<Paper<'a>> {
    let Piece { stem, open } = piece;
    let campaign = &composer.loaded().campaign;
    Ok(Paper {
        id: format!("{} {stem}", campaign.id),
        number: None,
        person: None,
        wave: &campaign.waves[usize::from(open.wave)],
        due: open.due,
        content: composer.public(open, anyone)?,
    })
}

/// The languages the message is written in, of those that are offered and wanted.
fn languages(which: &Which, composer: &Composer) -> Result<Vec<Tag>> {
    let loaded = composer.loaded();
    let offered = &loaded.campaign.languages.offered;
    let written = loaded.catalogue.messages.get(&which.message);
    let mut languages: Vec<Tag> =
        offered.iter().filter(|tag| written.is_some_and(|written| written.contains_key(*tag))).cloned().collect();
    if let Some(wanted) = &which.lang {
        let wanted: Tag = wanted.parse().map_err(|e: crate::l10n::TagError| Error::usage(e.to_string()))?;
        if !languages.contains(&wanted) {
            let names: Vec<&str> = languages.iter().map(Tag::as_str).collect();
            return Err(Error::usage(format!("`{}` is not offered in {wanted}", which.message))
                .hint(format!("its languages: {}", names.join(", "))));
        }
        languages = vec![wanted];
    }
    Ok(languages)
}

/// When each wave is told the message first, by the ledger.
fn approved(ledger: &dyn Ledger, composer: &Composer, message: &str) -> Result<BTreeMap<u16, DateTime<Utc>>> {
    let rows = ledger.list(&Filter::default())?;
    let told = rows.iter().filter(|row| row.state != State::Cancelled && row.entry.message == message);
    Ok(earliest(told.filter_map(|row| Some((composer.find(&row.entry.wave, message)?.0, row.entry.due)))))
}

/// When each wave would be told the message first, by the working files.
fn planned(workspace: &Workspace, composer: &Composer, message: &str) -> Result<BTreeMap<u16, DateTime<Utc>>> {
    let made = workspace.plan()?;
    let orders = made.plan.notices.iter().map(ResolvedNotice::from);
    let told = orders.filter(|order| composer.rule(order).message == message);
    Ok(earliest(told.map(|order| (order.wave, order.due))))
}

fn earliest(told: impl Iterator<Item = (u16, DateTime<Utc>)>) -> BTreeMap<u16, DateTime<Utc>> {
    let mut first = BTreeMap::new();
    for (wave, due) in told {
        first.entry(wave).and_modify(|known: &mut DateTime<Utc>| *known = due.min(*known)).or_insert(due);
    }
    first
}

/// Says so when the working files are not what was approved. Files that cannot be read stop nothing that was.
fn tell_changed(global: &Global, output: &mut Output) {
    let changed = global
        .instant()
        .and_then(|now| Workspace::open(&global.campaign, now))
        .and_then(|workspace| workspace.changed_files());
    let what = match changed.map(|files| files.len()) {
        Ok(0) => return,
        Ok(1) => "1 file is not as it was approved".to_owned(),
        Ok(n) => format!("{n} files are not as they were approved"),
        Err(_) => "the working files cannot be read".to_owned(),
    };
    output.say(format!("What was approved is printed; {what}. `--draft` prints the working files."));
}
