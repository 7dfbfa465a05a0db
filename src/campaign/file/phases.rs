//! Phases and their messages.

use std::collections::BTreeMap;

use super::diagnostics::Diagnostics;
use super::facts::facts;
use super::keys::{MessageFile, WaveFile};
use super::ordered::Ordered;
use crate::campaign::yaml::At;
use crate::campaign::{
    Anchor, Attachment, Audience, Channel, Event, Languages, MessageRule, Moment, OnUncertain, Phase, Selector,
    StandingWord, When,
};
use crate::error::did_you_mean;

/// Reads the phases. `waves` are those a message may name.
pub(super) fn phases(
    file: &At<Ordered<Vec<MessageFile>>>,
    waves: &[WaveFile],
    languages: &Languages,
    diagnostics: &mut Diagnostics<'_>,
) -> Vec<Phase> {
    if file.value.0.is_empty() {
        diagnostics.wrong(
            file,
            "the campaign has no phases",
            "name at least one, such as `announce:`, with its messages",
        );
    }
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    file.value
        .0
        .iter()
        .map(|(name, messages)| {
            let id = diagnostics.id(name, "the name of a phase");
            let messages = messages
                .iter()
                .map(|file| {
                    let rule = message(file, waves, languages, diagnostics);
                    if let Some(other) = seen.insert(rule.message.clone(), id.clone()) {
                        let text = format!("the message `{}` is in `{other}` already", rule.message);
                        diagnostics.wrong(
                            &file.message,
                            text,
                            "a message is sent by one rule; give the second one another name",
                        );
                    }
                    rule
                })
                .collect();
            Phase { id, messages }
        })
        .collect()
}

fn message(
    file: &MessageFile,
    waves: &[WaveFile],
    languages: &Languages,
    diagnostics: &mut Diagnostics<'_>,
) -> MessageRule {
    let when = match When::parse(&file.when.value) {
        Ok(when) => Some(when),
        Err(e) => {
            diagnostics.wrong_part(&file.when, "in this rule", e);
            None
        }
    };
    let expires = file.expires.as_ref().and_then(|at| match Moment::parse(&at.value) {
        Ok(moment) => Some(moment),
        Err(e) => {
            diagnostics.wrong_part(at, "in this moment", e);
            None
        }
    });
    let event = matches!(when, Some(When::Event { .. }));
    if let (Some(at), true) = (&file.expires, event) {
        diagnostics.wrong(
            at,
            "a message on an event has no `expires`",
            "it expires a week after it was due; remove this key",
        );
    }
    let to = audience(&file.to, diagnostics);
    by_appointment(file, when.as_ref(), expires.as_ref(), &to, diagnostics);
    if event && is_around(&to) {
        diagnostics.wrong(
            &file.to,
            "a message on an event goes to the person it happened to",
            "write `everyone` or a selector",
        );
    }
    let attach = attachments(file, when.as_ref(), &to, diagnostics);
    MessageRule {
        message: diagnostics.id(&file.message, "the name of a message"),
        // A rule that could not be read was reported: the campaign is refused and this value never used.
        when: when.unwrap_or(When::Event { event: Event::Failed, delay: chrono::TimeDelta::zero() }),
        when_text: file.when.value.clone(),
        to,
        expires,
        waves: file.waves.iter().flatten().filter_map(|at| wave(at, waves, diagnostics)).collect(),
        facts: facts(&file.facts, languages, diagnostics),
        attach,
        on_uncertain: file.on_uncertain.as_ref().map(|at| on_uncertain(at, diagnostics)).unwrap_or_default(),
        channels: channels(&file.channel, diagnostics),
        place: diagnostics.origin.place(&file.message),
    }
}

/// What is counted from a person's own appointment is a message to that person, sent once.
fn by_appointment(
    file: &MessageFile,
    when: Option<&When>,
    expires: Option<&Moment>,
    to: &Audience,
    diagnostics: &mut Diagnostics<'_>,
) {
    let is_by_appointment = when.is_some_and(When::is_by_appointment);
    if let Some(When::Every { from, until, .. }) = when
        && [from, until].iter().any(|moment| moment.anchor == Anchor::Appointment)
    {
        let hint = "write a rule for each, such as `appointment - 1 workday at 09:00`";
        diagnostics.wrong(&file.when, "nobody is reminded of an appointment again and again", hint);
    }
    if let (Some(at), Some(moment), false) = (&file.expires, expires, is_by_appointment)
        && moment.anchor == Anchor::Appointment
    {
        let hint = "count `when` from `appointment` as well, or name another moment";
        diagnostics.wrong(at, "a message that comes to people without an appointment cannot expire by it", hint);
    }
    if is_by_appointment && is_around(to) {
        let hint = "write `everyone`, `pending` or a selector";
        diagnostics.wrong(&file.to, "an appointment is of the person who has it", hint);
    }
}

/// The id of a wave that exists.
fn wave(at: &At<String>, waves: &[WaveFile], diagnostics: &mut Diagnostics<'_>) -> Option<String> {
    let known = || waves.iter().map(|wave| wave.id.value.as_str());
    if known().any(|id| id == at.value) {
        return Some(at.value.clone());
    }
    let all = || format!("there are {}", known().collect::<Vec<_>>().join(", "));
    let hint = did_you_mean(&at.value, known(), 2, all);
    diagnostics.wrong(at, format!("there is no wave `{}`", at.value), hint);
    None
}

