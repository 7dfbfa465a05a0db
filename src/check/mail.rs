//! A message judged by its final bytes: read again by a parser that did not write them, then held to what mail must be
//! (`H-MAIL`) and to what it must say (`H-TEXT`).
//!
//! Nothing of how the message was made is known here but for whom it is meant. What a machine cannot judge (whether a
//! reason convinces, whether a benefit is one) is not judged.

mod content;
mod contrast;
mod expectations;
mod fault;
mod headers;
mod language;
mod links;
mod markup;
mod meeting;
mod page;
mod parity;
mod reading;
mod structure;
mod style_sheet;
mod subject;
#[cfg(test)]
mod tests;
mod wire;
mod words;

pub(super) use expectations::Expectations;
pub(super) use fault::{Fault, Written};
pub(super) use wire::faults as wire;

use reading::Reading;

/// Everything that is wrong with a message, by rule.
pub(super) fn judge(bytes: &[u8], expectations: &Expectations<'_>) -> Vec<Fault> {
    let mut found = wire::faults(bytes);
    wire::weigh(bytes, &mut found);
    let Some(reading) = Reading::of(bytes) else {
        found.push(Fault::of(crate::check::registry::mail::STRUCTURE, "no mail program can read it"));
        return found;
    };
    wire::weigh_images(&reading, &mut found);
    headers::find(&reading, &mut found);
    structure::find(&reading, &mut found);
    language::find(&reading, &mut found);
    markup::find(&reading, &mut found);
    contrast::find(&reading, &mut found);
    subject::find(&reading, &mut found);
    links::find(&reading, expectations, &mut found);
    parity::find(&reading, &mut found);
    content::find(&reading, expectations, &mut found);
    meeting::find(&reading, expectations, &mut found);
    found
}
