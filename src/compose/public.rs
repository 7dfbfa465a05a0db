//! Messages for nobody in particular: on a wall, and in a pile at the service desk.
//!
//! They come from the same templates as mail, with the kinds of devices there are in a wave in the place of somebody's
//! own and without a `person`. Such paper is read on other days than the one a message is due; one that says something
//! else on another day is refused.

use chrono::{DateTime, TimeDelta, Utc};

use super::composer::Composer;
use crate::campaign::{Audience, MessageRule, When};
use crate::error::{Error, Result};
use crate::l10n::Tag;
use crate::render::markdown::{Block, Callout};
use crate::render::{Content, Kind, Request, device_kinds};

/// For whom such paper is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicForm {
    /// Whoever passes a wall: only the title, the sentence under it and the deadline are read.
    Poster,
    /// Whoever takes a sheet from a pile.
    Handout,
}

/// One message of one wave in one language.
#[derive(Debug, Clone)]
pub struct PublicMessage {
    /// Position of the wave.
    pub wave: u16,
    /// Position of the phase of the message.
    pub phase: u16,
    /// Position of its rule in that phase.
    pub rule: u16,
    /// The language it is written in.
    pub language: Tag,
    /// The kinds of devices it is about.
    pub kinds: Vec<Kind>,
    /// When it is due.
    pub due: DateTime<Utc>,
}

impl Composer {
    /// The kinds of devices that the people of a wave had to move when the campaign was read.
    pub fn kinds(&self, wave: u16) -> Vec<Kind> {
        let campaign = &self.loaded().campaign;
        let here = &campaign.waves[usize::from(wave)];
        let people = self.loaded().people.persons.iter().zip(&self.membership().waves);
        let devices = people.filter(|(_, of)| **of == Some(wave)).flat_map(|(person, _)| {
            person.moving().map(move |device| (device, campaign.path(here, Some(person), device)))
        });
        device_kinds(devices, &campaign.migration)
    }

    /// What a message says on paper that is nobody's.
    ///
    /// # Errors
    /// When the template cannot do without a person, or what it says is true on one day only.
    pub fn public(&self, message: &PublicMessage, form: PublicForm) -> Result<Content> {
        let campaign = &self.loaded().campaign;
        let day = message.due.with_timezone(&campaign.timezone).date_naive();
        // What is true until the last day and what is true after it may differ: the two days are on one side of it.
        let is_over = day > campaign.waves[usize::from(message.wave)].deadline;
        let another = message.due + TimeDelta::days(if is_over { 1 } else { -1 });
        let said = self.say(message, form, message.due)?;
        if read(&said, form) == read(&self.say(message, form, another)?, form) {
            return Ok(said);
        }
        let message = format!("{} says something else every day, such as how many days are left", self.name(message));
        Err(Error::campaign(message).hint(
            "paper hangs and lies for days: print another message, or name the day with `wave.deadline` in its template",
        ))
    }

    fn say(&self, message: &PublicMessage, form: PublicForm, due: DateTime<Utc>) -> Result<Content> {
        let campaign = &self.loaded().campaign;
        let (wave, phase) = (&campaign.waves[usize::from(message.wave)], &campaign.phases[usize::from(message.phase)]);
        let name = &self.rule_at(message.phase, message.rule).message;
        let request = Request::new(wave, phase, name, &message.language, due);
        let said = match form {
            PublicForm::Poster => self.renderer().poster(&request, &message.kinds),
            PublicForm::Handout => self.renderer().handout(&request, &message.kinds),
        };
        said.map_err(|mut error| {
            if let Some(problem) = error.problems.first_mut() {
                if problem.hint.is_none() && problem.message.contains("`person`") {
                    problem.hint =
                        Some("paper for anyone has no `person`: write `{% if person %}` around what needs one".into());
                }
                problem.message = format!("{}: {}", self.name(message), problem.message);
            }
            error
        })
    }

    fn name(&self, message: &PublicMessage) -> String {
        let (rule, wave) = (self.rule_at(message.phase, message.rule), usize::from(message.wave));
        format!("`{}` for anyone in wave {}", rule.message, self.loaded().campaign.waves[wave].id)
    }
}

/// Whether a message can be told on such paper at all.
///
/// # Errors
/// When it is about people, or is only told to a person when something happens to them.
pub fn can_be_public(rule: &MessageRule) -> Result<()> {
    let why = match (&rule.to, &rule.when) {
        (Audience::Managers, _) => "is about the people of a manager",
        (Audience::SiteOwner, _) => "is about the people of a site",
        (Audience::SharedOwners, _) => "is about somebody's shared devices",
        (Audience::Helpdesk, _) => "is for the helpdesk",
        (_, When::Event { .. }) => "is told to a person when something happens to them",
        _ => return Ok(()),
    };
    let hint = match rule.to {
        Audience::Helpdesk => "`channel: [mail, print]` has it printed as a brief by `heraut print`",
        _ => "print a message that everyone in a wave gets, such as `announcement`",
    };
    Err(Error::usage(format!("`{}` {why}: it is not for anyone else", rule.message)).hint(hint))
}

/// What of a message is read.
fn read(content: &Content, form: PublicForm) -> (&str, &str, Vec<&Block>) {
    let is_read = |block: &&Block| {
        form == PublicForm::Handout || matches!(block, Block::Heading(1, _) | Block::Callout(Callout::Deadline, _))
    };
    (&content.subject, &content.preheader, content.blocks.iter().filter(is_read).collect())
}
