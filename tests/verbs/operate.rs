//! `heraut hold`, `resume`, `cancel`, `retry` and `settle`.

use crate::refusing::{Says, relay};
use crate::world::{ANNOUNCED, EARLY, Ran, STARTED, World};

const DAY_AFTER: &str = "2027-02-16T10:00+01:00";

fn operate(world: &World, now: &str, line: &str) -> Ran {
    world.at(now, &line.split(' ').collect::<Vec<_>>())
}

#[test]
fn nothing_of_a_wave_goes_out_until_it_is_resumed() {
    let world = World::approved();
    let held = operate(&world, EARLY, "hold --wave pilot --by Jan --why mail-is-broken");
    insta::assert_snapshot!(held.code(0));
    world.send(ANNOUNCED).says("Nothing is due.");
    assert!(world.outbox().is_empty());
    insta::assert_snapshot!(world.at(ANNOUNCED, &["status"]).code(0).fits());
    let resumed = operate(&world, ANNOUNCED, "resume --wave pilot --why it-works-again");
    insta::assert_snapshot!(resumed.code(0));
    world.send(ANNOUNCED).says("2 accepted.");
    assert_eq!(world.told(), ["a.bakker", "b.visser"]);
}

#[test]
fn what_is_planned_under_a_hold_is_held_too_and_a_hold_can_end_by_itself() {
    let world = World::approved();
    operate(&world, EARLY, "hold --all --why outage --until 2027-02-16T09:00+01:00").code(0);
    world.edit(
        "people.csv",
        "f.smit@voorbeeldstad.example,Femke",
        "g.mol@voorbeeldstad.example,Gijs Mol,Gijs,Mol,g.mol@voorbeeldstad.example,IT,nl,pilot\nf.smit@voorbeeldstad.example,Femke",
    );
    world.at(EARLY, &["approve", "--by", "A. Manager"]).code(0);
    world.send(ANNOUNCED).says("Nothing is due.");
    world.send(DAY_AFTER).says("3 accepted.");
    assert_eq!(world.told(), ["a.bakker", "b.visser", "g.mol"]);
    operate(&world, DAY_AFTER, "resume --all --why done").code(2).says("there is no hold on the campaign");
}

#[test]
fn one_goes_ahead_and_the_other_follows() {
    let world = World::base();
    let canary = "relay: {url: \"maildir:outbox\", canary: {first: 1, wait: 15m, stop_over: 10%}}";
    world.edit("campaign.yaml", "relay: {url: \"maildir:outbox\"}", canary);
    world.approve().code(0);
    let ahead = world.send(ANNOUNCED).says("1 of message announcement of wave pilot go ahead");
    ahead.says("the others wait until 09:15:00 UTC.").says("1 accepted");
    world.send("2027-02-15T10:14+01:00");
    assert_eq!(world.told().len(), 1);
    world.send("2027-02-15T10:16+01:00").says("1 accepted.");
    assert_eq!(world.told(), ["a.bakker", "b.visser"]);
}

#[test]
fn approving_again_changes_nothing_of_what_waits_for_the_first() {
    let world = World::base();
    let canary = "relay: {url: \"maildir:outbox\", canary: {first: 1, wait: 15m, stop_over: 10%}}";
    world.edit("campaign.yaml", "relay: {url: \"maildir:outbox\"}", canary);
    world.approve();
    world.send(ANNOUNCED).says("1 accepted");
    let later = "2027-02-15T10:05+01:00";
    world.at(later, &["plan"]).code(0).says("This is the approved plan.");
    world.at(later, &["approve", "--by", "A. Manager"]).code(0).says("(0 new, 0 changed, 0 cancelled,");
    world.send("2027-02-15T10:14+01:00");
    assert_eq!(world.told().len(), 1);
    world.send("2027-02-15T10:16+01:00").says("1 accepted.");
}

/// A relay that refuses both of the pilot.
fn refuses_both(keys: &str) -> World {
    let world = World::base();
    let relay = relay(Says::Well);
    world.edit("people.csv", "a.bakker@voorbeeldstad.example,IT", "b.visser.too@voorbeeldstad.example,IT");
    let relay = format!("relay: {{url: \"smtp://127.0.0.1:{}\"{keys}}}", relay.port);
    world.edit("campaign.yaml", "relay: {url: \"maildir:outbox\"}", &relay);
    world.approve();
    world
}

