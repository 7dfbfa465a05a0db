//! `heraut preview --all`: renders what there is to look at and writes the page.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::check::{Specimen, Trait, specimens};
use crate::cli::browser::for_browser;
use crate::cli::output::Output;
use crate::cli::workspace::Workspace;
use crate::compose::Compositor;
use crate::error::{Error, Result, exit};
use crate::report::{self, Exhibit, Feature, Shown};

/// The page's file.
const INDEX: &str = "index.html";
/// The folder of the mails it shows.
const MAILS: &str = "mails";

/// Writes the gallery into a directory that is not there yet, is empty, or has an older gallery, which it replaces.
///
/// # Errors
/// When the directory has something else in it, or cannot be written.
pub(super) fn write(dir: &Path, workspace: &Workspace, compositor: &Compositor, output: &mut Output) -> Result<u8> {
    clear(dir)?;
    let mut chosen = specimens(compositor, workspace.now);
    // A later time differs from the first by its words, not by its reader: one reader of it is enough.
    let mut later = BTreeSet::new();
    chosen.retain(|Specimen { order, .. }| {
        order.occurrence == 0 || later.insert((order.phase, order.rule, order.language.clone()))
    });
    let bar = output.progress("Rendering", chosen.len() as u64);
    let exhibits: Vec<Exhibit> =
        chosen.iter().map(|specimen| exhibit(specimen, compositor)).inspect(|_| bar.inc(1)).collect();
    bar.finish_and_clear();
    let files = report::gallery(&compositor.loaded().campaign, &exhibits, workspace.now);
    for (path, bytes) in files {
        let path = dir.join(path);
        path.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&path, bytes))
            .map_err(|e| wrong(&path, &e))?;
    }
    let failed = exhibits.iter().filter(|one| one.mail.is_err()).count();
    let index = dir.join(INDEX);
    output.say(format!("{} messages are in {}; open it in a browser.", exhibits.len() - failed, index.display()));
    if failed > 0 {
        output.say(format!("{failed} could not be made; the page and `heraut check` say why."));
        return Ok(exit::FINDINGS);
    }
    Ok(exit::OK)
}

/// Renders one for the page; a failure is part of what there is to see.
fn exhibit(specimen: &Specimen, compositor: &Compositor) -> Exhibit {
    let order = &specimen.order;
    let reader = match compositor.person(order) {
        Some(person) => person.name.clone(),
        None => compositor.loaded().campaign.helpdesk.email.clone().unwrap_or_default(),
    };
    let whose = format!("{}: ", compositor.describe(order));
    let mail = compositor.mail(order, order.due, &[], None);
    Exhibit {
        phase: order.phase,
        rule: order.rule,
        language: order.language.clone(),
        occurrence: order.occurrence,
        due: order.due,
        reader,
        features: specimen.traits.iter().map(|kind| feature(*kind)).collect(),
        mail: match mail {
            Ok(mail) => Ok(Shown {
                to: mail.envelope_to,
                subject: mail.subject,
                html: for_browser(&mail.html, &compositor.loaded().campaign),
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

fn feature(kind: Trait) -> Feature {
    match kind {
        Trait::Device(platform, ownership) => Feature::Device(platform, ownership),
        Trait::SeveralDevices => Feature::SeveralDevices,
        Trait::NoDevice => Feature::NoDevice,
        Trait::Details { model, name, serial } => Feature::Lacks { model: !model, name: !name, serial: !serial },
        Trait::NoGivenName => Feature::NoGivenName,
        Trait::LongestName => Feature::LongestName,
        Trait::NameWithSigns => Feature::NameWithSigns,
        Trait::AnotherZone => Feature::AnotherZone,
        Trait::Manager => Feature::Manager,
        Trait::Helpdesk => Feature::Helpdesk,
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
