//! What makes a message look like the organisation's own.

use std::sync::Arc;

use super::color::Color;
use super::model::Localized;

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

/// A logo that can travel inside a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// What it shows, for whoever does not see it.
    pub alt: Localized,
    /// In which format it is.
    pub kind: ImageKind,
    /// Width and height in pixels, as the file says.
    pub size: (u32, u32),
    /// The file.
    pub bytes: Arc<[u8]>,
}

impl Logo {
    /// The most bytes a logo may have: every message carries it.
    pub const LARGEST: usize = 60 * 1024;

    /// Width and height in which it is shown: as large as fits in 240 by 80, never enlarged.
    pub fn shown(&self) -> (u32, u32) {
        let (width, height) = (f64::from(self.size.0.max(1)), f64::from(self.size.1.max(1)));
        let scale = (240.0 / width).min(80.0 / height).min(1.0);
        let scaled = |length: f64| (length * scale).round().max(1.0) as u32;
        (scaled(width), scaled(height))
    }
}

/// The formats of images that every mail program shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageKind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

impl ImageKind {
    /// The media type (RFC 2046, RFC 2083).
    pub fn media_type(self) -> &'static str {
        match self {
            ImageKind::Png => "image/png",
            ImageKind::Jpeg => "image/jpeg",
        }
    }
}
