//! `heraut relay`: the relay as it is.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::clock;
use super::environment::variable;
use super::global::Global;
use super::interrupt::block_on;
use super::output::Output;
use crate::app::Workspace;
use crate::app::deliver::{Examined, examine};
use crate::campaign::{AS_OF, Limits};
use crate::deliver::transport::smtp::Seen;
use crate::error::{Error, Result, exit};
use crate::report::paragraph;

/// Try the relay, without sending what is planned.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut relay test
  heraut relay test --to me@example.org")]
pub struct Relay {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Connect, sign in, and say what the relay offers.
    ///
    /// Reads campaign.yaml as it is now; nothing need be approved, and nothing is recorded.
    #[command(after_help = "\
Examples:
  heraut relay test                      connects and signs in
  heraut relay test --to me@example.org  and sends one message there
  heraut relay test --json               for a monitor")]
    Test {
        /// Send one test message to this address.
        #[arg(long, value_name = "ADDRESS")]
        to: Option<String>,
        /// As JSON on stdout.
        #[arg(long)]
        json: bool,
    },
}

impl Relay {
    /// Does it.
    ///
    /// # Errors
    /// When the campaign has no relay, or the relay does not take our mail; what was found until then is told.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let Act::Test { to, json } = &self.act;
        let workspace = Workspace::open(&global.campaign, global.instant()?)?;
        let found = block_on(examine(&workspace, to.as_deref(), &variable, clock::now))??;
        let screens = || found.iter().map(|one| screen(one, to.as_deref(), clock::now(), output.width()));
        let told = if *json { as_json(&found) } else { screens().collect::<Vec<_>>().join("\n") };
        output.data(told)?;
        match found.iter().find_map(|one| Some((&one.name, one.fault.as_ref()?))) {
            None => Ok(exit::OK),
            Some((name, why)) => Err(Error::unreachable(format!("the relay {name} does not take our mail: {why}"))
                .hint("nothing was recorded; `heraut relay test` tries it again")),
        }
    }
}

fn screen(found: &Examined, to: Option<&str>, now: DateTime<Utc>, width: usize) -> String {
    let mut out = String::new();
    let mut line = |what: &str, text: String| out.push_str(&paragraph(&format!("{what:<13}"), &text, width));
    line("Relay", found.name.clone());
    if let Some(Seen { address, greeting, tls, certificate, offers, signed_in_by }) = &found.seen {
        let mut known = |what: &str, text: &Option<String>| text.iter().for_each(|text| line(what, text.clone()));
        known("Address", address);
        known("Greeting", greeting);
        known("Protected by", tls);
        if let Some(certificate) = certificate {
            let subject = if certificate.subject.is_empty() { "no name of its own" } else { &certificate.subject };
            let (until, days) = (certificate.until.format("%Y-%m-%d"), (certificate.until - now).num_days());
            line("Certificate", subject.to_owned());
            line("  issued by", certificate.issuer.clone());
            line("  good until", format!("{until} ({days} days)"));
        }
        if !offers.is_empty() {
            line("Offers", offers.join(", "));
        }
        let by = found.token_from.as_ref().map_or("a password".to_owned(), |from| format!("a token from {from}"));
        match (signed_in_by, &found.relay.user) {
            (Some(mechanism), Some(user)) => line("Signed in", format!("as {user}, by {mechanism}, with {by}")),
            (_, None) => line("Signed in", "no: the campaign names no user".to_owned()),
            (None, Some(user)) => line("Signed in", format!("no, not as {user}, with {by}")),
        }
    }
    line("Limits", limits(found));
    if let (Some(reply), Some(to)) = (&found.sent, to) {
        line("Sent", format!("to {to}: {reply}"));
    }
    out
}

fn limits(found: &Examined) -> String {
    if let Some(preset) = found.relay.preset {
        return format!("{}: {} (as of {AS_OF}, {})", preset.name, preset.says, preset.source);
    }
    let Limits { rate, per_day, connections } = found.relay.limits;
    let mut said = format!("{connections} connections at once");
    if let Some((count, period)) = rate {
        let _ = write!(said, ", {count} messages in {} seconds", period.num_seconds());
    }
    match per_day {
        Some(most) => said + &format!(", {most} recipients in any 24 hours (by campaign.yaml)"),
        None if rate.is_none() => said + "; no others are known (`relay: {limits: …}`)",
        None => said + " (by campaign.yaml)",
    }
}

/// An object for the only relay, a list of them for several.
fn as_json(found: &[Examined]) -> String {
    match found {
        [one] => format!("{:#}", value(one)),
        several => format!("{:#}", several.iter().map(value).collect::<Value>()),
    }
}

fn value(found: &Examined) -> Value {
    let seen = found.seen.clone().unwrap_or_default();
    let certificate = seen.certificate.map(|certificate| {
        json!({ "subject": certificate.subject, "issuer": certificate.issuer, "until": certificate.until })
    });
    let Limits { rate, per_day, connections } = found.relay.limits;
    let rate = rate.map(|(messages, period)| json!({ "messages": messages, "seconds": period.num_seconds() }));
    let preset =
        found.relay.preset.map(|preset| json!({ "name": preset.name, "as_of": AS_OF, "source": preset.source }));
    json!({
        "relay": found.name, "address": seen.address, "greeting": seen.greeting, "tls": seen.tls,
        "certificate": certificate, "offers": seen.offers, "user": found.relay.user, "signed_in_by": seen.signed_in_by,
        "token_from": found.token_from, "limits": { "rate": rate, "per_day": per_day, "connections": connections },
        "preset": preset, "sent": found.sent, "fault": found.fault,
    })
}
