//! What is said while a use case runs: a progress bar, and what is good to know.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use indicatif::ProgressBar;

use super::output::Output;
use super::{relief, remarks, snippet};
use crate::app::{Observer, Remark, Work};
use crate::error::counted;

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

    /// What somebody waits for; also with `--quiet`.
    pub fn ask(&self, text: &str) {
        self.output.lock().unwrap_or_else(PoisonError::into_inner).ask(text);
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
            Remark::Interrupted { under_way, left } => self.say(remarks::interrupted(under_way, left)),
            Remark::Withdrawn { entry, state } => match self.withdrawn.fetch_add(1, Ordering::Relaxed) {
                0..NAMED => self.say(remarks::withdrawn(entry, state)),
                NAMED => self.say("And others: they are counted at the end."),
                _ => {}
            },
            Remark::Stopping { under_way, at_most } => {
                let messages = counted(under_way, "message", "messages");
                self.say(format!(
                    "Stopping. The relay has {messages}, and its answer is waited for: {} seconds at most.",
                    at_most.as_secs()
                ));
            }
            Remark::TakenUp { left } => self.say(format!(
                "{left} notices may have been sent, which this ledger does not know: they are uncertain, and a person decides."
            )),
            Remark::BehindGate { wave, notices } => self.say(remarks::behind_gate(wave, notices)),
            Remark::Unknown { notices } => self.say(remarks::unknown(notices)),
            Remark::NotAsApproved { files } => self.say(remarks::not_as_approved(files)),
            Remark::Rejected(problem) => {
                let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
                output.problem(snippet::WARNING, None, problem);
            }
            Remark::Ahead { scope, first, until } => {
                let until = until.format("%H:%M:%S UTC");
                self.say(format!("{first} of {scope} go ahead; the others wait until {until}."));
            }
            Remark::Held(hold) => self.say(remarks::held(hold)),
            Remark::Fewer { connections, why } => {
                let told = format!("The relay serves {connections} of our connections at once; for an hour it gets no more: {why}");
                self.with_bar(|bar| bar.println(told));
            }
            Remark::Learnt { messages } => self.say(remarks::learnt(messages)),
            Remark::Spooled { messages, file } => self.say(remarks::spooled(messages, file)),
            Remark::Unspooled { messages, error } => self.say(remarks::unspooled(messages, error)),
            Remark::Senders(senders) => self.say(remarks::senders(senders)),
            Remark::GivingWay => self.say("Somebody approves: sending stops for as long as that takes."),
            Remark::GoesOn { plan, is_new: true } => self.say(format!("From here on plan {} is delivered.", &plan[..12])),
            Remark::GoesOn { is_new: false, .. } => self.say("Sending goes on."),
            Remark::Behind { why, at_most } => {
                let minutes = at_most.as_secs() / 60;
                self.say(format!("Sending cannot go on: {why}. It is tried again, for {minutes} minutes at most."));
            }
            Remark::Untold { way, why } => self.say(format!("Nobody could be told of trouble by {way}: {why}")),
            Remark::WaitingForSender { who } => {
                self.say(format!("Waiting until what is on its way to the relay has its answer: {who}."));
            }
            Remark::TakenOver { from, to, until, why } => self.say(relief::taken_over(from, to, until, why)),
            Remark::Back { relay } => self.say(relief::back(relay)),
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
