//! Paper for nobody in particular: posters and handouts. They come from what was approved, for the waves in which the
//! plan tells the message; the ledger is only read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::basis::Basis;
use super::folder::{self, Folder};
use super::how::threads;
use crate::app::observer::{Observer, Work, Working};
use crate::campaign::PaperSize;
use crate::compose::{Composer, PublicForm, PublicMessage};
use crate::error::Result;
use crate::l10n::Tag;
use crate::print::run::{Job, Printed, separate};
use crate::print::{Fonts, Form, Paper, Printer};

/// What to print for anyone, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ForAnyone {
    /// The message.
    pub message: String,
    /// Only for this wave; otherwise for each that is told the message.
    pub wave: Option<String>,
    /// Only in this language; otherwise in each that the message has.
    pub language: Option<String>,
    /// The folder to write, which must not be there, or be empty; otherwise one in `print/` in the campaign directory.
    pub out: Option<PathBuf>,
    /// Where there are typefaces for names that the built-in ones cannot write.
    pub font_dir: Option<PathBuf>,
    /// On other paper than the campaign's; a poster has a size of its own.
    pub paper: Option<PaperSize>,
    /// From the working files, to look at before anything is approved.
    pub draft: bool,
}

/// What was printed for anyone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pile {
    /// How many files.
    pub files: usize,
    /// The folder they are in.
    pub folder: PathBuf,
}

/// One file.
pub(super) struct Piece {
    /// Its name, without the ending.
    pub(super) stem: String,
    /// What is on it.
    pub(super) message: PublicMessage,
}

impl Piece {
    /// A piece in each language that is wanted. `stem` names it.
    pub(super) fn in_each_language(
        basis: &Basis,
        message: &PublicMessage,
        stem: impl Fn(&Tag) -> String,
    ) -> Vec<Piece> {
        let drafted = if basis.ledger.is_some() { "" } else { "draft-" };
        let piece = |language: &Tag| Piece {
            stem: format!("{drafted}{}", stem(language)),
            message: PublicMessage { language: language.clone(), ..message.clone() },
        };
        basis.languages.iter().map(piece).collect()
    }
}

/// Prints the pieces, all of them or none.
///
/// # Errors
/// When one cannot be printed as it is, with all that is wrong; then nothing is left behind.
pub(super) fn print(
    dir: &Path,
    basis: &Basis,
    pieces: &[Piece],
    (form, public): (Form, PublicForm),
    what: &ForAnyone,
    now: DateTime<Utc>,
    observer: &dyn Observer,
) -> Result<Pile> {
    let folders = if public == PublicForm::Poster { "posters" } else { "handouts" };
    let fonts = what.font_dir.as_deref().map_or_else(|| Ok(Fonts::embedded()), Fonts::with_dir)?;
    let campaign = &basis.composer.loaded().campaign;
    let printer = Printer::new(Arc::clone(campaign), &basis.inputs, fonts, basis.issued)?.on(what.paper);
    let job = Job { printer: &printer, form, threads: threads(), only_look: false };
    // The ledger is no thread's but this one's.
    let composer = &basis.composer;
    let made = |at: usize| paper(composer, &pieces[at], public);
    let day = now.with_timezone(&campaign.timezone).date_naive();
    let usual = folder::usual(dir, folders, day);
    let mut folder = Folder::open(what.out.as_deref(), &usual, basis.ledger.as_deref())?;
    let work = Working::begin(observer, Work::Printing, pieces.len() as u64);
    let keep = |at: usize, printed: Printed| {
        work.advance(1);
        folder.write(&format!("{}.pdf", pieces[at].stem), &printed.bytes)
    };
    separate(&job, pieces.len(), made, keep)?;
    drop(work);
    folder.keep()?;
    folder.finish()?;
    Ok(Pile { files: pieces.len(), folder: folder.path().to_owned() })
}

fn paper<'a>(composer: &'a Composer, piece: &Piece, public: PublicForm) -> Result<Paper<'a>> {
    let Piece { stem, message } = piece;
    let campaign = &composer.loaded().campaign;
    Ok(Paper {
        id: format!("{} {stem}", campaign.id),
        number: None,
        person: None,
        wave: &campaign.waves[usize::from(message.wave)],
        due: message.due,
        paths: message.kinds.iter().map(|kind| kind.path).collect(),
        content: composer.public(message, public)?,
    })
}
