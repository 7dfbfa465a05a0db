//! The typefaces a page can be set in: those built into the program, and those of a directory. Never the system's, so
//! that a page looks the same wherever it is made.

use std::path::{Path, PathBuf};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::builtin;
use crate::error::{Error, Result};

/// The typefaces a page can be set in.
pub struct Fonts {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").field("fonts", &self.fonts.len()).finish()
    }
}

impl Fonts {
    /// Those built into the program: Latin, Greek, Cyrillic, Arabic and Hebrew.
    pub fn embedded() -> Self {
        Fonts::of(builtin::fonts().flat_map(|bytes| Font::iter(Bytes::new(bytes))).collect())
    }

    /// These, and every `.ttf`, `.otf`, `.ttc` and `.otc` file of a directory, in the order of their names.
    ///
    /// # Errors
    /// When the directory or a typeface in it cannot be read.
    pub fn with_dir(dir: &Path) -> Result<Self> {
        let mut fonts = Fonts::embedded().fonts;
        for path in font_files(dir)? {
            let wrong = |why: String| {
                Error::usage(format!("cannot use the typeface {}: {why}", path.display()))
                    .hint("take it out of the directory, or put a readable file in its place")
            };
            let bytes = std::fs::read(&path).map_err(|e| wrong(e.to_string()))?;
            let before = fonts.len();
            fonts.extend(Font::iter(Bytes::new(bytes)));
            if fonts.len() == before {
                return Err(wrong("it is not an OpenType or TrueType font".into()));
            }
        }
        Ok(Fonts::of(fonts))
    }

    fn of(fonts: Vec<Font>) -> Self {
        Fonts { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
    }

    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(super) fn get(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }
}

fn font_files(dir: &Path) -> Result<Vec<PathBuf>> {
    let wrong = |e: std::io::Error| Error::usage(format!("cannot read the typefaces in {}: {e}", dir.display()));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        if matches!(extension.as_deref(), Some("ttf" | "otf" | "ttc" | "otc")) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
