//! The command line: one verb, one file. Only this room (and the one that serves) reads the clock, the environment
//! and the terminal; only `output` prints.

mod alert;
mod approve;
mod args;
mod bounces;
mod cancel;
mod check;
mod clock;
mod dates;
mod demo;
mod difference;
mod environment;
mod fail_on;
mod field;
mod gate;
mod generate;
mod global;
mod helpdesk;
mod hold;
mod init;
mod interrupt;
mod journal;
mod kit;
mod leavers;
mod ledger;
mod limit;
mod log;
mod mended;
mod output;
mod person;
mod plan;
mod preview;
#[cfg(feature = "print")]
mod print;
mod program;
mod progress;
mod question;
mod relay;
mod relief;
mod remarks;
mod report;
mod resume;
mod retry;
mod run;
mod scope;
mod send;
mod sent;
mod service;
mod settle;
mod snippet;
mod status;
mod trace;
mod watcher;
mod written;

pub use args::Cli;
pub use run::run;
