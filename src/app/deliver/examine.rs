//! Looks at the campaign's relay as it is: connects, signs in, and may send one message. Nothing is recorded, and nothing
//! need be approved.

use super::relay;
use super::secret::Safe;
use super::test_message;
use crate::app::environment::{Environment, MachineClock};
use crate::app::workspace::Workspace;
use crate::campaign::{Relay, Transport};
use crate::deliver::Route;
use crate::deliver::transport::smtp::{Credential, Seen, Settings};
use crate::deliver::transport::{Delivery, Fault, Session};
use crate::error::{Error, Result};
use crate::render::Mail;
use crate::schedule::NoticeId;

/// What was found.
#[derive(Debug, Clone)]
pub struct Examined {
    /// What the relay is called in messages.
    pub name: String,
    /// What the campaign says of it.
    pub relay: Relay,
    /// What was seen of it; nothing of a folder.
    pub seen: Option<Seen>,
    /// Where its token is from, if it is signed in to with one.
    pub token_from: Option<String>,
    /// What it said to the message.
    pub sent: Option<String>,
    /// Why it came to no good end, with what is to be done where that is known.
    pub fault: Option<String>,
}

/// Connects to each relay of a campaign directory and signs in; with `to` it sends one message there by each.
///
/// # Errors
/// When the directory makes no campaign, it has no relay, a secret cannot be had, or `to` cannot be mailed to. What is
/// wrong with a relay is in what was found.
pub async fn examine(
    workspace: &Workspace,
    to: Option<&str>,
    environment: Environment<'_>,
    clock: MachineClock,
) -> Result<Vec<Examined>> {
    let (campaign, safe) = (&workspace.loaded.campaign, Safe { dir: &workspace.dir, environment, clock });
    if campaign.relay.is_none() {
        return Err(Error::campaign("the campaign has no relay").hint("add `relay: {url: smtp://…}` to campaign.yaml"));
    }
    let mut found = Vec::new();
    for (n, (relay, route)) in (0..).zip(relay::routes(campaign, &workspace.inputs, safe)?) {
        let mail = match to {
            Some(to) => {
                let id = NoticeId::of(&campaign.id, "", "relay test", to, n).after_retries(id_of(clock));
                let mut mail = test_message::mail(campaign, to, &route.name(), id, clock())?;
                if let Some(signer) = relay::signer(campaign, safe)? {
                    signer.sign(&mut mail, clock())?;
                }
                Some((id, mail))
            }
            None => None,
        };
        found.push(one(workspace, relay, &*route, mail, safe).await?);
    }
    Ok(found)
}

async fn one(
    workspace: &Workspace,
    relay: &Relay,
    route: &dyn Route,
    mail: Option<(NoticeId, Mail)>,
    safe: Safe<'_>,
) -> Result<Examined> {
    let mut found =
        Examined { name: route.name(), relay: relay.clone(), seen: None, token_from: None, sent: None, fault: None };
    let opened = match &relay.transport {
        Transport::Smtp { host, port, implicit } => {
            let address = Settings::new(host.clone(), *port, *implicit);
            let settings = relay::settings(&workspace.loaded.campaign, relay, address, &workspace.inputs, safe)?;
            if let Some(Credential::Token(tokens)) = settings.sign_in.as_ref().map(|sign_in| &sign_in.credential) {
                found.token_from = Some(tokens.source());
            }
            let (seen, opened) = settings.examine().await;
            found.seen = Some(seen);
            opened
        }
        Transport::Maildir(_) | Transport::File(_) => route.open().await,
    };
    match (opened, mail) {
        (Ok(mut session), Some((id, mail))) => {
            match said(session.deliver(id, &mail, false).await) {
                Ok(reply) => found.sent = Some(reply),
                Err(why) => found.fault = Some(why),
            }
            session.close().await;
        }
        (Ok(session), None) => Session::close(session).await,
        (Err(fault), _) => found.fault = Some(told(fault)),
    }
    Ok(found)
}

/// Each test is a message of its own: a mail system drops a Message-ID that it knows.
fn id_of(clock: MachineClock) -> u32 {
    u32::try_from(clock().timestamp().rem_euclid(i64::from(u32::MAX))).unwrap_or_default()
}

fn said(delivery: Delivery) -> std::result::Result<String, String> {
    match delivery {
        Delivery::Accepted(reply) => Ok(reply),
        Delivery::Refused(refusal) => Err(refusal.with_advice()),
        Delivery::Lost(phase, why) => Err(format!("{why}, {phase}")),
        Delivery::Unknown(why) => Err(format!("{why}, after the final dot: nobody knows whether it took the message")),
        Delivery::Unsuitable(why) | Delivery::Dropped(why) => Err(why),
    }
}

fn told(fault: Fault) -> String {
    match fault {
        Fault::Refused(refusal) => refusal.with_advice(),
        Fault::Lost(phase, why) | Fault::Silent(phase, why) => format!("{why}, {phase}"),
        Fault::Unfit(why) => why,
    }
}
