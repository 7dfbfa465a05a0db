//! Who sends, as a person reads it, and as a program does.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};

use super::journal::shown;
use super::screen::{clean, paragraph};
use crate::error::counted;
use crate::ledger::SenderSeen;

/// One that says every second that it is there, and has not for so long, is worth a word.
const SILENT: TimeDelta = TimeDelta::seconds(10);

/// One sender after another, in at most `width` columns.
pub fn senders(senders: &[SenderSeen], width: usize) -> String {
    if senders.is_empty() {
        return "Nobody sends.\n".to_owned();
    }
    senders.iter().map(|seen| paragraph("", &clean(&line(seen)), width)).collect()
}

fn line(SenderSeen { who, since, heard }: &SenderSeen) -> String {
    let mut line = who.clone();
    if let Some(since) = since {
        line += &format!(", since {}", shown(*since));
    }
    if let Some((sent, ago)) = heard {
        line += &format!(": {} taken by relays", counted(*sent, "message", "messages"));
        if *ago > SILENT {
            line += &format!("; not heard of for {} seconds", ago.num_seconds());
        }
    }
    line + "."
}

/// `heraut-senders/1`: an array of `who`, `since`, `sent` and `silent_seconds`; the last two are null for one that does not say.
pub fn senders_json(senders: &[SenderSeen]) -> Value {
    let instant = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let each = senders.iter().map(|SenderSeen { who, since, heard }| {
        json!({
            "who": who, "since": since.map(instant), "sent": heard.map(|(sent, _)| sent),
            "silent_seconds": heard.map(|(_, ago)| ago.num_seconds()),
        })
    });
    json!({ "format": "heraut-senders/1", "senders": each.collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_sends_is_said_and_who_is_silent() {
        let at = DateTime::from_timestamp(1_803_891_600, 0).unwrap_or_default();
        let seen = |who: &str, heard| SenderSeen { who: who.into(), since: Some(at), heard };
        let two = [
            seen("heraut on mail1 (process 4711)", Some((1, TimeDelta::seconds(1)))),
            seen("heraut on mail2 (process 12)", Some((5200, TimeDelta::seconds(41)))),
        ];
        assert_eq!(
            senders(&two, 120),
            "heraut on mail1 (process 4711), since 2027-03-01 09:00 UTC: 1 message taken by relays.\n\
             heraut on mail2 (process 12), since 2027-03-01 09:00 UTC: 5200 messages taken by relays; not heard of for 41 seconds.\n"
        );
        assert_eq!(senders(&[], 80), "Nobody sends.\n");
        assert_eq!(senders_json(&two)["senders"][1]["silent_seconds"], 41);
    }
}
