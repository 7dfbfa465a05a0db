//! What must be done now, and by whom.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{Known, WaveProgress};
use crate::ledger::{Scope, State};
use crate::report::outline::WaveGateOutline;
use crate::report::words::Words;
use crate::report::{dates, gates};
use crate::schedule::GateOutcome;

/// What is known of people may be so many working days old while a wave is under way.
const FRESH: u32 = 3;
/// So much of a hash names a plan.
const HASH: usize = 12;

/// Something that waits for somebody.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// A plan waits for a second person.
    Proposed {
        /// Its hash.
        plan: String,
    },
    /// The gate of a wave is closed after its day, or waits for its owner.
    Gate {
        /// The wave.
        wave: String,
        /// The gate.
        gate: Box<WaveGateOutline>,
    },
    /// It failed for people of a wave.
    Failed {
        /// The wave.
        wave: String,
        /// How many.
        people: u64,
    },
    /// The deadline of a wave is over, and people have not moved.
    Overdue {
        /// The wave.
        wave: String,
        /// How many.
        people: u64,
        /// For so many days.
        days: u64,
    },
    /// Notices need a person.
    Notices {
        /// Failed, bounced or uncertain.
        state: State,
        /// How many.
        count: u64,
    },
    /// Holds of a person are in force.
    Held {
        /// How many.
        count: u64,
    },
    /// Nobody has looked lately how far people are.
    Stale {
        /// So many days ago; never when `None`.
        days: Option<u64>,
    },
}

/// A task as it is read.
pub(super) struct Line {
    /// Who.
    pub(super) who: String,
    /// What.
    pub(super) what: String,
    /// What is typed for it, where that says more.
    pub(super) typed: Option<String>,
}

/// What must be done at `now`, the most urgent first: decisions, people, messages, figures.
pub(super) fn tasks(
    known: &Known<'_>,
    waves: &[WaveProgress],
    now: DateTime<Tz>,
    read: Option<DateTime<Utc>>,
) -> Vec<Task> {
    let today = now.date_naive();
    let mut tasks = Vec::new();
    tasks.extend(known.proposed.map(|plan| Task::Proposed { plan: plan.to_owned() }));
    for wave in waves {
        let waits = |gate: &&WaveGateOutline| {
            matches!(gate.judgement.outcome, GateOutcome::Inconclusive | GateOutcome::Failed | GateOutcome::Ready)
        };
        let gate = wave.gate.as_ref().filter(waits);
        tasks.extend(gate.map(|gate| Task::Gate { wave: wave.id.clone(), gate: Box::new(gate.clone()) }));
    }
    for wave in waves {
        let (id, moved) = (|| wave.id.clone(), wave.moved);
        if moved.failed > 0 {
            tasks.push(Task::Failed { wave: id(), people: moved.failed });
        }
        if wave.deadline < today && moved.left() > 0 {
            let days = (today - wave.deadline).num_days().unsigned_abs();
            tasks.push(Task::Overdue { wave: id(), people: moved.left(), days });
        }
    }
    for state in [State::Failed, State::Bounced, State::Uncertain] {
        let count = known.counts.iter().filter(|((.., of), _)| *of == state).map(|(_, n)| n).sum();
        if count > 0 {
            tasks.push(Task::Notices { state, count });
        }
    }
    let held = known.holds.iter().filter(|hold| !matches!(hold.scope, Scope::Gate(_))).count() as u64;
    if held > 0 {
        tasks.push(Task::Held { count: held });
    }
    tasks.extend(stale(known, waves, today, read));
    tasks
}

/// That nobody has looked lately, while a wave is under way.
fn stale(known: &Known<'_>, waves: &[WaveProgress], today: NaiveDate, read: Option<DateTime<Utc>>) -> Option<Task> {
    if !waves.iter().any(|wave| wave.has_begun(today) && wave.moved.left() > 0) {
        return None;
    }
    let Some(read) = read else { return Some(Task::Stale { days: None }) };
    let read = read.with_timezone(&known.campaign.timezone).date_naive();
    let is_old = known.campaign.calendar.workdays_between(read, today) > FRESH;
    is_old.then(|| Task::Stale { days: Some((today - read).num_days().unsigned_abs()) })
}

impl Task {
    /// The word for it, for programs.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Task::Proposed { .. } => "proposed",
            Task::Gate { .. } => "gate",
            Task::Failed { .. } => "failed",
            Task::Overdue { .. } => "overdue",
            Task::Notices { .. } => "notices",
            Task::Held { .. } => "held",
            Task::Stale { .. } => "stale",
        }
    }

    /// As it is read. `named` is what a reader calls a wave.
    pub(super) fn line(&self, words: &Words, named: &dyn Fn(&str) -> String) -> Line {
        let own = &words.progress;
        let people = |n: &u64| words.counted(*n, words.a_person);
        let line = |who: &str, what: String, typed: Option<String>| Line { who: who.to_owned(), what, typed };
        let command = |typed: &str| Some(typed.to_owned());
        match self {
            Task::Proposed { plan } => {
                let typed = format!("heraut approve --plan {} --by …", plan.get(..HASH).unwrap_or(plan));
                line(own.second, own.proposed.to_owned(), Some(typed))
            }
            Task::Gate { wave, gate } => {
                let judgement = &gate.judgement;
                let mut stand = gates::outcome(words, judgement.outcome).to_owned();
                let unmet = gates::unmet(words, judgement);
                if !unmet.is_empty() {
                    stand = format!("{stand} ({})", unmet.join("; "));
                }
                let day = dates::day(words, judgement.day);
                let what = own.gate.replace("{day}", &day).replace("{stand}", &stand).replace("{wave}", &named(wave));
                let who = gate.owner.as_deref().unwrap_or(own.operator);
                line(who, what, Some(format!("heraut gate {wave}")))
            }
            Task::Failed { wave, people: n } => {
                let what = own.of_whom_it_failed.replace("{people}", &people(n)).replace("{wave}", &named(wave));
                line(own.helpdesk, what, None)
            }
            Task::Overdue { wave, people: n, days } => {
                let what = own.overdue.replace("{people}", &people(n)).replace("{wave}", &named(wave));
                line(own.managers, what.replace("{days}", &words.counted(*days, words.a_day)), None)
            }
            Task::Notices { state, count } => {
                let (text, typed) = match state {
                    State::Bounced => (own.notices_bounced, "heraut status"),
                    State::Uncertain => (own.notices_uncertain, "heraut settle"),
                    _ => (own.notices_failed, "heraut retry"),
                };
                line(own.operator, text.replace("{notices}", &words.counted(*count, words.a_notice)), command(typed))
            }
            Task::Held { count } => {
                let what = own.held.replace("{holds}", &words.counted(*count, own.a_hold));
                line(own.operator, what, command("heraut resume"))
            }
            Task::Stale { days } => {
                let what = match days {
                    Some(days) => own.stale.replace("{days}", &words.counted(*days, words.a_day)),
                    None => own.never_read.to_owned(),
                };
                line(own.operator, what, command("heraut progress import"))
            }
        }
    }
}
