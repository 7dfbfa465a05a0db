//! Whom we believe to be the ledger's server: as with a relay, the public roots, those of the system, and those that the
//! address names.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::Socket;
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Makes connections that are verified.
#[derive(Clone)]
pub(super) struct Secured(TlsConnector);

/// To one host.
pub(super) struct ToHost(TlsConnector, ServerName<'static>);

/// A connection that was verified.
pub(super) struct Verified(TlsStream<Socket>);

impl Secured {
    /// Trust in nobody: for a server on this machine, which is not asked who it is.
    pub(super) fn unused() -> Result<Self, String> {
        Self::with(RootCertStore::empty())
    }

    /// Trust in the public roots, the system's, and those of one's own, which may be none.
    pub(super) fn trusting(own: Vec<Vec<u8>>) -> Result<Self, String> {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        for certificate in own {
            roots.add(CertificateDer::from(certificate)).map_err(|e| format!("the certificates to trust: {e}"))?;
        }
        Self::with(roots)
    }

    fn with(roots: RootCertStore) -> Result<Self, String> {
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|e| format!("TLS cannot be set up: {e}"))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Secured(TlsConnector::from(Arc::new(config))))
    }
}

impl MakeTlsConnect<Socket> for Secured {
    type Stream = Verified;
    type TlsConnect = ToHost;
    type Error = io::Error;

    fn make_tls_connect(&mut self, host: &str) -> io::Result<ToHost> {
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        Ok(ToHost(self.0.clone(), name))
    }
}

impl TlsConnect<Socket> for ToHost {
    type Stream = Verified;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Verified>> + Send>>;

    fn connect(self, stream: Socket) -> Self::Future {
        let ToHost(connector, name) = self;
        Box::pin(async move { connector.connect(name, stream).await.map(Verified) })
    }
}

impl tokio_postgres::tls::TlsStream for Verified {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Verified {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Verified {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
