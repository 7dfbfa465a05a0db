//! Cuts a picture to size: windows have a least width and bars of their own, mails have not.

use std::io::{BufReader, Read, Seek};

use png::{BitDepth, ColorType, Decoder, Encoder, EncodingError, Transformations};

/// The upper left corner of a PNG, of so many pixels or what there is, as a PNG.
///
/// # Errors
/// When it is no PNG.
pub(super) fn crop(picture: impl Read + Seek, width: u32, height: u32) -> Result<Vec<u8>, String> {
    let mut decoder = Decoder::new(BufReader::new(picture));
    // Eight bits a channel, whatever the file has.
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|e| e.to_string())?;
    let mut pixels = vec![0; reader.output_buffer_size().ok_or("it is too large")?];
    let frame = reader.next_frame(&mut pixels).map_err(|e| e.to_string())?;
    let (width, height) = (width.min(frame.width), height.min(frame.height));
    let pixel = frame.color_type.samples();
    let kept: Vec<u8> = pixels
        .chunks_exact(frame.line_size)
        .take(height as usize)
        .flat_map(|row| &row[..width as usize * pixel])
        .copied()
        .collect();
    encode(&kept, width, height, frame.color_type).map_err(|e| e.to_string())
}

fn encode(pixels: &[u8], width: u32, height: u32, color: ColorType) -> Result<Vec<u8>, EncodingError> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, width, height);
    encoder.set_color(color);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn decoded(png: Vec<u8>) -> (u32, u32, Vec<u8>) {
        let mut reader = Decoder::new(Cursor::new(png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        (frame.width, frame.height, pixels)
    }

    #[test]
    fn the_upper_left_corner_stays() {
        let picture = encode(&[1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6], 3, 2, ColorType::Rgb).unwrap();
        assert_eq!(decoded(crop(Cursor::new(&picture), 2, 1).unwrap()), (2, 1, vec![1, 1, 1, 2, 2, 2]));
        let whole = decoded(crop(Cursor::new(&picture), 9, 9).unwrap());
        assert_eq!((whole.0, whole.1), (3, 2), "there is no more");
        assert!(crop(Cursor::new(b"no picture"), 2, 1).is_err());
    }
}
