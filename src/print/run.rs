//! Many papers: separate files, or print runs.
//!
//! Sheets are laid out on threads of their own. Typst works in parallel inside, and a worker that waits there would
//! take up the next sheet on top of its own until the stack is full; so each thread gets a pool of one, itself.
//!
//! Papers are made when their turn comes and files are handed over when they are done: memory does not grow with the
//! number of people. A run is good only when all of it is: whoever keeps the files gives them their names after the
//! last one, so that nothing needs to be laid out twice to know that beforehand.

use std::cmp::Ordering;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::form::Form;
use super::pages::Pages;
use super::paper::Paper;
use super::printer::Printer;
use crate::campaign::Person;
use crate::error::{Error, Kind, Problem, Result};

/// Typst recurses into nested elements.
const STACK: usize = 16 << 20;

/// What a run of many papers is.
pub struct Job<'a> {
    /// With what.
    pub printer: &'a Printer,
    /// What is printed.
    pub form: Form,
    /// On how many threads.
    pub threads: NonZeroUsize,
    /// Whether nothing is made and only what is wrong is found.
    pub only_look: bool,
}

/// How sheets go into files for a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stack {
    /// The most sheets in one file: what is printed again after a paper jam.
    pub sheets: NonZeroUsize,
    /// Whether both sides of the paper are printed, so that each sheet must begin on a front.
    pub duplex: bool,
    /// Whether a page with a count stands before the sheets of each department in each building, where those are more
    /// than one.
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

/// A file for each paper. `keep` is given them as they are done, in any order, on any thread.
///
/// # Errors
/// With everything that is wrong with any of the papers, in their order: after the first of them all others are still
/// looked at, but no file is made any more. And with the first error of `keep`, after which no more are begun. What was
/// kept until then is to be thrown away.
pub fn separate<'a>(
    job: &Job,
    count: usize,
    paper: impl Fn(usize) -> Result<Paper<'a>> + Sync,
    keep: impl Fn(usize, Printed) -> Result<()> + Sync,
) -> Result<()> {
    let trouble = Trouble::of(job);
    on_threads(job.threads, count, &trouble, |index| {
        let paper = paper(index)?;
        let pages = job.printer.lay_out(job.form, &paper)?;
        if trouble.is_none() {
            let bytes = job.printer.pdf(&pages, &paper.id)?;
            let placed = Placed { index, page: 1, pages: pages.len() };
            trouble.keeping(keep(index, Printed { bytes, pages: pages.len(), sheets: vec![placed] }));
        }
        Ok(())
    });
    trouble.result()
}

/// Print runs: the papers of `people`, who are in the order of [`handing_out`], many to a file. `keep` is given the
/// files as they are done, in any order, on any thread, with their number from 0.
///
/// # Errors
/// As [`separate`].
pub fn stacked<'a>(
    job: &Job,
    stack: Stack,
    people: &[&Person],
    paper: impl Fn(usize) -> Result<Paper<'a>> + Sync,
    keep: impl Fn(usize, Printed) -> Result<()> + Sync,
) -> Result<()> {
    let size = stack.sheets.get();
    let trouble = Trouble::of(job);
    // Making a file takes as much memory as the pages it is made of. So there are half as many threads for that, and
    // whoever has pages waits with them.
    let binders = (0..job.threads.get().div_ceil(2)).map(|_| pool().map(Mutex::new)).collect::<Result<Vec<_>>>()?;
    on_threads(job.threads, people.len().div_ceil(size), &trouble, |file| {
        let first = file * size;
        let range = first..people.len().min(first + size);
        let sheets = laid_out(job, range.clone(), &paper)?;
        let binder = lock(&binders[file % binders.len()]);
        if trouble.is_none() {
            let printed = binder.install(|| bound(job, stack, people, range, sheets))?;
            drop(binder);
            trouble.keeping(keep(file, printed));
        }
        Ok(())
    });
    trouble.result()
}

/// A pool of one thread, for whoever waits for pages without being a worker of its own.
pub(super) fn pool() -> Result<ThreadPool> {
    ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build().map_err(|e| not_started(&e))
}

/// The sheets of one file.
struct Sheets {
    pages: Vec<Pages>,
    numbers: Vec<Option<u32>>,
    /// What they are known by, together.
    id: String,
}

fn laid_out<'a>(
    job: &Job,
    range: Range<usize>,
    paper: &(impl Fn(usize) -> Result<Paper<'a>> + Sync),
) -> Result<Sheets> {
    let mut pages = Vec::with_capacity(range.len());
    let mut numbers = Vec::with_capacity(range.len());
    let mut ids = blake3::Hasher::new();
    let mut problems = Vec::new();
    for index in range {
        let made = paper(index).and_then(|paper| {
            ids.update(paper.id.as_bytes());
            numbers.push(paper.number);
            job.printer.lay_out(job.form, &paper)
        });
        match made {
            Ok(made) => pages.push(made),
            Err(error) if error.kind == Kind::Campaign => problems.extend(error.problems),
            Err(error) => return Err(error),
        }
    }
    Error::collect(problems)?;
    Ok(Sheets { pages, numbers, id: ids.finalize().to_hex().to_string() })
}

