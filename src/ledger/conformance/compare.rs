//! Any ledger, compared step by step with the one in memory.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::campaign::{Channel, Standing};
use crate::error::{Kind, Result};
use crate::ledger::{
    Action, Fact, Fate, Fingerprint, Happened, Hold, Memory, PaperOutcome, Report, Scope, Settlement, Suppression,
};

/// How many different notices take part; the last comes on paper.
const NOTICES: u32 = 6;

#[derive(Debug, Clone)]
enum Act {
    /// A new plan with the notices of these bits, all due so much later; then a new sender.
    Approve(u8, i64),
    /// The sender dies and another one begins.
    Crash,
    Claim(usize),
    /// Steps about notices, lawful or not.
    Round(Vec<(u32, Kindly)>),
    /// A hold on a scope, for so many minutes or until it is resumed.
    Hold(Scope, Option<i64>),
    Resume(Scope),
    Cancel(Scope),
    Retry(u8),
    Settle(u8, Settlement),
    Record(u32, u8),
    /// A report about a notice, after so many times that it was sent anew.
    Hear(u32, u32, Action),
    Print(u32, bool),
    Wait(i64),
}

#[derive(Debug, Clone, Copy)]
enum Kindly {
    Sending,
    Accepted,
    Deferred(i64, bool),
    Resend(i64),
    Answered,
    Failed,
    Uncertain,
    Suppressed,
    Bounced,
    Expired,
    Released,
}

fn act() -> impl Strategy<Value = Act> {
    let step = prop_oneof![
        4 => Just(Kindly::Sending),
        2 => Just(Kindly::Accepted),
        2 => (0..20i64, any::<bool>()).prop_map(|(later, charged)| Kindly::Deferred(later, charged)),
        1 => (0..20i64).prop_map(Kindly::Resend),
        2 => Just(Kindly::Answered),
        1 => Just(Kindly::Failed),
        1 => Just(Kindly::Uncertain),
        1 => Just(Kindly::Suppressed),
        1 => Just(Kindly::Bounced),
        1 => Just(Kindly::Expired),
        1 => Just(Kindly::Released),
    ];
    let action = prop_oneof![
        2 => any::<bool>().prop_map(|dead| Action::Failed { dead }),
        1 => Just(Action::Delayed),
        1 => Just(Action::Delivered),
    ];
    let settlement = prop_oneof![Just(Settlement::Arrived), Just(Settlement::Lost), Just(Settlement::Closed)];
    prop_oneof![
        2 => (any::<u8>(), 0..3i64).prop_map(|(mask, shift)| Act::Approve(mask, shift)),
        1 => Just(Act::Crash),
        4 => (0..4usize).prop_map(Act::Claim),
        8 => proptest::collection::vec((0..NOTICES, step), 1..3).prop_map(Act::Round),
        2 => (scope(), proptest::option::of(1..20i64)).prop_map(|(scope, minutes)| Act::Hold(scope, minutes)),
        2 => scope().prop_map(Act::Resume),
        1 => scope().prop_map(Act::Cancel),
        2 => any::<u8>().prop_map(Act::Retry),
        1 => (any::<u8>(), settlement).prop_map(|(mask, settlement)| Act::Settle(mask, settlement)),
        1 => (0..NOTICES, any::<u8>()).prop_map(|(n, device)| Act::Record(n, device)),
        3 => (0..NOTICES, 0..2u32, action).prop_map(|(n, retries, action)| Act::Hear(n, retries, action)),
        1 => (0..NOTICES, any::<bool>()).prop_map(|(n, late)| Act::Print(n, late)),
        2 => (0..15i64).prop_map(Act::Wait),
    ]
}

fn scope() -> impl Strategy<Value = Scope> {
    prop_oneof![
        1 => Just(Scope::Campaign),
        1 => Just(Scope::Wave("pilot".into())),
        1 => Just(Scope::Wave("early".into())),
        1 => Just(Scope::Phase("announce".into())),
        1 => Just(Scope::Message("announcement".into())),
        1 => Just(Scope::MessageOfWave { message: "announcement".into(), wave: "pilot".into() }),
        2 => (0..NOTICES).prop_map(|n| Scope::Person(entry(n, 0).person.unwrap())),
        4 => (0..NOTICES).prop_map(|n| Scope::Notice(id_of(n))),
    ]
}

