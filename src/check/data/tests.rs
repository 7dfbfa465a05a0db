mod files;

use crate::campaign::{
    Apple, Audience, Device, LanguageReason, Ownership, Platform, Reject, RejectKind, Selector, Source, Standing, Visit,
};
use crate::check::tests::{BEFORE, finds, judge, loaded, silent};
use crate::check::{Severity, explain};
use crate::error::{Place, Problem};
use crate::schedule::fixture::{Fixture, day, tag, utc};

/// One wave with Anna and Bram in it, of whom everything is known.
fn two() -> Fixture {
    let mut fixture = Fixture::empty();
    fixture.message("enrol", "enrol-now", "start at 08:00", Audience::Pending);
    fixture.wave("one", "2027-04-05", "2027-04-16", "rest");
    for id in ["anna@x.example", "bram@x.example"] {
        fixture.person(id).devices.push(phone(Some("2027-01-03T12:00:00Z")));
    }
    fixture
}

fn phone(seen: Option<&str>) -> Device {
    Device {
        serial: None,
        name: Some("iPhone".into()),
        manufacturer: None,
        model: None,
        platform: Platform::Ios,
        os_version: None,
        ownership: Ownership::Personal,
        supervised: false,
        system: None,
        migrated: false,
        last_seen: seen.map(utc),
        apple_deadline: None,
        attributes: Default::default(),
        concern: Default::default(),
        source: Source { file: "devices.csv".into(), line: 3 },
    }
}

#[test]
fn every_rejected_row_is_a_finding_at_its_place() {
    let mut fixture = two();
    let kinds = [
        (RejectKind::Row, "H-DATA-01"),
        (RejectKind::NoIdentity, "H-DATA-02"),
        (RejectKind::Duplicate, "H-DATA-03"),
        (RejectKind::Address, "H-DATA-04"),
        (RejectKind::Cell, "H-DATA-05"),
        (RejectKind::UnknownOwner, "H-DATA-06"),
        (RejectKind::DeviceTwice, "H-DATA-07"),
        (RejectKind::Retired, "H-DATA-08"),
        (RejectKind::NoKey, "H-DATA-23"),
        (RejectKind::System, "H-DATA-31"),
        (RejectKind::NearlySame, "H-DATA-32"),
        (RejectKind::Renamed, "H-DATA-33"),
    ];
    kinds.iter().for_each(|(_, rule)| silent(&fixture, rule));
    for (line, (kind, _)) in (2..).zip(kinds) {
        let problem = Problem::new("wrong").at(Place { line, ..Place::file("people.csv") }).hint("mend it");
        fixture.people.rejects.push(Reject { kind, problem: problem.clone() });
        fixture.people.rejects.push(Reject { kind, problem });
    }
    for (line, (_, rule)) in (2..).zip(kinds) {
        finds(&fixture, rule, &[("", "wrong"), ("", "wrong")]);
        let findings = judge(&loaded(fixture.clone()), utc(BEFORE));
        let finding = findings.iter().find(|f| f.rule == rule).unwrap();
        assert_eq!(finding.place.as_ref().unwrap().to_string(), format!("people.csv:{line}"));
        assert_eq!(finding.hint.as_deref(), Some("mend it"));
    }
}

/// A hundred of each kind and file, and how many more.
#[test]
fn a_thousand_rows_of_one_kind_are_a_hundred_findings_and_a_number() {
    let mut fixture = two();
    for line in 2..1002 {
        let problem =
            Problem::new(format!("wrong {line}")).at(Place { line, ..Place::file("people.csv") }).hint("mend it");
        fixture.people.rejects.push(Reject { kind: RejectKind::Cell, problem });
    }
    let other = Problem::new("elsewhere").at(Place { line: 2, ..Place::file("devices.csv") }).hint("mend it");
    fixture.people.rejects.push(Reject { kind: RejectKind::Cell, problem: other });
    let findings = judge(&loaded(fixture), utc(BEFORE));
    let found: Vec<&str> = findings.iter().filter(|f| f.rule == "H-DATA-05").map(|f| f.message.as_str()).collect();
    assert_eq!(found.len(), 102);
    assert!(found.contains(&"elsewhere") && found.contains(&"wrong 101") && !found.contains(&"wrong 102"));
    assert!(found.contains(&"900 rows more of which this is so, the first: wrong 102"), "{:?}", found.last());
}

