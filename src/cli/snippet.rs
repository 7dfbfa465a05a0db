//! A problem as text: the message, the line it is in with the place marked, and what to do.

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::error::{Place, Problem};
use crate::report::paragraph;

/// How bad it is.
pub type Severity = Level<'static>;

/// What must be mended.
pub const ERROR: Severity = Level::ERROR;
/// What should be looked at.
pub const WARNING: Severity = Level::WARNING;
/// What is good to know.
pub const NOTE: Severity = Level::NOTE;

/// Lays a problem out for a terminal of `width` columns, with ANSI styles (the stream strips them when nobody can
/// see them).
pub fn render(level: Severity, id: Option<&str>, problem: &Problem, width: usize) -> String {
    let mut title = level.primary_title(wrapped(&problem.message, width.saturating_sub(TITLE)));
    if let Some(id) = id {
        title = title.id(id);
    }
    let hint = problem.hint.as_ref().map(|hint| Level::HELP.message(wrapped(hint, width.saturating_sub(HELP))));
    let group = match &problem.place {
        Some(place) if place.line > 0 && !place.text.is_empty() => {
            let text = clean(&place.text);
            let (from, to) = underline(place, &text);
            let snippet = Snippet::source(text)
                .line_start(place.line as usize)
                .path(place.file.to_string())
                .annotation(AnnotationKind::Primary.span(from..to));
            title.element(snippet)
        }
        Some(place) => {
            let mut origin = Origin::path(place.file.to_string());
            if place.line > 0 {
                origin = origin.line(place.line as usize);
            }
            title.element(origin)
        }
        None => annotate_snippets::Group::with_title(title),
    };
    let group = match hint {
        Some(hint) => group.element(hint),
        None => group,
    };
    Renderer::styled().term_width(width).render(&[group])
}

/// Byte offsets of what is marked; the whole line when no column is known.
fn underline(place: &Place, text: &str) -> (usize, usize) {
    let byte = |column: usize| text.char_indices().nth(column).map_or(text.len(), |(at, _)| at);
    if place.column == 0 {
        let indent = text.len() - text.trim_start().len();
        return (indent, text.trim_end().len().max(indent));
    }
    let from = place.column as usize - 1;
    (byte(from), byte(from + place.width.max(1) as usize))
}

/// Columns that `warning[H-SCHED-01]: ` and the gutter with `= help: ` take.
const TITLE: usize = 22;
const HELP: usize = 16;

fn wrapped(text: &str, width: usize) -> String {
    paragraph("", &clean(text), width).trim_end().to_owned()
}

/// Data of strangers must not drive the terminal: control characters become visible marks.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\t' && c != '\n' { '\u{fffd}' } else { c }).collect()
}
