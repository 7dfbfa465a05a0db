//! A part of a template file that knows where it stands.

use std::sync::Arc;

use crate::error::{Error, Place, Result};

/// A part of a file, with where it begins.
#[derive(Debug, Clone)]
pub struct Fragment {
    /// The file.
    pub file: Arc<str>,
    /// The whole file, for showing a line of it.
    pub whole: Arc<str>,
    /// The part.
    pub text: String,
    /// 1-based line of its first character.
    pub line: u32,
    /// 1-based column of its first character.
    pub column: u32,
}

impl Fragment {
    /// A file that is one fragment.
    pub fn whole(file: impl Into<Arc<str>>, text: &str) -> Self {
        Fragment { file: file.into(), whole: text.into(), text: text.to_owned(), line: 1, column: 1 }
    }

    /// The place at a 1-based line and a 1-based column of this part, in the file.
    pub fn place(&self, line: u32, column: u32, width: u32) -> Place {
        let column = if line <= 1 { column + self.column - 1 } else { column };
        Place::at(self.file.clone(), &self.whole, line.max(1) + self.line - 1, column, width)
    }
}

/// The text of a template file, with line feeds only.
///
/// # Errors
/// When it is not UTF-8.
pub fn text_of(file: &str, bytes: &[u8]) -> Result<Arc<str>> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Error::campaign("this file is not UTF-8").at(Place::file(file)).hint("save it as UTF-8"))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").into())
}
