//! An SVG as a PNG: mail programs show no SVG, and one can hold far more than a drawing.
//!
//! Only shapes, gradients and clipping are taken, and only from the file itself. What an SVG may hold besides (words,
//! which need a typeface; images; filters; scripts) is an error and not left out, because the picture would be another
//! one. It is checked before it is read, so that nothing of it is worked out that takes more than a moment.

use std::collections::HashMap;
use std::sync::Arc;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::roxmltree::{Document, Node, ParsingOptions};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

use super::file::{Picture, fitted};
use super::flaw::Flaw;
use super::kind::ImageKind;

/// The namespace of SVG; elements of others are notes of drawing programs and are never shown.
const SVG: &str = "http://www.w3.org/2000/svg";
/// The elements there may be.
const TAKEN: [&str; 19] = [
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "defs",
    "symbol",
    "use",
    "clipPath",
    "linearGradient",
    "radialGradient",
    "stop",
    "style",
    "title",
    "desc",
];
/// Elements, and those that `use` repeats.
const MOST: usize = 20_000;
/// Elements within each other.
const DEEPEST: usize = 64;
/// Dots to a pixel of CSS.
const DENSITY: u32 = 2;

/// Whether a file is meant as SVG.
pub(super) fn is_svg(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    start.trim_start_matches('\u{feff}').trim_start().starts_with('<') && start.contains("<svg")
}

/// Draws an SVG on white, twice as large as it is shown.
///
/// # Errors
/// When it is broken, or has in it what is not taken.
pub(super) fn read(bytes: &[u8]) -> Result<Picture, Flaw> {
    let broken = |why: String| Flaw::new(format!("is a broken SVG: {why}"), "export it again, as plain SVG");
    let text = std::str::from_utf8(bytes).map_err(|_| broken("it is not UTF-8".into()))?;
    let options = ParsingOptions { nodes_limit: MOST as u32 * 4, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|e| broken(e.to_string()))?;
    judge(&document)?;
    let nothing = ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) };
    let options = Options { image_href_resolver: nothing, ..Options::default() };
    let tree = Tree::from_xmltree(&document, &options).map_err(|e| broken(e.to_string()))?;
    draw(&tree).ok_or_else(|| broken("it has no size".into()))
}

fn draw(tree: &Tree) -> Option<Picture> {
    let size = tree.size();
    let whole = (size.width().ceil().max(1.0) as u32, size.height().ceil().max(1.0) as u32);
    let (width, height) = fitted(whole, (Picture::COLUMN, Picture::HIGHEST));
    let (width, height) = (width * DENSITY, height * DENSITY);
    let mut pixels = Pixmap::new(width, height)?;
    pixels.fill(Color::WHITE);
    let scale = Transform::from_scale(width as f32 / size.width(), height as f32 / size.height());
    resvg::render(tree, scale, &mut pixels.as_mut());
    // On white nothing is left to see through.
    let rgb: Vec<u8> = pixels.data().chunks_exact(4).flat_map(|pixel| &pixel[..3]).copied().collect();
    let bytes = Arc::from(encoded(&rgb, width, height).ok()?);
    Some(Picture { kind: ImageKind::Png, size: (width, height), density: DENSITY, bytes })
}

fn encoded(rgb: &[u8], width: u32, height: u32) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgb)?;
    writer.finish()?;
    Ok(bytes)
}

/// Whether a document has only what is taken.
fn judge(document: &Document) -> Result<(), Flaw> {
    let mut elements: HashMap<&str, Node> = HashMap::new();
    for node in document.descendants().filter(Node::is_element) {
        if node.ancestors().nth(DEEPEST).is_some() {
            return Err(at(
                node,
                &format!("elements within each other, more than {DEEPEST} deep"),
                "simplify the drawing",
            ));
        }
        if let Some(id) = node.attribute("id") {
            elements.entry(id).or_insert(node);
        }
        if is_drawn(&node) {
            element(&node)?;
        }
    }
    repeated(document, &elements)
}

/// Whether an element is one of SVG: others are not drawn, nor what is in them.
fn is_drawn(node: &Node) -> bool {
    node.ancestors().filter(Node::is_element).all(|node| node.tag_name().namespace() == Some(SVG))
        && node.ancestors().all(|node| node.tag_name().name() != "metadata")
}

fn element(node: &Node) -> Result<(), Flaw> {
    let name = node.tag_name().name();
    if !TAKEN.contains(&name) {
        let hint = match name {
            "text" => "convert the words to paths: no typeface is loaded for a picture",
            "script" => "remove it: a picture runs nothing",
            _ => "export the picture as PNG, or as plain SVG without effects",
        };
        return Err(at(*node, &format!("`<{name}>`"), hint));
    }
    if name == "clipPath" && node.descendants().any(|inner| inner.attribute("clip-path").is_some()) {
        return Err(at(*node, "clipping within clipping", "simplify the drawing"));
    }
    let sheet = if name == "style" { node.text() } else { None };
    let texts = node.attributes().map(|attribute| (attribute.name(), attribute.value()));
    for (name, text) in texts.chain(sheet.map(|text| ("style", text))) {
        let refers = name == "href" && !text.trim_start().starts_with('#');
        if refers || fetches(text) {
            let shown: String = text.trim().chars().take(60).collect();
            return Err(at(
                *node,
                &format!("a reference to something outside it: `{shown}`"),
                "export it as plain SVG",
            ));
        }
    }
    Ok(())
}

/// Whether a style or an attribute names something that is not in the file.
fn fetches(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let outside = |rest: &str| !rest.trim_start_matches([' ', '"', '\'']).starts_with('#');
    text.contains("@import") || text.contains('\\') || text.split("url(").skip(1).any(outside)
}

