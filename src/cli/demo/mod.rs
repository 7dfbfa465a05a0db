//! `heraut demo`: the whole way in one command, on a made-up municipality, with nothing leaving the machine.

mod export;
mod files;
#[cfg(feature = "print")]
mod paper;
mod replay;
mod verb;

pub use verb::Demo;
