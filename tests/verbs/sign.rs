//! Signing (DKIM): from the campaign file to what goes out. That signatures verify is shown beside the code.

use crate::world::{ANNOUNCED, World};

const RSA: &str = include_str!("../keys/rsa-2048.pem");
const ED25519: &str = include_str!("../keys/ed25519.pem");
const KEYS: &str = "[{selector: ed, key: {env: ED_KEY}}, {selector: rsa, key: {file: secret/rsa.pem}}]";

/// The sound campaign with keys, approved.
fn signing(keys: &str) -> World {
    let world = World::base();
    let end = "<servicedesk@voorbeeldstad.example>\"";
    world.edit("campaign.yaml", end, &format!("{end}, dkim: {keys}"));
    world.write("secret/rsa.pem", RSA);
    world.approve();
    world
}

#[test]
fn every_message_is_signed_with_every_key() {
    let world = signing(KEYS);
    world.run_with(&[("ED_KEY", ED25519)], &["send", "--now", ANNOUNCED]).code(0);
    let mails = world.outbox();
    assert!(!mails.is_empty());
    for mail in mails.values() {
        let text = String::from_utf8(mail.clone()).unwrap();
        let head = text.split("\n\n").next().unwrap().replace("\n\t", " ");
        let found: Vec<&str> = head.lines().take_while(|line| line.starts_with("DKIM-Signature:")).collect();
        let [ed, rsa] = found.as_slice() else { panic!("{head}") };
        assert!(ed.contains("a=ed25519-sha256; s=ed; d=voorbeeldstad.example;"), "{ed}");
        assert!(rsa.contains("a=rsa-sha256; s=rsa; d=voorbeeldstad.example;"), "{rsa}");
        let h = "h=From:To:Subject:Date:Message-ID:MIME-Version:Content-Type:List-Id: Auto-Submitted:From:\
                 To:Subject:Date:Message-ID:MIME-Version:Content-Type:Reply-To;";
        for signature in found {
            assert_eq!(
                signature.split(" h=").nth(1).unwrap().split(';').next().unwrap().replace(' ', ""),
                h[2..h.len() - 1].replace(' ', "")
            );
        }
    }
}

#[test]
fn a_trial_is_signed_and_a_preview_is_not() {
    let world = signing(KEYS);
    let to = ["send", "--to", "me@voorbeeldstad.example", "--most", "1", "--now", ANNOUNCED];
    world.run_with(&[("ED_KEY", ED25519)], &to).code(0);
    let mail = world.outbox().into_values().next().unwrap();
    assert!(mail.starts_with(b"DKIM-Signature: "));
    let args = ["preview", "announcement", "--person", "Anna Bakker", "--format", "eml", "--now", ANNOUNCED];
    let shown = world.run(&args).code(0).out;
    assert!(!shown.contains("DKIM-Signature"), "{shown}");
}

#[test]
fn without_its_key_nothing_is_sent() {
    let world = signing(KEYS);
    insta::assert_snapshot!(world.run(&["send", "--now", ANNOUNCED]).code(4));
    world.write("secret/rsa.pem", include_str!("../keys/rsa-1024.pem"));
    insta::assert_snapshot!(world.run_with(&[("ED_KEY", ED25519)], &["send", "--now", ANNOUNCED]).code(3));
    assert!(world.outbox().is_empty());
    assert!(world.states().is_empty(), "nothing was begun");
    world.write("secret/rsa.pem", RSA);
    world.run_with(&[("ED_KEY", ED25519)], &["send", "--now", ANNOUNCED]).code(0);
    assert!(!world.outbox().is_empty());
}
