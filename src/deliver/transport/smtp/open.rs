//! From nothing to a relay that is ready for MAIL.

use std::fmt::Write;
use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, sleep, timeout};

use super::capabilities::Capabilities;
use super::conversation::Conversation;
use super::link::{Broken, Link};
use super::patience::spoken;
use super::seen::Seen;
use super::settings::{Credential, Security, Settings, SignIn};
use super::sign_in::{self, Pass};
use super::tls;
use super::wire::Wire;
use crate::deliver::reply::{Phase, Refusal};
use crate::deliver::token::NoToken;
use crate::deliver::transport::Fault;
use crate::ledger::shown;

/// Connects, protects the connection, says hello and signs in.
///
/// Nothing is told to a relay that is not on this machine before the connection is protected, except EHLO. A token is asked
/// for before anybody is called. One that should be good and is refused (535) is renewed once, on a connection of its own:
/// some relays end one after a sign-in that failed. What is refused then is refused.
pub(crate) async fn open(settings: &Settings) -> Result<Conversation, Fault> {
    let mut seen = Seen::default();
    let opened = examine(settings, &mut seen).await;
    settings.saw(&seen);
    opened
}

/// The same, and what is seen of the relay meanwhile.
pub(super) async fn examine(settings: &Settings, seen: &mut Seen) -> Result<Conversation, Fault> {
    let Some(SignIn { user, credential }) = &settings.sign_in else { return open_with(settings, None, seen).await };
    let tokens = match credential {
        Credential::Password(password) => {
            return open_with(settings, Some(Pass::Password { user, password }), seen).await;
        }
        Credential::Token(tokens) => tokens,
    };
    let bearer = tokens.current().await.map_err(without_token)?;
    let mut opened = open_with(settings, Some(Pass::Token { user, token: &bearer.token }), seen).await;
    let mut ends = bearer.ends;
    if is_refused_token(&opened) {
        let other = tokens.instead_of(&bearer.token).await.map_err(without_token)?;
        if other.token != bearer.token {
            opened = open_with(settings, Some(Pass::Token { user, token: &other.token }), seen).await;
            ends = other.ends;
        }
    }
    Ok(opened?.until(ends))
}

fn is_refused_token<T>(opened: &Result<T, Fault>) -> bool {
    matches!(opened, Err(Fault::Refused(refusal)) if refusal.phase == Phase::Auth && refusal.reply.code == 535)
}

fn without_token(no: NoToken) -> Fault {
    match no {
        NoToken::Later(why) => Fault::Lost(Phase::Auth, why),
        NoToken::Never(why) => Fault::Unfit(why),
    }
}

async fn open_with(settings: &Settings, pass: Option<Pass<'_>>, seen: &mut Seen) -> Result<Conversation, Fault> {
    let opening = Opening { settings, until: Instant::now() + settings.timeouts.opening };
    let stream = opening.connect().await?;
    let wire = match settings.security {
        Security::Tls => opening.handshake(stream, Phase::Connect).await?,
        Security::StartTls => Wire::Plain(stream),
        Security::Loopback => {
            let ends_here = stream.peer_addr().is_ok_and(|peer| peer.ip().is_loopback());
            if !ends_here {
                return Err(Fault::Unfit(format!("{} is not on this machine, and TLS is off", settings.host)));
            }
            Wire::Plain(stream)
        }
    };
    seen.wire(&wire);
    let mut link = Link::new(wire);
    opening.greeting(&mut link).await?;
    seen.greeting(&link);
    let mut offers = opening.hello(&mut link).await?;
    seen.offers(&link);
    if settings.security == Security::StartTls {
        opening.protect(&mut link, offers).await?;
        seen.wire(&link.wire);
        // What was offered in the clear may have been offered by anybody.
        offers = opening.hello(&mut link).await?;
        seen.offers(&link);
    }
    if let Some(pass) = pass {
        seen.signed_in_by = Some(sign_in::sign_in(&opening, &mut link, offers, pass).await?);
    }
    Ok(Conversation::new(link, offers, settings.timeouts))
}

