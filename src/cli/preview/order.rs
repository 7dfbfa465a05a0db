//! Which message for whom is to be looked at: planned or not.

use crate::app::Workspace;
use crate::campaign::{Audience, Channel, Loaded};
use crate::compose::{Composer, ResolvedNotice};
use crate::error::{Error, Result};
use crate::l10n::{Pseudo, Tag};
use crate::report::find_person;
use crate::schedule::NoticeId;

/// The person's own notice of this message and true when the plan has one; otherwise what it would be today. A message to
/// the helpdesk is that of the person's wave, or without a person of the first wave that has one.
///
/// # Errors
/// When there is no such person or message, it is for a person and none was named, or it is not offered in the language
/// asked for.
pub fn order(
    message: &str,
    person: Option<&str>,
    language: Option<&str>,
    workspace: &Workspace,
    composer: &Composer,
) -> Result<(ResolvedNotice, bool)> {
    let loaded = &workspace.loaded;
    let first = loaded.campaign.waves.first().map_or("", |wave| &wave.id);
    let (_, phase, rule) = composer.find(first, message).ok_or_else(|| no_message(composer, message))?;
    let rule_of = composer.rule_at(phase, rule);
    let is_helpdesks = rule_of.to == Audience::Helpdesk;
    let named = person.map(|person| find_person(&loaded.people, person)).transpose()?;
    if named.is_none() && !is_helpdesks {
        return Err(Error::usage(format!("`{message}` is for a person")).hint("say whose to show: `--person PERSON`"));
    }
    let wave = named.and_then(|at| composer.membership().waves[at]);
    let reader = named.filter(|_| !is_helpdesks).map(|at| at as u32);
    let language: Option<Tag> = match language {
        Some(text) => Some(text.parse().map_err(|e: crate::l10n::TagError| Error::usage(e.to_string()))?),
        None => None,
    };
    let made = workspace.plan()?;
    let planned = made
        .plan
        .notices
        .iter()
        .map(ResolvedNotice::from)
        .filter(|order| order.person == reader && composer.rule(order).message == *message)
        .find(|order| !is_helpdesks || wave.is_none_or(|wave| order.wave == wave));
    let is_planned = planned.is_some();
    let mut order = match planned {
        Some(order) => order,
        None => {
            let wave = wave.unwrap_or(0);
            let wave_id = &loaded.campaign.waves[usize::from(wave)].id;
            let person = reader.map(|at| &loaded.people.persons[at as usize]);
            let id = NoticeId::of(&loaded.campaign.id, wave_id, message, person.map_or("", |person| &person.id), 0);
            let language = person.map_or(&loaded.campaign.languages.default, |person| &person.language.tag).clone();
            let (channel, due, history) = (Channel::Mail, workspace.now, composer.example(wave, rule_of));
            ResolvedNotice { id, wave, phase, rule, person: reader, occurrence: 0, channel, language, due, history }
        }
    };
    let wanted = language.as_ref().unwrap_or(&order.language);
    let chosen = loaded.catalogue.language_for(message, wanted, &loaded.campaign.languages);
    order.language = match (chosen, &language) {
        // Nobody reads these; they are made from the template of a language that is offered.
        (_, Some(asked)) if Pseudo::of(asked).is_some() => made_from(asked, message, loaded)?,
        (Some(tag), Some(asked)) if !asked.chain().any(|t| t == *tag) => {
            let text = format!("`{message}` is not offered in {asked}");
            return Err(Error::usage(text).hint("`languages: offered:` in campaign.yaml lists the languages"));
        }
        (Some(tag), _) => tag.clone(),
        (None, _) => return Err(no_message(composer, message)),
    };
    Ok((order, is_planned))
}

/// A pseudo-locale, when there is a template to make it from.
fn made_from(asked: &Tag, message: &str, loaded: &Loaded) -> Result<Tag> {
    let source = Pseudo::of(asked).map_or("en", |pseudo| pseudo.tags().1);
    let offered = loaded.campaign.languages.offered.iter().any(|tag| tag.as_str() == source);
    let exists = loaded.catalogue.messages.get(message).is_some_and(|languages| languages.contains_key(source));
    if offered && exists {
        return Ok(asked.clone());
    }
    let text = format!("{asked} is made from `{message}` in {source}, which this campaign does not offer");
    Err(Error::usage(text).hint(format!("add {source} to `languages: offered:` in campaign.yaml")))
}

fn no_message(composer: &Composer, wanted: &str) -> Error {
    let campaign = &composer.loaded().campaign;
    let names: Vec<&str> = campaign.phases.iter().flat_map(|p| &p.messages).map(|rule| rule.message.as_str()).collect();
    Error::usage(format!("the campaign has no message `{wanted}`")).hint(format!("messages: {}", names.join(", ")))
}
