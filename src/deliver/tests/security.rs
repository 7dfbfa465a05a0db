//! Nothing is said in the clear that is not meant for everyone.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::relay::{Act, Moment, Relay, Step};
use super::world::{Chronicle, OFFERS, id, mail, settings};
use crate::deliver::reply::{Phase, Refusal, Reply};
use crate::deliver::transport::smtp::{self, Credential, Security, SignIn};
use crate::deliver::transport::{Delivery, Fault};

/// A relay that remembers every command it got.
pub(super) async fn listening(
    offers: &[&'static str],
    script: impl Fn(&Moment<'_>) -> Act + Send + Sync + 'static,
) -> io::Result<(Relay, Arc<Mutex<Vec<String>>>)> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let lines = Arc::clone(&heard);
    let relay = Relay::start(offers, Chronicle::default(), move |moment| {
        lines.lock().unwrap_or_else(PoisonError::into_inner).push(moment.line.to_owned());
        script(moment)
    });
    Ok((relay.await?, heard))
}

pub(super) fn sign_in() -> Option<SignIn> {
    Some(SignIn { user: "heraut".to_owned(), credential: Credential::Password("geheim".to_owned()) })
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
async fn replies_sent_ahead_of_tls_are_not_taken_for_the_relays() -> Result<(), Box<dyn std::error::Error>> {
    // Somebody on the way adds to the relay's answer to STARTTLS, in clear, an answer to the EHLO that is to come.
    let (acceptor, certificate) = certified("127.0.0.1")?;
    let tls = Some((acceptor, false));
    let relay = Relay::start_tls(&["STARTTLS"], Chronicle::default(), tls, |moment| match moment.step {
        Step::StartTls => Act::Say("220 go ahead\r\n250-evil.example\r\n250 AUTH PLAIN"),
        _ => Act::Well,
    });
    let relay = relay.await?;
    let mut settings = settings(&relay);
    (settings.security, settings.roots) = (Security::StartTls, certificate);
    let fault = smtp::open(&settings).await.err();
    assert!(matches!(fault, Some(Fault::Lost(Phase::StartTls, _))), "{fault:?}");
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
    assert_eq!(fault, Some(Fault::Refused(Refusal::new(Phase::StartTls, Reply::new(454, "4.7.0 no TLS now"), ""))));
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
    assert_eq!(fault, Some(Fault::Refused(Refusal::new(Phase::Auth, Reply::new(535, "5.7.8 wrong"), ""))));

    let (relay, _) = listening(&["AUTH CRAM-MD5"], |_| Act::Well).await?;
    let mut settings_ = settings(&relay);
    settings_.sign_in = sign_in();
    assert!(matches!(smtp::open(&settings_).await.err(), Some(Fault::Unfit(_))));
    Ok(())
}

/// A server's side of TLS for `name`, and its certificate in PEM.
pub(super) fn certified(name: &str) -> Result<(TlsAcceptor, Vec<u8>), Box<dyn std::error::Error>> {
    let made = rcgen::generate_simple_self_signed([name.to_owned()])?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)?;
    Ok((TlsAcceptor::from(Arc::new(config)), made.cert.pem().into_bytes()))
}

#[tokio::test]
async fn under_tls_a_relay_with_a_trusted_certificate_gets_the_mail() -> Result<(), Box<dyn std::error::Error>> {
    for security in [Security::Tls, Security::StartTls] {
        let (acceptor, certificate) = certified("127.0.0.1")?;
        let offers: Vec<&str> = OFFERS.into_iter().chain(["STARTTLS", "AUTH PLAIN"]).collect();
        let tls = Some((acceptor, security == Security::Tls));
        let relay = Relay::start_tls(&offers, Chronicle::default(), tls, |_| Act::Well).await?;
        let mut settings = settings(&relay);
        (settings.security, settings.roots, settings.sign_in) = (security, certificate, sign_in());
        let mut conversation = smtp::open(&settings).await.map_err(|fault| format!("{fault:?}"))?;
        for n in 0..2 {
            let delivery = conversation.deliver(id(n), &mail(id(n), b"x\r\n\r\n.hallo\r\n")).await;
            assert!(matches!(delivery, Delivery::Accepted(_)), "{security:?}: {delivery:?}");
        }
        assert_eq!(relay.mail().len(), 2);
    }
    Ok(())
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_or_for_another_name_ends_it() -> Result<(), Box<dyn std::error::Error>> {
    for security in [Security::Tls, Security::StartTls] {
        for (name, trusted) in [("127.0.0.1", false), ("elsewhere.example", true)] {
            let (acceptor, certificate) = certified(name)?;
            let tls = Some((acceptor, security == Security::Tls));
            let relay = Relay::start_tls(&["STARTTLS"], Chronicle::default(), tls, |_| Act::Well).await?;
            let mut settings = settings(&relay);
            settings.security = security;
            if trusted {
                settings.roots = certificate;
            }
            let fault = smtp::open(&settings).await.err();
            assert!(
                matches!(&fault, Some(Fault::Unfit(why)) if why.contains("certificate")),
                "{security:?}: {fault:?}"
            );
        }
    }
    Ok(())
}

/// What is seen of a relay is what it shows under TLS, and stays seen when the sign-in is refused.
#[tokio::test]
async fn what_a_relay_shows_is_seen_also_when_it_refuses_us() -> Result<(), Box<dyn std::error::Error>> {
    for (security, refuses) in [(Security::Tls, false), (Security::StartTls, true)] {
        let (acceptor, certificate) = certified("127.0.0.1")?;
        let tls = Some((acceptor, security == Security::Tls));
        let script = move |moment: &Moment<'_>| match moment.step {
            Step::Auth if refuses => Act::Say("535 5.7.8 wrong"),
            _ => Act::Well,
        };
        let relay =
            Relay::start_tls(&["STARTTLS", "SIZE 100", "AUTH LOGIN"], Chronicle::default(), tls, script).await?;
        let mut settings = settings(&relay);
        (settings.security, settings.roots, settings.sign_in) = (security, certificate, sign_in());
        let (seen, opened) = settings.examine().await;
        assert_eq!(opened.is_err(), refuses);
        assert_eq!(seen.offers, ["STARTTLS", "SIZE 100", "AUTH LOGIN"]);
        assert_eq!(seen.greeting.as_deref(), Some("relay.example ESMTP"));
        assert_eq!(seen.tls.as_deref(), Some("TLSv1.3"));
        assert_eq!(seen.signed_in_by, (!refuses).then_some("LOGIN"));
        assert!(seen.certificate.is_some_and(|certificate| certificate.issuer.contains("rcgen")), "{security:?}");
    }
    Ok(())
}

/// A relay cannot fill a screen, and what is left out is counted.
#[tokio::test]
async fn what_a_relay_offers_without_end_is_counted() -> io::Result<()> {
    let offers = vec!["X"; 200];
    let relay = Relay::start(&offers, Chronicle::default(), |_| Act::Well).await?;
    let (seen, opened) = settings(&relay).examine().await;
    assert!(opened.is_ok());
    assert_eq!((seen.offers.len(), seen.offers.last().map(String::as_str)), (65, Some("… and 136 more")));
    Ok(())
}
