//! Where the program listens, and for how long it waits for somebody.

use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc, watch};

use super::routes::routes;
use super::settings::Settings;
use super::site::Site;
use super::talk::greet;
use super::way::Way;
use crate::error::{Error, Result};

/// So many connections at once; more wait.
const CONNECTIONS: usize = 256;
/// An address that is listened at.
pub struct Door {
    listener: TcpListener,
    address: SocketAddr,
}

/// Where the pages are, for who started the program.
#[derive(Debug, Clone, Copy)]
pub enum Entrance<'a> {
    /// A link to sign in with, once.
    Link(&'a str),
    /// What browsers call the site, and where the program listens.
    Site(&'a str, SocketAddr),
}

/// Who can reach an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Whoever is on this machine.
    Here,
    /// Whoever the network lets through: users with a role, then.
    Anywhere,
}

/// Listens at an address, such as `127.0.0.1:8750`; port 0 is one that is free.
///
/// # Errors
/// [`Usage`](crate::error::Kind::Usage) when it is none, it can be reached from elsewhere and may not, or it is taken.
pub async fn bind(listen: &str, reach: Reach) -> Result<Door> {
    let address = address(listen, reach)?;
    let taken = |e: std::io::Error| {
        Error::usage(format!("cannot listen on {address}: {e}"))
            .hint("another program has it, or this one runs already; `--listen 127.0.0.1:0` takes one that is free")
    };
    let listener = TcpListener::bind(address).await.map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    Ok(Door { listener, address })
}

/// The address, when nobody but who may can reach it.
fn address(listen: &str, reach: Reach) -> Result<SocketAddr> {
    let none = || {
        Error::usage(format!("`--listen {listen}` is not an address and a port"))
            .hint("write one such as 127.0.0.1:8750")
    };
    let found: Vec<SocketAddr> = listen.to_socket_addrs().map_err(|_| none())?.collect();
    let first = *found.first().ok_or_else(none)?;
    let open = found.iter().find(|address| !address.ip().is_loopback());
    if let (Some(open), Reach::Here) = (open, reach) {
        return Err(Error::usage(format!(
            "{open} can be reached from other machines, and what is shown there is personal"
        ))
        .hint(format!(
            "say with `--users FILE` who may open the pages; or listen on 127.0.0.1, and go there through a tunnel: \
             `ssh -L {0}:127.0.0.1:{0} THIS-MACHINE`",
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

    /// Shows the pages until `stop` says so. `tell` is told where they are: each link to sign in with, at the beginning and
    /// whenever the one before was used; of users, the address of the site.
    ///
    /// # Errors
    /// When the campaign cannot be read at all, or nothing more can be accepted.
    pub async fn serve(
        self,
        settings: Settings,
        mut tell: impl FnMut(Entrance<'_>),
        mut stop: watch::Receiver<bool>,
    ) -> Result<()> {
        let (used, mut links) = mpsc::unbounded_channel();
        let site = Arc::new(Site::new(settings, self.address, used)?);
        let looks = tokio::spawn(Arc::clone(&site).look());
        match &site.way {
            Way::Link => tell(Entrance::Link(&site.link())),
            Way::Provider(_, users) | Way::Proxy(_, _, users) => tell(Entrance::Site(&users.url, self.address)),
        }
        let tls = site.settings.tls.is_some().then(|| Arc::clone(&site));
        let (routes, room) = (routes(site), Arc::new(Semaphore::new(CONNECTIONS)));
        loop {
            tokio::select! {
                _ = stop.changed() => break,
                Some(next) = links.recv() => tell(Entrance::Link(&next)),
                // What fails is one connection: whoever wanted it comes again.
                accepted = self.listener.accept() => if let Ok((stream, peer)) = accepted {
                    let Ok(place) = Arc::clone(&room).acquire_owned().await else { break };
                    let (tls, routes) = (tls.clone(), routes.clone());
                    tokio::spawn(async move {
                        greet(stream, peer.ip().to_canonical(), tls, routes).await;
                        drop(place);
                    });
                }
            }
        }
        looks.abort();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_listened_at() {
        for here in ["127.0.0.1:8750", "127.0.0.1:0", "[::1]:8750"] {
            assert_eq!(address(here, Reach::Here).unwrap().to_string(), here);
        }
        for elsewhere in ["0.0.0.0:8750", "[::]:8750", "192.0.2.1:80"] {
            assert_eq!(address(elsewhere, Reach::Anywhere).unwrap().to_string(), elsewhere);
            let error = address(elsewhere, Reach::Here).unwrap_err();
            assert_eq!(error.kind, crate::error::Kind::Usage);
            assert!(error.to_string().contains("ssh -L") && error.to_string().contains("--users"), "{error}");
        }
        assert!(address("8750", Reach::Anywhere).unwrap_err().to_string().contains("not an address and a port"));
    }
}
