//! One sheet from the working files, to look at before anything is approved.

use std::sync::Arc;

use super::how::How;
use super::press::Press;
use super::select::{Chosen, form};
use crate::app::preview::Preview;
use crate::app::workspace::Workspace;
use crate::campaign::Channel;
use crate::error::Result;
use crate::print::{Form, Printer};

/// The sheet of a message for its reader, without a number, as a PDF, and on what it would be printed; the ledger is not
/// asked or told. A message that goes on paper by letter only is a letter, one to the helpdesk a brief.
///
/// # Errors
/// When the sheet cannot be read as it would be.
pub fn draft(workspace: &Workspace, preview: &Preview, how: How) -> Result<(Form, Vec<u8>)> {
    let Preview { composer, notice, .. } = preview;
    let channels = &composer.rule(notice).channels;
    let is_by_letter = channels.contains(&Channel::Letter) && !channels.contains(&Channel::Print);
    let form = form(notice, if is_by_letter { Channel::Letter } else { Channel::Print }, how.large);
    let campaign = Arc::clone(&workspace.loaded.campaign);
    let printer = Printer::new(campaign, &workspace.inputs, how.fonts, workspace.now)?.on(how.paper);
    let printer = printer.posting_to(&workspace.loaded.people.persons);
    let press = Press { composer, printer: &printer, threads: how.threads };
    let bytes = press.single(&Chosen { notice: notice.clone(), migrated: Vec::new(), form })?;
    Ok((form, bytes))
}
