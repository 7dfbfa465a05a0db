//! What posters and handouts are asked for with.

use std::path::PathBuf;

use clap::Args;

/// What to print of what, and where.
#[derive(Debug, Args)]
pub struct ForAnyone {
    /// The message.
    #[arg(long, value_name = "MESSAGE")]
    message: String,
    /// Only for this wave; otherwise for each that is told the message.
    #[arg(long, value_name = "WAVE")]
    wave: Option<String>,
    /// Only in this language; otherwise in each that the message has.
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// The folder to write; it must not be there, or be empty. Otherwise one in `print/` in the campaign directory.
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Typefaces for names that the built-in ones cannot write.
    #[arg(long, value_name = "DIR")]
    font_dir: Option<PathBuf>,
    /// From the working files, to look at before anything is approved.
    #[arg(long)]
    draft: bool,
}

impl ForAnyone {
    /// What was asked for.
    pub fn asked(&self) -> crate::app::print::ForAnyone {
        crate::app::print::ForAnyone {
            message: self.message.clone(),
            wave: self.wave.clone(),
            language: self.lang.clone(),
            out: self.out.clone(),
            font_dir: self.font_dir.clone(),
            paper: None,
            draft: self.draft,
        }
    }
}
