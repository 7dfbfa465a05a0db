//! Signatures are judged by the verifier of `mail-auth`, which canonicalises what came over the wire by itself.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Instant;

use chrono::TimeZone;
use mail_auth::common::parse::TxtRecordParser;
use mail_auth::common::verify::DomainKey;
use mail_auth::{AuthenticatedMessage, DkimResult, MessageAuthenticator, Parameters, ResolverCache, Txt};

use super::*;
use crate::campaign::Secret;

const RSA: &str = include_str!("../../../tests/keys/rsa-2048.pem");
const ED25519: &str = include_str!("../../../tests/keys/ed25519.pem");

const MAIL: &str = "From: =?utf-8?q?IT=C3=A9?= <desk@it.example.org>\r\nTo: \"Anna\"\r\n <anna@example.org>\r\n\
    Subject: Hallo  \t wereld\r\nDate: Mon, 01 Mar 2027 08:00:00 +0000\r\nMessage-ID: <1@it.example.org>\r\n\
    X-Other: 1\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nAuto-Submitted: auto-generated\r\n\
    \r\nHallo  Anna, \r\n\r\nDag.\r\n\r\n\r\n";

fn dkim(selector: &str) -> Dkim {
    Dkim { domain: "example.org".into(), selector: selector.into(), key: Secret::Env("KEY".into()) }
}

fn signer(keys: &[(&str, &str)]) -> Signer {
    let keys: Vec<_> = keys.iter().map(|(selector, pem)| (dkim(selector), (*pem).to_owned())).collect();
    Signer::new(keys.iter().map(|(dkim, pem)| (dkim, pem.clone()))).unwrap_or_else(|e| panic!("{e}"))
}

fn both() -> Signer {
    signer(&[("ed", ED25519), ("rsa", RSA)])
}

fn signed(signer: &Signer, message: &str) -> String {
    let bytes = message.as_bytes().to_vec();
    let text = String::new;
    let mut mail = Mail {
        envelope_from: text(),
        envelope_to: text(),
        envelope_id: None,
        subject: text(),
        html: text(),
        text: text(),
        bytes,
    };
    let date = Utc.with_ymd_and_hms(2027, 3, 1, 8, 0, 0).unwrap();
    signer.sign(&mut mail, date).unwrap();
    String::from_utf8(mail.bytes).unwrap()
}

/// What the domain publishes.
struct Published(HashMap<Box<str>, Txt>);

impl ResolverCache<Box<str>, Txt> for Published {
    fn get<Q: Hash + Eq + ?Sized>(&self, name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
    {
        Some(self.0.get(name).cloned().unwrap_or(Txt::Error(mail_auth::Error::NoHeadersFound)))
    }

    fn remove<Q: Hash + Eq + ?Sized>(&self, _: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
    {
        None
    }

    fn insert(&self, _: Box<str>, _: Txt, _: Instant) {}
}

/// What a reader's mail system finds of each signature.
fn verdicts(message: &str) -> Vec<DkimResult> {
    let record = |text: &str| Txt::DomainKey(Arc::new(DomainKey::parse(text.trim().as_bytes()).unwrap()));
    let published = Published(HashMap::from([
        ("ed._domainkey.example.org.".into(), record(include_str!("../../../tests/keys/ed25519.txt"))),
        ("rsa._domainkey.example.org.".into(), record(include_str!("../../../tests/keys/rsa-2048.txt"))),
    ]));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        // Asks nobody: all names are answered by what is published.
        let reader = MessageAuthenticator::new_quad9().unwrap();
        let parsed = AuthenticatedMessage::parse(message.as_bytes()).unwrap();
        let outputs = reader.verify_dkim(Parameters::new(&parsed).with_txt_cache(&published)).await;
        outputs.iter().map(|output| output.result().clone()).collect()
    })
}

#[test]
fn both_kinds_of_keys_verify() {
    let message = signed(&both(), MAIL);
    assert_eq!(verdicts(&message), [DkimResult::Pass, DkimResult::Pass], "{message}");
    assert!(message.ends_with(MAIL), "the message itself stays as it was");
    for tag in ["a=ed25519-sha256; s=ed; d=example.org; c=relaxed/relaxed", "a=rsa-sha256; s=rsa", "t=1803888000"] {
        assert!(message.contains(tag), "{tag}: {message}");
    }
    let head = message.split("\r\n\r\n").next().unwrap();
    assert!(head.split("\r\n").all(|line| line.len() <= 78), "{head}");
}

#[test]
fn what_a_relay_may_do_is_forgiven() {
    let message = signed(&both(), MAIL);
    let relayed = format!("Received: from a by b;\r\n\tMon, 1 Mar 2027\r\n{message}")
        .replace("Subject: Hallo  \t wereld", "SUBJECT:  Hallo wereld ")
        .replace("X-Other: 1\r\n", "")
        .replace("Anna, \r\n", "Anna,\r\n");
    assert_eq!(verdicts(&relayed), [DkimResult::Pass, DkimResult::Pass]);
}

#[test]
fn what_was_changed_on_the_way_fails() {
    let message = signed(&both(), MAIL);
    for (from, to) in [
        ("Dag.", "Dag!"),
        ("Dag.\r\n", "Dag.\r\nKlik hier.\r\n"),
        ("Hallo  \t wereld", "Hallo allemaal"),
        ("desk@it.example.org", "desk@it.evil.example"),
        ("08:00:00 +0000", "09:00:00 +0000"),
        ("<1@it", "<2@it"),
        ("text/plain", "text/html"),
        ("auto-generated", "no"),
        ("To: \"Anna\"", "To: \"Bram\""),
        // A second one is why these are signed once more than they occur.
        ("X-Other: 1", "From: boss@example.org"),
        ("X-Other: 1", "Subject: Bel dit nummer"),
        ("X-Other: 1", "Reply-To: boss@evil.example"),
    ] {
        let changed = message.replacen(from, to, 1);
        assert_ne!(changed, message, "{from}");
        let found = verdicts(&changed);
        assert!(found.len() == 2 && found.iter().all(|one| *one != DkimResult::Pass), "{from}: {found:?}");
    }
}

#[test]
fn a_resend_is_the_same_to_the_byte() {
    assert_eq!(signed(&both(), MAIL), signed(&both(), MAIL));
}

#[test]
fn weak_and_foreign_keys_are_refused() {
    let refused = |pem: &str| match Signer::new([(&dkim("k"), pem.to_owned())]) {
        Ok(_) => panic!("taken"),
        Err(error) => error.to_string(),
    };
    let weak = refused(include_str!("../../../tests/keys/rsa-1024.pem"));
    assert!(weak.contains("k._domainkey.example.org") && weak.contains("less than 2048 bits"), "{weak}");
    assert!(refused(include_str!("../../../tests/keys/p256.pem")).contains("neither RSA nor Ed25519"));
    assert!(refused("geheim").contains("no private key in PEM"));
    let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    assert!(refused(encrypted).contains("passphrase"));
}

#[test]
fn fields_are_whole() {
    let found = fields(b"A: 1\r\n 2\r\nB:\r\n\t3\r\nC: 4\r\n");
    assert_eq!(found, [(&b"A"[..], &b" 1\r\n 2\r\n"[..]), (b"B", b"\r\n\t3\r\n"), (b"C", b" 4\r\n")]);
}
