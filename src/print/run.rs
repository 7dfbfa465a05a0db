//! Many papers: separate files, or print runs.
//!
//! Sheets are laid out on threads of their own. Typst works in parallel inside, and a worker that waits there would
//! take up the next sheet on top of its own until the stack is full; so each thread gets a pool of one, itself.
//!
//! Papers are made when their turn comes and files are handed over when they are done: memory does not grow with the
//! number of people.

use std::cmp::Ordering;
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize};

use super::form::Form;
use super::pages::Pages;
use super::paper::Paper;
use super::printer::Printer;
use crate::campaign::Person;
use crate::error::{Error, Problem, Result};

/// Typst recurses into nested elements.
pub(super) const STACK: usize = 16 << 20;

/// What a run of many papers is.
pub struct Job<'a> {
    /// With what.
    pub printer: &'a Printer,
    /// What is printed.
    pub form: Form,
    /// On how many threads.
    pub threads: NonZeroUsize,
}

/// How sheets go into files for a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stack {
    /// The most sheets in one file: what is printed again after a paper jam.
    pub sheets: NonZeroUsize,
    /// Whether both sides of the paper are printed, so that each sheet must begin on a front.
    pub duplex: bool,
    /// Whether a page with a count stands before the sheets of each department in each building.
    pub separators: bool,
}

/// A finished file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// How many pages it has, blank ones and separators included.
    pub pages: usize,
    /// Its sheets, in order.
    pub sheets: Vec<Placed>,
}

/// Where a sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Which one, in the order of the job; from 0.
    pub index: usize,
    /// Its first page in the file, from 1.
    pub page: usize,
    /// How many pages it has.
    pub pages: usize,
}

/// The order in which paper is handed out: building, department, name, and for two of one name the person's identity.
pub fn handing_out(one: &Person, other: &Person) -> Ordering {
    let key = |text: &Option<String>| text.as_deref().unwrap_or("").to_lowercase();
    let place = |person: &Person| (key(&person.site), key(&person.department));
    place(one)
        .cmp(&place(other))
        .then_with(|| one.name.to_lowercase().cmp(&other.name.to_lowercase()))
        .then_with(|| one.id.cmp(&other.id))
}

/// Lays every paper out and makes no file: what is wrong is known before the first page is printed.
///
/// # Errors
/// With everything that is wrong with any of them, in their order.
pub fn preflight<'a>(job: &Job, count: usize, paper: impl Fn(usize) -> Result<Paper<'a>> + Sync) -> Result<()> {
    on_threads(job.threads, count, |index| job.printer.lay_out(job.form, &paper(index)?).map(drop))
}

/// A file for each paper. `keep` is given them as they are done, in any order, on any thread.
///
/// # Errors
/// With everything that is wrong with any of the papers, in their order, after all others are made; and with the
/// first error of `keep`, after which no more are begun.
pub fn separate<'a>(
    job: &Job,
    count: usize,
    paper: impl Fn(usize) -> Result<Paper<'a>> + Sync,
    keep: impl Fn(usize, Printed) -> Result<()> + Sync,
) -> Result<()> {
    let stop = Stop::default();
    let made = on_threads(job.threads, count, |index| {
        if stop.is_set() {
            return Ok(());
        }
        let paper = paper(index)?;
        let pages = job.printer.lay_out(job.form, &paper)?;
        let bytes = job.printer.pdf(&pages, &paper.id)?;
        let placed = Placed { index, page: 1, pages: pages.len() };
        stop.keep(keep(index, Printed { bytes, pages: pages.len(), sheets: vec![placed] }));
        Ok(())
    });
    stop.result().and(made)
}

/// Print runs: the papers of `people`, who are in the order of [`handing_out`], many to a file. `keep` is given the
/// files as they are done, in any order, on any thread, with their number from 0.
///
/// # Errors
/// As [`separate`]; a file of which one sheet is wrong is not made.
pub fn stacked<'a>(
    job: &Job,
    stack: Stack,
    people: &[&Person],
    paper: impl Fn(usize) -> Result<Paper<'a>> + Sync,
    keep: impl Fn(usize, Printed) -> Result<()> + Sync,
) -> Result<()> {
    let size = stack.sheets.get();
    let stop = Stop::default();
    let made = on_threads(job.threads, people.len().div_ceil(size), |file| {
        if stop.is_set() {
            return Ok(());
        }
        let first = file * size;
        let printed = one_file(job, stack, people, first..people.len().min(first + size), &paper)?;
        stop.keep(keep(file, printed));
        Ok(())
    });
    stop.result().and(made)
}

