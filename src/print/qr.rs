//! QR codes (ISO/IEC 18004) as a drawing, so that they are sharp on any printer.

use std::fmt::Write;

use fast_qr::{ECL, QRBuilder};

use crate::error::{Error, Result};

/// The light border a reader needs, in modules (ISO/IEC 18004:2015, 6.3.8).
const QUIET: usize = 4;

/// A QR code as SVG, one unit a module. A quarter of it may be unreadable: a sheet is folded and gets stains.
///
/// # Errors
/// When the text is longer than a QR code holds.
pub(super) fn svg(text: &str) -> Result<Vec<u8>> {
    let code = QRBuilder::new(text).ecl(level(text)).build().map_err(|_| {
        Error::campaign(format!("this address is too long for a QR code: {text}")).hint("use a short address")
    })?;
    let size = code.size;
    let mut path = String::with_capacity(8 * size * size);
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let start = x;
            while x < size && code[y][x].value() {
                x += 1;
            }
            if x > start {
                let width = x - start;
                // Writing to a `String` cannot fail.
                let _ = write!(path, "M{} {}h{width}v1h-{width}z", start + QUIET, y + QUIET);
            }
            x += 1;
        }
    }
    let side = size + 2 * QUIET;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    )
    .into_bytes())
}

/// As much correction as an address of this length leaves room for at 30 mm, with modules a phone can still tell apart.
fn level(text: &str) -> ECL {
    if text.len() <= 60 { ECL::Q } else { ECL::M }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_quiet_zone_and_its_corners() {
        let svg = String::from_utf8(svg("https://aka.example/enrol").unwrap()).unwrap();
        // The finder patterns begin in the corners: a line of seven modules.
        assert!(svg.contains("M4 4h7v1h-7z"), "{svg}");
        assert!(svg.contains("viewBox=\"0 0 37 37\"") || svg.contains("viewBox=\"0 0 41 41\""), "{svg}");
    }

    #[test]
    fn an_address_that_is_too_long_is_refused() {
        let error = svg(&format!("https://a.example/{}", "x".repeat(4_000))).unwrap_err();
        assert!(error.to_string().contains("too long for a QR code"), "{error}");
    }
}
