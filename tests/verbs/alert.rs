//! `heraut alert`, and a sender that tells of trouble by itself.

use serde_json::Value;

use crate::hook::Hook;
use crate::refusing::{Says, relay};
use crate::world::{ANNOUNCED, EARLY, World};

/// A campaign that tells of trouble, with a relay that does not know Bram; approved.
fn world(alert: &str) -> World {
    let world = World::base();
    let port = relay(Says::Well).port;
    let relay = format!("{alert}relay: {{url: \"smtp://127.0.0.1:{port}\"}}");
    world.edit("campaign.yaml", "relay: {url: \"maildir:outbox\"}", &relay);
    world.approve();
    world
}

fn troubles(told: &Value) -> Vec<(String, u64)> {
    let troubles = told["troubles"].as_array().expect("troubles").iter();
    troubles.map(|one| (one["trouble"].as_str().unwrap().to_owned(), one["count"].as_u64().unwrap())).collect()
}

#[test]
fn what_failed_is_told_once() {
    let hook = Hook::start();
    let world = world(&hook.alert(", on: [failed, uncertain]"));
    world.at(EARLY, &["alert"]).code(0).says("There is nothing new to tell.");
    world.at(ANNOUNCED, &["send"]).code(1);
    assert_eq!(hook.heard(), [Value::Null; 0], "a trial of the calendar is nobody's trouble");
    world.at(ANNOUNCED, &["alert", "--dry-run"]).code(0).says("Would be told by webhook: 1 failed.");
    world.at(ANNOUNCED, &["alert"]).code(0).says("Told by webhook: 1 failed.");
    let heard = hook.heard();
    assert_eq!((heard.len(), troubles(&heard[0])), (1, vec![("failed".to_owned(), 1)]));
    let told = &heard[0];
    assert_eq!(
        (&told["format"], &told["campaign"], &told["at"], &told["test"]),
        (&"heraut-alert/1".into(), &"base".into(), &"2027-02-15T09:00:00Z".into(), &false.into())
    );
    let said = told.to_string();
    assert!(said.contains("1 notice failed: refused for good"), "{said}");
    for name in ["Bram", "Visser", "@", "visser"] {
        assert!(!said.contains(name), "{name} is in {said}");
    }
    for _ in 0..2 {
        world.at("2027-02-16T10:00+01:00", &["alert"]).code(0).says("There is nothing new to tell.");
    }
    world.at("2027-02-16T10:00+01:00", &["retry"]).code(0);
    world.at("2027-02-16T10:00+01:00", &["alert"]).code(0);
    world.at("2027-02-16T10:05+01:00", &["send"]).code(1);
    assert_eq!(hook.heard(), [Value::Null; 0]);
    world.at("2027-02-16T10:06+01:00", &["alert"]).code(0).says("Told by webhook: 1 failed.");
    assert_eq!(hook.heard().len(), 1, "it came back");
}

#[test]
fn a_gate_that_keeps_others_waiting_is_told_once() {
    let hook = Hook::start();
    let world = world(&hook.alert(", on: [gate]"));
    world.at("2027-03-22T10:00+01:00", &["send", "--accept-clock"]);
    world.at("2027-03-22T10:00+01:00", &["alert"]).code(0).says("There is nothing new to tell.");
    let second = "2027-04-05T09:00+02:00";
    world.at(second, &["send", "--accept-clock"]);
    world.at(second, &["alert"]).code(0).says("Told by webhook: a gate is closed.");
    let heard = hook.heard();
    assert_eq!(troubles(&heard[0]), vec![("gate".to_owned(), 1)]);
    assert!(heard[0].to_string().contains("the gate of pilot. `heraut gate` says what is missing"), "{heard:?}");
    world.at("2027-04-06T09:00+02:00", &["alert"]).code(0).says("There is nothing new to tell.");
    world.at(second, &["gate", "override", "pilot", "--why", "board decided"]).code(0);
    world.at("2027-04-06T10:00+02:00", &["alert"]).code(0).says("There is nothing new to tell.");
    assert_eq!(hook.heard(), [Value::Null; 0]);
}

#[test]
fn a_sender_tells_at_its_end_and_is_stopped_by_nobody_who_does_not_hear() {
    let hook = Hook::start();
    let world = world(&hook.alert(", on: [failed, stopped]"));
    let send = |now: &str| world.at(now, &["send", "--i-mean-it"]);
    hook.answers("503 Service Unavailable");
    let ran = send(ANNOUNCED).code(1).says("1 accepted, 1 failed.");
    assert!(ran.err.contains("Nobody could be told of trouble by webhook: 127.0.0.1 answers 503"), "{ran}");
    assert!(!ran.err.contains("S3cretPath"), "{ran}");
    let ran = world.at(ANNOUNCED, &["alert"]).code(4).says("nobody could be told by webhook: 127.0.0.1 answers 503");
    assert!(!ran.err.contains("S3cretPath"), "{ran}");
    hook.answers("204 No Content");
    world.at(ANNOUNCED, &["retry"]).code(0);
    send(ANNOUNCED).code(1).says("1 failed.");
    let heard = hook.heard();
    assert_eq!(heard.iter().map(troubles).collect::<Vec<_>>(), [[("failed".to_owned(), 1)]]);
}

