//! Replies, and a server that does as it likes.

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::link::{Read, read};
use super::*;

fn settings(port: u16, sign_in: SignIn) -> Settings {
    let (host, user, folder) = ("127.0.0.1".to_owned(), "helpdesk".to_owned(), "INBOX".to_owned());
    Settings { host, port, tls: false, roots: Vec::new(), user, sign_in, folder }
}

/// Opens a session with a server that answers each line by the first rule it begins with, after its tag; `{tag}` in an
/// answer is that.
async fn opened(
    rules: &'static [(&'static str, &'static str)],
    sign_in: SignIn,
) -> (Result<Session, Fault>, Vec<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.into_split();
        write.write_all(b"* OK ready\r\n").await.unwrap();
        let (mut lines, mut heard, mut tag) = (BufReader::new(read).lines(), Vec::new(), String::new());
        while let Ok(Some(line)) = lines.next_line().await {
            let mut command = line.as_str();
            if let Some((first, rest)) = line.split_once(' ').filter(|(first, _)| first.starts_with('h')) {
                (tag, command) = (first.to_owned(), rest);
            }
            let rule = rules.iter().find(|(begin, _)| command.starts_with(begin));
            let answer = rule.map_or("{tag} OK done\r\n", |(_, answer)| answer).replace("{tag}", &tag);
            heard.push(command.to_owned());
            if write.write_all(answer.as_bytes()).await.is_err() {
                break;
            }
        }
        heard
    });
    let session = Session::open(&settings(port, sign_in)).await;
    let (session, kept) = match session {
        Ok(session) => {
            let (keeps, validity) = (session.keeps_marks(), session.validity());
            session.close().await;
            (Ok(()), Some((keeps, validity)))
        }
        Err(fault) => (Err(fault), None),
    };
    let heard = server.await.unwrap();
    match session {
        Ok(()) => {
            assert_eq!(kept, Some((true, 7)));
            (Err(Fault::Away("closed".into())), heard)
        }
        Err(fault) => (Err(fault), heard),
    }
}

const SELECTED: (&str, &str) = (
    "SELECT",
    "* OK [PERMANENTFLAGS (\\Seen \\*)] x\r\n* OK [UIDVALIDITY 7] x\r\n* STRANGE \u{1}\r\n{tag} OK [READ-WRITE] done\r\n",
);

#[tokio::test]
async fn a_token_is_offered_and_a_refusal_of_it_answered() {
    let yes: &[_] = &[("AUTHENTICATE XOAUTH2", "+ \r\n"), ("dXNlcj1oZWxwZGVzaw", "{tag} OK in\r\n"), SELECTED];
    let (_, heard) = opened(yes, SignIn::Token("secret".into())).await;
    assert_eq!(heard[2], "dXNlcj1oZWxwZGVzawFhdXRoPUJlYXJlciBzZWNyZXQBAQ==");
    assert!(heard.contains(&"SELECT \"INBOX\"".to_owned()), "{heard:?}");
    let no: &[_] = &[
        ("AUTHENTICATE XOAUTH2", "+ \r\n"),
        ("dXNlcj1oZWxwZGVzaw", "+ eyJzdGF0dXMiOiI0MDEifQ==\r\n"),
        ("", "{tag} NO secret is not valid\r\n"),
    ];
    let (refused, heard) = opened(no, SignIn::Token("secret".into())).await;
    assert_eq!(refused.err(), Some(Fault::Refused("helpdesk cannot sign in: (not shown)".into())), "{heard:?}");
    assert_eq!(heard.last().map(String::as_str), Some(""), "an empty line");
}

#[tokio::test]
async fn a_password_goes_as_the_server_wants_it() {
    let plain: &[_] = &[
        ("CAPABILITY", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK\r\n"),
        ("AUTHENTICATE PLAIN", "+ \r\n"),
        SELECTED,
    ];
    let (_, heard) = opened(plain, SignIn::Password("p\"w".into())).await;
    assert_eq!(heard[2], "AGhlbHBkZXNrAHAidw==");
    let (_, heard) = opened(&[SELECTED], SignIn::Password("p\"w".into())).await;
    assert_eq!(heard[1], r#"LOGIN "helpdesk" "p\"w""#);
    let (refused, _) = opened(&[], SignIn::Password("a\r\nb".into())).await;
    assert!(matches!(refused.err(), Some(Fault::Refused(why)) if !why.contains("a\r\nb")));
}

#[test]
fn replies_are_read_within_bounds() {
    assert!(matches!(read(b"* OK half a li"), Ok(Read::Unfinished)));
    assert!(matches!(read(b"* 1 FETCH (UID 3 BODY[]<0> {5}\r\nab"), Ok(Read::Unfinished)));
    let Ok(Read::Reply(_, length)) = read(b"* 1 FETCH (UID 3 BODY[]<0> {5}\r\nabcde)\r\n* 2") else { panic!() };
    assert_eq!(length, 40);
    assert!(matches!(read(b"* \x01\x02 what\r\nrest"), Ok(Read::Strange(11))));
    let deep = format!("* 1 FETCH (BODYSTRUCTURE {}\r\n", "(".repeat(100_000));
    assert!(read(deep.as_bytes()).is_err());
}

#[test]
fn a_secret_is_not_shown() {
    assert_eq!(format!("{:?}", SignIn::Password("geheim".into())), "Password(…)");
}
