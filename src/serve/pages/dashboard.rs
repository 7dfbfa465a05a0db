//! `/`: where the campaign stands, for who decides.

use crate::error::Result;
use crate::report::contacts;
use crate::serve::answer::Answer;
use crate::serve::parts;
use crate::serve::standing::Standing;
use crate::serve::visit::Visit;

/// Where the campaign stands.
pub(super) fn view(visit: &Visit) -> Result<Answer> {
    let (words, mut context) = (visit.words(), visit.context());
    visit.site.keep.with(|kept| {
        let locked = &kept.locked;
        let standing = kept.standing(visit.now, visit.site.seen())?;
        let Standing { report, overview, forecast } = &*standing;
        context.insert("glance", &parts::glance(report, words)?);
        context.insert("waves", &parts::waves(report, words)?);
        context.insert("tasks", &parts::tasks(report, words)?);
        context.insert("curves", &parts::curves(report, words)?);
        context.insert("attention", &parts::attention(&overview.attention, locked, visit));
        context.insert("holds", &parts::holds(overview, locked, visit));
        context.insert("next", &parts::upcoming(overview, locked, visit));
        context.insert("sending", &parts::sending(overview, locked, visit));
        context.insert("contacts", &parts::contacts(forecast, words));
        context.insert("load", &contacts(forecast, &words.tag).map(|one| parts::drawing(&one)));
        Ok(())
    })?;
    Ok(Answer::Page("dashboard.html", context))
}
