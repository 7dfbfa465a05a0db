//! What makes a message look like the organisation's own.

use super::color::Color;
use super::localized::Localized;
use super::picture::Picture;

/// Logo, colours and footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    /// The logo above every message.
    pub logo: Option<Logo>,
    /// Links and buttons on a light background.
    pub color: Color,
    /// Links and buttons on a dark background.
    pub color_dark: Color,
    /// What stands below every message, besides how to check it and who sent it.
    pub footer: Option<Localized>,
}

impl Brand {
    /// The background of a message, on which colours are judged; `templates/layout/mail.html` has the same.
    pub const CARD: Color = Color::new(0xff, 0xff, 0xff);
    /// The same for readers who chose a dark screen.
    pub const CARD_DARK: Color = Color::new(0x1f, 0x1f, 0x1f);
}

impl Default for Brand {
    fn default() -> Self {
        Brand {
            logo: None,
            color: Color::new(0x0b, 0x57, 0xd0),
            color_dark: Color::new(0xa8, 0xc7, 0xfa),
            footer: None,
        }
    }
}

/// The organisation's logo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// What it shows, for whoever does not see it.
    pub alt: Localized,
    /// The picture.
    pub picture: Picture,
}

impl Logo {
    /// The most bytes a logo may have: every message carries it.
    pub const LARGEST: usize = 60 * 1024;

    /// Width and height in which it is shown: as large as fits in 240 by 80, never enlarged.
    pub fn shown(&self) -> (u32, u32) {
        self.picture.within(240, 80)
    }
}
