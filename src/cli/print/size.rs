//! The paper of sheets.

use clap::ValueEnum;

use crate::campaign::PaperSize;

/// The paper of sheets.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Size {
    /// 210 by 297 mm.
    A4,
    /// 8.5 by 11 inches, as in North America.
    Letter,
}

impl Size {
    /// What it is called elsewhere.
    pub fn paper(self) -> PaperSize {
        match self {
            Size::A4 => PaperSize::A4,
            Size::Letter => PaperSize::UsLetter,
        }
    }
}
