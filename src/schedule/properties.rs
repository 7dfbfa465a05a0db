//! What holds for every campaign: generated ones, with freezes, holidays, time zones and a planning day of any kind.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::fixture::{Fixture, day, tag, utc};
use super::{Hours, Notice, OrderProblem, Plan, Reason, order_problems, plan};
use crate::campaign::Standing;
use crate::error::Result;

const ZONES: [Tz; 5] = [
    chrono_tz::Europe::Amsterdam,
    chrono_tz::America::Curacao,
    chrono_tz::America::New_York,
    chrono_tz::Asia::Kolkata,
    chrono_tz::Pacific::Auckland,
];

/// A generated campaign, and the instant it is planned at.
#[derive(Debug, Clone)]
struct Case {
    /// Days between the starts of two waves, and from start to deadline.
    cycle: u64,
    length: u64,
    waves: u64,
    /// Days from 1 February 2027.
    first: u64,
    holidays: Vec<u64>,
    freezes: Vec<(u64, u64)>,
    /// Wave, time zone and standing of each person.
    people: Vec<(u64, usize, u8)>,
    /// Hours from 1 January 2027.
    now: i64,
}

fn cases() -> impl Strategy<Value = Case> {
    (
        (1u64..40, 1u64..30, 1u64..5, 0u64..60),
        prop::collection::vec(0u64..250, 0..8),
        prop::collection::vec((0u64..250, 0u64..15), 0..3),
        prop::collection::vec((0u64..5, 0usize..5, 0u8..8), 1..12),
        0i64..24 * 200,
    )
        .prop_map(|((cycle, length, waves, first), holidays, freezes, people, now)| Case {
            cycle,
            length,
            waves,
            first,
            holidays,
            freezes,
            people,
            now,
        })
}

impl Case {
    fn date(&self, days: u64) -> NaiveDate {
        day("2027-02-01") + Days::new(days)
    }

    fn now(&self) -> DateTime<Utc> {
        utc("2027-01-01T00:00:00Z") + TimeDelta::hours(self.now)
    }

    fn fixture(&self) -> Fixture {
        let mut fixture = Fixture::new();
        fixture.campaign.waves.clear();
        for n in 0..self.waves {
            let start = self.date(self.first + n * self.cycle);
            let deadline = start + Days::new(self.length);
            let people = format!("department = 'wave{n}'");
            fixture.wave(&format!("wave{n}"), &start.to_string(), &deadline.to_string(), &people);
        }
        for on in &self.holidays {
            fixture.holiday(&self.date(*on).to_string(), "holiday");
        }
        for (from, length) in &self.freezes {
            fixture.freeze(&self.date(*from).to_string(), &self.date(from + length).to_string());
        }
        for (n, (wave, zone, standing)) in self.people.iter().enumerate() {
            let person = fixture.person(&format!("p{n:02}@x.example"));
            person.department = Some(format!("wave{}", wave % self.waves));
            person.timezone = ZONES[*zone];
            person.language.tag = tag(if n % 2 == 0 { "nl" } else { "en" });
            person.standing = match standing {
                0 => Standing::Migrated(None),
                1 => Standing::Left,
                2 => Standing::Failed(None),
                _ => Standing::Pending,
            };
        }
        fixture
    }
}

fn plan_at(fixture: &Fixture, now: DateTime<Utc>) -> Result<Plan> {
    plan(&fixture.campaign, &fixture.people, &fixture.catalogue, now)
}

fn per_person(plan: &Plan) -> HashMap<u32, Vec<&Notice>> {
    let mut found: HashMap<u32, Vec<&Notice>> = HashMap::new();
    for notice in &plan.notices {
        if let Some(person) = notice.person {
            found.entry(person).or_default().push(notice);
        }
    }
    found
}

fn zone_of(fixture: &Fixture, notice: &Notice) -> Tz {
    notice.person.map_or(fixture.campaign.timezone, |at| fixture.people.persons[at as usize].timezone)
}

fn recurs(fixture: &Fixture, notice: &Notice) -> bool {
    notice.rule(&fixture.campaign).when.recurs()
}

