//! Every message on one page: renders what there is to look at and writes it.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::html::for_browser;
use crate::app::observer::{Observer, Work, Working};
use crate::app::workspace::Workspace;
use crate::check::{InventedReader, ReaderKind, Sample, Unusual, invented_readers, samples};
use crate::compose::{Composer, ResolvedNotice};
use crate::error::{Error, Result};
use crate::report::{self, Exhibit, Feature, Shown};

/// The page's file.
const INDEX: &str = "index.html";
/// Files beside it that not every gallery has.
const OTHERS: [&str; 2] = ["languages.html", "index.json"];
/// The folder of the mails it shows.
const MAILS: &str = "mails";

/// A gallery that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gallery {
    /// The page to open.
    pub index: PathBuf,
    /// How many messages it shows.
    pub shown: usize,
    /// How many could not be made; the page says why.
    pub failed: usize,
}

/// Writes every message of the working files into a directory that is not there yet, is empty, or has an older gallery,
/// which it replaces.
///
/// # Errors
/// When the directory has something else in it, or cannot be written.
pub fn gallery(workspace: &Workspace, dir: &Path, observer: &dyn Observer) -> Result<Gallery> {
    let composer = Composer::new(Arc::clone(&workspace.loaded), &workspace.inputs)?;
    clear(dir)?;
    let exhibits = exhibits(workspace, &composer, observer)?;
    for (path, bytes) in report::gallery(&workspace.loaded.campaign, &exhibits, workspace.now) {
        let path = dir.join(path);
        path.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&path, bytes))
            .map_err(|e| wrong(&path, &e))?;
    }
    let failed = exhibits.iter().filter(|one| one.mail.is_err()).count();
    Ok(Gallery { index: dir.join(INDEX), shown: exhibits.len() - failed, failed })
}

/// Renders what there is to look at, in the order of the campaign.
fn exhibits(workspace: &Workspace, composer: &Composer, observer: &dyn Observer) -> Result<Vec<Exhibit>> {
    let mut chosen = samples(composer, workspace.now);
    // A later time differs from the first by its words, not by its reader: one reader of it is enough.
    let invented = invented_readers(&chosen, composer.loaded(), &workspace.inputs)?;
    let mut later = BTreeSet::new();
    chosen.retain(|Sample { notice, .. }| {
        notice.occurrence == 0 || later.insert((notice.phase, notice.rule, notice.language.clone()))
    });
    let all = chosen.len() + invented.iter().map(|reader| reader.notices.len()).sum::<usize>();
    let work = Working::begin(observer, Work::Exhibiting, all as u64);
    let known = chosen.iter().map(|Sample { notice, kinds }| {
        let features = kinds.iter().map(|kind| feature(*kind)).collect();
        exhibit(notice, features, composer)
    });
    let all = known.chain(invented.iter().flat_map(thought_up)).inspect(|_| work.advance(1));
    let mut exhibits: Vec<Exhibit> = all.collect();
    exhibits.sort_by(|a, b| (a.phase, a.rule, &a.language).cmp(&(b.phase, b.rule, &b.language)));
    Ok(exhibits)
}

/// Renders one for the page; a failure is part of what there is to see.
fn exhibit(notice: &ResolvedNotice, features: Vec<Feature>, composer: &Composer) -> Exhibit {
    let reader = match composer.person(notice) {
        Some(person) => person.name.clone(),
        None => composer.loaded().campaign.helpdesk.email.clone().unwrap_or_default(),
    };
    let whose = format!("{}: ", composer.describe(notice));
    let mail = composer.mail(notice, notice.due, &[], None);
    Exhibit {
        phase: notice.phase,
        rule: notice.rule,
        language: notice.language.clone(),
        occurrence: notice.occurrence,
        due: notice.due,
        reader,
        features,
        paths: composer.paths(notice, &[]),
        mail: match mail {
            Ok(mail) => Ok(Shown {
                html: for_browser(&mail),
                to: mail.envelope_to,
                subject: mail.subject,
                sent_html: mail.html,
                text: mail.text,
                bytes: mail.bytes,
            }),
            Err(error) => {
                let said = error.problems.iter().map(|problem| problem.message.trim_start_matches(&whose));
                Err(said.collect::<Vec<_>>().join("; "))
            }
        },
    }
}

/// The messages for an invented reader. A template may count on the telephone that the campaign has: what fails without
/// one will not happen, and is left out.
fn thought_up(reader: &InventedReader) -> impl Iterator<Item = Exhibit> {
    let may_fail = reader.unusual.contains(&Unusual::NoPhone);
    let features: Vec<Feature> =
        reader.unusual.iter().map(|kind| unusual(*kind)).chain([Feature::InventedReader]).collect();
    let exhibits = reader.notices.iter().map(move |notice| exhibit(notice, features.clone(), &reader.composer));
    exhibits.filter(move |one| one.mail.is_ok() || !may_fail)
}

fn unusual(kind: Unusual) -> Feature {
    match kind {
        Unusual::LongName => Feature::LongestName,
        Unusual::ThreeDevices => Feature::SeveralDevices,
        Unusual::RightToLeftName => Feature::RightToLeftName,
        Unusual::NameWithSigns => Feature::NameWithSigns,
        Unusual::NoDevice => Feature::NoDevice,
        Unusual::NoPhone => Feature::NoPhone,
    }
}

fn feature(kind: ReaderKind) -> Feature {
    match kind {
        ReaderKind::Device(platform, ownership) => Feature::Device(platform, ownership),
        ReaderKind::Path(path) => Feature::Path(path),
        ReaderKind::SeveralDevices => Feature::SeveralDevices,
        ReaderKind::NoDevice => Feature::NoDevice,
        ReaderKind::Details { model, name, serial } => Feature::Lacks { model: !model, name: !name, serial: !serial },
        ReaderKind::NoGivenName => Feature::NoGivenName,
        ReaderKind::LongestName => Feature::LongestName,
        ReaderKind::NameWithSigns => Feature::NameWithSigns,
        ReaderKind::AnotherZone => Feature::AnotherZone,
        ReaderKind::Appointment { .. } => Feature::Appointment,
        ReaderKind::Manager => Feature::Manager,
        ReaderKind::Helpdesk => Feature::Helpdesk,
    }
}

/// Makes room: takes an older gallery away, and nothing that is not one.
fn clear(dir: &Path) -> Result<()> {
    let is_empty = match fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == ErrorKind::NotFound => true,
        Err(error) => return Err(wrong(dir, &error)),
    };
    if is_empty {
        return Ok(());
    }
    let index = dir.join(INDEX);
    if !fs::read_to_string(&index).is_ok_and(|page| page.contains(report::GALLERY_MARK)) {
        return Err(Error::usage(format!("{} has something in it that is not a gallery", dir.display()))
            .hint("name a directory that is empty or not there yet"));
    }
    for file in OTHERS {
        match fs::remove_file(dir.join(file)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(wrong(&dir.join(file), &error)),
            _ => {}
        }
    }
    let mails = dir.join(MAILS);
    let Ok(entries) = fs::read_dir(&mails) else { return Ok(()) };
    for entry in entries {
        let path = entry.map_err(|e| wrong(&mails, &e))?.path();
        if path.extension().is_some_and(|kind| kind == "html" || kind == "eml") {
            fs::remove_file(&path).map_err(|e| wrong(&path, &e))?;
        }
    }
    Ok(())
}

fn wrong(path: &Path, error: &io::Error) -> Error {
    Error::usage(format!("cannot write {}: {error}", path.display()))
}
