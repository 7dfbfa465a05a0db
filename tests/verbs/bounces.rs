//! `heraut bounces import`.

use crate::refusing::{Says, relay};
use crate::world::{ANNOUNCED, STARTED, World};

const DAY_AFTER: &str = "2027-02-16T10:00+01:00";

/// A report about the message of the outbox that was for this person; `of` is a status, and what is said. A Maildir has no
/// ENVID, and neither has the report.
fn report(world: &World, person: &str, action: &str, of: &str) -> String {
    let to = format!("{person}@voorbeeldstad.example");
    let mail = world.outbox().into_values().map(|bytes| String::from_utf8(bytes).unwrap());
    let mail = mail.into_iter().find(|mail| mail.contains(&to)).expect("a message");
    written("", &mail, &to, action, of)
}

/// What a mail system writes about a message of which it knows the ENVID, or not.
fn written(envid: &str, mail: &str, to: &str, action: &str, of: &str) -> String {
    let envid = if envid.is_empty() { String::new() } else { format!("Original-Envelope-Id: {envid}\n") };
    let id = mail.lines().find(|line| line.starts_with("Message-ID: ")).expect("a Message-ID");
    let status = of.split(' ').next().unwrap();
    format!(
        "From: MAILER-DAEMON@mx.example\nTo: servicedesk@voorbeeldstad.example\nSubject: Undelivered Mail\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n--b\n\
         Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n{envid}\n\
         Final-Recipient: rfc822; {to}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: smtp; 550 {of}\n\n--b\n\
         Content-Type: text/rfc822-headers\n\n{id}\n--b--\n"
    )
}

fn announced() -> World {
    let world = World::approved();
    world.send(ANNOUNCED);
    world
}

#[test]
fn an_account_of_a_mailbox_and_what_follows_from_it() {
    let world = announced();
    world.write("inbox/new/1", report(&world, "a.bakker", "failed", "5.1.1 <a.bakker>: User\u{1b}[31m unknown"));
    world.write("inbox/new/2", report(&world, "b.visser", "delayed", "4.4.1 timed out"));
    world.write("inbox/new/3", "From: Bram <b@x.example>\nAuto-Submitted: auto-replied\n\nI am away.\n");
    world.write("inbox/cur/4:2,S", "From: Bram <b@x.example>\nSubject: Re\n\nThanks.\n");
    let other = report(&world, "b.visser", "failed", "5.1.1 no").replace("rfc822; b.visser@", "rfc822; x.visser@");
    world.write("inbox/cur/5:2,S", other);
    let import = |more: &[&str]| world.at(DAY_AFTER, &[&["bounces", "import", "inbox"], more].concat());
    let asked = import(&["--dry-run"]).code(1).says("Nothing was changed.");
    assert_eq!(world.states()["announcement/a.bakker"], "accepted", "{asked}");
    let screen = import(&[]).code(1).fits();
    assert!(!screen.out.contains('\u{1b}'), "{screen}");
    let hide = |screen: String| {
        let at = screen.find("notice ").expect("a notice") + 7;
        screen.replace(&screen[at..at + 8], "NOTICE")
    };
    insta::assert_snapshot!(hide(screen.to_string()));
    assert_eq!(world.states()["announcement/a.bakker"], "bounced");
    let again = import(&["--json"]).code(1).json();
    assert_eq!((&again["counts"]["doubled"], &again["counts"]["bounced"]), (&2.into(), &0.into()), "{again}");
    assert_eq!((&again["messages"], &again["unheard"][0]["what"]), (&5.into(), &"forged".into()));

    let status =
        world.at(DAY_AFTER, &["status"]).code(0).fits().says("1 bounced, taken by the relay and not delivered");
    assert!(status.out.contains("5.1.1 550 5.1.1"), "{status}");
    let json = world.at(DAY_AFTER, &["status", "--json"]).code(0).json();
    assert_eq!((&json["totals"]["bounced"], &json["attention"][0]["state"]), (&1.into(), &"bounced".into()));
    world.at(DAY_AFTER, &["status", "--person", "Anna Bakker"]).code(0).fits().says("bounced");
    // Whoever knows the campaign file could have written that.
    world.send(STARTED).says("2 accepted");
    assert_eq!(world.states()["enrol-now/a.bakker"], "accepted");
}

#[test]
fn only_a_report_with_the_proof_that_went_out_makes_an_address_dead() {
    let (world, relay) = (World::base(), relay(Says::Well));
    relay.reports();
    world.edit("campaign.yaml", "maildir:outbox", &format!("smtp://127.0.0.1:{}", relay.port));
    world.approve();
    world.at(ANNOUNCED, &["send"]).code(1);
    let (envid, to) = (relay.envelope("a.bakker"), "a.bakker@voorbeeldstad.example");
    let mail = relay.mails().into_iter().find(|mail| mail.contains(to)).expect("a message");
    let (id, proof) = envid.split_once('.').expect("a proof");
    assert!(mail.contains(id) && !mail.contains(proof), "who gets the message does not learn it");
    let import = |envid: &str| {
        world.write("undelivered.eml", written(envid, &mail, to, "failed", "5.1.1 User unknown"));
        world.at(DAY_AFTER, &["bounces", "import", "undelivered.eml"])
    };
    import(&format!("{id}.0123456789abcdef")).code(1).says("its ENVID is not the one that went out with notice");
    assert_eq!(world.states()["announcement/a.bakker"], "accepted");
    let screen = import(&envid).code(0).fits().says("`heraut retry --mended`");
    assert!(!screen.out.contains("unproven"), "{screen}");
    world.at(STARTED, &["send"]).says("1 suppressed");
    assert_eq!(world.states()["enrol-now/a.bakker"], "suppressed");
}

