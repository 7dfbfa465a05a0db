//! The proof that every notice of a plan renders, given before it is approved.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::letter::wire;
use crate::compose::{Compositor, Order};
use crate::error::{Error, Kind, Place, Problem, Result};
use crate::schedule::{Notice, Plan};

/// No more problems than this are reported at once.
const REPORTED: usize = 20;
/// Notices rendered between two calls of `done`.
const AT_ONCE: usize = 64;

/// The same mistake, for whomever: place in the template, and what is wrong there.
type Mistake = (Option<Place>, String);

/// A mistake's first occurrence in the plan, and how often it occurs.
struct Seen {
    first: usize,
    count: u64,
    problem: Problem,
}

/// Renders every notice of a plan once, in parallel, and looks whether its bytes can go over the wire. `done` is called again and again with how many more are done, from
/// several threads.
///
/// # Errors
/// Of kind [`Kind::Campaign`], with every mistake once and the first person it concerns, in the order of the plan; at
/// most twenty, and how many more there are.
pub fn proof(compositor: &Compositor, plan: &Plan, done: &(dyn Fn(u64) + Sync)) -> Result<()> {
    let chunks = plan.notices.par_chunks(AT_ONCE).enumerate();
    let mistakes = chunks
        .fold(BTreeMap::new, |mut mistakes, (chunk, notices)| {
            for (at, notice) in notices.iter().enumerate() {
                render(compositor, notice, chunk * AT_ONCE + at, &mut mistakes);
            }
            done(notices.len() as u64);
            mistakes
        })
        .reduce(BTreeMap::new, |mut all, some| {
            some.into_iter().for_each(|(mistake, seen)| add(&mut all, mistake, seen));
            all
        });
    if mistakes.is_empty() { Ok(()) } else { Err(report(mistakes)) }
}

fn render(compositor: &Compositor, notice: &Notice, at: usize, mistakes: &mut BTreeMap<Mistake, Seen>) {
    let order = Order::from(notice);
    let whose = || format!("{}: ", compositor.describe(&order));
    let error = match compositor.mail(&order, notice.due, &[], None) {
        Ok(mail) => {
            for fault in wire(&mail.bytes) {
                let message = format!("{}: {}it {}", fault.rule.id, whose(), fault.message);
                let seen = Seen { first: at, count: 1, problem: Problem::new(message).hint(fault.rule.mend) };
                add(mistakes, (None, fault.what), seen);
            }
            return;
        }
        Err(error) => error,
    };
    let whose = whose();
    for problem in error.problems {
        let message = problem.message.strip_prefix(&whose).unwrap_or(&problem.message).to_owned();
        add(mistakes, (problem.place.clone(), message), Seen { first: at, count: 1, problem });
    }
}

fn add(mistakes: &mut BTreeMap<Mistake, Seen>, mistake: Mistake, seen: Seen) {
    match mistakes.get_mut(&mistake) {
        None => {
            mistakes.insert(mistake, seen);
        }
        Some(known) => {
            let count = known.count + seen.count;
            if seen.first < known.first {
                *known = seen;
            }
            known.count = count;
        }
    }
}

fn report(mistakes: BTreeMap<Mistake, Seen>) -> Error {
    let mut seen: Vec<Seen> = mistakes.into_values().collect();
    seen.sort_by_key(|seen| seen.first);
    let beyond = seen.len().saturating_sub(REPORTED);
    let mut problems: Vec<Problem> = seen
        .into_iter()
        .take(REPORTED)
        .map(|Seen { count, mut problem, .. }| {
            match count - 1 {
                0 => {}
                1 => problem.message.push_str(" (and 1 more message)"),
                more => problem.message.push_str(&format!(" (and {more} more messages)")),
            }
            problem
        })
        .collect();
    if beyond > 0 {
        let message = format!("{beyond} more problems are not shown");
        problems.push(Problem::new(message).hint("mend these first; many have one cause"));
    }
    Error { kind: Kind::Campaign, problems }
}
