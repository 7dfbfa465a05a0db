//! From nothing to a relay that is ready for MAIL.

use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::Ehlo;
use lettre::transport::smtp::extension::ClientId;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::capabilities::Capabilities;
use super::conversation::{Conversation, negative};
use super::settings::{Security, Settings, SignIn};
use super::tls;
use super::wire::Wire;
use crate::deliver::reply::Phase;
use crate::deliver::transport::Fault;

/// Connects, protects the connection, says hello and signs in.
///
/// Nothing is told to a relay that is not on this machine before the connection is protected, except EHLO.
pub(crate) async fn open(settings: &Settings) -> Result<Conversation, Fault> {
    let limits = settings.timeouts;
    let hello = settings.hello.clone().map_or_else(ClientId::default, ClientId::Domain);
    let stream = connect(settings).await?;
    let wire = match settings.security {
        Security::Tls => Wire::Tls(Box::new(handshake(settings, stream).await?)),
        Security::StartTls => Wire::Plain { stream, guarded: true },
        Security::Loopback => {
            let ends_here = stream.peer_addr().is_ok_and(|peer| peer.ip().is_loopback());
            if !ends_here {
                return Err(Fault::Unfit(format!("{} is not on this machine, and TLS is off", settings.host)));
            }
            Wire::Plain { stream, guarded: false }
        }
    };

    let wire: Box<dyn AsyncTokioStream> = Box::new(wire);
    let greeted = AsyncSmtpConnection::connect_with_transport(wire, &hello);
    let mut connection = within(limits.greeting, Phase::Connect, greeted).await?;
    if settings.security == Security::StartTls {
        if !connection.can_starttls() {
            return Err(Fault::Unfit(format!(
                "{} does not offer STARTTLS: password and mail would cross the network readable to anyone",
                settings.host
            )));
        }
        let parameters = tls::parameters(settings).map_err(Fault::Unfit)?;
        within(limits.greeting, Phase::StartTls, connection.starttls(parameters, &hello)).await?;
    }
    // lettre's own reading of EHLO knows neither PIPELINING, SIZE nor DSN.
    let offers = within(limits.greeting, Phase::Connect, connection.command(Ehlo::new(hello))).await?;
    let offers = Capabilities::read(offers.message());
    if let Some(sign_in) = &settings.sign_in {
        authenticate(&mut connection, sign_in, limits.command).await?;
    }
    Ok(Conversation::new(connection, offers, limits))
}

/// Tries every address of the host in turn.
async fn connect(settings: &Settings) -> Result<TcpStream, Fault> {
    let lost = |why: String| Fault::Lost(Phase::Connect, why);
    let host = settings.host.trim_start_matches('[').trim_end_matches(']');
    let limit = settings.timeouts.connect;
    let addresses = match timeout(limit, lookup_host((host, settings.port))).await {
        Ok(Ok(addresses)) => addresses,
        Ok(Err(e)) => return Err(lost(format!("{host} cannot be looked up: {e}"))),
        Err(_) => return Err(lost(format!("{host} cannot be looked up within {limit:?}"))),
    };
    let mut last = format!("{host} has no address");
    for address in addresses {
        match timeout(limit, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Without it the final dot waits 40 ms for the acknowledgement of the body.
                stream.set_nodelay(true).map_err(|e| lost(e.to_string()))?;
                return Ok(stream);
            }
            Ok(Err(e)) => last = format!("{address}: {e}"),
            Err(_) => last = format!("{address}: no answer within {limit:?}"),
        }
    }
    Err(lost(last))
}

async fn handshake(settings: &Settings, stream: TcpStream) -> Result<tls::Stream, Fault> {
    let (connector, name) = tls::connector(settings).map_err(Fault::Unfit)?;
    match timeout(settings.timeouts.connect, connector.connect(name, stream)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(e)) => Err(match tls::certificate_fault(&e) {
            Some(fault) => Fault::Unfit(fault),
            None => Fault::Lost(Phase::Connect, format!("TLS: {e}")),
        }),
        Err(_) => Err(Fault::Lost(Phase::Connect, "no TLS handshake in time".to_owned())),
    }
}

async fn authenticate(connection: &mut AsyncSmtpConnection, sign_in: &SignIn, limit: Duration) -> Result<(), Fault> {
    let mechanisms = [Mechanism::Plain, Mechanism::Login];
    if connection.server_info().get_auth_mechanism(&mechanisms).is_none() {
        return Err(Fault::Unfit("the relay offers neither AUTH PLAIN nor AUTH LOGIN, and a user is set".to_owned()));
    }
    let credentials = Credentials::new(sign_in.user.clone(), sign_in.password.clone());
    within(limit, Phase::Auth, connection.auth(&mechanisms, &credentials)).await.map(|_| ())
}

/// A step of the opening: its time limit, and its failure sorted.
async fn within<T>(
    limit: Duration,
    phase: Phase,
    step: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
) -> Result<T, Fault> {
    match timeout(limit, step).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(e)) => Err(match (negative(&e), tls::certificate_fault(&e)) {
            (Some(reply), _) => Fault::Refused(phase, reply),
            (None, Some(fault)) => Fault::Unfit(fault),
            (None, None) => Fault::Lost(phase, e.to_string()),
        }),
        Err(_) => Err(Fault::Lost(phase, format!("no answer within {limit:?}"))),
    }
}
