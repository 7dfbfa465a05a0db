//! What the files' columns, keys, places and encodings give rise to.

use super::{phone, two};
use crate::campaign::people::{Account, Became, ColumnUse, Doubt, SourceKind, Tally};
use crate::campaign::{Device, Ownership, Platform, Site};
use crate::check::tests::{finds, silent};
use crate::schedule::fixture::Fixture;

/// A file of two devices with owners.
fn account(file: &str) -> Account {
    let column = |header: &str, ours: &'static str| ColumnUse {
        header: header.into(),
        became: Became::Ours(ours),
        filled: 2,
        by_content: false,
        nearly: None,
    };
    Account {
        file: file.into(),
        kind: SourceKind::Devices,
        layout: None,
        encoding: "windows-1252",
        doubt: None,
        system: None,
        separator: ',',
        columns: vec![column("Serial", "serial"), column("Owner", "owner")],
        rows: 2,
        used: 2,
        joined: 0,
        left_out: 0,
        tally: Tally { serials: 2, owners: 2, known_owners: 2, ..Tally::default() },
    }
}

fn with(change: impl FnOnce(&mut Account)) -> Fixture {
    let mut fixture = two();
    let mut account = account("devices.csv");
    change(&mut account);
    fixture.people.accounts.push(account);
    fixture
}

#[test]
fn a_file_that_gives_nothing_is_named() {
    silent(&with(|_| ()), "H-DATA-24");
    let nothing = |rows: usize| {
        with(|account| {
            (account.rows, account.used, account.left_out) = (rows, 0, rows);
        })
    };
    let about = |text: &'static str| [("devices.csv", text)];
    finds(&nothing(0), "H-DATA-24", &about("devices.csv has a header line and nothing below it"));
    finds(&nothing(1), "H-DATA-24", &about("the one row of devices.csv gave no device"));
    finds(&nothing(3), "H-DATA-24", &about("none of the 3 rows of devices.csv gave a device"));
    // Rows that all joined a device that was known are what an export of the new system has.
    silent(&with(|account| (account.used, account.joined) = (0, 2)), "H-DATA-24");
}

#[test]
fn a_file_of_devices_without_any_owner_is_named_with_its_columns() {
    let mut fixture = with(|account| {
        account.tally.owners = 0;
        account.columns[1] =
            ColumnUse { became: Became::Field("wie".into()), header: "Wie".into(), ..account.columns[1].clone() };
    });
    silent(&fixture, "H-DATA-25");
    fixture.people.ownerless.push(Device { ownership: Ownership::Shared, ..phone(None) });
    silent(&fixture, "H-DATA-25");
    fixture.people.ownerless.push(phone(None));
    let expected = "1 device in devices.csv and no owner of any; not understood: `Wie`";
    finds(&fixture, "H-DATA-25", &[("devices.csv", expected)]);
}

#[test]
fn a_column_that_is_a_guess_or_nearly_one_of_ours_is_named() {
    silent(&with(|_| ()), "H-DATA-27");
    let guessed = with(|account| account.columns[1].by_content = true);
    let expected = "`Owner` of devices.csv is taken for `owner`, by what stands in it";
    finds(&guessed, "H-DATA-27", &[("devices.csv", expected)]);
    let nearly = with(|account| {
        account.columns[1] =
            ColumnUse { became: Became::Field("wie".into()), nearly: Some("Owner"), ..account.columns[1].clone() };
    });
    let expected = "`Owner` of devices.csv is nearly `Owner`, and is not read as that";
    finds(&nearly, "H-DATA-27", &[("devices.csv", expected)]);
}

#[test]
fn a_column_of_ours_that_is_empty_everywhere_is_named() {
    silent(&with(|_| ()), "H-DATA-28");
    let empty = with(|account| account.columns.iter_mut().for_each(|column| column.filled = 0));
    finds(&empty, "H-DATA-28", &[("devices.csv", "nothing stands in `Serial` and `Owner` of devices.csv")]);
    // Of a column that is nobody's, nothing follows.
    silent(
        &with(|account| {
            account.columns[1] =
                ColumnUse { became: Became::Field("wie".into()), filled: 0, ..account.columns[1].clone() };
        }),
        "H-DATA-28",
    );
}

