//! The command line: one verb, one file. Only this room (and the one that serves) reads the clock, the environment
//! and the terminal; only `output` prints.

mod approve;
mod args;
mod browser;
mod check;
mod clock;
mod complete;
mod demo;
mod init;
mod output;
mod plan;
mod preview;
#[cfg(feature = "print")]
mod print;
mod progress;
mod relay;
mod run;
mod secret;
mod send;
mod snippet;
mod status;
mod trial;
mod workspace;

pub use args::Cli;
pub use run::run;
