//! Just enough of CSS to know which colour text has: declarations, and rules whose selectors are names, classes and
//! their descendants. What is not understood says nothing about any colour.

use super::page::Element;
use crate::campaign::Color;

/// A colour that a declaration gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    Solid(Color),
    /// One that is not known here, such as a gradient.
    Unknown,
}

/// What a style says about colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Paints {
    pub(super) text: Option<(Paint, bool)>,
    pub(super) background: Option<(Paint, bool)>,
}

/// The rules of a page's style sheets.
#[derive(Debug, Default)]
pub(super) struct StyleSheet {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    /// Whether it is for dark screens only.
    dark: bool,
    /// The innermost element first.
    selector: Vec<Simple>,
    paints: Paints,
}

/// A name and classes.
#[derive(Debug)]
struct Simple {
    name: Option<String>,
    classes: Vec<String>,
}

impl Paints {
    /// What a list of declarations says; each with whether it is `!important`.
    pub(super) fn of(declarations: &str) -> Self {
        let mut found = Paints::default();
        for declaration in declarations.split(';') {
            let Some((name, value)) = declaration.split_once(':') else { continue };
            let value = value.trim().to_ascii_lowercase();
            let (value, important) = match value.strip_suffix("!important") {
                Some(value) => (value.trim().to_owned(), true),
                None => (value, false),
            };
            let place = match name.trim().to_ascii_lowercase().as_str() {
                "color" => &mut found.text,
                "background" | "background-color" => &mut found.background,
                _ => continue,
            };
            let paint = match value.as_str() {
                "inherit" | "transparent" | "none" | "unset" => continue,
                value => color(value).map_or(Paint::Unknown, Paint::Solid),
            };
            if important || place.is_none_or(|(_, before)| !before) {
                *place = Some((paint, important));
            }
        }
        found
    }
}

fn color(value: &str) -> Option<Color> {
    match value {
        "white" => Some(Color::new(255, 255, 255)),
        "black" => Some(Color::new(0, 0, 0)),
        _ => value.parse().ok(),
    }
}

impl StyleSheet {
    /// Reads style sheets.
    pub(super) fn read(css: &str) -> Self {
        let mut sheet = StyleSheet::default();
        sheet.rules(&without_comments(css), false);
        sheet
    }

    /// Whether a style names something outside the message.
    pub(super) fn fetches(css: &str) -> bool {
        let css = css.to_ascii_lowercase();
        css.split("url(").skip(1).any(|rest| !rest.trim_start_matches([' ', '"', '\'']).starts_with("cid:"))
    }

    fn rules(&mut self, css: &str, dark: bool) {
        let mut rest = css;
        while let Some(at) = rest.find('{') {
            let (head, after) = (rest[..at].trim(), &rest[at + 1..]);
            let (inner, next) = block(after);
            rest = next;
            if let Some(query) = head.strip_prefix("@media") {
                // Rules for other circumstances, such as a narrow screen, are about sizes.
                if query.split_whitespace().collect::<String>().contains("(prefers-color-scheme:dark)") {
                    self.rules(inner, true);
                }
            } else if !head.starts_with('@') {
                let paints = Paints::of(inner);
                let selectors = head.split(',').filter_map(selector);
                self.rules.extend(selectors.map(|selector| Rule { dark, selector, paints }));
            }
        }
    }

    /// What the sheet says about an element, given with those it stands in, the innermost first. The more particular
    /// of two rules counts, then the later one.
    pub(super) fn paints(&self, lineage: &[&Element], dark: bool) -> Paints {
        let mut fitting: Vec<(usize, usize, &Rule)> = Vec::new();
        for rule in self.rules.iter().filter(|rule| (dark || !rule.dark) && fits(&rule.selector, lineage)) {
            let classes = rule.selector.iter().map(|simple| simple.classes.len()).sum();
            let names = rule.selector.iter().filter(|simple| simple.name.is_some()).count();
            fitting.push((classes, names, rule));
        }
        fitting.sort_by_key(|(classes, names, _)| (*classes, *names));
        let mut found = Paints::default();
        for (_, _, rule) in fitting {
            found.text = stronger(found.text, rule.paints.text);
            found.background = stronger(found.background, rule.paints.background);
        }
        found
    }
}

