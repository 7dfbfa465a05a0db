//! `heraut progress import`.

use crate::world::{ANNOUNCED, EARLY, World};

const HEADER: &str = "Device ID,Device name,Serial number,Manufacturer,Model,OS,Primary user UPN,Ownership\n";
const ANNA: &str =
    "1,iPhone van Anna,F2LZK4XQ0001,Apple,iPhone 15,iOS/iPadOS,a.bakker@voorbeeldstad.example,Corporate\n";
const STRANGER: &str = "2,iPhone,F2LZK4XQ0999,Apple,iPhone 15,iOS/iPadOS,nobody@voorbeeldstad.example,Corporate\n";

fn import(world: &World, file: &str) -> crate::world::Ran {
    world.at(ANNOUNCED, &["progress", "import", file])
}

#[test]
fn an_export_of_the_new_system_says_who_has_moved() {
    let world = World::approved();
    world.write("intune.csv", format!("{HEADER}{ANNA}"));
    insta::assert_snapshot!(import(&world, "intune.csv").code(0).fits());
    insta::assert_snapshot!(import(&world, "intune.csv").code(0).fits());
    let rows = world.run(&["status", "--notices", "--json"]).code(0).json();
    let welcomes = rows["notices"].as_array().unwrap().iter().filter(|row| row["message"] == "welcome").count();
    assert_eq!(welcomes, 1, "imported twice, welcomed once");
}

#[test]
fn a_list_of_people_says_who_has_moved_failed_or_left() {
    let world = World::approved();
    world.write(
        "list.csv",
        "upn,status\n\
         a.bakker@voorbeeldstad.example,migrated\n\
         b.visser@voorbeeldstad.example,failed\n\
         c.obrien@voorbeeldstad.example,left\n\
         d.agca@voorbeeldstad.example,pending\n",
    );
    insta::assert_snapshot!(import(&world, "list.csv").code(0).fits());
    let again = world.at(ANNOUNCED, &["progress", "import", "list.csv", "--json"]).code(0).json();
    assert_eq!((again["facts"].as_u64(), again["notices"].as_u64()), (Some(0), Some(0)), "{again:#}");

    // Anna has moved and Chloë has left: neither is asked to move.
    world.at(ANNOUNCED, &["gate", "override", "pilot", "--why", "the second wave is wanted"]).code(0);
    for now in ["2027-02-15T12:00+01:00", "2027-03-01T09:00+01:00", "2027-04-05T09:00+02:00"] {
        world.at(now, &["send", "--accept-clock"]);
    }
    let states = world.states();
    assert_eq!(states["welcome/a.bakker"], "accepted");
    assert_eq!(states["enrol-now/a.bakker"], "suppressed");
    assert_eq!(states["enrol-now/b.visser"], "accepted");
    assert_eq!(states["enrol-now/c.obrien"], "suppressed");
}

#[test]
fn a_list_has_the_last_word_over_the_status_in_the_people_data() {
    let world = World::base();
    let people: String = world
        .read("people.csv")
        .lines()
        .enumerate()
        .map(|(n, line)| format!("{line},{}\n", if n == 0 { "status" } else { "pending" }))
        .collect();
    world.write("people.csv", people);
    world.welcome();
    world.approve();
    world.write("list.csv", "upn,status\na.bakker@voorbeeldstad.example,migrated\n");
    import(&world, "list.csv").code(0).says("1 person has now migrated");
}

#[test]
fn who_had_failed_can_still_move() {
    let world = World::approved();
    world.write("failed.csv", "upn,status\na.bakker@voorbeeldstad.example,failed\n");
    import(&world, "failed.csv").code(0).says("1 failed");
    world.write("intune.csv", format!("{HEADER}{ANNA}"));
    let later = world.at("2027-02-16T10:00+01:00", &["progress", "import", "intune.csv"]).code(0);
    later.says("1 person has now migrated").says("1 message follows");
}

#[test]
fn a_row_that_cannot_be_used_is_shown_where_it_is() {
    let world = World::approved();
    world.write("intune.csv", format!("{HEADER}{ANNA}{STRANGER}"));
    insta::assert_snapshot!(import(&world, "intune.csv").code(1));
    world.write("list.csv", "upn,status\na.bakker@voorbeeldstad.example,moved\n");
    insta::assert_snapshot!(import(&world, "list.csv").code(1));
}

#[test]
fn a_file_that_is_no_progress_is_refused() {
    let world = World::approved();
    insta::assert_snapshot!(import(&world, "none.csv").code(2));
    world.write("menu.csv", "dish,price\nsoup,4\n");
    insta::assert_snapshot!(import(&world, "menu.csv").code(3));
    world.write("empty.csv", "");
    import(&world, "empty.csv").code(3).says("empty.csv");
}

#[test]
fn before_approval_there_is_nothing_to_add_it_to() {
    let world = World::base();
    world.write("intune.csv", format!("{HEADER}{ANNA}"));
    world.at(EARLY, &["progress", "import", "intune.csv"]).code(2).says("no plan has been approved yet");
}

