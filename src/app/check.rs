//! Checks a campaign.

use std::sync::Arc;

use super::draft::Draft;
use super::workspace::Workspace;
use crate::check::{Finding, check_all};
use crate::compose::Compositor;
use crate::error::{Error, Result};

/// Everything the linter finds: in the campaign, its people and plan, and in messages rendered once in every language.
/// Why the campaign cannot be planned is a finding too.
///
/// # Errors
/// What is wrong with templates and texts, when they cannot be read at all.
pub fn check(workspace: &Workspace) -> Result<Vec<Finding>> {
    let draft = workspace.plan();
    let compositor = Compositor::new(Arc::clone(&workspace.loaded), &workspace.inputs)?;
    Ok(findings(workspace, &compositor, draft.as_ref()))
}

pub(super) fn findings(workspace: &Workspace, compositor: &Compositor, draft: Result<&Draft, &Error>) -> Vec<Finding> {
    check_all(compositor, &workspace.inputs, draft.map(|draft| &draft.plan), workspace.now)
}
