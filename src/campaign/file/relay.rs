//! The relay: where mail is handed over, and what it accepts.

use std::path::Path;

use chrono::TimeDelta;

use super::alternatives::{LimitsChoice, RelayChoice};
use super::diagnostics::Diagnostics;
use super::oauth2;
use super::relay_keys::{CanaryFile, LimitsFile, RelayFile, SecretFile};
use crate::campaign::yaml::At;
use crate::campaign::{Canary, Limits, PRESETS, Preset, Relay, Secret, TokenSource, Transport, period};
use crate::error::did_you_mean;

/// The first relay, and those that take its place in order.
pub(super) fn relays(at: &At<RelayChoice>, diagnostics: &mut Diagnostics<'_>) -> (Option<Relay>, Vec<Relay>) {
    let files = &at.value.0;
    if files.is_empty() {
        diagnostics.wrong(at, "a list without a relay", "name one, as in `relay: {url: smtp://relay.example.org:587}`");
    }
    let relays: Vec<Relay> = files.iter().map(|file| relay(file, diagnostics)).collect();
    for (n, (file, relay)) in files.iter().zip(&relays).enumerate().filter(|_| files.len() > 1) {
        if let Transport::Maildir(_) | Transport::File(_) = relay.transport {
            let hint = "leave it out, or leave it alone: what is put into a folder reaches nobody";
            diagnostics.wrong(&file.url, "a folder takes the place of no relay, and no relay that of a folder", hint);
        }
        let is_same = |other: &Relay| other.transport == relay.transport && other.user == relay.user;
        if relays[..n].iter().any(is_same) {
            let hint = "name another relay, or another `user:` of this one";
            diagnostics.wrong(&file.url, "this relay stands in the list before, and cannot take its own place", hint);
        }
        if let Some(canary) = file.canary.as_ref().filter(|_| n > 0) {
            let hint = "write it at the first: it is about the messages, whichever relay they go by";
            diagnostics.wrong(&canary.first, "a canary at a relay that is not the first has no effect", hint);
        }
    }
    let mut relays = relays.into_iter();
    (relays.next(), relays.collect())
}

fn relay(file: &RelayFile, diagnostics: &mut Diagnostics<'_>) -> Relay {
    let transport = transport(&file.url, diagnostics);
    let (password, token) = credential(file, diagnostics);
    let (limits, preset) = file.limits.as_ref().map(|at| limits(at, diagnostics)).unwrap_or_default();
    Relay {
        transport,
        user: file.user.as_ref().map(|u| u.value.clone()),
        password,
        token,
        limits,
        preset,
        certificates: file.certificates.as_ref().map(|c| c.value.clone()),
        canary: file.canary.as_ref().map(|file| canary(file, diagnostics)),
        hello: file.hello.as_ref().map(|at| hello(at, diagnostics)),
    }
}

/// What proves who signs in: one of three, and not without a user.
fn credential(file: &RelayFile, diagnostics: &mut Diagnostics<'_>) -> (Option<Secret>, Option<TokenSource>) {
    let spot = |spot| At { value: (), spot };
    let password = file.password.as_ref().map(|at| spot(at.spot));
    let tokens = [file.oauth2.as_ref().map(|at| spot(at.spot)), file.token.as_ref().map(|at| spot(at.spot))];
    let ways: Vec<At<()>> = password.into_iter().chain(tokens.into_iter().flatten()).collect();
    match (&file.user, &ways[..]) {
        (Some(user), []) => diagnostics.wrong(
            user,
            "a user without a password cannot sign in",
            "add `password: {env: HERAUT_SMTP_PASSWORD}`, or `oauth2:` for a token",
        ),
        (None, [way, ..]) => {
            let what = if file.password.is_some() { "password" } else { "token" };
            let hint = format!("add `user:`, or leave the {what} out");
            diagnostics.wrong(way, format!("a {what} without a user signs nobody in"), hint);
        }
        (Some(user), _) if user.value.chars().any(char::is_control) => {
            diagnostics.wrong(user, "a user name has no control characters", "write it as the relay knows it");
        }
        _ => {}
    }
    if let [_, .., last] = &ways[..] {
        let hint = "leave one: `password:`, `oauth2:` or `token:`";
        diagnostics.wrong(last, "the relay is signed in to in more than one way", hint);
    }
    let endpoint = file.oauth2.as_ref().and_then(|at| oauth2::endpoint(at, oauth2::EXCHANGE, diagnostics));
    let printed = file.token.as_ref().and_then(|at| oauth2::printed(at, diagnostics));
    let password = file.password.as_ref().and_then(|at| secret(at, "a password", diagnostics));
    (password, endpoint.or(printed))
}