#[test]
fn names_in_a_doubtful_encoding_are_shown() {
    silent(&with(|_| ()), "H-DATA-34");
    let doubt = Doubt { names: vec![("Micha³".into(), "Michał".into())], count: 3, encoding: "windows-1250" };
    let fixture = with(|account| account.doubt = Some(doubt));
    let expected = "3 words of devices.csv look wrong, read as windows-1252: perhaps `Micha³` for `Michał`";
    finds(&fixture, "H-DATA-34", &[("devices.csv", expected)]);
}

#[test]
fn people_without_a_name_are_named_by_what_stands_in_for_it() {
    let mut fixture = two();
    silent(&fixture, "H-DATA-26");
    fixture.people.persons[0].name = "Anna@x.example".into();
    finds(&fixture, "H-DATA-26", &[("one", "1 person of wave `one` without a name: Anna@x.example")]);
    fixture.people.persons[0].given_name = Some("Anna".into());
    silent(&fixture, "H-DATA-26");
}

#[test]
fn a_plan_that_tells_nobody_anything_is_an_error() {
    let mut fixture = two();
    silent(&fixture, "H-DATA-29");
    fixture.people.persons.iter_mut().for_each(|person| person.email = None);
    let expected = "the plan has no message for anybody; 2 could not be planned";
    finds(&fixture, "H-DATA-29", &[("", expected)]);
    fixture.people.persons[0].email = Some("anna@x.example".into());
    silent(&fixture, "H-DATA-29");
}

#[test]
fn one_mailbox_with_two_people_is_an_error_by_its_address() {
    let mut fixture = two();
    silent(&fixture, "H-DATA-30");
    fixture.people.persons[1].email = Some("Anna@X.example".into());
    let expected =
        "`anna@x.example` is the mailbox of 2 people in the plan: anna (people.csv:2) and bram (people.csv:2)";
    finds(&fixture, "H-DATA-30", &[("anna@x.example", expected)]);
    fixture.people.persons[1].standing = crate::campaign::Standing::Left;
    silent(&fixture, "H-DATA-30");
}

#[test]
fn a_site_that_nobody_has_is_named_with_the_nearest() {
    let mut fixture = two();
    fixture.people.persons[0].site = Some("Willemstad".into());
    let site = Site { timezone: Some(chrono_tz::America::Curacao), ..Site::default() };
    fixture.campaign.sites.insert("Willem\u{A0}stad".replace('\u{A0}', ""), site.clone());
    silent(&fixture, "H-DATA-35");
    silent(&fixture, "H-DATA-36");
    fixture.campaign.sites.clear();
    fixture.campaign.sites.insert("Wilemstad".into(), site);
    finds(&fixture, "H-DATA-35", &[("Wilemstad", "nobody is at `Wilemstad`, which has an entry under `sites:`")]);
    let expected = "1 person of 1 site are in Europe/Amsterdam for want of an entry under `sites:`: `Willemstad`";
    finds(&fixture, "H-DATA-36", &[("", expected)]);
    // A zone of their own is one.
    fixture.people.persons[0].timezone = chrono_tz::America::Curacao;
    silent(&fixture, "H-DATA-36");
}

#[test]
fn devices_of_unknown_ownership_are_counted_where_it_decides() {
    let mut fixture = two();
    silent(&fixture, "H-DATA-37");
    let unknown = |platform| Device { ownership: Ownership::Unknown, platform, ..phone(None) };
    fixture.people.persons[0].devices.push(unknown(Platform::Ios));
    silent(&fixture, "H-DATA-37");
    fixture.people.persons[0].devices.push(unknown(Platform::Android));
    let expected = "2 devices of 4 in devices.csv of unknown ownership; for 1 of them it decides whether they are wiped: \
                    iPhone (anna) and iPhone (anna)";
    finds(&fixture, "H-DATA-37", &[("devices.csv", expected)]);
    // Of a file that says it of none, whatever the platform.
    for person in &mut fixture.people.persons {
        person.devices = vec![unknown(Platform::Ios)];
    }
    let expected = "2 devices of 2 in devices.csv of unknown ownership: iPhone (anna) and iPhone (bram)";
    finds(&fixture, "H-DATA-37", &[("devices.csv", expected)]);
}
