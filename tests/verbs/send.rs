//! `heraut send`.

use std::fs;

use crate::world::{ANNOUNCED, EARLY, STARTED, World};

#[test]
fn nothing_goes_out_before_it_is_approved() {
    let world = World::base();
    insta::assert_snapshot!(world.at(ANNOUNCED, &["send"]).code(2));
    world.at(ANNOUNCED, &["send", "--dry-run"]).code(2);
    world.at(ANNOUNCED, &["send", "--to", "me@example.org"]).code(2);
    assert!(world.outbox().is_empty());
}

#[test]
fn what_is_due_goes_out_once() {
    let world = World::approved();
    world.send(EARLY).says("Nothing is due.");
    insta::assert_snapshot!(world.send(ANNOUNCED));
    let once = world.outbox();
    assert_eq!(world.told(), ["a.bakker", "b.visser"]);
    world.send(ANNOUNCED).says("Nothing is due.");
    assert_eq!(world.outbox(), once);
    let figures = world.at(STARTED, &["send", "--json"]).code(0).json();
    assert_eq!((figures["accepted"].as_u64(), figures["failed"].as_u64()), (Some(2), Some(0)), "{figures:#}");
}

/// Nothing was sent from 15 February to Thursday 4 March: the announcement is over, and of the enrol message and the first
/// reminder, both due by then, a person hears one a day.
#[test]
fn after_an_outage_nobody_hears_two_on_a_day() {
    let world = World::approved();
    world.send_late("2027-03-04T10:00+01:00");
    assert_eq!(world.told(), ["a.bakker", "b.visser"]);
    world.send("2027-03-04T10:30+01:00").says("Nothing is due.");
    assert_eq!(world.told().len(), 2, "also not by a sender that comes later that day");
    world.send("2027-03-05T08:00+01:00");
    assert_eq!(world.told(), ["a.bakker", "a.bakker", "b.visser", "b.visser"]);
    let states = world.states();
    assert_eq!(states["announcement/a.bakker"], "expired");
    assert_eq!(
        (states["enrol-now/a.bakker"].as_str(), states["enrol-now/b.visser"].as_str()),
        ("accepted", "accepted")
    );
}

/// Nothing was sent until the day of the notice of the deadline, Friday 12 March: the enrol message is not sent an hour
/// before it, nor after it.
#[test]
fn what_a_later_phase_has_overtaken_is_not_sent() {
    let world = World::approved();
    world.send_late("2027-03-12T08:00+01:00");
    assert_eq!(world.outbox().len(), 0);
    world.send("2027-03-12T09:00+01:00");
    assert_eq!(world.outbox().len(), 2);
    assert_eq!(world.states()["enrol-now/a.bakker"], "suppressed");
    assert_eq!(world.states()["deadline-notice/a.bakker"], "accepted");
}

#[test]
fn a_folder_of_files_is_a_relay_too() {
    let world = World::base();
    world.edit("campaign.yaml", "maildir:outbox", "file:letters");
    world.approve();
    world.send(ANNOUNCED).says("2 accepted.");
    let letters = world.files("letters");
    assert_eq!(letters.len(), 2);
    for (name, bytes) in &letters {
        assert!(name.ends_with(".eml"), "{name}");
        crate::world::letter(bytes);
    }
    world.send(ANNOUNCED).says("Nothing is due.");
    assert_eq!(world.files("letters"), letters);
}

/// They hold everybody's name and address.
#[cfg(unix)]
#[test]
fn the_ledger_and_the_outbox_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::approved();
    world.send(ANNOUNCED);
    let mode = |name: &str| fs::metadata(world.path(name)).unwrap().permissions().mode() & 0o777;
    for name in ["outbox", "outbox/new", "outbox/tmp", "outbox/cur"] {
        assert_eq!(mode(name), 0o700, "{name}");
    }
    let letters = world.outbox().into_keys().map(|name| format!("outbox/new/{name}"));
    for name in letters.chain(["heraut.db", "heraut.db.lock"].map(str::to_owned)) {
        assert_eq!(mode(&name), 0o600, "{name}");
    }
}

#[test]
fn a_dry_run_changes_nothing() {
    let world = World::approved();
    let before = world.run(&["status", "--notices", "--json"]).code(0).out;
    insta::assert_snapshot!(world.at(ANNOUNCED, &["send", "--dry-run"]).code(0).fits());
    let due = world.at(ANNOUNCED, &["send", "--dry-run", "--json"]).code(0).json();
    assert_eq!(due["due"].as_array().unwrap().len(), 2);
    assert!(world.outbox().is_empty());
    assert_eq!(world.run(&["status", "--notices", "--json"]).code(0).out, before);
}

#[test]
fn a_trial_goes_to_one_address_and_is_not_recorded() {
    let world = World::approved();
    let before = world.run(&["status", "--notices", "--json"]).code(0).out;
    insta::assert_snapshot!(world.at(ANNOUNCED, &["send", "--to", "me@example.org"]).code(0));
    assert_eq!(world.told(), ["me", "me"]);
    for bytes in world.outbox().values() {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("To: a.bakker") && !text.contains("To: b.visser"), "{text}");
    }
    assert_eq!(world.run(&["status", "--notices", "--json"]).code(0).out, before);
    world.at(ANNOUNCED, &["send", "--to", "nobody"]).code(2);
    world.at(ANNOUNCED, &["send", "--to", "me@example.org", "--dry-run"]).code(2);

    // The real thing still goes out after it, to everybody.
    world.send(ANNOUNCED).says("2 accepted.");
    assert_eq!(world.told(), ["a.bakker", "b.visser", "me", "me"]);
}

