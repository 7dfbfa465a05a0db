//! Pages that were laid out and looked at.

use typst_layout::{Page, PagedDocument};

use super::inspect;

/// Pages that can be printed: nothing on them is missing or beyond the edge.
#[derive(Debug, Clone)]
pub struct Pages {
    pub(super) document: PagedDocument,
}

impl Pages {
    /// How many there are.
    #[allow(clippy::len_without_is_empty)] // There is always one.
    pub fn len(&self) -> usize {
        self.pages().len()
    }

    /// What a page says, run by run in reading order, each on its line. Pages count from 0.
    pub fn text(&self, page: usize) -> Option<String> {
        self.pages().get(page).map(inspect::text)
    }

    pub(super) fn pages(&self) -> &[Page] {
        self.document.pages()
    }
}
