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
use crate::campaign::{Inputs, Loaded};

/// What is wrong with the texts of the campaign's templates, the built-in ones it uses among them, and of its own file.
pub(super) fn find(loaded: &Loaded, inputs: &Inputs, found: &mut Vec<Finding>) {
    let templates = Templates::new(loaded, inputs);
    let bound = templates.everything().bound;
    for path in templates.read_by_somebody() {
        let (Some(own), Some(text)) = (templates.own(path), templates.text(path)) else { continue };
        names::find(path, own, &bound, found);
        html::find(own, found);
        links::find(own, found);
        leftovers::find(path, own, found);
        cut::template(path, text, found);
    }
    leftovers::campaign(&loaded.campaign, inputs, found);
    cut::campaign(&loaded.campaign, inputs, found);
}
