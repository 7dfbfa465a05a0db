//! `heraut relay test`: the relay as it is, with nothing approved and nothing recorded.

use std::net::TcpListener;

use crate::refusing::{Says, relay};
use crate::world::{World, letter};

fn world(port: u16) -> World {
    let world = World::base();
    world.edit("campaign.yaml", "maildir:outbox", &format!("smtp://127.0.0.1:{port}"));
    world
}

#[test]
fn a_relay_is_tried_without_a_plan_or_a_trace() {
    let relay = relay(Says::Well);
    let world = world(relay.port);
    let ran = world.run(&["relay", "test"]).code(0).fits();
    for said in [
        &format!("Relay        127.0.0.1:{}", relay.port),
        "Greeting     relay.example ESMTP",
        "Offers       8BITMIME",
        "Signed in    no: the campaign names no user",
        "Limits       4 connections at once; no others are known",
    ] {
        assert!(ran.out.contains(said), "{said}: {}", ran.out);
    }
    assert!(relay.mails().is_empty() && !world.path("heraut.db").exists());
}

#[test]
fn a_message_goes_to_an_address_in_the_campaigns_language() {
    let relay = relay(Says::Well);
    let world = world(relay.port);
    for _ in 0..2 {
        world
            .run(&["relay", "test", "--to", "me@example.org"])
            .code(0)
            .says("to me@example.org: 250 2.0.0 queued as 4711");
    }
    let mails = relay.mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(letter(mails[0].as_bytes()), ("me@example.org".into(), "Proefbericht: Overstap naar Intune".into()));
    assert!(mails[0].contains("Auto-Submitted: auto-generated") && mails[0].contains("Dit is een proefbericht"));
    assert!(!world.path("heraut.db").exists());
    world.run(&["relay", "test", "--to", "b.visser@example.org"]).code(4).says("no such mailbox");
    world.run(&["relay", "test", "--to", "nobody"]).code(3).says("cannot mail to `nobody`");
}

#[test]
fn what_was_found_is_told_for_programs_too() {
    let relay = relay(Says::Well);
    let world = world(relay.port);
    world.edit("campaign.yaml", "relay: {", "relay: {limits: exchange-online, ");
    let found = world.run(&["relay", "test", "--json"]).code(0).json();
    assert_eq!(found["offers"], serde_json::json!(["8BITMIME"]));
    assert_eq!(found["limits"]["per_day"], 10_000);
    assert_eq!(found["preset"]["name"], "exchange-online");
    assert_eq!(
        (&found["fault"], &found["certificate"], &found["sent"]),
        (&serde_json::Value::Null, &serde_json::Value::Null, &serde_json::Value::Null)
    );
}

#[test]
fn a_relay_that_is_not_there_is_told_with_what_was_found() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let world = world(port);
    let ran = world.run(&["relay", "test"]).code(4);
    assert!(ran.out.contains("Limits") && ran.err.contains("does not take our mail"), "{} {}", ran.out, ran.err);
    assert!(
        world.run(&["relay", "test", "--json"]).code(4).json()["fault"].as_str().unwrap().contains("on connecting")
    );
}

#[test]
fn a_folder_takes_a_test_as_well() {
    let world = World::base();
    world.run(&["relay", "test", "--to", "me@example.org"]).code(0).says("stored as");
}
