//! Messages to look at before anything is approved: one as a given person would get it, or all of them on one page.

mod find;
mod gallery;
mod html;
mod picture;
mod shelf;

pub use find::Preview;
pub use gallery::{Gallery, gallery};
pub use html::for_browser;
pub use picture::{Frame, picture};
pub use shelf::{OnShelf, Shelf};
