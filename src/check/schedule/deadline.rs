//! The deadline: after a voluntary stretch, and in good time.

use crate::check::finding::Finding;
use crate::check::registry::schedule::{NOT_VOLUNTARY, SHORT_NOTICE};
use crate::check::view::{View, weekday};
use crate::error::counted;

/// Working days between the start and the first message about the deadline.
const VOLUNTARY: u32 = 2;
/// Working days between the first message about the deadline and the deadline.
const NOTICE: u32 = 5;

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let calendar = &view.campaign.calendar;
    for (_, wave, steps) in view.pending_waves() {
        let given = steps.iter().filter(|step| step.gives_deadline(wave)).min_by_key(|step| step.first());
        let Some(step) = given else { continue };
        let (day, message) = (step.first().date(), &step.rule.message);
        let voluntary = calendar.workdays_between(wave.start, day);
        if voluntary < VOLUNTARY {
            let message = format!(
                "`{message}` gives the deadline of wave `{}` on {}, {} after its start",
                wave.id,
                weekday(day),
                counted(voluntary as usize, "working day", "working days")
            );
            let hint = format!("leave {VOLUNTARY} voluntary days: a later deadline, or a later message about it");
            found.push(Finding::of(NOT_VOLUNTARY, message).at(&step.rule.place).about(&wave.id).hint(hint));
        }
        let notice = calendar.workdays_between(day, wave.deadline);
        if notice < NOTICE {
            let message = format!(
                "wave `{}` first hears its deadline of {} on {}, {} before it",
                wave.id,
                weekday(wave.deadline),
                weekday(day),
                counted(notice as usize, "working day", "working days")
            );
            let hint = format!("send `{}` at `deadline - {NOTICE} workdays` or earlier", step.rule.message);
            found.push(Finding::of(SHORT_NOTICE, message).at(&step.rule.place).about(&wave.id).hint(hint));
        }
    }
}