#[test]
fn an_export_of_the_old_system_moves_nobody() {
    let world = World::approved();
    let old = "user.email_address,user.display_name,user.user_id,common.platform_name,common.owner,common.status,\
               common.last_connected_at,common.SerialNumber\n\
               a.bakker@voorbeeldstad.example,Anna Bakker,a.bakker,iOS,COMPANY,ACTIVE,2027-02-14,F2LZK4XQ0001\n";
    world.write("old.csv", old);
    import(&world, "old.csv").code(0).says("0 new facts");
}

/// What `send` would leave out is not what would go out.
#[test]
fn a_dry_run_leaves_out_who_has_moved() {
    let world = World::approved();
    world.write("list.csv", "upn,status\na.bakker@voorbeeldstad.example,migrated\n");
    import(&world, "list.csv").code(0);
    let shown = world.at("2027-03-01T09:00+01:00", &["send", "--dry-run"]).code(0).out;
    let enrol = |name: &str| shown.lines().any(|line| line.contains("enrol-now") && line.contains(name));
    assert!(enrol("Visser") && !enrol("Bakker"), "{shown}");
}

#[test]
fn somebody_says_of_one_person_how_far_they_are_and_takes_it_back() {
    let world = World::approved();
    let set = |who: &str, far: &str, why: &str| {
        world.at(ANNOUNCED, &["progress", "set", who, far, "--why", why, "--by", "S. Ouali"])
    };
    set("Bram Visser", "migrated", "seen at the desk")
        .code(0)
        .says("Bram Visser: migrated, was pending.")
        .says("1 message follows from it");
    set("Bram Visser", "migrated", "again").code(2).says("is migrated already");
    set("b.visser@voorbeeldstad.example", "pending", "it was another Visser").code(0).says("pending, was migrated");
    set("c.obrien@voorbeeldstad.example", "failed", "the iPad is too old").code(0);
    set("Bram Viser", "left", "gone").code(2).says("did you mean");
    set("Bram Visser", "left", " ").code(2).says("`--why` says nothing");
    let waves = world.at(ANNOUNCED, &["status", "--json"]).code(0).json()["waves"].clone();
    assert_eq!((&waves[0]["moved"], &waves[1]["failed"]), (&0.into(), &1.into()), "{waves:#}");

    // What an export says of devices is not taken back by a word.
    world.write("intune.csv", format!("{HEADER}{ANNA}"));
    import(&world, "intune.csv").code(0);
    set("Anna Bakker", "pending", "so").code(2).fits().says("all of their devices turned up");
}

/// An audience of a word and a selector is judged again when its message goes out.
#[test]
fn how_far_people_are_is_asked_again_also_of_a_selection() {
    let world = World::base();
    let to = "to: \"pending and (name like 'Anna*' or department = 'Zorg')\"}";
    world.edit("campaign.yaml", "at 10:00, to: pending}", &format!("at 10:00, {to}"));
    let phases =
        "  done:\n    - {message: welcome, when: migrated + 1h, to: \"migrated and department = 'IT'\"}\nwaves:";
    world.edit("campaign.yaml", "waves:", phases);
    world.approve();
    for now in ["2027-02-15T09:00+01:00", "2027-03-01T08:30+01:00"] {
        world.send(now);
    }
    world.at("2027-03-02T09:00+01:00", &["progress", "set", "Anna Bakker", "migrated", "--why", "at the desk"]).code(0);
    world.send("2027-03-02T10:30+01:00");
    world.send("2027-03-04T10:00+01:00");
    let states = world.states();
    let of = |notice: &str| states.get(notice).map(String::as_str);
    assert_eq!(of("welcome/a.bakker"), Some("accepted"));
    assert_eq!(of("reminder/a.bakker"), Some("suppressed"), "{states:?}");
    assert_eq!(of("reminder/b.visser"), None, "he is of neither");
}

#[test]
fn a_clock_that_cannot_be_right_takes_nothing_in() {
    let world = World::approved();
    world.send(ANNOUNCED);
    world.write("list.csv", "upn,status\na.bakker@voorbeeldstad.example,failed\n");
    let import = ["progress", "import", "list.csv"];
    let late = world.at("2027-02-14T09:00+01:00", &import).code(4);
    late.says("the clock may be wrong").says("the ledger was last").says("--accept-clock");
    world.at("2027-02-14T11:00+01:00", &import).code(0).says("1 failed");
    // A month before its own rows, as by a clock that was never set, or days and months taken for one another.
    let export = "Device name,Serial number,OS,Primary user UPN,Last check-in\n\
                  x,F2LZK4XQ0002,iOS,b.visser@voorbeeldstad.example,2027-03-14 11:00:00\n";
    world.write("intune.csv", export);
    let import = ["progress", "import", "intune.csv"];
    world.at(ANNOUNCED, &import).code(4).says("the export says").says("2027-03-14");
    assert!(!world.run(&["status", "--json"]).code(0).out.contains("\"migrated\": 1"));
    world.at(ANNOUNCED, &[&import[..], &["--accept-clock"]].concat()).code(0).says("1 person has now migrated");
}
