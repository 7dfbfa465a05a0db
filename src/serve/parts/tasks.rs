//! What must be done, and by whom: each with where it is done, or what is typed for it.

use serde_json::{Value, json};

use crate::error::Result;
use crate::l10n::Argument;
use crate::ledger::State;
use crate::report::{ProgressReport, Task};
use crate::serve::address::segment;
use crate::serve::words::Words;

/// The tasks, the most urgent first.
pub(in crate::serve) fn tasks(report: &ProgressReport, words: &Words) -> Result<Vec<Value>> {
    report.tasks.iter().map(|task| shown(task, report, words)).collect()
}

fn shown(task: &Task, report: &ProgressReport, words: &Words) -> Result<Value> {
    let who = |id: &str| words.say(id, &[]);
    let named = |id: &str| {
        let wave = report.waves.iter().find(|wave| wave.id == id);
        words.wave(id, wave.and_then(|wave| wave.name.as_ref()), &report.language)
    };
    let say = |id: &str, wave: &str, n: u64| {
        words.say(id, &[("wave", Argument::Text(&named(wave))), ("n", Argument::Number(n as f64))])
    };
    let of = |wave: &str| Some(format!("/waves/{}", segment(wave)));
    let (who, what, typed, page) = match task {
        Task::Proposed { plan } => {
            let typed = format!("heraut approve --plan {} --by NAME", super::short(plan));
            (who("who-second")?, who("task-proposed")?, Some(typed), Some("/plan".to_owned()))
        }
        Task::Gate { wave, gate } => {
            let what = say(&format!("task-gate-{}", gate.judgement.outcome.as_str()), wave, 0)?;
            let owner = gate.owner.clone().map_or_else(|| who("who-operator"), Ok)?;
            (owner, what, None, Some(format!("/gates/{}", segment(wave))))
        }
        Task::Failed { wave, people } => (who("who-helpdesk")?, say("task-failed", wave, *people)?, None, of(wave)),
        Task::Overdue { wave, people, .. } => {
            (who("who-managers")?, say("task-overdue", wave, *people)?, None, of(wave))
        }
        Task::Notices { state, count } => {
            let (id, typed) = match state {
                State::Bounced => ("task-bounced", "heraut status"),
                State::Uncertain => ("task-uncertain", "heraut settle"),
                _ => ("task-refused", "heraut retry"),
            };
            (who("who-operator")?, words.counted(id, *count)?, Some(typed.to_owned()), Some("#attention".to_owned()))
        }
        Task::Held { count } => {
            let typed = Some("heraut resume".to_owned());
            (who("who-operator")?, words.counted("task-held", *count)?, typed, Some("#holds".to_owned()))
        }
        Task::Stale { days } => {
            let what = days.map_or_else(|| who("task-never-read"), |days| words.counted("task-stale", days))?;
            (who("who-operator")?, what, Some("heraut progress import FILE".to_owned()), None)
        }
    };
    Ok(json!({"who": who, "what": what, "typed": typed, "page": page}))
}
