//! Who is told when something goes wrong.

use chrono::TimeDelta;

use super::alert_keys::{AlertFile, WebhookFile};
use super::diagnostics::Diagnostics;
use super::relay::secret;
use crate::campaign::yaml::At;
use crate::campaign::{Alert, AlertOn, UrlFlaw, WebAddress, Webhook, judge_url, period};
use crate::error::did_you_mean;

/// A sender is looked at every minute: what is shorter than this is not told from a slow minute.
const SHORTEST: TimeDelta = TimeDelta::minutes(5);

pub(super) fn alert(at: &At<AlertFile>, diagnostics: &mut Diagnostics<'_>) -> Alert {
    let file = &at.value;
    if file.mail.is_none() && file.webhook.is_none() && file.command.is_none() {
        let hint = "add `mail: it@example.org`, `webhook: {url: …}` or `command: …`";
        diagnostics.wrong(at, "this alert reaches nobody", hint);
    }
    if let Some(command) = &file.command
        && command.value.trim().is_empty()
    {
        diagnostics.wrong(command, "there is no command in it", "write a line for the shell, or leave the key out");
    }
    Alert {
        mail: file.mail.as_ref().map(|at| diagnostics.mailbox(at).address),
        webhook: file.webhook.as_ref().and_then(|at| webhook(at, diagnostics)),
        command: file.command.as_ref().map(|at| at.value.clone()),
        on: file.on.as_ref().map(|at| on(at, diagnostics)).unwrap_or_default(),
        overdue_after: file.overdue_after.as_ref().map(|at| time(at, SHORTEST, diagnostics)),
        again_after: file
            .again_after
            .as_ref()
            .map_or(Alert::AGAIN_AFTER, |at| time(at, TimeDelta::minutes(1), diagnostics)),
        place: diagnostics.origin.place(at),
    }
}

fn webhook(at: &At<WebhookFile>, diagnostics: &mut Diagnostics<'_>) -> Option<Webhook> {
    let file = &at.value;
    let url = match (&file.url, &file.url_from) {
        (Some(url), None) => address(url, diagnostics),
        (None, Some(from)) => secret(from, "an address", diagnostics).map(WebAddress::Secret),
        (Some(_), Some(from)) => {
            diagnostics.wrong(from, "a webhook has one address", "write one of `url:` and `url_from:`");
            None
        }
        (None, None) => {
            let hint = "add `url: https://…`, or `url_from: {env: HERAUT_ALERT_URL}` where the address is a secret";
            diagnostics.wrong(at, "a webhook without an address tells nobody", hint);
            None
        }
    };
    let token = file.token.as_ref().and_then(|at| secret(at, "a token", diagnostics));
    Some(Webhook { url: url?, token })
}

fn address(at: &At<String>, diagnostics: &mut Diagnostics<'_>) -> Option<WebAddress> {
    let (message, hint) = match judge_url(&at.value) {
        Ok(()) => return Some(WebAddress::Known(at.value.clone())),
        Err(UrlFlaw::Named) => ("a webhook's address holds a name or password", "use `token:`, or `url_from:`"),
        Err(UrlFlaw::Clear) => ("a webhook is spoken to under TLS, unless it is on this machine", "write https://"),
        Err(UrlFlaw::None) => {
            ("it is not the address of a webhook", "write it as in https://alerts.example.org/heraut")
        }
    };
    diagnostics.wrong(at, message, hint);
    None
}

fn on(at: &At<Vec<At<String>>>, diagnostics: &mut Diagnostics<'_>) -> Vec<AlertOn> {
    if at.value.is_empty() {
        diagnostics.wrong(at, "this alert tells of nothing", "leave `on:` out to be told of everything");
    }
    let mut on = Vec::new();
    for word in &at.value {
        match AlertOn::ALL.into_iter().find(|known| known.as_str() == word.value) {
            Some(known) if on.contains(&known) => {
                diagnostics.wrong(word, format!("`{}` is in the list already", word.value), "take it out once");
            }
            Some(known) => on.push(known),
            None => {
                let words = || format!("write some of {}", AlertOn::ALL.map(AlertOn::as_str).join(", "));
                let hint = did_you_mean(&word.value, AlertOn::ALL.map(AlertOn::as_str), 2, words);
                diagnostics.wrong(word, format!("nobody can be told of `{}`", word.value.escape_debug()), hint);
            }
        }
    }
    on
}

fn time(at: &At<String>, least: TimeDelta, diagnostics: &mut Diagnostics<'_>) -> TimeDelta {
    period(&at.value).filter(|time| *time >= least).unwrap_or_else(|| {
        let hint = format!("write minutes, hours or days, at least {}m: `30m`, `2h`", least.num_minutes());
        diagnostics.wrong(at, format!("`{}` is no time to wait here", at.value), hint);
        least
    })
}
