//! Signing in with a token: the conversation, where the token comes from, and what comes of refusals on either side.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;

use super::relay::{Act, Moment, Step};
use super::security::listening;
use super::tokens::{Answer, TokenServer, token};
use super::world::{OFFERS, World, entries, id, mail, settings};
use crate::deliver::reply::{Phase, Refusal, Reply};
use crate::deliver::token::{Endpoint, Proof, SigningKey, Tokens};
use crate::deliver::transport::smtp::{self, Credential, Settings, SignIn};
use crate::deliver::transport::{Delivery, Fault};
use crate::error::Kind;
use crate::ledger::State;

const MAILBOX: &str = "it@voorbeeldstad.example";
const SECRET: &str = "klantgeheim~Q8";

fn endpoint(server: &TokenServer) -> Endpoint {
    let proof = Proof::Secret(SECRET.to_owned());
    Endpoint::new(server.url(), "client-1", proof, Some("https://mail.example/.default".to_owned()), Default::default)
}

fn sign_in(endpoint: Endpoint) -> Option<SignIn> {
    Some(SignIn { user: MAILBOX.to_owned(), credential: Credential::Token(Arc::new(Tokens::new(Arc::new(endpoint)))) })
}

/// What goes over the wire for the n-th token.
fn proof(n: usize) -> String {
    STANDARD.encode(format!("user={MAILBOX}\x01auth=Bearer token-{n}\x01\x01"))
}

fn auths(heard: &Mutex<Vec<String>>) -> Vec<String> {
    let heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
    heard.iter().filter(|line| line.starts_with("AUTH")).cloned().collect()
}

fn fault(opened: Result<smtp::Conversation, Fault>) -> Fault {
    opened.err().unwrap_or_else(|| panic!("it was opened"))
}

#[tokio::test]
async fn a_token_is_asked_for_once_and_serves_every_connection() -> io::Result<()> {
    let server = TokenServer::giving().await?;
    let (relay, heard) = listening(&["AUTH LOGIN XOAUTH2", "PIPELINING"], |_| Act::Well).await?;
    let mut settings = settings(&relay);
    settings.sign_in = sign_in(endpoint(&server));
    assert_eq!(server.forms().len(), 0, "not before it is needed");
    for n in 0..3 {
        let mut conversation = smtp::open(&settings).await.map_err(|fault| io::Error::other(format!("{fault:?}")))?;
        assert!(matches!(conversation.deliver(id(n), &mail(id(n), b"x\r\n")).await, Delivery::Accepted(_)));
    }
    assert_eq!(auths(&heard), vec![format!("AUTH XOAUTH2 {}", proof(0)); 3]);
    let asked = "grant_type=client_credentials&client_id=client-1&scope=https%3A%2F%2Fmail.example%2F.default&client_secret=klantgeheim~Q8";
    assert_eq!(server.forms(), [asked]);
    Ok(())
}

#[tokio::test]
async fn a_key_takes_the_place_of_a_secret() -> io::Result<()> {
    let server = TokenServer::giving().await?;
    let (relay, _) = listening(&["AUTH XOAUTH2"], |_| Act::Well).await?;
    let mut settings = settings(&relay);
    let key = SigningKey::from_pem(include_str!("../../../tests/keys/rsa-2048.pem")).map_err(io::Error::other)?;
    let clock = || DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default();
    settings.sign_in = sign_in(Endpoint::new(server.url(), "client-1", Proof::Key(Box::new(key)), None, clock));
    assert!(smtp::open(&settings).await.is_ok());
    let form = server.forms().concat();
    assert!(
        form.contains(
            "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=ey"
        ),
        "{form}"
    );
    assert!(!form.contains("client_secret") && !form.contains("scope"), "{form}");
    Ok(())
}

