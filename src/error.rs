//! What went wrong, where, and what to do: the one error type every room returns.
//!
//! An [`Error`] has a [`Kind`] (which decides the exit code) and one or more [`Problem`]s. A problem is
//! written for the person who has to mend it: what is wrong, the place in the file with the line itself,
//! and a hint. A person's mistake is never reported as our bug, and our bug never as theirs.

mod wording;

use std::fmt;
use std::sync::Arc;

pub use wording::{counted, did_you_mean, nearest};

/// Exit codes of the `heraut` command; documented in `heraut --help` and the README.
pub mod exit {
    /// Everything went as asked.
    pub const OK: u8 = 0;
    /// `check` found errors, or notices failed or stayed uncertain.
    pub const FINDINGS: u8 = 1;
    /// The command line was not understood.
    pub const USAGE: u8 = 2;
    /// The campaign (or a file it names) cannot be used.
    pub const CAMPAIGN: u8 = 3;
    /// The relay or the ledger cannot be reached or refuses us.
    pub const UNREACHABLE: u8 = 4;
    /// A fault of ours (`EX_SOFTWARE` of `sysexits.h`).
    pub const BUG: u8 = 70;
    /// Interrupted twice: ended with something in hand (what a shell says of a process that SIGINT ended).
    pub const INTERRUPTED: u8 = 130;
}

/// Whose move it is after an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The command line asks for something that does not exist or does not fit together.
    Usage,
    /// A campaign file, CSV, template or text is wrong.
    Campaign,
    /// The work was done, but people must look at what was found.
    Findings,
    /// The ledger or relay is unreachable, locked, or refuses us.
    Unreachable,
    /// Our own fault; never caused by input.
    Bug,
}

impl Kind {
    /// The process exit code for this kind.
    pub fn exit_code(self) -> u8 {
        match self {
            Kind::Findings => exit::FINDINGS,
            Kind::Usage => exit::USAGE,
            Kind::Campaign => exit::CAMPAIGN,
            Kind::Unreachable => exit::UNREACHABLE,
            Kind::Bug => exit::BUG,
        }
    }
}

/// A position in an input file, with the text of its line so that it can be shown without reading the file again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, relative to the campaign directory, as the person would type it.
    pub file: Arc<str>,
    /// 1-based line; 0 when only the file is known.
    pub line: u32,
    /// 1-based column in characters; 0 when only the line is known.
    pub column: u32,
    /// How many characters to underline; at least 1 when `column` is known.
    pub width: u32,
    /// The line itself, without its line end; empty when unknown, or too long to be shown.
    pub text: Arc<str>,
}

/// Bytes of the longest line that is kept with a place: a file may be one line, and have a place for each word of it.
const LONGEST_LINE: usize = 2000;

impl Place {
    /// A place that is a whole file.
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Place { file: file.into(), line: 0, column: 0, width: 0, text: "".into() }
    }

    /// The place at a 1-based line and column (in characters) of `source`.
    pub fn at(file: impl Into<Arc<str>>, source: &str, line: u32, column: u32, width: u32) -> Self {
        let text = source.lines().nth(line.saturating_sub(1) as usize).unwrap_or("");
        let text = if text.len() > LONGEST_LINE { "" } else { text };
        Place { file: file.into(), line, column, width: width.max(1), text: text.into() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (0, _) => f.write_str(&self.file),
            (line, 0) => write!(f, "{}:{line}", self.file),
            (line, column) => write!(f, "{}:{line}:{column}", self.file),
        }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, as a sentence without a final full stop.
    pub message: String,
    /// Where, if it is somewhere.
    pub place: Option<Place>,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem without a place or a hint yet.
    pub fn new(message: impl Into<String>) -> Self {
        Problem { message: message.into(), place: None, hint: None }
    }

    /// Says where it is.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

/// An error with its kind and every problem found, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Whose move it is.
    pub kind: Kind,
    /// At least one problem.
    pub problems: Vec<Problem>,
}

impl Error {
    /// An error of one problem.
    pub fn new(kind: Kind, problem: Problem) -> Self {
        Error { kind, problems: vec![problem] }
    }

    /// The campaign, or a file it names, is wrong.
    pub fn campaign(message: impl Into<String>) -> Self {
        Error::new(Kind::Campaign, Problem::new(message))
    }

    /// The command line is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Error::new(Kind::Usage, Problem::new(message))
    }

    /// The ledger or the relay is out of reach.
    pub fn unreachable(message: impl Into<String>) -> Self {
        Error::new(Kind::Unreachable, Problem::new(message))
    }

    /// We broke a promise of our own.
    pub fn bug(message: impl Into<String>) -> Self {
        Error::new(Kind::Bug, Problem::new(message))
    }

    /// Adds a hint to the last problem.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        if let Some(last) = self.problems.last_mut() {
            last.hint = Some(hint.into());
        }
        self
    }

    /// Adds a place to the last problem.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        if let Some(last) = self.problems.last_mut() {
            last.place = Some(place);
        }
        self
    }

    /// `Ok` when nothing was found, else a campaign error of all of it, sorted by place.
    pub fn collect(mut problems: Vec<Problem>) -> Result<(), Error> {
        if problems.is_empty() {
            return Ok(());
        }
        problems.sort_by(|a, b| a.place.cmp(&b.place));
        Err(Error { kind: Kind::Campaign, problems })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, problem) in self.problems.iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Error::new(Kind::Campaign, problem)
    }
}

/// The result of anything that can go wrong in Heraut.
pub type Result<T, E = Error> = std::result::Result<T, E>;

#[cfg(test)]
mod tests {
    use super::*;

    /// Twenty thousand places on a line of 60 KB would be 1.2 GB of lines.
    #[test]
    fn a_line_that_nobody_can_read_is_not_kept_with_its_places() {
        let line = "*a ".repeat(20_000);
        let place = Place::at("a.md", &line, 1, 30_000, 1);
        assert_eq!((place.line, place.column, &*place.text), (1, 30_000, ""));
        assert_eq!(&*Place::at("a.md", "een\ntwee", 2, 1, 1).text, "twee");
        assert_eq!(Place::at("a.md", &"x".repeat(LONGEST_LINE), 1, 1, 1).text.len(), LONGEST_LINE);
    }
}
