//! The paper of sheets, and how they look on it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::app::print::How;
use crate::campaign::PaperSize;
use crate::error::Result;
use crate::print::Fonts;

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

/// How sheets look.
#[derive(Debug, Args)]
pub struct Look {
    /// Sheets in large print.
    #[arg(long)]
    pub large: bool,
    /// The size of the paper; otherwise the campaign's.
    #[arg(long, value_name = "SIZE", value_enum)]
    size: Option<Size>,
    /// Typefaces for names that the built-in ones cannot write.
    #[arg(long, value_name = "DIR")]
    font_dir: Option<PathBuf>,
}

impl Look {
    /// How to print.
    ///
    /// # Errors
    /// When there are no typefaces where it says.
    pub fn how(&self) -> Result<How> {
        let fonts = self.font_dir.as_deref().map_or_else(|| Ok(Fonts::embedded()), Fonts::with_dir)?;
        Ok(How { large: self.large, paper: self.size.map(Size::paper), ..How::usual(fonts) })
    }
}
