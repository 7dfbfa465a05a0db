//! Which part stands where, and which image is shown.

use mail_parser::{MessagePart, MimeHeaders, PartType};

use super::fault::{Fault, Written};
use super::reading::{Reading, is_type};
use crate::check::registry::mail::{IMAGES_USED, LARGE_PAGE, STRUCTURE};

/// Octets of HTML above which some mail program clips it.
const CLIPPED: usize = 90_000;

pub(super) fn find(reading: &Reading<'_>, found: &mut Vec<Fault>) {
    let mut wrong = |why: &str| found.push(Fault::of(STRUCTURE, why).about(why));
    let parts = &reading.message.parts;
    let root = &parts[0];
    let (body, attachments) = if is_type(root, "multipart", "mixed") {
        let inner = children(reading, root);
        (inner.first().copied(), inner.get(1..).unwrap_or_default().to_vec())
    } else {
        (Some(root), Vec::new())
    };
    match body {
        Some(body) if is_type(body, "multipart", "alternative") => alternatives(reading, body, &mut wrong),
        _ => wrong("has no `multipart/alternative` with its two texts"),
    }
    let is_attached = |part: &&MessagePart<'_>| part.content_disposition().is_some_and(|found| found.is_attachment());
    if !attachments.iter().all(is_attached) {
        wrong("has an attachment that does not say it is one");
    }
    if attachments.iter().any(|part| part.attachment_name().is_none_or(|name| name.trim().is_empty())) {
        wrong("has an attachment without a name");
    }
    let is_pdf = |part: &&&MessagePart<'_>| is_type(part, "application", "pdf");
    if attachments.iter().filter(is_pdf).any(|part| !part.contents().starts_with(b"%PDF-")) {
        wrong("has a sheet that no program can open");
    }
    let is_text = |part: &&MessagePart<'_>| is_type(part, "text", "plain") || is_type(part, "text", "html");
    let is_utf8 = |part: &MessagePart<'_>| {
        let charset = part.content_type().and_then(|kind| kind.attribute("charset"));
        charset.is_some_and(|charset| charset.eq_ignore_ascii_case("utf-8"))
    };
    if parts.iter().any(|part| part.is_encoding_problem) || !parts.iter().filter(is_text).all(is_utf8) {
        wrong("has a text that is not UTF-8 or cannot be decoded");
    }
    images(reading, found);
    if reading.html.len() > CLIPPED {
        let message = format!("has {} KB of HTML, where {} KB can be", reading.html.len() / 1000, CLIPPED / 1000);
        found.push(Fault::of(LARGE_PAGE, message));
    }
}

fn children<'a>(reading: &'a Reading<'_>, part: &'a MessagePart<'_>) -> Vec<&'a MessagePart<'a>> {
    match &part.body {
        PartType::Multipart(ids) => ids.iter().filter_map(|id| reading.message.part(*id)).collect(),
        _ => Vec::new(),
    }
}

/// Plain text, then HTML (alone or with its images), then perhaps a calendar object.
fn alternatives(reading: &Reading<'_>, body: &MessagePart<'_>, wrong: &mut impl FnMut(&str)) {
    let parts = children(reading, body);
    let is_html = |part: &MessagePart<'_>| {
        let inner = children(reading, part);
        is_type(part, "text", "html")
            || is_type(part, "multipart", "related")
                && inner.first().is_some_and(|first| is_type(first, "text", "html"))
    };
    match parts.as_slice() {
        [plain, html, rest @ ..] if is_type(plain, "text", "plain") && is_html(html) => {
            if rest.len() > 1 || !rest.iter().all(|part| is_type(part, "text", "calendar")) {
                wrong("has a part after its HTML that is no invitation");
            }
        }
        _ => wrong("does not have its plain text first and its HTML second"),
    }
}

/// What the HTML names by `cid:` (RFC 2392), and the parts that are so named.
fn images(reading: &Reading<'_>, found: &mut Vec<Fault>) {
    let mut named: Vec<&str> = Vec::new();
    for element in &reading.page.elements {
        named.extend(element.attributes.values().filter_map(|value| value.trim().strip_prefix("cid:")));
    }
    let parts: Vec<&str> = reading.message.parts.iter().filter_map(|part| part.content_id()).collect();
    for name in &named {
        let there = parts.iter().filter(|part| *part == name).count();
        let used = named.iter().filter(|other| *other == name).count();
        let message = match (there, used) {
            (1, 1) => continue,
            (1, n) => format!("shows the image `{name}` {n} times"),
            (n, _) => format!("shows the image `{name}`, of which there are {n} in the message"),
        };
        let fault = Fault::of(IMAGES_USED, message).written(Written::Anywhere(format!("cid:{name}")));
        found.push(fault.about(if there == 1 { "twice" } else { *name }));
    }
    for part in parts.iter().filter(|part| !named.contains(part)) {
        found.push(
            Fault::of(IMAGES_USED, format!("carries the image `{part}`, which it does not show")).about("unused"),
        );
    }
}