#[test]
fn who_bounced_gets_it_when_the_address_is_mended() {
    let world = announced();
    world.write("undelivered.eml", report(&world, "a.bakker", "failed", "5.1.1 no such user"));
    world.at(DAY_AFTER, &["bounces", "import", "undelivered.eml"]).code(0);
    world.edit("people.csv", "a.bakker@voorbeeldstad.example,IT", "anna@voorbeeldstad.example,IT");
    world.at(DAY_AFTER, &["approve", "--by", "A. Manager"]).code(0);
    world.at(DAY_AFTER, &["retry", "--state", "bounced", "--dry-run"]).code(0).says("bounced");
    world.at(DAY_AFTER, &["retry", "--mended"]).code(0).says("To be sent again: 1 notice.");
    world.send(DAY_AFTER).says("1 accepted.");
    assert_eq!(world.told(), ["anna", "b.visser"], "the outbox has the last of each");
    assert_eq!(world.states()["announcement/a.bakker"], "accepted");
    world.at(DAY_AFTER, &["bounces", "import", "undelivered.eml"]).code(0).says("known already");
    let id = world.run(&["status", "--person", "Anna Bakker", "--json"]).code(0).json()["notices"][0]["id"].clone();
    let text = world.read("undelivered.eml");
    let (head, _) = text.split_once("--b\nContent-Type: text/rfc822-headers").expect("what is returned");
    let envelope = format!("mx.example\nOriginal-Envelope-Id: {}\n\n", id.as_str().expect("an id"));
    world.write("late.eml", head.replace("mx.example\n\n", &envelope).replace("5.1.1", "5.1.10"));
    world.at(DAY_AFTER, &["bounces", "import", "late.eml"]).code(0);
    assert_eq!(world.states()["announcement/a.bakker"], "accepted", "what comes late about the address before");
    assert_eq!(world.run(&["ledger", "verify"]).code(0).out, "The ledger is sound.\n");
}

#[test]
fn a_person_can_settle_what_bounced() {
    let world = announced();
    world.write("mbox", format!("From x\n{}", report(&world, "a.bakker", "failed", "5.1.1 no such user")));
    world.at(DAY_AFTER, &["bounces", "import", "mbox"]).code(0);
    let settle = ["settle", "--person", "Anna Bakker", "--closed", "--by", "Jan", "--why", "told by phone"];
    world.at(DAY_AFTER, &settle).code(0).says("Settled: 1 notice.");
    let status = world.at(DAY_AFTER, &["status", "--json"]).code(0).json();
    assert_eq!(status["attention"].as_array().map(Vec::len), Some(0), "the status is at rest");
}

#[test]
fn what_cannot_be_read_is_named() {
    let world = announced();
    world.at(DAY_AFTER, &["bounces", "import", "nowhere"]).code(2).says("cannot read nowhere");
    world.at(DAY_AFTER, &["bounces", "import", "."]).code(2).says("neither a Maildir nor a folder with .eml files");
    World::base().at(DAY_AFTER, &["bounces", "import", "."]).code(2).says("no plan has been approved yet");
}

/// A mail system that returns nothing of the message but writes to the address it came from.
#[test]
fn a_report_is_known_by_the_address_it_comes_to() {
    let relay = relay(Says::Well);
    let world = World::base();
    world.edit("campaign.yaml", "maildir:outbox", &format!("smtp://127.0.0.1:{}", relay.port));
    world.edit("campaign.yaml", "sender: {", "sender: {verp: true, ");
    world.approve();
    world.at(ANNOUNCED, &["send"]);
    let senders = relay.senders();
    let id = world.run(&["status", "--person", "Anna Bakker", "--json"]).code(0).json()["notices"][0]["id"].clone();
    let address =
        senders.iter().find(|sender| sender.contains(id.as_str().unwrap())).expect("an address that names it");
    let (local, domain) = address.split_once('@').unwrap();
    assert_eq!((local.split_once('+').unwrap().0, domain), ("servicedesk", "voorbeeldstad.example"), "{address}");
    assert_eq!(senders.iter().collect::<std::collections::BTreeSet<_>>().len(), senders.len(), "each has its own");
    let report = written(
        "",
        "Message-ID: <unknown@mx.example>",
        "a.bakker@voorbeeldstad.example",
        "failed",
        "5.1.1 no such user",
    );
    world.write("inbox/new/1", report.replace("To: servicedesk@voorbeeldstad.example", &format!("To: {address}")));
    world.at(DAY_AFTER, &["bounces", "import", "inbox"]).says("1  bounced: not delivered");
    assert_eq!(world.states()["announcement/a.bakker"], "bounced");
}