/// That `use` repeats no more than can be drawn in a moment: it can double what it repeats, again and again.
fn repeated(document: &Document, elements: &HashMap<&str, Node>) -> Result<(), Flaw> {
    let mut total = document.descendants().filter(Node::is_element).count();
    for node in document.descendants().filter(|node| node.has_tag_name((SVG, "use"))) {
        let href = node.attributes().find(|attribute| attribute.name() == "href").map(|href| href.value().trim());
        let target = href.and_then(|href| elements.get(href.trim_start_matches('#')));
        let Some(target) = target else { continue };
        if target.descendants().any(|inner| inner.has_tag_name((SVG, "use"))) {
            return Err(at(node, "a `<use>` of a `<use>`", "export it with its symbols expanded"));
        }
        total += target.descendants().filter(Node::is_element).count();
    }
    if total > MOST {
        return Err(Flaw::new(format!("has {total} shapes; {MOST} are the most"), "export it as PNG"));
    }
    Ok(())
}

fn at(node: Node, what: &str, hint: &str) -> Flaw {
    let line = node.document().text_pos_at(node.range().start).row;
    Flaw::new(format!("is an SVG with {what} on line {line}"), hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inner: &str) -> String {
        format!(
            "<svg xmlns=\"{SVG}\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"100\" height=\"50\">{inner}</svg>"
        )
    }

    fn flaw(inner: &str) -> Flaw {
        read(svg(inner).as_bytes()).unwrap_err()
    }

    #[test]
    fn shapes_are_drawn_on_white() {
        let shapes = "<metadata><x:note xmlns:x=\"x\"/></metadata><defs><linearGradient id=\"a\"><stop/></linearGradient>\
                      <rect id=\"r\" width=\"50\" height=\"50\"/></defs><use xlink:href=\"#r\" style=\"fill:#f00\"/>";
        let picture = read(svg(shapes).as_bytes()).unwrap();
        assert_eq!((picture.size, picture.density, picture.within(560, 480)), ((200, 100), 2, (100, 50)));
        let mut reader = png::Decoder::new(std::io::Cursor::new(&picture.bytes[..])).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let pixel = |x: usize, y: usize| &pixels[(y * 200 + x) * 3..][..3];
        assert_eq!((pixel(50, 50), pixel(150, 50)), (&[255, 0, 0][..], &[255, 255, 255][..]));
        assert_eq!(read(svg(shapes).as_bytes()).unwrap(), picture, "the same bytes every time");
    }

    #[test]
    fn a_huge_drawing_is_drawn_small() {
        let huge = svg("<rect width=\"9\" height=\"9\"/>").replace("\"100\"", "\"1e9\"").replace("\"50\"", "\"1e6\"");
        assert_eq!(read(huge.as_bytes()).unwrap().size, (1120, 2));
        assert!(read(svg("").replace("\"100\"", "\"-5\"").as_bytes()).unwrap_err().message.contains("broken SVG"));
    }

    #[test]
    fn what_is_no_shape_is_refused_with_its_line() {
        for (inner, said) in [
            ("<g>\n<script>alert(1)</script></g>", "with `<script>` on line 2"),
            ("<text>Words</text>", "with `<text>` on line 1"),
            ("<image href=\"file:///etc/passwd\"/>", "with `<image>`"),
            ("<foreignObject/>", "with `<foreignObject>`"),
            ("<filter/>", "with `<filter>`"),
            ("<use xlink:href=\"https://x.example/a.svg#b\"/>", "a reference to something outside it: `https://x"),
            ("<style>@import 'https://x.example/a.css';</style>", "a reference to something outside it"),
            ("<rect fill=\"url(https://x.example/a.svg#b)\"/>", "a reference to something outside it"),
            ("<rect style=\"fill:u\\72l(x)\"/>", "a reference to something outside it"),
            ("<clipPath id=\"a\"><g clip-path=\"url(#a)\"/></clipPath>", "clipping within clipping"),
        ] {
            let flaw = flaw(inner);
            assert!(flaw.message.contains(said) && !flaw.hint.is_empty(), "{inner}: {flaw:?}");
        }
    }

    #[test]
    fn bombs_do_not_go_off() {
        let entities = "<!DOCTYPE svg [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]>";
        let flaw = read(format!("{entities}{}", svg("<title>&b;</title>")).as_bytes()).unwrap_err();
        assert!(flaw.message.contains("broken SVG"), "{flaw:?}");
        let doubled = "<g id=\"a\"><use href=\"#b\"/><use href=\"#b\"/></g><g id=\"b\"><rect/></g><use href=\"#a\"/>";
        assert!(self::flaw(doubled).message.contains("a `<use>` of a `<use>`"));
        let many = format!("<g id=\"a\">{}</g>{}", "<rect/>".repeat(200), "<use href=\"#a\"/>".repeat(200));
        assert!(
            self::flaw(&many).message.contains("40401 shapes") || self::flaw(&many).message.contains("shapes; 20000")
        );
        let deep = format!("{}{}", "<g>".repeat(5000), "</g>".repeat(5000));
        assert!(self::flaw(&deep).message.contains("64 deep") || self::flaw(&deep).message.contains("broken"));
    }

    #[test]
    fn what_begins_with_svg_is_meant_as_svg() {
        assert!(is_svg(b"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- x -->\n<svg/>"));
        assert!(!is_svg(b"\x89PNG<svg") && !is_svg(b"<html>") && !is_svg(b""));
    }
}
