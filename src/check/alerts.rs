//! Who is told of trouble: whether that can work.

#[cfg(test)]
mod tests;

use super::finding::Finding;
use super::registry::alert::{BY_THE_SAME_ROAD, NO_EFFECT};
use super::view::View;
use crate::campaign::{Alert, AlertOn, Transport};

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let Some(alert) = &view.campaign.alert else { return };
    by_the_same_road(alert, found);
    no_effect(view, alert, found);
}

/// A relay that is away cannot tell that it is.
fn by_the_same_road(alert: &Alert, found: &mut Vec<Finding>) {
    let told = AlertOn::ALL.into_iter().filter(|on| on.is_about_the_relay() && alert.tells(*on)).map(AlertOn::as_str);
    let told: Vec<&str> = told.collect();
    if alert.mail.is_some() && alert.webhook.is_none() && alert.command.is_none() && !told.is_empty() {
        let message = format!(
            "`alert` tells by mail alone, and by the relay that it may be about: {}",
            told.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
        );
        let hint = "add `webhook: {url: https://…}` or `command: …` beside it";
        found.push(Finding::of(BY_THE_SAME_ROAD, message).at(&alert.place).hint(hint));
    }
}

fn no_effect(view: &View<'_>, alert: &Alert, found: &mut Vec<Finding>) {
    let mut tell = |subject: &str, message: String, hint: &str| {
        found.push(Finding::of(NO_EFFECT, message).at(&alert.place).about(subject).hint(hint));
    };
    let relay = view.campaign.relay.as_ref();
    match (&alert.mail, relay.map(|relay| &relay.transport)) {
        (Some(to), None) => {
            let message = format!("`alert` is to mail {to}, and the campaign has no relay");
            tell("mail", message, "add `relay:`, or tell it by `webhook:` or `command:`");
        }
        (Some(to), Some(Transport::Maildir(dir) | Transport::File(dir))) => {
            let message = format!("`alert` is to mail {to}, and mail goes into the folder `{dir}`, where nobody looks");
            tell("mail", message, "it is one for a trial: the real relay takes it there");
        }
        (_, Some(Transport::Smtp { .. })) | (None, _) => {}
    }
    if alert.on.contains(&AlertOn::Canary) && relay.is_none_or(|relay| relay.canary.is_none()) {
        let message = "`alert` tells of what the canary holds, and the relay has no `canary:`".to_owned();
        tell(
            "canary",
            message,
            "add `canary: {first: 20, wait: 15m, stop_over: 10%}` to `relay:`, or take the word out",
        );
    }
    if alert.on.contains(&AlertOn::Gate) && view.campaign.waves.iter().all(|wave| wave.gate.is_none()) {
        let message = "`alert` tells of gates that are closed, and no wave has one".to_owned();
        tell("gate", message, "add `gate:` to a wave, or take the word out");
    }
    if alert.overdue_after.is_some() && !alert.tells(AlertOn::Overdue) && !alert.tells(AlertOn::Silent) {
        let message =
            "`overdue_after` says when something is `overdue` or `silent`, and neither is in `on:`".to_owned();
        tell("overdue_after", message, "take it out, or add `overdue` and `silent` to `on:`");
    }
}
