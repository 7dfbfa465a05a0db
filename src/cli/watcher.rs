//! What is said while a use case runs: a progress bar, and what is good to know.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use indicatif::ProgressBar;

use super::output::Output;
use super::snippet;
use crate::app::{Observer, Remark, Work};
use crate::ledger::{Entry, Hold, State};

/// So many withdrawn messages are named; a hold on a wave can withdraw hundreds in a second.
const NAMED: u32 = 3;

/// Shows on the terminal what a use case says.
pub struct Watcher<'a> {
    output: Mutex<&'a mut Output>,
    bar: RwLock<Option<ProgressBar>>,
    withdrawn: AtomicU32,
}

impl<'a> Watcher<'a> {
    pub(super) fn new(output: &'a mut Output) -> Self {
        Watcher { output: Mutex::new(output), bar: RwLock::new(None), withdrawn: AtomicU32::new(0) }
    }

    fn say(&self, text: impl AsRef<str>) {
        self.output.lock().unwrap_or_else(PoisonError::into_inner).say(text);
    }

    fn set(&self, bar: Option<ProgressBar>) {
        *self.bar.write().unwrap_or_else(PoisonError::into_inner) = bar;
    }

    fn with_bar(&self, act: impl FnOnce(&ProgressBar)) {
        if let Some(bar) = &*self.bar.read().unwrap_or_else(PoisonError::into_inner) {
            act(bar);
        }
    }
}

impl Observer for Watcher<'_> {
    fn begin(&self, work: Work, steps: u64) {
        let bar = self.output.lock().unwrap_or_else(PoisonError::into_inner).progress(name(work), steps);
        self.set(Some(bar));
    }

    fn advance(&self, steps: u64) {
        self.with_bar(|bar| bar.inc(steps));
    }

    fn end(&self) {
        self.with_bar(ProgressBar::finish_and_clear);
        self.set(None);
    }

    fn remark(&self, remark: Remark<'_>) {
        match remark {
            Remark::Interrupted { under_way, left } => self.say(interrupted(under_way, left)),
            Remark::Withdrawn { entry, state } => match self.withdrawn.fetch_add(1, Ordering::Relaxed) {
                0..NAMED => self.say(withdrawn(entry, state)),
                NAMED => self.say("And others: they are counted at the end."),
                _ => {}
            },
            Remark::Stopping { under_way, at_most } => {
                let messages = if under_way == 1 { "1 message".to_owned() } else { format!("{under_way} messages") };
                self.say(format!(
                    "Stopping. The relay has {messages}, and its answer is waited for: {} seconds at most.",
                    at_most.as_secs()
                ));
            }
            Remark::TakenUp { left } => self.say(format!(
                "{left} notices may have been sent, which this ledger does not know: they are uncertain, and a person decides."
            )),
            Remark::Unknown { notices } => self.say(unknown(notices)),
            Remark::NotAsApproved { files } => self.say(not_as_approved(files)),
            Remark::Rejected(problem) => {
                let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
                output.problem(snippet::WARNING, None, problem);
            }
            Remark::Ahead { scope, first, until } => {
                let until = until.format("%H:%M:%S UTC");
                self.say(format!("{first} of {scope} go ahead; the others wait until {until}."));
            }
            Remark::Held(Hold { scope, why, .. }) => {
                self.say(format!("Held: {scope}: {why}. `heraut status` has the failures; `heraut resume` lets the others go."));
            }
            Remark::Fewer { connections, why } => {
                let told = format!("The relay serves {connections} of our connections at once; for an hour it gets no more: {why}");
                self.with_bar(|bar| bar.println(told));
            }
            Remark::GivingWay => self.say("Somebody approves: sending stops for as long as that takes."),
            Remark::GoesOn { plan, is_new: true } => self.say(format!("From here on plan {} is delivered.", &plan[..12])),
            Remark::GoesOn { is_new: false, .. } => self.say("Sending goes on."),
            Remark::WaitingForSender { who } => {
                self.say(format!("Waiting until what is on its way to the relay has its answer: {who}."));
            }
            Remark::Waiting { until, why } => {
                let until = until.format("%H:%M:%S UTC");
                self.with_bar(|bar| bar.println(format!("Waiting until {until}: {why}")));
            }
        }
    }
}

fn name(work: Work) -> &'static str {
    match work {
        Work::Rendering => "Rendering every message once",
        Work::Recording => "Writing the ledger",
        Work::Delivering => "Delivering",
        Work::Printing => "Printing",
        Work::PrintingAgain => "Printing again",
        Work::Exhibiting => "Rendering",
    }
}

/// What a sender that stopped half-way left behind.
fn interrupted(under_way: u64, left: u64) -> String {
    let notices = if under_way == 1 { "1 notice".to_owned() } else { format!("{under_way} notices") };
    let then = match (left, under_way - left.min(under_way)) {
        (_, 0) => "`heraut status` lists them: a person must look.".to_owned(),
        (0, _) => "They are sent again, byte for byte.".to_owned(),
        (left, again) => format!("{again} are sent again, byte for byte; {left} wait for a person (`heraut status`)."),
    };
    format!("The sender before stopped with {notices} under way; nobody knows whether the relay took them. {then}")
}

fn unknown(notices: usize) -> String {
    let named = if notices == 1 { "1 notice names".to_owned() } else { format!("{notices} notices name") };
    format!("{named} somebody or a message that the approved campaign does not have; left as planned.")
}

fn not_as_approved(files: Option<usize>) -> String {
    let what = match files {
        Some(1) => "1 file is not as it was approved".to_owned(),
        Some(n) => format!("{n} files are not as they were approved"),
        None => "the working files cannot be read".to_owned(),
    };
    format!("What was approved is printed; {what}. `--draft` prints the working files.")
}

/// What was not sent because somebody moved it meanwhile.
fn withdrawn(entry: &Entry, state: State) -> String {
    let whom = entry.person.as_deref().unwrap_or("the helpdesk");
    format!("`{}` to {whom} is not sent: it is {} now.", entry.message, state.as_str())
}