/// Notice `n` as planned `shift` steps later; the odd ones are resent. The wave moves at the second step only.
fn planned(n: u32, shift: i64) -> Entry {
    let mail = entry(n, i64::from(n) * 3 + shift * 4);
    let (id, channel) = match n + 1 {
        NOTICES => (mail.id.by(Channel::Print), Channel::Print),
        _ => (mail.id, Channel::Mail),
    };
    let rendered = (n > 0).then_some(Fingerprint(shift as u64));
    Entry { id, channel, resend_uncertain: n % 2 == 1, dates: Some(dates(shift / 2)), rendered, ..mail }
}

fn id_of(n: u32) -> NoticeId {
    planned(n, 0).id
}

fn chosen(mask: u8) -> impl Iterator<Item = u32> {
    (0..NOTICES).filter(move |n| mask & (1 << n) != 0)
}

fn known(mask: u8) -> Vec<NoticeId> {
    chosen(mask).map(id_of).collect()
}

fn real_step(n: u32, step: Kindly, now: i64) -> Step {
    let done = |outcome| Step::Done { id: id_of(n), outcome };
    match step {
        Kindly::Sending => Step::Sending { id: id_of(n), first: first(now), relay: "relay".into() },
        Kindly::Accepted => done(accepted()),
        Kindly::Deferred(later, charged) => done(deferred(now + later, charged)),
        Kindly::Resend(later) => done(Outcome::Resend { until: at(now + later), why: "lost".into() }),
        Kindly::Answered => Step::Answered { id: id_of(n), why: "550 no to all?".into() },
        Kindly::Failed => done(Outcome::Failed("550 no".into())),
        Kindly::Uncertain => done(Outcome::Uncertain("lost".into())),
        Kindly::Suppressed => done(Outcome::Suppressed(Suppression::OptedOut)),
        Kindly::Bounced => done(Outcome::Suppressed(Suppression::Bounced)),
        Kindly::Expired => done(Outcome::Expired(Some("450 later".into()))),
        Kindly::Released => Step::Released { id: id_of(n) },
    }
}

/// One ledger, with a handle that sends and the minute it is.
struct Side<'s> {
    store: &'s Store,
    sender: Box<dyn Ledger>,
    now: i64,
}

/// What an act came to, as text: values, or the kind of an error.
type Came = std::result::Result<String, Kind>;

fn told(result: Result<impl std::fmt::Debug>) -> Came {
    result.map(|value| format!("{value:?}")).map_err(|error| error.kind)
}