/// The later of two declarations, unless only the first is `!important`.
pub(super) fn stronger(first: Option<(Paint, bool)>, later: Option<(Paint, bool)>) -> Option<(Paint, bool)> {
    match (first, later) {
        (Some((_, true)), Some((_, false))) | (_, None) => first,
        _ => later,
    }
}

fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find("/*") {
        out.push_str(&rest[..at]);
        rest = rest[at..].split_once("*/").map_or("", |(_, after)| after);
    }
    out + rest
}

/// What stands before the brace that closes a block, and what after it.
fn block(css: &str) -> (&str, &str) {
    let mut depth = 1;
    for (at, c) in css.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return (&css[..at], &css[at + 1..]);
        }
    }
    (css, "")
}

/// `.h-card a`; `None` for what is not names, classes and spaces.
fn selector(text: &str) -> Option<Vec<Simple>> {
    let simple = |text: &str| {
        let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        let mut parts = text.split('.');
        let name = parts.next().filter(|name| !name.is_empty() && *name != "*").map(str::to_ascii_lowercase);
        let classes: Vec<String> = parts.map(str::to_owned).collect();
        let fits = name.iter().chain(&classes).all(|part| !part.is_empty() && plain(part));
        fits.then_some(Simple { name, classes })
    };
    let parts: Option<Vec<Simple>> = text.split_whitespace().rev().map(simple).collect();
    parts.filter(|parts| !parts.is_empty())
}

fn fits(selector: &[Simple], lineage: &[&Element]) -> bool {
    let is = |simple: &Simple, element: &Element| {
        simple.name.as_ref().is_none_or(|name| *name == element.name)
            && simple.classes.iter().all(|class| element.classes().any(|found| found == class))
    };
    let [first, outer @ ..] = selector else { return false };
    let [element, around @ ..] = lineage else { return false };
    if !is(first, element) {
        return false;
    }
    let mut around = around.iter();
    outer.iter().all(|simple| around.any(|element| is(simple, element)))
}

#[cfg(test)]
mod tests {
    use super::super::page::Page;
    use super::*;

    fn solid(text: &str) -> Option<(Paint, bool)> {
        Some((Paint::Solid(text.parse().unwrap()), false))
    }

    #[test]
    fn declarations_say_colours() {
        let paints = Paints::of("margin:0; COLOR: #FFF; background:#000 !important; background-color:#111");
        assert_eq!(paints.text, solid("#ffffff"));
        assert_eq!(paints.background, Some((Paint::Solid("#000000".parse().unwrap()), true)));
        assert_eq!(Paints::of("background:linear-gradient(red, blue)").background, Some((Paint::Unknown, false)));
        assert_eq!(Paints::of("color:inherit"), Paints::default());
    }

    #[test]
    fn the_more_particular_rule_counts() {
        let sheet = StyleSheet::read(
            "/* a { color: #111 } */ .a b { color: #222 } b { color: #333 } b:hover { color: #444 }\
             @media (max-width: 5px) { b { color: #555 } }\
             @media (prefers-color-scheme: dark) { .a .c { color: #666 } b { color: #777 } }",
        );
        let page = Page::read("<div class=\"a\"><p><b class=\"x c\">1</b></p></div><b>2</b>");
        let bold: Vec<usize> = page.named("b").map(|(at, _)| at).collect();
        let text = |at: usize, dark: bool| sheet.paints(&page.lineage(at).collect::<Vec<_>>(), dark).text;
        assert_eq!((text(bold[0], false), text(bold[0], true)), (solid("#222222"), solid("#666666")));
        assert_eq!((text(bold[1], false), text(bold[1], true)), (solid("#333333"), solid("#777777")));
    }

    #[test]
    fn what_is_fetched_is_seen() {
        assert!(StyleSheet::fetches("background: URL( 'https://x.example/a.png')"));
        assert!(!StyleSheet::fetches("background:url(cid:a)") && !StyleSheet::fetches("color:red"));
    }
}