#[test]
fn a_trial_has_an_end() {
    let world = World::approved();
    let ran = world.at(ANNOUNCED, &["send", "--to", "me@example.org", "--most", "1"]).code(0);
    ran.says("1 of 2 due messages went to me@example.org");
    assert_eq!(world.told(), ["me"]);
}

#[test]
fn outside_the_window_nothing_goes_out() {
    let world = World::approved();
    for closed in ["2027-02-15T20:00+01:00", "2027-02-16T07:59+01:00"] {
        world.send(closed);
        assert!(world.outbox().is_empty(), "{closed}");
    }
    world.send("2027-02-16T08:00+01:00").says("2 accepted.");
    assert_eq!(world.told(), ["a.bakker", "b.visser"]);
}

#[test]
fn on_a_closed_day_nothing_goes_out() {
    let world = World::approved();
    // A Saturday; and the 27th of April, Koningsdag.
    for closed in ["2027-02-20T10:00+01:00", "2027-04-27T10:00+02:00"] {
        world.at(closed, &["send", "--accept-clock"]);
        assert!(world.outbox().is_empty(), "{closed}: {:?}", world.letters());
    }
}

#[test]
fn what_has_expired_is_never_sent() {
    let world = World::base();
    world.edit(
        "campaign.yaml",
        "when: start - 14d at 09:00, to: everyone",
        "when: start - 14d at 09:00, to: everyone, expires: start",
    );
    world.approve();
    insta::assert_snapshot!(world.send_late("2027-05-10T10:00+02:00"));
    assert!(world.outbox().is_empty());
    let states = world.states();
    for who in ["a.bakker", "b.visser", "c.obrien", "d.agca", "e.li", "f.smit"] {
        assert_eq!(states[&format!("announcement/{who}")], "expired");
    }
}

#[test]
fn who_has_migrated_hears_no_more_reminders_and_is_welcomed() {
    let world = World::approved();
    world.send(ANNOUNCED);
    world.send(STARTED);
    world.write(
        "intune.csv",
        "Device ID,Device name,Serial number,Manufacturer,Model,OS,Primary user UPN,Ownership\n\
         1,iPhone van Anna,F2LZK4XQ0001,Apple,iPhone 15,iOS/iPadOS,a.bakker@voorbeeldstad.example,Corporate\n",
    );
    world.at("2027-03-02T09:00+01:00", &["progress", "import", "intune.csv"]).code(0);
    world.send("2027-03-02T11:00+01:00").says("1 accepted.");
    world.send("2027-03-04T10:30+01:00").says("1 accepted, 1 suppressed.");
    let states = world.states();
    assert_eq!(states["welcome/a.bakker"], "accepted");
    assert_eq!(states["reminder/a.bakker"], "suppressed");
    assert_eq!(states["reminder/b.visser"], "accepted");
    assert!(!states.contains_key("welcome/b.visser"));
}

#[test]
fn a_relay_that_cannot_take_anything_loses_nothing() {
    let world = World::base();
    world.edit("campaign.yaml", "maildir:outbox", "file:letters");
    world.approve();
    world.write("letters", "a file where the folder should be");
    let ran = world.at(ANNOUNCED, &["send"]).code(4);
    assert!(ran.err.contains("letters"), "{ran}");
    let totals = |world: &World| world.at(ANNOUNCED, &["status", "--json"]).code(0).json()["totals"].clone();
    let after = totals(&world);
    assert_eq!((after["accepted"].as_u64(), after["failed"].as_u64()), (Some(0), Some(0)), "{after:#}");

    fs::remove_file(world.path("letters")).unwrap();
    world.send("2027-02-15T12:00+01:00").says("2 accepted.");
    assert_eq!(world.files("letters").len(), 2);
}

#[test]
fn the_log_has_nobody_in_it() {
    let world = World::approved();
    let json = ["send", "--log-format", "json", "--now", ANNOUNCED];
    let logged = world.run_with(&[], &json).code(0);
    let lines: Vec<serde_json::Value> = logged.err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let accepted: Vec<_> = lines.iter().filter(|line| line["state"] == "accepted").collect();
    assert_eq!((accepted.len(), accepted[0]["message_name"].as_str()), (2, Some("announcement")), "{logged}");
    assert!(!logged.err.contains('@') && !logged.err.contains("akker"), "{logged}");
    let world = World::approved();
    let text = world.run_with(&[("HERAUT_LOG_FORMAT", "text"), ("HERAUT_LOG", "debug")], &["send", "--now", ANNOUNCED]);
    text.code(0).says("person=\"a.bakker@voorbeeldstad.example\"");
    let wrong = world.run_with(&[("HERAUT_LOG", "a=b=c")], &json);
    wrong.code(2).says("is no level to log at");
}
