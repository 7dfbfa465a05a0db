//! A file with its small objects compressed: three of four bytes of a print run say in plain text what each of its
//! paragraphs is for a screen reader, and its writer has no other way.
//!
//! The objects are moved and not read: every one but the streams goes into an object stream (ISO 32000-1, 7.5.7), and a
//! cross-reference stream (7.5.8) takes the place of the table. PDF/A-2 and PDF/UA-1 allow both.

use std::io::Write;
use std::ops::Range;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::error::{Error, Result};

/// The most objects in one stream. A reader unpacks all of them for one.
const TOGETHER: usize = 500;

/// Where an object is.
enum Place {
    /// Nowhere.
    Free,
    /// From this byte of the file on.
    At(u64),
    /// In the object stream of this number, at this position from 0.
    In(u32, u16),
}

/// What every file of ours says of itself, before which goes how a printer is to print it.
const PREFERENCE: &[u8] = b"/DisplayDocTitle true";

/// The same file, smaller. `duplex` tells a printer whether it is for both sides of the paper (ISO 32000-1, table 150), as
/// far as what prints it asks; `None` leaves that to whoever prints it.
///
/// # Errors
/// [`Kind::Bug`](crate::error::Kind::Bug) when it is not as its writer writes files: one revision, a table in one piece.
pub(super) fn pack(pdf: &[u8], duplex: Option<bool>) -> Result<Vec<u8>> {
    let file = File::read(pdf).ok_or_else(|| Error::bug("a PDF is not as its writer writes them"))?;
    let mut packed = Vec::with_capacity(pdf.len() / 2);
    packed.extend_from_slice(&pdf[..file.head]);
    let mut places: Vec<Place> = (0..file.count).map(|_| Place::Free).collect();
    let mut small = Vec::new();
    for Object { number, whole, body } in file.objects {
        if pdf[body.clone()].ends_with(b"endstream") {
            places[number as usize] = Place::At(packed.len() as u64);
            packed.extend_from_slice(&pdf[whole]);
        } else {
            small.push((number, body));
        }
    }
    for group in small.chunks(TOGETHER) {
        let stream = places.len() as u32;
        let mut index = String::new();
        let mut bodies = Vec::new();
        for (at, (number, body)) in (0..).zip(group) {
            places[*number as usize] = Place::In(stream, at);
            index.push_str(&format!("{number} {} ", bodies.len()));
            let (before, after) = preferences(&pdf[body.clone()]);
            bodies.extend_from_slice(before);
            bodies.extend_from_slice(match duplex.filter(|_| !after.is_empty()) {
                Some(true) => b"/Duplex/DuplexFlipLongEdge",
                Some(false) => b"/Duplex/Simplex",
                None => b"",
            });
            bodies.extend_from_slice(after);
            bodies.push(b'\n');
        }
        let kind = format!("/Type/ObjStm/N {}/First {}", group.len(), index.len());
        places.push(Place::At(packed.len() as u64));
        write_stream(&mut packed, stream, &kind, &[index.into_bytes(), bodies].concat())?;
    }
    let start = packed.len();
    let table = places.len() as u32;
    places.push(Place::At(start as u64));
    let entries: Vec<u8> = places.iter().flat_map(entry).collect();
    let trailer = String::from_utf8_lossy(&pdf[file.trailer]);
    let kind = format!("/Type/XRef/Size {}/W[1 4 2]{trailer}", places.len());
    write_stream(&mut packed, table, &kind, &entries)?;
    packed.extend_from_slice(format!("startxref\n{start}\n%%EOF").as_bytes());
    Ok(packed)
}

/// An object before and from its [`PREFERENCE`] on; all of it and nothing when it has none.
fn preferences(body: &[u8]) -> (&[u8], &[u8]) {
    let at = memchr::memmem::find(body, PREFERENCE).unwrap_or(body.len());
    body.split_at(at)
}

/// A line of the cross-reference stream: a byte for the kind, four and two for what it says.
fn entry(place: &Place) -> [u8; 7] {
    let (kind, [.., a, b, c, d], [e, f]) = match *place {
        Place::Free => (0, [0; 8], u16::MAX.to_be_bytes()),
        Place::At(byte) => (1, byte.to_be_bytes(), [0; 2]),
        Place::In(stream, at) => (2, u64::from(stream).to_be_bytes(), at.to_be_bytes()),
    };
    [kind, a, b, c, d, e, f]
}

