//! `heraut preview`: one message as a given person would get it, or all of them on one page.

mod gallery;
mod order;
mod picture;
mod verb;

#[cfg(feature = "print")]
pub(in crate::cli) use order::order;
pub use verb::Preview;
