//! Names that a template mentions and that do not exist, wherever they stand.

use std::collections::BTreeSet;

use crate::check::finding::Finding;
use crate::check::registry::works::{BROKEN, UNKNOWN_NAME};
use crate::check::templates::block;
use crate::render::References;

/// `bound` is what some template gives a name to: what includes a block may have done it for the block.
pub(super) fn find(path: &str, own: &References, bound: &BTreeSet<String>, found: &mut Vec<Finding>) {
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
