//! How much a template may do: what it writes and how often it goes round are bounded, so that one with a slip in a loop is
//! an error at its place, and not a machine without memory.

use std::cell::Cell;
use std::io::{self, Write};

use tera::{Kwargs, State, TeraResult};

use super::fragment::Fragment;
use crate::error::Problem;

/// Bytes that one part of a message may come to. Mail programs cut off what has a tenth of it.
pub(super) const MOST_BYTES: usize = 1_000_000;
/// Bytes that most parts come to at most.
const USUAL_BYTES: usize = 4 * 1024;
/// Numbers that `range` gives in one rendering, all loops together.
const MOST_NUMBERS: usize = 10_000;
/// Loops within loops.
const DEEPEST: usize = 3;

thread_local! {
    /// Of the numbers of `range`, how many are left for what is being rendered on this thread.
    static LEFT: Cell<usize> = const { Cell::new(MOST_NUMBERS) };
}

/// What a template writes, up to its bound.
pub(super) struct Bounded {
    bytes: Vec<u8>,
    /// Whether there was more.
    pub(super) is_full: bool,
}

impl Bounded {
    /// Begins a rendering on this thread.
    pub(super) fn begin() -> Self {
        LEFT.set(MOST_NUMBERS);
        Bounded { bytes: Vec::with_capacity(USUAL_BYTES), is_full: false }
    }

    /// What was written.
    pub(super) fn text(self) -> String {
        // What was cut off at its bound may end within a character.
        String::from_utf8(self.bytes).unwrap_or_else(|cut| String::from_utf8_lossy(cut.as_bytes()).into_owned())
    }

    /// That there was too much.
    pub(super) fn problem() -> Problem {
        Problem::new(format!("this comes to more than {} KB", MOST_BYTES / 1000))
            .hint("look at its loops: a message that people read has a tenth of that")
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > MOST_BYTES {
            self.is_full = true;
            return Err(io::Error::other("the bound of what a template may write"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The function `range(start, end, step_by)`, as Tera's own but bounded.
pub(super) fn range(kwargs: Kwargs, _: &State) -> TeraResult<Vec<i128>> {
    let start = kwargs.get::<i128>("start")?.unwrap_or_default();
    let end = kwargs.must_get::<i128>("end")?;
    let step = kwargs.get::<i128>("step_by")?.unwrap_or(1);
    if step == 0 {
        return Err(tera::Error::message("`range` with a `step_by` of 0 has no end"));
    }
    let mut numbers = Vec::new();
    let mut number = start;
    while if step > 0 { number < end } else { number > end } {
        let Some(left) = LEFT.get().checked_sub(1) else {
            return Err(tera::Error::message(format!(
                "the loops of this template go over more than {MOST_NUMBERS} numbers\nhint: give `range` a smaller `end`"
            )));
        };
        LEFT.set(left);
        numbers.push(number);
        let Some(next) = number.checked_add(step) else { break };
        number = next;
    }
    Ok(numbers)
}

/// The loop of a template that is too deep in others.
pub(super) fn too_deep(fragment: &Fragment) -> Option<Problem> {
    let mut depth = 0usize;
    for (n, line) in fragment.text.lines().enumerate() {
        for (at, tag) in line.match_indices("{%") {
            let word = line[at + tag.len()..].trim_start_matches('-').trim_start();
            if word.starts_with("endfor") {
                depth = depth.saturating_sub(1);
            } else if word.starts_with("for ") {
                depth += 1;
                if depth > DEEPEST {
                    let column = line[..at].chars().count() as u32 + 1;
                    let problem = Problem::new(format!("this loop is more than {DEEPEST} deep in loops"));
                    let place = fragment.place(n as u32 + 1, column, 2);
                    return Some(
                        problem.at(place).hint("what people have is two deep at most: their devices, and about each"),
                    );
                }
            }
        }
    }
    None
}
