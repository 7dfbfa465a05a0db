//! What is said about how a plan differs from the approved one.

use super::output::Output;
use crate::app::{Draft, Workspace};
use crate::error::Result;
use crate::report;

/// Says what differs: notices, and files.
///
/// # Errors
/// When the ledger cannot be read.
pub fn tell(workspace: &Workspace, draft: &Draft, hash: &str, output: &mut Output) -> Result<()> {
    let Some(comparison) = draft.compare(workspace)? else {
        output.say(format!("\nNot approved yet. This plan is {}; `heraut approve` locks it.", &hash[..12]));
        return Ok(());
    };
    let (rows, zone) = (&comparison.notices, workspace.loaded.campaign.timezone);
    if !rows.is_empty() {
        output.data(format!("\n{}", report::difference(rows, zone, output.width())))?;
    }
    if comparison.is_approved() {
        output.say("\nThis is the approved plan.");
        return Ok(());
    }
    if rows.is_empty() {
        output.data("\nThe notices are those of the approved plan, but:")?;
    }
    for file in &comparison.files {
        output.data(format!("{file} is not as it was approved"))?;
    }
    let text = format!("`send` delivers what was approved. This plan is {}; `heraut approve` locks it.", &hash[..12]);
    let text = report::paragraph("", &text, output.width());
    output.say(format!("\n{}", text.trim_end()));
    Ok(())
}
