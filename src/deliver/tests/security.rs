//! Nothing is said in the clear that is not meant for everyone.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::relay::{Act, Moment, Relay, Step};
use super::world::{Journal, OFFERS, settings};
use crate::deliver::reply::{Phase, Reply};
use crate::deliver::transport::Fault;
use crate::deliver::transport::smtp::{self, Security, SignIn};

/// A relay that remembers every command it got.
async fn listening(
    offers: &[&'static str],
    script: impl Fn(&Moment<'_>) -> Act + Send + Sync + 'static,
) -> io::Result<(Relay, Arc<Mutex<Vec<String>>>)> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let lines = Arc::clone(&heard);
    let relay = Relay::start(offers, Journal::default(), move |moment| {
        lines.lock().unwrap_or_else(PoisonError::into_inner).push(moment.line.to_owned());
        script(moment)
    });
    Ok((relay.await?, heard))
}

fn sign_in() -> Option<SignIn> {
    Some(SignIn { user: "heraut".to_owned(), password: "geheim".to_owned() })
}

#[tokio::test]
async fn a_relay_without_starttls_learns_nothing() -> io::Result<()> {
    let (relay, heard) = listening(&["AUTH PLAIN LOGIN"], |_| Act::Well).await?;
    let mut settings = settings(&relay);
    (settings.security, settings.sign_in) = (Security::StartTls, sign_in());
    let fault = smtp::open(&settings).await.err();
    assert!(matches!(&fault, Some(Fault::Unfit(why)) if why.contains("does not offer STARTTLS")), "{fault:?}");
    let heard = heard.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(heard.iter().all(|line| line.is_empty() || line.starts_with("EHLO")), "{heard:?}");
    Ok(())
}

#[tokio::test]
async fn replies_sent_ahead_of_tls_are_not_taken_for_the_relays() -> io::Result<()> {
    // Somebody on the way answers STARTTLS, and in the same packet the EHLO that is to come under TLS.
    let ahead = "220 go ahead\r\n250-evil.example\r\n250 AUTH PLAIN";
    let (relay, heard) = listening(&["STARTTLS"], move |moment| match moment.step {
        Step::StartTls => Act::Say(ahead),
        _ => Act::Well,
    })
    .await?;
    let mut settings = settings(&relay);
    (settings.security, settings.sign_in) = (Security::StartTls, sign_in());
    settings.timeouts = settings.timeouts.at_most(Duration::from_millis(500));
    let fault = smtp::open(&settings).await.err();
    assert!(matches!(fault, Some(Fault::Lost(Phase::StartTls, _))), "{fault:?}");
    let heard = heard.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(!heard.iter().any(|line| line.starts_with("AUTH")), "{heard:?}");
    Ok(())
}

#[tokio::test]
async fn starttls_refused_is_a_refusal() -> io::Result<()> {
    let script =
        |moment: &Moment<'_>| if moment.step == Step::StartTls { Act::Say("454 4.7.0 no TLS now") } else { Act::Well };
    let (relay, _) = listening(&["STARTTLS"], script).await?;
    let mut settings = settings(&relay);
    settings.security = Security::StartTls;
    let fault = smtp::open(&settings).await.err();
    assert_eq!(fault, Some(Fault::Refused(Phase::StartTls, Reply::new(454, "4.7.0 no TLS now"))));
    Ok(())
}

#[tokio::test]
async fn signing_in_on_loopback_works_and_its_refusal_is_told() -> io::Result<()> {
    let offers: Vec<&str> = OFFERS.into_iter().chain(["AUTH PLAIN LOGIN"]).collect();
    let (relay, heard) = listening(&offers, |_| Act::Well).await?;
    let mut settings_ = settings(&relay);
    settings_.sign_in = sign_in();
    assert!(smtp::open(&settings_).await.is_ok());
    let heard = heard.lock().unwrap_or_else(PoisonError::into_inner).clone();
    // RFC 4616: base64 of NUL heraut NUL geheim.
    assert!(heard.contains(&"AUTH PLAIN AGhlcmF1dABnZWhlaW0=".to_owned()), "{heard:?}");

    let script = |moment: &Moment<'_>| if moment.step == Step::Auth { Act::Say("535 5.7.8 wrong") } else { Act::Well };
    let (relay, _) = listening(&offers, script).await?;
    let mut settings_ = settings(&relay);
    settings_.sign_in = sign_in();
    let fault = smtp::open(&settings_).await.err();
    assert_eq!(fault, Some(Fault::Refused(Phase::Auth, Reply::new(535, "5.7.8 wrong"))));

    let (relay, _) = listening(&["AUTH CRAM-MD5"], |_| Act::Well).await?;
    let mut settings_ = settings(&relay);
    settings_.sign_in = sign_in();
    assert!(matches!(smtp::open(&settings_).await.err(), Some(Fault::Unfit(_))));
    Ok(())
}
