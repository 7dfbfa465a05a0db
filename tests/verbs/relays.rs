//! A campaign with two relays, of which the first gives no service.

use std::net::TcpListener;

use crate::refusing::{Relay, Says, relay};
use crate::world::{ANNOUNCED, STARTED, World};

/// A world whose first relay is at a port where nobody listens any more.
fn world() -> (World, Relay, u16) {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let second = relay(Says::Well);
    let world = World::base();
    let relays = format!("relay:\n  - url: smtp://127.0.0.1:{nobody}\n  - url: smtp://127.0.0.1:{}\n", second.port);
    world.edit("campaign.yaml", "relay: {url: \"maildir:outbox\"}\n", &relays);
    (world, second, nobody)
}

#[test]
fn the_next_has_the_work_and_it_is_known_which_took_what() {
    let (world, second, nobody) = world();
    world.approve();
    let sent = world.at(ANNOUNCED, &["send"]).says(&format!("The relay 127.0.0.1:{nobody} gives no service:"));
    sent.says(&format!("127.0.0.1:{} takes its place; 127.0.0.1:{nobody} is tried again at", second.port));
    assert!(!second.mails().is_empty());
    let by = format!("by 127.0.0.1:{}: 250 2.0.0 queued as 4711", second.port);
    world.at(ANNOUNCED, &["status", "--person", "Anna Bakker"]).code(0).fits().says(&by);
    let rows = world.run(&["status", "--person", "Anna Bakker", "--json"]).code(0).json();
    assert_eq!(rows["notices"][0]["relay"], format!("127.0.0.1:{}", second.port));
    world.at(ANNOUNCED, &["status", "--fail-on", "paused"]).code(1).says("wants to be left alone");
    // Two weeks later it is tried again, and is still not there.
    world.at(STARTED, &["send"]).says("takes its place");
}

#[test]
fn each_is_tried_by_name() {
    let (world, second, nobody) = world();
    let ran = world.run(&["relay", "test"]).code(4).says("does not take our mail");
    for name in [nobody, second.port].map(|port| format!("Relay        127.0.0.1:{port}")) {
        assert!(ran.out.contains(&name), "{}", ran.out);
    }
    let found = world.run(&["relay", "test", "--json"]).code(4).json();
    assert_eq!(found[1]["relay"], format!("127.0.0.1:{}", second.port));
    assert!(found[0]["fault"].is_string() && found[1]["fault"].is_null());
}
