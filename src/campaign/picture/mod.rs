//! Pictures that travel inside a message: the logo, and those that templates show.
//!
//! A picture is a PNG or a JPEG, because every mail program shows these. An SVG becomes a PNG here,
//! without a typeface, a script, or anything that is fetched.

mod decode;
mod file;
mod flaw;
mod kind;
mod measure;
mod mention;
mod svg;

pub(super) use decode::decode;
pub use file::Picture;
pub use flaw::Flaw;
pub use kind::ImageKind;
pub(super) use measure::measure;
pub(super) use mention::mentioned;
pub use mention::{has_ending, is_path};
