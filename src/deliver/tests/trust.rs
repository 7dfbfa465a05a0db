//! Whose certificates are believed, and what is said of those that are not.

use std::error::Error;
use std::io;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair, date_time_ymd};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::relay::{Act, Relay};
use super::world::{Chronicle, settings};
use crate::deliver::transport::smtp::{self, Security};
use crate::deliver::transport::{Fault, Route};

/// A server's side of TLS with a certificate for `name` that vouches for itself, and that in PEM.
fn made(name: &str, change: impl Fn(&mut CertificateParams)) -> Result<(TlsAcceptor, String), Box<dyn Error>> {
    let mut params = CertificateParams::new(vec![name.to_owned()])?;
    change(&mut params);
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)?;
    Ok((TlsAcceptor::from(Arc::new(config)), certificate.pem()))
}

/// What comes of calling a relay with such a certificate while trusting `roots`.
async fn called(acceptor: TlsAcceptor, roots: &[u8]) -> io::Result<Option<Fault>> {
    let relay = Relay::start_tls(&[], Chronicle::default(), Some((acceptor, true)), |_| Act::Well).await?;
    let mut settings = settings(&relay);
    (settings.security, settings.roots) = (Security::Tls, roots.to_vec());
    Ok(smtp::open(&settings).await.err())
}

fn as_authority(params: &mut CertificateParams) {
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
}

#[tokio::test]
async fn a_certificate_that_is_named_itself_is_believed() -> Result<(), Box<dyn Error>> {
    for change in [|_: &mut CertificateParams| {}, as_authority] {
        let (acceptor, pem) = made("127.0.0.1", change)?;
        assert_eq!(called(acceptor, pem.as_bytes()).await?, None);
        // In what Windows saves, too.
        let (acceptor, pem) = made("127.0.0.1", change)?;
        let utf16: Vec<u8> = format!("\u{feff}{pem}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(called(acceptor, &utf16).await?, None);
    }
    Ok(())
}

#[tokio::test]
async fn until_when_it_is_good_is_known_once_it_was_shown() -> Result<(), Box<dyn Error>> {
    let (acceptor, pem) = made("127.0.0.1", |params| params.not_after = date_time_ymd(2049, 3, 1))?;
    let relay = Relay::start_tls(&[], Chronicle::default(), Some((acceptor, true)), |_| Act::Well).await?;
    let mut settings = settings(&relay);
    (settings.security, settings.roots) = (Security::Tls, pem.into_bytes());
    assert_eq!(settings.certificates(), []);
    let _session = smtp::open(&settings).await.map_err(|fault| format!("{fault:?}"))?;
    assert_eq!(settings.certificates(), [(settings.name(), "2049-03-01T00:00:00Z".parse()?)]);
    Ok(())
}

#[tokio::test]
async fn naming_a_certificate_makes_it_neither_valid_nor_anybody_elses() -> Result<(), Box<dyn Error>> {
    let says = |fault: Option<Fault>| match fault {
        Some(Fault::Unfit(why)) => why,
        other => panic!("{other:?}"),
    };
    let (acceptor, _) = made("127.0.0.1", as_authority)?;
    let (_, another) = made("127.0.0.1", as_authority)?;
    let why = says(called(acceptor, another.as_bytes()).await?);
    assert!(why.contains("certificate"), "{why}");

    for change in [|_: &mut CertificateParams| {}, as_authority] {
        let (acceptor, pem) = made("mx.voorbeeldstad.example", change)?;
        let why = says(called(acceptor, pem.as_bytes()).await?);
        assert!(why.contains("mx.voorbeeldstad.example") && why.contains("127.0.0.1"), "{why}");

        let (acceptor, pem) = made("127.0.0.1", |params| {
            change(params);
            (params.not_before, params.not_after) = (date_time_ymd(2019, 1, 1), date_time_ymd(2020, 1, 31));
        })?;
        let why = says(called(acceptor, pem.as_bytes()).await?);
        assert!(why.contains("has expired on 31 January 2020 at 00:00 UTC"), "{why}");
    }
    Ok(())
}

#[tokio::test]
async fn a_certificate_of_an_authority_nobody_knows_is_said_with_its_cure() -> Result<(), Box<dyn Error>> {
    let (acceptor, _) = made("127.0.0.1", |_| {})?;
    match called(acceptor, b"").await? {
        Some(Fault::Unfit(why)) => assert!(why.contains("`relay: {certificates: …}`"), "{why}"),
        other => panic!("{other:?}"),
    }
    Ok(())
}
