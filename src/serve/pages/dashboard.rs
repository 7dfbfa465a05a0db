//! `/`: where the campaign stands, for who decides.

use crate::error::Result;
use crate::serve::answer::Answer;
use crate::serve::parts;
use crate::serve::visit::Visit;

/// Where the campaign stands.
pub(super) fn view(visit: &Visit) -> Result<Answer> {
    let (words, mut context) = (visit.words(), visit.context());
    visit.site.keep.with(|kept| {
        let locked = &kept.locked;
        let (report, overview) = (locked.report(visit.now, None)?, locked.overview(visit.now)?);
        context.insert("glance", &parts::glance(&report, words)?);
        context.insert("waves", &parts::waves(&report, words)?);
        context.insert("tasks", &parts::tasks(&report, words)?);
        context.insert("curves", &parts::curves(&report, words)?);
        context.insert("attention", &parts::attention(&overview.attention, locked, visit));
        context.insert("holds", &parts::holds(&overview, locked, visit));
        context.insert("next", &parts::upcoming(&overview, locked, visit));
        context.insert("contacts", &parts::contacts(&locked.forecast(visit.now)?, words));
        Ok(())
    })?;
    Ok(Answer::Page("dashboard.html", context))
}
