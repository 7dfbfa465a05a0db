//! `/plan`: how the working files differ from what was approved, in words, and who locks them.

mod acts;

use serde_json::json;
use tera::Context;

use crate::app::Workspace;
use crate::error::Result;
use crate::report::difference;
use crate::serve::answer::Answer;
use crate::serve::drafts::Of;
use crate::serve::news::digest;
use crate::serve::parts::{schedule, short};
use crate::serve::visit::Visit;
pub(super) use acts::{approve, propose};

/// The difference is words in lines so wide.
const WIDTH: usize = 96;

/// What can have been done just before; each has a sentence.
const SAID: [&str; 2] = ["approved", "proposed"];

/// The difference, and what is done about it at this moment.
pub(super) fn view(visit: &Visit) -> Result<Answer> {
    let site = &visit.site;
    let of = Of {
        language: visit.language.clone(),
        files: digest(&site.settings.dir),
        // What cannot be read says why below.
        journal: site.keep.with(|kept| Ok(kept.journal())).ok(),
        minute: visit.now.timestamp().div_euclid(60),
    };
    let mut context = visit.context();
    // Before the first approval a proposal is in no journal that is looked at.
    context.extend(match of.journal {
        Some(_) => site.drafts.get(&of, || shown(visit))?,
        None => shown(visit)?,
    });
    context.insert("signing", &site.signing.now());
    context.insert("failed", &site.signing.failed().map(|error| error.to_string()));
    context.insert("said", &SAID.iter().find(|said| **said == visit.field("said")));
    Ok(Answer::Page("plan.html", context))
}

/// The plan of the working files beside the one in force.
fn shown(visit: &Visit) -> Result<Context> {
    let workspace = Workspace::open(&visit.site.settings.dir, visit.now)?;
    let draft = workspace.plan()?;
    let (hash, comparison) = (draft.hash(&workspace), draft.compare(&workspace)?);
    let (proposed, words) = (workspace.proposed()?, visit.words());
    let mut context = Context::new();
    context.insert("hash", short(&hash));
    context.insert("notices", &draft.plan.notices.len());
    let outline = workspace.outline(&draft, &hash, None)?;
    context.insert("schedule", &schedule(&outline, words));
    context.insert("is_first", &comparison.is_none());
    context.insert("second", &(workspace.loaded.campaign.second_approver || proposed.is_some()));
    let proposed = proposed.map(|one| json!({"plan": short(&one.plan), "by": one.by, "is_this": one.plan == hash}));
    context.insert("proposed", &proposed);
    if let Some(comparison) = comparison {
        context.insert("is_approved", &comparison.is_approved());
        context.insert("files", &comparison.files);
        if !comparison.notices.is_empty() {
            let zone = workspace.loaded.campaign.timezone;
            context.insert("difference", &difference(&comparison.notices, zone, WIDTH));
        }
        context.insert("told_otherwise", &draft.new_dates(&workspace)?.people);
    }
    Ok(context)
}
