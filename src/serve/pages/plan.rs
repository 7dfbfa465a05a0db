//! `/plan`: how the working files differ from what was approved, in words, and who locks them.

mod acts;

use serde_json::json;

use crate::app::Workspace;
use crate::error::Result;
use crate::report::{difference, schedule};
use crate::serve::answer::Answer;
use crate::serve::parts::{drawing, short};
use crate::serve::visit::Visit;
pub(super) use acts::{approve, propose};

/// The difference is words in lines so wide.
const WIDTH: usize = 96;

/// What can have been done just before; each has a sentence.
const SAID: [&str; 2] = ["approved", "proposed"];

/// The difference.
pub(super) fn view(visit: &Visit) -> Result<Answer> {
    let workspace = Workspace::open(&visit.site.settings.dir, visit.now)?;
    let draft = workspace.plan()?;
    let (hash, comparison) = (draft.hash(&workspace), draft.compare(&workspace)?);
    let proposed = workspace.proposed()?;
    let mut context = visit.context();
    context.insert("hash", short(&hash));
    context.insert("notices", &draft.plan.notices.len());
    let outline = workspace.outline(&draft, &hash, None)?;
    context.insert("schedule", &schedule(&outline, &visit.words().tag).map(|one| drawing(&one)));
    let waves = outline.waves.iter().map(|wave| {
        let times = wave.times().map(|times| [times.first, times.last].map(|at| visit.words().moment(at)));
        json!({
            "name": visit.words().wave(&wave.id, wave.name.as_ref(), &outline.language), "people": wave.people,
            "messages": wave.count(), "start": visit.words().day(wave.start), "deadline": visit.words().day(wave.deadline),
            "first": times.as_ref().map(|[first, _]| first), "last": times.as_ref().map(|[_, last]| last),
        })
    });
    context.insert("waves", &waves.collect::<Vec<_>>());
    context.insert("is_first", &comparison.is_none());
    context.insert("second", &(workspace.loaded.campaign.second_approver || proposed.is_some()));
    let proposed = proposed.map(|one| json!({"plan": short(&one.plan), "by": one.by, "is_this": one.plan == hash}));
    context.insert("proposed", &proposed);
    context.insert("signing", &visit.site.signing.now());
    context.insert("failed", &visit.site.signing.failed().map(|error| error.to_string()));
    context.insert("said", &SAID.iter().find(|said| **said == visit.field("said")));
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
