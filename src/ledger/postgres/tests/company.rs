//! Several senders of one ledger, in any order of what they do: come, claim, mark, hear, write, fall silent, wake up, die. Whatever
//! that order is:
//!
//! - no notice is claimed by two who are there;
//! - who was taken for gone writes nothing any more;
//! - a message goes twice only where it asks for that when nobody knows;
//! - what a relay took is accepted, or uncertain, and never in a state that says it was not sent.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::campaign::Limits;
use crate::ledger::postgres::link::values;
use crate::ledger::{Approval, Draw, Entry, Filter, FirstAttempt, Ledger, Outcome, Pulse, State, Step, fixture};
use crate::schedule::NoticeId;

const NOTICES: u16 = 6;
const SENDERS: usize = 3;

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_803_000_000 + second, 0).unwrap()
}

fn id(n: u16) -> NoticeId {
    NoticeId::of("intune-2027", "pilot", "announcement", &format!("p{n}"), 0)
}

/// The odd ones are sent again when nobody knows.
fn entry(n: u16) -> Entry {
    let entry = fixture::entry("pilot", "announcement", &format!("p{n}"), 0, at(-10));
    Entry { resend_uncertain: n % 2 == 1, ..entry }
}

fn approved(schema: &Schema, notices: u16) {
    let approval = Approval {
        plan: "plan".into(),
        snapshot: "snapshot".into(),
        campaign: "intune-2027".into(),
        by: "Jan".into(),
        at: at(-1000),
    };
    let files = BTreeMap::from([("campaign.yaml".to_owned(), std::sync::Arc::from(*b"id: intune-2027\n"))]);
    schema.open().approve(&approval, &files, &mut (0..notices).map(entry)).unwrap();
}

fn pulse(parts: u32) -> Pulse {
    Pulse { sent: 7, parts }
}

/// It was not heard of for an hour.
fn falls_silent(schema: &Schema, backend: i32) {
    let silent = "UPDATE sender SET beat = beat - interval '1 hour' WHERE backend = $1::bigint";
    let link = schema.link();
    link.execute(silent, values![i64::from(backend)]).unwrap();
}

fn backend(ledger: &PostgresLedger) -> i32 {
    ledger.link.query_one("SELECT pg_backend_pid()", &[]).unwrap().get(0)
}

#[derive(Debug, Clone)]
enum Act {
    Claim(usize, usize),
    /// What it heard is written, and so many of what it claimed are marked.
    Round(usize, usize),
    /// The relay answers the one that is under way longest: yes, later, or nothing at all, and whether it took it.
    Answer(usize, Option<bool>, bool),
    Beat(usize),
    /// Nobody hears of it for an hour; it goes on as if nothing were. Or it loses its lock, which it does not notice either.
    Silent(usize, bool),
    /// Its process ends, and another one is started.
    Dies(usize),
    /// What it has claimed is put back.
    Release(usize),
    Wait(i64),
}

fn act() -> impl Strategy<Value = Act> {
    let who = 0..SENDERS;
    prop_oneof![
        4 => (who.clone(), 1..4usize).prop_map(|(who, most)| Act::Claim(who, most)),
        6 => (who.clone(), 0..3usize).prop_map(|(who, most)| Act::Round(who, most)),
        5 => (who.clone(), proptest::option::weighted(0.8, any::<bool>()), any::<bool>())
            .prop_map(|(who, answer, took)| Act::Answer(who, answer, took)),
        3 => who.clone().prop_map(Act::Beat),
        2 => (who.clone(), any::<bool>()).prop_map(|(who, lock)| Act::Silent(who, lock)),
        1 => who.clone().prop_map(Act::Dies),
        1 => who.prop_map(Act::Release),
        1 => (1..400i64).prop_map(Act::Wait),
    ]
}

struct Sender {
    ledger: PostgresLedger,
    backend: i32,
    claimed: Vec<NoticeId>,
    under_way: Vec<NoticeId>,
    heard: Vec<(NoticeId, Outcome)>,
    /// It was told that it is not there any more.
    gone: bool,
    /// Nobody has heard of it for an hour, and it does not know.
    silent: bool,
}

struct Story {
    schema: Schema,
    senders: Vec<Sender>,
    now: i64,
    /// How often a relay took each.
    taken: HashMap<NoticeId, u32>,
    /// Attempts of which nobody wrote the end, or whose relay said nothing.
    unanswered: HashMap<NoticeId, u32>,
}

