//! Whatever the files hold, every row is somebody, some device, or a reject.

use proptest::prelude::*;

use super::{STAFF, told, world};
use crate::campaign::RejectKind;

/// Kinds of reject for which a row makes no person.
fn leaves_out(kind: RejectKind) -> bool {
    matches!(kind, RejectKind::Row | RejectKind::NoIdentity | RejectKind::Duplicate | RejectKind::UnknownOwner)
}

/// Cells as they come: mostly plausible, some rubbish.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-c]@b\\.example",
        "[a-cA-C]{0,2}",
        Just("nl".to_owned()),
        Just("2027-01-01".to_owned()),
        "\\PC{0,8}",
        "[\\x00-\\x20\",;\"]{0,5}",
    ]
}

proptest! {
    #[test]
    fn every_row_is_a_person_or_a_reject(rows in prop::collection::vec(prop::collection::vec(cell(), 4..6), 0..30)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["id", "upn", "email", "name", "language"]).unwrap();
        let mut wanted = 0;
        for mut row in rows {
            // Nothing to leave out; and what is all blank is no row.
            row.resize(5, String::new());
            wanted += usize::from(row.iter().any(|cell| !cell.trim().is_empty()));
            writer.write_record(&row).unwrap();
        }
        let people = world().people("p.csv", writer.into_inner().unwrap()).import();
        let left_out = people.rejects.iter().filter(|r| leaves_out(r.kind)).count();
        prop_assert_eq!(people.persons.len() + left_out, wanted, "{:?}", told(&people));
        prop_assert!(people.persons.windows(2).all(|pair| pair[0].id < pair[1].id));
        for person in &people.persons {
            let mut said = [Some(&person.name), person.email.as_ref()].into_iter().flatten();
            prop_assert!(said.all(|text| !text.chars().any(char::is_control)));
        }
    }

    #[test]
    fn every_device_row_is_a_device_or_a_reject(rows in prop::collection::vec(prop::collection::vec(cell(), 5), 0..30)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["serial", "name", "owner", "system", "last_seen"]).unwrap();
        let mut wanted = 0;
        for row in rows {
            wanted += usize::from(row.iter().any(|cell| !cell.trim().is_empty()));
            writer.write_record(&row).unwrap();
        }
        let people = world().people("staff.csv", STAFF).devices("d.csv", writer.into_inner().unwrap()).import();
        let devices = people.ownerless.len() + people.persons.iter().map(|p| p.devices.len()).sum::<usize>();
        let gone = [RejectKind::Row, RejectKind::NoIdentity, RejectKind::DeviceTwice];
        let left_out = people.rejects.iter().filter(|r| gone.contains(&r.kind)).count();
        prop_assert_eq!(devices + left_out, wanted, "{:?}", told(&people));
    }

    #[test]
    fn arbitrary_bytes_never_panic(
        people in prop::collection::vec(any::<u8>(), 0..400),
        devices in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        // Once as the whole file, once below headers that are known.
        let _ = world().people("p.csv", people.clone()).devices("d.csv", devices.clone()).try_import();
        let people = [b"id;upn;email;name;language;leave_until\n".as_slice(), &people].concat();
        let devices = [b"serial;name;owner;platform;last_seen\n".as_slice(), &devices].concat();
        let _ = world().people("p.csv", people).devices("d.csv", devices).import();
    }
}
