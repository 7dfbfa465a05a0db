use chrono::TimeDelta;

use crate::campaign::{Apple, Appointment, Audience, Device, Gate, HolidayFile, Ownership, Platform, Source, When};
use crate::check::tests::{BEFORE, finds, judge, loaded, silent, told};
use crate::error::Place;
use crate::schedule::fixture::{Fixture, day, utc};

/// The design's campaign with a person in each of its waves, and gates.
fn example() -> Fixture {
    let mut fixture = Fixture::new();
    for (id, department) in [("a@x.example", "IT"), ("b@x.example", "Facilities"), ("c@x.example", "HR")] {
        fixture.person(id).department = Some(department.into());
    }
    for wave in &mut fixture.campaign.waves {
        wave.gate = Some(Gate { owner: Some("M. de Wit".into()), ..Gate::default() });
    }
    fixture
}

/// One wave, Monday 5 April to Friday 16 April, with these messages.
fn one(messages: &[(&str, &str, &str)]) -> Fixture {
    let mut fixture = Fixture::empty();
    for (phase, message, when) in messages {
        fixture.message(phase, message, when, Audience::Pending);
    }
    fixture.wave("one", "2027-04-05", "2027-04-16", "rest");
    fixture.person("a@x.example");
    fixture
}

#[test]
fn why_there_is_no_plan_is_a_finding() {
    let mut fixture = one(&[("enrol", "enrol-now", "start at 08:00")]);
    silent(&fixture, "H-SCHED-01");
    fixture.campaign.calendar.opens = chrono::NaiveTime::MIN;
    fixture.rule("enrol-now").when = When::parse("start at 02:30").unwrap();
    fixture.campaign.calendar.workdays.push(chrono::Weekday::Sun);
    fixture.campaign.waves[0].start = day("2027-03-28");
    let told = told(&fixture, "H-SCHED-01", BEFORE);
    assert!(matches!(told.as_slice(), [(_, message)] if message.contains("which the clock skips")), "{told:?}");
}

/// As in the schedule's own test: a freeze moves the announcement to after the prepare mail.
#[test]
fn phases_that_change_places_are_an_error_with_a_date_that_mends_it() {
    let mut fixture = one(&[
        ("announce", "announcement", "start - 10d at 09:00"),
        ("prepare", "prepare", "start - 5 workdays at 09:00"),
    ]);
    silent(&fixture, "H-SCHED-02");
    fixture.freeze("2027-03-22", "2027-04-02");
    let expected = "in wave `one` `announcement` (announce) is due Fri 2027-03-19 09:00, not before `prepare` \
                    (prepare) on Mon 2027-03-15 09:00, because of closed days";
    finds(&fixture, "H-SCHED-02", &[("one", expected)]);
    let findings = judge(&loaded(fixture), utc(BEFORE));
    let hint = findings.iter().find(|f| f.rule == "H-SCHED-02").unwrap().hint.clone().unwrap();
    assert!(
        hint.ends_with("Fri 2027-03-12 09:00 at the latest: that is `start - 24d at 09:00` for this wave"),
        "{hint}"
    );
}

