//! HTML in a template: its words stay and its tags do not.

use std::collections::BTreeSet;

use crate::check::finding::Finding;
use crate::check::registry::text::RAW_HTML;
use crate::render::{RawHtml, References};

/// Elements that are parts of others, with which they are told.
const PARTS: [(&str, &str); 4] = [
    ("tr td th thead tbody tfoot caption col colgroup", "table"),
    ("li", "ul ol menu"),
    ("dt dd", "dl"),
    ("option optgroup", "select"),
];

pub(super) fn find(own: &References, found: &mut Vec<Finding>) {
    let mut begun: BTreeSet<&str> = BTreeSet::new();
    for (html, place) in &own.html {
        let (message, about, hint) = match html {
            RawHtml::Tag(name, opens) => {
                let is_begun = |names: &str| names.split(' ').any(|name| begun.contains(name));
                let is_part =
                    PARTS.iter().any(|(parts, wholes)| parts.split(' ').any(|part| part == name) && is_begun(wholes));
                let is_told = is_part || !opens && begun.contains(name.as_str());
                begun.insert(name);
                if is_told {
                    continue;
                }
                let tag = if *opens { format!("<{name}>") } else { format!("</{name}>") };
                (format!("`{tag}` is HTML, of which only the words are shown"), tag, instead(name).to_owned())
            }
            RawHtml::Typed(typed) => {
                let words = typed.trim_matches(['<', '>', '/']);
                let message = format!("`{typed}` looks like a tag of HTML, and is shown as it is typed");
                (message, typed.clone(), format!("write `\\{typed}` if that is meant, or **{words}**"))
            }
            RawHtml::Hidden(what) => {
                let (message, hint) = match what.as_str() {
                    "comment" => ("nobody is shown this comment".to_owned(), "write it as `{# … #}`, or remove it"),
                    "declaration" => ("nobody is shown this".to_owned(), "remove it: a template is Markdown"),
                    _ => (
                        format!("a `<{what}>` is left out with all that is in it"),
                        "remove it: a message runs nothing",
                    ),
                };
                (message, what.clone(), hint.to_owned())
            }
        };
        found.push(Finding::of(RAW_HTML, message).at(place).about(about).hint(hint));
    }
}

/// What to write in Markdown instead of an element.
fn instead(name: &str) -> &'static str {
    match name {
        "b" | "strong" | "u" | "font" | "big" | "mark" => "write `**words**`",
        "i" | "em" | "cite" | "dfn" | "var" => "write `*words*`",
        "br" => "end the line with `\\`, or leave a blank line",
        "a" => "write `[words](https://…)`",
        "img" | "picture" | "svg" | "figure" => "write `![what it shows](images/remove.png)`",
        "ul" | "li" | "menu" => "write each item on a line that begins with `- `",
        "ol" => "write each item on a line that begins with `1. `",
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "begin the line with `# ` or `## `",
        "hr" => "write `---` between two blank lines",
        "code" | "kbd" | "samp" | "tt" | "pre" => "write it between two signs `` ` ``",
        "blockquote" => "begin the lines with `> `",
        "table" | "tr" | "td" | "th" => "write `| … | … |`, and `|---|---|` below the headings",
        "p" | "div" | "center" | "section" => "leave a blank line before and after it",
        _ => "remove it: a template is Markdown",
    }
}
