//! People and devices: is everybody there once, in one wave, and can be told in their own language?

mod answerable;
mod apple;
mod concern;
mod devices;
mod files;
mod languages;
mod people;
mod places;
mod rows;
#[cfg(test)]
mod tests;
mod visits;
mod waves;

use super::finding::Finding;
use super::view::View;

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    rows::find(view, found);
    files::find(view, found);
    concern::find(view, found);
    waves::find(view, found);
    people::find(view, found);
    languages::find(view, found);
    places::find(view, found);
    devices::find(view, found);
    apple::find(view, found);
    visits::find(view, found);
    answerable::find(view, found);
}
