//! Which sheets are asked for.

use clap::Args;

use crate::app::print::Wanted;

/// Which of the notices on paper.
#[derive(Debug, Clone, Args)]
pub struct Which {
    /// Only this wave.
    #[arg(long, value_name = "WAVE")]
    pub(super) wave: Option<String>,
    /// Only people of this site.
    #[arg(long, value_name = "SITE")]
    pub(super) site: Option<String>,
    /// Only this person: user name, address or full name.
    #[arg(long, short, value_name = "PERSON")]
    pub(super) person: Option<String>,
    /// Only this message.
    #[arg(long, value_name = "MESSAGE")]
    pub(super) message: Option<String>,
    /// Only in this language.
    #[arg(long, value_name = "TAG")]
    pub(super) lang: Option<String>,
}

impl Which {
    /// What was asked for.
    pub fn wanted(&self) -> Wanted {
        let Which { wave, site, person, message, lang } = self.clone();
        Wanted { wave, site, person, message, language: lang }
    }
}
