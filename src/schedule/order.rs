//! In which order each wave reaches its phases, on the wall clock, and where that is not the order of the campaign.
//!
//! The planner keeps the dates the rules give; what freezes and holidays do to their order is said here, with dates
//! that would mend it, for `check` to report.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::due::{Occasion, day_of, settle};
use super::timetable::{Slot, Timetable};
use crate::campaign::{Calendar, Campaign, Side, Wave, When};
use crate::error::Result;

/// A phase as a wave goes through it, by the messages for the wave's own people. News with a date of its own is in no
/// wave's phases: it comes when it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stage {
    /// Position of the phase.
    pub phase: u16,
    /// The first message of it, on the wall clock.
    pub first: NaiveDateTime,
    /// The last.
    pub last: NaiveDateTime,
}

/// One message of a wave on the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Position of the phase.
    pub phase: u16,
    /// Position of the rule in the phase.
    pub rule: u16,
    /// When it is (first) due.
    pub at: NaiveDateTime,
}

/// Phases out of order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderProblem {
    /// Two phases of one wave change places, or come at the same instant.
    Swapped {
        /// Position of the wave.
        wave: u16,
        /// The message that should come first.
        first: Step,
        /// The message that should come later, and does not.
        later: Step,
        /// Whether the rules have the right order when there are no holidays and freezes, so that those are to blame.
        by_calendar: bool,
        /// When the first would be in time: the nearest opening before the later one's day.
        proposed: Option<NaiveDateTime>,
    },
    /// A message of the wave never comes: no occurrence fits, or the calendar has no open day.
    Never {
        /// Position of the wave.
        wave: u16,
        /// Position of the phase.
        phase: u16,
        /// Position of the rule in the phase.
        rule: u16,
    },
    /// A wave that starts earlier reaches a phase after one that starts later.
    Behind {
        /// Position of the wave that starts earlier.
        wave: u16,
        /// When it reaches the phase.
        at: NaiveDateTime,
        /// Position of the wave that starts later.
        other: u16,
        /// When that one does.
        other_at: NaiveDateTime,
        /// Position of the phase.
        phase: u16,
    },
}

/// The phases each wave reaches, in the order in which it reaches them. By wave.
///
/// # Errors
/// When the campaign has more rules than can be numbered.
pub fn stages(campaign: &Campaign) -> Result<Vec<Vec<Stage>>> {
    let timetable = Timetable::new(campaign)?;
    Ok(timetable.waves.iter().map(|table| stages_of(&timetable.slots, table)).collect())
}

type Table = [std::result::Result<Vec<Occasion>, super::due::NoOpenDay>];

fn stages_of(slots: &[Slot<'_>], table: &Table) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    for (slot, occasions) in for_people(slots, table) {
        for occasion in occasions {
            match stages.iter_mut().find(|stage| stage.phase == slot.phase) {
                Some(stage) => {
                    stage.first = stage.first.min(occasion.at);
                    stage.last = stage.last.max(occasion.at);
                }
                None => stages.push(Stage { phase: slot.phase, first: occasion.at, last: occasion.at }),
            }
        }
    }
    stages.sort_by_key(|stage| (stage.first, stage.phase));
    stages
}

fn for_people<'t>(slots: &'t [Slot<'t>], table: &'t Table) -> impl Iterator<Item = (&'t Slot<'t>, &'t [Occasion])> {
    let all = slots.iter().zip(table).filter(|(slot, _)| slot.rule.is_for_people() && !slot.rule.when.is_dated());
    all.map(|(slot, occasions)| (slot, occasions.as_deref().unwrap_or(&[])))
}

/// Everything about the order of phases that is not as the campaign has it, by wave. Of two phases that change places
/// only the first pair of messages is named.
///
/// # Errors
/// When the campaign has more rules than can be numbered.
pub fn order_problems(campaign: &Campaign) -> Result<Vec<OrderProblem>> {
    let timetable = Timetable::new(campaign)?;
    let mut problems = Vec::new();
    for ((number, wave), table) in (0u16..).zip(&campaign.waves).zip(&timetable.waves) {
        for (slot, occasions) in timetable.slots.iter().zip(table) {
            let never = occasions.as_ref().map_or(true, |occasions| occasions.is_empty());
            let each = slot.rule.when.is_on_event() || slot.rule.when.is_by_appointment();
            let meant = slot.rule.is_for_wave(wave) && !each;
            if never && meant {
                problems.push(OrderProblem::Never { wave: number, phase: slot.phase, rule: slot.position });
            }
        }
        swapped(campaign, number, wave, &timetable.slots, table, &mut problems);
    }
    let stages = stages(campaign)?;
    for (wave, earlier) in campaign.waves.iter().enumerate() {
        for (other, _) in campaign.waves.iter().enumerate().filter(|(_, later)| earlier.start < later.start) {
            let overtaken = stages[wave].iter().find_map(|mine| {
                let theirs = stages[other].iter().find(|theirs| theirs.phase == mine.phase)?;
                (mine.first > theirs.first).then_some((mine.phase, mine.first, theirs.first))
            });
            if let Some((phase, at, other_at)) = overtaken {
                problems.push(OrderProblem::Behind { wave: wave as u16, at, other: other as u16, other_at, phase });
            }
        }
    }
    Ok(problems)
}

