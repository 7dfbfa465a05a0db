//! Looks into a PDF.

use std::io::Read;

use flate2::read::ZlibDecoder;

/// What is said in a file, besides its pages' own drawing: all objects as text, compressed or not.
pub fn objects(pdf: &[u8]) -> String {
    assert!(pdf.starts_with(b"%PDF-1.7") && pdf.trim_ascii_end().ends_with(b"%%EOF"));
    let mut text = String::from_utf8_lossy(pdf).into_owned();
    let starts = pdf.windows(8).enumerate().filter(|(_, window)| *window == b"\nstream\n");
    for (at, _) in starts {
        let head = String::from_utf8_lossy(&pdf[at.saturating_sub(80)..at]);
        if head.contains("/Type/ObjStm") {
            let mut objects = Vec::new();
            ZlibDecoder::new(&pdf[at + 8..]).read_to_end(&mut objects).unwrap();
            text.push_str(&String::from_utf8_lossy(&objects));
        }
    }
    text
}

/// How many pages a file has.
pub fn pages(pdf: &[u8]) -> usize {
    objects(pdf).matches("/Type/Page/").count()
}