/// A domain or an address literal (RFC 5321 section 4.1.1.1); nothing else may stand in the command.
fn hello(at: &At<String>, diagnostics: &mut Diagnostics<'_>) -> String {
    let name = at.value.as_str();
    let is_label = |label: &str| {
        !label.is_empty() && label.len() <= 63 && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let literal = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let address = literal.map(|text| text.strip_prefix("IPv6:").unwrap_or(text).parse::<std::net::IpAddr>().is_ok());
    if !address.unwrap_or_else(|| name.len() <= 255 && name.split('.').all(is_label)) {
        let message = format!("`{}` is not a name for EHLO", name.escape_debug());
        diagnostics.wrong(
            at,
            message,
            "write the full name of this machine, such as `mail.example.org`, or its address: `[192.0.2.1]`",
        );
    }
    name.to_owned()
}

fn transport(at: &At<String>, diagnostics: &mut Diagnostics<'_>) -> Transport {
    let forms = "write smtp://host:587, smtps://host:465, maildir:DIR or file:DIR";
    let (scheme, rest) = at.value.split_once(':').unwrap_or((&at.value, ""));
    let implicit = scheme == "smtps";
    match scheme {
        "maildir" if !rest.is_empty() => {
            diagnostics.within(at, rest, "the Maildir");
            Transport::Maildir(rest.to_owned())
        }
        "file" if !rest.is_empty() => {
            diagnostics.within(at, rest, "the folder of messages");
            Transport::File(rest.to_owned())
        }
        "smtp" | "smtps" => {
            let authority = rest.trim_start_matches('/').trim_end_matches('/');
            let default = if implicit { 465 } else { 587 };
            let (host, port) = match authority.rsplit_once(':') {
                Some((host, port)) if !port.contains(']') => (host, port.parse().ok()),
                _ => (authority, Some(default)),
            };
            if authority.contains('@') {
                diagnostics.wrong(
                    at,
                    "the relay's address holds a name or password",
                    "use `user:` and `password: {env: …}`",
                );
            } else if host.is_empty() || port.is_none() || host.contains('/') {
                diagnostics.wrong(at, format!("`{}` is not a relay", at.value), forms);
            }
            let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
            Transport::Smtp { host, port: port.unwrap_or(default), implicit }
        }
        _ => {
            diagnostics.wrong(at, format!("`{}` is not a relay", at.value), forms);
            Transport::File(String::new())
        }
    }
}

/// Where `what` comes from, which is one place.
pub(super) fn secret(at: &At<SecretFile>, what: &str, diagnostics: &mut Diagnostics<'_>) -> Option<Secret> {
    match at.value.clone() {
        SecretFile { env: Some(name), file: None, command: None } => Some(Secret::Env(name)),
        SecretFile { env: None, file: Some(path), command: None } => {
            // Secrets may be kept elsewhere, where the machine keeps them; not beside the campaign by a path that climbs.
            if !Path::new(&path).is_absolute() {
                diagnostics.within(at, &path, what);
            }
            Some(Secret::File(path))
        }
        SecretFile { env: None, file: None, command: Some(line) } => Some(Secret::Command(line)),
        _ => {
            let message = format!("{what} comes from exactly one place");
            diagnostics.wrong(at, message, "write one of `env:`, `file:` or `command:`");
            None
        }
    }
}

fn limits(at: &At<LimitsChoice>, diagnostics: &mut Diagnostics<'_>) -> (Limits, Option<&'static Preset>) {
    match &at.value {
        LimitsChoice::Preset(name) => match Preset::find(name) {
            Some(preset) => (preset.limits, Some(preset)),
            None => {
                let names = || {
                    let names = PRESETS.each_ref().map(|preset| format!("`{}`", preset.name)).join(", ");
                    format!("write {names}, or figures as in `{{messages: 30/min, per_day: 10000, connections: 3}}`")
                };
                let hint = did_you_mean(name, PRESETS.iter().map(|preset| preset.name), 3, names);
                diagnostics.wrong(at, format!("there is no preset `{}`", name.escape_debug()), hint);
                <(Limits, Option<&'static Preset>)>::default()
            }
        },
        LimitsChoice::Figures(file) => (figures(file, diagnostics), None),
    }
}

fn figures(file: &LimitsFile, diagnostics: &mut Diagnostics<'_>) -> Limits {
    let mut limits = Limits::default();
    if let Some(at) = &file.messages {
        match rate(&at.value) {
            Some(rate) => limits.rate = Some(rate),
            None => {
                let message = format!("`{}` is not a rate", at.value);
                diagnostics.wrong(at, message, "write messages per period: `30/min`, `5/s`, `1000/h`");
            }
        }
    }
    if let Some(at) = &file.per_day {
        positive(at, diagnostics);
        limits.per_day = Some(at.value);
    }
    if let Some(at) = &file.connections {
        positive(at, diagnostics);
        limits.connections = at.value.clamp(1, 64);
    }
    limits
}

fn canary(file: &CanaryFile, diagnostics: &mut Diagnostics<'_>) -> Canary {
    if file.first.value == 0 {
        diagnostics.wrong(&file.first, "with none ahead nobody ever follows", "write how many go ahead, such as 20");
    }
    // What waits longer than a day is another wave.
    let wait = period(&file.wait.value).filter(|wait| *wait <= TimeDelta::days(1)).unwrap_or_else(|| {
        let message = format!("`{}` is not a time to wait", file.wait.value);
        diagnostics.wrong(&file.wait, message, "write minutes or hours, up to a day: `15m`, `2h`");
        TimeDelta::zero()
    });
    let stop_over = file.stop_over.value.strip_suffix('%').and_then(|share| share.trim().parse().ok());
    let stop_over = stop_over.filter(|share| *share < 100).unwrap_or_else(|| {
        let message = format!("`{}` is not a share", file.stop_over.value);
        diagnostics.wrong(&file.stop_over, message, "write a percentage below 100, such as `10%`");
        0
    });
    Canary { first: file.first.value, wait, stop_over }
}

fn positive(at: &At<u32>, diagnostics: &mut Diagnostics<'_>) {
    if at.value == 0 {
        diagnostics.wrong(at, "with a limit of 0 nothing can ever be sent", "leave the key out when there is no limit");
    }
}

fn rate(text: &str) -> Option<(u32, TimeDelta)> {
    let (count, unit) = text.split_once('/')?;
    let count: u32 = count.trim().parse().ok().filter(|n| *n > 0)?;
    let period = match unit.trim() {
        "s" | "sec" | "second" => TimeDelta::seconds(1),
        "m" | "min" | "minute" => TimeDelta::minutes(1),
        "h" | "hour" => TimeDelta::hours(1),
        _ => return None,
    };
    Some((count, period))
}
