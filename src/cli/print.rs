//! `heraut print`: what was approved to be told on paper, as files for a printer.

mod for_anyone;
mod handout;
mod poster;
mod sheets;
mod size;
mod tell;
mod which;

pub use sheets::Print;
pub use tell::done;
