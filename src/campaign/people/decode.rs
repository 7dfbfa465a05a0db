//! From bytes to text: the encodings in which exports arrive.

use std::borrow::Cow;

use super::encodings::{self, Doubt};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::memchr2;

/// How many bytes are looked at to recognise UTF-16 without a byte order mark.
const SAMPLE: usize = 1024;

/// The text of a file, without its byte order mark, the name of its encoding, and what makes that doubtful.
///
/// What somebody says counts. Else a mark decides; without one, UTF-16 is known by its NUL bytes (PowerShell's
/// `Unicode`), and what is not UTF-8 is Windows-1252 (Excel's `CSV`). A UTF-8 file with a few broken bytes stays UTF-8:
/// those become U+FFFD, which the cells they are in report, instead of turning every other name in the file into
/// `ChloÃ«`.
pub(super) fn decode<'b>(bytes: &'b [u8], said: Option<&str>) -> (Cow<'b, str>, &'static str, Option<Doubt>) {
    if let Some((text, name)) = said.and_then(|label| encodings::decode_as(bytes, label)) {
        return (Cow::Owned(text), name, None);
    }
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => guess(bytes),
    };
    let text = encoding.decode(bytes).0;
    let doubt = encodings::doubt(&text, encoding);
    (text, encoding.name(), doubt)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(encoding) = utf16_without_mark(bytes) {
        return encoding;
    }
    if mostly_utf8(bytes) { UTF_8 } else { WINDOWS_1252 }
}

/// Headers are ASCII, so that every other byte of them is NUL in UTF-16.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let pairs = sample.len() / 2;
    let nuls = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    let many = |n: usize| pairs > 0 && n * 10 >= pairs * 7;
    match (many(even), many(odd)) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether there are more well-formed multi-byte characters than stray bytes.
fn mostly_utf8(bytes: &[u8]) -> bool {
    if std::str::from_utf8(bytes).is_ok() {
        return true;
    }
    let (mut good, mut stray) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| *b >= 0xC2).count();
        stray += usize::from(!chunk.invalid().is_empty());
    }
    good > stray
}

/// The separator of a file and what comes before its header line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opening {
    /// The separator between cells.
    pub(super) delimiter: u8,
    /// Where the header line begins: after Excel's `sep=;`, if there is one.
    pub(super) header_at: usize,
}

/// Finds the separator: as Excel's `sep=` line says, else what occurs most outside quotes in the header line.
pub(super) fn opening(text: &str) -> Opening {
    let start = text.len() - text.trim_start_matches(['\r', '\n']).len();
    let first = &text[start..][..line_length(&text[start..])];
    // PowerShell's `Export-Csv` says of what type its rows were.
    if first.starts_with("#TYPE ") || first.starts_with("\"#TYPE ") {
        let after = opening(&text[start + first.len()..]);
        return Opening { header_at: start + first.len() + after.header_at, ..after };
    }
    let said = first.trim().trim_matches('"').to_ascii_lowercase();
    if let Some(&[delimiter @ (b',' | b';' | b'\t' | b'|')]) = said.strip_prefix("sep=").map(str::as_bytes) {
        return Opening { delimiter, header_at: start + first.len() };
    }
    // `trim` takes the tab of `sep=<tab>` away.
    if said == "sep=" && first.contains('\t') {
        return Opening { delimiter: b'\t', header_at: start + first.len() };
    }
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in text[start..].bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => break,
            _ if !quoted => counts.iter_mut().filter(|(d, _)| *d == byte).for_each(|(_, n)| *n += 1),
            _ => {}
        }
    }
    // The first of equals, so that a file of one column is read as comma-separated.
    let best = counts.iter().rev().max_by_key(|(_, n)| *n);
    Opening { delimiter: best.map_or(b',', |(d, _)| *d), header_at: start }
}

/// The length of the first line without its line end.
pub(super) fn line_length(text: &str) -> usize {
    memchr2(b'\r', b'\n', text.as_bytes()).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "naam;e-mail\nChloë O'Brien-'t Hart;chloe@voorbeeldstad.example\nAğca;a@b.example\n";

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn decode(bytes: &[u8]) -> Cow<'_, str> {
        super::decode(bytes, None).0
    }

    #[test]
    fn every_encoding_of_an_export_is_read() {
        assert_eq!(decode(TEXT.as_bytes()), TEXT);
        assert_eq!(decode(format!("\u{FEFF}{TEXT}").as_bytes()), TEXT);
        let marked = format!("\u{FEFF}{TEXT}");
        assert_eq!(decode(&utf16(&marked, u16::to_le_bytes)), TEXT);
        assert_eq!(decode(&utf16(&marked, u16::to_be_bytes)), TEXT);
        assert_eq!(decode(&utf16(TEXT, u16::to_le_bytes)), TEXT);
        assert_eq!(decode(&utf16(TEXT, u16::to_be_bytes)), TEXT);
        assert_eq!(decode(b"naam\nChlo\xEB \x80 5\n"), "naam\nChloë € 5\n");
    }

    #[test]
    fn one_broken_byte_does_not_turn_utf8_into_windows_1252() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.extend_from_slice(b"Ren\xE9;r@b.example\n");
        assert_eq!(decode(&bytes), format!("{TEXT}Ren\u{FFFD};r@b.example\n"));
    }

    #[test]
    fn the_separator_is_what_the_header_line_uses() {
        let delimiter = |text: &str| opening(text).delimiter;
        assert_eq!(delimiter("upn;naam, voluit;mail\na,b,c,d,e;f;g"), b';');
        assert_eq!(delimiter("upn\tnaam\n"), b'\t');
        assert_eq!(delimiter("\"a;b;c;d\",name\n"), b',');
        assert_eq!(delimiter("email\n"), b',');
        assert_eq!(opening("sep=;\r\nupn;naam"), Opening { delimiter: b';', header_at: 5 });
        assert_eq!(opening("\"sep=,\"\nupn,naam").delimiter, b',');
        assert_eq!(opening("#TYPE Microsoft.ActiveDirectory.Management.ADUser\r\n\"a\",\"b\"").header_at, 51);
        assert_eq!(opening("sep=\t\nupn\tnaam").delimiter, b'\t');
    }
}
