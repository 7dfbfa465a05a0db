//! Replies, and a server that does as it likes.

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::frame::{Read, read};
use super::*;

fn settings(port: u16, sign_in: SignIn) -> Settings {
    let (host, user, folder) = ("127.0.0.1".to_owned(), "helpdesk".to_owned(), "INBOX".to_owned());
    Settings { host, port, tls: false, roots: Vec::new(), user, sign_in, folder, keyword: keyword("migration") }
}

type Rules = &'static [(&'static str, &'static str)];

/// A server that answers each line by the first rule it begins with, after its tag; `{tag}` in an answer is that. It says
/// what it heard when the connection is closed.
async fn serve(rules: Rules) -> (u16, JoinHandle<Vec<String>>) {
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
    (port, server)
}

/// Opens a session and closes it: what went wrong, and what the server heard.
async fn opened(rules: Rules, sign_in: SignIn) -> (Option<Fault>, Vec<String>) {
    let (port, server) = serve(rules).await;
    let fault = match Session::open(&settings(port, sign_in)).await {
        Ok(session) => {
            assert_eq!((session.keeps_marks(), session.validity()), (true, 7));
            session.close().await;
            None
        }
        Err(fault) => Some(fault),
    };
    (fault, server.await.unwrap())
}

fn password() -> SignIn {
    SignIn::Password("p\"w".into())
}

fn leaked(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
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
        ("CAPABILITY", "{tag} OK\r\n"),
        ("", "{tag} NO secret is not valid\r\n"),
    ];
    let (refused, heard) = opened(no, SignIn::Token("secret".into())).await;
    let why = "helpdesk cannot sign in: (not shown) is not valid";
    assert_eq!(refused, Some(Fault::Refused(why.into())), "{heard:?}");
    assert_eq!(heard.last().map(String::as_str), Some(""), "an empty line");
}

