//! `heraut trace`, with a small server in the place of Microsoft's.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use crate::refusing::{Relay, Says, relay};
use crate::world::{ANNOUNCED, EARLY, World};

const DAY_AFTER: &str = "2027-02-16T10:00+01:00";

/// A tenant that has these lines in its trace.
struct Tenant {
    root: String,
    lines: Arc<Mutex<Vec<Value>>>,
    /// What it was asked for.
    asked: Arc<Mutex<Vec<String>>>,
}

impl Tenant {
    fn start() -> Tenant {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let root = format!("http://{}/v1.0", listener.local_addr().unwrap());
        let lines: Arc<Mutex<Vec<Value>>> = Arc::default();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (has, hears) = (Arc::clone(&lines), Arc::clone(&asked));
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut head = String::new();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
                let is_allowed = head.to_lowercase().contains("authorization: bearer a-token\r\n");
                let (status, body) = match is_allowed {
                    true => {
                        let question = head.lines().next().unwrap_or_default().replace("%40", "@");
                        let mut known = has.lock().unwrap().clone();
                        let of = |line: &Value, key: &str| {
                            question.contains(line[key].as_str().unwrap_or("?").trim_matches(['<', '>']))
                        };
                        known.retain(|line| of(line, "senderAddress") || of(line, "messageId"));
                        hears.lock().unwrap().push(question);
                        ("200 OK", json!({ "value": known }))
                    }
                    false => ("401 Unauthorized", json!({"error": {"code": "InvalidAuthenticationToken"}})),
                };
                let body = body.to_string();
                let length = body.len();
                let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
                let _ = stream.write_all((head + &body).as_bytes());
            }
        });
        Tenant { root, lines, asked }
    }

    /// From now on this became of the mail with this Message-ID.
    fn knows(&self, message: &str, to: &str, status: &str) {
        self.knows_from("servicedesk@voorbeeldstad.example", message, to, status);
    }

    fn knows_from(&self, sender: &str, message: &str, to: &str, status: &str) {
        let line = json!({"id": format!("{message} {status}"), "messageId": message, "recipientAddress": to,
            "senderAddress": sender, "status": status});
        *self.lines.lock().unwrap() = vec![line];
    }
}

/// A campaign whose announcement was given to a relay, and that tenant.
fn sent(says: Says) -> (World, Relay, Tenant) {
    let (world, relay, tenant) = (World::base(), relay(says), Tenant::start());
    let keys = format!(
        "trace: {{url: \"{}\", token: {{command: echo a-token}}}}\nrelay: {{url: \"smtp://127.0.0.1:{}\"}}",
        tenant.root, relay.port
    );
    world.edit("campaign.yaml", "relay: {url: \"maildir:outbox\"}", &keys);
    world.approve();
    world.at(ANNOUNCED, &["send"]).code(1);
    (world, relay, tenant)
}

/// The Message-ID of the mail to Anna.
fn message(relay: &Relay) -> String {
    let mail = relay.mails().into_iter().find(|mail| mail.contains("a.bakker@")).expect("Anna's");
    let line = mail.lines().find_map(|line| line.strip_prefix("Message-ID: ")).expect("a Message-ID");
    line.to_owned()
}

const ANNA: &str = "A.Bakker@voorbeeldstad.example";

#[test]
fn what_was_uncertain_is_settled() {
    let (world, relay, tenant) = sent(Says::NothingAfterTheDot);
    assert_eq!(world.states()["announcement/a.bakker"], "uncertain");
    let nothing = world.at(DAY_AFTER, &["trace"]).code(0).fits();
    nothing.says("1 notice of these days uncertain, and in no trace");
    tenant.knows(&message(&relay), ANNA, "delivered");
    let asked = world.at(DAY_AFTER, &["trace", "--dry-run"]).code(0).says("Nothing was changed.");
    assert_eq!(world.states()["announcement/a.bakker"], "uncertain", "{asked}");
    world.at(DAY_AFTER, &["trace"]).code(0).fits().says("did go out, of those that were uncertain");
    assert_eq!(world.states()["announcement/a.bakker"], "accepted");
    world.at(DAY_AFTER, &["trace"]).code(0).says("On their way or arrived, as was known: 1 notice.");
}

#[test]
fn what_the_tenant_knows_by_another_sender_is_asked_for_by_its_id() {
    let (world, relay, tenant) = sent(Says::NothingAfterTheDot);
    let anna = message(&relay);
    tenant.knows_from("bounce+0123=0@voorbeeldstad.example", &anna, ANNA, "delivered");
    world.at(DAY_AFTER, &["trace"]).code(0).fits().says("did go out, of those that were uncertain");
    assert_eq!(world.states()["announcement/a.bakker"], "accepted");
    let asked = tenant.asked.lock().unwrap();
    assert_eq!(asked.len(), 2, "its sender, and then the one message: {asked:?}");
}

#[test]
fn what_is_in_quarantine_is_named_and_what_was_not_delivered_has_bounced() {
    let (world, relay, tenant) = sent(Says::Well);
    tenant.knows(&message(&relay), ANNA, "quarantined");
    let aside = world.at(DAY_AFTER, &["trace"]).code(1).fits();
    insta::assert_snapshot!(aside);
    let json = world.at(DAY_AFTER, &["trace", "--json"]).code(1).json();
    assert_eq!((&json["format"], &json["set_aside"][0]["where"]), (&"heraut-trace/1".into(), &"quarantine".into()));
    // An alias of hers: a message of ours has one recipient.
    tenant.knows(&message(&relay), "anna@voorbeeldstad.example", "failed");
    world.at(DAY_AFTER, &["trace"]).code(0).fits().says("bounced: not delivered");
    assert_eq!(world.states()["announcement/a.bakker"], "bounced");
    world.at(DAY_AFTER, &["trace"]).code(0).says("known already");
    tenant.knows("<0123456789abcdef0123456789abcdef@voorbeeldstad.example>", ANNA, "failed");
    assert_eq!(world.at(DAY_AFTER, &["trace", "--json"]).code(0).json()["foreign"], 1);
}

#[test]
fn who_may_not_look_is_told_so() {
    let (world, _, tenant) = sent(Says::Well);
    world.edit("campaign.yaml", "echo a-token", "echo another");
    world.at(ANNOUNCED, &["approve", "--by", "A. Manager"]).code(0);
    let refused = world.at(DAY_AFTER, &["trace"]).code(4).says("does not show the trace: 401");
    assert!(!refused.err.contains("another"), "{refused}");
    drop(tenant);
    World::approved().at(EARLY, &["trace"]).code(2).says("add `trace: {oauth2: …}` to campaign.yaml");
}