fn one_file<'a>(
    job: &Job,
    stack: Stack,
    people: &[&Person],
    range: std::ops::Range<usize>,
    paper: &(impl Fn(usize) -> Result<Paper<'a>> + Sync),
) -> Result<Printed> {
    let mut laid_out: Vec<Pages> = Vec::new();
    let mut numbers = Vec::new();
    let mut ids = blake3::Hasher::new();
    let mut problems = Vec::new();
    for index in range.clone() {
        let made = paper(index).and_then(|paper| {
            ids.update(paper.id.as_bytes());
            numbers.push(paper.number);
            job.printer.lay_out(job.form, &paper)
        });
        match made {
            Ok(pages) => laid_out.push(pages),
            Err(error) if error.kind == crate::error::Kind::Campaign => problems.extend(error.problems),
            Err(error) => return Err(error),
        }
    }
    Error::collect(problems)?;

    let mut parts = Vec::new();
    let mut sheets = Vec::new();
    let mut page = 1;
    let mut push = |pages: Pages, parts: &mut Vec<Pages>| {
        let at = page;
        page += if stack.duplex { pages.len().next_multiple_of(2) } else { pages.len() };
        parts.push(pages);
        at
    };
    for ((at, index), pages) in range.clone().enumerate().zip(laid_out) {
        let person = people[index];
        if stack.separators && (at == 0 || !together(people[index - 1], person)) {
            let count = people[index..range.end].iter().take_while(|other| together(person, other)).count();
            let numbers = numbers[at].zip(numbers[at + count - 1]).filter(|(a, b)| (b - a) as usize == count - 1);
            push(job.printer.separator(person, count, numbers)?, &mut parts);
        }
        let placed = pages.len();
        sheets.push(Placed { index, page: push(pages, &mut parts), pages: placed });
    }
    let campaign = job.printer.campaign();
    let title = campaign.name.get(&campaign.languages.default, &campaign.languages.default);
    let joined = job.printer.join(&parts, stack.duplex, title);
    let bytes = job.printer.pdf(&joined, &ids.finalize().to_hex())?;
    Ok(Printed { bytes, pages: joined.len(), sheets })
}

/// Whether two people's sheets are handed out together.
fn together(one: &Person, other: &Person) -> bool {
    one.site == other.site && one.department == other.department
}

/// The first error of whoever keeps the files.
#[derive(Default)]
struct Stop {
    set: AtomicBool,
    error: Mutex<Option<Error>>,
}

impl Stop {
    fn is_set(&self) -> bool {
        self.set.load(std::sync::atomic::Ordering::Relaxed)
    }

    fn keep(&self, kept: Result<()>) {
        if let Err(error) = kept {
            self.set.store(true, std::sync::atomic::Ordering::Relaxed);
            lock(&self.error).get_or_insert(error);
        }
    }

    fn result(&self) -> Result<()> {
        lock(&self.error).take().map_or(Ok(()), Err)
    }
}

/// Does pieces of work on threads, and gathers what went wrong in their order. A fault of ours comes before mistakes
/// of the campaign's.
fn on_threads(threads: NonZeroUsize, count: usize, work: impl Fn(usize) -> Result<()> + Sync) -> Result<()> {
    let next = AtomicUsize::new(0);
    let failed: Mutex<Vec<(usize, Error)>> = Mutex::new(Vec::new());
    let worker = || {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
        if let Err(e) = &pool {
            lock(&failed).push((0, Error::bug(format!("cannot start a thread to print on: {e}"))));
            return;
        }
        loop {
            let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            if index >= count {
                break;
            }
            if let Err(error) = work(index) {
                lock(&failed).push((index, error));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads.get().min(count) {
            if let Err(e) = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, worker) {
                lock(&failed).push((0, Error::bug(format!("cannot start a thread to print on: {e}"))));
            }
        }
    });
    let mut failed = failed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    failed.sort_by_key(|(index, _)| *index);
    let mut problems: Vec<Problem> = Vec::new();
    for (_, error) in failed {
        if error.kind != crate::error::Kind::Campaign {
            return Err(error);
        }
        problems.extend(error.problems.into_iter().filter(|problem| !problems.contains(problem)).collect::<Vec<_>>());
    }
    if problems.is_empty() { Ok(()) } else { Err(Error { kind: crate::error::Kind::Campaign, problems }) }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
