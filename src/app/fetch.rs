//! Data from other systems, into files of the campaign: what a plan is made from stays a file, to be looked at and compared.

mod file;
mod run;

pub use run::{Came, Fetching, fetch};
