//! `/report`: how far people are by a field of theirs, and the page for whoever steers the campaign.

use serde_json::json;

use crate::campaign::Field;
use crate::error::Result;
use crate::serve::answer::Answer;
use crate::serve::parts;
use crate::serve::visit::Visit;

/// How far people are, by the field that is asked for.
pub(super) fn view(visit: &Visit) -> Result<Answer> {
    let (words, standing, by) = (visit.words(), visit.site.standing(visit.now)?, visit.field("by"));
    let people = &standing.loaded.people;
    // No field has no name: what is refused says which there are.
    let fields = Field::named("", people).err().unwrap_or_default();
    let field = fields.iter().find(|known| **known == by).and_then(|known| Field::named(known, people).ok());
    let own = field.as_ref().map(|field| visit.site.aside(visit.now, |locked| locked.report(visit.now, Some(field))));
    let own = own.transpose()?;
    let report = own.as_ref().unwrap_or(&standing.report);
    let groups = report.by.as_ref().map(|by| {
        let row = |(name, group): (&String, &crate::report::Group)| {
            let share = (group.moved * 100).checked_div(group.people);
            json!({
                "name": name, "moved": group.moved, "failed": group.failed, "left": group.left(),
                "of": group.people, "share": share,
            })
        };
        by.sorted().into_iter().map(row).collect::<Vec<_>>()
    });
    let mut context = visit.context();
    context.insert("glance", &parts::glance(report, words)?);
    context.insert("waves", &parts::waves(report, words)?);
    context.insert("curves", &standing.drawn(words)?.curves);
    context.insert("fields", &fields);
    context.insert("field", &field.map(|field| field.name));
    context.insert("groups", &groups);
    Ok(Answer::Page("report.html", context))
}

/// The report as one page that needs nothing else, to be printed or kept.
pub(super) fn page(visit: &Visit) -> Result<Answer> {
    Ok(Answer::Document(visit.site.standing(visit.now)?.report.html()))
}
