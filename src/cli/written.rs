//! What goes into a file that was named, or to stdout.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::output::Output;
use crate::error::{Error, Result};

/// Writes a file, and says where the `what` is.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn to_file(
    file: &Path,
    what: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    output: &mut Output,
) -> Result<()> {
    let written = File::create(file).and_then(|opened| {
        let mut buffered = BufWriter::new(opened);
        write(&mut buffered).and_then(|()| buffered.flush())
    });
    written.map_err(|e| Error::usage(format!("cannot write {}: {e}", file.display())))?;
    output.say(format!("The {what} is in {}.", file.display()));
    Ok(())
}

/// Refuses to write a PDF to a terminal.
///
/// # Errors
/// When no file was named, and stdout is one.
#[cfg(feature = "print")]
pub(super) fn insist_on_a_file(out: Option<&Path>, example: &str) -> Result<()> {
    if out.is_none() && io::IsTerminal::is_terminal(&io::stdout()) {
        return Err(Error::usage("a PDF is nothing for a terminal").hint(format!("name a file: `--out {example}`")));
    }
    Ok(())
}
