//! The sheets of the pilot.

use crate::cli::args::Global;
use crate::cli::output::Output;
use crate::cli::print::{How, Wanted, run};
use crate::error::Result;
use crate::print::Fonts;

/// Prints them, and says so in a sentence.
///
/// # Errors
/// As [`run`].
pub(super) fn print(global: &Global, output: &mut Output) -> Result<String> {
    let pilot = Wanted { wave: Some("pilot".into()), ..Wanted::default() };
    let done = run(&pilot, None, How::usual(Fonts::embedded()), global, output)?;
    Ok(done.trim_end_matches('.').to_owned())
}
