//! Whom we believe to be the relay: the public roots, and an organisation's own if it names one.

use std::error::Error;
use std::sync::Arc;

use lettre::transport::smtp::client::{Certificate, CertificateStore, TlsParameters};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::settings::Settings;

/// For STARTTLS, which lettre does.
pub(super) fn parameters(settings: &Settings) -> Result<TlsParameters, String> {
    let mut builder = TlsParameters::builder(settings.host.clone()).certificate_store(CertificateStore::WebpkiRoots);
    if !settings.roots.is_empty() {
        let certificate = Certificate::from_pem(&settings.roots).map_err(|e| unreadable(&e))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(|e| format!("TLS cannot be set up: {e}"))
}

/// For TLS from the first byte, which we do.
pub(super) fn connector(settings: &Settings) -> Result<(TlsConnector, ServerName<'static>), String> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for certificate in CertificateDer::pem_slice_iter(&settings.roots) {
        let certificate = certificate.map_err(|e| unreadable(&e))?;
        roots.add(certificate).map_err(|e| unreadable(&e))?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| format!("TLS cannot be set up: {e}"))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(settings.host.clone())
        .map_err(|_| format!("`{}` is not a host name a certificate could be for", settings.host))?;
    Ok((TlsConnector::from(Arc::new(config)), name))
}

/// The stream of [`connector`].
pub(super) type Stream = TlsStream<tokio::net::TcpStream>;

/// What is wrong with the relay's certificate, if that is what an error is about: then trying again is no use.
pub(super) fn certificate_fault(error: &(dyn Error + 'static)) -> Option<String> {
    let mut next = Some(error);
    while let Some(error) = next {
        let inner = error.downcast_ref::<std::io::Error>().and_then(|e| e.get_ref());
        let found = inner.and_then(|e| e.downcast_ref::<rustls::Error>()).or_else(|| error.downcast_ref());
        if let Some(fault @ rustls::Error::InvalidCertificate(_)) = found {
            return Some(fault.to_string());
        }
        next = error.source();
    }
    None
}

fn unreadable(error: &dyn Error) -> String {
    format!("the certificates to trust for the relay cannot be read: {error}")
}