fn bound(job: &Job, stack: Stack, people: &[&Person], range: Range<usize>, laid_out: Sheets) -> Result<Printed> {
    let Sheets { pages: laid_out, numbers, id } = laid_out;
    let mut parts = Vec::new();
    let mut sheets = Vec::new();
    let mut page = 1;
    let mut push = |pages: Pages, parts: &mut Vec<Pages>| {
        let at = page;
        page += if stack.duplex { pages.len().next_multiple_of(2) } else { pages.len() };
        parts.push(pages);
        at
    };
    // Nobody needs to tell the only stack there is from another one.
    let is_one_stack = range.clone().all(|index| together(people[range.start], people[index]));
    for ((at, index), pages) in range.clone().enumerate().zip(laid_out) {
        let person = people[index];
        if stack.separators && !is_one_stack && (at == 0 || !together(people[index - 1], person)) {
            let count = people[index..range.end].iter().take_while(|other| together(person, other)).count();
            // One sheet says itself where it goes.
            if count > 1 {
                let numbers = numbers[at].zip(numbers[at + count - 1]).filter(|(a, b)| (b - a) as usize == count - 1);
                push(job.printer.separator(person, count, numbers)?, &mut parts);
            }
        }
        let placed = pages.len();
        sheets.push(Placed { index, page: push(pages, &mut parts), pages: placed });
    }
    let campaign = job.printer.campaign();
    let title = campaign.name.get(&campaign.languages.default, &campaign.languages.default);
    let joined = job.printer.join(parts, stack.duplex, title);
    let bytes = job.printer.pdf(&joined, &id)?;
    Ok(Printed { bytes, pages: joined.len(), sheets })
}

/// Whether two people's sheets are handed out together.
fn together(one: &Person, other: &Person) -> bool {
    one.site == other.site && one.department == other.department
}

/// What went wrong so far.
struct Trouble {
    /// Whether no file is made any more.
    any: AtomicBool,
    /// Whether nothing is looked at any more either: what went wrong is no mistake of the campaign's.
    over: AtomicBool,
    /// With pieces of work, by their place in the order.
    made: Mutex<Vec<(usize, Error)>>,
    /// With keeping a file, the first of it.
    kept: Mutex<Option<Error>>,
}

impl Trouble {
    fn of(job: &Job) -> Self {
        let (any, over) = (AtomicBool::new(job.only_look), AtomicBool::new(false));
        Trouble { any, over, made: Mutex::default(), kept: Mutex::default() }
    }

    fn is_none(&self) -> bool {
        !self.any.load(Relaxed)
    }

    fn is_over(&self) -> bool {
        self.over.load(Relaxed)
    }

    fn making(&self, index: usize, error: Error) {
        self.any.store(true, Relaxed);
        if error.kind != Kind::Campaign {
            self.over.store(true, Relaxed);
        }
        lock(&self.made).push((index, error));
    }

    fn keeping(&self, kept: Result<()>) {
        if let Err(error) = kept {
            self.any.store(true, Relaxed);
            self.over.store(true, Relaxed);
            lock(&self.kept).get_or_insert(error);
        }
    }

    /// A fault of ours comes before mistakes of the campaign's.
    fn result(self) -> Result<()> {
        if let Some(error) = lock(&self.kept).take() {
            return Err(error);
        }
        let mut made = std::mem::take(&mut *lock(&self.made));
        made.sort_by_key(|(index, _)| *index);
        let mut problems: Vec<Problem> = Vec::new();
        for (_, error) in made {
            if error.kind != Kind::Campaign {
                return Err(error);
            }
            problems
                .extend(error.problems.into_iter().filter(|problem| !problems.contains(problem)).collect::<Vec<_>>());
        }
        Error::collect(problems)
    }
}

/// Does pieces of work on threads.
fn on_threads(threads: NonZeroUsize, count: usize, trouble: &Trouble, work: impl Fn(usize) -> Result<()> + Sync) {
    let next = AtomicUsize::new(0);
    let worker = || {
        let pool = ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
        if let Err(e) = &pool {
            return trouble.making(0, not_started(e));
        }
        while !trouble.is_over() {
            let index = next.fetch_add(1, Relaxed);
            if index >= count {
                break;
            }
            if let Err(error) = work(index) {
                trouble.making(index, error);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads.get().min(count) {
            if let Err(e) = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, worker) {
                trouble.making(0, not_started(&e));
            }
        }
    });
}

pub(super) fn not_started(error: &dyn std::fmt::Display) -> Error {
    Error::bug(format!("cannot start a thread to print on: {error}"))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
