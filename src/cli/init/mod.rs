//! `heraut init`: a campaign directory to start from.

mod verb;

pub use verb::Init;
