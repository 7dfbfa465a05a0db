//! An operator and a sender meet at a ledger, in any order of their acts. Whatever that order is:
//!
//! - a notice that was held or cancelled does not go out until it is resumed;
//! - what the relay took and said so is accepted, and stays it;
//! - nobody is sent a message twice, but the one that asks for it when nobody knows;
//! - what the relay took is never in a state that says it was not sent.

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::ledger::{Hold, Scope, Suppression};

/// How many notices take part; the odd ones are resent when nobody knows.
const NOTICES: u32 = 4;

#[derive(Debug, Clone)]
enum Act {
    Claim(usize),
    /// The sender writes every outcome it has heard, and gives up or begins so many of what it has claimed.
    Round {
        begins: usize,
        suppresses: bool,
    },
    /// The relay answers the one that has been under way longest.
    Answer(Answer),
    /// The sender dies; what it has not written is lost. Another one begins.
    Crash,
    Hold(u32),
    Cancel(u32),
    Resume(u32),
    /// The same for the whole campaign, beside what is held of it.
    HoldAll,
    ResumeAll,
    /// A person has it sent again.
    Retry(u32),
    Wait(i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    Later,
    No,
    /// The connection is lost after the final dot; whether the relay took it.
    Silence(bool),
}

fn act() -> impl Strategy<Value = Act> {
    let answer = prop_oneof![
        3 => Just(Answer::Yes),
        3 => Just(Answer::Later),
        1 => Just(Answer::No),
        2 => any::<bool>().prop_map(Answer::Silence),
    ];
    prop_oneof![
        4 => (1..3usize).prop_map(Act::Claim),
        6 => (0..3usize, proptest::bool::weighted(0.1)).prop_map(|(begins, suppresses)| Act::Round { begins, suppresses }),
        5 => answer.prop_map(Act::Answer),
        1 => Just(Act::Crash),
        3 => (0..NOTICES).prop_map(Act::Hold),
        1 => (0..NOTICES).prop_map(Act::Cancel),
        1 => Just(Act::HoldAll),
        2 => Just(Act::ResumeAll),
        2 => (0..NOTICES).prop_map(Act::Retry),
        3 => (0..NOTICES).prop_map(Act::Resume),
        2 => (1..8i64).prop_map(Act::Wait),
    ]
}

fn planned(n: u32) -> Entry {
    Entry { resend_uncertain: n % 2 == 1, expires: None, ..entry(n, 0) }
}

/// A ledger, the two at it, and a witness who sees what each of them did and what the relay has.
struct Meeting {
    store: Store,
    sender: Box<dyn Ledger>,
    now: i64,
    claimed: Vec<NoticeId>,
    /// Marked, and not answered yet.
    under_way: Vec<NoticeId>,
    /// Answered, and not written yet.
    heard: Vec<(NoticeId, Answer)>,
    /// Held or cancelled, and not resumed since.
    stopped: HashSet<NoticeId>,
    /// A person had it sent again: so often.
    retried: BTreeMap<NoticeId, u32>,
    /// The relay took it: so often.
    taken: BTreeMap<NoticeId, u32>,
    /// Attempts that ended without an answer that was written.
    unanswered: BTreeMap<NoticeId, u32>,
    /// The relay's yes is written.
    sure: HashSet<NoticeId>,
}

impl Meeting {
    fn new(store: Store) -> Self {
        let sender = sender(&store, &(0..NOTICES).map(planned).collect::<Vec<_>>());
        Meeting {
            store,
            sender,
            now: 0,
            claimed: Vec::new(),
            under_way: Vec::new(),
            heard: Vec::new(),
            stopped: HashSet::new(),
            retried: BTreeMap::new(),
            taken: BTreeMap::new(),
            unanswered: BTreeMap::new(),
            sure: HashSet::new(),
        }
    }

    fn act(&mut self, act: &Act) {
        match *act {
            Act::Claim(limit) => {
                for claim in self.sender.claim(at(self.now), limit).unwrap() {
                    assert!(!self.stopped.contains(&claim.entry.id), "what is stopped is claimed");
                    self.claimed.push(claim.entry.id);
                }
            }
            Act::Round { begins, suppresses } => self.round(begins, suppresses),
            Act::Answer(answer) if !self.under_way.is_empty() => {
                let id = self.under_way.remove(0);
                if matches!(answer, Answer::Yes | Answer::Silence(true)) {
                    *self.taken.entry(id).or_default() += 1;
                }
                self.heard.push((id, answer));
            }
            Act::Answer(_) => {}
            Act::Crash => self.crash(),
            Act::Hold(n) => self.hold(Scope::Notice(id(n))),
            Act::HoldAll => self.hold(Scope::Campaign),
            Act::Cancel(n) => {
                let scope = Scope::Notice(id(n));
                let moved = (self.store)().cancel(&scope, &said("the mail is broken", at(self.now))).unwrap();
                if moved.moved == 1 {
                    self.stopped.insert(id(n));
                }
            }
            Act::Resume(n) => self.resume(&Scope::Notice(id(n))),
            Act::ResumeAll => self.resume(&Scope::Campaign),
            Act::Retry(n) => {
                let retried = (self.store)().retry(&[id(n)], &said("", at(self.now))).unwrap();
                *self.retried.entry(id(n)).or_default() += (retried.same + retried.fresh) as u32;
                self.note_what_goes_on();
            }
            Act::Wait(minutes) => self.now += minutes,
        }
    }

    fn hold(&mut self, scope: Scope) {
        let (by, why) = ("Jan de Vries".into(), "the mail is broken".into());
        (self.store)().hold(&Hold { scope, by, why, since: at(self.now), until: None }).unwrap();
        self.note_stops();
    }