/// An opening under way: all of it within one time.
pub(super) struct Opening<'a> {
    settings: &'a Settings,
    until: Instant,
}

impl Opening<'_> {
    fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }

    /// Tries every address of the host in turn.
    async fn connect(&self) -> Result<TcpStream, Fault> {
        let lost = |why: String| Fault::Lost(Phase::Connect, why);
        let Settings { host, port, timeouts, .. } = self.settings;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let limit = || timeouts.connect.min(self.left());
        let addresses = match timeout(limit(), lookup_host((host, *port))).await {
            Ok(Ok(addresses)) => addresses,
            Ok(Err(e)) => return Err(lost(format!("{host} cannot be looked up: {e}"))),
            Err(_) => return Err(lost(format!("{host} cannot be looked up within {}", spoken(timeouts.connect)))),
        };
        let mut last = format!("{host} has no address");
        for address in addresses {
            match timeout(limit(), TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    // Without it the final dot waits 40 ms for the acknowledgement of the body.
                    stream.set_nodelay(true).map_err(|e| lost(e.to_string()))?;
                    return Ok(stream);
                }
                Ok(Err(e)) => last = format!("{address}: {e}"),
                Err(_) => last = format!("{address}: no answer within {}", spoken(timeouts.connect)),
            }
        }
        Err(lost(last))
    }

    async fn greeting(&self, link: &mut Link) -> Result<(), Fault> {
        let asked = async {
            match self.settings.security {
                Security::Tls => false,
                Security::StartTls | Security::Loopback => {
                    sleep(self.settings.timeouts.ask).await;
                    self.speaks_tls().await
                }
            }
        };
        let heard = tokio::select! {
            biased;
            heard = link.hear(self.left()) => heard,
            true = asked => return Err(Fault::Unfit(self.other_scheme("TLS from the first byte", "smtps"))),
        };
        match self.answer(heard, Phase::Connect)? {
            200..300 => Ok(()),
            code => Err(self.no(link, Phase::Connect, code)),
        }
    }

    /// EHLO, or HELO to a relay that does not know it (RFC 5321 section 3.2).
    async fn hello(&self, link: &mut Link) -> Result<Capabilities, Fault> {
        let name = self.settings.hello.clone().unwrap_or_else(own_name);
        let mut code = self.say(link, &format!("EHLO {name}\r\n"), Phase::Connect).await?;
        if let 200..300 = code {
            return Ok(Capabilities::read(link.lines()));
        }
        if let 500 | 502 = code {
            code = self.say(link, &format!("HELO {name}\r\n"), Phase::Connect).await?;
        }
        match code {
            200..300 => Ok(Capabilities::default()),
            500.. => {
                let reply = link.reply(code);
                Err(Fault::Unfit(format!(
                    "it refuses our greeting, `EHLO {name}`: {reply} (`relay: {{hello: …}}` gives it another name)"
                )))
            }
            code => Err(self.no(link, Phase::Connect, code)),
        }
    }

    /// STARTTLS.
    async fn protect(&self, link: &mut Link, offers: Capabilities) -> Result<(), Fault> {
        if !offers.starttls {
            return Err(Fault::Unfit(format!(
                "{} does not offer STARTTLS: password and mail would cross the network readable to anyone",
                self.settings.host
            )));
        }
        match self.say(link, "STARTTLS\r\n", Phase::StartTls).await? {
            200..300 => {}
            code => return Err(self.no(link, Phase::StartTls, code)),
        }
        // What came in the clear must not be read under TLS (CVE-2011-0411 and its family).
        if link.has_unasked().await.map_err(|broken| fault(Phase::StartTls, broken))? {
            return Err(Fault::Lost(Phase::StartTls, "an answer came ahead of TLS, which is none".to_owned()));
        }
        let Wire::Plain(stream) = std::mem::replace(&mut link.wire, Wire::Gone) else {
            return Err(Fault::Lost(Phase::StartTls, "TLS was laid over the connection before".to_owned()));
        };
        link.wire = self.handshake(stream, Phase::StartTls).await?;
        Ok(())
    }

    async fn handshake(&self, stream: TcpStream, phase: Phase) -> Result<Wire, Fault> {
        let trust = tls::trust(self.settings).map_err(Fault::Unfit)?;
        let limit = self.settings.timeouts.connect.min(self.left());
        match timeout(limit, trust.connect(&self.settings.host, stream)?).await {
            Ok(Ok(stream)) => Ok(Wire::Tls(Box::new(stream))),
            Ok(Err(e)) => Err(match tls::certificate_fault(&e, "relay") {
                Some(why) => Fault::Unfit(why),
                None if phase == Phase::Connect && tls::is_no_tls(&e) => {
                    Fault::Unfit(self.other_scheme("clear text at first, and TLS after STARTTLS if at all", "smtp"))
                }
                None => Fault::Lost(phase, shown(&format!("TLS: {e}")).into_owned()),
            }),
            Err(_) => Err(Fault::Silent(phase, format!("no TLS handshake within {}", spoken(limit)))),
        }
    }

    /// Whether the port answers to a handshake that it was not asked for: on a connection of its own.
    async fn speaks_tls(&self) -> bool {
        let (Ok(stream), Ok(trust)) = (self.connect().await, tls::trust(self.settings)) else { return false };
        let Ok(handshake) = trust.connect(&self.settings.host, stream) else { return false };
        match timeout(self.settings.timeouts.connect, handshake).await {
            Ok(Ok(_)) => true,
            Ok(Err(e)) => tls::is_of_tls(&e),
            Err(_) => false,
        }
    }

    fn other_scheme(&self, speaks: &str, scheme: &str) -> String {
        let Settings { host, port, .. } = self.settings;
        format!("port {port} of {host} speaks {speaks}: write `url: {scheme}://{host}:{port}`, or the right port")
    }

    /// Says a command and hears the code of its answer.
    pub(super) async fn say(&self, link: &mut Link, command: &str, phase: Phase) -> Result<u16, Fault> {
        if link.has_unasked().await.map_err(|broken| fault(phase, broken))? {
            let code = self.answer(link.hear(self.left()).await, phase)?;
            return Err(self.no(link, phase, code));
        }
        if let Err(stuck) = link.write(command.as_bytes(), self.left()).await
            && let Some(broken) = stuck.why
        {
            return Err(fault(phase, broken));
        }
        self.answer(link.hear(self.left()).await, phase)
    }

    fn answer(&self, heard: Result<u16, Broken>, phase: Phase) -> Result<u16, Fault> {
        heard.map_err(|mut broken| {
            if broken.silent {
                broken.why.clear();
                let _ = write!(broken.why, "no answer within {}", spoken(self.settings.timeouts.opening));
            }
            fault(phase, broken)
        })
    }

    /// A reply that is no yes.
    pub(super) fn no(&self, link: &Link, phase: Phase, code: u16) -> Fault {
        match code {
            400.. => Fault::Refused(Refusal::new(phase, link.reply(code), "")),
            _ => Fault::Lost(phase, format!("an answer that is none: {}", link.reply(code))),
        }
    }
}

/// The machine's name, or where it has none an address in its place (RFC 5321 section 4.1.3).
fn own_name() -> String {
    let name = hostname::get().ok().and_then(|name| name.into_string().ok());
    let sound = |name: &String| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
    };
    name.filter(sound).unwrap_or_else(|| "[127.0.0.1]".to_owned())
}

fn fault(phase: Phase, broken: Broken) -> Fault {
    if broken.silent { Fault::Silent(phase, broken.why) } else { Fault::Lost(phase, broken.why) }
}
