//! Who is told when something goes wrong, of what, and how often.

use chrono::TimeDelta;

use super::relay::Secret;
use crate::error::Place;

/// Who is told when something goes wrong. At least one of the three ways is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// An address that is mailed, through the relay.
    pub mail: Option<String>,
    /// What is told over HTTP.
    pub webhook: Option<Webhook>,
    /// A line for the shell.
    pub command: Option<String>,
    /// Of what; of everything when empty.
    pub on: Vec<AlertOn>,
    /// What has been due for so long is overdue, and a sender that has not run for so long is silent, where the campaign says
    /// it.
    pub overdue_after: Option<TimeDelta>,
    /// The same trouble is not told twice within this time.
    pub again_after: TimeDelta,
    /// Where it is written.
    pub place: Place,
}

/// What is told over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its address.
    pub url: WebAddress,
    /// A bearer token that goes with what is told (RFC 6750).
    pub token: Option<Secret>,
}

/// An address on the web: https, unless it is on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebAddress {
    /// That anybody may know.
    Known(String),
    /// That is itself a secret: who knows it may post there. What is fetched is judged when it is.
    Secret(Secret),
}

/// What somebody is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertOn {
    /// Notices that the relay refused for good, or that could not be made.
    Failed,
    /// Notices that were not delivered, as a mail system reported later.
    Bounced,
    /// Notices of which nobody knows whether they arrived.
    Uncertain,
    /// Notices that are due and that nothing sends.
    Overdue,
    /// The relay wants to be left alone.
    Paused,
    /// Too many of the first of a message failed, and the others are held.
    Canary,
    /// A gate is closed, and what should have gone out waits for it.
    Gate,
    /// A sender ended because it could not go on.
    Stopped,
    /// No sender has run for a while, and something is to be sent.
    Silent,
}

impl Alert {
    /// When nothing else is said, so late is overdue.
    const OVERDUE_AFTER: TimeDelta = TimeDelta::minutes(30);

    /// When nothing else is said, the same trouble is told so seldom.
    pub const AGAIN_AFTER: TimeDelta = TimeDelta::hours(1);

    /// Whether somebody is to be told of this.
    pub fn tells(&self, on: AlertOn) -> bool {
        self.on.is_empty() || self.on.contains(&on)
    }

    /// How long something may be due, and a sender not run, before somebody is told.
    pub fn overdue_after(&self) -> TimeDelta {
        self.overdue_after.unwrap_or(Alert::OVERDUE_AFTER)
    }
}

impl AlertOn {
    /// Everything, the worst first.
    pub const ALL: [AlertOn; 9] = [
        AlertOn::Stopped,
        AlertOn::Silent,
        AlertOn::Failed,
        AlertOn::Bounced,
        AlertOn::Uncertain,
        AlertOn::Overdue,
        AlertOn::Canary,
        AlertOn::Gate,
        AlertOn::Paused,
    ];

    /// The word of the campaign file, and of what is told.
    pub fn as_str(self) -> &'static str {
        match self {
            AlertOn::Failed => "failed",
            AlertOn::Bounced => "bounced",
            AlertOn::Uncertain => "uncertain",
            AlertOn::Overdue => "overdue",
            AlertOn::Paused => "paused",
            AlertOn::Canary => "canary",
            AlertOn::Gate => "gate",
            AlertOn::Stopped => "stopped",
            AlertOn::Silent => "silent",
        }
    }

    /// Whether it tells of the way that mail takes: then mail is a poor way to tell it.
    pub fn is_about_the_relay(self) -> bool {
        match self {
            AlertOn::Stopped | AlertOn::Silent | AlertOn::Overdue | AlertOn::Paused => true,
            AlertOn::Failed | AlertOn::Bounced | AlertOn::Uncertain | AlertOn::Canary | AlertOn::Gate => false,
        }
    }
}