fn attachments(
    file: &MessageFile,
    when: Option<&When>,
    to: &Audience,
    diagnostics: &mut Diagnostics<'_>,
) -> Vec<Attachment> {
    let mut found: Vec<Attachment> = Vec::new();
    for at in &file.attach {
        let Some(one) = Attachment::ALL.into_iter().find(|known| known.as_str() == at.value) else {
            let known = Attachment::ALL.map(Attachment::as_str);
            let all = || format!("write {}", known.map(|k| format!("`{k}`")).join(", "));
            let hint = match at.value.as_str() {
                "hold" => "a meeting request is called `meeting`".to_owned(),
                other => did_you_mean(other, known, 2, all),
            };
            diagnostics.wrong(at, format!("there is no attachment `{}`", at.value), hint);
            continue;
        };
        let ends = matches!(when, Some(When::Event { event: Event::Migrated | Event::Failed, .. }));
        let others = is_around(to) || *to == Audience::Migrated;
        if found.contains(&one) {
            diagnostics.wrong(at, format!("`{}` is attached already", one.as_str()), "remove one of the two");
        } else if one.is_appointment() && found.iter().any(|other| other.is_appointment()) {
            let cancelled = one == Attachment::Cancellation || found.contains(&Attachment::Cancellation);
            let (text, hint) = match cancelled {
                true => (
                    "a message cannot put an entry in a calendar and take it out",
                    "keep `cancellation` where the time need not be reserved any more, and remove the other",
                ),
                false => (
                    "`invite` and `meeting` are the same entry of a calendar",
                    "keep `meeting` for a meeting request, or `invite` for a file to open",
                ),
            };
            diagnostics.wrong(at, text, hint);
        } else if one.is_appointment() && (ends || others) {
            let text = format!("there is no time to reserve, so no `{}`, for those who get this message", one.as_str());
            diagnostics.wrong(
                at,
                text,
                "attach it to a message for `pending`, `everyone` or a selector, before the move",
            );
        } else if one == Attachment::Sheet && is_around(to) {
            let text = format!("a `sheet` is for those who move, and this message goes to `{}`", file.to.value);
            diagnostics.wrong(at, text, "attach it to a message for `pending`, `everyone` or a selector");
        } else if one == Attachment::Sheet && !cfg!(feature = "print") {
            let hint = "use a build of Heraut with the feature `print`, which is on by default";
            diagnostics.wrong(at, "this build cannot print, so it cannot attach a `sheet`", hint);
        } else {
            found.push(one);
        }
    }
    found
}

fn on_uncertain(at: &At<String>, diagnostics: &mut Diagnostics<'_>) -> OnUncertain {
    OnUncertain::ALL.into_iter().find(|known| known.as_str() == at.value).unwrap_or_else(|| {
        let known = OnUncertain::ALL.map(OnUncertain::as_str);
        let hint = match at.value.as_str() {
            "hold" => "to leave it to a person is called `ask`".to_owned(),
            other => did_you_mean(other, known, 2, || "write `ask` or `resend`".to_owned()),
        };
        diagnostics.wrong(at, format!("`{}` is not one of the possible values", at.value), hint);
        OnUncertain::default()
    })
}

fn channels(file: &[At<String>], diagnostics: &mut Diagnostics<'_>) -> Vec<Channel> {
    if file.is_empty() {
        return vec![Channel::Mail];
    }
    let mut found = Vec::new();
    for at in file {
        match Channel::named(&at.value) {
            Some(channel) if found.contains(&channel) => {
                diagnostics.wrong(at, format!("`{}` is named twice", at.value), "name each channel once");
            }
            Some(channel) => found.push(channel),
            None => {
                let names = Channel::ALL.map(Channel::as_str);
                let hint = did_you_mean(&at.value, names, 2, || format!("write {}", names.join(", ")));
                diagnostics.wrong(at, format!("there is no channel `{}`", at.value), hint);
            }
        }
    }
    found.sort_unstable();
    found
}

/// The audiences that have a word.
const AUDIENCES: [&str; 9] =
    ["everyone", "pending", "migrated", "failed", "blocked", "managers", "site-owner", "owners-of shared", "helpdesk"];

/// Whether it is for those around the people of a wave, and not for these.
fn is_around(to: &Audience) -> bool {
    matches!(to, Audience::Managers | Audience::SiteOwner | Audience::SharedOwners | Audience::Helpdesk)
}

fn audience(at: &At<String>, diagnostics: &mut Diagnostics<'_>) -> Audience {
    let words = at.value.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.as_str() {
        "everyone" => Audience::Everyone,
        "pending" => Audience::Pending,
        "migrated" => Audience::Migrated,
        "failed" => Audience::Failed,
        "managers" => Audience::Managers,
        "helpdesk" => Audience::Helpdesk,
        "site-owner" => Audience::SiteOwner,
        "owners-of shared" => Audience::SharedOwners,
        "blocked" => Audience::Select(Selector::Standing(StandingWord::Blocked)),
        word if !word.contains([' ', '=', '(', '<', '>']) || word.starts_with("owners-of ") => {
            let hint = did_you_mean(word, AUDIENCES, 3, || {
                format!("write one of {}, or a selector", AUDIENCES.map(|known| format!("`{known}`")).join(", "))
            });
            diagnostics.wrong(at, format!("there is no audience `{word}`"), hint);
            Audience::Everyone
        }
        _ => diagnostics.audience(at).map_or(Audience::Everyone, Audience::Select),
    }
}
