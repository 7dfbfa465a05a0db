//! The ways by which somebody is told.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::runtime::Builder;
use tokio::time::timeout;

use super::command;
use super::message::Message;
use crate::app::deliver::relay;
use crate::app::deliver::secret::Safe;
use crate::campaign::{Alert, Campaign, Sender, UrlFlaw, WebAddress, judge_url};
use crate::deliver::{Handed, Route, Signer, Webhook, hand_over};
use crate::error::{Error, Result};
use crate::render::note;
use crate::schedule::NoticeId;

/// How long a relay may take for a mail that tells of trouble.
const PATIENCE: Duration = Duration::from_secs(30);

/// A way, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WayName {
    /// A mail, through the relay.
    Mail,
    /// A POST over HTTP.
    Webhook,
    /// A command.
    Command,
}

/// A way, ready to be used.
pub(super) enum Way {
    Mail(String, Box<Post>),
    Webhook(Webhook),
    Command { line: String, dir: PathBuf },
}

/// How short mails leave: not as notices, through the campaign's relays.
pub(super) struct Post {
    campaign: String,
    sender: Sender,
    /// In the order in which they take each other's place.
    routes: Vec<Arc<dyn Route>>,
    signer: Option<Signer>,
}

/// Ways, each ready to be used or with why it is not.
pub(super) type Ways = Vec<(WayName, std::result::Result<Way, String>)>;

impl WayName {
    /// The key of the campaign file.
    pub fn as_str(self) -> &'static str {
        match self {
            WayName::Mail => "mail",
            WayName::Webhook => "webhook",
            WayName::Command => "command",
        }
    }

    /// The ways that a campaign has.
    pub(super) fn of(alert: &Alert) -> Vec<WayName> {
        let ways = [
            (WayName::Mail, alert.mail.is_some()),
            (WayName::Webhook, alert.webhook.is_some()),
            (WayName::Command, alert.command.is_some()),
        ];
        ways.into_iter().filter(|(_, is_there)| *is_there).map(|(way, _)| way).collect()
    }
}

/// Makes the ways of a campaign ready: secrets are fetched. `routes` is how its mail leaves.
pub(super) fn ways(
    campaign: &Campaign,
    alert: &Alert,
    safe: Safe<'_>,
    routes: impl FnOnce() -> Result<Vec<Arc<dyn Route>>>,
) -> Ways {
    let mut routes = Some(routes);
    let mut ready = |name| match name {
        WayName::Mail => {
            let routes = routes.take().map_or_else(nothing, |routes| routes());
            let post = routes.and_then(|routes| Post::new(campaign, safe, routes));
            post.map(|post| Way::Mail(alert.mail.clone().unwrap_or_default(), Box::new(post)))
        }
        WayName::Webhook => webhook(alert, safe),
        WayName::Command => {
            Ok(Way::Command { line: alert.command.clone().unwrap_or_default(), dir: safe.dir.to_owned() })
        }
    };
    WayName::of(alert).into_iter().map(|name| (name, ready(name).map_err(|error| error.to_string()))).collect()
}

fn nothing<T>() -> Result<T> {
    Err(Error::bug("an alert has a way twice"))
}

fn webhook(alert: &Alert, safe: Safe<'_>) -> Result<Way> {
    let Some(webhook) = &alert.webhook else { return nothing() };
    let line = |secret, what: &str| safe.fetch_line(secret, what).map(|line| line.trim().to_owned());
    let url = match &webhook.url {
        WebAddress::Known(url) => url.clone(),
        WebAddress::Secret(secret) => {
            let url = line(secret, "the webhook's address")?;
            let wrong = |why: &str| Err(Error::unreachable(format!("the webhook's address {why}")));
            match judge_url(&url) {
                Ok(()) => url,
                Err(UrlFlaw::Clear) => return wrong("is http://, of another machine"),
                Err(UrlFlaw::Named | UrlFlaw::None) => return wrong("is none that can be spoken to"),
            }
        }
    };
    let token = webhook.token.as_ref().map(|secret| line(secret, "the webhook's token")).transpose()?;
    Ok(Way::Webhook(Webhook::new(url, token)))
}

impl Way {
    /// Tells it. Blocks, for half a minute or so; not to be called where others wait for the thread.
    ///
    /// # Errors
    /// Why it is not told, safe to show.
    pub(super) fn tell(&self, message: &Message, now: DateTime<Utc>) -> std::result::Result<(), String> {
        match self {
            Way::Mail(to, post) => post.mail(to, "en", (&message.subject, &message.text), now),
            Way::Webhook(webhook) => webhook.tell(&message.json),
            Way::Command { line, dir } => command::tell(line, dir, message, command::PATIENCE),
        }
    }
}

impl Post {
    /// What mails of a campaign need; `routes` is how they leave.
    ///
    /// # Errors
    /// When a key to sign with cannot be had.
    pub(super) fn new(campaign: &Campaign, safe: Safe<'_>, routes: Vec<Arc<dyn Route>>) -> Result<Self> {
        let signer = relay::signer(campaign, safe)?;
        Ok(Post { campaign: campaign.id.clone(), sender: campaign.sender.clone(), routes, signer })
    }

    /// Mails a text. Blocks, as [`Way::tell`] does.
    ///
    /// # Errors
    /// Why it is not sent, safe to show.
    pub(super) fn mail(
        &self,
        to: &str,
        language: &str,
        (subject, text): (&str, &str),
        now: DateTime<Utc>,
    ) -> std::result::Result<(), String> {
        let about = format!("alert {subject} {}", now.timestamp_micros());
        let id = NoticeId::of(&self.campaign, "", &about, to, 0);
        let mail = note(&self.sender, to, &id.to_string(), now, language, (subject, text));
        let mut mail = mail.map_err(|error| error.to_string())?;
        if let Some(signer) = &self.signer {
            signer.sign(&mut mail, now).map_err(|error| error.to_string())?;
        }
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|e| e.to_string())?;
        let mut untold = Vec::new();
        // The first may be the very trouble.
        for route in &self.routes {
            let mail = vec![(id, mail.clone())];
            let handed = runtime.block_on(async { timeout(PATIENCE, hand_over(&**route, mail)).await });
            untold.push(match handed.as_deref() {
                Ok([Handed::Accepted]) => return Ok(()),
                Ok([Handed::Refused(why), ..]) => format!("{} did not take it: {why}", route.name()),
                Ok(_) => format!("{} did not take it", route.name()),
                Err(_) => format!("{} did not take it within {} seconds", route.name(), PATIENCE.as_secs()),
            });
        }
        Err(untold.join("; "))
    }
}
