//! Names that a template mentions and that do not exist, wherever they stand.

use std::collections::BTreeSet;

use crate::campaign::Fields;
use crate::check::finding::Finding;
use crate::check::registry::works::{BROKEN, UNKNOWN_NAME};
use crate::check::templates::block;
use crate::render::References;

/// `bound` is what some template gives a name to: what includes a block may have done it for the block.
pub(super) fn find(path: &str, own: &References, bound: &BTreeSet<String>, fields: &Fields, found: &mut Vec<Finding>) {
    for (name, place) in &own.variables {
        // What a selector would call it.
        let Some((whose, field)) = name.split_once(".fields.") else { continue };
        let is_persons = whose == "person";
        if !is_persons && bound.contains(whose) {
            continue;
        }
        let field = field.split('.').next().unwrap_or(field);
        let has = if is_persons { fields.has_of_people(field) } else { fields.has_of_devices(field) };
        if !has {
            let message = format!(
                "there is no `{name}`: no {} file has such a column",
                ["device", "people"][usize::from(is_persons)]
            );
            found.push(
                Finding::of(UNKNOWN_NAME, message)
                    .at(place)
                    .about(name.as_str())
                    .hint(fields.column(field, is_persons)),
            );
        }
    }
    for (unknown, place) in &own.unknown {
        let root = unknown.name.split('.').next().unwrap_or("");
        // What stops the rendering is told already.
        let is_told = found.iter().any(|finding| {
            let near = finding.place.as_ref().filter(|_| finding.rule == BROKEN.id);
            near.is_some_and(|near| near.file == place.file && near.line == place.line)
        });
        if is_told || unknown.of.is_none() && block(path).is_some() && bound.contains(root) {
            continue;
        }
        let message = match &unknown.of {
            Some(call) => format!("`{call}` takes no `{}`", unknown.name),
            None => format!("there is no `{}`", unknown.name),
        };
        found.push(Finding::of(UNKNOWN_NAME, message).at(place).about(unknown.name.as_str()).hint(&unknown.hint));
    }
}
