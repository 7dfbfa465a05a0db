//! `/plan`: how the working files differ from what was approved, in words, and what is typed to lock them.

use crate::app::Workspace;
use crate::error::Result;
use crate::report::difference;
use crate::serve::answer::Answer;
use crate::serve::parts::short;
use crate::serve::visit::Visit;

/// The difference is words in lines so wide.
const WIDTH: usize = 96;

/// The difference.
pub(super) fn view(visit: &Visit) -> Result<Answer> {
    let workspace = Workspace::open(&visit.site.settings.dir, visit.now)?;
    let draft = workspace.plan()?;
    let (hash, comparison) = (draft.hash(&workspace), draft.compare(&workspace)?);
    let mut context = visit.context();
    context.insert("hash", short(&hash));
    context.insert("notices", &draft.plan.notices.len());
    context.insert("is_first", &comparison.is_none());
    if let Some(comparison) = comparison {
        context.insert("is_approved", &comparison.is_approved());
        context.insert("files", &comparison.files);
        if !comparison.notices.is_empty() {
            let zone = workspace.loaded.campaign.timezone;
            context.insert("difference", &difference(&comparison.notices, zone, WIDTH));
        }
        let outdated = draft.new_dates(&workspace)?;
        context.insert("told_otherwise", &outdated.people);
    }
    Ok(Answer::Page("plan.html", context))
}