#[test]
fn a_sender_that_cannot_go_on_tells_so_once_until_one_ends_well() {
    let hook = Hook::start();
    let world = World::base();
    // A port that is taken, and nobody listens on it.
    let kept = tokio::net::TcpSocket::new_v4().unwrap();
    kept.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let port = kept.local_addr().unwrap().port();
    let relay = format!("{}relay: {{url: \"smtp://127.0.0.1:{port}\"}}", hook.alert(", on: [stopped]"));
    world.edit("campaign.yaml", "relay: {url: \"maildir:outbox\"}", &relay);
    world.approve();
    for _ in 0..2 {
        world.at(ANNOUNCED, &["send", "--i-mean-it"]).code(4);
    }
    let heard = hook.heard();
    assert_eq!(heard.iter().map(troubles).collect::<Vec<_>>(), [[("stopped".to_owned(), 1)]]);
    assert!(heard[0]["text"].as_str().unwrap().contains("A sender ended before its time"), "{}", heard[0]);
}

#[test]
fn a_sender_that_does_not_run_is_found_by_a_timer() {
    let hook = Hook::start();
    let world = world(&hook.alert(", on: [silent, overdue]"));
    let told = |now: &str| {
        world.at(now, &["alert"]).code(0);
        hook.heard().iter().flat_map(troubles).collect::<Vec<_>>()
    };
    let nothing: [(String, u64); 0] = [];
    assert_eq!(told("2027-02-01T09:29+01:00"), nothing);
    assert_eq!(told("2027-02-01T09:30+01:00"), [("silent".to_owned(), 1)]);
    assert_eq!(told("2027-02-01T12:00+01:00"), nothing, "it lasts");
    world.at("2027-02-01T12:00+01:00", &["send", "--i-mean-it"]).code(0).says("Nothing is due.");
    assert_eq!(told("2027-02-01T12:05+01:00"), nothing);
    assert_eq!(told("2027-02-01T12:35+01:00"), [("silent".to_owned(), 1)]);
    // The wave's announcement falls due at nine.
    assert_eq!(told("2027-02-15T09:29+01:00"), nothing);
    assert_eq!(told("2027-02-15T09:30+01:00"), [("overdue".to_owned(), 2)]);
    world.at("2027-02-15T09:31+01:00", &["hold", "--all", "--by", "Jan", "--why", "outage"]).code(0);
    world.at("2027-02-15T12:00+01:00", &["resume", "--all", "--by", "Jan", "--why", "over"]).code(0);
    assert_eq!(told("2027-02-15T12:01+01:00"), nothing, "it was held until a minute ago");
    assert_eq!(told("2027-02-15T12:31+01:00"), [("overdue".to_owned(), 2)]);
}

#[test]
fn a_sender_that_is_late_sends_what_is_overdue_and_says_nothing_of_it() {
    let hook = Hook::start();
    let world = world(&hook.alert(", on: [overdue]"));
    world.at(ANNOUNCED, &["alert", "--dry-run"]).code(0).says("Would be told by webhook: 2 overdue.");
    world.at(ANNOUNCED, &["send", "--i-mean-it"]).code(1).says("1 accepted, 1 failed.");
    assert_eq!(hook.heard(), [Value::Null; 0]);
}

#[test]
fn a_mail_and_a_command_tell_it_too() {
    let world = World::base();
    let alert = "alert:\n  mail: it@voorbeeldstad.example\n  command: cat > told; printf %s \"$HERAUT_ALERT\" > told.json\n  on: [silent]\n";
    world.edit("campaign.yaml", "relay: {", &format!("{alert}relay: {{"));
    world.at(EARLY, &["check"]).code(0).says("H-ALERT-02");
    world.approve();
    world.at(EARLY, &["alert", "--test"]).code(0).says("Told by mail: a test.").says("Told by command: a test.");
    assert!(world.read("told").contains("This is a test"));
    let subject = |subject: &str| ("it@voorbeeldstad.example".to_owned(), subject.to_owned());
    assert_eq!(world.letters(), [subject("Heraut: base: a test")]);
    world.at("2027-02-02T09:00+01:00", &["alert"]).code(0).says("Told by mail: no sender runs.");
    assert_eq!(world.letters(), [subject("Heraut: base: a test"), subject("Heraut: base: no sender runs")]);
    assert!(world.read("told").contains("- No sender has run since 2027-02-01 08:00 UTC"), "{}", world.read("told"));
    let json: Value = serde_json::from_str(&world.read("told.json")).unwrap();
    assert_eq!(troubles(&json), [("silent".to_owned(), 1)]);
}

#[test]
fn one_way_that_is_blocked_does_not_keep_the_others_from_telling() {
    let hook = Hook::start();
    let world = World::base();
    let alert = "alert: {webhook: {url_from: {env: HOOK}}, command: \"exit 7\", on: [silent]}\nrelay: {";
    world.edit("campaign.yaml", "relay: {", alert);
    world.approve();
    let url = format!("http://127.0.0.1:{}/S3cretPath", hook.port);
    let later = "2027-02-02T09:00+01:00";
    let ran = world.run_with(&[("HOOK", &url)], &["alert", "--now", later]).code(4);
    assert!(ran.out.contains("Told by webhook: no sender runs."), "{ran}");
    assert!(ran.err.contains("nobody could be told by command: it ended with exit"), "{ran}");
    assert_eq!(hook.heard().len(), 1);
    let again = world.at(later, &["alert"]).code(4);
    assert!(again.out.is_empty() && !again.err.contains("webhook"), "only the other is tried again: {again}");
    let test = world.at(later, &["alert", "--test"]).code(4);
    assert!(test.err.contains("not in the environment variable HOOK"), "{test}");
    let clear = world.run_with(&[("HOOK", "http://hooks.example/S3cretPath")], &["alert", "--test", "--now", later]);
    let clear = clear.code(4).says("http://, of another machine");
    assert!(!clear.err.contains("S3cretPath"), "{clear}");
}

#[test]
fn who_tells_nobody_is_told_so() {
    World::base().at(EARLY, &["alert"]).code(2).says("no plan has been approved yet");
    World::approved().at(EARLY, &["alert"]).code(2).says("the approved campaign tells nobody of trouble");
}
