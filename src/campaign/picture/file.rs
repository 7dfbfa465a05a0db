//! A picture that can travel inside a message.

use std::sync::Arc;

use super::decode::{MEMORY, damaged, decode};
use super::flaw::Flaw;
use super::kind::ImageKind;
use super::measure::measure;
use super::{metadata, svg, turn};

/// A picture that can travel inside a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// In which format it is.
    pub kind: ImageKind,
    /// Width and height in pixels, as the file says.
    pub size: (u32, u32),
    /// Pixels of the file beside each other in one pixel of CSS (a 96th of an inch): 1, or 2 for sharp screens.
    pub density: u32,
    /// The file: a PNG or a JPEG.
    pub bytes: Arc<[u8]>,
}

impl Picture {
    /// What the names of files end in that can be pictures, in lower case.
    pub const ENDINGS: [&str; 4] = ["png", "jpg", "jpeg", "svg"];
    /// The most bytes of a file.
    pub const LARGEST: usize = 1024 * 1024;
    /// The most bytes that the pictures of one message should have together.
    pub const HEAVY: usize = 200 * 1024;
    /// The most pixels on a side.
    pub const LONGEST: u32 = 2400;
    /// The width of the column of text in a mail, in pixels of CSS; `templates/layout/mail.html` has the same.
    pub const COLUMN: u32 = 560;
    /// No picture is shown higher, in pixels of CSS: what it explains should still be in sight.
    pub const HIGHEST: u32 = 480;

    /// Reads a PNG, a JPEG or an SVG, whatever its name says, down to the last pixel.
    ///
    /// # Errors
    /// When it is none of these, damaged, or larger than [`Picture::LARGEST`] or [`Picture::LONGEST`].
    pub fn read(bytes: &Arc<[u8]>) -> Result<Self, Flaw> {
        if bytes.len() > Picture::LARGEST {
            let message = format!("has {} KB, and a picture may have {} KB", kb(bytes.len()), kb(Picture::LARGEST));
            let twice = (2 * Picture::COLUMN, 2 * Picture::HIGHEST);
            let hint = format!("cut out what matters, and export it at {} × {} pixels or less", twice.0, twice.1);
            return Err(Flaw::new(message, hint));
        }
        if svg::is_svg(bytes) {
            return svg::read(bytes);
        }
        let Some((kind, width, height)) = measure(bytes) else {
            let hint = "export it as PNG or JPEG: many mail programs do not show WebP, GIF, AVIF and the like";
            return Err(Flaw::new("is not a PNG, a JPEG or an SVG", hint));
        };
        if width.max(height) > Picture::LONGEST {
            let message =
                format!("has {width} × {height} pixels, and a picture may have {} on a side", Picture::LONGEST);
            let (width, height) = fitted((width, height), (2 * Picture::COLUMN, 2 * Picture::HIGHEST));
            return Err(Flaw::new(message, format!("export it at {width} × {height} pixels")));
        }
        let picture = Picture { kind, size: (width, height), density: 1, bytes: bytes.clone() }.shown_alone()?;
        let density = if picture.size.0 > Picture::COLUMN { 2 } else { 1 };
        Ok(Picture { density, ..picture })
    }

    /// The picture with every pixel, upright, and nothing else: what its file says of where it was taken, and by whom, does
    /// not go out.
    ///
    /// # Errors
    /// When it is damaged, or in colours that not every program shows.
    pub(in crate::campaign) fn shown_alone(self) -> Result<Self, Flaw> {
        let Picture { kind, bytes, .. } = &self;
        decode(*kind, bytes)?;
        let name = if *kind == ImageKind::Png { "PNG" } else { "JPEG" };
        let way = metadata::orientation(*kind, bytes);
        let file = match way {
            1 => metadata::without(*kind, bytes),
            _ => turn::turned(*kind, bytes, way, MEMORY),
        };
        let file = file.ok_or_else(|| damaged(name))?;
        let (_, width, height) = measure(&file).ok_or_else(|| damaged(name))?;
        let bytes = if file == **bytes { bytes.clone() } else { file.into() };
        Ok(Picture { size: (width, height), bytes, ..self })
    }

    /// Width and height in which it is shown, in pixels of CSS: as large as fits in so many, never enlarged.
    pub fn within(&self, width: u32, height: u32) -> (u32, u32) {
        let density = self.density.max(1);
        fitted(self.size, (width.min(self.size.0.div_ceil(density)), height.min(self.size.1.div_ceil(density))))
    }
}

/// A size made as large as fits in a box, with its own proportions.
pub(super) fn fitted(size: (u32, u32), within: (u32, u32)) -> (u32, u32) {
    let (width, height) = (f64::from(size.0.max(1)), f64::from(size.1.max(1)));
    let scale = (f64::from(within.0) / width).min(f64::from(within.1) / height).min(1.0);
    let scaled = |length: f64| (length * scale).round().max(1.0) as u32;
    (scaled(width), scaled(height))
}

fn kb(bytes: usize) -> usize {
    bytes.div_ceil(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, density: u32) -> Picture {
        Picture { kind: ImageKind::Png, size: (width, height), density, bytes: Arc::from(&b""[..]) }
    }

    #[test]
    fn it_fits_and_is_never_enlarged() {
        assert_eq!(picture(300, 100, 1).within(560, 480), (300, 100));
        assert_eq!(picture(1000, 300, 2).within(560, 480), (500, 150));
        assert_eq!(picture(2000, 300, 2).within(560, 480), (560, 84));
        assert_eq!(picture(600, 2400, 2).within(560, 480), (120, 480), "a screen of a telephone");
        assert_eq!(picture(2400, 1, 2).within(560, 480), (560, 1));
    }

    #[test]
    fn what_is_none_or_too_large_says_so() {
        let flaw = |bytes: &[u8]| Picture::read(&Arc::from(bytes)).unwrap_err();
        assert_eq!(flaw(b"GIF89a\x10\0\x10\0").message, "is not a PNG, a JPEG or an SVG");
        assert_eq!(flaw(&vec![0; Picture::LARGEST + 1]).message, "has 1025 KB, and a picture may have 1024 KB");
        let wide = flaw(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x25\x80\0\0\x03\x20\x08\x06\0\0\0");
        assert_eq!(wide.message, "has 9600 × 800 pixels, and a picture may have 2400 on a side");
        assert_eq!(wide.hint, "export it at 1120 × 93 pixels");
    }
}
