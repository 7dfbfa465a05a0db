//! From how an attempt went to what becomes of the notice, and of the relay. Pure.
//!
//! | how it went | the notice | the relay |
//! |---|---|---|
//! | accepted | accepted | well |
//! | the recipient or message refused for good | failed | well |
//! | the recipient or message refused for now | deferred, charged; failed after five days | well |
//! | a throttle, a quota, 421 | deferred, not charged | left alone |
//! | broken off before the dot | deferred, not charged | left alone |
//! | … or 421, on a connection that had served before | deferred, not charged | called again at once |
//! | one connection too many, while others are served | deferred, not charged | that many fewer for an hour |
//! | given up before the dot, for nobody's fault | deferred, not charged | called again at once |
//! | no answer after the dot | uncertain; deferred, charged, if the message asks to be sent again | left alone |
//! | sign-in or sender refused | deferred, not charged | stop |
//! | a relay that says nothing when it is called | — | stop, or left alone where the run stays |
//! | cannot be given to this relay | failed | — |
//!
//! A notice that meets relay faults again and again in one run while others get through waits longer each time: it may
//! be what the relay stumbles over, and must not keep the others from being sent.

use chrono::{DateTime, TimeDelta, Utc};

use super::backoff::{GIVE_UP, notice_retry};
use super::reply::{Phase, Refusal, Stated, Verdict};
use super::transport::{Delivery, Fault};
use crate::ledger::{Claim, FirstAttempt, Outcome};

/// How long a used-up quota is left alone when the relay does not say.
const QUOTA: TimeDelta = TimeDelta::minutes(1);

/// What is known of an attempt besides how it went.
#[derive(Debug)]
pub(crate) struct Circumstances<'a> {
    pub(crate) claim: &'a Claim,
    pub(crate) first: &'a FirstAttempt,
    /// How often this run has deferred the notice uncharged before.
    pub(crate) uncharged: u32,
}

/// What an attempt says about the relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Health {
    /// It does its work.
    Well,
    /// It was not asked, or ended a connection that had served.
    Unknown,
    /// It needs a pause.
    Poorly { stated: Option<TimeDelta>, why: String },
    /// It will not have us.
    Closed(String),
    /// It takes a call and says nothing.
    Mute(String),
}

/// What the attempt says about the relay.
pub(crate) fn health(delivery: &Delivery, served: bool, now: DateTime<Utc>) -> Health {
    match delivery {
        Delivery::Accepted(_) => Health::Well,
        Delivery::Unsuitable(_) | Delivery::Dropped(_) => Health::Unknown,
        Delivery::Lost(..) if served => Health::Unknown,
        Delivery::Lost(phase, why) => Health::Poorly { stated: None, why: format!("{why}, {phase}") },
        Delivery::Unknown(why) => Health::Poorly { stated: None, why: format!("{why}, {}", Phase::Dot) },
        Delivery::Refused(refusal) if served && only_ends_the_connection(refusal) => Health::Unknown,
        Delivery::Refused(refusal) => verdict_on_relay(refusal, now),
    }
}

/// Whether a relay has had enough of a connection, whatever it calls that (`too many messages on this connection` sounds
/// like a quota), and does not say for how long. If it has had enough of us, the next connection hears it.
fn only_ends_the_connection(refusal: &Refusal) -> bool {
    let no_time_stated = matches!(refusal.verdict, Verdict::RelayBusy { retry: None } | Verdict::Quota { retry: None });
    refusal.reply.code == 421 && no_time_stated
}

/// What a failure to open a connection says about the relay.
pub(crate) fn health_at_opening(fault: &Fault, now: DateTime<Utc>) -> Health {
    match fault {
        Fault::Refused(refusal) => verdict_on_relay(refusal, now),
        Fault::Lost(phase, why) => Health::Poorly { stated: None, why: format!("{why}, {phase}") },
        Fault::Silent(phase, why) => Health::Mute(format!("{why}, {phase}")),
        Fault::Unfit(why) => Health::Closed(why.clone()),
    }
}

