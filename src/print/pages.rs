//! Pages that were laid out and looked at.

use ecow::EcoVec;
use typst::model::DocumentInfo;
use typst::utils::Scalar;
use typst_layout::{Page, PagedDocument};
use typst_render::RenderOptions;

use super::inspect;

/// Pages that can be printed: nothing on them is missing or beyond the edge.
#[derive(Debug, Clone)]
pub struct Pages {
    /// Not the document they were: it also knows where everything is on them, which would take memory as long as a sheet
    /// waits for its file.
    pub(super) pages: EcoVec<Page>,
    pub(super) info: DocumentInfo,
    /// Whether they are for both sides of the paper, where it is known.
    pub(super) duplex: Option<bool>,
}

/// A page as a printer without colours sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    /// Dots in a line.
    pub width: usize,
    /// Lines.
    pub height: usize,
    /// The dots, line by line: 0 is black, 255 white.
    pub pixels: Vec<u8>,
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

    /// What a printer without colours puts on a page, at so many dots an inch. Pages count from 0.
    pub fn raster(&self, page: usize, dots_per_inch: f64) -> Option<Raster> {
        let options = RenderOptions { pixel_per_pt: Scalar::new(dots_per_inch / 72.0), ..Default::default() };
        let drawn = typst_render::render(self.pages().get(page)?, &options);
        let gray = |pixel: &[u8]| match *pixel {
            // Rec. 601, as printers reduce colours; pages are opaque.
            [red, green, blue, ..] => {
                ((299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue)) / 1000) as u8
            }
            _ => u8::MAX,
        };
        let pixels = drawn.data().chunks_exact(4).map(gray).collect();
        Some(Raster { width: drawn.width() as usize, height: drawn.height() as usize, pixels })
    }

    pub(super) fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// The pages as what Typst exports.
    pub(super) fn document(&self) -> PagedDocument {
        PagedDocument::new(self.pages.clone(), self.info.clone())
    }
}