fn swapped(
    campaign: &Campaign,
    number: u16,
    wave: &Wave,
    slots: &[Slot<'_>],
    table: &Table,
    problems: &mut Vec<OrderProblem>,
) {
    let steps: Vec<(&Slot<'_>, Step)> = for_people(slots, table)
        .filter_map(|(slot, occasions)| {
            let at = occasions.first()?.at;
            Some((slot, Step { phase: slot.phase, rule: slot.position, at }))
        })
        .collect();
    let plain = Calendar { holidays: BTreeMap::new(), freezes: Vec::new(), ..campaign.calendar.clone() };
    let mut named: Vec<(u16, u16)> = Vec::new();
    for (one, first) in &steps {
        for (two, later) in steps.iter().filter(|(_, later)| first.phase < later.phase && later.at <= first.at) {
            if named.contains(&(first.phase, later.phase)) {
                continue;
            }
            named.push((first.phase, later.phase));
            let by_calendar = matches!(
                (as_written(&plain, wave, one), as_written(&plain, wave, two)),
                (Some(a), Some(b)) if a < b
            );
            problems.push(OrderProblem::Swapped {
                wave: number,
                first: *first,
                later: *later,
                by_calendar,
                proposed: in_time(campaign, first, later.at.date()),
            });
        }
    }
}

/// The time of a rule in a calendar without holidays and freezes, before a weekend moved it.
fn as_written(plain: &Calendar, wave: &Wave, slot: &Slot<'_>) -> Option<NaiveDateTime> {
    match &slot.rule.when {
        When::Once(moment) => Some(day_of(plain, wave, moment).ok()?.and_time(moment.time.unwrap_or(plain.opens))),
        When::Every { every, from, time, .. } => {
            let first = plain.add(day_of(plain, wave, from).ok()?, *every)?;
            Some(first.and_time(time.unwrap_or(plain.opens)))
        }
        When::Event { .. } => None,
    }
}

fn in_time(campaign: &Campaign, step: &Step, before: NaiveDate) -> Option<NaiveDateTime> {
    settle(&campaign.calendar, before.pred_opt()?, step.at.time(), Side::Before).ok().map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Amsterdam;

    use super::*;
    use crate::campaign::Audience;
    use crate::schedule::fixture::{Fixture, day, time};

    #[test]
    fn the_example_campaign_is_in_order() {
        let fixture = Fixture::new();
        assert_eq!(order_problems(&fixture.campaign).unwrap(), []);
        let phases: Vec<u16> = stages(&fixture.campaign).unwrap()[0].iter().map(|stage| stage.phase).collect();
        assert_eq!(phases, [0, 1, 2, 3, 4, 5], "`done` comes with an event");
    }

    /// Start Monday 2027-04-05. Announce 10 d before: Friday 26 March; prepare 5 working days before: counting back
    /// from 5 April over a freeze of 22 March - 2 April: 19, 18, 17, 16, 15 March. The announcement's day is frozen
    /// and moves back to Friday 19 March: after the prepare mail. Friday 12 March would be in time.
    #[test]
    fn a_freeze_that_makes_phases_change_places_is_found_with_a_date_that_mends_it() {
        let mut fixture = Fixture::empty();
        fixture.message("announce", "announcement", "start - 10d at 09:00", Audience::Everyone);
        fixture.message("prepare", "prepare", "start - 5 workdays at 09:00", Audience::Pending);
        fixture.wave("one", "2027-04-05", "2027-04-16", "rest");
        fixture.freeze("2027-03-22", "2027-04-02");
        let at = |date| day(date).and_time(time("09:00"));
        assert_eq!(
            order_problems(&fixture.campaign).unwrap(),
            [OrderProblem::Swapped {
                wave: 0,
                first: Step { phase: 0, rule: 0, at: at("2027-03-19") },
                later: Step { phase: 1, rule: 0, at: at("2027-03-15") },
                by_calendar: true,
                proposed: Some(at("2027-03-12")),
            }]
        );
        // Ten days before, in working days: 8. Both are counted over the freeze and stay in order.
        fixture.rule("announcement").when = When::parse("start - 8 workdays at 09:00").unwrap();
        assert_eq!(order_problems(&fixture.campaign).unwrap(), []);
    }

    /// Announce on Monday 29 March and prepare on Tuesday 30 March, both frozen, both on Friday 26 March at 09:00.
    #[test]
    fn phases_that_a_freeze_puts_at_one_instant_are_found() {
        let mut fixture = Fixture::empty();
        fixture.message("announce", "announcement", "start - 7d at 09:00", Audience::Everyone);
        fixture.message("prepare", "prepare", "start - 6d at 09:00", Audience::Pending);
        fixture.wave("one", "2027-04-05", "2027-04-16", "rest");
        fixture.freeze("2027-03-29", "2027-04-02");
        let problems = order_problems(&fixture.campaign).unwrap();
        let [OrderProblem::Swapped { first, later, by_calendar: true, proposed, .. }] = problems.as_slice() else {
            panic!("{problems:?}")
        };
        assert_eq!((first.at, later.at), (day("2027-03-26").and_time(time("09:00")), first.at));
        assert_eq!(*proposed, Some(day("2027-03-25").and_time(time("09:00"))));
    }

    #[test]
    fn a_wave_that_starts_earlier_and_ends_later_is_behind() {
        let mut fixture = Fixture::new();
        fixture.campaign.waves.clear();
        fixture.wave("slow", "2027-03-01", "2027-05-28", "department = 'IT'");
        fixture.wave("fast", "2027-04-05", "2027-04-16", "rest");
        let problems = order_problems(&fixture.campaign).unwrap();
        assert!(
            matches!(problems.as_slice(), [OrderProblem::Behind { wave: 0, other: 1, phase: 4, .. }]),
            "only from the deadline phase on: {problems:?}"
        );
    }

    /// An incident in March is told before the wave of April is announced, and only to the wave of March.
    #[test]
    fn news_on_a_date_is_in_no_order_and_may_be_for_one_wave() {
        let mut fixture = Fixture::empty();
        fixture.message("announce", "announcement", "start - 7d at 09:00", Audience::Everyone);
        fixture.message("news", "incident", "2027-03-02 at 09:00", Audience::Everyone).waves = vec!["march".into()];
        fixture.wave("march", "2027-03-01", "2027-03-12", "department = 'IT'");
        fixture.wave("april", "2027-04-05", "2027-04-16", "rest");
        fixture.person("a@example.org").department = Some("IT".into());
        fixture.person("b@example.org");
        assert_eq!(order_problems(&fixture.campaign).unwrap(), []);
        let plan = fixture.plan("2027-02-01T09:00:00Z").unwrap();
        let stories = ["a@example.org", "b@example.org"].map(|who| fixture.story(&plan, who, Amsterdam));
        let told = |message: &str, at: &str| (message.to_owned(), at.to_owned());
        let (announcement, incident) = ("announcement", told("incident", "2027-03-02 09:00"));
        assert_eq!(
            stories,
            [vec![told(announcement, "2027-02-22 09:00"), incident], vec![told(announcement, "2027-03-29 09:00")]]
        );
    }

    /// What is late for the wave is caught up before the news of the day, which waits for nothing.
    #[test]
    fn news_on_a_date_overtakes_what_is_caught_up() {
        let mut fixture = Fixture::empty();
        fixture.message("announce", "announcement", "start - 7d at 09:00", Audience::Everyone);
        fixture.message("news", "incident", "2027-03-24 at 10:00", Audience::Everyone);
        fixture.wave("one", "2027-03-30", "2027-04-16", "rest");
        fixture.person("a@example.org");
        let plan = fixture.plan("2027-03-24T17:30:00+01:00").unwrap();
        let told: Vec<String> =
            fixture.story(&plan, "a@example.org", Amsterdam).into_iter().map(|(message, _)| message).collect();
        assert_eq!(told, ["announcement", "incident"]);
    }

    /// Start Monday, deadline Wednesday: no third working day in between.
    #[test]
    fn a_reminder_that_never_comes_is_found() {
        let mut fixture = Fixture::empty();
        fixture.message("remind", "reminder", "every 3 workdays from start until deadline", Audience::Pending);
        fixture.wave("one", "2027-04-05", "2027-04-07", "rest");
        assert_eq!(order_problems(&fixture.campaign).unwrap(), [OrderProblem::Never { wave: 0, phase: 0, rule: 0 }]);
    }
}
