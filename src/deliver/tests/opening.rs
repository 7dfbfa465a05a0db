//! From nothing to ready for MAIL, with relays as they are.

use std::io;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use super::relay::{Act, Moment, Relay, Step};
use super::security::{certified, listening, sign_in};
use super::world::{Chronicle, OFFERS, id, mail, settings};
use crate::deliver::reply::Phase;
use crate::deliver::transport::smtp::{self, Security, Settings};
use crate::deliver::transport::{Delivery, Fault};

fn unfit(fault: Option<Fault>) -> String {
    match fault {
        Some(Fault::Unfit(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn keywords_are_the_same_in_any_case() -> Result<(), Box<dyn std::error::Error>> {
    let (acceptor, certificate) = certified("127.0.0.1")?;
    let offers = ["pipelining", "Size 10485760", "StartTLS", "auth plain"];
    let relay = Relay::start_tls(&offers, Chronicle::default(), Some((acceptor, false)), |_| Act::Well).await?;
    let mut settings = settings(&relay);
    (settings.security, settings.roots, settings.sign_in) = (Security::StartTls, certificate, sign_in());
    let mut conversation = smtp::open(&settings).await.map_err(|fault| format!("{fault:?}"))?;
    assert!(matches!(conversation.deliver(id(1), &mail(id(1), b"x\r\n")).await, Delivery::Accepted(_)));
    Ok(())
}

#[tokio::test]
async fn a_relay_that_knows_no_ehlo_is_greeted_with_helo() -> io::Result<()> {
    for no in ["500 5.5.1 what?", "502 5.5.1 not implemented"] {
        let (relay, heard) = listening(
            &OFFERS,
            move |moment: &Moment<'_>| {
                if moment.line.starts_with("EHLO") { Act::Say(no) } else { Act::Well }
            },
        )
        .await?;
        let mut conversation =
            smtp::open(&settings(&relay)).await.map_err(|fault| io::Error::other(format!("{fault:?}")))?;
        assert!(matches!(conversation.deliver(id(1), &mail(id(1), b"x\r\n")).await, Delivery::Accepted(_)));
        let heard = heard.lock().map(|heard| heard.clone()).unwrap_or_default();
        assert!(heard.contains(&"HELO heraut.example".to_owned()), "{heard:?}");
        // What was not offered is not used.
        assert!(heard.contains(&"MAIL FROM:<it@voorbeeldstad.example>".to_owned()), "{heard:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_name_that_is_refused_is_said_with_its_cure() -> io::Result<()> {
    for no in ["501 5.5.2 invalid host name", "550 5.7.1 HELO rejected", "554 5.7.1 no"] {
        let script = move |moment: &Moment<'_>| if moment.step == Step::Ehlo { Act::Say(no) } else { Act::Well };
        let relay = Relay::start(&OFFERS, Chronicle::default(), script).await?;
        let why = unfit(smtp::open(&settings(&relay)).await.err());
        assert!(why.contains(no) && why.contains("EHLO heraut.example") && why.contains("relay: {hello: …}"), "{why}");
    }
    Ok(())
}

#[tokio::test]
async fn the_next_way_to_sign_in_is_taken_when_one_is_not_known() -> io::Result<()> {
    let offers = ["AUTH PLAIN LOGIN"];
    for (code, expected) in [("504 5.7.4 unrecognized authentication type", true), ("535 5.7.8 wrong", false)] {
        let (relay, heard) =
            listening(
                &offers,
                move |moment: &Moment<'_>| {
                    if moment.line.starts_with("AUTH PLAIN") { Act::Say(code) } else { Act::Well }
                },
            )
            .await?;
        let mut settings = settings(&relay);
        settings.sign_in = sign_in();
        assert_eq!(smtp::open(&settings).await.is_ok(), expected, "{code}");
        let heard = heard.lock().map(|heard| heard.clone()).unwrap_or_default();
        assert_eq!(heard.contains(&"AUTH LOGIN".to_owned()), expected, "{heard:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_sign_in_that_is_repeated_is_not_shown() -> io::Result<()> {
    let echo = "535 5.7.8 AUTH PLAIN AGhlcmF1dABnZWhlaW0= is wrong, geheim too";
    for step in [Step::Auth, Step::Mail] {
        let script = move |moment: &Moment<'_>| if moment.step == step { Act::Say(echo) } else { Act::Well };
        let relay = Relay::start(&["AUTH PLAIN"], Chronicle::default(), script).await?;
        let mut settings = settings(&relay);
        settings.sign_in = sign_in();
        let said = match smtp::open(&settings).await {
            Ok(mut conversation) => format!("{:?}", conversation.deliver(id(1), &mail(id(1), b"x\r\n")).await),
            Err(fault) => format!("{fault:?}"),
        };
        assert!(said.contains("535") && said.contains("(not shown)"), "{said}");
        assert!(!said.contains("geheim") && !said.contains("AGhlcmF1"), "{said}");
    }
    Ok(())
}

#[tokio::test]
async fn the_other_scheme_is_said_within_seconds() -> Result<(), Box<dyn std::error::Error>> {
    for security in [Security::StartTls, Security::Loopback] {
        let (acceptor, _) = certified("127.0.0.1")?;
        let relay = Relay::start_tls(&OFFERS, Chronicle::default(), Some((acceptor, true)), |_| Act::Well).await?;
        let mut settings = settings(&relay);
        (settings.security, settings.timeouts.ask) = (security, Duration::from_millis(20));
        let why = unfit(smtp::open(&settings).await.err());
        assert!(why.contains(&format!("smtps://127.0.0.1:{}", relay.address.port())), "{why}");
    }
    let relay = Relay::start(&OFFERS, Chronicle::default(), |_| Act::Well).await?;
    let mut settings = settings(&relay);
    settings.security = Security::Tls;
    let why = unfit(smtp::open(&settings).await.err());
    assert!(why.contains(&format!("smtp://127.0.0.1:{}", relay.address.port())), "{why}");
    Ok(())
}

#[tokio::test]
async fn a_relay_that_says_nothing_when_it_is_called_is_silent_wherever_it_stops() -> io::Result<()> {
    for (step, phase) in [(Step::Connect, Phase::Connect), (Step::Ehlo, Phase::Connect), (Step::Auth, Phase::Auth)] {
        let script = move |moment: &Moment<'_>| if moment.step == step { Act::Silence } else { Act::Well };
        let relay = Relay::start(&["AUTH PLAIN"], Chronicle::default(), script).await?;
        let mut settings = settings(&relay);
        settings.sign_in = sign_in();
        settings.timeouts.opening = Duration::from_secs(1);
        let fault = smtp::open(&settings).await.err();
        assert_eq!(fault, Some(Fault::Silent(phase, "no answer within 1 second".to_owned())), "{step:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_greeting_that_does_not_end_ends_the_connection() -> io::Result<()> {
    for flood in [&b"220 welcome "[..], b"220-and more\r\n", b"\0"] {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                while stream.write_all(&flood.repeat(1000)).await.is_ok() {}
            }
        });
        let settings = Settings::new(address.ip().to_string(), address.port(), false);
        let fault = smtp::open(&settings).await.err();
        let expected = Fault::Lost(Phase::Connect, "an answer that does not end".to_owned());
        assert_eq!(fault, Some(expected), "{}", flood.escape_ascii());
    }
    Ok(())
}
