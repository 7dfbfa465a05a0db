//! Data from other systems, into files of the campaign: what a plan is made from stays a file, to be looked at and compared.

mod file;
mod run;

pub(super) use file::forget_knowledge;
pub use run::{Came, Fetching, fetch};
