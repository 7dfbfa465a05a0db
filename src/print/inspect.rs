//! Looks at what was laid out, for what Typst keeps silent about: characters no typeface has, and text beyond the edge.

use std::collections::BTreeSet;

use typst::layout::{Abs, Frame, FrameItem, Point, Size, Transform};
use typst::text::TextItem;
use typst_layout::Page;

/// Office printers leave so much of every edge white, in millimetres.
const EDGE: f64 = 4.0;

/// What is wrong with pages.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Flaws {
    /// Characters that no typeface has.
    pub(super) missing: BTreeSet<char>,
    /// Texts that run off the page.
    pub(super) outside: BTreeSet<String>,
}

/// Everything that is wrong with pages.
pub(super) fn inspect(pages: &[Page]) -> Flaws {
    let mut flaws = Flaws::default();
    for page in pages {
        let size = page.frame.size();
        each_text(&page.frame, Transform::identity(), &mut |item, transform| look(item, transform, size, &mut flaws));
    }
    flaws
}

/// The text of a page, one run a line, in reading order.
pub(super) fn text(page: &Page) -> String {
    let mut text = String::new();
    each_text(&page.frame, Transform::identity(), &mut |item, _| {
        text.push_str(&item.text);
        text.push('\n');
    });
    text
}

fn look(item: &TextItem, transform: Transform, page: Size, flaws: &mut Flaws) {
    for glyph in item.glyphs.iter().filter(|glyph| glyph.id == 0) {
        let cluster = item.text.get(glyph.range()).unwrap_or(&item.text);
        flaws.missing.extend(cluster.chars().filter(|c| !c.is_whitespace()));
    }
    let edge = Abs::mm(EDGE);
    let inside = |point: Point| {
        let x = point.x >= edge && point.x <= page.x - edge;
        x && point.y >= edge && point.y <= page.y - edge
    };
    let ends = [Point::zero(), Point::with_x(item.width())].map(|point| point.transform(transform));
    if !ends.into_iter().all(inside) {
        flaws.outside.insert(item.text.to_string());
    }
}

fn each_text(frame: &Frame, transform: Transform, found: &mut dyn FnMut(&TextItem, Transform)) {
    for (position, item) in frame.items() {
        let here = transform.pre_concat(Transform::translate(position.x, position.y));
        match item {
            FrameItem::Group(group) => each_text(&group.frame, here.pre_concat(group.transform), found),
            FrameItem::Text(item) => found(item, here),
            _ => {}
        }
    }
}
