//! What else names somebody, and what stays when they are forgotten.

use super::section::Section;
use super::{Age, Speaker};
use crate::error::Result;
use crate::l10n::Argument;
use crate::report::journal::sentence;

impl Speaker<'_> {
    pub(super) fn helpdesk(&self) -> Result<Section> {
        let mut section = Section::new(self.plain("person-helpdesk")?);
        section.text(self.plain("person-helpdesk-text")?);
        Ok(section)
    }

    pub(super) fn journal(&self) -> Result<Section> {
        let mut section = Section::new(self.plain("person-journal")?);
        for entry in &self.dossier.journal {
            let (when, text) = (self.moment(entry.at), sentence(entry));
            let values = [
                ("number", Argument::Number(entry.number as f64)),
                ("when", Argument::Text(&when)),
                ("text", Argument::Text(&text)),
            ];
            section.text(self.say("person-journal-entry", &values)?);
        }
        if section.is_empty() {
            section.text(self.plain("person-nothing")?);
        }
        Ok(section)
    }

    /// Every row of the exports that has them, as it is there.
    pub(super) fn files(&self) -> Result<Section> {
        let mut section = Section::new(self.plain("person-files")?);
        for (mention, age) in &self.dossier.mentions {
            let label = match (mention.is_own, age) {
                (false, _) => "person-file-others",
                (true, Age::Present) => "person-file",
                (true, Age::Earlier) => "person-file-earlier",
            };
            let line = [("file", Argument::Text(&mention.file)), ("line", Argument::Number(mention.line.into()))];
            section.text(self.say(label, &line)?);
            for (header, cell) in &mention.cells {
                section.note(format!("{header}: {cell}"));
            }
        }
        Ok(section)
    }

    pub(super) fn forgetting(&self) -> Result<Section> {
        let mut section = Section::new(self.plain("person-forgetting")?);
        for what in ["counts", "journal", "digest", "elsewhere"] {
            section.text(self.plain(&format!("person-forgetting-{what}"))?);
        }
        Ok(section)
    }
}
