//! How long the ledger takes: an approval, the same plan approved again, and rounds of a sender.
//!
//! `cargo bench --bench ledger [-- PEOPLE…]`; each person gets twelve notices. The directory of the ledger is
//! the system's temporary one (`TMPDIR`): on a memory disk the rounds show no fsync.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use heraut::campaign::{Channel, LedgerUrl};
use heraut::ledger::{
    self, Access, Approval, Changes, Claim, Committed, Entry, Filter, FirstAttempt, Ledger, Outcome, State, Step,
};
use heraut::schedule::NoticeId;

const MESSAGES: [&str; 12] = [
    "announcement",
    "prepare",
    "enrol-now",
    "reminder",
    "reminder-2",
    "reminder-3",
    "reminder-4",
    "reminder-5",
    "deadline-notice",
    "last-warning",
    "access-blocked",
    "welcome",
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut sizes: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![100_000 / 12, 200_000];
    }
    for people in sizes {
        measure(people)?;
    }
    Ok(())
}

fn measure(people: usize) -> Result<(), Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let url = LedgerUrl::default();
    let people: Vec<Arc<str>> = (0..people).map(|n| format!("person.{n:06}@voorbeeldstad.example").into()).collect();
    let notices = people.len() * MESSAGES.len();
    println!("{notices} notices, before: peak memory {}", peak());

    let clock = Clock::start();
    let made = plan(&people, 0).filter(|entry| entry.due > start()).count();
    report("making the plan's lines alone", made, clock);

    let mut ledger = ledger::open_or_create(&url, dir.path())?;
    let clock = Clock::start();
    let changes = approve(&mut *ledger, &people, 0)?;
    report("first approval", notices, clock);
    assert_eq!(changes.added, notices as u64);
    let LedgerUrl::Sqlite(file) = &url else { return Err("this measures a ledger in a file".into()) };
    println!("  file {} MB, peak memory {}", std::fs::metadata(dir.path().join(file))?.len() / 1_000_000, peak());

    let clock = Clock::start();
    assert_eq!(approve(&mut *ledger, &people, 0)?.kept, notices as u64);
    report("the same plan again", notices, clock);
    let clock = Clock::start();
    assert_eq!(approve(&mut *ledger, &people, 1)?.changed, notices as u64);
    report("every notice an hour later", notices, clock);
    println!("  peak memory {}", peak());

    let clock = Clock::start();
    assert_eq!(ledger.counts()?.values().sum::<u64>(), notices as u64);
    report("counts", notices, clock);
    let clock = Clock::start();
    ledger.list(&Filter { states: vec![State::Failed, State::Uncertain], ..Filter::default() })?;
    report("list what failed", notices, clock);
    drop(ledger);

    for at_once in [1, 16, 64] {
        rounds(&url, dir.path(), at_once)?;
    }
    println!("  peak memory {}\n", peak());
    Ok(())
}

/// A sender with so many connections: each round ends what the last one began and begins the next.
fn rounds(url: &LedgerUrl, dir: &Path, at_once: usize) -> Result<(), Box<dyn Error>> {
    let clock = Clock::start();
    let mut ledger = ledger::open(url, dir, Access::Write)?.ok_or("there is no ledger")?;
    let now = start() + TimeDelta::days(400);
    ledger.begin_sending("the benchmark", now)?;
    println!("  open and begin sending: {:.1} ms", clock.wall.elapsed().as_secs_f64() * 1e3);
    let (rounds, clock) = (500, Clock::start());
    let mut last: Vec<Claim> = Vec::new();
    for _ in 0..rounds {
        let next = ledger.claim(now, at_once)?;
        let ends = last.iter().map(|claim| Step::Done {
            id: claim.entry.id,
            outcome: Outcome::Accepted("250 2.0.0 Ok: queued as 4Fz1xK0bWLz9s".into()),
        });
        let begins = next.iter().map(|claim| Step::Sending {
            id: claim.entry.id,
            first: FirstAttempt { at: now, migrated: Vec::new() },
            relay: "relay".into(),
        });
        let steps: Vec<Step> = ends.chain(begins).collect();
        assert_eq!(ledger.commit(&steps, now)?, Committed::default());
        last = next;
    }
    report(&format!("{rounds} rounds of {at_once}"), rounds * at_once, clock);
    Ok(())
}

fn approve(ledger: &mut dyn Ledger, people: &[Arc<str>], later: i64) -> heraut::error::Result<Changes> {
    let approval = Approval {
        plan: format!("plan {later}"),
        snapshot: "snapshot".into(),
        campaign: "bench".into(),
        by: "the benchmark".into(),
        at: start(),
    };
    ledger.approve(&approval, &BTreeMap::new(), &mut plan(people, later))
}

/// The lines of a plan in the order of their due times, spread by a relay's rate.
fn plan(people: &[Arc<str>], later: i64) -> impl Iterator<Item = Entry> {
    MESSAGES.into_iter().enumerate().flat_map(move |(day, message)| {
        people.iter().enumerate().map(move |(n, person)| Entry {
            id: NoticeId::of("bench", "rest", message, person, 0),
            wave: "rest".into(),
            phase: "announce".into(),
            message: message.into(),
            person: Some(person.clone()),
            occurrence: 0,
            due: start()
                + TimeDelta::days(day as i64 + 1)
                + TimeDelta::hours(later)
                + TimeDelta::milliseconds(n as i64),
            expires: Some(start() + TimeDelta::days(90)),
            language: language(n),
            channel: Channel::Mail,
            resend_uncertain: false,
            dates: None,
            history: None,
            gate: None,
            rendered: None,
        })
    })
}

fn language(n: usize) -> heraut::l10n::Tag {
    thread_local!(static TAGS: [heraut::l10n::Tag; 2] = ["nl", "en"].map(|tag| tag.parse().expect("a tag")));
    TAGS.with(|tags| tags[n % 2].clone())
}

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default()
}

/// Time by the clock on the wall, and on the processor: on a busy machine only the second says what the work costs.
struct Clock {
    wall: Instant,
    processor: Option<Duration>,
}

impl Clock {
    fn start() -> Self {
        Clock { wall: Instant::now(), processor: processor() }
    }
}

/// What this thread, the only one, has had of the processor, where the system says (Linux).
fn processor() -> Option<Duration> {
    let nanoseconds = std::fs::read_to_string("/proc/self/schedstat").ok()?.split(' ').next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

fn report(what: &str, notices: usize, clock: Clock) {
    let seconds = clock.wall.elapsed().as_secs_f64();
    print!("  {what}: {seconds:.3} s, {:.0} notices/s", notices as f64 / seconds);
    if let (Some(before), Some(after)) = (clock.processor, processor()) {
        let seconds = (after - before).as_secs_f64();
        print!("; processor {seconds:.3} s, {:.0}/s", notices as f64 / seconds);
    }
    println!();
}

/// The most memory this process has had, where the system says.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |kilobytes| kilobytes.trim().to_owned())
}
