use super::*;
use crate::campaign::load;

const CAMPAIGN: &str = "id: base
name: {nl: Overstap, en: Move}
organization: Gemeente Voorbeeldstad
timezone: Europe/Amsterdam
languages: {default: nl, offered: [nl, en]}
sender: {from: \"IT <it@voorbeeldstad.example>\"}
helpdesk: {phone: \"+31 20 555 0100\"}
migration: {from: FROM, to: TO}
people: [{file: people.csv}]
devices: [{file: devices.csv}PROGRESS]
phases:
  announce: []
waves:
  - {id: all, start: 2027-03-01, deadline: 2027-03-19, people: rest}
";

const PEOPLE: &str = "upn,name,mail
anna@b.example,Anna,anna@b.example
bram@b.example,Bram,bram@b.example
";

const DEVICES: &str = "serial,name,platform,ownership,owner,system
F2LZ1,iPhone van Anna,iOS,Corporate,anna@b.example,MobileIron
0012345678,Galaxy van Bram,Android,Personal,bram@b.example,MobileIron
";

struct World {
    loaded: Loaded,
    inputs: Inputs,
}

fn moving(from: &str, to: &str, progress: &str) -> World {
    let campaign = CAMPAIGN.replace("FROM", from).replace("TO", to).replace("PROGRESS", progress);
    let files = [("campaign.yaml", campaign.as_str()), ("people.csv", PEOPLE), ("devices.csv", DEVICES)];
    let files = files.map(|(name, text)| (name.to_owned(), std::sync::Arc::from(text.as_bytes())));
    let mut inputs = Inputs::from_files(files.into_iter().collect());
    let loaded = load(&mut inputs).unwrap_or_else(|error| panic!("{error}"));
    World { loaded, inputs }
}

fn world() -> World {
    moving("MobileIron", "Microsoft Intune", "")
}

impl World {
    fn try_import(&self, csv: &str, source: &ProgressSource) -> Result<ProgressImport> {
        import_progress(&self.loaded, &self.inputs, &Progress::default(), csv.as_bytes(), "export.csv", source)
    }

    fn import(&self, csv: &str) -> ProgressImport {
        self.try_import(csv, &ProgressSource::default()).unwrap_or_else(|error| panic!("{error}"))
    }

    /// What an import comes to: who has moved, failed and left, why things counted, why rows did not.
    fn told(&self, csv: &str) -> String {
        let import = self.import(csv);
        let ProgressImport { migrated, failed, left, counted, passed, rejects, .. } = &import;
        let rows: usize = passed.values().sum::<usize>();
        assert!(rows <= import.account.rows, "{import:?}");
        format!("{migrated} {failed} {left} {counted:?} {passed:?} {}", rejects.len())
    }
}

const HEADER: &str = "Device name,Serial number,OS,Primary user UPN,Ownership,Device state";

fn intune(rows: &str) -> String {
    format!("{HEADER}\n{rows}\n")
}

#[test]
fn a_serial_number_counts_however_it_is_written() {
    for serial in ["F2LZ1", "f2lz1", " F2LZ1 ", "Ｆ２ＬＺ１"] {
        let told = world().told(&intune(&format!("iPhone,{serial},iOS,anna@b.example,Corporate,Managed")));
        assert_eq!(told, "1 0 0 {Serial: 1} {} 1", "{serial}");
    }
}

#[test]
fn a_new_device_takes_the_place_of_the_one_of_its_platform() {
    let told = world().told(&intune("iPhone 16,NEW1,iOS,anna@b.example,Corporate,Managed"));
    assert_eq!(told, "1 0 0 {Replaced: 1} {} 0");
    // Of another platform it is beside it, and so are two.
    let told = world().told(&intune("Pixel,NEW1,Android,anna@b.example,Corporate,Managed"));
    assert_eq!(told, "0 0 0 {} {Beside: 1} 0");
    let told =
        world().told(&intune("A,NEW1,iOS,anna@b.example,Corporate,Managed\nB,NEW2,iOS,anna@b.example,Corporate,"));
    assert_eq!(told, "0 0 0 {} {Beside: 2} 0");
}

#[test]
fn only_what_the_new_system_manages_has_moved() {
    for state in ["Retired", "Retire pending", "Wipe pending", "Discovered", "Onbekend"] {
        let told = world().told(&intune(&format!("iPhone,F2LZ1,iOS,anna@b.example,Corporate,{state}")));
        assert!(told.starts_with("0 0 0 {} {NotManaged: 1}"), "{state}: {told}");
    }
    let import = world().import(&intune("iPhone,F2LZ1,iOS,anna@b.example,Corporate,On a bench"));
    assert_eq!(import.migrated, 0);
    assert_eq!(import.rejects[0].kind, RejectKind::Cell, "{:?}", import.rejects);
}

#[test]
fn every_row_of_an_export_is_accounted_for() {
    let rows = "iPhone,F2LZ1,iOS,anna@b.example,Corporate,Managed\nLaptop,S77,Windows,,Corporate,Managed\n\
        Galaxy,0012345678,Android,bram@b.example,Personal,Discovered\nPhone,S78,iOS,weg@b.example,Corporate,Managed";
    let import = world().import(&intune(rows));
    assert_eq!(import.counted, BTreeMap::from([(Because::Serial, 1)]));
    assert_eq!(import.passed, BTreeMap::from([(Passed::NotManaged, 1), (Passed::Nobodys, 2)]));
    assert_eq!(import.account.rows, 4);
    // An export of the old system says nothing, and says so.
    let old =
        "user.email_address,common.platform_name,common.status,common.SerialNumber\nanna@b.example,iOS,ACTIVE,F2LZ1\n";
    assert_eq!(world().told(old), "0 0 0 {} {Elsewhere: 1} 1");
}

#[test]
fn one_vendor_on_both_sides_is_told_apart_or_refused() {
    let jamf = "Computer Name,Serial Number,Last Check-in,Email Address\nMac,F2LZ1,2027-03-02,anna@b.example\n";
    let world = moving("MobileIron", "Ivanti Neurons", "");
    let iron = "user.email_address,common.platform_name,common.SerialNumber\nanna@b.example,iOS,F2LZ1\n";
    let error = world.try_import(iron, &ProgressSource::default()).unwrap_err().to_string();
    assert!(error.contains("`MobileIron` may be MobileIron, which people leave, or Ivanti Neurons"), "{error}");
    assert!(error.contains("--system \"Ivanti Neurons\"") && error.contains("export.csv:2"), "{error}");
    let said = |system: &str| ProgressSource { system: Some(system.into()), ..ProgressSource::default() };
    assert_eq!(world.try_import(iron, &said("Ivanti Neurons")).unwrap().migrated, 1);
    assert_eq!(world.try_import(iron, &said("MobileIron")).unwrap().migrated, 0);
    // Said once in the campaign.
    let world = moving("MobileIron", "Ivanti Neurons", ", {file: neurons.csv, progress: true, system: Ivanti Neurons}");
    assert_eq!(world.import(iron).migrated, 1);
    assert_eq!(world.import(jamf).migrated, 1, "what is said of the layout holds for whatever is imported");
}

#[test]
fn a_file_that_can_say_nothing_is_an_error() {
    let nothing = |csv: &str| world().try_import(csv, &ProgressSource::default()).unwrap_err().to_string();
    let told = nothing("upn,name\nanna@b.example,Anna\n");
    assert!(told.contains("can say nothing of how far anybody is: it has no column that says who has moved"), "{told}");
    assert!(told.starts_with("export.csv:1"), "{told}");
    let told = nothing("Device name,Enabled,Join type,Registered\nPC1,True,Joined,2027-03-01\n");
    assert!(told.contains("no column of serial numbers"), "{told}");
    assert!(nothing("displayName,deviceId,trustType\nPC1,7,Joined\n").contains("no header here tells"));
}

#[test]
fn a_list_of_people_says_it_of_each_or_names_the_row() {
    let list = "upn,status\nanna@b.example,migrated\nbram@b.example,failed\n";
    assert_eq!(world().told(list), "1 1 0 {Said: 2} {} 0");
    let typing = world().import("email,status\nana@b.example,migrated\n");
    assert_eq!((typing.facts.len(), typing.rejects.len()), (0, 1));
    assert_eq!(
        typing.rejects[0].problem.to_string(),
        "export.csv:2:1: `ana@b.example` is nobody in the approved plan; the row is left out (correct the address or user \
         name; whoever is new needs a place in a people file, and an approval)"
    );
    assert_eq!(
        world().told("upn,status\nanna@b.example,pending\nbram@b.example,\n"),
        "0 0 0 {} {NoStatus: 1, Pending: 1} 0"
    );
    // In another language, and with the address under another header.
    assert_eq!(world().told("Mailadres;Status\nanna@b.example;gemigreerd\n"), "1 0 0 {Said: 1} {} 0");
}

#[test]
fn the_columns_of_an_export_are_named_once() {
    let world = moving(
        "MobileIron",
        "Microsoft Intune",
        ", {file: later.csv, progress: true, columns: {serial: Nummer, owner: Wie}}",
    );
    assert_eq!(world.import("Nummer,Wie\nF2LZ1,anna@b.example\n").migrated, 1);
    // What has other headers is read by those.
    assert_eq!(world.import(&intune("iPhone,F2LZ1,iOS,anna@b.example,Corporate,Managed")).migrated, 1);
}

#[test]
fn the_old_system_says_which_devices_it_still_has() {
    let places = |world: &World, csv: &str| {
        let found = whereabouts(&world.loaded, &world.inputs, csv.as_bytes(), "old.csv");
        let devices = world.loaded.people.persons.iter().flat_map(|person| &person.devices);
        found.map(|found| devices.map(|device| (found.has(device), found.has_left(device))).collect::<Vec<_>>())
    };
    let plain = |rows: &str| places(&world(), &format!("serial,platform,state\n{rows}"));
    let (here, left, open) = ((true, false), (false, true), (false, false));
    assert_eq!(plain("F2LZ1,iOS,Active\n0012345678,Android,Retired\n").unwrap(), [here, left]);
    assert_eq!(plain("F2LZ1,iOS,\nX1,Android,Active\n").unwrap(), [here, left], "it is not in the export any more");
    assert_eq!(plain("F2LZ1,iOS,Retired\n").unwrap(), [left, open], "the export has no Android at all");
    assert_eq!(plain("f2lz1,iOS,Retired\nF2LZ1,iOS,Active\n").unwrap()[0], here, "enrolled again");
    let refused = |csv: &str| places(&world(), csv).unwrap_err().to_string();
    assert!(
        refused(&intune("iPhone,F2LZ1,iOS,anna@b.example,Corporate,Managed")).contains("is an export of Microsoft")
    );
    assert!(refused("serial,platform\nX1,iOS\n").starts_with("old.csv: `old.csv` has no device of the plan"));
    // Of one maker on both sides it is what it was given as, whatever the campaign says of files of progress.
    let iron = "user.email_address,common.platform_name,common.SerialNumber\nanna@b.example,iOS,F2LZ1\n";
    for progress in ["", ", {file: neurons.csv, progress: true, system: Ivanti Neurons}"] {
        assert_eq!(places(&moving("MobileIron", "Ivanti Neurons", progress), iron).unwrap()[0], here, "{progress}");
    }
}
