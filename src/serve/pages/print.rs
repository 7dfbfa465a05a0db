//! `/print`: what was printed, run by run, and what waits to be.

use serde_json::json;

use crate::app::{PrintRun, ToPrint};
use crate::error::Result;
use crate::serve::answer::Answer;
use crate::serve::parts;
use crate::serve::visit::Visit;

/// The runs, and what waits.
pub(super) fn view(visit: &Visit) -> Result<Answer> {
    visit.site.aside(visit.now, |locked| {
        let words = visit.words();
        let (zone, paper) = (locked.loaded.campaign.timezone, locked.paper()?);
        let wave = |id: &str| parts::wave(id, &locked.loaded, words);
        let run = |run: &PrintRun| {
            let messages = run
                .messages
                .iter()
                .map(|((of, message), count)| json!({"wave": wave(of), "message": message, "sheets": count}));
            json!({
                "name": run.name, "sheets": run.sheets, "when": words.moment(run.at.with_timezone(&zone)),
                "messages": messages.collect::<Vec<_>>(),
            })
        };
        let waits = |one: &ToPrint| {
            json!({
                "wave": wave(&one.wave), "id": one.wave, "message": one.message, "sheets": one.sheets, "held": one.held,
                "first": words.moment(one.first.with_timezone(&zone)),
            })
        };
        let mut context = visit.context();
        context.insert("runs", &paper.runs.iter().map(run).collect::<Vec<_>>());
        context.insert("waiting", &paper.waiting.iter().map(waits).collect::<Vec<_>>());
        Ok(Answer::Page("print.html", context))
    })
}
