//! Whom we believe to be the relay: whom the system trusts, the public roots, and an organisation's own authority or the
//! very certificate it names.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;

use chrono::DateTime;
use tokio::net::TcpStream;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::client::verify_server_name;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::server::ParsedCertificate;
use tokio_rustls::rustls::{
    self, CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};
use tokio_rustls::{Connect, TlsConnector};

use super::settings::Settings;
use crate::campaign::certificates;
use crate::deliver::transport::Fault;
use crate::ledger::shown;

/// Whom to believe, read once for all connections of a relay.
#[derive(Clone)]
pub(crate) struct Trust(TlsConnector);

impl Trust {
    /// Trust in the system's and the public roots, and in certificates of one's own, which may be none.
    ///
    /// # Errors
    /// When those cannot be read.
    pub(crate) fn of(own: &[u8]) -> Result<Self, String> {
        make(own)
    }

    /// The same for who makes the handshake itself.
    pub(crate) fn config(&self) -> Arc<ClientConfig> {
        Arc::clone(self.0.config())
    }

    /// The handshake with a host.
    pub(crate) fn connect(&self, host: &str, stream: TcpStream) -> Result<Connect<TcpStream>, Fault> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| Fault::Unfit(format!("`{host}` is not a host name a certificate could be for")))?;
        Ok(self.0.connect(name, stream))
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trust").finish_non_exhaustive()
    }
}

/// The trust of a relay, made when it is asked for first.
///
/// # Errors
/// When the certificates to trust cannot be read.
pub(super) fn trust(settings: &Settings) -> Result<&Trust, String> {
    match settings.trust.get() {
        Some(trust) => Ok(trust),
        None => {
            let made = make(&settings.roots)?;
            Ok(settings.trust.get_or_init(|| made))
        }
    }
}

fn make(own: &[u8]) -> Result<Trust, String> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    // What of the system's store cannot be read vouches for nobody; the public roots are there in any case.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let named = match own {
        [] => Vec::new(),
        own => certificates(own).map_err(|e| format!("the certificates to trust for the relay: {e}"))?,
    };
    let named: Vec<CertificateDer<'static>> = named.into_iter().map(CertificateDer::from).collect();
    for certificate in &named {
        roots.add(certificate.clone()).map_err(|e| format!("the certificates to trust for the relay: {e}"))?;
    }
    let set_up = |e: &dyn Error| format!("TLS cannot be set up: {e}");
    let provider = Arc::new(ring::default_provider());
    let chain = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build();
    let verifier = Verifier { chain: chain.map_err(|e| set_up(&e))?, named };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| set_up(&e))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(Trust(TlsConnector::from(Arc::new(config))))
}

/// The usual judgement, and one thing more: a certificate that the campaign names is the relay's own word, also when it
/// was made as that of an authority, as `openssl req -x509` does. Its time and its name are judged as any other's.
#[derive(Debug)]
struct Verifier {
    chain: Arc<WebPkiServerVerifier>,
    named: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let judged = self.chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        let of_chain = matches!(
            &judged,
            Err(rustls::Error::InvalidCertificate(
                // Of a bad signature when somebody who is trusted has the name that stands on it as its issuer's.
                CertificateError::UnknownIssuer | CertificateError::BadSignature | CertificateError::Other(_)
            ))
        );
        if of_chain && self.named.iter().any(|named| named == end_entity) {
            // Its time was found good before its chain was looked at.
            verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
            return Ok(ServerCertVerified::assertion());
        }
        judged
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.chain.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.chain.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.chain.supported_verify_schemes()
    }
}

/// What is wrong with a server's certificate, if that is what an error is about: then trying again is no use. `key` is the one
/// of the campaign file that says whom to trust.
pub(crate) fn certificate_fault(error: &io::Error, key: &str) -> Option<String> {
    let Some(rustls::Error::InvalidCertificate(fault)) = of_rustls(error) else { return None };
    let day = |at: &UnixTime| {
        let at = i64::try_from(at.as_secs()).ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        at.map_or_else(|| "a day far off".to_owned(), |at| at.format("%-d %B %Y at %H:%M UTC").to_string())
    };
    let why = match fault {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => format!(
            "its certificate is signed by nobody we trust: if it is from your organisation's own authority, name that one's \
             certificate with `{key}: {{certificates: …}}`"
        ),
        CertificateError::ExpiredContext { time, not_after } => {
            format!("its certificate has expired on {}, and it is {}", day(not_after), day(time))
        }
        CertificateError::NotValidYetContext { time, not_before } => {
            format!("its certificate is valid from {} on, and it is {}", day(not_before), day(time))
        }
        CertificateError::NotValidForNameContext { expected, presented } => {
            let names = if presented.is_empty() { "no name at all".to_owned() } else { presented.join(", ") };
            format!(
                "its certificate is for {names}, and not for {}: `{key}: {{url: …}}` must name it",
                expected.to_str()
            )
        }
        other => format!("its certificate does not do: {other}"),
    };
    Some(shown(&why).into_owned())
}

/// Whether what came instead of a handshake is not TLS at all.
pub(super) fn is_no_tls(error: &io::Error) -> bool {
    matches!(of_rustls(error), Some(rustls::Error::InvalidMessage(_)))
}

/// Whether a handshake that failed was one.
pub(super) fn is_of_tls(error: &io::Error) -> bool {
    matches!(of_rustls(error), Some(fault) if !matches!(fault, rustls::Error::InvalidMessage(_)))
}

fn of_rustls(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref().and_then(|inner| inner.downcast_ref())
}