impl Sender {
    fn begin(schema: &Schema, now: i64) -> Self {
        let mut ledger = schema.open();
        ledger.begin_sending("a sender", at(now)).unwrap();
        let backend = backend(&ledger);
        Sender {
            ledger,
            backend,
            claimed: Vec::new(),
            under_way: Vec::new(),
            heard: Vec::new(),
            gone: false,
            silent: false,
        }
    }
}

impl Story {
    fn new() -> Self {
        let schema = Schema::new();
        approved(&schema, NOTICES);
        let senders = (0..SENDERS).map(|_| Sender::begin(&schema, 0)).collect();
        Story { schema, senders, now: 0, taken: HashMap::new(), unanswered: HashMap::new() }
    }

    fn act(&mut self, act: &Act) {
        // Who has heard that it is gone ends.
        if let Act::Claim(who, _) | Act::Round(who, _) | Act::Beat(who) | Act::Release(who) = act
            && self.senders[*who].gone
        {
            return;
        }
        self.now += 1;
        let now = at(self.now);
        match *act {
            Act::Claim(who, most) => {
                let sender = &mut self.senders[who];
                let claims = match sender.ledger.claim(now, most) {
                    Ok(claims) => claims,
                    Err(error) => return self.hears_that_it_is_gone(who, &error),
                };
                let ids: Vec<NoticeId> = claims.iter().map(|claim| claim.entry.id).collect();
                sender.claimed.extend(&ids);
                for (other, sender) in self.senders.iter().enumerate() {
                    let has =
                        sender.claimed.iter().chain(&sender.under_way).chain(sender.heard.iter().map(|(id, _)| id));
                    let both =
                        other != who && !sender.gone && !sender.silent && has.into_iter().any(|id| ids.contains(id));
                    assert!(!both, "two have claimed one of {ids:?}");
                }
            }
            Act::Round(who, most) => {
                let sender = &mut self.senders[who];
                let mut steps: Vec<Step> = std::mem::take(&mut sender.heard)
                    .into_iter()
                    .map(|(id, outcome)| Step::Done { id, outcome })
                    .collect();
                let begun: Vec<NoticeId> = sender.claimed.drain(..most.min(sender.claimed.len())).collect();
                let first = FirstAttempt { at: now, migrated: Vec::new() };
                steps.extend(begun.iter().map(|id| Step::Sending {
                    id: *id,
                    first: first.clone(),
                    relay: "relay".into(),
                }));
                if steps.is_empty() {
                    return;
                }
                match sender.ledger.commit(&steps, now) {
                    Ok(committed) => {
                        assert!(!sender.gone, "who is gone wrote");
                        assert_eq!(committed.refused, [], "nobody else moved anything");
                        sender.under_way.extend(begun);
                    }
                    Err(error) => self.hears_that_it_is_gone(who, &error),
                }
            }
            Act::Answer(who, answer, took) => {
                let sender = &mut self.senders[who];
                if sender.under_way.is_empty() {
                    return;
                }
                let id = sender.under_way.remove(0);
                let until = now + TimeDelta::seconds(5);
                let outcome = match answer {
                    Some(true) => Outcome::Accepted("250 ok".into()),
                    Some(false) => Outcome::Deferred { until, why: "451 later".into(), charged: true },
                    None if id_is_odd(id) => Outcome::Resend { until, why: "nothing".into() },
                    None => Outcome::Uncertain("nothing".into()),
                };
                if answer == Some(true) || (answer.is_none() && took) {
                    *self.taken.entry(id).or_default() += 1;
                }
                if answer.is_none() {
                    *self.unanswered.entry(id).or_default() += 1;
                }
                sender.heard.push((id, outcome));
            }
            Act::Beat(who) => {
                let heard = self.senders[who].ledger.beat(pulse(3), now);
                match heard {
                    Ok(beat) => {
                        assert!(!self.senders[who].gone);
                        self.senders[who].silent = false;
                        assert!(beat.place.senders <= SENDERS as u32 && beat.place.rank < beat.place.senders);
                    }
                    Err(error) => self.hears_that_it_is_gone(who, &error),
                }
            }
            Act::Silent(who, _) if self.senders[who].gone || self.senders[who].silent => {}
            Act::Silent(who, lock) => {
                let sender = &mut self.senders[who];
                sender.silent = true;
                // Whose session was ended meanwhile is not heard of in any case.
                match lock {
                    true => drop(sender.ledger.link.query("SELECT pg_advisory_unlock_all()", &[])),
                    false => falls_silent(&self.schema, sender.backend),
                }
            }
            Act::Dies(who) => {
                self.loses_its_work(who);
                // First the session, then the next.
                let next = Schema { server: self.schema.server.clone(), name: String::new() };
                let old = std::mem::replace(&mut self.senders[who], Sender::begin(&next, self.now));
                std::mem::forget(next);
                drop(old);
            }
            Act::Release(who) => {
                let sender = &mut self.senders[who];
                let steps: Vec<Step> = sender.claimed.drain(..).map(|id| Step::Released { id }).collect();
                if let Err(error) = sender.ledger.commit(&steps, now) {
                    self.hears_that_it_is_gone(who, &error);
                }
            }
            Act::Wait(seconds) => self.now += seconds,
        }
    }