#[tokio::test]
async fn a_password_goes_as_the_server_wants_it() {
    let plain: &[_] = &[
        ("CAPABILITY", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK\r\n"),
        ("AUTHENTICATE PLAIN", "+ \r\n"),
        SELECTED,
    ];
    let (_, heard) = opened(plain, password()).await;
    assert_eq!(heard[2], "AGhlbHBkZXNrAHAidw==");
    let (_, heard) = opened(&[SELECTED], password()).await;
    assert_eq!(heard[1], r#"LOGIN "helpdesk" "p\"w""#);
    let (refused, _) = opened(&[], SignIn::Password("a\r\nb".into())).await;
    assert!(matches!(refused, Some(Fault::Refused(why)) if !why.contains("a\r\nb")));
}

#[test]
fn replies_are_read_within_bounds() {
    assert!(matches!(read(b"* OK half a li"), Ok(Read::Unfinished)));
    assert!(matches!(read(b"* 1 FETCH (UID 3 BODY[]<0> {5}\r\nab"), Ok(Read::Unfinished)));
    let Ok(Read::Reply(_, length)) = read(b"* 1 FETCH (UID 3 BODY[]<0> {5}\r\nabcde)\r\n* 2") else { panic!() };
    assert_eq!(length, 40);
    assert!(matches!(read(b"* \x01\x02 what\r\nrest"), Ok(Read::Strange(11))));
    let many = format!("* 1 FETCH (UID 3 BODY[] {{1000}}\r\n{})\r\n", "(".repeat(1000));
    assert!(matches!(read(many.as_bytes()), Ok(Read::Reply(..))), "a message is no list");
    // What is not understood is passed over with its literals, so that no message speaks for the server.
    let said = b"* 1 FETCH (\x01 {10}\r\nh5 OK no\r\n)\r\n* 2";
    assert!(matches!(read(said), Ok(Read::Strange(length)) if length == said.len() - 3));
    assert!(matches!(read(b"h5 NO what is {5}\r\n"), Ok(Read::Reply(_, 19))), "words are no literal");
    // At these imap-proto panics.
    assert!(matches!(read(b"* 1 FETCH (INTERNALDATE NIL)\r\n"), Ok(Read::Strange(30))));
    assert!(matches!(read("* OK [ALERT]é\r\n".as_bytes()), Ok(Read::Reply(_, 16))));
}

#[tokio::test]
async fn lists_within_lists_are_counted_all_over_a_reply() {
    let deep = "(".repeat(100_000);
    for reply in [
        format!("* 1 FETCH (BODYSTRUCTURE {deep}\r\n"),
        format!("* 1 FETCH (BODY[] {{1}}\r\nx BODYSTRUCTURE {deep}\r\n"),
        format!("* 1 FETCH (X a{{1}}\r\nb BODYSTRUCTURE {deep}\r\n"),
    ] {
        let rules: Rules = Box::leak(Box::new([("CAPABILITY", leaked(reply))]));
        let (fault, _) = opened(rules, password()).await;
        assert_eq!(fault, Some(Fault::Away("the server sends a reply that is too deep".into())));
    }
    // imap-proto would see the end of a list, and a list of parts, in what is a literal.
    let hidden = format!(" ) BODYSTRUCTURE {deep}");
    let reply = format!("* 1 FETCH (X (a {{{}}}\r\n{hidden}))\r\n", hidden.len());
    assert!(
        matches!(read(reply.as_bytes()), Ok(Read::Reply(_, length) | Read::Strange(length)) if length == reply.len())
    );
}

#[tokio::test]
async fn a_server_may_say_so_much_and_no_more() {
    let message = format!("* 1 FETCH (UID 3 BODY[] {{1000000}}\r\n{})\r\n", "x".repeat(1_000_000));
    let all = "more than 8 MB of replies to a command";
    let most = "more than 100000 replies to a command";
    for (reply, why) in [
        (message.repeat(9), all),
        ("+ go on\r\n".repeat(100_001), most),
        ("* WHAT\r\n".repeat(100_001), most),
        ("x".repeat(2 << 20), "the server sends a reply without end"),
    ] {
        let rules: Rules = Box::leak(Box::new([("CAPABILITY", leaked(reply)), ("", "")]));
        let (fault, _) = opened(rules, password()).await;
        assert_eq!(fault, Some(Fault::Away(why.into())));
    }
}

#[tokio::test]
async fn what_a_server_repeats_of_a_sign_in_is_not_shown() {
    const PLAIN: (&str, &str) = ("CAPABILITY", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK\r\n");
    let asks = ("AUTHENTICATE", "+ \r\n");
    let long = leaked(format!("{{tag}} BAD {}geheim\\9\r\n", "-".repeat(197)));
    let cases: Vec<(Vec<(&str, &str)>, SignIn)> = vec![
        // AGhlbHBkZXNrAGdlaGVpbVw5 is PLAIN, Z2VoZWltXDk= the password.
        (vec![PLAIN, asks, ("AGhl", "{tag} BAD no such command: AGhlbHBkZXNrAGdlaGVpbVw5\r\n")], secret(false)),
        (vec![PLAIN, asks, ("AGhl", "* BYE geheim\\9 is wrong\r\n")], secret(false)),
        (vec![("LOGIN", "{tag} NO LOGIN \"helpdesk\" \"geheim\\\\9\" Z2VoZWltXDk=\r\n")], secret(false)),
        (vec![("LOGIN", long)], secret(false)),
        (vec![("SELECT", "{tag} NO not with geheim\\9\r\n")], secret(false)),
        (vec![asks, ("dXNl", "{tag} BAD dXNlcj1oZWxwZGVzawFhdXRoPUJlYXJlciBnZWhlaW1cOQEB\r\n")], secret(true)),
        (vec![asks, ("dXNl", "{tag} BAD user=helpdesk\u{1}auth=Bearer geheim\\9\r\n")], secret(true)),
    ];
    for (rules, sign_in) in cases {
        let (fault, heard) = opened(Box::leak(rules.into_boxed_slice()), sign_in).await;
        let said = fault.unwrap().to_string();
        let hidden = ["geheim", "AGhlbHBk", "Z2VoZWlt", "ZWhlaW1", "gei"];
        assert!(!hidden.iter().any(|part| said.contains(part)), "{said} {heard:?}");
        assert!(said.contains("(no"), "{said} {heard:?}");
    }
}

fn secret(token: bool) -> SignIn {
    let secret = "geheim\\9".to_owned();
    if token { SignIn::Token(secret) } else { SignIn::Password(secret) }
}

#[tokio::test]
async fn only_a_refused_sign_in_is_for_good() {
    let away = |fault: Option<Fault>| matches!(fault, Some(Fault::Away(_)));
    for code in ["UNAVAILABLE", "inuse", "SERVERBUG", "LIMIT"] {
        let rules: Rules = Box::leak(Box::new([("LOGIN", leaked(format!("{{tag}} NO [{code}] later\r\n")))]));
        assert!(away(opened(rules, password()).await.0), "{code}");
    }
    let (refused, _) = opened(&[("LOGIN", "{tag} NO [AUTHENTICATIONFAILED] LIMIT\r\n")], password()).await;
    assert!(matches!(refused, Some(Fault::Refused(_))));
    assert!(away(opened(&[("SELECT", "{tag} NO no such folder\r\n")], password()).await.0));
    let rules: Rules = &[
        SELECTED,
        ("UID SEARCH", "{tag} NO\r\n"),
        ("UID STORE", "{tag} BAD\r\n"),
        ("UID FETCH 3 ", "{tag} NO cannot read it\r\n"),
        ("UID FETCH 4 ", "{tag} NO [UNAVAILABLE] disk\r\n"),
        ("UID FETCH 5 ", "* 1 FETCH (UID 5 BODY[]<0> {4}\r\na(\r\n)\r\n{tag} OK\r\n"),
    ];
    let (port, _server) = serve(rules).await;
    let mut session = Session::open(&settings(port, password())).await.unwrap();
    assert!(away(session.unread(0).await.err()) && away(session.mark(&[1], true).await.err()));
    assert_eq!(session.message(3).await, Ok(Fetched::Refused("cannot read it".into())));
    assert!(away(session.message(4).await.err()));
    assert_eq!(session.message(5).await, Ok(Fetched::Message(b"a(\r\n".to_vec())));
    assert_eq!(session.message(6).await, Ok(Fetched::Gone));
}

#[tokio::test]
async fn campaigns_have_keywords_of_their_own() {
    assert_ne!(keyword("migration"), keyword("migration-2"));
    let word = keyword("migration");
    assert!(
        word.len() == 19 && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
        "an atom: {word}"
    );
    let (port, server) = serve(&[SELECTED]).await;
    let mut session = Session::open(&settings(port, password())).await.unwrap();
    session.unread(0).await.unwrap();
    session.mark(&[1, 2], true).await.unwrap();
    session.close().await;
    let heard = server.await.unwrap();
    assert!(heard.contains(&format!("UID SEARCH UNDELETED UNKEYWORD {word} UID 1:*")), "{heard:?}");
    assert!(heard.contains(&format!("UID STORE 1,2 +FLAGS.SILENT (\\Seen {word})")), "{heard:?}");
}

#[test]
fn a_secret_is_not_shown() {
    assert_eq!(format!("{:?}", SignIn::Password("geheim".into())), "Password(…)");
}
