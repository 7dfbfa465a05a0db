//! A few messages to look at.

use std::path::PathBuf;
use std::sync::Arc;

use super::files::put;
use crate::app::preview::for_browser;
use crate::app::workspace::Workspace;
use crate::compose::{Composer, ResolvedNotice};
use crate::error::Result;

/// Message, part of whose user name, file.
const LOOK: [(&str, &str, &str); 4] = [
    ("announcement", "r.maduro", "announcement.nl.html"),
    ("enrol-now", "c.obrien", "enrol-now-three-devices.html"),
    ("reminder", "a.molenaar", "reminder.html"),
    ("deadline-notice", "j.weiss", "deadline-notice.html"),
];

/// Writes a few messages of the demo as pages for a browser, into `look/`, and returns the files.
///
/// # Errors
/// When one cannot be rendered or written.
pub fn look(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let plan = workspace.plan()?.plan;
    let composer = Composer::new(Arc::clone(&workspace.loaded), &workspace.inputs)?;
    let mut pages = Vec::new();
    for (message, who, file) in LOOK {
        let found = plan.notices.iter().map(ResolvedNotice::from).find(|notice| {
            composer.rule(notice).message == message
                && composer.person(notice).is_some_and(|person| person.id.starts_with(who))
        });
        let Some(notice) = found else { continue };
        let mail = composer.mail(&notice, notice.due, &[], None)?;
        let name = format!("look/{file}");
        put(&workspace.dir, &name, for_browser(&mail).as_bytes())?;
        pages.push(workspace.dir.join(name));
    }
    Ok(pages)
}