#[test]
fn who_gets_nothing_by_mail_is_named() {
    let mut fixture = two();
    silent(&fixture, "H-DATA-09");
    fixture.people.persons[0].email = None;
    finds(&fixture, "H-DATA-09", &[("one", "1 person of wave `one` will get nothing by mail: anna")]);
    fixture.people.persons[0].standing = Standing::Left;
    silent(&fixture, "H-DATA-09");
    finds(&fixture, "H-DATA-14", &[("one", "1 person of wave `one` cannot sign in or have left: anna")]);
    fixture.people.persons[0].standing = Standing::Pending;
    silent(&fixture, "H-DATA-14");
}

#[test]
fn a_person_in_two_waves_is_an_error_by_name() {
    let mut fixture = two();
    fixture.wave("two", "2027-05-03", "2027-05-14", "name = 'anna'");
    silent(&fixture, "H-DATA-10");
    fixture.wave("three", "2027-05-24", "2027-06-04", "name like '*a*'");
    finds(&fixture, "H-DATA-10", &[("three", "1 person is in the waves two and three: anna")]);
    assert_eq!(explain("H-DATA-10").unwrap().severity, Severity::Error);
}

#[test]
fn a_person_in_no_wave_is_an_error_unless_left_out_on_purpose() {
    let mut fixture = two();
    silent(&fixture, "H-DATA-11");
    silent(&fixture, "H-DATA-12");
    fixture.campaign.waves.clear();
    fixture.wave("one", "2027-04-05", "2027-04-16", "name = 'anna'");
    finds(&fixture, "H-DATA-11", &[("bram@x.example", "1 person is in no wave: bram")]);
    fixture.person("chloe@x.example");
    finds(&fixture, "H-DATA-11", &[("", "2 people are in no wave: bram and chloe")]);
    fixture.exclude("name != 'anna'");
    silent(&fixture, "H-DATA-11");
    finds(&fixture, "H-DATA-12", &[("", "2 people are left out on purpose (test): bram and chloe")]);
}

#[test]
fn an_empty_wave_is_an_error() {
    let mut fixture = two();
    silent(&fixture, "H-DATA-13");
    fixture.wave("two", "2027-05-03", "2027-05-14", "name = 'nobody'");
    finds(&fixture, "H-DATA-13", &[("two", "nobody is in wave `two`")]);
}

/// Ninety days before 3 January 2027, the day of the export, is 5 October 2026.
#[test]
fn a_device_is_stale_by_the_day_of_its_export() {
    let mut fixture = two();
    fixture.people.persons[1].devices.push(phone(Some("2026-10-05T13:00:00Z")));
    silent(&fixture, "H-DATA-15");
    fixture.people.persons[1].devices.push(phone(Some("2026-10-05T11:00:00Z")));
    let expected = "1 device in devices.csv not seen for more than 90 days: iPhone (bram)";
    finds(&fixture, "H-DATA-15", &[("devices.csv", expected)]);
    // One that has moved since is nobody's worry.
    fixture.people.persons[1].devices[2].migrated = true;
    silent(&fixture, "H-DATA-15");
}

#[test]
fn languages_that_are_not_offered_or_not_known_are_counted() {
    let mut fixture = two();
    fixture.people.persons[0].language.tag = tag("nl-BE");
    silent(&fixture, "H-DATA-16");
    silent(&fixture, "H-DATA-17");
    fixture.people.persons[0].language.tag = tag("pl");
    fixture.people.persons[1].language.reason = LanguageReason::Default;
    finds(&fixture, "H-DATA-16", &[("pl", "1 person (50.0 %) reading pl will get nl: anna")]);
    finds(&fixture, "H-DATA-17", &[("nl", "1 person (50.0 %) whose language nobody knows will get nl: bram")]);
    // With one language there is nothing to choose.
    fixture.campaign.languages.offered = vec![tag("nl")];
    silent(&fixture, "H-DATA-17");
}

#[test]
fn an_unknown_manager_matters_when_managers_are_told_something() {
    let mut fixture = two();
    fixture.people.persons[0].manager = Some("boss@x.example".into());
    fixture.people.persons[1].manager = Some("anna@x.example".into());
    silent(&fixture, "H-DATA-18");
    fixture.message("announce", "manager-brief", "start - 5w at 09:00", Audience::Managers);
    let expected = "the managers of 1 person of wave `one` are not in the data, so `manager-brief` says nothing of them to \
         anybody: anna";
    finds(&fixture, "H-DATA-18", &[("one", expected)]);
}

#[test]
fn people_without_a_device_are_counted() {
    let mut fixture = two();
    silent(&fixture, "H-DATA-19");
    fixture.people.persons[1].devices.clear();
    finds(&fixture, "H-DATA-19", &[("one", "1 person of wave `one` without a device in the data: bram")]);
}