    fn resume(&mut self, scope: &Scope) {
        (self.store)().resume(scope, &said("it works again", at(self.now))).unwrap();
        self.note_what_goes_on();
    }

    fn note_what_goes_on(&mut self) {
        let queued = all(&*self.sender).into_iter().filter(|row| row.state.is_queued());
        for row in queued {
            self.stopped.remove(&row.entry.id);
        }
    }

    fn round(&mut self, begins: usize, suppresses: bool) {
        let heard = std::mem::take(&mut self.heard);
        let begun: Vec<NoticeId> = self.claimed.drain(..begins.min(self.claimed.len())).collect();
        let mut steps: Vec<Step> =
            heard.iter().map(|(id, answer)| Step::Done { id: *id, outcome: self.outcome(*id, *answer) }).collect();
        steps.extend(begun.iter().map(|id| match suppresses {
            true => Step::Done { id: *id, outcome: Outcome::Suppressed(Suppression::Migrated) },
            false => Step::Sending { id: *id, first: first(self.now), relay: "relay".into() },
        }));
        let committed = self.sender.commit(&steps, at(self.now)).unwrap();
        assert!(committed.refused.iter().all(|refused| refused.step >= heard.len()), "what ends an attempt is refused");
        for (id, answer) in heard {
            match answer {
                Answer::Yes => drop(self.sure.insert(id)),
                Answer::Silence(_) => *self.unanswered.entry(id).or_default() += 1,
                Answer::Later | Answer::No => {}
            }
        }
        for id in begun {
            let is_refused = committed.refused.iter().any(|refused| refused.id == id);
            assert_eq!(is_refused, self.stopped.contains(&id), "a stop is heard, and nothing else is refused");
            if !is_refused && !suppresses {
                self.under_way.push(id);
            }
        }
        self.note_stops();
    }

    fn outcome(&self, id: NoticeId, answer: Answer) -> Outcome {
        let until = at(self.now + 3);
        let resend = (0..NOTICES).any(|n| super::id(n) == id && planned(n).resend_uncertain);
        match answer {
            Answer::Yes => accepted(),
            Answer::Later => deferred(self.now + 3, true),
            Answer::No => Outcome::Failed("550 5.1.1 no such user".into()),
            Answer::Silence(_) if resend => Outcome::Resend { until, why: "lost".into() },
            Answer::Silence(_) => Outcome::Uncertain("lost".into()),
        }
    }

    fn crash(&mut self) {
        for id in self.under_way.drain(..).chain(self.heard.drain(..).map(|(id, _)| id)) {
            *self.unanswered.entry(id).or_default() += 1;
        }
        self.claimed.clear();
        self.sender = Box::new(crate::ledger::Memory::new());
        self.sender = (self.store)();
        self.sender.begin_sending("the next", at(self.now)).unwrap();
        self.note_stops();
    }

    /// What was under way when it was stopped is stopped now.
    fn note_stops(&mut self) {
        for row in all(&*self.sender) {
            if matches!(row.state, State::Held | State::Cancelled) {
                self.stopped.insert(row.entry.id);
            }
        }
    }

    fn look(&self) {
        for row in all(&*self.sender) {
            let (id, state) = (row.entry.id, row.state);
            let (taken, unanswered) = (self.taken.get(&id).copied(), self.unanswered.get(&id).copied());
            let (taken, unanswered) = (taken.unwrap_or(0), unanswered.unwrap_or(0));
            assert!(!self.sure.contains(&id) || state == State::Accepted, "a yes is lost: {row:?}");
            assert!(state != State::Accepted || self.sure.contains(&id), "a yes that nobody said: {row:?}");
            let retried = self.retried.get(&id).copied().unwrap_or(0);
            let may_be = if row.entry.resend_uncertain { unanswered + 1 } else { 1 } + retried;
            assert!(taken <= may_be, "told {taken} times: {row:?}");
            let again = (row.entry.resend_uncertain || retried > 0) && unanswered > 0;
            let admits = matches!(state, State::Accepted | State::Uncertain | State::Sending)
                || (again && matches!(state, State::Deferred | State::Held | State::Failed | State::Suppressed));
            assert!(taken == 0 || admits, "the relay has it: {row:?}");
        }
    }

    /// All is resumed, the relay is well, and the sender works until nothing is due.
    fn finish(&mut self) {
        self.act(&Act::ResumeAll);
        (0..NOTICES).for_each(|n| self.act(&Act::Resume(n)));
        for _ in 0..20 {
            self.now += 10;
            self.act(&Act::Claim(9));
            self.act(&Act::Round { begins: 9, suppresses: false });
            while !self.under_way.is_empty() {
                self.act(&Act::Answer(Answer::Yes));
            }
            self.look();
        }
        for row in all(&*self.sender) {
            assert!(row.state.is_final() && row.state != State::Held, "it is never sent: {row:?}");
        }
    }
}

/// `fresh` opens a new ledger for each of the stories.
pub(crate) fn an_operator_and_a_sender_meet(fresh: fn() -> Store, stories: u32) {
    let config = Config { cases: stories, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&proptest::collection::vec(act(), 1..40), |acts| {
            let mut meeting = Meeting::new(fresh());
            for act in &acts {
                meeting.act(act);
                meeting.look();
            }
            meeting.finish();
            Ok(())
        })
        .unwrap();
}

/// How many stories are told: so many, or as many as `HERAUT_STORIES` says.
pub(crate) fn stories(usually: u32) -> u32 {
    std::env::var("HERAUT_STORIES").ok().and_then(|stories| stories.parse().ok()).unwrap_or(usually)
}
