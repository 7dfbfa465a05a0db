//! What kind of image a file is and how large, from its first bytes.

use super::kind::ImageKind;

/// Kind, width and height in pixels of a PNG or JPEG; `None` for everything else and for broken ones.
pub(in crate::campaign) fn measure(bytes: &[u8]) -> Option<(ImageKind, u32, u32)> {
    let (kind, width, height) = match bytes {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, rest @ ..] => {
            let (width, height) = png(rest)?;
            (ImageKind::Png, width, height)
        }
        [0xff, 0xd8, rest @ ..] => {
            let (width, height) = jpeg(rest)?;
            (ImageKind::Jpeg, width, height)
        }
        _ => return None,
    };
    (width > 0 && height > 0).then_some((kind, width, height))
}

/// The first chunk of a PNG is `IHDR`: length, name, width, height (PNG specification, section 11.2.1).
fn png(chunks: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(chunks.get(at..at + 4)?.try_into().ok()?));
    (chunks.get(4..8)? == b"IHDR").then_some((number(8)?, number(12)?))
}

/// A JPEG is segments, each with its length; a "start of frame" has precision, height and width (ITU-T T.81, B.2.2).
fn jpeg(mut segments: &[u8]) -> Option<(u32, u32)> {
    let number = |bytes: &[u8], at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    loop {
        match segments {
            // Fill bytes before a marker, and markers without a segment.
            [0xff, 0xff, ..] => segments = &segments[1..],
            [0xff, 0x01 | 0xd0..=0xd7, rest @ ..] => segments = rest,
            // C4, C8 and CC are tables and a reservation among the frames.
            [0xff, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf, rest @ ..] => {
                return Some((number(rest, 5)?.into(), number(rest, 3)?.into()));
            }
            // The image began, or ended, without a frame.
            [0xff, 0xd9 | 0xda, ..] => return None,
            [0xff, _, rest @ ..] => segments = rest.get(usize::from(number(rest, 0)?.max(2))..)?,
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_png_says_its_size() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x40\0\0\0\x50\x08\x06\0\0\0";
        assert_eq!(measure(png), Some((ImageKind::Png, 320, 80)));
        assert_eq!(measure(&png[..20]), None, "cut off");
        assert_eq!(measure(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\0\0\0\0\x50"), None, "no width");
    }

    #[test]
    fn a_jpeg_says_its_size_in_its_frame() {
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc4\0\x03c\xff\xff\xc2\0\x0b\x08\0\x50\x01\x40\x03";
        assert_eq!(measure(jpeg), Some((ImageKind::Jpeg, 320, 80)));
        assert_eq!(measure(b"\xff\xd8\xff\xda\0\x04ab"), None, "no frame");
        assert_eq!(measure(&jpeg[..14]), None, "cut off");
        assert_eq!(measure(b"\xff\xd8\xff\xe0\0\0"), None, "a segment without a length");
    }

    #[test]
    fn nothing_else_is_an_image() {
        for other in [&b""[..], b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", b"GIF89a\x10\0\x10\0", b"RIFF"] {
            assert_eq!(measure(other), None);
        }
    }
}