/// The deadline is 16 April.
#[test]
fn whoever_is_away_until_the_deadline_needs_a_letter() {
    let mut fixture = two();
    fixture.people.persons[0].leave_until = Some(day("2027-04-15"));
    silent(&fixture, "H-DATA-20");
    fixture.people.persons[0].leave_until = Some(day("2027-04-16"));
    let expected = "1 person of wave `one` on leave until after its deadline on Fri 2027-04-16: anna";
    finds(&fixture, "H-DATA-20", &[("one", expected)]);
}

#[test]
fn a_message_to_the_helpdesk_needs_its_address() {
    let mut fixture = two();
    fixture.campaign.helpdesk.email = None;
    silent(&fixture, "H-DATA-21");
    fixture.message("announce", "helpdesk-brief", "start - 5w at 08:30", Audience::Helpdesk);
    let expected = "`helpdesk-brief` goes to the helpdesk, of which the campaign has no address";
    finds(&fixture, "H-DATA-21", &[("helpdesk-brief", expected)]);
    fixture.campaign.helpdesk.email = Some("help@x.example".into());
    silent(&fixture, "H-DATA-21");
}

#[test]
fn an_account_with_nothing_but_a_shared_device_may_be_a_kiosk() {
    let mut fixture = two();
    fixture.people.keepers = vec![("anna@x.example".into(), 0)];
    silent(&fixture, "H-DATA-22");
    fixture.people.persons[0].devices.clear();
    let expected = "1 account of wave `one` with a shared device and no other will get mail: anna";
    finds(&fixture, "H-DATA-22", &[("one", expected)]);
    fixture.people.persons[0].email = None;
    silent(&fixture, "H-DATA-22");
}

#[test]
fn what_apple_cannot_move_is_named_where_the_campaign_has_it_do_so() {
    let mut fixture = two();
    let managed = |version: Option<&str>| Device {
        ownership: Ownership::Corporate,
        supervised: true,
        os_version: version.map(Into::into),
        ..phone(None)
    };
    fixture.people.persons[0].devices = vec![managed(Some("18.5")), managed(Some("26.1"))];
    fixture.people.persons[1].devices = vec![managed(None), phone(None)];
    silent(&fixture, "H-DATA-38");
    fixture.campaign.waves[0].apple = true;
    let expected = "wave `one`: 2 devices that Apple cannot move: iPhone (18.5) and iPhone (version unknown)";
    finds(&fixture, "H-DATA-38", &[("one", expected)]);
    fixture.campaign.waves[0].apple = false;
    fixture.campaign.migration.apple = Apple::Select(Selector::parse("name = 'anna'").unwrap());
    finds(&fixture, "H-DATA-38", &[("one", "wave `one`: 1 device that Apple cannot move: iPhone (18.5)")]);
}

fn visit(day_of: &str, at: Option<&str>) -> Option<Visit> {
    let time = at.map(crate::schedule::fixture::time);
    Some(Visit { day: day(day_of), time, place: Some("Balie 3".into()) })
}

/// The wave lasts from 5 to 16 April.
#[test]
fn an_appointment_is_in_the_wave_and_on_a_working_day() {
    let mut fixture = two();
    fixture.people.persons[0].visit = visit("2027-04-05", None);
    fixture.people.persons[1].visit = visit("2027-04-16", Some("10:00"));
    silent(&fixture, "H-DATA-43");
    fixture.people.persons[1].visit = visit("2027-04-19", Some("10:00"));
    let expected = "1 person of wave `one` has an appointment outside it, which lasts from Mon 2027-04-05 to Fri 2027-04-16: \
                    bram (Mon 2027-04-19)";
    finds(&fixture, "H-DATA-43", &[("one", expected)]);
    fixture.people.persons[1].visit = visit("2027-04-10", Some("10:00"));
    let saturday = "1 person has an appointment on Sat 2027-04-10, which is no working day: bram";
    finds(&fixture, "H-DATA-43", &[("", saturday)]);
    fixture.holiday("2027-04-13", "Verjaardag");
    fixture.people.persons.iter_mut().for_each(|person| person.visit = visit("2027-04-13", None));
    let holiday = "2 people have an appointment on Tue 2027-04-13, which is a holiday (Verjaardag): anna and bram";
    finds(&fixture, "H-DATA-43", &[("", holiday)]);
    // Who has moved need not come.
    fixture.people.persons.iter_mut().for_each(|person| person.standing = Standing::Migrated(None));
    silent(&fixture, "H-DATA-43");
}

