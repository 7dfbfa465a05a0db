//! Pictures that travel inside a message: the logo, and those that templates show.
//!
//! A picture is a PNG or a JPEG, because every mail program shows these. An SVG becomes a PNG here,
//! without a typeface, a script, or anything that is fetched. What a photo says of where and when it was taken stays
//! behind, and one that is stored on its side is turned.

mod decode;
mod file;
mod flaw;
mod kind;
mod measure;
mod mention;
mod metadata;
mod svg;
mod turn;

#[cfg(test)]
mod tests;

pub use file::Picture;
pub use flaw::Flaw;
pub use kind::ImageKind;
pub(super) use measure::measure;
pub(super) use mention::mentioned;
pub use mention::{has_ending, is_path};
