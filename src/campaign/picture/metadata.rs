//! What a file says besides its pixels: where a photo was taken, with what, by whom, and what was cut off it. None of it
//! goes out. What programs need to show the colours stays, and no pixel changes.

use super::kind::ImageKind;

/// A part of a file: what it is called, and its bytes from the mark on which it begins.
type Part<'a> = (&'a [u8], &'a [u8]);

/// A PNG's chunks that say what is shown (PNG specification, third edition, section 11); the colours of a turned picture
/// are those that stand before the pixels.
const SHOWN: [&[u8; 4]; 19] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV",
    b"cLLI", b"bKGD", b"hIST", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];
/// Those of them that are about colours, whatever the pixels.
const COLOURS: [&[u8; 4]; 4] = [b"cHRM", b"gAMA", b"iCCP", b"sRGB"];

const SIGNATURE: usize = 8;

/// The file without what nobody is shown; `None` when it cannot be taken apart.
pub(super) fn without(kind: ImageKind, bytes: &[u8]) -> Option<Vec<u8>> {
    match kind {
        ImageKind::Png => {
            let mut out = bytes.get(..SIGNATURE)?.to_vec();
            for (name, chunk) in chunks(bytes)? {
                if SHOWN.iter().any(|shown| *shown == name) {
                    out.extend_from_slice(chunk);
                }
            }
            Some(out)
        }
        ImageKind::Jpeg => {
            let mut out = vec![0xff, 0xd8];
            for (marker, segment) in segments(bytes)? {
                match marker {
                    // JFIF without the small picture that may be in it.
                    [0xe0] if segment.get(4..9) == Some(b"JFIF\0") && segment.len() >= 18 => {
                        out.extend_from_slice(&[0xff, 0xe0, 0, 16]);
                        out.extend_from_slice(&segment[4..16]);
                        out.extend_from_slice(&[0, 0]);
                    }
                    [0xe2] if is_profile(segment) => out.extend_from_slice(segment),
                    [0xee] if segment.get(4..9) == Some(b"Adobe") => out.extend_from_slice(segment),
                    [0xe0..=0xef | 0xfe] => {}
                    _ => out.extend_from_slice(segment),
                }
            }
            Some(out)
        }
    }
}

/// What a picture of other pixels needs to have the same colours: after the header of a PNG, after the beginning of a JPEG.
pub(super) fn colours(kind: ImageKind, bytes: &[u8]) -> Vec<u8> {
    let parts = match kind {
        ImageKind::Png => chunks(bytes),
        ImageKind::Jpeg => segments(bytes),
    };
    let is_colour = |(name, part): &Part| match kind {
        ImageKind::Png => COLOURS.iter().any(|colour| *colour == *name),
        ImageKind::Jpeg => *name == [0xe2] && is_profile(part),
    };
    parts.unwrap_or_default().into_iter().filter(is_colour).flat_map(|(_, part)| part).copied().collect()
}

/// Which way up a picture is (Exif 2.32, tag 0x0112): 1 is as it is stored, 6 is to be turned to the right.
pub(super) fn orientation(kind: ImageKind, bytes: &[u8]) -> u16 {
    let exif = match kind {
        ImageKind::Png => chunks(bytes).unwrap_or_default().into_iter().find(|(name, _)| *name == b"eXIf"),
        ImageKind::Jpeg => segments(bytes)
            .unwrap_or_default()
            .into_iter()
            .find(|(marker, segment)| *marker == [0xe1] && segment.get(4..10) == Some(b"Exif\0\0")),
    };
    let skipped = if kind == ImageKind::Png { 8 } else { 10 };
    exif.and_then(|(_, part)| tag(part.get(skipped..)?)).filter(|way| (1..=8).contains(way)).unwrap_or(1)
}

/// The orientation in a TIFF's first directory (TIFF 6.0, section 2).
fn tag(tiff: &[u8]) -> Option<u16> {
    let little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| {
        let (one, two) = (u32::from(short(at)?), u32::from(short(at + 2)?));
        usize::try_from(if little { two << 16 | one } else { one << 16 | two }).ok()
    };
    let directory = long(4)?;
    let entries = usize::from(short(directory)?);
    let entry = |n: usize| directory.checked_add(2 + n * 12);
    (0..entries).filter_map(entry).find(|at| short(*at) == Some(0x0112)).and_then(|at| short(at + 8))
}

fn is_profile(segment: &[u8]) -> bool {
    segment.get(4..16) == Some(b"ICC_PROFILE\0")
}

/// The chunks of a PNG up to its end; what comes after that is no part of it.
fn chunks(bytes: &[u8]) -> Option<Vec<Part<'_>>> {
    let mut found = Vec::new();
    let mut at = SIGNATURE;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?);
        let end = at.checked_add(usize::try_from(length).ok()?)?.checked_add(12)?;
        let name = bytes.get(at + 4..at + 8)?;
        found.push((name, bytes.get(at..end)?));
        if name == b"IEND" {
            return Some(found);
        }
        at = end;
    }
}

/// The segments of a JPEG up to its end, a scan with its pixels (ITU-T T.81, annex B).
fn segments(bytes: &[u8]) -> Option<Vec<Part<'_>>> {
    let mut found = Vec::new();
    let mut at = 2;
    loop {
        while *bytes.get(at)? == 0xff && *bytes.get(at + 1)? == 0xff {
            at += 1;
        }
        let marker = bytes.get(at + 1..at + 2).filter(|_| bytes[at] == 0xff)?;
        let length = match marker {
            [0xd9] => {
                found.push((marker, bytes.get(at..at + 2)?));
                return Some(found);
            }
            [0x01 | 0xd0..=0xd7] => 0,
            _ => usize::from(u16::from_be_bytes(bytes.get(at + 2..at + 4)?.try_into().ok()?)).max(2),
        };
        let mut end = at + 2 + length;
        if marker == [0xda] {
            // Pixels: a mark within them is followed by a zero, or restarts them.
            while !matches!(bytes.get(end..end + 2)?, [0xff, mark] if !matches!(mark, 0 | 0xd0..=0xd7 | 0xff)) {
                end += 1;
            }
        }
        found.push((marker, bytes.get(at..end)?));
        at = end;
    }
}
