//! A mail as a browser paints it, the whole length of it, with a browser of the Chromium
//! family that is already there. Nothing is fetched and nothing of the run stays.

mod browser;
mod crop;
mod page;
mod take;

pub use take::{Frame, picture};
