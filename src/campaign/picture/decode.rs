//! Whether every pixel of a picture is there. A program that meets a damaged file shows a grey box, or nothing.

use std::io::Cursor;

use png::{Decoder, DecodingError, Limits};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::file::Picture;
use super::flaw::Flaw;
use super::kind::ImageKind;

/// Bytes a decoder may use: twice what the largest picture takes at 8 bytes a pixel.
pub(super) const MEMORY: usize = 2 * 8 * (Picture::LONGEST as usize) * (Picture::LONGEST as usize);

/// Decodes a picture whose size is known to be one we take, and drops the pixels.
///
/// # Errors
/// When it cannot be decoded, or has colours that not every program shows.
pub(super) fn decode(kind: ImageKind, bytes: &[u8]) -> Result<(), Flaw> {
    match kind {
        ImageKind::Png => png(bytes).map_err(|_| damaged("PNG")),
        ImageKind::Jpeg => jpeg(bytes),
    }
}

/// Row by row: what a file says about its size takes no memory.
fn png(bytes: &[u8]) -> Result<(), DecodingError> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MEMORY });
    // Compressed texts and profiles can be bombs; nobody needs them here.
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info()?;
    while reader.next_row()?.is_some() {}
    reader.finish()
}

fn jpeg(bytes: &[u8]) -> Result<(), Flaw> {
    let longest = Picture::LONGEST as usize;
    let options = DecoderOptions::default().set_strict_mode(true).set_max_width(longest).set_max_height(longest);
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| damaged("JPEG"))?;
    if let Some(ColorSpace::CMYK | ColorSpace::YCCK) = decoder.input_colorspace() {
        let hint = "export it in RGB, as for a web page";
        return Err(Flaw::new("is a JPEG in the colours of a printer (CMYK), which mail programs show wrongly", hint));
    }
    decoder.decode().map(drop).map_err(|_| damaged("JPEG"))
}

/// What decoders say of a file helps nobody who cannot read its bytes.
pub(super) fn damaged(kind: &str) -> Flaw {
    Flaw::new(format!("is a damaged {kind}"), "export it again from where it was made")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&vec![7; (width * height) as usize]).unwrap();
        writer.finish().unwrap();
        bytes
    }

    /// A PNG that says it has other dimensions; the sum over its header is right.
    fn lying(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = sound(8, 8);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let sum = crc(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&sum.to_be_bytes());
        bytes
    }

    /// CRC-32 as in the PNG specification, annex D.
    fn crc(bytes: &[u8]) -> u32 {
        let step = |sum: u32, byte: &u8| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 })
        };
        !bytes.iter().fold(u32::MAX, step)
    }

    #[test]
    fn every_pixel_must_be_there() {
        let bytes = sound(40, 30);
        assert_eq!(decode(ImageKind::Png, &bytes), Ok(()));
        for broken in [&bytes[..bytes.len() - 20], &bytes[..40], &lying(2400, 2400)] {
            let flaw = decode(ImageKind::Png, broken).unwrap_err();
            assert_eq!(flaw.message, "is a damaged PNG");
        }
        let mut flipped = bytes.clone();
        flipped[45] ^= 0xff;
        assert!(decode(ImageKind::Png, &flipped).is_err());
    }

    /// 4 million pixels behind a header that says one: what is not shown is not kept.
    #[test]
    fn more_pixels_than_it_says_are_a_fault() {
        let mut bomb = sound(2000, 2000);
        bomb[16..24].copy_from_slice(&[0, 0, 0, 1, 0, 0, 0, 1]);
        let sum = crc(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(decode(ImageKind::Png, &bomb), Ok(()));
    }

    #[test]
    fn the_colours_of_a_printer_are_refused() {
        let flaw = decode(ImageKind::Jpeg, include_bytes!("../../../tests/pictures/cmyk.jpg")).unwrap_err();
        assert!(flaw.message.contains("CMYK"), "{flaw:?}");
    }

    #[test]
    fn a_jpeg_is_decoded_too() {
        let bytes = include_bytes!("../../../tests/pictures/screen.jpg");
        assert_eq!(decode(ImageKind::Jpeg, bytes), Ok(()));
        let flaw = decode(ImageKind::Jpeg, &bytes[..bytes.len() / 2]).unwrap_err();
        assert_eq!(flaw.message, "is a damaged JPEG");
        assert!(decode(ImageKind::Jpeg, &bytes[..200]).is_err());
    }
}