fn write_stream(file: &mut Vec<u8>, number: u32, kind: &str, content: &[u8]) -> Result<()> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let deflated = encoder.write_all(content).and_then(|()| encoder.finish());
    let deflated = deflated.map_err(|e| Error::bug(format!("a PDF cannot be compressed: {e}")))?;
    let head = format!("{number} 0 obj\n<<{kind}/Filter/FlateDecode/Length {}>>\nstream\n", deflated.len());
    file.extend_from_slice(head.as_bytes());
    file.extend_from_slice(&deflated);
    file.extend_from_slice(b"\nendstream\nendobj\n");
    Ok(())
}

/// Where everything is in a file.
struct File {
    /// How long what comes before the first object is.
    head: usize,
    /// How many numbers there are, used or not.
    count: u32,
    /// In the order of the file.
    objects: Vec<Object>,
    /// What the trailer says, without how many numbers there are.
    trailer: Range<usize>,
}

struct Object {
    number: u32,
    /// From its number to `endobj`.
    whole: Range<usize>,
    /// What is between them.
    body: Range<usize>,
}

impl File {
    fn read(pdf: &[u8]) -> Option<Self> {
        let end = pdf.trim_ascii_end().strip_suffix(b"%%EOF")?.trim_ascii_end();
        let start = number(&end[find_last(end, b"startxref")? + 9..])?;
        let table = pdf.get(start..)?.strip_prefix(b"xref\n0 ")?;
        let count = u32::try_from(number(table)?).ok()?;
        let lines = &table[table.iter().position(|byte| *byte == b'\n')? + 1..];
        let (lines, rest) = lines.split_at_checked(20 * count as usize)?;
        let trailer = rest.strip_prefix(b"trailer\n<</Size ")?;
        let from = pdf.len() - trailer.len() + trailer.iter().position(|byte| !byte.is_ascii_digit())?;
        let to = from
            + pdf[from..].windows(2).zip(&pdf[from + 2..]).position(|(two, next)| two == b">>" && *next == b'\n')?;

        let used = (0..).zip(lines.chunks_exact(20)).filter(|(_, line)| line[17] == b'n');
        let mut starts: Vec<(usize, u32)> = used.map(|(n, line)| Some((number(line)?, n))).collect::<Option<_>>()?;
        starts.sort_unstable();
        let ends = starts.iter().map(|(at, _)| *at).skip(1).chain([start]);
        let objects = starts.iter().zip(ends).map(|((from, number), to)| Object::read(pdf, *from..to, *number));
        Some(File { head: starts.first()?.0, count, objects: objects.collect::<Option<_>>()?, trailer: from..to })
    }
}

impl Object {
    fn read(pdf: &[u8], whole: Range<usize>, number: u32) -> Option<Self> {
        let head = format!("{number} 0 obj\n");
        let body = pdf.get(whole.clone())?.strip_prefix(head.as_bytes())?.trim_ascii_end();
        let body = body.strip_suffix(b"endobj")?.trim_ascii_end();
        let from = whole.start + head.len();
        Some(Object { number, body: from..from + body.len(), whole })
    }
}

/// The number that bytes begin with, after white space.
fn number(bytes: &[u8]) -> Option<usize> {
    let bytes = bytes.trim_ascii_start();
    let digits = bytes.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(bytes.len());
    std::str::from_utf8(&bytes[..digits]).ok()?.parse().ok()
}

