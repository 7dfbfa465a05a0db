//! Checks a campaign.

use std::sync::Arc;

use super::draft::Draft;
use super::workspace::Workspace;
use crate::check::{Finding, check_all};
use crate::compose::Composer;
use crate::error::{Error, Result};

/// Everything the linter finds: in the campaign, its people and plan, and in messages rendered once in every language.
/// Why the campaign cannot be planned is a finding too.
///
/// # Errors
/// What is wrong with templates and texts, when they cannot be read at all.
pub fn check(workspace: &Workspace) -> Result<Vec<Finding>> {
    let draft = workspace.plan();
    let composer = Composer::new(Arc::clone(&workspace.loaded), &workspace.inputs)?;
    Ok(findings(workspace, &composer, draft.as_ref()))
}

pub(super) fn findings(workspace: &Workspace, composer: &Composer, draft: Result<&Draft, &Error>) -> Vec<Finding> {
    check_all(composer, &workspace.inputs, draft.map(|draft| &draft.plan), &workspace.stops(), workspace.now)
}
