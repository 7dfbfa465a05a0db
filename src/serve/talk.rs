//! What is said on one connection: TLS where there is a certificate, and HTTP.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use super::asker::Peer;
use super::site::Site;

/// Whoever has not said what they want by then is hung up on.
const PATIENCE: Duration = Duration::from_secs(10);
/// No request has a head of more bytes.
const LONGEST_HEAD: usize = 16 * 1024;

/// Agrees on TLS where there is a certificate, then talks.
pub(super) async fn greet(stream: TcpStream, peer: IpAddr, site: Option<Arc<Site>>, routes: axum::Router) {
    match site.as_ref().and_then(|site| site.settings.tls.as_ref()) {
        // Who does not finish greeting, or speaks something else, is hung up on.
        Some(tls) => {
            if let Ok(Ok(stream)) = tokio::time::timeout(PATIENCE, tls.acceptor().accept(stream)).await {
                talk(stream, peer, routes).await;
            }
        }
        None => talk(stream, peer, routes).await,
    }
}

/// Answers a connection until either side has had enough.
async fn talk(stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static, peer: IpAddr, routes: axum::Router) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(PATIENCE).max_buf_size(LONGEST_HEAD);
    let routes = TowerToHyperService::new(routes);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        routes.call(request)
    });
    // A connection that breaks is nobody's fault here.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}
