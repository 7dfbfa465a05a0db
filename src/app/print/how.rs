//! How to print.

use std::num::NonZeroUsize;

use super::press::Binding;
use crate::campaign::PaperSize;
use crate::print::Fonts;
use crate::print::run::Stack;

/// How to print.
pub struct How {
    /// How sheets become files.
    pub binding: Binding,
    /// Whether letters get labels.
    pub labels: bool,
    /// Whether sheets are in large print.
    pub large: bool,
    /// On other paper than the campaign's.
    pub paper: Option<PaperSize>,
    /// In which typefaces.
    pub fonts: Fonts,
    /// On how many threads.
    pub threads: NonZeroUsize,
}

impl How {
    /// The most sheets in one file, unless told.
    pub const PER_FILE: NonZeroUsize = NonZeroUsize::new(250).unwrap();

    /// Print runs, on one side of the paper.
    pub fn usual(fonts: Fonts) -> Self {
        let stack = Stack { sheets: How::PER_FILE, duplex: false, separators: true };
        How { binding: Binding::Stacked(stack), labels: false, large: false, paper: None, fonts, threads: threads() }
    }
}

/// As many threads as the machine has.
pub(super) fn threads() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}