/// Why an attempt may have been turned away for the number of our connections, if it may.
pub(crate) fn crowd(delivery: &Delivery) -> Option<String> {
    match delivery {
        Delivery::Refused(refusal) if refusal.is_for_the_crowd() => Some(refusal.to_string()),
        _ => None,
    }
}

/// Why a connection may have been turned away for there being others, if it may.
pub(crate) fn crowd_at_opening(fault: &Fault) -> Option<String> {
    match fault {
        Fault::Refused(refusal) if refusal.is_for_the_crowd() => Some(refusal.to_string()),
        Fault::Lost(phase @ Phase::Connect, why) => Some(format!("{why}, {phase}")),
        _ => None,
    }
}

fn verdict_on_relay(refusal: &Refusal, now: DateTime<Utc>) -> Health {
    let delay = |retry: Option<Stated>| retry.and_then(|stated| stated.from(now));
    let why = refusal.with_advice();
    match refusal.verdict {
        Verdict::RelayBusy { retry } => Health::Poorly { stated: delay(retry), why },
        Verdict::Quota { retry } => Health::Poorly { stated: delay(retry).or(Some(QUOTA)), why },
        Verdict::Barred if is_about_our_name(refusal) => {
            Health::Closed(format!("{why} (`relay: {{hello: …}}` gives it another name in EHLO)"))
        }
        Verdict::Barred => Health::Closed(why),
        _ => Health::Well,
    }
}

/// Some relays judge the name given in EHLO at a later command only.
fn is_about_our_name(refusal: &Refusal) -> bool {
    let text = refusal.reply.text.to_ascii_lowercase();
    ["helo command", "ehlo command", "helo name", "ehlo name"].iter().any(|words| text.contains(words))
}

/// What becomes of the notice. `resume`: until when the relay is left alone (or now).
pub(crate) fn outcome(
    delivery: Delivery,
    attempt: &Circumstances<'_>,
    now: DateTime<Utc>,
    resume: DateTime<Utc>,
) -> Outcome {
    let entry = &attempt.claim.entry;
    let uncharged = |why: String| {
        let poison = attempt.uncharged.checked_sub(2).and_then(|n| notice_retry(entry.id, n + 1, None, now, None));
        let until = poison.unwrap_or(resume).max(resume);
        let until = entry.expires.map_or(until, |expires| until.min(expires));
        Outcome::Deferred { until, why, charged: false }
    };
    let charged = |stated: Option<TimeDelta>, why: String| {
        if now - attempt.first.at >= GIVE_UP {
            return Outcome::Failed(format!("given up after {} days: {why}", GIVE_UP.num_days()));
        }
        match notice_retry(entry.id, attempt.claim.attempts.saturating_add(1), stated, now, entry.expires) {
            Some(until) => Outcome::Deferred { until, why, charged: true },
            None => Outcome::Expired(Some(why)),
        }
    };
    match delivery {
        Delivery::Accepted(reply) => Outcome::Accepted(reply),
        Delivery::Unsuitable(why) => Outcome::Failed(why),
        Delivery::Dropped(why) => Outcome::Deferred { until: resume, why, charged: false },
        Delivery::Lost(phase, why) => uncharged(format!("{why}, {phase}")),
        Delivery::Unknown(why) => {
            let why = format!("{why}, {}", Phase::Dot);
            match entry.resend_uncertain {
                false => Outcome::Uncertain(why),
                true => match charged(None, format!("uncertain, to be sent again byte for byte: {why}")) {
                    Outcome::Deferred { until, why, .. } => Outcome::Resend { until, why },
                    _ => Outcome::Uncertain(why),
                },
            }
        }
        Delivery::Refused(refusal) => {
            let why = refusal.to_string();
            match refusal.verdict {
                Verdict::RecipientPermanent | Verdict::MessagePermanent => Outcome::Failed(why),
                Verdict::RecipientTransient { retry } | Verdict::MessageTransient { retry } => {
                    charged(retry.and_then(|stated| stated.from(now)), why)
                }
                Verdict::RelayBusy { .. } | Verdict::Quota { .. } | Verdict::Barred => uncharged(why),
                // A refusal is never of the 200s; were it one, nobody could say what it means.
                Verdict::Accepted => Outcome::Uncertain(why),
            }
        }
    }
}
