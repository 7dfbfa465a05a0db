//! Sheets that go with mail: a file at a time, for whoever asks, on whatever thread.
//!
//! Who asks may be a worker of a pool, and Typst works in parallel inside: a worker that waited there would take up its
//! next mail on top of this one until the stack is full. So each sheet is made in a pool of one thread, which is lent
//! out and comes back, and a thread of its own waits for it.

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use rayon::ThreadPool;

use super::fonts::Fonts;
use super::form::Form;
use super::paper::Paper;
use super::printer::Printer;
use super::run::{not_started, pool};
use crate::campaign::{Campaign, Inputs};
use crate::error::Result;

/// Makes sheets in the built-in typefaces. May be used from many threads at once.
#[derive(Debug)]
pub struct Sheets {
    printer: Printer,
    /// The pools that are not in use.
    idle: Mutex<Vec<ThreadPool>>,
}

impl Sheets {
    /// Evaluates every layout, as [`Printer::new`].
    ///
    /// # Errors
    /// With everything that is wrong with the layouts and the labels, at its place.
    pub fn new(campaign: Arc<Campaign>, inputs: &Inputs) -> Result<Self> {
        Ok(Sheets { printer: Printer::undated(campaign, inputs, Fonts::embedded())?, idle: Mutex::default() })
    }

    /// The bytes of one sheet, dated with the instant that its message was due: what the plan says, not the clock and not
    /// the day of the approval.
    ///
    /// # Errors
    /// As [`Printer::lay_out`].
    pub fn pdf(&self, paper: &Paper) -> Result<Vec<u8>> {
        let make = || {
            let pages = self.printer.lay_out(Form::Sheet, paper)?;
            self.printer.pdf_dated(&pages, &paper.id, paper.due)
        };
        let pool = self.pool()?;
        let made = thread::scope(|scope| {
            let waits =
                thread::Builder::new().spawn_scoped(scope, || pool.install(make)).map_err(|e| not_started(&e))?;
            waits.join().unwrap_or_else(|panic| resume_unwind(panic))
        });
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(pool);
        made
    }

    fn pool(&self) -> Result<ThreadPool> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(pool, Ok)
    }
}