impl Side<'_> {
    fn act(&mut self, n: usize, act: &Act) -> Came {
        let now = at(self.now);
        match act {
            Act::Approve(mask, shift) => {
                self.another();
                // A sender that died does not keep anyone from approving; its leftovers are settled by the next one.
                let plan = chosen(*mask).map(|n| planned(n, *shift));
                let changes = self.sender.approve(&approval(&format!("plan {n}")), &files(), &mut plan.into_iter());
                let recovery = self.sender.begin_sending("the test", now);
                told(changes).and_then(|changes| Ok(changes + &told(recovery)?))
            }
            Act::Crash => {
                self.another();
                told(self.sender.begin_sending("the test", now))
            }
            Act::Claim(limit) => told(self.sender.claim(now, *limit)),
            Act::Round(steps) => {
                let steps: Vec<Step> = steps.iter().map(|(n, step)| real_step(*n, *step, self.now)).collect();
                told(self.sender.commit(&steps, now))
            }
            Act::Hold(scope, minutes) => {
                let until = minutes.map(|minutes| at(self.now + minutes));
                let (scope, by, why) = (scope.clone(), "Jan de Vries".into(), "so it is".into());
                told((self.store)().hold(&Hold { scope, by, why, since: now, until }))
            }
            Act::Resume(scope) => told((self.store)().resume(scope, &said("it works again", now))),
            Act::Cancel(scope) => told((self.store)().cancel(scope, &said("so it is", now))),
            Act::Retry(mask) => told((self.store)().retry(&known(*mask), &said("", now))),
            Act::Settle(mask, settlement) => {
                told((self.store)().settle(&known(*mask), *settlement, &said("she says so", now)))
            }
            Act::Record(n, device) => {
                let standing = if device % 2 == 0 { Standing::Migrated(None) } else { Standing::Pending };
                let device = (device % 3 > 0).then(|| format!("F{}", device % 3));
                let what = Happened::Standing(standing);
                let fact = Fact { person: entry(*n, 0).person.unwrap(), device, what, at: now };
                told((self.store)().record(&[fact], &mut [planned(*n, 0)].into_iter(), now))
            }
            Act::Hear(which, retries, action) => {
                let (id, retries, action) = (id_of(*which), *retries, *action);
                let address = format!("p{which}@voorbeeldstad.example");
                let report = Report { id, retries, action, address, words: "5.1.1 no".into(), digest: [n as u8; 16] };
                told((self.store)().hear(&[report], now))
            }
            Act::Print(n, late) => {
                let fate = match late {
                    true => Fate::Expired,
                    false => Fate::Printed { sheet: "run a, sheet 1".into(), migrated: vec!["F1".into()] },
                };
                told((self.store)().print(&[PaperOutcome { id: id_of(*n), fate }], now))
            }
            Act::Wait(minutes) => {
                self.now += minutes;
                Ok(String::new())
            }
        }
    }

    /// The sender dies, and another process opens the ledger.
    fn another(&mut self) {
        self.sender = Box::new(Memory::new());
        self.sender = (self.store)();
    }

    /// Everything that can be asked.
    fn state(&self) -> Vec<Came> {
        let (ledger, now) = (&self.sender, at(self.now));
        let mut stored = Vec::new();
        let mut visit = |row: Row| {
            stored.push((row.entry.id, row.state));
            Ok(())
        };
        let visited = ledger.visit(&Filter::default(), &mut visit);
        let due = Filter { due: Some(now), limit: Some(3), ..Filter::default() };
        let mut all = vec![
            told(visited.map(|()| stored)),
            told(ledger.list(&Filter::default())),
            told(ledger.list(&due)),
            told(ledger.next_due()),
            told(ledger.count_due(now)),
            told(ledger.count_overdue(now - TimeDelta::minutes(3))),
            told(ledger.due_since(now)),
            told(ledger.bearings(now)),
            told(ledger.counts()),
            told(ledger.accepted_since(at(self.now - 10), &[])),
            told(ledger.vanguard("pilot", "announcement", 2)),
            told(ledger.facts(0)),
            told(ledger.approved()),
            told(ledger.sent_anew()),
            told(ledger.holds()),
        ];
        all.extend((0..NOTICES).map(|n| told(ledger.attempts(id_of(n)))));
        all.extend((0..NOTICES).map(|n| told(ledger.sent(id_of(n)))));
        all.extend((0..NOTICES).map(|n| told(ledger.printing(id_of(n)))));
        all.extend((0..NOTICES).map(|n| told(ledger.tried_from(id_of(n)))));
        all
    }
}

fn play(store: &Store, acts: Vec<Act>) {
    let memory = Memory::new();
    let simple: Store = Box::new(move || Box::new(memory.clone()));
    let mut real = Side { store, sender: store(), now: 0 };
    let mut simple = Side { store: &simple, sender: simple(), now: 0 };
    for (n, act) in std::iter::once(Act::Approve(0b10_0111, 0)).chain(acts).enumerate() {
        assert_eq!(real.act(n, &act), simple.act(n, &act), "{act:?}");
        assert_eq!(real.state(), simple.state(), "after {act:?}");
    }
    assert_eq!(real.sender.verify().unwrap(), [] as [&str; 0], "it is sound after all of it");
}

/// `fresh` opens a new ledger for each story.
pub(crate) fn agrees_with_the_one_in_memory(fresh: fn() -> Store, stories: u32) {
    let config = Config { cases: stories, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&proptest::collection::vec(act(), 1..60), |acts| {
            play(&fresh(), acts);
            Ok(())
        })
        .unwrap();
}
