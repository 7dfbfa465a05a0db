//! Answers Prometheus: `GET /metrics` over HTTP, to this machine only.
//!
//! A request is read to the end of its head, 8 KB and five seconds at most, one connection at a time, and each is closed
//! after its answer: whatever comes in, a sender loses no more than that to it.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::app::locked::InForce;
use crate::deliver::{Clock, Route};
use crate::error::{Error, Result};
use crate::ledger::Access;
use crate::report;

/// The longest head of a request.
const HEAD: u64 = 8 << 10;

/// The longest that a request may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a request may take to come: it is one line, from this machine.
const HEAD_PATIENCE: Duration = Duration::from_secs(1);

/// Listens for who wants to know where delivery stands.
#[derive(Debug)]
pub struct Metrics {
    listener: std::net::TcpListener,
    dir: PathBuf,
    routes: Arc<WatchedRoutes>,
}

/// The ways out of the sender that is at work, to be asked what they have seen.
#[derive(Default)]
pub struct WatchedRoutes(Mutex<Vec<Arc<dyn Route>>>);

impl WatchedRoutes {
    /// Another sender is at work, with other ways out.
    pub(super) fn watch(&self, routes: &[Arc<dyn Route>]) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = routes.to_vec();
    }

    fn certificates(&self) -> Vec<(String, DateTime<Utc>)> {
        let routes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        routes.iter().flat_map(|route| route.certificates()).collect()
    }

    fn tokens(&self, now: DateTime<Utc>) -> Vec<(String, DateTime<Utc>)> {
        let routes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        routes.iter().flat_map(|route| route.tokens()).map(|(relay, left)| (relay, now + left)).collect()
    }
}

impl fmt::Debug for WatchedRoutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WatchedRoutes")
    }
}

impl Metrics {
    /// Listens at `address`, for the campaign in `dir`.
    ///
    /// # Errors
    /// [`Usage`](crate::error::Kind::Usage) when the address is not one of this machine alone;
    /// [`Unreachable`](crate::error::Kind::Unreachable) when it cannot be had.
    pub fn listen(address: SocketAddr, dir: &Path) -> Result<Self> {
        if !address.ip().is_loopback() {
            return Err(Error::usage(format!("metrics are for this machine alone, and {address} is for others too"))
                .hint("name an address such as 127.0.0.1:9750, and let Prometheus or a proxy fetch it there"));
        }
        let listener = std::net::TcpListener::bind(address)
            .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
            .map_err(|e| Error::unreachable(format!("nobody can be answered at {address}: {e}")))?;
        Ok(Metrics { listener, dir: dir.to_owned(), routes: Arc::default() })
    }

    /// What is asked beside the ledger.
    pub fn routes(&self) -> Arc<WatchedRoutes> {
        Arc::clone(&self.routes)
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn address(&self) -> Result<SocketAddr> {
        self.listener.local_addr().map_err(|e| Error::unreachable(e.to_string()))
    }

    /// Answers; never returns. What goes wrong with a request is nobody's but who made it.
    pub async fn answer(self, clock: &dyn Clock) {
        let Ok(listener) = TcpListener::from_std(self.listener) else { return std::future::pending().await };
        let of = Measured { dir: Arc::new(self.dir), routes: self.routes };
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    let _ = timeout(PATIENCE, serve(stream, of.clone(), clock)).await;
                }
                // Out of file descriptors, say: not asked again at once.
                Err(_) => tokio::time::sleep(Duration::from_secs(1)).await,
            }
        }
    }
}

/// Where what is measured is found.
#[derive(Clone)]
struct Measured {
    dir: Arc<PathBuf>,
    routes: Arc<WatchedRoutes>,
}

async fn serve(mut stream: TcpStream, of: Measured, clock: &dyn Clock) -> std::io::Result<()> {
    let mut head = Vec::new();
    // One is answered after the other: who says nothing must not keep Prometheus waiting.
    timeout(HEAD_PATIENCE, async {
        let mut limited = (&mut stream).take(HEAD);
        while !head.windows(4).any(|end| end == b"\r\n\r\n") {
            if limited.read_buf(&mut head).await? == 0 {
                break;
            }
        }
        std::io::Result::Ok(())
    })
    .await??;
    let (status, body) = match wanted(&head) {
        Ok(()) => {
            let now = clock.now();
            match tokio::task::spawn_blocking(move || of.measure(now)).await {
                Ok(Ok(text)) => ("200 OK", text),
                _ => ("503 Service Unavailable", "the ledger cannot be read\n".to_owned()),
            }
        }
        Err(status) => (status, format!("{status}\n")),
    };
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}

/// Whether a request is the one that is answered, else why not.
fn wanted(head: &[u8]) -> Result<(), &'static str> {
    let text = String::from_utf8_lossy(head);
    let mut words = text.lines().next().unwrap_or_default().split(' ');
    let (method, path, version) = (words.next(), words.next(), words.next());
    match (method, path, version) {
        _ if !text.contains("\r\n\r\n") => Err("400 Bad Request"),
        (Some("GET"), Some(path), Some("HTTP/1.0" | "HTTP/1.1")) if path.split('?').next() == Some("/metrics") => {
            Ok(())
        }
        (Some("GET"), Some(_), Some("HTTP/1.0" | "HTTP/1.1")) => Err("404 Not Found"),
        (Some(_), Some(_), Some("HTTP/1.0" | "HTTP/1.1")) => Err("405 Method Not Allowed"),
        _ => Err("400 Bad Request"),
    }
}

impl Measured {
    fn measure(&self, now: DateTime<Utc>) -> Result<String> {
        let InForce { ledger, approval, .. } = InForce::open(&self.dir, Access::Read)?;
        Ok(report::metrics(&report::Metrics {
            campaign: &approval.campaign,
            now,
            counts: &ledger.counts()?,
            due: ledger.count_due(now)?,
            due_since: ledger.due_since(now)?,
            next_due: ledger.next_due()?,
            holds: &ledger.holds()?,
            paused_until: ledger.pauses(now)?.into_iter().map(|pause| pause.until).max(),
            certificates: &self.routes.certificates(),
            tokens: &self.routes.tokens(now),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_meant_is_answered() {
        let said = |text: &str| wanted(text.as_bytes()).err().map_or(200, |status| status[..3].parse().unwrap());
        assert_eq!(said("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"), 200);
        assert_eq!(said("GET /metrics?a=b HTTP/1.0\r\n\r\n"), 200);
        assert_eq!(said("GET / HTTP/1.1\r\n\r\n"), 404);
        assert_eq!(said("GET /metrics/../heraut.db HTTP/1.1\r\n\r\n"), 404);
        assert_eq!(said("POST /metrics HTTP/1.1\r\n\r\n"), 405);
        for odd in ["", "\r\n\r\n", "GET /metrics\r\n\r\n", "GET /metrics HTTP/1.1\r\nHost: x", "\0\u{fffd}\r\n\r\n"] {
            assert_eq!(said(odd), 400, "{odd:?}");
        }
    }

    #[test]
    fn it_listens_to_this_machine_alone() {
        let dir = Path::new(".");
        let refused = Metrics::listen("0.0.0.0:0".parse().unwrap(), dir).unwrap_err();
        assert_eq!(refused.kind, crate::error::Kind::Usage);
        let first = Metrics::listen("127.0.0.1:0".parse().unwrap(), dir).unwrap();
        let taken = Metrics::listen(first.address().unwrap(), dir).unwrap_err();
        assert_eq!(taken.kind, crate::error::Kind::Unreachable);
    }
}
