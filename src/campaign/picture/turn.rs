//! A photo that is stored on its side, upright: mail programs differ in whether they turn it.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use png::{ColorType, Decoder, Encoder, Limits, Transformations};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::kind::ImageKind;
use super::metadata;

/// Nobody sees a difference from what was decoded.
const QUALITY: u8 = 92;

/// Pixels, row by row.
struct Pixels {
    width: usize,
    height: usize,
    /// Bytes of a pixel.
    depth: usize,
    bytes: Vec<u8>,
}

impl Pixels {
    /// The pixels as Exif's orientation wants them (2 to 8).
    fn turned(&self, way: u16) -> Pixels {
        let (w, h) = (self.width, self.height);
        let (width, height) = if way >= 5 { (h, w) } else { (w, h) };
        let mut bytes = Vec::with_capacity(self.bytes.len());
        for y in 0..height {
            for x in 0..width {
                let (from_x, from_y) = match way {
                    2 => (w - 1 - x, y),
                    3 => (w - 1 - x, h - 1 - y),
                    4 => (x, h - 1 - y),
                    5 => (y, x),
                    6 => (y, h - 1 - x),
                    7 => (w - 1 - y, h - 1 - x),
                    8 => (w - 1 - y, x),
                    _ => (x, y),
                };
                let at = (from_y * w + from_x) * self.depth;
                bytes.extend_from_slice(&self.bytes[at..at + self.depth]);
            }
        }
        Pixels { width, height, depth: self.depth, bytes }
    }
}

/// The file with its pixels turned and the same colours; `None` when it cannot be decoded.
pub(super) fn turned(kind: ImageKind, bytes: &[u8], way: u16, memory: usize) -> Option<Vec<u8>> {
    let colours = metadata::colours(kind, bytes);
    let (file, after) = match kind {
        ImageKind::Png => (png(bytes, way, memory)?, 33),
        ImageKind::Jpeg => (jpeg(bytes, way)?, 2),
    };
    Some([file.get(..after)?, &colours, file.get(after..)?].concat())
}

fn png(bytes: &[u8], way: u16, memory: usize) -> Option<Vec<u8>> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: memory });
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size().filter(|size| *size <= memory)?];
    let frame = reader.next_frame(&mut pixels).ok()?;
    pixels.truncate(frame.buffer_size());
    let depth = frame.color_type.samples();
    let (width, height) = (frame.width as usize, frame.height as usize);
    let turned = Pixels { width, height, depth, bytes: pixels }.turned(way);
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, turned.width as u32, turned.height as u32);
    encoder.set_color(match frame.color_type {
        ColorType::Indexed => ColorType::Rgb,
        other => other,
    });
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&turned.bytes).ok()?;
    writer.finish().ok()?;
    Some(out)
}

fn jpeg(bytes: &[u8], way: u16) -> Option<Vec<u8>> {
    // The same bytes on every machine: no instructions that only some have.
    let options = DecoderOptions::default().set_use_unsafe(false);
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(bytes), options);
    decoder.decode_headers().ok()?;
    let is_grey = decoder.input_colorspace() == Some(ColorSpace::Luma);
    let space = if is_grey { ColorSpace::Luma } else { ColorSpace::RGB };
    decoder.set_options(options.jpeg_set_out_colorspace(space));
    let pixels = decoder.decode().ok()?;
    let (width, height) = decoder.dimensions()?;
    let depth = if is_grey { 1 } else { 3 };
    if pixels.len() != width * height * depth {
        return None;
    }
    let turned = Pixels { width, height, depth, bytes: pixels }.turned(way);
    let color = if is_grey { ExtendedColorType::L8 } else { ExtendedColorType::Rgb8 };
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
    encoder.write_image(&turned.bytes, turned.width as u32, turned.height as u32, color).ok()?;
    Some(out)
}