/// Waves whose messages the calendar has made change places: `check` reports them, the planner keeps their dates.
fn disordered(fixture: &Fixture) -> BTreeSet<u16> {
    let problems = order_problems(&fixture.campaign).unwrap();
    let swapped = problems.iter().filter_map(|problem| match problem {
        OrderProblem::Swapped { wave, .. } => Some(*wave),
        _ => None,
    });
    swapped.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever is sent once comes in the order of the phases, and nothing recurring before what it reminds of:
    /// caught up or not.
    #[test]
    fn each_person_goes_through_the_phases_in_order(case in cases()) {
        let fixture = case.fixture();
        let disordered = disordered(&fixture);
        for notices in per_person(&plan_at(&fixture, case.now()).unwrap()).values() {
            for (n, earlier) in notices.iter().enumerate() {
                for later in &notices[n + 1..] {
                    if disordered.contains(&later.wave) || recurs(&fixture, earlier) {
                        continue;
                    }
                    prop_assert!(earlier.phase <= later.phase || recurs(&fixture, later));
                    prop_assert!(earlier.due < later.due);
                }
            }
            let in_order = !notices.iter().any(|notice| disordered.contains(&notice.wave));
            prop_assert!(!in_order || notices.windows(2).all(|pair| pair[0].due < pair[1].due), "two at one instant");
            let enrolled = notices.iter().find(|n| n.rule(&fixture.campaign).message == "enrol-now");
            if let Some(enrolled) = enrolled {
                prop_assert!(notices.iter().all(|n| !recurs(&fixture, n) || enrolled.due < n.due));
            }
        }
    }

    /// Nothing outside the person's own window, on a day off, or in a freeze; nothing that has already expired.
    #[test]
    fn nothing_goes_out_when_nothing_may(case in cases(), rate in prop::option::of(1u32..4)) {
        let mut fixture = case.fixture();
        if let Some(rate) = rate {
            fixture.rate(rate, 600);
        }
        // A plan that does not fit the relay is refused; that is another test's business.
        if let Ok(plan) = plan_at(&fixture, case.now()) {
            for notice in &plan.notices {
                let hours = Hours::new(&fixture.campaign.calendar, zone_of(&fixture, notice));
                prop_assert!(hours.is_open(notice.due), "{notice:?}");
                prop_assert!(case.now() <= notice.due);
                prop_assert!(notice.expires.is_none_or(|end| notice.due < end), "{notice:?}");
            }
        }
    }

    /// In one time zone, an earlier wave hears every message before or with the wave after it.
    #[test]
    fn an_earlier_wave_is_never_behind(case in cases()) {
        let fixture = case.fixture();
        let problems = order_problems(&fixture.campaign).unwrap();
        prop_assert!(!problems.iter().any(|problem| matches!(problem, OrderProblem::Behind { .. })), "{problems:?}");
        let mut first: BTreeMap<(usize, u16, u16), BTreeMap<u16, DateTime<Utc>>> = BTreeMap::new();
        let plan = plan_at(&fixture, utc("2026-01-01T00:00:00Z")).unwrap();
        for notice in plan.notices.iter().filter(|notice| !recurs(&fixture, notice)) {
            let zone = ZONES.iter().position(|zone| *zone == zone_of(&fixture, notice)).unwrap();
            first.entry((zone, notice.phase, notice.rule)).or_default().insert(notice.wave, notice.due);
        }
        for waves in first.values() {
            prop_assert!(waves.values().is_sorted(), "{waves:?}");
        }
    }

    /// The order in which files name waves, people, freezes and holidays is nobody's business.
    #[test]
    fn ids_and_hash_do_not_depend_on_the_order_of_the_input(case in cases()) {
        let one = case.fixture();
        let mut other = one.clone();
        other.campaign.waves.reverse();
        other.campaign.calendar.freezes.reverse();
        other.people.persons.clear();
        for person in one.people.persons.iter().rev() {
            *other.person(&person.id) = person.clone();
        }
        let (one, other) = (plan_at(&one, case.now()).unwrap(), plan_at(&other, case.now()).unwrap());
        let ids = |plan: &Plan| plan.notices.iter().map(|n| n.id).collect::<Vec<_>>();
        prop_assert_eq!(ids(&one), ids(&other));
        prop_assert_eq!(ids(&one).into_iter().collect::<BTreeSet<_>>().len(), one.notices.len());
        prop_assert_eq!(one.hash_hex(), other.hash_hex());
    }

    /// A different instant, language or date is a different hash.
    #[test]
    fn the_hash_sees_what_people_would_notice(case in cases()) {
        let fixture = case.fixture();
        let plan = plan_at(&fixture, case.now()).unwrap();
        if let Some(at) = plan.notices.len().checked_sub(1) {
            let change = |f: &dyn Fn(&mut Notice)| {
                let mut changed = plan.clone();
                f(&mut changed.notices[at]);
                changed.hash()
            };
            prop_assert_ne!(plan.hash(), change(&|n| n.due += TimeDelta::seconds(1)));
            prop_assert_ne!(plan.hash(), change(&|n| n.expires = None));
            prop_assert_ne!(plan.hash(), change(&|n| n.language = tag("pl")));
        }
    }

    /// Nobody is flooded with what they missed.
    #[test]
    fn at_most_one_message_a_day_is_caught_up(case in cases()) {
        let fixture = case.fixture();
        let plan = plan_at(&fixture, case.now()).unwrap();
        for notices in per_person(&plan).values() {
            let caught = notices.iter().filter(|notice| notice.reason == Reason::CaughtUp);
            let days: Vec<NaiveDate> =
                caught.map(|notice| notice.due.with_timezone(&zone_of(&fixture, notice)).date_naive()).collect();
            prop_assert_eq!(days.iter().collect::<BTreeSet<_>>().len(), days.len());
            // And nothing that is due on the same day goes with it.
            let on = |day: &NaiveDate| {
                let local = |notice: &&&Notice| notice.due.with_timezone(&zone_of(&fixture, notice)).date_naive() == *day;
                notices.iter().filter(local).count()
            };
            prop_assert!(days.iter().all(|day| on(day) == 1));
        }
    }

    /// A relay's rate is kept over every stretch of time, and each person's messages stay apart and in order.
    #[test]
    fn the_relays_rate_is_kept(case in cases(), rate in 1u32..4, minutes in 1i64..30) {
        let mut fixture = case.fixture();
        let free = plan_at(&fixture, case.now()).unwrap();
        fixture.rate(rate, minutes * 60);
        if let Ok(plan) = plan_at(&fixture, case.now()) {
            let dues: Vec<DateTime<Utc>> = plan.notices.iter().map(|notice| notice.due).collect();
            for stretch in dues.windows(rate as usize + 1) {
                prop_assert!(stretch[rate as usize] - stretch[0] >= TimeDelta::minutes(minutes));
            }
            let (free, spread) = (per_person(&free), per_person(&plan));
            let story = |notices: &[&Notice]| notices.iter().map(|n| n.id).collect::<Vec<_>>();
            let disordered = disordered(&fixture);
            for (person, notices) in &spread {
                prop_assert!(notices.windows(2).all(|pair| pair[0].due < pair[1].due));
                if !notices.iter().any(|notice| disordered.contains(&notice.wave)) {
                    prop_assert_eq!(story(notices), story(&free[person]));
                }
            }
        }
    }
}
