//! The relay of a new campaign file: a mailbox beside it, or one that many use, with how it is signed in to.

use std::fmt::Write;

use crate::campaign::{AS_OF, Limits, PRESETS, Preset, SignsIn};
use crate::error::{Error, Result, did_you_mean};

/// The end of a campaign file that sends nowhere yet.
const LOCAL: &str = "\
relay:
  url: \"maildir:outbox\"         # a local mailbox; smtp://smtp.example.org:587 when you are ready
";

/// How wide a comment may be.
const WIDTH: usize = 110;

/// The preset that was asked for by name; `None` for a local mailbox.
///
/// # Errors
/// When there is none of that name.
pub fn relay(name: &str) -> Result<Option<&'static Preset>> {
    if name == "maildir" {
        return Ok(None);
    }
    Preset::find(name).map(Some).ok_or_else(|| {
        let names = || format!("it is `maildir` or one of {}", relays().join(", "));
        let known = PRESETS.iter().map(|preset| preset.name).chain(["maildir"]);
        Error::usage(format!("there is no relay `{}`", name.escape_debug())).hint(did_you_mean(name, known, 3, names))
    })
}

/// The names of the relays that are known.
pub fn relays() -> Vec<&'static str> {
    PRESETS.iter().map(|preset| preset.name).collect()
}

/// The `relay:` of the campaign file of who sends as `sender`.
pub(super) fn written(preset: Option<&Preset>, sender: &str) -> String {
    let Some(preset) = preset else { return LOCAL.to_owned() };
    let mut out = comment(&format!("{}: {}. As of {AS_OF}:", preset.title, preset.says));
    let _ = writeln!(out, "# {}", preset.source);
    out += &comment("`heraut relay test` tries it. Until then, `url: \"maildir:outbox\"` writes to a local mailbox.");
    let mailbox = serde_json::Value::from(address(sender)).to_string();
    let tenant = domain(sender).replace('.', "-");
    let _ = writeln!(out, "relay:\n  url: {}", preset.url.replace("EXAMPLE", &tenant));
    out += &match preset.signs_in {
        SignsIn::Token => format!(
            "  user: {mailbox}    # the mailbox that sends
  oauth2:
    tenant: example.onmicrosoft.com    # yours: its id, or a domain of it
    client: 00000000-0000-0000-0000-000000000000    # the application's id; docs/operations.md says how to register it
    secret: {{env: HERAUT_CLIENT_SECRET}}
"
        ),
        SignsIn::Password => format!("  user: {mailbox}\n  password: {{env: HERAUT_SMTP_PASSWORD}}\n"),
        SignsIn::Address => {
            "  # It knows this machine by its network address, which an administrator allows there.\n".to_owned()
        }
    };
    let _ = writeln!(out, "  limits: {}    # {}", preset.name, figures(preset.limits));
    out
}

fn figures(limits: Limits) -> String {
    let rate = limits.rate.map(|(count, period)| format!("{count} messages in {} s", period.num_seconds()));
    let per_day = limits.per_day.map(|most| format!("{most} a day"));
    let connections = Some(format!("{} connections", limits.connections));
    [rate, per_day, connections].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The address of `Name <address>`.
fn address(sender: &str) -> &str {
    sender.rsplit_once('<').map_or(sender, |(_, rest)| rest.trim_end_matches('>')).trim()
}

/// A domain as it may stand in a host name.
fn domain(sender: &str) -> String {
    let domain = address(sender).rsplit_once('@').map_or("", |(_, domain)| domain).to_ascii_lowercase();
    let is_sound = !domain.is_empty() && domain.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
    if is_sound { domain } else { "example".to_owned() }
}

fn comment(text: &str) -> String {
    let (mut out, mut line) = (String::new(), "#".to_owned());
    for word in text.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            out += &line;
            out.push('\n');
            line = "#".to_owned();
        }
        line.push(' ');
        line += word;
    }
    out + &line + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_relay_is_written_with_what_it_accepts_and_where_that_is_from() {
        for preset in &PRESETS {
            let text = written(Some(preset), "IT \"desk\" <it@bücher.example>");
            assert!(text.contains(preset.source) && text.contains(AS_OF), "{text}");
            assert!(text.contains(&format!("limits: {}", preset.name)) && !text.contains("EXAMPLE"), "{text}");
            assert!(text.lines().all(|line| line.chars().count() <= 180), "{text}");
        }
        assert!(written(None, "").contains("maildir:outbox"));
    }

    #[test]
    fn a_name_that_is_none_is_answered_by_the_nearest() {
        assert_eq!(relay("maildir").unwrap(), None);
        assert_eq!(relay("google-relay").unwrap().map(|preset| preset.name), Some("google-relay"));
        let said = relay("exchange-onlin").unwrap_err().to_string();
        assert!(said.contains("did you mean `exchange-online`?"), "{said}");
    }
}