#[tokio::test]
async fn a_token_too_long_for_a_command_follows_by_itself() -> io::Result<()> {
    let long = "e".repeat(2000);
    let body = format!(r#"{{"access_token":"{long}"}}"#);
    let server = TokenServer::start(move |_| Answer::Say(200, body.clone())).await?;
    let script = |moment: &Moment<'_>| if moment.line == "AUTH XOAUTH2" { Act::Say("334 ") } else { Act::Well };
    let (relay, heard) = listening(&["AUTH XOAUTH2"], script).await?;
    let mut settings = settings(&relay);
    settings.sign_in = sign_in(endpoint(&server));
    assert!(smtp::open(&settings).await.is_ok());
    let proof = STANDARD.encode(format!("user={MAILBOX}\x01auth=Bearer {long}\x01\x01"));
    let heard = heard.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(heard.ends_with(&["AUTH XOAUTH2".to_owned(), proof]), "{heard:?}");
    Ok(())
}

/// Google's way: why, in JSON behind a 334; then an empty line; then the refusal.
#[tokio::test]
async fn what_the_relay_says_in_json_is_told() -> io::Result<()> {
    // {"status":"401","schemes":"bearer","scope":"https://mail.example/"}
    let json = "334 eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZXhhbXBsZS8ifQ==";
    let server = TokenServer::giving().await?;
    let (relay, heard) = listening(&["AUTH XOAUTH2"], move |moment: &Moment<'_>| match moment.step {
        Step::Auth if moment.line.is_empty() => Act::Say("535 5.7.8 Authentication failed"),
        Step::Auth => Act::Say(json),
        _ => Act::Well,
    })
    .await?;
    let mut settings = settings(&relay);
    settings.sign_in = sign_in(endpoint(&server));
    let told = "5.7.8 Authentication failed (schemes bearer, scope https://mail.example/, status 401)";
    let expected = Fault::Refused(Refusal::new(Phase::Auth, Reply::new(535, told), ""));
    assert_eq!(fault(smtp::open(&settings).await), expected);
    assert_eq!(auths(&heard), [0, 1].map(|n| format!("AUTH XOAUTH2 {}", proof(n))), "renewed once");
    Ok(())
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() -> io::Result<()> {
    // The first token was revoked; the second is good.
    let server = TokenServer::giving().await?;
    let revoked = proof(0);
    let (relay, heard) = listening(&["AUTH XOAUTH2"], move |moment: &Moment<'_>| match moment.step {
        Step::Auth if moment.line.contains(&revoked) => Act::SayAndDrop("535 5.7.3 Authentication unsuccessful"),
        _ => Act::Well,
    })
    .await?;
    let mut settings_ = settings(&relay);
    settings_.sign_in = sign_in(endpoint(&server));
    assert!(smtp::open(&settings_).await.is_ok());
    assert!(smtp::open(&settings_).await.is_ok(), "the new one is kept");
    assert_eq!(auths(&heard), [0, 1, 1].map(|n| format!("AUTH XOAUTH2 {}", proof(n))));

    // One that gives the same token again has no other to try.
    let server = TokenServer::start(|_| Answer::Say(200, token(0, ""))).await?;
    let mut settings_ = settings(&relay);
    settings_.sign_in = sign_in(endpoint(&server));
    assert!(matches!(fault(smtp::open(&settings_).await), Fault::Refused(_)));
    assert_eq!(auths(&heard).len(), 4);

    // What does not speak of the token is not answered by another.
    let server = TokenServer::giving().await?;
    let script = |moment: &Moment<'_>| if moment.step == Step::Auth { Act::Say("454 4.7.0 later") } else { Act::Well };
    let (relay, heard) = listening(&["AUTH XOAUTH2"], script).await?;
    let mut settings_ = settings(&relay);
    settings_.sign_in = sign_in(endpoint(&server));
    assert!(matches!(fault(smtp::open(&settings_).await), Fault::Refused(_)));
    assert_eq!((auths(&heard).len(), server.forms().len()), (1, 1));
    Ok(())
}

/// The endpoint's own faults pass; what it says of us does not; and nobody was called meanwhile.
#[tokio::test]
async fn without_a_token_nobody_is_called() -> io::Result<()> {
    let invalid =
        r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret klantgeheim~Q8"}"#;
    let audience = r#"{"error":"invalid_scope","error_description":"AADSTS70011: the scope is not valid"}"#;
    for (answer, stays, says) in [
        (
            Answer::Say(401, invalid.to_owned()),
            false,
            "401 invalid_client: AADSTS7000215: Invalid client secret (not shown)",
        ),
        (Answer::Say(400, audience.to_owned()), false, "400 invalid_scope"),
        (Answer::Say(404, String::new()), false, "404"),
        (Answer::Say(500, "oops".to_owned()), true, "500"),
        (Answer::Say(200, "garbage".to_owned()), true, "nothing in JSON"),
        (Answer::Say(200, "x".repeat(100_000)), true, "limit"),
        (Answer::Silence, true, "no answer within 0.2 seconds"),
    ] {
        let shown = format!("{answer:?}").chars().take(60).collect::<String>();
        let server = TokenServer::start(move |_| answer.clone()).await?;
        let (relay, _) = listening(&["AUTH XOAUTH2"], |_| Act::Well).await?;
        let mut settings = settings(&relay);
        settings.sign_in = sign_in(Endpoint { patience: Duration::from_millis(200), ..endpoint(&server) });
        let why = match (fault(smtp::open(&settings).await), stays) {
            (Fault::Lost(Phase::Auth, why), true) | (Fault::Unfit(why), false) => why,
            (other, _) => panic!("{shown}: {other:?}"),
        };
        assert!(why.contains("no token from 127.0.0.1: ") && why.contains(says), "{shown}: {why}");
        assert!(!why.contains(SECRET) && relay.connections() == 0, "{why}");
    }
    Ok(())
}

