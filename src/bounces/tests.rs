//! Reports as mail systems write them, and as nobody should.

use super::*;
use crate::ledger::Action;

const POSTFIX: &str = include_str!("../../fuzz/corpus/report/postfix.eml");
const EXCHANGE: &str = include_str!("../../fuzz/corpus/report/exchange.eml");
const EXIM: &str = include_str!("../../fuzz/corpus/report/exim.eml");

const ID: &str = "3f9ac2d1e5b8470f9a6c1d2e3b4f5a60";

fn report(text: &str) -> Notification {
    match read(text.as_bytes()) {
        Reading::Report(notification) => notification,
        other => panic!("{other:?}"),
    }
}

fn unreadable(text: &str) -> String {
    match read(text.as_bytes()) {
        Reading::Unreadable(why) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_mail_systems_write_is_read() {
    let said = report(POSTFIX);
    assert_eq!((said.envelope.as_deref(), said.message.as_deref()), (Some(ID), Some(ID)));
    let [recipient] = &said.recipients[..] else { panic!("{said:?}") };
    assert_eq!(recipient.action, Action::Failed { dead: true });
    assert_eq!(recipient.last.as_deref(), Some("jan+x@voorbeeldstad.example"));
    assert!(recipient.addresses.contains(&"jan+x@voorbeeldstad.example".to_owned()), "{recipient:?}");
    assert!(recipient.words.starts_with("5.1.1 550 5.1.1 <jan+x@voorbeeldstad.example>:"), "{}", recipient.words);

    let said = report(EXCHANGE);
    assert_eq!((said.envelope, said.message.as_deref()), (None, Some(ID)));
    assert_eq!(said.recipients[0].action, Action::Failed { dead: false }, "a full mailbox");
    assert!(said.recipients[0].words.starts_with("5.2.2 "), "{}", said.recipients[0].words);

    let said = report(EXIM);
    assert_eq!(said.recipients[0].action, Action::Failed { dead: false }, "5.0.0, and a full mailbox in the words");
    assert!(said.to.contains(&format!("bounces+{ID}@voorbeeldstad.example")));
}

#[test]
fn a_copy_with_other_line_ends_is_the_same_report() {
    let (unix, dos) = (POSTFIX.replace("\r\n", "\n"), POSTFIX.replace("\r\n", "\n").replace('\n', "\r\n"));
    assert_eq!(report(&unix), report(&dos));
    let other = unix.replace("Arrival-Date: Mon, 15", "Arrival-Date: Tue, 16");
    assert_ne!(report(&unix).digest, report(&other).digest);
}

#[test]
fn a_status_in_an_encoding_is_read() {
    let status = "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@x.example\nAction: delayed\nStatus: 4.4.1\n";
    let message = |encoding: &str, body: &str| {
        format!(
            "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\
             Content-Transfer-Encoding: {encoding}\n\n{body}\n--b--\n"
        )
    };
    use base64::Engine;
    let base64 = base64::engine::general_purpose::STANDARD.encode(status);
    for text in [message("base64", &base64), message("quoted-printable", &status.replace("4.4.1", "4=2E4.1"))] {
        let said = report(&text);
        assert_eq!((said.recipients[0].action, &*said.recipients[0].words), (Action::Delayed, "4.4.1"));
    }
}

#[test]
fn what_looks_like_a_report_and_is_none_is_named() {
    assert_eq!(unreadable(""), "it does not begin with a header");
    assert_eq!(unreadable("\n\nnothing"), "it does not begin with a header");
    let begin = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n";
    assert!(unreadable(&format!("{begin}\nno status\n--b--\n")).contains("without a delivery status"));
    let status = format!("{begin}Content-Type: message/delivery-status\n\n");
    assert!(unreadable(&format!("{status}Reporting-MTA: dns; x\n--b--\n")).contains("names no recipient"));
    let old = "From: MAILER-DAEMON@x.example\n\nHi. This is the qmail-send program.\n";
    assert!(unreadable(old).contains("no delivery status that a program can read"));
}

#[test]
fn what_is_deep_or_long_for_its_own_sake_costs_little() {
    let deep = (0..100_000)
        .fold(String::new(), |text, n| text + &format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"));
    assert!(unreadable(&deep).contains("more than 8 deep"));
    // A parser that follows these overflows the stack of who drops what it made.
    assert_eq!(read("Content-Type: message/rfc822\n\n".repeat(100_000).as_bytes()), Reading::Other);
    let wide = format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(100_000));
    assert!(unreadable(&wide).contains("more than 100 parts"));
    let many = "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n\n".repeat(100_000);
    let many =
        format!("Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n{many}");
    assert!(report(&many).recipients.len() <= 100);
    let long = format!(
        "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n\
         Final-Recipient: rfc822; a@x.example\nAction: failed\nDiagnostic-Code: smtp; {}\n",
        "é".repeat(1_000_000)
    );
    assert!(report(&long).recipients[0].words.chars().count() <= 401);
}

fn shown(path: &std::path::Path) -> Vec<(String, String)> {
    let mut seen = Vec::new();
    let mut keep = |name: &str, bytes: &[u8]| {
        let name = name.rsplit('/').next().unwrap_or(name).to_owned();
        seen.push((name, String::from_utf8_lossy(bytes).into_owned()));
        Ok(())
    };
    each(path, &mut keep).unwrap();
    seen
}

#[test]
fn messages_come_out_of_whatever_holds_them() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    };
    let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let one = write("one.eml", "Subject: 1\n\nFrom here\n");
    assert_eq!(shown(&one), [pair("one.eml", "Subject: 1\n\nFrom here\n")]);
    write("two.EML", "Subject: 2\n\n");
    write("notes.txt", "no mail");
    assert_eq!(shown(dir.path()).len(), 2, "of a folder those that end in .eml");
    let mbox = write("mbox", "From x Mon\nSubject: 1\n\nHi\nFrom the start\n\nFrom y Tue\nSubject: 2\n");
    let expected =
        [pair("mbox, message 1", "Subject: 1\n\nHi\nFrom the start\n\n"), pair("mbox, message 2", "Subject: 2\n")];
    assert_eq!(shown(&mbox), expected);
    write("box/new/1", "Subject: new\n\n");
    write("box/cur/2:2,S", "Subject: cur\n\n");
    write("box/tmp/3", "Subject: half\n\n");
    let names: Vec<String> = shown(&dir.path().join("box")).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["2:2,S", "1"]);
    std::fs::create_dir(dir.path().join("empty")).unwrap();
    let error = each(&dir.path().join("empty"), &mut |_, _| Ok(())).unwrap_err();
    assert!(error.to_string().contains("is neither a Maildir nor a folder with .eml files"), "{error}");
}

#[test]
fn what_is_moved_while_a_folder_is_read_is_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    let path = |n: u8| dir.path().join(format!("{n}.eml"));
    (1..=3).for_each(|n| std::fs::write(path(n), "Subject: x\n\n").unwrap());
    let mut seen = 0;
    let mut keep = |_: &str, _: &[u8]| {
        seen += 1;
        // Who else reads the mailbox.
        let _ = std::fs::remove_file(path(2));
        Ok(())
    };
    each(dir.path(), &mut keep).unwrap();
    assert!(each(&path(2), &mut keep).is_err(), "one that is named is to be there");
    assert_eq!(seen, 2);
}

#[test]
fn of_a_long_message_the_beginning_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mbox");
    let line = "x".repeat(3 << 20);
    std::fs::write(&path, format!("From a\nSubject: 1\n\n{line}\n\nFrom b\nSubject: 2\n\n")).unwrap();
    let seen = shown(&path);
    assert_eq!(seen.len(), 2);
    assert!(seen[0].1.len() as u64 <= LONGEST && seen[1].1.starts_with("Subject: 2"));
}
