//! Any ledger, compared step by step with the simplest one that keeps the promises.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::campaign::Dates;
use crate::error::Kind;

/// How many different notices take part.
const NOTICES: u32 = 5;

#[derive(Debug, Clone)]
enum Act {
    /// A new plan with the notices of these bits, all due so much later; then a new sender.
    Approve(u8, i64),
    /// The sender dies and another one begins.
    Crash,
    Claim(usize),
    /// Any step about any notice, lawful or not.
    Step(u32, Kindly),
    Record(u32),
    Wait(i64),
}

#[derive(Debug, Clone, Copy)]
enum Kindly {
    Sending,
    Accepted,
    Deferred(i64, bool),
    Resend(i64),
    Failed,
    Uncertain,
    Suppressed,
    Expired,
    Released,
}

fn act() -> impl Strategy<Value = Act> {
    let step = prop_oneof![
        4 => Just(Kindly::Sending),
        2 => Just(Kindly::Accepted),
        2 => (0..20i64, any::<bool>()).prop_map(|(later, charged)| Kindly::Deferred(later, charged)),
        1 => (0..20i64).prop_map(Kindly::Resend),
        1 => Just(Kindly::Failed),
        1 => Just(Kindly::Uncertain),
        1 => Just(Kindly::Suppressed),
        1 => Just(Kindly::Expired),
        1 => Just(Kindly::Released),
    ];
    prop_oneof![
        2 => (any::<u8>(), 0..3i64).prop_map(|(mask, shift)| Act::Approve(mask, shift)),
        1 => Just(Act::Crash),
        4 => (0..4usize).prop_map(Act::Claim),
        8 => (0..NOTICES, step).prop_map(|(n, step)| Act::Step(n, step)),
        1 => (0..NOTICES).prop_map(Act::Record),
        2 => (0..15i64).prop_map(Act::Wait),
    ]
}

#[derive(Debug, Clone)]
struct Note {
    entry: Entry,
    state: State,
    since: i64,
    wake: Option<i64>,
    tries: u32,
    first: Option<i64>,
    may_be_told: bool,
    event: bool,
    in_hand: bool,
}

impl Note {
    /// It must not go out again: uncertain, now or when a crash is settled.
    fn never_again(&mut self) {
        match self.state {
            State::Deferred => (self.state, self.since, self.wake) = (State::Uncertain, -1000, None),
            State::Sending => self.entry.resend_uncertain = false,
            _ => {}
        }
    }

    /// It came by an event, and its wave has other dates.
    fn of_event(&mut self, dates: Option<Dates>) {
        match self.state {
            State::Deferred if self.may_be_told => self.never_again(),
            State::Sending => self.never_again(),
            State::Planned => self.entry.dates = dates,
            State::Deferred => {
                (self.entry.dates, self.state, self.since) = (dates, State::Planned, -1000);
                (self.wake, self.tries, self.first) = (Some(minute(self.entry.due)), 0, None);
            }
            _ => {}
        }
    }
}

/// The simple ledger. Instants are minutes.
#[derive(Default)]
struct Model {
    notes: BTreeMap<u32, Note>,
    now: i64,
}

/// Notice `n` as planned `shift` steps later; the odd ones are resent. The wave moves at the second step only.
fn planned(n: u32, shift: i64) -> Entry {
    Entry { resend_uncertain: n % 2 == 1, dates: Some(dates(shift / 2)), ..entry(n, due(n, shift)) }
}

fn due(n: u32, shift: i64) -> i64 {
    i64::from(n) * 3 + shift * 4
}

impl Model {
    fn new_note(&self, n: u32, shift: i64, event: bool) -> Note {
        Note {
            entry: planned(n, shift),
            state: State::Planned,
            since: if event { self.now } else { -1000 },
            wake: Some(due(n, shift)),
            tries: 0,
            first: None,
            may_be_told: false,
            event,
            in_hand: false,
        }
    }

