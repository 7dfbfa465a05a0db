//! The proof that every notice of a plan renders, given before it is approved.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::mail::wire;
use crate::compose::{Composer, ResolvedNotice};
use crate::error::{Error, Kind, Place, Problem, Result};
use crate::schedule::Plan;

/// No more problems than this are reported at once.
const REPORTED: usize = 20;

/// The same mistake, for whomever: place in the template, and what is wrong there.
type Mistake = (Option<Place>, String);

/// A mistake's first occurrence in the plan, and how often it occurs.
struct Seen {
    first: usize,
    count: u64,
    problem: Problem,
}

/// Renders every notice of a plan once, in parallel, and what comes besides it, and looks whether the bytes of mail can
/// go over the wire. Those for which `is_known` says so are passed over: it is asked with the place of a notice among all of
/// them. `done` is called again and again with how many more are done, from several threads.
///
/// # Errors
/// Of kind [`Kind::Campaign`], with every mistake once and the first person it concerns, in the order of the plan; at
/// most twenty, and how many more there are.
pub fn render_all(
    composer: &Composer,
    plan: &Plan,
    besides: &[ResolvedNotice],
    is_known: &(dyn Fn(usize) -> bool + Sync),
    done: &(dyn Fn(u64) + Sync),
) -> Result<()> {
    let places = 0..plan.notices.len() + besides.len();
    let mistakes = places
        .into_par_iter()
        .filter(|at| !is_known(*at))
        .fold(BTreeMap::new, |mut mistakes, at| {
            match plan.notices.get(at) {
                Some(notice) => render(composer, &ResolvedNotice::from(notice), at, &mut mistakes),
                None => render(composer, &besides[at - plan.notices.len()], at, &mut mistakes),
            }
            done(1);
            mistakes
        })
        .reduce(BTreeMap::new, |mut all, some| {
            some.into_iter().for_each(|(mistake, seen)| add(&mut all, mistake, seen));
            all
        });
    if mistakes.is_empty() { Ok(()) } else { Err(report(mistakes)) }
}

fn render(composer: &Composer, notice: &ResolvedNotice, at: usize, mistakes: &mut BTreeMap<Mistake, Seen>) {
    let whose = || format!("{}: ", composer.describe(notice));
    let faults = if notice.channel.is_paper() {
        composer.content(notice, &[]).map(|_| Vec::new())
    } else {
        composer.mail(notice, notice.due, &[], None).map(|mail| wire(&mail.bytes))
    };
    let error = match faults {
        Ok(faults) => {
            for fault in faults {
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
