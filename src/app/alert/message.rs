//! What is told: a line for a subject, a text for people, a JSON for programs. Numbers, waves and messages; nobody's name or
//! address, and no words of a relay, which may have both in them.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;

use super::see::Seen;
use crate::campaign::AlertOn;

/// So many scopes are named.
const NAMED: usize = 5;

/// What is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) subject: String,
    pub(super) text: String,
    /// `format` ("heraut-alert/1"), `campaign`, `at`, `test`, `troubles` (each `trouble`, `count`, `since`, `text`), and `text`:
    /// all of it for people. The names are stable; new ones may be added.
    pub(super) json: String,
}

/// What is told of a campaign's trouble; with none, that this is a test.
pub(super) fn message(campaign: &str, seen: &[Seen], now: DateTime<Utc>) -> Message {
    let words: Vec<String> = seen.iter().map(short).collect();
    let (subject, body) = match seen {
        [] => (
            format!("Heraut: {campaign}: a test"),
            "This is a test: so you are told when something goes wrong. There is nothing to do.\n".to_owned(),
        ),
        seen => {
            let lines: String = seen.iter().map(|seen| format!("- {}\n", sentence(seen))).collect();
            let then =
                "\n`heraut status` shows more, and what can be done. You are not told again while it only lasts.\n";
            (format!("Heraut: {campaign}: {}", words.join(", ")), lines + then)
        }
    };
    let text = format!("Campaign {campaign}, {}:\n\n{body}", shown(now));
    let troubles: Vec<_> = seen
        .iter()
        .map(|seen| {
            json!({
                "trouble": seen.on.as_str(), "count": seen.count, "since": instant(seen.latest), "text": sentence(seen),
            })
        })
        .collect();
    let json = json!({
        "format": "heraut-alert/1", "campaign": campaign, "at": instant(now), "test": seen.is_empty(),
        "troubles": troubles, "text": text,
    });
    Message { subject, text, json: json.to_string() }
}

/// `12 failed`, `the sender stopped`.
pub(super) fn short(seen: &Seen) -> String {
    match seen.on {
        AlertOn::Failed | AlertOn::Bounced | AlertOn::Uncertain | AlertOn::Overdue => {
            format!("{} {}", seen.count, seen.on.as_str())
        }
        AlertOn::Paused => "the relay wants to be left alone".to_owned(),
        AlertOn::Canary => "held by the canary".to_owned(),
        AlertOn::Gate => "a gate is closed".to_owned(),
        AlertOn::Stopped => "the sender stopped".to_owned(),
        AlertOn::Silent => "no sender runs".to_owned(),
    }
}

fn sentence(seen: &Seen) -> String {
    let Seen { on, count, latest, .. } = seen;
    let notices = if *count == 1 { "1 notice".to_owned() } else { format!("{count} notices") };
    match on {
        AlertOn::Failed => format!("{notices} failed: refused for good, or they could not be made."),
        AlertOn::Bounced => format!("{notices} bounced: taken by the relay, and not delivered."),
        AlertOn::Uncertain => format!("{notices} uncertain: nobody knows whether they arrived."),
        AlertOn::Overdue => format!("{notices} overdue: due since {} or longer, and not sent.", shown(*latest)),
        AlertOn::Paused => {
            let until = seen.until.map(|until| format!(" until {}", shown(until))).unwrap_or_default();
            format!("The relay wants to be left alone{until}.")
        }
        AlertOn::Canary => {
            format!("Held, because too many of the first failed: {}. `heraut resume` lets the others go.", named(seen))
        }
        AlertOn::Gate => format!(
            "Closed since {}, and messages of later waves wait for it: the gate of {}. `heraut gate` says what is missing \
             and whose turn it is.",
            shown(*latest),
            named(seen)
        ),
        AlertOn::Stopped => format!("A sender ended before its time, at {}.", shown(*latest)),
        AlertOn::Silent => format!("No sender has run since {}, and something is to be sent.", shown(*latest)),
    }
}

/// The first of what is held.
fn named(seen: &Seen) -> String {
    let more = seen.scopes.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    seen.scopes.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ") + &more
}

fn shown(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
