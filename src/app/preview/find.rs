//! Which message for whom is to be looked at: planned or not.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::workspace::Workspace;
use crate::campaign::{Audience, Channel, Loaded, Person};
use crate::compose::{Composer, ResolvedNotice};
use crate::error::{Error, Result};
use crate::l10n::{Pseudo, Tag};
use crate::render::Mail;
use crate::report::find_person;
use crate::schedule::NoticeId;

/// A message of the working files for one reader.
pub struct Preview {
    /// What makes it.
    pub composer: Composer,
    /// Which message for whom.
    pub notice: ResolvedNotice,
    /// Whether the plan has it; otherwise it is what it would be today.
    pub is_planned: bool,
    now: DateTime<Utc>,
}

impl Preview {
    /// The person's own notice of this message when the plan has one; otherwise what it would be today. A message to the
    /// helpdesk is that of the person's wave, or without a person of the first wave that has one.
    ///
    /// # Errors
    /// When there is no such person or message, it is for a person and none was named, or it is not offered in the language
    /// asked for.
    pub fn of(workspace: &Workspace, message: &str, person: Option<&str>, language: Option<&str>) -> Result<Self> {
        let composer = Composer::new(Arc::clone(&workspace.loaded), &workspace.inputs)?;
        let (notice, is_planned) = find(message, person, language, workspace, &composer)?;
        Ok(Preview { composer, notice, is_planned, now: workspace.now })
    }

    /// Whose it is; `None` is the helpdesk.
    pub fn reader(&self) -> Option<&Person> {
        self.composer.person(&self.notice)
    }

    /// The message as it would go out, but not signed.
    ///
    /// # Errors
    /// When the template fails.
    pub fn mail(&self) -> Result<Mail> {
        self.composer.mail(&self.notice, self.notice.due.max(self.now), &[], None)
    }
}

fn find(
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
    let draft = workspace.plan()?;
    let planned = draft
        .plan
        .notices
        .iter()
        .map(ResolvedNotice::from)
        .filter(|notice| notice.person == reader && composer.rule(notice).message == *message)
        .find(|notice| !is_helpdesks || wave.is_none_or(|wave| notice.wave == wave));
    let is_planned = planned.is_some();
    let mut notice = match planned {
        Some(notice) => notice,
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
    let wanted = language.as_ref().unwrap_or(&notice.language);
    let chosen = loaded.catalogue.language_for(message, wanted, &loaded.campaign.languages);
    notice.language = match (chosen, &language) {
        // Nobody reads these; they are made from the template of a language that is offered.
        (_, Some(asked)) if Pseudo::of(asked).is_some() => made_from(asked, message, loaded)?,
        (Some(tag), Some(asked)) if !loaded.campaign.languages.serves(asked, tag) => {
            let text = format!("`{message}` is not offered in {asked}");
            return Err(Error::usage(text).hint("`languages: offered:` in campaign.yaml lists the languages"));
        }
        (Some(tag), _) => tag.clone(),
        (None, _) => return Err(no_message(composer, message)),
    };
    Ok((notice, is_planned))
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
