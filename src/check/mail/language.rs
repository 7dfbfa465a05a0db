//! Whether a page says in which language it is, and which way it reads.

use super::fault::{Fault, Written};
use super::reading::Reading;
use crate::check::registry::mail::{LANGUAGE, TITLE};
use crate::l10n::Tag;

pub(super) fn find(reading: &Reading<'_>, found: &mut Vec<Fault>) {
    let declared = reading.header("Content-Language").unwrap_or_default();
    let direction = declared.parse::<Tag>().map(|tag| tag.direction().as_str()).unwrap_or_default();
    let page = &reading.page;
    if !page.doctype.as_deref().is_some_and(|doctype| doctype.eq_ignore_ascii_case("html")) {
        let fault = Fault::of(LANGUAGE, "has a page that does not begin with `<!doctype html>`").about("doctype");
        found.push(fault.hint("without it, browsers lay a page out as in 1998").written(Written::Layout("<html")));
    }
    let body = page.named("body").next();
    // What stays of a page when webmail has dropped `html` and `body`.
    let wrapper = body.and_then(|(body, _)| {
        page.elements.iter().enumerate().find(|(_, element)| element.parent == Some(body) && !element.hidden)
    });
    for (what, element, at) in [
        ("`html`", page.named("html").next(), "<html"),
        ("`body`", body, "<body"),
        ("the first element in `body`", wrapper, "role=\"article\""),
    ] {
        for (attribute, wanted) in [("lang", &*declared), ("dir", direction)] {
            let value = element.and_then(|(_, element)| element.attribute(attribute));
            if value.is_some_and(|value| value.eq_ignore_ascii_case(wanted)) {
                continue;
            }
            let message = match value {
                Some(value) => {
                    format!(
                        "has `{attribute}=\"{value}\"` on {what}, where the message is in `{declared}` ({direction})"
                    )
                }
                None => format!("has no `{attribute}` on {what}"),
            };
            let fault = Fault::of(LANGUAGE, message).about(format!("{attribute} {what}"));
            found.push(fault.written(Written::Layout(at)));
        }
    }
    let title = page.named("title").next().map(|(title, _)| page.text_of(title)).unwrap_or_default();
    if title.trim() != reading.subject() {
        let message = format!("has the title `{}` and the subject `{}`", title.trim(), reading.subject());
        found.push(Fault::of(TITLE, message).written(Written::Layout("<title")));
    }
}
