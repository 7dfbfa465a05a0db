//! What Typst can see: the layouts, the typefaces, and nothing else. No file, no package, no clock; a layout can
//! import another layout and no more.

use std::collections::HashMap;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};

use super::fonts::Fonts;
use crate::error::{Error, Place, Problem, Result};

/// The layouts of one campaign, with what they are set in.
pub(super) struct Layouts {
    library: LazyHash<Library>,
    fonts: Fonts,
    main: FileId,
    sources: HashMap<FileId, Source>,
}

impl Layouts {
    /// Layouts by path; the first of them is Typst's main file.
    ///
    /// A layout keeps its [`FileId`] as long as the program runs, however often it is read: Typst never frees one, so
    /// none may ever be made for a person.
    ///
    /// # Errors
    /// [`Kind::Bug`](crate::error::Kind::Bug) when there are none.
    pub(super) fn new(fonts: Fonts, layouts: Vec<(&'static str, String)>) -> Result<Self> {
        let mut sources = HashMap::new();
        let mut main = None;
        for (path, text) in layouts {
            let id = id(path)?;
            main.get_or_insert(id);
            sources.insert(id, Source::new(id, text));
        }
        let main = main.ok_or_else(|| Error::bug("there is no layout to print with"))?;
        Ok(Layouts { library: LazyHash::new(Library::default()), fonts, main, sources })
    }

    /// The library all layouts share: one for each person would take everything laid out so far out of the memory.
    pub(super) fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    /// The layout of this path.
    ///
    /// # Errors
    /// [`Kind::Bug`](crate::error::Kind::Bug) when there is none.
    pub(super) fn source(&self, path: &str) -> Result<&Source> {
        self.sources.get(&id(path)?).ok_or_else(|| Error::bug(format!("there is no layout `{path}`")))
    }

    /// What Typst found wrong, as problems with their place in a layout.
    pub(super) fn problems(&self, found: &[SourceDiagnostic]) -> Vec<Problem> {
        found
            .iter()
            .map(|diagnostic| {
                let mut problem = Problem::new(diagnostic.message.trim_end_matches('.'));
                if let Some(place) = self.place(diagnostic) {
                    problem = problem.at(place);
                }
                match diagnostic.hints.first() {
                    Some(hint) => problem.hint(hint.v.as_str()),
                    None => problem,
                }
            })
            .collect()
    }

    fn place(&self, diagnostic: &SourceDiagnostic) -> Option<Place> {
        let id = diagnostic.span.id()?;
        let path = id.get().vpath().get_without_slash();
        let source = self.sources.get(&id)?;
        let range = self.range(diagnostic.span)?;
        let text = source.text();
        let (line, column) = source.lines().byte_to_line_column(range.start)?;
        let width = text.get(range)?.lines().next().map_or(1, |line| line.chars().count());
        Some(Place::at(path, text, line as u32 + 1, column as u32 + 1, width as u32))
    }
}

fn id(path: &str) -> Result<FileId> {
    let path = VirtualPath::new(format!("/{path}")).map_err(|_| Error::bug(format!("`{path}` is no path")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Layouts {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