#[test]
fn a_message_that_never_comes_is_found_once_for_all_waves() {
    let mut fixture = example();
    silent(&fixture, "H-SCHED-03");
    fixture.rule("reminder").when = When::parse("every 3 workdays from start until start + 2d").unwrap();
    let told = told(&fixture, "H-SCHED-03", BEFORE);
    let [(subject, message)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(subject, "reminder");
    assert!(message.ends_with("never comes in wave `pilot`, `early` and `rest`"), "{message}");
}

#[test]
fn a_skipped_stage_is_found() {
    let mut fixture = example();
    silent(&fixture, "H-SCHED-04");
    silent(&fixture, "H-SCHED-22");
    fixture.campaign.phases.retain(|phase| !["announce", "prepare"].contains(&phase.id.as_str()));
    finds(
        &fixture,
        "H-SCHED-04",
        &[("announce", "nothing is announced before the start in wave `pilot`, `early` and `rest`")],
    );
    fixture.campaign.phases.retain(|phase| !["deadline", "blocked"].contains(&phase.id.as_str()));
    let told = told(&fixture, "H-SCHED-04", BEFORE);
    assert_eq!(told[1].0, "deadline");
    finds(
        &fixture,
        "H-SCHED-22",
        &[("blocked", "people hear nothing after the deadline in wave `pilot`, `early` and `rest`")],
    );
}

#[test]
fn a_wave_that_is_overtaken_is_found() {
    let mut fixture = example();
    silent(&fixture, "H-SCHED-05");
    fixture.campaign.waves[0].deadline = day("2027-06-25");
    let told = told(&fixture, "H-SCHED-05", BEFORE);
    assert_eq!(told[0].0, "pilot");
    assert!(
        told[0].1.starts_with("wave `pilot` starts before `early`, but reaches phase `deadline` after it"),
        "{told:?}"
    );
}

/// The pilot ends on Friday 12 March, the next wave starts on Monday 5 April.
#[test]
fn there_is_time_to_judge_before_the_next_wave() {
    let mut fixture = example();
    let gate = |date: &str| Some(Gate { owner: Some("M. de Wit".into()), date: Some(day(date)), ..Gate::default() });
    silent(&fixture, "H-SCHED-06");
    for (date, fits) in [("2027-03-12", false), ("2027-03-15", true), ("2027-04-02", true), ("2027-04-05", false)] {
        fixture.campaign.waves[0].gate = gate(date);
        assert_eq!(told(&fixture, "H-SCHED-06", BEFORE).is_empty(), fits, "{date}");
    }
    fixture.campaign.waves[0].gate = None;
    fixture.campaign.waves[1].start = day("2027-03-16");
    silent(&fixture, "H-SCHED-06");
    fixture.campaign.waves[1].start = day("2027-03-15");
    let expected = "there is no working day between the deadline of wave `pilot` on Fri 2027-03-12 and the start of \
                    `early` on Mon 2027-03-15";
    finds(&fixture, "H-SCHED-06", &[("pilot", expected)]);
}

#[test]
fn every_wave_but_the_last_has_a_gate_with_an_owner() {
    let mut fixture = example();
    fixture.campaign.waves[2].gate = None;
    silent(&fixture, "H-SCHED-07");
    fixture.campaign.waves[0].gate = None;
    fixture.campaign.waves[1].gate = Some(Gate::default());
    finds(
        &fixture,
        "H-SCHED-07",
        &[
            ("early", "nobody decides on the gate of wave `early`"),
            ("pilot", "wave `pilot` has no gate, so the next begins whatever happens"),
        ],
    );
}

/// Fifty of whatever number are few; fifty-one of a thousand and twenty are 5 %, of a thousand and nineteen more.
#[test]
fn the_first_wave_is_small() {
    let mut fixture = Fixture::empty();
    fixture.message("enrol", "enrol-now", "start at 08:00", Audience::Pending);
    fixture.wave("pilot", "2027-03-01", "2027-03-12", "department = 'IT'");
    fixture.wave("rest", "2027-05-10", "2027-05-28", "rest");
    for n in 0..50 {
        fixture.person(&format!("p{n:04}@x.example")).department = Some("IT".into());
    }
    silent(&fixture, "H-SCHED-08");
    fixture.person("p0050@x.example").department = Some("IT".into());
    finds(&fixture, "H-SCHED-08", &[("pilot", "the first wave, `pilot`, has 51 of 51 people (100 %)")]);
    for n in 51..1020 {
        fixture.person(&format!("p{n:04}@x.example"));
    }
    silent(&fixture, "H-SCHED-08");
}

/// Twenty people, each with a question, of which a third comes on the first day: 6.8.
#[test]
fn the_load_of_the_helpdesk_is_compared_with_what_it_takes() {
    let mut fixture = one(&[("enrol", "enrol-now", "start at 08:00")]);
    for n in 1..20 {
        fixture.person(&format!("p{n:02}@x.example"));
    }
    fixture.campaign.helpdesk.contact_rate = 1.0;
    fixture.campaign.helpdesk.contacts_per_day = Some(7);
    silent(&fixture, "H-SCHED-09");
    silent(&fixture, "H-SCHED-10");
    fixture.campaign.helpdesk.contacts_per_day = Some(6);
    let expected = "on 1 day of wave `one` more contacts are expected than the helpdesk takes: up to 7 on Mon \
                    2027-04-05, capacity 6";
    finds(&fixture, "H-SCHED-09", &[("one", expected)]);
    fixture.campaign.helpdesk.contacts_per_day = None;
    silent(&fixture, "H-SCHED-09");
    finds(&fixture, "H-SCHED-10", &[("", "the campaign does not say how many contacts the helpdesk can take a day")]);
}

/// Two contacts a day, on ten working days: twenty people with a question each, and no one more.
#[test]
fn a_deadline_that_the_helpdesk_cannot_meet_is_an_error_with_the_earliest_that_fits() {
    let mut fixture = one(&[("enrol", "enrol-now", "start at 08:00")]);
    for n in 1..20 {
        fixture.person(&format!("p{n:02}@x.example"));
    }
    fixture.campaign.helpdesk.contact_rate = 1.0;
    fixture.campaign.helpdesk.contacts_per_day = Some(2);
    silent(&fixture, "H-SCHED-27");
    fixture.person("one-more@x.example");
    let expected = "wave `one` cannot meet its deadline on Fri 2027-04-16: 21 people x 1 = 21 contacts, and from Mon \
                    2027-04-05 on the helpdesk takes 10 working days x 2 = 20";
    finds(&fixture, "H-SCHED-27", &[("one", expected)]);
    let found = judge(&loaded(fixture.clone()), utc(BEFORE));
    let found = found.iter().find(|finding| finding.rule == "H-SCHED-27").unwrap();
    assert_eq!(found.severity, crate::check::Severity::Error);
    assert!(
        found.hint.as_ref().unwrap().starts_with("the earliest deadline that fits is Mon 2027-04-19;"),
        "{found:?}"
    );
    // What another wave needs of those days is not there.
    fixture.campaign.waves[0].people = crate::campaign::Members::Rest;
    fixture.wave("two", "2027-04-05", "2027-06-16", "id = 'one-more@x.example'");
    let told = told(&fixture, "H-SCHED-27", BEFORE);
    assert!(
        told.iter().any(|(wave, message)| wave == "one" && message.contains("less 1 of other waves = 19")),
        "{told:?}"
    );
    // Half of the days are over, and nobody has moved.
    fixture.campaign.waves.pop();
    fixture.campaign.helpdesk.contacts_per_day = Some(3);
    silent(&fixture, "H-SCHED-27");
    assert_eq!(crate::check::tests::told(&fixture, "H-SCHED-27", "2027-04-12T09:00:00Z").len(), 1);
}

/// From Friday 9 April to Friday 16 April the helpdesk works six days.
#[test]
fn no_deadline_while_the_helpdesk_cannot_take_everyone() {
    let mut fixture = one(&[("deadline", "deadline-notice", "deadline - 5 workdays at 09:00")]);
    for n in 1..18 {
        fixture.person(&format!("p{n:02}@x.example"));
    }
    fixture.campaign.helpdesk.contact_rate = 1.0;
    fixture.campaign.helpdesk.contacts_per_day = Some(3);
    silent(&fixture, "H-SCHED-11");
    fixture.person("one-more@x.example");
    let expected = "wave `one` is given its deadline on Fri 2027-04-09, 6 working days before it: if all 19 people \
                    remain, 19 contacts come, and the helpdesk takes 18";
    finds(&fixture, "H-SCHED-11", &[("one", expected)]);
}

#[test]
fn the_deadline_comes_after_a_voluntary_stretch_and_in_good_time() {
    let mut fixture = one(&[("deadline", "deadline-notice", "deadline - 5 workdays at 09:00")]);
    silent(&fixture, "H-SCHED-12");
    silent(&fixture, "H-SCHED-13");
    fixture.rule("deadline-notice").when = When::parse("deadline - 4 workdays at 09:00").unwrap();
    let expected = "wave `one` first hears its deadline of Fri 2027-04-16 on Mon 2027-04-12, 4 working days before it";
    finds(&fixture, "H-SCHED-13", &[("one", expected)]);
    fixture.rule("deadline-notice").when = When::parse("deadline - 8 workdays at 09:00").unwrap();
    let expected =
        "`deadline-notice` gives the deadline of wave `one` on Tue 2027-04-06, 1 working day after its start";
    finds(&fixture, "H-SCHED-12", &[("one", expected)]);
}

#[test]
fn waves_start_end_and_are_judged_on_open_days() {
    let mut fixture = example();
    silent(&fixture, "H-SCHED-14");
    fixture.holiday("2027-04-05", "Tweede paasdag");
    fixture.freeze("2027-04-16", "2027-04-16");
    fixture.campaign.waves[1].gate.as_mut().unwrap().date = Some(day("2027-04-18"));
    let expected = "wave `early` starts on Mon 2027-04-05 (Tweede paasdag) and ends on Fri 2027-04-16 (in a freeze: \
                    quarter end) and is judged on Sun 2027-04-18 (not a working day)";
    finds(&fixture, "H-SCHED-14", &[("early", expected)]);
}

/// The start, Monday 5 April, is closed, so the message moves to the 6th; it expires when the 6th begins.
#[test]
fn a_message_that_closed_days_move_past_its_end_is_found() {
    let mut fixture = one(&[("enrol", "enrol-now", "start at 08:00")]);
    fixture.expires("enrol-now", "start + 1d");
    silent(&fixture, "H-SCHED-15");
    fixture.holiday("2027-04-05", "Tweede paasdag");
    let expected = "1 person of wave `one` will not hear `enrol-now`: closed days move it past its end";
    finds(&fixture, "H-SCHED-15", &[("one", expected)]);
    silent(&fixture, "H-SCHED-16");
}

/// On Tuesday 6 April the announcement has expired, and what told people to enrol is caught up with.
#[test]
fn what_is_past_is_too_late_or_caught_up() {
    let fixture =
        one(&[("announce", "announcement", "start - 14d at 09:00"), ("enrol", "enrol-now", "start at 08:00")]);
    silent(&fixture, "H-SCHED-16");
    silent(&fixture, "H-SCHED-17");
    let now = "2027-04-06T09:00:00Z";
    let late = told(&fixture, "H-SCHED-16", now);
    assert_eq!(late, [("one".to_owned(), "too late for 1 person of wave `one`: `announcement`".to_owned())]);
    let caught = told(&fixture, "H-SCHED-17", now);
    let expected = "late, at the next openings, at most one a day: 1 message to 1 reader of wave `one`";
    assert_eq!(caught, [("one".to_owned(), expected.to_owned())]);
    assert!(told(&fixture, "H-SCHED-15", now).is_empty());
}

#[test]
fn more_than_enough_on_one_day_is_found_with_an_example() {
    let mut fixture = one(&[("enrol", "enrol-now", "start at 08:00"), ("enrol", "more", "start at 12:00")]);
    fixture.campaign.max_per_day = 2;
    silent(&fixture, "H-SCHED-18");
    fixture.campaign.max_per_day = 1;
    let expected = "more than 1 message a day for 1 person of wave `one` (a): on Mon 2027-04-05 a hears `enrol-now` \
                    (one), `more` (one)";
    finds(&fixture, "H-SCHED-18", &[("one", expected)]);
}

#[test]
fn the_helpdesk_hears_it_first() {
    let mut fixture = one(&[("announce", "announcement", "start - 14d at 09:00")]);
    finds(&fixture, "H-SCHED-20", &[("", "no message briefs the helpdesk before people call")]);
    silent(&fixture, "H-SCHED-19");
    fixture.message("announce", "helpdesk-brief", "start - 14d at 08:30", Audience::Helpdesk);
    silent(&fixture, "H-SCHED-20");
    silent(&fixture, "H-SCHED-19");
    fixture.rule("helpdesk-brief").when = When::parse("start - 14d at 09:00").unwrap();
    let expected = "in wave `one` the helpdesk gets `helpdesk-brief` on Mon 2027-03-22 09:00, not before \
                    `announcement` goes out on Mon 2027-03-22 09:00";
    finds(&fixture, "H-SCHED-19", &[("one", expected)]);
}

#[test]
fn a_campaign_that_is_over_is_found() {
    let fixture = example();
    let at = |now| told(&fixture, "H-SCHED-21", now);
    // The last deadline is 28 May; in Amsterdam the 29th begins at 22:00 UTC.
    assert!(at("2027-05-28T21:59:00Z").is_empty());
    let later = (utc("2027-05-28T21:59:00Z") + TimeDelta::minutes(1)).to_rfc3339();
    assert_eq!(at(&later).len(), 1);
}

/// The one wave lies in April 2027.
#[test]
fn a_file_of_holidays_of_other_years_is_found() {
    let mut fixture = one(&[]);
    silent(&fixture, "H-SCHED-23");
    let file = |years: &[i32], extent: Option<(&str, &str)>| HolidayFile {
        file: "vrij.ics".into(),
        place: Place::file("campaign.yaml"),
        years: years.iter().copied().collect(),
        extent: extent.map(|(from, to)| (day(from), day(to))),
        appointments: Vec::new(),
    };
    fixture.campaign.calendar.files = vec![file(&[2026], Some(("2026-01-01", "2026-12-26")))];
    let expected = "`vrij.ics` has no day off in 2027: its days are from 2026-01-01 to 2026-12-26";
    finds(&fixture, "H-SCHED-23", &[("vrij.ics", expected)]);
    fixture.campaign.calendar.files = vec![file(&[], None)];
    finds(&fixture, "H-SCHED-23", &[("vrij.ics", "`vrij.ics` has no day off in 2027: it has none at all")]);
    fixture.campaign.calendar.files = vec![file(&[2027], Some(("2027-01-01", "2027-12-26")))];
    fixture.holiday("2027-05-06", "Hemelvaart");
    silent(&fixture, "H-SCHED-23");
    fixture.campaign.waves[0].deadline = day("2028-01-14");
    let short = "no file has a day off in 2028, in which the campaign goes on";
    finds(&fixture, "H-SCHED-23", &[("vrij.ics", short)]);
    fixture.holiday("2028-01-01", "Nieuwjaar");
    silent(&fixture, "H-SCHED-23");
}

#[test]
fn an_event_that_closes_no_day_is_found_in_the_campaigns_years() {
    let mut fixture = one(&[]);
    let event = |line, name: &str, year| Appointment { line, name: name.into(), years: [year].into() };
    let file = HolidayFile {
        file: "vrij.ics".into(),
        place: Place::file("campaign.yaml"),
        years: [2027].into(),
        extent: None,
        appointments: vec![event(7, "Borrel", 2026), event(12, "Dicht om 12 uur", 2027), event(20, "Overleg", 2027)],
    };
    fixture.holiday("2027-05-06", "Hemelvaart");
    fixture.campaign.calendar.files = vec![file];
    let expected = "2 events in `vrij.ics` with a time of day, so no day is closed: Dicht om 12 uur (line 12) and \
                    Overleg (line 20)";
    finds(&fixture, "H-SCHED-24", &[("vrij.ics", expected)]);
    fixture.campaign.calendar.files[0].appointments.truncate(1);
    silent(&fixture, "H-SCHED-24");
}

/// A reminder, a notice of the deadline and a warning after it; not an announcement, nor news.
#[test]
fn a_selection_of_people_is_asked_for_what_some_of_them_have_done() {
    let it = || Audience::Select(crate::campaign::Selector::parse("department = 'IT'").unwrap());
    for (when, goes_on) in [
        ("every 3 workdays from start until deadline", true),
        ("deadline - 5 workdays at 09:00", true),
        ("deadline + 1 workday at 09:00", true),
        ("start + 2d at 09:00", true),
        ("start at 09:00", false),
        ("start - 14d at 09:00", false),
        ("2027-04-07 at 09:00", false),
    ] {
        let mut fixture = one(&[("remind", "reminder", when)]);
        silent(&fixture, "H-SCHED-25");
        fixture.rule("reminder").to = it();
        assert_eq!(!told(&fixture, "H-SCHED-25", BEFORE).is_empty(), goes_on, "{when}");
        fixture.rule("reminder").to = Audience::Everyone;
        silent(&fixture, "H-SCHED-25");
    }
}

#[test]
fn apples_deadline_is_that_of_the_wave() {
    let mut fixture = one(&[("enrol", "enrol-now", "start at 08:00")]);
    let source = Source { file: "devices.csv".into(), line: 3 };
    let phone = |until: &str| Device {
        serial: Some("S1".into()),
        name: None,
        manufacturer: None,
        model: None,
        platform: Platform::Ios,
        os_version: Some("26.1".into()),
        ownership: Ownership::Corporate,
        supervised: true,
        system: None,
        migrated: false,
        last_seen: None,
        apple_deadline: Some(utc(until)),
        attributes: Default::default(),
        concern: Default::default(),
        source: source.clone(),
    };
    // The last evening of the wave, by the clock of its people.
    fixture.people.persons[0].devices = vec![phone("2027-04-16T21:59:00Z"), phone("2027-04-16T22:00:00Z")];
    silent(&fixture, "H-SCHED-26");
    fixture.campaign.migration.apple = Apple::All;
    let expected =
        "wave `one` has until Fri 2027-04-16, and Apple waits until another day for 1 device: S1 (Sat 2027-04-17)";
    finds(&fixture, "H-SCHED-26", &[("one", expected)]);
}
