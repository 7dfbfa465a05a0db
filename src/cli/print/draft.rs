//! One sheet from the working files, to look at before anything is approved.

use std::path::Path;
use std::sync::Arc;

use super::press::Press;
use super::select::{Chosen, Wanted, form};
use super::verb::How;
use crate::app::Workspace;
use crate::campaign::Channel;
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::cli::preview;
use crate::compose::Composer;
use crate::error::{Error, Result, exit};
use crate::print::Printer;

/// Writes the sheet of a message for a person to `out`, without a number; the ledger is not asked or told. A message that
/// goes on paper by letter only is a letter, one to the helpdesk a brief.
///
/// # Errors
/// When there is no such message or person, or the sheet cannot be read as it would be.
pub fn print(wanted: &Wanted, out: &Path, how: How, global: &Global, output: &mut Output) -> Result<u8> {
    let Some(message) = &wanted.message else {
        return Err(Error::usage("say which message: `--message M`"));
    };
    let (person, language) = (wanted.person.as_deref(), wanted.lang.as_deref());
    let workspace = Workspace::open(&global.campaign, global.instant()?)?;
    let composer = Composer::new(Arc::clone(&workspace.loaded), &workspace.inputs)?;
    let (order, is_planned) = preview::order(message, person, language, &workspace, &composer)?;
    let name = composer.person(&order).map_or("the helpdesk", |person| &person.name).to_owned();
    if !is_planned {
        output.say(format!("`{message}` is not planned for {name} on a date; it would look like this."));
    }
    let channels = &composer.rule(&order).channels;
    let is_by_letter = channels.contains(&Channel::Letter) && !channels.contains(&Channel::Print);
    let form = form(&order, if is_by_letter { Channel::Letter } else { Channel::Print }, how.large);
    let campaign = Arc::clone(&workspace.loaded.campaign);
    let printer = Printer::new(campaign, &workspace.inputs, how.fonts, workspace.now)?;
    let press = Press { composer: &composer, printer: &printer, threads: how.threads };
    let bytes = press.single(&Chosen { order, migrated: Vec::new(), form })?;
    std::fs::write(out, bytes).map_err(|e| Error::usage(format!("cannot write {}: {e}", out.display())))?;
    output.say(format!("The {} of {name} is in {}.", form.name(), out.display()));
    Ok(exit::OK)
}
