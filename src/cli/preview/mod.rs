//! `heraut preview`: one message as a given person would get it, or all of them on one page.

mod gallery;
mod picture;
mod verb;

pub use verb::Preview;
