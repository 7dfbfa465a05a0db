//! Files of people and devices as they really arrive, from the files to what is said of them.

use crate::world::{ANNOUNCED, EARLY, World};

const GUID: &str = "5f0c2a9e-0000-4000-8000-00000000000";

/// The sound campaign, with an object id for everybody.
fn with_ids() -> World {
    let world = World::base();
    let people: String = world
        .read("people.csv")
        .lines()
        .enumerate()
        .map(|(n, line)| if n == 0 { format!("{line},objectId\n") } else { format!("{line},{GUID}{n}\n") })
        .collect();
    world.write("people.csv", people);
    world
}

#[test]
fn the_columns_of_every_file_are_shown() {
    let world = World::base();
    insta::assert_snapshot!(world.at(EARLY, &["check", "--columns"]).code(0).fits());
    world.at(EARLY, &["check", "--all"]).code(0).says("the field group");
}

#[test]
fn a_column_that_may_be_another_is_mentioned_by_the_plan() {
    let world = World::base();
    world.edit("devices.csv", "ownership,owner", "ownership,ownr");
    world.at(EARLY, &["check"]).code(0).says("H-DATA-27").says("by what");
    world.at(EARLY, &["plan"]).code(0).says("may be something else than taken for");
}

#[test]
fn who_is_renamed_is_told_nothing_again() {
    let world = with_ids();
    world.approve();
    world.send(ANNOUNCED);
    let told = world.states();
    assert_eq!(told["announcement/a.bakker"], "accepted");

    world.edit(
        "people.csv",
        "a.bakker@voorbeeldstad.example,Anna Bakker",
        "a.jansen@voorbeeldstad.example,Anna Jansen",
    );
    let checked = world.at(ANNOUNCED, &["check", "--all"]).code(0);
    checked.says("H-DATA-33").says("was known as");
    world.at(ANNOUNCED, &["approve", "--by", "A. Manager"]).code(0);
    world.send(ANNOUNCED);
    let after = world.states();
    assert_eq!(after.keys().collect::<Vec<_>>(), told.keys().collect::<Vec<_>>(), "nobody is somebody new");
    assert_eq!(after["announcement/a.bakker"], "accepted");
    // Once approved, the plan in force is the plan.
    world.at(ANNOUNCED, &["plan"]).code(0).says("This is the approved plan.");
}

#[test]
fn who_has_another_identity_in_the_directory_is_somebody_else() {
    let world = with_ids();
    world.approve();
    world.send(ANNOUNCED);
    world.edit(
        "people.csv",
        "a.bakker@voorbeeldstad.example,Anna Bakker",
        "a.jansen@voorbeeldstad.example,Anna Jansen",
    );
    world.edit("people.csv", &format!("{GUID}1"), &format!("{GUID}9"));
    world.at(ANNOUNCED, &["approve", "--by", "A. Manager"]).code(0);
    world.send("2027-02-16T10:00+01:00");
    assert_eq!(world.states()["announcement/a.jansen"], "accepted");
}

#[test]
fn one_mailbox_with_two_people_stops_an_approval_until_it_is_allowed() {
    let world = World::base();
    let people = world.read("people.csv");
    world.write(
        "people.csv",
        format!("{people}g.balie@voorbeeldstad.example,Gijs Balie,Gijs,Balie,f.smit@voorbeeldstad.example,Zorg,nl,\n"),
    );
    world.at(EARLY, &["approve", "--by", "A. Manager"]).code(1).says("H-DATA-30");
    let allow = "allow:\n  - {rule: H-DATA-30, subject: f.smit@voorbeeldstad.example, why: They share the desk's mailbox}\nrelay:";
    world.edit("campaign.yaml", "relay:", allow);
    world.approve();
}

#[test]
fn an_export_of_the_same_vendor_is_told_apart_or_refused() {
    let world = World::base();
    world.edit("campaign.yaml", "from: MobileIron, to: Microsoft Intune", "from: Jamf, to: Jamf Cloud");
    world.edit("campaign.yaml", "devices.csv, system: MobileIron", "devices.csv, system: Jamf");
    world.approve();
    assert_eq!(world.at(EARLY, &["plan"]).code(0).out.matches("has migrated").count(), 0);
    let export = "Computer Name,Serial Number,Last Check-in,Email Address\nA,F2LZK4XQ0001,2027-02-15,\n";
    world.write("jamf.csv", export);
    world.at(ANNOUNCED, &["progress", "import", "jamf.csv"]).code(3).says("--system \"Jamf Cloud\"");
    world.at(ANNOUNCED, &["progress", "import", "jamf.csv", "--system", "Jamf Cloud"]).code(0).says("1 person has now");
}

#[test]
fn what_an_import_counts_and_what_not_is_said() {
    let world = World::approved();
    let header = "Device name,Serial number,OS,Primary user UPN,Device state";
    world.write(
        "intune.csv",
        format!(
            "{header}\nA,f2lzk4xq0001,iOS,a.bakker@voorbeeldstad.example,Managed\n\
             B,NEW,iOS,b.visser@voorbeeldstad.example,Managed\nC,R58N30ABC003,Android,,Wipe pending\nD,S9,iOS,,Managed\n"
        ),
    );
    insta::assert_snapshot!(world.at(ANNOUNCED, &["progress", "import", "intune.csv"]).code(0).fits());
    world.write("nothing.csv", "upn,name\na.bakker@voorbeeldstad.example,Anna\n");
    insta::assert_snapshot!(world.at(ANNOUNCED, &["progress", "import", "nothing.csv"]).code(3));
    world.write("typing.csv", "email,status\na.baker@voorbeeldstad.example,migrated\n");
    insta::assert_snapshot!(world.at(ANNOUNCED, &["progress", "import", "typing.csv"]).code(1));
}

#[test]
fn a_plan_without_a_message_is_not_approved() {
    let world = World::base();
    let without = |line: &str| {
        let mut cells: Vec<&str> = line.split(',').collect();
        if cells[4].contains('@') {
            cells[4] = "";
        }
        cells.join(",") + "\n"
    };
    world.write("people.csv", world.read("people.csv").lines().map(without).collect::<String>());
    world.at(EARLY, &["check"]).code(1).says("H-DATA-29");
    world.at(EARLY, &["approve", "--by", "A. Manager"]).code(1);
}
