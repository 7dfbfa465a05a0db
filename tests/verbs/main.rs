//! What a person sees who uses the command line: every verb, run as a process on whole campaigns.
//!
//! Screens are kept as snapshots, with what was typed and the exit code; after a change on purpose,
//! `INSTA_UPDATE=always cargo test --test verbs` writes them again, and the difference is read like any other.

mod alert;
mod answerable;
mod appointment;
mod approve;
mod bounces;
mod bounds;
mod cancellation;
mod change;
mod check;
mod clock;
mod data;
mod demo;
mod fetch;
mod gate;
mod generate;
mod help;
mod helpdesk;
mod hook;
mod init;
mod journal;
mod kit;
mod languages;
mod ledger;
mod operate;
#[cfg(feature = "print")]
mod pdf;
mod person;
mod picture;
#[cfg(feature = "print")]
mod pile;
mod plan;
mod preview;
#[cfg(feature = "print")]
mod print;
mod progress;
mod race;
mod refusing;
mod relay;
mod relays;
mod remind;
mod report;
mod reschedule;
mod send;
mod senders;
mod serve;
#[cfg(feature = "print")]
mod sheet;
mod sign;
mod status;
mod trace;
mod watch;
mod world;
mod wrong;
