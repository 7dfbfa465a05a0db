//! What a page may not hold, and what its images must.

use super::fault::{Fault, Written};
use super::page::Element;
use super::reading::Reading;
use super::style_sheet::StyleSheet;
use crate::campaign::picture::has_ending;
use crate::check::registry::mail::{ACTIVE, ALTERNATIVE, REMOTE};

/// Elements that run, ask, or show something of another kind.
const RUNNING: [&str; 19] = [
    "script", "form", "input", "button", "select", "textarea", "object", "embed", "applet", "iframe", "frame", "svg",
    "math", "audio", "video", "canvas", "base", "portal", "template",
];
/// Attributes whose value is fetched when the page is shown.
const FETCHED: [&str; 6] = ["src", "srcset", "background", "poster", "data", "lowsrc"];

pub(super) fn find(reading: &Reading<'_>, found: &mut Vec<Fault>) {
    for element in &reading.page.elements {
        runs(element, found);
        fetches(element, found);
        if element.name == "img" {
            let lacks: Vec<&str> =
                ["alt", "width", "height"].into_iter().filter(|name| element.attribute(name).is_none()).collect();
            if !lacks.is_empty() {
                let message = format!("has an image without `{}`", lacks.join("`, `"));
                found.push(Fault::of(ALTERNATIVE, message).written(Written::Layout("<img")).about(lacks.join(" ")));
            }
            if let Some(alt) = element.attribute("alt").map(str::trim).filter(|alt| is_name(alt)) {
                let fault = Fault::of(ALTERNATIVE, format!("has an image whose text is the name of a file: `{alt}`"));
                let hint = "say what the image shows, to somebody who cannot see it";
                found.push(fault.hint(hint).written(anywhere(format!("![{alt}]"))).about(alt));
            }
        }
    }
    for (sheet, _) in reading.page.named("style") {
        let css = reading.page.text_of(sheet);
        if css.to_ascii_lowercase().contains("@import") || StyleSheet::fetches(&css) {
            let fault = Fault::of(REMOTE, "has a style sheet that fetches something").about("style");
            found.push(fault.written(Written::Layout("<style")));
        }
    }
}

/// Whether a text is no more than the name of a file.
fn is_name(text: &str) -> bool {
    has_ending(text) && !text.contains(char::is_whitespace)
}

fn runs(element: &Element, found: &mut Vec<Fault>) {
    let name = &element.name;
    if RUNNING.contains(&name.as_str()) {
        found.push(Fault::of(ACTIVE, format!("holds `<{name}>`")).about(name).written(anywhere(format!("<{name}"))));
    }
    let refreshes = element.attribute("http-equiv").is_some_and(|value| value.eq_ignore_ascii_case("refresh"));
    if name == "meta" && refreshes {
        found.push(Fault::of(ACTIVE, "holds a page that leads on by itself").about("refresh"));
    }
    for (attribute, value) in &element.attributes {
        let scheme = value.trim_start().split(':').next().unwrap_or("").to_ascii_lowercase();
        if attribute.starts_with("on") {
            let fault = Fault::of(ACTIVE, format!("has `{attribute}` on `<{name}>`")).about(attribute);
            found.push(fault.written(anywhere(attribute.clone())));
        } else if ["javascript", "vbscript", "data"].contains(&scheme.as_str()) && is_address(attribute) {
            let fault = Fault::of(ACTIVE, format!("has a `{scheme}:` address on `<{name}>`")).about(&scheme);
            found.push(fault.written(anywhere(format!("{scheme}:"))));
        }
    }
}

fn is_address(attribute: &str) -> bool {
    ["href", "action", "formaction", "xlink:href"].contains(&attribute) || FETCHED.contains(&attribute)
}

fn fetches(element: &Element, found: &mut Vec<Fault>) {
    let name = &element.name;
    let mut say = |what: &str| {
        let fault = Fault::of(REMOTE, format!("fetches `{what}` for `<{name}>`")).about(what);
        found.push(fault.written(anywhere(what.to_owned())));
    };
    for attribute in FETCHED {
        let value = element.attribute(attribute).map(str::trim).unwrap_or("");
        let inside = ["cid:", "data:", "javascript:", "vbscript:"];
        if !value.is_empty() && !inside.iter().any(|scheme| value.to_ascii_lowercase().starts_with(scheme)) {
            say(value);
        }
    }
    if name == "link"
        && let Some(href) = element.attribute("href")
    {
        say(href);
    }
    if let Some(style) = element.attribute("style").filter(|style| StyleSheet::fetches(style)) {
        say(style);
    }
}

fn anywhere(text: String) -> Written {
    Written::Anywhere(text)
}
