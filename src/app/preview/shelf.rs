//! Every message of the working files, each with those to look at it as.

use std::sync::Arc;

use super::find::Preview;
use crate::app::workspace::Workspace;
use crate::check::{Sample, samples};
use crate::compose::Composer;
use crate::error::{Error, Result};
use crate::l10n::Tag;
use crate::render::Mail;

/// Every message of the working files.
pub struct Shelf {
    /// The files.
    pub workspace: Workspace,
    composer: Composer,
    samples: Vec<Sample>,
}

/// A message in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnShelf<'a> {
    /// Its phase.
    pub phase: &'a str,
    /// Its name.
    pub message: &'a str,
    /// The language.
    pub language: &'a Tag,
    /// Where its template is, as a person would open it.
    pub template: &'a str,
}

impl Shelf {
    /// Reads the messages of a campaign directory.
    ///
    /// # Errors
    /// What is wrong with templates and texts, each at its place.
    pub fn of(workspace: Workspace) -> Result<Self> {
        let composer = Composer::new(Arc::clone(&workspace.loaded), &workspace.inputs)?;
        let samples = samples(&composer, workspace.now);
        Ok(Shelf { workspace, composer, samples })
    }

    /// Every message in every language in which somebody can get it, in the order of the campaign.
    pub fn messages(&self) -> Vec<OnShelf<'_>> {
        let mut found: Vec<OnShelf<'_>> = Vec::new();
        for Sample { notice, .. } in &self.samples {
            let message = self.composer.rule(notice).message.as_str();
            let templates = self.workspace.loaded.catalogue.messages.get(message);
            let Some((language, template)) = templates.and_then(|all| all.get_key_value(&notice.language)) else {
                continue;
            };
            let phase = self.workspace.loaded.campaign.phases[usize::from(notice.phase)].id.as_str();
            let one = OnShelf { phase, message, language, template };
            if !found.contains(&one) {
                found.push(one);
            }
        }
        found
    }

    /// Those to look at a message in a language as: so many that together they have everything that makes it differ.
    pub fn readers(&self, message: &str, language: &str) -> Vec<&Sample> {
        let is_it = |sample: &&Sample| {
            *self.composer.rule(&sample.notice).message == *message && sample.notice.language.as_str() == language
        };
        self.samples.iter().filter(is_it).collect()
    }

    /// Who a reader is: name and identity; nobody is the helpdesk.
    pub fn reader(&self, sample: &Sample) -> Option<(&str, &str)> {
        self.composer.person(&sample.notice).map(|person| (person.name.as_str(), &*person.id))
    }

    /// A message for one of its readers.
    ///
    /// # Errors
    /// When the template fails for them, with the place.
    pub fn mail(&self, sample: &Sample) -> Result<Mail> {
        self.composer.mail(&sample.notice, sample.notice.due, &[], None)
    }

    /// A message for anybody of the data, by identity.
    ///
    /// # Errors
    /// As [`Preview::of`] and [`Preview::mail`].
    pub fn mail_for(&self, message: &str, language: &str, person: &str) -> Result<Mail> {
        Preview::of(&self.workspace, message, Some(person), Some(language))?.mail()
    }

    /// Everything that `check` finds in the files as they are.
    ///
    /// # Errors
    /// What is wrong with templates and texts, when they cannot be read at all.
    pub fn findings(&self) -> Result<Vec<crate::check::Finding>, Error> {
        crate::app::check(&self.workspace)
    }
}