    fn hears_that_it_is_gone(&mut self, who: usize, error: &crate::error::Error) {
        assert_eq!(error.kind, crate::error::Kind::Unreachable, "{error}");
        assert!(self.senders[who].silent || self.senders[who].gone, "{error}");
        self.loses_its_work(who);
    }

    /// What a sender that is gone had under way, and heard without writing it, nobody knows of.
    fn loses_its_work(&mut self, who: usize) {
        let sender = &mut self.senders[who];
        sender.gone = true;
        sender.claimed.clear();
        for id in sender.under_way.drain(..).chain(sender.heard.drain(..).map(|(id, _)| id)) {
            *self.unanswered.entry(id).or_default() += 1;
        }
    }

    /// Everybody is gone, and one more looks around.
    fn ends(mut self) {
        for who in 0..SENDERS {
            self.loses_its_work(who);
        }
        let Story { schema, senders, taken, unanswered, now, .. } = self;
        drop(senders);
        let mut last = schema.open();
        last.begin_sending("the last", at(now + 1)).unwrap();
        let rows = last.list(&Filter::default()).unwrap();
        assert_eq!(rows.len(), usize::from(NOTICES));
        for row in rows {
            let id = row.entry.id;
            let (taken, unanswered) = (taken.get(&id).copied().unwrap_or(0), unanswered.get(&id).copied().unwrap_or(0));
            assert_ne!(row.state, State::Sending, "the last found what nobody has");
            let asks = row.entry.resend_uncertain;
            assert!(
                taken <= if asks { unanswered + 1 } else { 1 },
                "{id} went {taken} times, {unanswered} without an answer"
            );
            if taken > 0 && !asks {
                assert!(
                    matches!(row.state, State::Accepted | State::Uncertain),
                    "{id} was taken and is {:?}",
                    row.state
                );
            }
        }
    }
}

fn id_is_odd(wanted: NoticeId) -> bool {
    (0..NOTICES).any(|n| n % 2 == 1 && id(n) == wanted)
}

#[test]
fn senders_meet() {
    let mut runner =
        TestRunner::new(Config { cases: meeting::stories(24), failure_persistence: None, ..Config::default() });
    let told = runner.run(&prop::collection::vec(act(), 1..60), |acts| {
        let mut story = Story::new();
        acts.iter().for_each(|act| story.act(act));
        story.ends();
        Ok(())
    });
    told.unwrap();
}

#[test]
fn what_is_due_is_divided() {
    let schema = Schema::new();
    approved(&schema, 6);
    let (mut first, mut second) = (schema.open(), schema.open());
    first.begin_sending("jan on host1", at(0)).unwrap();
    second.begin_sending("anna on host2", at(0)).unwrap();
    let one: HashSet<NoticeId> = first.claim(at(0), 4).unwrap().iter().map(|claim| claim.entry.id).collect();
    let other: HashSet<NoticeId> = second.claim(at(0), 4).unwrap().iter().map(|claim| claim.entry.id).collect();
    assert_eq!((one.len(), other.len(), one.is_disjoint(&other)), (4, 2, true));
    let names: Vec<String> = schema.open().senders().unwrap().into_iter().map(|seen| seen.who).collect();
    assert!(
        names[0].starts_with("jan on host1 (process ") && names[1].starts_with("anna on host2 (process "),
        "{names:?}"
    );
    drop(first);
    let left = schema.open().senders().unwrap();
    assert!(left.len() == 1 && left[0].who.starts_with("anna on host2"), "who ended is not listed: {left:?}");
}

