//! `/`: where the campaign stands, for who decides.

use crate::error::Result;
use crate::serve::answer::Answer;
use crate::serve::parts;
use crate::serve::visit::Visit;

/// Where the campaign stands.
pub(super) fn view(visit: &Visit) -> Result<Answer> {
    let (words, mut context) = (visit.words(), visit.context());
    let standing = visit.site.standing(visit.now)?;
    let drawn = standing.drawn(words)?;
    context.insert("glance", &parts::glance(&standing.report, words)?);
    context.insert("waves", &parts::waves(&standing.report, words)?);
    context.insert("tasks", &parts::tasks(&standing.report, words)?);
    context.insert("schedule", &drawn.schedule);
    context.insert("curves", &drawn.curves);
    context.insert("attention", &parts::attention(&standing, visit));
    context.insert("holds", &parts::holds(&standing, visit));
    context.insert("next", &parts::upcoming(&standing, visit));
    context.insert("sending", &parts::sending(&standing, visit));
    context.insert("contacts", &parts::contacts(&standing.forecast, words));
    context.insert("load", &drawn.load);
    Ok(Answer::Page("dashboard.html", context))
}