#[tokio::test]
async fn a_token_that_is_repeated_is_not_shown() -> io::Result<()> {
    let secret = "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJtYWlsIn0.c2lnbmF0dXJl-_x";
    let server = TokenServer::start(move |_| Answer::Say(200, format!(r#"{{"access_token":"{secret}"}}"#))).await?;
    let sent = STANDARD.encode(format!("user={MAILBOX}\x01auth=Bearer {secret}\x01\x01"));
    let echo: &'static str = format!("535 5.7.8 {secret} AUTH XOAUTH2 {sent} {}", &sent[..40]).leak();
    // {"error":"eyJhbGciOiJSUzI1NiJ9 is not valid"}
    let json: &'static str =
        format!("334 {}", STANDARD.encode(format!(r#"{{"error":"{} is not valid"}}"#, &secret[..20]))).leak();
    for step in [Step::Auth, Step::Mail] {
        let (relay, _) = listening(&["AUTH XOAUTH2"], move |moment: &Moment<'_>| match moment.step {
            Step::Auth if step == Step::Auth && !moment.line.is_empty() => Act::Say(json),
            at if at == step => Act::Say(echo),
            _ => Act::Well,
        })
        .await?;
        let mut settings = settings(&relay);
        settings.sign_in = sign_in(endpoint(&server));
        let said = match smtp::open(&settings).await {
            Ok(mut conversation) => format!("{:?}", conversation.deliver(id(1), &mail(id(1), b"x\r\n")).await),
            Err(fault) => format!("{fault:?}"),
        };
        assert!(said.contains("535") && said.contains("(not shown)"), "{said}");
        assert!(!said.contains("eyJh") && !said.contains("c2lnbm") && !said.contains(&sent[..12]), "{said}");
        let shown = format!("{settings:?}");
        assert!(!shown.contains("eyJ") && !shown.contains(SECRET), "{shown}");
    }
    Ok(())
}

#[tokio::test]
async fn a_relay_that_takes_no_tokens_gets_none() -> io::Result<()> {
    let server = TokenServer::giving().await?;
    let (relay, heard) = listening(&["AUTH PLAIN LOGIN"], |_| Act::Well).await?;
    let mut settings: Settings = settings(&relay);
    settings.sign_in = sign_in(endpoint(&server));
    let fault = fault(smtp::open(&settings).await);
    assert!(matches!(&fault, Fault::Unfit(why) if why.contains("does not offer AUTH XOAUTH2")), "{fault:?}");
    assert_eq!(auths(&heard), [""; 0]);
    Ok(())
}

/// On a connection whose token has ended nothing is begun: the next one is signed in with another.
#[tokio::test]
async fn a_connection_is_used_no_longer_than_its_token() -> io::Result<()> {
    let server = TokenServer::start(|n| Answer::Say(200, token(n, r#","expires_in":0"#))).await?;
    let (relay, heard) = listening(&["AUTH XOAUTH2"], |_| Act::Well).await?;
    let mut settings = settings(&relay);
    settings.sign_in = sign_in(endpoint(&server));
    let open = async || smtp::open(&settings).await.map_err(|fault| io::Error::other(format!("{fault:?}")));
    let mut conversation = open().await?.until(Some(Instant::now()));
    assert!(!conversation.is_usable());
    assert!(matches!(conversation.deliver(id(1), &mail(id(1), b"x\r\n")).await, Delivery::Dropped(_)));
    // One that ends as it begins is good for a message all the same: nobody is called again and again for nothing.
    let mut conversation = open().await?;
    assert!(matches!(conversation.deliver(id(1), &mail(id(1), b"x\r\n")).await, Delivery::Accepted(_)));
    assert_eq!(auths(&heard), [0, 1].map(|n| format!("AUTH XOAUTH2 {}", proof(n))));
    Ok(())
}

/// A relay that refuses every token ends the run, and nobody has failed or was charged.
#[tokio::test]
async fn a_relay_that_refuses_a_renewed_token_too_bars_us() -> io::Result<()> {
    let server = TokenServer::giving().await?;
    let offers: Vec<&str> = OFFERS.into_iter().chain(["AUTH XOAUTH2"]).collect();
    let script = |moment: &Moment<'_>| match moment.step {
        Step::Auth => Act::Say("535 5.7.3 Authentication unsuccessful"),
        _ => Act::Well,
    };
    let (relay, heard) = listening(&offers, script).await?;
    let mut world = World::new(entries(5), 1, |_| Act::Well).await?;
    let mut settings = settings(&relay);
    settings.sign_in = sign_in(endpoint(&server));
    world.settings = settings;
    let Some(stopped) = world.run().await.err() else { panic!("it went well") };
    assert!(stopped.error.kind == Kind::Unreachable && stopped.error.to_string().contains("535 5.7.3"), "{stopped:?}");
    assert_eq!((world.ledger.count(State::Failed), auths(&heard).len()), (0, 2));
    assert!(world.ledger.notices().iter().all(|kept| kept.charged == 0));
    Ok(())
}