    fn approve(&mut self, mask: u8, shift: i64) -> Changes {
        let mut changes = Changes::default();
        let moved = Some(dates(shift / 2));
        let any = (0..NOTICES).any(|n| mask & (1 << n) != 0);
        for n in 0..NOTICES {
            let wanted = mask & (1 << n) != 0;
            let new = self.new_note(n, shift, false);
            match self.notes.get_mut(&n) {
                None if wanted => {
                    self.notes.insert(n, new);
                    changes.added += 1;
                }
                Some(note) if wanted && note.state == State::Cancelled => {
                    *note = new;
                    changes.added += 1;
                }
                Some(note) if wanted && note.state == State::Planned && note.entry != new.entry => {
                    (note.entry, note.wake) = (new.entry, new.wake);
                    changes.changed += 1;
                }
                Some(note) if wanted && note.entry.dates != moved => match note.state {
                    State::Deferred if !note.may_be_told => {
                        *note = Note { event: note.event, ..new };
                        (note.since, changes.changed) = (-1000, changes.changed + 1);
                    }
                    _ => {
                        note.never_again();
                        changes.kept += 1;
                    }
                },
                Some(_) if wanted => changes.kept += 1,
                Some(note) if note.event && any && note.entry.dates != moved => note.of_event(moved),
                Some(note) if note.event => {}
                Some(note) if note.state == State::Deferred => {
                    changes.cancelled += 1;
                    match note.may_be_told {
                        true => note.never_again(),
                        false => {
                            (note.state, note.since, note.wake) = (State::Cancelled, -1000, None);
                            (note.tries, note.first) = (0, None);
                        }
                    }
                }
                Some(note) if note.state == State::Sending => note.never_again(),
                Some(note) if note.state == State::Planned => {
                    (note.state, note.since, note.wake) = (State::Cancelled, -1000, None);
                    changes.cancelled += 1;
                }
                _ => {}
            }
        }
        changes
    }

    fn crash(&mut self) -> Vec<NoticeId> {
        let mut found = Vec::new();
        for (n, note) in &mut self.notes {
            note.in_hand = false;
            if note.state == State::Sending {
                found.push(id(*n));
                (note.since, note.may_be_told) = (self.now, true);
                (note.state, note.wake) = match note.entry.resend_uncertain {
                    true => (State::Deferred, Some(self.now)),
                    false => (State::Uncertain, None),
                };
            }
        }
        found
    }

    /// Whether the step is lawful; if so it is taken.
    fn step(&mut self, n: u32, step: Kindly) -> bool {
        let now = self.now;
        let Some(note) = self.notes.get_mut(&n).filter(|note| note.in_hand) else { return false };
        let sending = note.state == State::Sending;
        let (lawful, state) = match step {
            Kindly::Sending => (!sending, State::Sending),
            Kindly::Accepted => (sending, State::Accepted),
            Kindly::Deferred(_, charged) => (sending || !charged, State::Deferred),
            Kindly::Failed => (true, State::Failed),
            Kindly::Uncertain => (sending, State::Uncertain),
            Kindly::Resend(_) => (sending, State::Deferred),
            Kindly::Suppressed => (!sending, State::Suppressed),
            Kindly::Expired => (true, State::Expired),
            Kindly::Released => (!sending, note.state),
        };
        if !lawful {
            return false;
        }
        note.in_hand = matches!(step, Kindly::Sending);
        if let Kindly::Released = step {
            return true;
        }
        if let (Kindly::Deferred(later, _), false) = (step, sending) {
            note.wake = Some(now + later);
            return true;
        }
        (note.state, note.since, note.wake) = (state, now, None);
        match step {
            Kindly::Sending => {
                note.tries += 1;
                note.first.get_or_insert(now);
            }
            Kindly::Deferred(later, charged) => {
                note.wake = Some(now + later);
                note.tries -= u32::from(!charged);
            }
            Kindly::Resend(later) => (note.wake, note.may_be_told) = (Some(now + later), true),
            Kindly::Uncertain => note.may_be_told = true,
            _ => {}
        }
        true
    }

    /// When what is due can be taken, the longest waiting first.
    fn waiting(&self) -> Vec<i64> {
        let mut wakes: Vec<i64> =
            self.notes.values().filter(|note| !note.in_hand).filter_map(|note| note.wake).collect();
        wakes.sort_unstable();
        wakes
    }
}