/// What it claimed is free, and what it has under way is uncertain, as soon as another one looks around; it can write no more.
#[test]
fn who_is_silent_for_too_long_is_struck_off() {
    let schema = Schema::new();
    approved(&schema, 3);
    let (mut first, mut second) = (schema.open(), schema.open());
    first.begin_sending("jan on host1", at(0)).unwrap();
    second.begin_sending("anna on host2", at(0)).unwrap();
    let claims = first.claim(at(0), 3).unwrap();
    let mark =
        |id| Step::Sending { id, first: FirstAttempt { at: at(0), migrated: Vec::new() }, relay: "relay".into() };
    let _ = first.commit(&[mark(claims[0].entry.id)], at(1)).unwrap();
    assert_eq!(second.beat(pulse(2), at(2)).unwrap().found.uncertain, []);
    assert_eq!(second.claim(at(2), 9).unwrap(), []);
    let process = backend(&first);
    falls_silent(&schema, process);
    let beat = second.beat(pulse(2), at(3)).unwrap();
    assert_eq!(beat.found.uncertain, [claims[0].entry.id]);
    assert_eq!((beat.place.senders, beat.place.rank, beat.place.parts), (1, 0, None));
    assert_eq!(second.claim(at(3), 9).unwrap().len(), 2);
    let yes = Step::Done { id: claims[0].entry.id, outcome: Outcome::Accepted("250 ok".into()) };
    let error = first.commit(&[yes], at(4)).unwrap_err();
    assert_eq!(error.kind, crate::error::Kind::Unreachable, "{error}");
    // Its session was ended with it, so that nobody waits for its lock.
    drop(second);
    let mut third = schema.open();
    third.begin_approving("Piet", at(5), std::time::Duration::from_secs(20), &mut |_| {}).unwrap();
}

/// An approval does not wait for a sender that is frozen.
#[test]
fn an_approval_does_not_wait_for_who_is_gone() {
    let schema = Schema::new();
    approved(&schema, 1);
    let mut first = schema.open();
    first.begin_sending("jan on host1", at(0)).unwrap();
    falls_silent(&schema, backend(&first));
    let mut other = schema.open();
    other.begin_approving("Piet", at(1), std::time::Duration::from_secs(20), &mut |_| {}).unwrap();
}

/// Three draw for a minute, at moments of their own and sometimes more than they use: no minute ever holds more than may go, and
/// nearly as many go.
#[test]
fn a_limit_that_is_shared_is_kept_together() {
    let schema = Schema::new();
    approved(&schema, 1);
    let limits = Limits { rate: Some((120, TimeDelta::minutes(1))), per_day: Some(300), connections: 3 };
    let mut senders: Vec<PostgresLedger> = (0..3).map(|_| schema.open()).collect();
    senders.iter_mut().for_each(|ledger| drop(ledger.begin_sending("a sender", at(0)).unwrap()));
    let (mut went, mut unused) = (Vec::new(), [0; 3]);
    let mut rests = [at(0); 3];
    for step in 0..900_i64 {
        let now = at(0) + TimeDelta::milliseconds(step * 200);
        let who = usize::try_from(step * 7 % 3).unwrap();
        if now < rests[who] {
            continue;
        }
        match senders[who].draw("relay", &limits, 2, unused[who], now).unwrap() {
            Some(Draw::Some { many, until }) => {
                assert!(until > now && many <= 2);
                // Every fifth time one of them is not used.
                let used = if step % 5 == 0 { many - 1 } else { many };
                unused[who] = many - used;
                went.extend((0..used).map(|_| now));
            }
            Some(Draw::Nothing { until }) => (rests[who], unused[who]) = (until, 0),
            None => panic!("the limits are shared"),
        }
    }
    let within =
        |from: usize, period: TimeDelta| went[from..].iter().take_while(|then| **then < went[from] + period).count();
    let most = (0..went.len()).map(|from| within(from, TimeDelta::minutes(1))).max().unwrap();
    assert!((110..=120).contains(&most), "{most} in a minute");
    assert!((290..=300).contains(&went.len()), "{} in three minutes, of a day that may have 300", went.len());
}
