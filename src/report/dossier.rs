//! `heraut person show`: everything known and told about one person, in their language (GDPR article 15).

mod about;
mod happened;
mod json;
mod left;
mod section;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use self::section::Section;
use super::screen::{clean, paragraph};
use crate::campaign::people::Mention;
use crate::campaign::{Campaign, Person, Standing};
use crate::error::Result;
use crate::l10n::{Argument, DateStyle, Voice};
use crate::ledger::{Attempt, Fact, Hold, JournalEntry, Reported, Row, Suppression};

/// Everything known and told about one person.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The campaign, by the newest approval that had them.
    pub campaign: Arc<Campaign>,
    /// Who, by that approval.
    pub person: Person,
    /// Whether that is the approval in force.
    pub is_current: bool,
    /// How far they are.
    pub standing: Standing,
    /// Which of their devices have moved, by serial number or name.
    pub moved: Vec<String>,
    /// Everything that was learnt about them, in the order in which it was.
    pub facts: Vec<Fact>,
    /// Everything they were or are to be told, by due time.
    pub told: Vec<Told>,
    /// Holds in force on them alone.
    pub holds: Vec<Hold>,
    /// Entries of the journal that name them or a notice of theirs.
    pub journal: Vec<JournalEntry>,
    /// Where the files of approvals have them: those of the approval in force, then what only earlier ones had.
    pub mentions: Vec<(Mention, Age)>,
    /// When this was put together.
    pub now: DateTime<Utc>,
}

/// Whether a row is in the approval that tells who somebody is, or only in an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Age {
    /// In it.
    Present,
    /// Only in an earlier one.
    Earlier,
}

/// A message to them, with what became of it.
#[derive(Debug, Clone)]
pub struct Told {
    /// The notice and where it stands.
    pub row: Row,
    /// Its subject, where the approval it was made from still says it.
    pub subject: Option<String>,
    /// Why it will not go out as things are now, when it waits.
    pub dropped: Option<Suppression>,
    /// Every try.
    pub attempts: Vec<Attempt>,
    /// What mail systems reported of it.
    pub reports: Vec<Reported>,
}

impl Dossier {
    /// In the language of `voice`, at most `width` columns wide.
    ///
    /// # Errors
    /// When the voice lacks a text: a fault of ours.
    pub fn screen(&self, voice: &Voice, width: usize) -> Result<String> {
        let speaker = Speaker { dossier: self, voice };
        let name = [("name", Argument::Text(&self.person.name))];
        let mut out = paragraph("", &clean(&speaker.say("person-title", &name)?), width);
        out += &paragraph("", &clean(&speaker.made()?), width);
        if !self.is_current {
            out += &paragraph("", &speaker.plain("person-not-current")?, width);
        }
        for section in speaker.sections()? {
            out += &section.screen(width);
        }
        Ok(out)
    }
}

/// Says a dossier in a language.
struct Speaker<'a> {
    dossier: &'a Dossier,
    voice: &'a Voice,
}

impl Speaker<'_> {
    fn say(&self, label: &str, values: &[(&str, Argument)]) -> Result<String> {
        self.voice.label(label, values)
    }

    fn plain(&self, label: &str) -> Result<String> {
        self.say(label, &[])
    }

    /// On the person's clock.
    fn moment(&self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(&self.dossier.person.timezone).naive_local();
        self.voice.formatter().datetime(local, DateStyle::Medium)
    }

    fn day(&self, day: NaiveDate) -> String {
        self.voice.formatter().date(day, DateStyle::Medium)
    }

    fn made(&self) -> Result<String> {
        let Dossier { campaign, person, now, .. } = self.dossier;
        let when = self.moment(*now);
        let name = campaign.name.get(self.voice.language(), &campaign.languages.default);
        self.say(
            "person-made",
            &[
                ("campaign", Argument::Text(name)),
                ("organization", Argument::Text(&campaign.organization)),
                ("when", Argument::Text(&when)),
                ("zone", Argument::Text(person.timezone.name())),
            ],
        )
    }

    fn sections(&self) -> Result<Vec<Section>> {
        let mut sections = vec![self.purpose()?, self.about()?, self.devices()?, self.standing()?];
        sections.extend(self.messages()?);
        sections.extend([self.helpdesk()?, self.journal()?, self.files()?, self.forgetting()?]);
        Ok(sections)
    }
}
