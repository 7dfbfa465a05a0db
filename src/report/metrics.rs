//! Where delivery stands, for Prometheus: its text format, version 0.0.4
//! (prometheus.io/docs/instrumenting/exposition_formats).
//!
//! Names and labels are stable; new ones may be added. Nothing in it is about one person.

use std::fmt::{self, Write};

use chrono::{DateTime, Utc};

use super::status::Counts;
use crate::ledger::{Hold, State};

/// What is measured.
#[derive(Debug)]
pub struct Metrics<'a> {
    /// The campaign's id.
    pub campaign: &'a str,
    /// The instant of the measurement.
    pub now: DateTime<Utc>,
    /// What the ledger counts.
    pub counts: &'a Counts,
    /// How many notices are due, and not sent.
    pub due: u64,
    /// Since when the one of them could have been sent that has waited longest.
    pub due_since: Option<DateTime<Utc>>,
    /// When the next notice is due, or since when the oldest is.
    pub next_due: Option<DateTime<Utc>>,
    /// The holds in force.
    pub holds: &'a [Hold],
    /// Until when the relay wants to be left alone.
    pub paused_until: Option<DateTime<Utc>>,
    /// Until when the certificates are good that relays showed, each with the relay's name.
    pub certificates: &'a [(String, DateTime<Utc>)],
    /// Until when the tokens are good that are used to sign in at relays, each with the relay's name.
    pub tokens: &'a [(String, DateTime<Utc>)],
}

/// As the text that Prometheus reads.
pub fn metrics(of: &Metrics<'_>) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write(of, &mut out);
    out
}

fn write(of: &Metrics<'_>, out: &mut String) -> fmt::Result {
    let campaign = escaped(of.campaign);
    let is_accepted = |state| matches!(state, State::Accepted | State::Bounced);
    let accepted: u64 = of.counts.iter().filter(|((.., state), _)| is_accepted(*state)).map(|(_, count)| count).sum();
    head(out, "heraut_notices", "gauge", "Notices by wave, phase, message and state.")?;
    for ((wave, phase, message, state), count) in of.counts {
        let (wave, phase, message, state) = (escaped(wave), escaped(phase), escaped(message), state.as_str());
        writeln!(
            out,
            "heraut_notices{{campaign=\"{campaign}\",wave=\"{wave}\",phase=\"{phase}\",message=\"{message}\",\
             state=\"{state}\"}} {count}"
        )?;
    }
    let mut one = |name: &str, kind: &str, help: &str, value: f64| {
        head(out, name, kind, help)?;
        writeln!(out, "{name}{{campaign=\"{campaign}\"}} {value}")
    };
    // No counter: what is sent again is one less.
    one("heraut_accepted_notices", "gauge", "Notices that the relay has accepted.", accepted as f64)?;
    one("heraut_due_notices", "gauge", "Notices that are due and not sent.", of.due as f64)?;
    let age = of.due_since.map_or(0.0, |since| seconds_since(since, of.now));
    one(
        "heraut_oldest_due_age_seconds",
        "gauge",
        "For how long the oldest of them could have been sent; 0 when none is due.",
        age,
    )?;
    one("heraut_holds", "gauge", "Holds in force.", of.holds.len() as f64)?;
    let pause = of.paused_until.map_or(0.0, |until| -seconds_since(until, of.now)).max(0.0);
    one(
        "heraut_pause_seconds",
        "gauge",
        "For how long the relay still wants to be left alone; 0 when it does not.",
        pause,
    )?;
    if let Some(next) = of.next_due {
        let help = "When something is due next, or since when something is.";
        one("heraut_next_due_timestamp_seconds", "gauge", help, next.timestamp() as f64)?;
    }
    let help = "Until when the certificate is good that the relay showed last.";
    expiries(out, ("heraut_relay_certificate_expiry_timestamp_seconds", help), &campaign, of.certificates)?;
    let help = "Until when the token is good that signs in at the relay; it is renewed before.";
    expiries(out, ("heraut_relay_token_expiry_timestamp_seconds", help), &campaign, of.tokens)
}

/// An instant a relay; nothing where there is none.
fn expiries(
    out: &mut String,
    (name, help): (&str, &str),
    campaign: &str,
    each: &[(String, DateTime<Utc>)],
) -> fmt::Result {
    if !each.is_empty() {
        head(out, name, "gauge", help)?;
    }
    for (relay, until) in each {
        let relay = escaped(relay);
        writeln!(out, "{name}{{campaign=\"{campaign}\",relay=\"{relay}\"}} {}", until.timestamp())?;
    }
    Ok(())
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) -> fmt::Result {
    writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}")
}

fn seconds_since(then: DateTime<Utc>, now: DateTime<Utc>) -> f64 {
    (now - then).num_milliseconds().max(i64::MIN / 2) as f64 / 1000.0
}

/// A label's value: backslash, quotation mark and line end are written out.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone};

    use super::*;

    #[test]
    fn what_is_measured_is_said() {
        let now = Utc.with_ymd_and_hms(2027, 3, 1, 9, 0, 0).unwrap();
        let key = |message: &str, state| ("pilot".into(), "enrol".into(), message.into(), state);
        let counts =
            Counts::from([(key("enrol-now", State::Accepted), 9), (key("odd \"one\"\\\n", State::Planned), 2)]);
        let of = Metrics {
            campaign: "intune",
            now,
            counts: &counts,
            due: 2,
            due_since: Some(now - TimeDelta::seconds(60)),
            next_due: Some(now - TimeDelta::seconds(90)),
            holds: &[],
            paused_until: Some(now + TimeDelta::seconds(30)),
            certificates: &[("mail.x.example:587".to_owned(), now + TimeDelta::days(30))],
            tokens: &[("mail.x.example:587".to_owned(), now + TimeDelta::minutes(55))],
        };
        insta::assert_snapshot!(metrics(&of));
        let nothing = Metrics { due: 0, due_since: None, next_due: None, paused_until: None, ..of };
        let rest = Metrics { certificates: &[], tokens: &[], ..nothing };
        let text = metrics(&rest);
        assert!(text.contains("heraut_oldest_due_age_seconds{campaign=\"intune\"} 0\n"), "{text}");
        assert!(
            !text.contains("heraut_next_due") && !text.contains("certificate") && !text.contains("token"),
            "{text}"
        );
    }
}
