//! The example campaign that comes with the program, and what happens in it.

mod export;
mod files;
mod look;

pub use export::export;
pub use files::{put, write};
pub use look::look;