#[test]
fn no_more_people_come_at_a_time_than_fit() {
    let mut fixture = two();
    fixture.person("chris@x.example").devices.push(phone(None));
    fixture.people.persons.iter_mut().for_each(|person| person.visit = visit("2027-04-13", Some("10:00")));
    silent(&fixture, "H-DATA-44");
    let place = Place { line: 9, ..Place::file("campaign.yaml") };
    fixture.campaign.per_slot = Some((2, place.clone()));
    let expected =
        "3 people have an appointment on Tue 2027-04-13 at 10:00 at Balie 3, where 2 fit: anna, bram and chris";
    finds(&fixture, "H-DATA-44", &[("", expected)]);
    fixture.people.persons[0].visit = visit("2027-04-13", Some("10:30"));
    silent(&fixture, "H-DATA-44");
    // Elsewhere, and on a day of which no time is known.
    fixture.people.persons[0].visit =
        visit("2027-04-13", Some("10:00")).map(|visit| Visit { place: Some("Balie 4".into()), ..visit });
    silent(&fixture, "H-DATA-44");
    fixture.people.persons.iter_mut().for_each(|person| person.visit = visit("2027-04-13", None));
    let unused = "`per_slot` has no effect: nobody who has yet to move has an appointment with a time";
    finds(&fixture, "H-DATA-44", &[("", unused)]);
}

#[test]
fn a_message_by_an_appointment_needs_somebody_who_has_one() {
    let mut fixture = two();
    fixture.message("remind", "appointment", "appointment - 1 workday at 09:00", Audience::Pending);
    let never = "`appointment` (appointment - 1 workday at 09:00) never comes: nobody has an appointment";
    finds(&fixture, "H-SCHED-03", &[("appointment", never)]);
    fixture.people.persons[0].visit = visit("2027-04-13", Some("10:00"));
    silent(&fixture, "H-SCHED-03");
}

fn campaign_for(to: Audience) -> Fixture {
    let mut fixture = Fixture::empty();
    fixture.message("prepare", "ours", "start - 5 workdays at 09:00", to);
    fixture.wave("one", "2027-04-05", "2027-04-16", "department = 'IT'");
    for (id, department) in [("a@x.example", "IT"), ("b@x.example", "IT"), ("c@x.example", "Council")] {
        fixture.person(id).department = Some(department.into());
    }
    fixture
}

#[test]
fn shared_devices_without_an_owner_are_found_when_there_is_a_message_for_their_owners() {
    let mut fixture = campaign_for(Audience::SharedOwners);
    silent(&fixture, "H-DATA-45");
    fixture.shared("KIOSK1", None);
    fixture.shared("KIOSK2", None);
    let none = "`ours` is for the owners of shared devices, and the data names none of 2 devices";
    finds(&fixture, "H-DATA-45", &[("ours", none)]);
    fixture.people.keepers = vec![("a@x.example".into(), 1)];
    silent(&fixture, "H-DATA-45");
    let some = "1 shared device without an owner in the data, so `ours` says nothing of it: KIOSK1";
    finds(&fixture, "H-DATA-46", &[("ours", some)]);
    fixture.people.keepers = vec![("a@x.example".into(), 1), ("c@x.example".into(), 0)];
    let unheard = "1 person with shared devices in no wave of `ours`, which says nothing to them: c";
    finds(&fixture, "H-DATA-46", &[("ours", unheard)]);
    fixture.rule("ours").waves = vec!["one".into()];
    silent(&fixture, "H-DATA-46");
}

#[test]
fn sites_for_which_nobody_answers_are_found_when_there_is_a_message_for_who_does() {
    let mut fixture = campaign_for(Audience::SiteOwner);
    for person in &mut fixture.people.persons {
        person.site = Some("Delft".into());
    }
    let none = "`ours` is for who answers for a site, and the data names nobody for 2 people: Delft";
    finds(&fixture, "H-DATA-45", &[("ours", none)]);
    fixture.people.persons[0].attributes.insert("site_owner".into(), "c@x.example".into());
    let some = "nobody known answers for the site of 1 person, so `ours` says nothing of them: Delft";
    finds(&fixture, "H-DATA-46", &[("ours", some)]);
    fixture.people.persons[1].attributes.insert("site_owner".into(), "j.doe".into());
    let unknown = "nobody known answers for the site of 1 person, so `ours` says nothing of them: Delft (j.doe is in no people file)";
    finds(&fixture, "H-DATA-46", &[("ours", unknown)]);
    fixture.people.persons[1].attributes.insert("site_owner".into(), "C@X.example".into());
    silent(&fixture, "H-DATA-46");
}
