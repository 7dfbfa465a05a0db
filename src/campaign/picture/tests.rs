//! What goes out of a photo: its pixels, upright.

use std::io::Cursor;
use std::sync::Arc;

use super::*;

const JPEG: &[u8] = include_bytes!("../../../tests/pictures/screen.jpg");
const PNG: &[u8] = include_bytes!("../../../tests/pictures/remove.png");
/// What must not be found in what goes out.
const SECRET: &[u8] = b"52.3702 N 4.8952 E Anna";

/// An Exif block that says which way up, and where.
fn exif(way: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    tiff.extend_from_slice(&[0x01, 0x0f, 0, 2, 0, 0, 0, SECRET.len() as u8, 0, 0, 0, 38]);
    tiff.extend_from_slice(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, way, 0, 0, 0, 0, 0, 0]);
    tiff.extend_from_slice(SECRET);
    tiff
}

/// The JPEG with everything that cameras and programs add.
fn photo(way: u8) -> Arc<[u8]> {
    let mut bytes = JPEG[..2].to_vec();
    let mut add = |marker: u8, parts: &[&[u8]]| {
        let body = parts.concat();
        bytes.extend_from_slice(&[0xff, marker]);
        bytes.extend_from_slice(&(body.len() as u16 + 2).to_be_bytes());
        bytes.extend_from_slice(&body);
    };
    add(0xe1, &[b"Exif\0\0", &exif(way)]);
    add(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0<x>", SECRET, b"</x>"]);
    add(0xe2, &[b"ICC_PROFILE\0\x01\x01profile"]);
    add(0xe2, &[b"MPF\0", SECRET]);
    add(0xed, &[b"Photoshop 3.0\0", SECRET]);
    add(0xfe, &[SECRET]);
    bytes.extend_from_slice(&JPEG[2..]);
    // The film of a "live" photo stands behind it.
    bytes.extend_from_slice(SECRET);
    bytes.into()
}

/// A PNG with texts, Exif and a time; the sums of its chunks are those of the encoder.
fn screen(way: u8) -> Arc<[u8]> {
    let mut bytes = PNG[..33].to_vec();
    for (name, body) in [
        (b"tEXt", [b"Author\0", SECRET].concat()),
        (b"iTXt", [b"XML:com.adobe.xmp\0\0\0\0\0", SECRET].concat()),
        (b"eXIf", exif(way)),
        (b"tIME", vec![0x07, 0xe8, 1, 2, 3, 4, 5]),
        (b"prVt", SECRET.to_vec()),
    ] {
        bytes.extend_from_slice(&(body.len() as u32).to_be_bytes());
        let named = [&name[..], &body].concat();
        bytes.extend_from_slice(&named);
        let sum = named.iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 })
        });
        bytes.extend_from_slice(&(!sum).to_be_bytes());
    }
    bytes.extend_from_slice(&PNG[33..]);
    bytes.extend_from_slice(SECRET);
    bytes.into()
}

/// Width, height and the pixels in three bytes each.
fn pixels(bytes: &[u8]) -> (usize, usize, Vec<u8>) {
    if bytes.starts_with(b"\x89PNG") {
        let mut decoder = png::Decoder::new(Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        let samples = frame.color_type.samples();
        let rgb = pixels
            .chunks_exact(samples)
            .flat_map(|pixel| if samples < 3 { [pixel[0]; 3] } else { [pixel[0], pixel[1], pixel[2]] });
        return (frame.width as usize, frame.height as usize, rgb.collect());
    }
    let mut decoder = zune_jpeg::JpegDecoder::new(Cursor::new(bytes));
    let pixels = decoder.decode().unwrap();
    let (width, height) = decoder.dimensions().unwrap();
    (width, height, pixels)
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn nothing_but_the_picture_goes_out_and_no_pixel_changes() {
    for (file, clean) in [(photo(1), JPEG), (screen(1), PNG)] {
        assert!(has(&file, SECRET));
        let picture = Picture::read(&file).unwrap();
        for gone in [SECRET, &b"Exif"[..], b"eXIf", b"xap", b"Photoshop", b"tIME", b"MPF"] {
            assert!(!has(&picture.bytes, gone), "{:?}", String::from_utf8_lossy(gone));
        }
        assert_eq!(pixels(&picture.bytes), pixels(clean));
        assert_eq!(has(&picture.bytes, b"ICC_PROFILE"), has(&file, b"ICC_PROFILE"), "colours stay what they are");
    }
    for clean in [JPEG, PNG] {
        assert_eq!(&*Picture::read(&clean.into()).unwrap().bytes, clean, "what has nothing else is left as it is");
    }
}

/// Where a pixel of the stored picture is seen, for each of the eight ways.
#[test]
fn a_photo_on_its_side_is_turned() {
    for (file, tolerance) in [(photo as fn(u8) -> Arc<[u8]>, 24), (screen, 0)] {
        let (w, h, stored) = pixels(&file(1));
        for way in 2..=8u8 {
            let picture = Picture::read(&file(way)).unwrap();
            let (width, height, shown) = pixels(&picture.bytes);
            assert_eq!((width, height), if way >= 5 { (h, w) } else { (w, h) }, "{way}");
            assert_eq!(picture.size, (width as u32, height as u32));
            assert!(!has(&picture.bytes, SECRET) && !has(&picture.bytes, b"Exif") && !has(&picture.bytes, b"eXIf"));
            let seen = |x: usize, y: usize| match way {
                2 => (w - 1 - x, y),
                3 => (w - 1 - x, h - 1 - y),
                4 => (x, h - 1 - y),
                5 => (y, x),
                6 => (h - 1 - y, x),
                7 => (h - 1 - y, w - 1 - x),
                _ => (y, w - 1 - x),
            };
            let mut far = 0;
            for y in (0..h).step_by(7) {
                for x in (0..w).step_by(7) {
                    let (to_x, to_y) = seen(x, y);
                    let (one, two) = (&stored[(y * w + x) * 3..][..3], &shown[(to_y * width + to_x) * 3..][..3]);
                    let distance = one.iter().zip(two).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
                    far += usize::from(distance > tolerance);
                }
            }
            let looked_at = w.div_ceil(7) * h.div_ceil(7);
            assert!(far * 50 <= looked_at, "{way}: {far} of {looked_at} pixels are others");
            assert_eq!(Picture::read(&file(way)).unwrap(), picture, "the same bytes every time");
        }
        assert_eq!(has(&Picture::read(&file(6)).unwrap().bytes, b"ICC_PROFILE"), has(&file(6), b"ICC_PROFILE"));
    }
}

/// What is said of the orientation is the work of strangers.
#[test]
fn a_broken_block_of_metadata_is_no_fault() {
    for tiff in [
        &b""[..],
        b"MM\0\x2a\xff\xff\xff\xff",
        b"II\x2a\0\x08\0\0\0\xff\xff",
        b"XX",
        b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12",
    ] {
        let mut bytes = JPEG[..2].to_vec();
        bytes.extend_from_slice(&[0xff, 0xe1]);
        bytes.extend_from_slice(&(tiff.len() as u16 + 8).to_be_bytes());
        bytes.extend_from_slice(b"Exif\0\0");
        bytes.extend_from_slice(tiff);
        bytes.extend_from_slice(&JPEG[2..]);
        assert_eq!(&*Picture::read(&bytes.into()).unwrap().bytes, JPEG);
    }
}
