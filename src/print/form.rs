//! What is printed, and how many pages it may have.

use crate::campaign::PaperSize;

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// Instructions: for a person, or for whoever takes one from a pile.
    Sheet,
    /// The same in 16 points, for those who see little.
    LargePrint,
    /// A letter for a window envelope.
    Letter,
    /// For a wall: the title, the date and the code.
    Poster(Format),
    /// For the helpdesk: as many pages as it takes.
    Brief,
}

/// The size of a poster (ISO 216, ANSI A).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// 297 by 420 mm.
    A3,
    /// 210 by 297 mm.
    A4,
    /// 8.5 by 11 inches.
    UsLetter,
}

impl Format {
    /// Its name on the command line and in the names of files.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::A3 => "a3",
            Format::A4 => PaperSize::A4.as_str(),
            Format::UsLetter => PaperSize::UsLetter.as_str(),
        }
    }

    /// What Typst calls it.
    pub(super) fn in_typst(self) -> &'static str {
        match self {
            Format::A3 => "a3",
            Format::A4 => "a4",
            Format::UsLetter => "us-letter",
        }
    }
}

impl From<PaperSize> for Format {
    fn from(paper: PaperSize) -> Self {
        match paper {
            PaperSize::A4 => Format::A4,
            PaperSize::UsLetter => Format::UsLetter,
        }
    }
}

impl Form {
    /// The name of its layout: `templates/layout/<name>.typ`.
    pub(super) fn layout(self) -> &'static str {
        match self {
            Form::Sheet | Form::LargePrint => "sheet",
            Form::Letter => "letter",
            Form::Poster(_) => "poster",
            Form::Brief => "brief",
        }
    }

    /// What it is called in a message of ours.
    pub fn name(self) -> &'static str {
        match self {
            Form::Sheet => "sheet",
            Form::LargePrint => "large-print sheet",
            Form::Letter => "letter",
            Form::Poster(_) => "poster",
            Form::Brief => "brief",
        }
    }

    /// How much tighter than it should be it may be set, so that it has no page more than it should.
    pub(super) fn tightest(self) -> u8 {
        match self {
            Form::Sheet | Form::Letter => 2,
            Form::LargePrint => 1,
            Form::Poster(_) | Form::Brief => 0,
        }
    }

    /// The most pages it may have for somebody with so many devices: two for the first, and room for the steps of up to
    /// four more. Nobody reads on after that, and the counts of a print run would not hold.
    pub fn most_pages(self, devices: usize) -> usize {
        let further = devices.saturating_sub(1).min(4);
        match self {
            Form::Poster(_) => 1,
            Form::Sheet => 2 + further,
            Form::LargePrint => 4 + 2 * further,
            Form::Letter => 4 + further,
            Form::Brief => usize::MAX,
        }
    }
}
