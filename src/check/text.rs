//! What an author typed and a reader would not see as it was meant, told from the sources: tags of HTML, links that are
//! none, names that do not exist, what a placeholder left behind, and texts that YAML cut short. Every branch counts, whoever reads it today.

mod cut;
mod html;
mod leftovers;
mod links;
mod names;
#[cfg(test)]
mod tests;

use super::finding::Finding;
use super::templates::Templates;
use crate::campaign::{Fields, Inputs, Loaded};

/// The most that is told of one file.
const MOST: usize = 100;

/// What is wrong with the texts of the campaign's templates, the built-in ones it uses among them, and of its own file.
pub(super) fn find(loaded: &Loaded, inputs: &Inputs, found: &mut Vec<Finding>) {
    let templates = Templates::new(loaded, inputs);
    let bound = templates.everything().bound;
    let fields = Fields::of(&loaded.people);
    for path in templates.read_by_somebody() {
        let (Some(own), Some(text)) = (templates.own(path), templates.text(path)) else { continue };
        let before = found.len();
        names::find(path, own, &bound, &fields, found);
        html::find(own, found);
        links::find(own, found);
        leftovers::find(path, own, found);
        cut::template(path, text, found);
        // A file that is no template at all is not told sign by sign.
        let beyond = found.len().saturating_sub(before + MOST);
        if let Some(last) = found.get(before + MOST - 1).filter(|_| beyond > 0).cloned() {
            found.truncate(before + MOST - 1);
            let message = format!("{}, and {beyond} more in this file are not told", last.message);
            found.push(Finding { message, ..last });
        }
    }
    leftovers::campaign(&loaded.campaign, inputs, found);
    cut::campaign(&loaded.campaign, inputs, found);
}
