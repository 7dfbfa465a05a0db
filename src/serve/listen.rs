//! Where the program listens, and for how long it waits for somebody.

use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};

use super::routes::routes;
use super::site::{Settings, Site};
use crate::error::{Error, Result};

/// Whoever has not said what they want by then is hung up on.
const PATIENCE: Duration = Duration::from_secs(10);
/// So many connections at once; more wait.
const CONNECTIONS: usize = 256;
/// No request has a head of more bytes.
const LONGEST_HEAD: usize = 16 * 1024;

/// An address that is listened at.
pub struct Door {
    listener: TcpListener,
    address: SocketAddr,
}

/// Listens at an address of this machine alone, such as `127.0.0.1:8750`; port 0 is one that is free.
///
/// # Errors
/// [`Usage`](crate::error::Kind::Usage) when it is none, it can be reached from elsewhere, or it is taken.
pub async fn bind(listen: &str) -> Result<Door> {
    let address = loopback(listen)?;
    let taken = |e: std::io::Error| {
        Error::usage(format!("cannot listen on {address}: {e}"))
            .hint("another program has it, or this one runs already; `--listen 127.0.0.1:0` takes one that is free")
    };
    let listener = TcpListener::bind(address).await.map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    Ok(Door { listener, address })
}

/// The address, when nobody but who is on this machine can reach it.
pub(super) fn loopback(listen: &str) -> Result<SocketAddr> {
    let none = || {
        Error::usage(format!("`--listen {listen}` is not an address and a port"))
            .hint("write one such as 127.0.0.1:8750")
    };
    let found: Vec<SocketAddr> = listen.to_socket_addrs().map_err(|_| none())?.collect();
    let first = *found.first().ok_or_else(none)?;
    if let Some(open) = found.iter().find(|address| !address.ip().is_loopback()) {
        return Err(Error::usage(format!(
            "{open} can be reached from other machines, and what is shown there is personal"
        ))
        .hint(format!(
            "listen on 127.0.0.1, and go there through a tunnel: `ssh -L {0}:127.0.0.1:{0} THIS-MACHINE`",
            open.port()
        )));
    }
    Ok(first)
}

impl Door {
    /// The address, with the port that was taken.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Shows the pages until `stop` says so. `link` is told each link to sign in with: at the beginning, and whenever the one
    /// before was used.
    ///
    /// # Errors
    /// When the campaign cannot be read at all, or nothing more can be accepted.
    pub async fn serve(
        self,
        settings: Settings,
        mut link: impl FnMut(&str),
        mut stop: watch::Receiver<bool>,
    ) -> Result<()> {
        let (used, mut links) = mpsc::unbounded_channel();
        let site = Arc::new(Site::new(settings, self.address, used)?);
        let looks = tokio::spawn(Arc::clone(&site).look());
        link(&site.link());
        let (routes, room) = (routes(site), Arc::new(Semaphore::new(CONNECTIONS)));
        loop {
            tokio::select! {
                _ = stop.changed() => break,
                Some(next) = links.recv() => link(&next),
                // What fails is one connection: whoever wanted it comes again.
                accepted = self.listener.accept() => if let Ok((stream, _)) = accepted {
                    let Ok(place) = Arc::clone(&room).acquire_owned().await else { break };
                    let talk = talk(stream, routes.clone());
                    tokio::spawn(async move {
                        talk.await;
                        drop(place);
                    });
                }
            }
        }
        looks.abort();
        Ok(())
    }
}

/// Answers a connection until either side has had enough.
async fn talk(stream: TcpStream, routes: axum::Router) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(PATIENCE).max_buf_size(LONGEST_HEAD);
    // A connection that breaks is nobody's fault here.
    let _ = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes)).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_listened_at() {
        for here in ["127.0.0.1:8750", "127.0.0.1:0", "[::1]:8750"] {
            assert_eq!(loopback(here).unwrap().to_string(), here);
        }
        for elsewhere in ["0.0.0.0:8750", "[::]:8750", "192.0.2.1:80"] {
            let error = loopback(elsewhere).unwrap_err();
            assert_eq!(error.kind, crate::error::Kind::Usage);
            assert!(error.to_string().contains("ssh -L"), "{error}");
        }
        assert!(loopback("8750").unwrap_err().to_string().contains("not an address and a port"));
    }
}
