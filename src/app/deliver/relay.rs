//! From the campaign's relay to a way out, and from its keys to what signs: secrets fetched, paths made absolute.

use std::net::IpAddr;
use std::sync::Arc;

use super::secret::Safe;
use super::token;
use crate::campaign::{Campaign, Inputs, Relay, Transport};
use crate::deliver::transport::smtp::{Credential, Settings, SignIn};
use crate::deliver::transport::{Files, Maildir};
use crate::deliver::{Route, Signer};
use crate::error::{Error, Result};

/// The relays of a campaign, in the order in which they take each other's place.
pub(super) fn all(campaign: &Campaign) -> impl Iterator<Item = &Relay> {
    campaign.relay.iter().chain(&campaign.stand_ins)
}

/// The ways out of a campaign, by relay.
///
/// # Errors
/// When it has none, or a password, or what proves to a token endpoint who asks, cannot be had.
pub(in crate::app) fn routes<'a>(
    campaign: &'a Campaign,
    inputs: &Inputs,
    safe: Safe,
) -> Result<Vec<(&'a Relay, Arc<dyn Route>)>> {
    if campaign.relay.is_none() {
        return Err(Error::campaign("the approved campaign has no relay")
            .hint("add `relay: {url: smtp://…}` to campaign.yaml and approve again"));
    }
    all(campaign).map(|relay| Ok((relay, route(campaign, relay, inputs, safe)?))).collect()
}

fn route(campaign: &Campaign, relay: &Relay, inputs: &Inputs, safe: Safe) -> Result<Arc<dyn Route>> {
    Ok(match &relay.transport {
        Transport::Maildir(path) => Arc::new(Maildir::new(safe.dir.join(path))),
        Transport::File(path) => Arc::new(Files::new(safe.dir.join(path))),
        Transport::Smtp { host, port, implicit } => {
            let address = Settings::new(host.clone(), *port, *implicit);
            Arc::new(settings(campaign, relay, address, inputs, safe)?)
        }
    })
}

/// A relay with what is known of it besides its address.
///
/// # Errors
/// When its password cannot be had.
pub(super) fn settings(
    campaign: &Campaign,
    relay: &Relay,
    address: Settings,
    inputs: &Inputs,
    safe: Safe,
) -> Result<Settings> {
    let mut settings = address;
    let same = all(campaign).filter(|other| other.transport == relay.transport).count();
    if let Some(user) = relay.user.as_ref().filter(|_| same > 1) {
        settings.known_as = Some(format!("{}:{} as {user}", settings.host, settings.port));
    }
    settings.sign_in = sign_in(relay, safe)?;
    settings.hello.clone_from(&relay.hello);
    if let Some(file) = &relay.certificates {
        settings.roots = inputs.files().get(file).map(|bytes| bytes.to_vec()).unwrap_or_default();
    }
    Ok(settings)
}

/// Who signs in, and by what.
fn sign_in(relay: &Relay, safe: Safe) -> Result<Option<SignIn>> {
    let Some(user) = relay.user.clone() else { return Ok(None) };
    let credential = match (&relay.password, &relay.token) {
        (Some(secret), _) => Credential::Password(safe.fetch_line(secret, "the relay's password")?),
        (None, Some(source)) => Credential::Token(Arc::new(token::tokens(source, safe)?)),
        (None, None) => return Ok(None),
    };
    Ok(Some(SignIn { user, credential }))
}

/// Removes what a crash left half-written in an outbox. Only the one sender may; what cannot be removed does no harm.
pub(super) fn tidy(campaign: &Campaign, safe: Safe) {
    if let Some(Transport::Maildir(path)) = campaign.relay.as_ref().map(|relay| &relay.transport) {
        let _ = Maildir::new(safe.dir.join(path)).tidy();
    }
}

/// Refuses a relay on another machine to a sender whose clock is made up.
///
/// # Errors
/// When the campaign has such a relay.
pub(super) fn insist_on_loopback(campaign: &Campaign) -> Result<()> {
    let is_elsewhere = |host: &&String| {
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        !address.is_ok_and(|address| address.is_loopback()) && !host.eq_ignore_ascii_case("localhost")
    };
    let mut hosts = all(campaign).filter_map(|relay| match &relay.transport {
        Transport::Smtp { host, .. } => Some(host),
        Transport::Maildir(_) | Transport::File(_) => None,
    });
    let Some(host) = hosts.find(is_elsewhere) else { return Ok(()) };
    Err(Error::usage(format!("with `--now` nothing is sent through {host}: people would be told at the wrong time"))
        .hint("try the calendar with `relay: {url: \"maildir:outbox\"}`; `--i-mean-it` sends all the same"))
}

/// What signs the mail of a campaign; `None` leaves it to the relay.
///
/// # Errors
/// When a key cannot be had, or cannot sign.
pub(in crate::app) fn signer(campaign: &Campaign, safe: Safe) -> Result<Option<Signer>> {
    let keys = &campaign.sender.dkim;
    if keys.is_empty() {
        return Ok(None);
    }
    let fetched = keys.iter().map(|dkim| {
        let what = format!("the key of {}._domainkey.{}", dkim.selector, dkim.domain);
        Ok((dkim, safe.fetch(&dkim.key, &what)?.0))
    });
    Signer::new(fetched.collect::<Result<Vec<_>>>()?).map(Some)
}