#[test]
fn a_canary_that_stops_a_wave_is_exit_one_and_keeps_what_is_sent_again() {
    let world = refuses_both(", canary: {first: 1, wait: 15m, stop_over: 10%}");
    world.at(ANNOUNCED, &["send"]).code(1).says("1 failed");
    let later = "2027-02-15T10:16+01:00";
    let stopped = world.at(later, &["send"]).code(1).says("Held: message announcement of wave pilot: 1 of the first 1");
    stopped.says("Too many of the first failed: the others of 1 message are held until `heraut resume`.");
    let retried = world.at(later, &["retry"]).code(0).says("To be sent again: 1 notice.");
    let retried = retried.says("1 notice held: `heraut status` says by what, `heraut resume` lets them go.");
    assert!(!retried.err.contains("delivers"), "{retried}");
    world.at(later, &["send"]).code(0).says("Nothing is due.");
    world.at(later, &["status"]).code(0).fits().says("On hold, until `heraut resume`:");
}

#[test]
fn what_is_held_past_its_time_is_said_and_not_sent() {
    let world = World::approved();
    operate(&world, EARLY, "hold --wave pilot --message announcement --why later")
        .code(0)
        .says("Held: message announcement of wave pilot")
        .says("`heraut resume --wave pilot --message announcement` lets them go on");
    operate(&world, EARLY, "resume --wave pilot --message announcement --why done").code(0);
    operate(&world, EARLY, "hold --message announcement --why later").code(0);
    let resumed = operate(&world, "2027-06-01T10:00+02:00", "resume --message announcement --why too-late");
    resumed.code(0).says("6 notices too late by now, and not sent.");
}

#[test]
fn one_person_is_told_nothing_more() {
    let world = World::approved();
    world.send(ANNOUNCED);
    operate(&world, DAY_AFTER, "cancel --person b.visser@voorbeeldstad.example --why leaves").code(0).says("Cancelled");
    world.send(STARTED);
    let told = world.told();
    assert_eq!(told.iter().filter(|who| *who == "b.visser").count(), 1, "{told:?}");
    assert!(told.iter().filter(|who| *who == "a.bakker").count() > 1, "{told:?}");
    world.at(STARTED, &["approve", "--by", "A. Manager"]).code(0);
    world.at(STARTED, &["status", "--person", "Bram Visser"]).code(0).says("cancelled").says("leaves");
}

#[test]
fn what_is_not_there_cannot_be_stopped() {
    let world = World::approved();
    insta::assert_snapshot!(operate(&world, EARLY, "hold --wave pilto --why x").code(2));
    insta::assert_snapshot!(operate(&world, EARLY, "hold --wave pilot").code(2));
    insta::assert_snapshot!(operate(&world, EARLY, "hold --why x").code(2));
    operate(&world, EARLY, "hold --all --why x --until 2027-01-01T09:00+01:00").code(2).says("is over already");
    world.at(EARLY, &["hold", "--all", "--why", " "]).code(2).says("`--why` says nothing");
    operate(&world, EARLY, "hold --person nobody@x.example --why x").code(2).says("nobody in the people data");
    operate(&world, EARLY, "hold --wave pilot --why first").code(0);
    insta::assert_snapshot!(operate(&world, EARLY, "resume --all --why x").code(2));
    operate(&World::base(), EARLY, "hold --all --why x").code(2).says("no plan has been approved yet");
}

fn message_id(mail: &str) -> &str {
    mail.lines().find_map(|line| line.strip_prefix("Message-ID: ")).expect("a Message-ID")
}

#[test]
fn who_was_refused_gets_it_when_the_address_is_mended() {
    let (world, relay) = (World::base(), relay(Says::Well));
    world.edit("campaign.yaml", "maildir:outbox", &format!("smtp://127.0.0.1:{}", relay.port));
    world.approve();
    world.at(ANNOUNCED, &["send"]).code(1);
    let mended = "1 notice that failed or bounced can be sent again, to another address: ";
    assert!(!world.at(ANNOUNCED, &["plan"]).code(0).err.contains("can be sent again"), "it would be refused again");
    world.edit("people.csv", "b.visser@voorbeeldstad.example,IT", "bram@voorbeeldstad.example,IT");
    world.at(ANNOUNCED, &["plan"]).says(&format!("{mended}`heraut approve`, then `heraut retry --mended`"));
    world.at(ANNOUNCED, &["approve", "--by", "A. Manager"]).code(0).says(&format!("{mended}`heraut retry"));
    world.at(ANNOUNCED, &["plan"]).says(&format!("{mended}`heraut retry --mended`"));
    insta::assert_snapshot!(hide(world.at(ANNOUNCED, &["retry", "--dry-run"]).code(0).fits()));
    world
        .at(ANNOUNCED, &["retry", "--reply", "mailbox full"])
        .code(0)
        .says("None of those failed, bounced or is uncertain.");
    world.at(ANNOUNCED, &["retry", "--mended"]).code(0).says("To be sent again: 1 notice.");
    world.at(ANNOUNCED, &["retry"]).code(0).says("None of those failed, bounced or is uncertain.");
    world.send(ANNOUNCED).says("1 accepted.");
    let mails = relay.mails();
    let hers: Vec<&String> = mails.iter().filter(|mail| mail.contains("bram@voorbeeldstad.example")).collect();
    assert_eq!((mails.len(), hers.len()), (2, 1), "each once");
    let rows = world.run(&["status", "--person", "Bram Visser", "--json"]).code(0).json();
    let id = rows["notices"][0]["id"].as_str().unwrap();
    assert!(!message_id(hers[0]).contains(id), "a mail system drops a Message-ID that it has refused");
    assert_eq!(rows["notices"][0]["state"], "accepted");
    let status = world.at(ANNOUNCED, &["status", "--json"]).code(0).json();
    assert_eq!(status["totals"]["failed"], 0, "the status is at rest");
}

