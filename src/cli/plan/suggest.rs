//! `heraut plan --suggest`: sizes and dates that the helpdesk can take.

use crate::app::Workspace;
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::error::{Result, exit};
use crate::report;

/// Shows what could take the place of the campaign's waves.
pub(super) fn suggest(global: &Global, output: &mut Output) -> Result<u8> {
    let workspace = Workspace::open(&global.campaign, global.instant()?)?;
    let suggestion = workspace.suggest()?;
    output.data(report::suggestion(&workspace.loaded.campaign, &workspace.loaded.people, &suggestion))?;
    output.say("Proposed, not applied: docs/steering.md says how it is found. `heraut check` judges it once it is in the file.");
    Ok(exit::OK)
}
