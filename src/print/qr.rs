//! QR codes (ISO/IEC 18004) as a drawing, so that they are sharp on any printer.

use std::collections::BTreeMap;
use std::fmt::Write;

use fast_qr::{ECL, QRBuilder};
use typst::foundations::Bytes;

use crate::error::{Error, Result};

/// The light border a reader needs, in modules (ISO/IEC 18004:2015, 6.3.8).
const QUIET: usize = 4;

/// A QR code as SVG, one unit a module. A quarter of it may be unreadable: a sheet is folded and gets stains. Kept for
/// the next sheets, which mostly have the same.
///
/// # Errors
/// When the text is longer than a QR code holds.
#[comemo::memoize]
pub(super) fn svg(text: &str) -> Result<Bytes> {
    let code = QRBuilder::new(text).ecl(level(text)).build().map_err(|_| {
        Error::campaign(format!("this address is too long for a QR code: {text}")).hint("use a short address")
    })?;
    let size = code.size;
    let path = outlines(size, |x, y| x < size && y < size && code[y][x].value());
    let side = size + 2 * QUIET;
    Ok(Bytes::from_string(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    )))
}

/// The outlines of all dark areas: half of the drawing that a rectangle for each row would be, and no seams between the
/// rows on a screen.
fn outlines(size: usize, dark: impl Fn(usize, usize) -> bool) -> String {
    // From each corner to the next ones, with the dark on the right hand. Two areas may touch in a corner.
    let mut edges: BTreeMap<(usize, usize), Vec<(usize, usize)>> = BTreeMap::new();
    for (y, x) in (0..size).flat_map(|y| (0..size).map(move |x| (y, x))).filter(|(y, x)| dark(*x, *y)) {
        let corners = [(y, x), (y, x + 1), (y + 1, x + 1), (y + 1, x)];
        let light = [(x, y.wrapping_sub(1)), (x + 1, y), (x, y + 1), (x.wrapping_sub(1), y)].map(|(x, y)| !dark(x, y));
        for side in (0..4).filter(|side| light[*side]) {
            edges.entry(corners[side]).or_default().push(corners[(side + 1) % 4]);
        }
    }
    let mut path = String::new();
    while let Some(mut here) = edges.keys().next().copied() {
        let mut corners = vec![here];
        while let Some(next) = step(&mut edges, here) {
            corners.push(next);
            here = next;
        }
        let turns = corners.windows(3).filter(|three| three[0].0 != three[2].0 && three[0].1 != three[2].1);
        // Writing to a `String` cannot fail.
        let _ = write!(path, "M{} {}", corners[0].1 + QUIET, corners[0].0 + QUIET);
        for (y, x) in turns.map(|three| three[1]) {
            let _ = write!(path, "L{} {}", x + QUIET, y + QUIET);
        }
        path.push('z');
    }
    path
}

/// Goes along one of the edges from here, which is gone then.
fn step(edges: &mut BTreeMap<(usize, usize), Vec<(usize, usize)>>, here: (usize, usize)) -> Option<(usize, usize)> {
    let ends = edges.get_mut(&here)?;
    let next = ends.pop();
    if ends.is_empty() {
        edges.remove(&here);
    }
    next
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
        let svg = svg("https://aka.example/enrol").unwrap();
        let svg = svg.as_str().unwrap();
        // The finder patterns begin in the corners: a square of seven modules, a ring of one.
        assert!(svg.contains("M4 4L11 4L11 11L4 11z"), "{svg}");
        assert!(svg.contains("M5 5L5 10L10 10L10 5z"), "{svg}");
        assert!(svg.contains("viewBox=\"0 0 37 37\"") || svg.contains("viewBox=\"0 0 41 41\""), "{svg}");
    }

    #[test]
    fn an_address_that_is_too_long_is_refused() {
        let error = svg(&format!("https://a.example/{}", "x".repeat(4_000))).unwrap_err();
        assert!(error.to_string().contains("too long for a QR code"), "{error}");
    }
}
