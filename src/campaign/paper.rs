//! On what paper is printed.

use std::str::FromStr;

/// The paper that a campaign's printers have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PaperSize {
    /// 210 by 297 mm (ISO 216).
    #[default]
    A4,
    /// 8.5 by 11 inches (ANSI A), as in North America.
    UsLetter,
}

impl PaperSize {
    /// Every size.
    pub const ALL: [PaperSize; 2] = [PaperSize::A4, PaperSize::UsLetter];

    /// Its name in `campaign.yaml` and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            PaperSize::A4 => "a4",
            PaperSize::UsLetter => "letter",
        }
    }
}

impl FromStr for PaperSize {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        PaperSize::ALL.into_iter().find(|size| size.as_str().eq_ignore_ascii_case(name.trim())).ok_or(())
    }
}