fn real_step(n: u32, step: Kindly, now: i64) -> Step {
    match step {
        Kindly::Sending => sending(n, now),
        Kindly::Accepted => done(n, accepted()),
        Kindly::Deferred(later, charged) => done(n, deferred(now + later, charged)),
        Kindly::Resend(later) => done(n, Outcome::Resend { until: at(now + later), why: "lost".into() }),
        Kindly::Failed => done(n, Outcome::Failed("550 no".into())),
        Kindly::Uncertain => done(n, Outcome::Uncertain("lost".into())),
        Kindly::Suppressed => done(n, Outcome::Suppressed(crate::ledger::Suppression::OptedOut)),
        Kindly::Expired => done(n, Outcome::Expired(Some("450 later".into()))),
        Kindly::Released => Step::Released { id: id(n) },
    }
}

fn same(ledger: &dyn Ledger, model: &Model) {
    let mut rows = all(ledger);
    rows.sort_by_key(|row| row.entry.person.clone());
    let real: Vec<_> = rows.into_iter().map(|row| (row.entry, row.state, row.since, row.next, row.attempts)).collect();
    let simple: Vec<_> = model
        .notes
        .values()
        .map(|note| (note.entry.clone(), note.state, at(note.since), note.wake.map(at), note.tries))
        .collect();
    assert_eq!(real, simple);
    assert_eq!(ledger.next_due().unwrap(), model.waiting().first().map(|wake| at(*wake)));
    let due = model.notes.values().filter(|note| note.wake.is_some_and(|wake| wake <= model.now)).count();
    assert_eq!(ledger.count_due(at(model.now)).unwrap(), due as u64);
}

fn claim_like(ledger: &mut dyn Ledger, model: &mut Model, limit: usize) {
    let expected: Vec<i64> = model.waiting().into_iter().filter(|wake| *wake <= model.now).take(limit).collect();
    let mut taken = Vec::new();
    for claim in claims(ledger, model.now, limit) {
        let note = model.notes.values_mut().find(|note| note.entry.id == claim.entry.id).unwrap();
        assert!(!note.in_hand, "handed out twice");
        note.in_hand = true;
        taken.push(note.wake.unwrap());
        assert_eq!((&claim.entry, claim.attempts), (&note.entry, note.tries));
        assert_eq!(claim.first, note.first.map(first));
    }
    assert_eq!(taken, expected);
}

fn play(store: &Store, acts: Vec<Act>) {
    let mut model = Model::default();
    let mut ledger = store();
    for (n, act) in std::iter::once(Act::Approve(0b111, 0)).chain(acts).enumerate() {
        match act {
            Act::Approve(mask, shift) => {
                drop(ledger);
                ledger = store();
                let plan: Vec<Entry> =
                    (0..NOTICES).filter(|n| mask & (1 << n) != 0).map(|n| planned(n, shift)).collect();
                // A sender that died does not keep anyone from approving; its leftovers are settled by the next one.
                assert_eq!(approve(&mut *ledger, &format!("plan {n}"), &plan), model.approve(mask, shift));
                assert_eq!(
                    ledger.begin_sending("the test", at(model.now)).unwrap().uncertain.len(),
                    model.crash().len()
                );
            }
            Act::Crash => {
                drop(ledger);
                ledger = store();
                let mut found = ledger.begin_sending("the test", at(model.now)).unwrap().uncertain;
                let mut expected = model.crash();
                found.sort_unstable();
                expected.sort_unstable();
                assert_eq!(found, expected);
            }
            Act::Claim(limit) => claim_like(&mut *ledger, &mut model, limit),
            Act::Step(n, step) => {
                let done = ledger.commit(&[real_step(n, step, model.now)], at(model.now));
                match model.step(n, step) {
                    true => assert_eq!(done.unwrap(), Committed::default()),
                    false => assert_eq!(done.unwrap_err().kind, Kind::Bug),
                }
            }
            Act::Record(n) => {
                ledger.record(&[], &mut [planned(n, 0)].into_iter(), at(model.now)).unwrap();
                let new = model.new_note(n, 0, true);
                model.notes.entry(n).or_insert(new);
            }
            Act::Wait(minutes) => model.now += minutes,
        }
        same(&*ledger, &model);
    }
}

/// `fresh` opens a new ledger for each story.
pub(crate) fn agrees_with_the_simple_ledger(fresh: fn() -> Store) {
    let config = Config { cases: 64, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&proptest::collection::vec(act(), 1..60), |acts| {
            play(&fresh(), acts);
            Ok(())
        })
        .unwrap();
}