fn find_last(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).rposition(|window| window == word)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::ZlibDecoder;
    use proptest::prelude::*;

    use super::*;

    const STREAM: &str = "<</Length 3>>\nstream\n\u{1}\nx\nendstream";

    /// A file as its writer writes files.
    fn file(bodies: &[String]) -> Vec<u8> {
        let mut file = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n".to_vec();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f\r\n", bodies.len() + 1);
        for (number, body) in (1..).zip(bodies) {
            table.push_str(&format!("{:010} 00000 n\r\n", file.len()));
            file.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
        }
        let (start, size) = (file.len(), bodies.len() + 1);
        let trailer = format!("trailer\n<</Size {size}/Root 1 0 R/ID[(a>>\u{e9})(b)]>>\nstartxref\n{start}\n%%EOF");
        file.extend_from_slice((table + &trailer).as_bytes());
        file
    }

    /// What a stream of ours says of itself, and what is in it.
    fn unpacked(file: &[u8], at: usize) -> (String, Vec<u8>) {
        let start = at + file[at..].windows(8).position(|window| window == b"\nstream\n").unwrap() + 8;
        let head = String::from_utf8_lossy(&file[at..start]).into_owned();
        let length = number(&file[at + head.find("/Length ").unwrap() + 8..]).unwrap();
        let mut content = Vec::new();
        ZlibDecoder::new(&file[start..start + length]).read_to_end(&mut content).unwrap();
        assert!(file[start + length..].starts_with(b"\nendstream\nendobj\n"));
        (head, content)
    }

    /// Every object by its number, found as a reader finds it.
    fn objects(file: &[u8]) -> Vec<Option<String>> {
        let start = number(&file[find_last(file, b"startxref").unwrap() + 9..]).unwrap();
        let (head, table) = unpacked(file, start);
        assert!(head.contains("/Type/XRef") && head.contains("/Root 1 0 R/ID[(a>>é)(b)]/Filter"), "{head}");
        assert!(head.contains(&format!("/Size {}/W[1 4 2]", table.len() / 7)), "{head}");
        let object = |entry: &[u8]| {
            let place = u32::from_be_bytes(entry[1..5].try_into().unwrap()) as usize;
            let index = usize::from(u16::from_be_bytes(entry[5..].try_into().unwrap()));
            match entry[0] {
                0 => None,
                1 => Some(String::from_utf8_lossy(&file[place..]).split("\nendobj").next().unwrap().to_owned()),
                _ => {
                    let at = u32::from_be_bytes(table[7 * place + 1..7 * place + 5].try_into().unwrap());
                    let (head, content) = unpacked(file, at as usize);
                    let first = number(&head.as_bytes()[head.find("/First ").unwrap() + 7..]).unwrap();
                    let index =
                        content[..first].split(|byte| *byte == b' ').nth(2 * index + 1).and_then(number).unwrap();
                    let body = &content[first + index..];
                    Some(String::from_utf8_lossy(body).split('\n').next().unwrap().to_owned())
                }
            }
        };
        table.chunks_exact(7).map(object).collect()
    }

    #[test]
    fn every_object_is_found_where_the_table_says() {
        let mut bodies: Vec<String> = (0..1_200).map(|n| format!("<</Type/StructElem/K {n}>>")).collect();
        bodies[7] = STREAM.to_owned();
        bodies[9] = "(endobj endstream)".to_owned();
        let whole = file(&bodies);
        let packed = pack(&whole, None).unwrap();
        let found = objects(&packed);
        assert_eq!(found[0], None);
        for (number, body) in (1..).zip(&bodies) {
            let expected = if number == 8 { format!("8 0 obj\n{body}") } else { body.clone() };
            assert_eq!(found[number].as_deref(), Some(&*expected));
        }
        // Three streams of objects, and the table itself.
        assert_eq!(found.len(), bodies.len() + 1 + 3 + 1);
        assert!(packed.len() < whole.len() / 5, "{} of {}", packed.len(), whole.len());
        assert!(packed.starts_with(b"%PDF-1.7\n%\x80\x80\x80\x80\n") && packed.ends_with(b"\n%%EOF"));
    }

    #[test]
    fn a_printer_is_told_on_which_sides() {
        let whole =
            file(&["<</Type/Catalog/ViewerPreferences<</DisplayDocTitle true>>>>".to_owned(), STREAM.to_owned()]);
        let catalog = |duplex| objects(&pack(&whole, duplex).unwrap())[1].clone().unwrap();
        assert_eq!(catalog(None), "<</Type/Catalog/ViewerPreferences<</DisplayDocTitle true>>>>");
        assert!(catalog(Some(false)).contains("<</Duplex/Simplex/DisplayDocTitle true>>"));
        assert!(catalog(Some(true)).contains("<</Duplex/DuplexFlipLongEdge/DisplayDocTitle true>>"));
    }

    proptest! {
        #[test]
        fn a_file_of_another_writer_is_refused_or_packed(at in 0..600usize, byte: u8, cut in 0..600usize) {
            let mut file = file(&["<<>>".to_owned(), STREAM.to_owned(), "[1 2]".to_owned()]);
            let at = at % file.len();
            file[at] = byte;
            let _ = pack(&file, Some(true));
            file.truncate(cut);
            let _ = pack(&file, Some(true));
        }
    }
}
