//! The only printing: data on stdout, talk on stderr, colour only on a terminal.

use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::snippet;
use super::watcher::Watcher;
use crate::error::{Error, Problem};

/// Columns when the terminal does not say.
const WIDTH: usize = 80;

/// Where a verb prints.
pub struct Output {
    data: anstream::AutoStream<Box<dyn Write + Send>>,
    talk: anstream::AutoStream<Box<dyn Write + Send>>,
    quiet: bool,
    width: usize,
    draws: bool,
}

impl Output {
    /// The process's own stdout and stderr.
    pub fn to_terminal(quiet: bool) -> Self {
        let data = anstream::AutoStream::choice(&io::stdout());
        let talk = anstream::AutoStream::choice(&io::stderr());
        Output {
            data: anstream::AutoStream::new(Box::new(io::stdout()) as Box<dyn Write + Send>, data),
            talk: anstream::AutoStream::new(Box::new(io::stderr()) as Box<dyn Write + Send>, talk),
            quiet,
            width: width(),
            draws: io::stderr().is_terminal() && !quiet,
        }
    }

    /// Columns to lay tables out in.
    pub fn width(&self) -> usize {
        self.width
    }

    /// What was asked for. A reader who has gone (`| head`) is no error.
    pub fn data(&mut self, text: impl AsRef<str>) -> Result<(), Error> {
        let text = text.as_ref();
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        let written = write!(self.data, "{text}{end}").and_then(|()| self.data.flush());
        gone_is_fine(written)
    }

    /// Runs a writer of much data on stdout.
    pub fn stream(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
        let mut buffered = io::BufWriter::new(&mut self.data);
        let written = write(&mut buffered).and_then(|()| buffered.flush());
        gone_is_fine(written)
    }

    /// What happened, for the person watching; silent with `--quiet`.
    pub fn say(&mut self, text: impl AsRef<str>) {
        if !self.quiet {
            // Talk that cannot be shown must not stop the work.
            let _ = writeln!(self.talk, "{}", text.as_ref());
        }
    }

    /// A question; also with `--quiet`, since somebody waits for the answer.
    pub fn ask(&mut self, question: &str) {
        let _ = writeln!(self.talk, "{question}").and_then(|()| self.talk.flush());
    }

    /// An error with all its problems; also with `--quiet`.
    pub fn error(&mut self, error: &Error) {
        for problem in &error.problems {
            self.problem(snippet::ERROR, None, problem);
        }
        if error.problems.len() > 1 {
            let _ = writeln!(self.talk, "{} problems", error.problems.len());
        }
        if error.kind == crate::error::Kind::Bug {
            let _ = writeln!(self.talk, "This is a fault in Heraut, not in your campaign. Please report it.");
        }
    }

    /// One problem on stderr, with the line it is in.
    pub fn problem(&mut self, level: snippet::Severity, id: Option<&str>, problem: &Problem) {
        let _ = writeln!(self.talk, "{}\n", snippet::render(level, id, problem, self.width));
    }

    /// Shows what a use case says while it runs.
    pub fn watcher(&mut self) -> Watcher<'_> {
        Watcher::new(self)
    }

    /// A progress bar for work of `total` steps; invisible when nobody watches.
    pub fn progress(&self, what: &'static str, total: u64) -> ProgressBar {
        let target = if self.draws { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(total), target);
        if let Ok(style) = ProgressStyle::with_template("{msg} [{wide_bar}] {human_pos}/{human_len} {eta}") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.with_message(what)
    }
}

fn gone_is_fine(written: io::Result<()>) -> Result<(), Error> {
    match written {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(Error::usage(format!("cannot write the output: {e}"))
            .hint("is the disk full, or the file it goes to read-only?")),
        _ => Ok(()),
    }
}

fn width() -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    asked.or_else(|| terminal_size::terminal_size().map(|(w, _)| w.0 as usize)).unwrap_or(WIDTH).clamp(60, 200)
}
