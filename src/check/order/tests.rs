use crate::campaign::{Audience, Channel, Device, OnUncertain, Ownership, Platform, Source, Standing, When};
use crate::check::tests::{finds, silent};
use crate::schedule::fixture::Fixture;

/// One wave with one person.
fn one() -> Fixture {
    let mut fixture = Fixture::empty();
    fixture.message("announce", "announcement", "start - 14d at 09:00", Audience::Everyone);
    fixture.message("enrol", "enrol-now", "start at 08:00", Audience::Pending);
    fixture.message("remind", "reminder", "every 3 workdays from start until deadline", Audience::Pending);
    fixture.message("deadline", "deadline-notice", "deadline - 5 workdays", Audience::Pending);
    fixture.wave("one", "2027-04-05", "2027-04-16", "rest");
    fixture.person("anna@x.example");
    fixture
}

fn device(platform: Platform, ownership: Ownership) -> Device {
    Device {
        serial: Some("F2L".into()),
        name: None,
        manufacturer: None,
        model: None,
        platform,
        os_version: None,
        ownership,
        supervised: false,
        system: None,
        migrated: false,
        last_seen: None,
        apple_deadline: None,
        attributes: Default::default(),
        concern: Default::default(),
        source: Source { file: "devices.csv".into(), line: 3 },
    }
}

#[test]
fn somebody_tells_people_to_enrol() {
    let mut fixture = one();
    silent(&fixture, "H-ORDER-01");
    fixture.rule("enrol-now").when = When::parse("start - 1 workday").unwrap();
    silent(&fixture, "H-ORDER-01");
    fixture.campaign.phases.retain(|phase| phase.id != "enrol");
    let expected = "nobody tells 1 person of wave `one` to begin, between its start on Mon 2027-04-05 and its deadline \
                    on Fri 2027-04-16";
    finds(&fixture, "H-ORDER-01", &[("one", expected)]);
    fixture.people.persons[0].standing = Standing::Migrated(None);
    silent(&fixture, "H-ORDER-01");
}

#[test]
fn a_reminder_follows_what_it_reminds_of() {
    let mut fixture = one();
    silent(&fixture, "H-ORDER-02");
    fixture.rule("reminder").when = When::parse("every 3 workdays from start - 14d until deadline").unwrap();
    let expected =
        "`reminder` begins on Thu 2027-03-25 in wave `one`, before people are told to begin on Mon 2027-04-05";
    finds(&fixture, "H-ORDER-02", &[("reminder", expected)]);
}

#[test]
fn what_is_sent_again_can_be_the_same_again() {
    let mut fixture = one();
    let rule = fixture.rule("enrol-now");
    (rule.on_uncertain, rule.channels) = (OnUncertain::Resend, vec![Channel::Mail, Channel::Print]);
    silent(&fixture, "H-ORDER-06");
    fixture.rule("enrol-now").channels = vec![Channel::Print, Channel::Letter];
    let expected = "`enrol-now` says `on_uncertain: resend`, and nothing that comes by print and letter is sent again";
    finds(&fixture, "H-ORDER-06", &[("enrol-now", expected)]);
    fixture.rule("enrol-now").on_uncertain = OnUncertain::Ask;
    silent(&fixture, "H-ORDER-06");
}

#[test]
fn devices_of_nobody_get_no_mail() {
    let mut fixture = one();
    silent(&fixture, "H-ORDER-03");
    fixture.people.ownerless.push(device(Platform::IpadOs, Ownership::Shared));
    finds(&fixture, "H-ORDER-03", &[("", "1 device without an owner, so without a reader: F2L")]);
    fixture.people.ownerless[0].migrated = true;
    silent(&fixture, "H-ORDER-03");
}

#[test]
fn devices_that_are_wiped_are_listed_by_family() {
    let mut fixture = one();
    fixture.people.persons[0].devices =
        vec![device(Platform::Android, Ownership::Personal), device(Platform::Ios, Ownership::Corporate)];
    silent(&fixture, "H-ORDER-04");
    fixture.people.persons[0].devices[0].ownership = Ownership::Shared;
    fixture.people.persons[0].devices[1].supervised = true;
    finds(
        &fixture,
        "H-ORDER-04",
        &[
            (
                "android",
                "1 device to be wiped (Android of the organisation: wiped when it changes systems): F2L (anna)",
            ),
            (
                "apple",
                "1 device to be wiped (supervised Apple: wiped to stay supervised, unless the campaign has Apple move it (`apple: os26`)): F2L (anna)",
            ),
        ],
    );
    fixture.people.persons[0].standing = Standing::Left;
    silent(&fixture, "H-ORDER-04");
    fixture.people.ownerless.push(device(Platform::Android, Ownership::Shared));
    let expected = "1 device to be wiped (Android of the organisation: wiped when it changes systems): F2L";
    finds(&fixture, "H-ORDER-04", &[("android", expected)]);
}

#[test]
fn devices_of_an_unknown_kind_are_counted() {
    let mut fixture = one();
    fixture.people.persons[0].devices = vec![device(Platform::Windows, Ownership::Corporate)];
    silent(&fixture, "H-ORDER-05");
    fixture.people.persons[0].devices[0].ownership = Ownership::Unknown;
    finds(&fixture, "H-ORDER-05", &[("", "1 device of an unknown platform or ownership: F2L (anna)")]);
}