#[test]
fn what_may_have_arrived_is_sent_again_to_the_byte_or_settled() {
    let (world, relay) = (World::base(), relay(Says::NothingAfterTheDot));
    world.edit("campaign.yaml", "maildir:outbox", &format!("smtp://127.0.0.1:{}", relay.port));
    world.approve();
    world.at(ANNOUNCED, &["send"]);
    let unanswered = relay.mails();
    assert!(!unanswered.is_empty());
    let listed = world.run(&["status", "--json"]).code(0).json();
    let attention = listed["attention"].as_array().unwrap();
    let uncertain = attention.iter().find(|one| one["state"] == "uncertain").expect("Anna's");
    let id = uncertain["notice_id"].as_str().unwrap().to_owned();
    let why = ["--arrived", "--by", "Jan", "--why", "she has it"];
    world.at(ANNOUNCED, &[&["settle", &id[..7]], &why[..]].concat()).code(2).says("is not the identity of a notice");
    world.at(ANNOUNCED, &[&["settle"], &why[..]].concat()).code(2).says("which messages?");
    relay.says(Says::Well);
    world.at(ANNOUNCED, &["retry", &id[..8]]).code(0).says("To be sent again: 1 notice.");
    world.at(ANNOUNCED, &["send"]).says("1 accepted");
    assert_eq!(relay.mails().split_off(unanswered.len()), unanswered, "the same bytes");
    world.at(ANNOUNCED, &[&["settle", &id[..8]], &why[..]].concat()).code(2).says("is no notice that failed");
}

#[test]
fn a_failure_can_be_closed() {
    let (world, relay) = (World::base(), relay(Says::Well));
    world.edit("campaign.yaml", "maildir:outbox", &format!("smtp://127.0.0.1:{}", relay.port));
    world.approve();
    world.at(ANNOUNCED, &["send"]).code(1);
    let by_phone = ["settle", "--state", "failed", "--closed", "--by", "Jan", "--why", "told by phone"];
    world.at(ANNOUNCED, &by_phone).code(0).says("Settled: 1 notice.");
    world.at(ANNOUNCED, &["status", "--person", "Bram Visser"]).code(0).says("Jan: told by phone");
    let totals = world.at(ANNOUNCED, &["status", "--json"]).code(0).json()["totals"].clone();
    assert_eq!((&totals["failed"], &totals["cancelled"]), (&0.into(), &1.into()));
    world.at(ANNOUNCED, &["status", "--fail-on", "failed,uncertain"]).code(0);
    world.at(ANNOUNCED, &["retry"]).code(0).says("None of those failed, bounced or is uncertain.");
    world.at(ANNOUNCED, &["retry", "--state", "closed", "--dry-run"]).code(0).says("told by phone");
    let mended = ["retry", "--state", "closed", "--mended", "--dry-run"];
    world.at(ANNOUNCED, &mended).code(0).says("None of those was closed.");
    world.edit("people.csv", "b.visser@voorbeeldstad.example,IT", "bram@voorbeeldstad.example,IT");
    world.at(ANNOUNCED, &["approve", "--by", "A. Manager"]).code(0);
    world.at(ANNOUNCED, &mended).code(0).says("told by phone");
    let again = ["settle", "--state", "closed", "--lost", "--by", "Jan", "--why", "no"];
    world.at(ANNOUNCED, &again).code(2).says("what was closed is settled");
    let rows = world.run(&["status", "--person", "Bram Visser", "--json"]).code(0).json();
    let id = &rows["notices"][0]["id"].as_str().unwrap()[..8];
    world.at(ANNOUNCED, &["retry", id]).code(0).says("To be sent again: 1 notice.");
    world.send(ANNOUNCED).says("1 accepted");
}

/// Without identities, which change with every comma of a template.
fn hide(ran: Ran) -> String {
    let text = ran.to_string();
    let hidden = |word: &str| word.len() == 8 && word.bytes().all(|c| c.is_ascii_hexdigit());
    let words = text.split_inclusive([' ', '\n']);
    words
        .map(|word| if hidden(word.trim()) { word.replace(word.trim(), "IDENTITY") } else { word.to_owned() })
        .collect()
}
