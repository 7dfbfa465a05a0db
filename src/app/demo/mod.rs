//! The example campaign that comes with the program, and what happens in it.

mod export;
mod files;

pub use export::export;
pub use files::write;
