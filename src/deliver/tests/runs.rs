//! Whole runs: the order of marks and mail, ends, limits, people who get nothing.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

use super::clock::Moved;
use super::relay::{Act, Moment, Step};
use super::world::{Line, World, entries, entry, id, morning, most_within};
use crate::campaign::Limits;
use crate::deliver::transport::Maildir;
use crate::deliver::{Clock, Mode, Options, Summary};
use crate::error::Kind;
use crate::ledger::State;

/// What a script pulls to stop the run, once the run's stop is tied to it.
type Cord = Arc<Mutex<Option<watch::Sender<bool>>>>;

fn pull(cord: &Cord) {
    if let Some(stop) = &*cord.lock().unwrap_or_else(PoisonError::into_inner) {
        stop.send_replace(true);
    }
}

#[tokio::test]
async fn marks_and_outcomes_are_durable_before_the_relay_has_more() -> io::Result<()> {
    let mut world = World::new(entries(300), 4, |_| Act::Well).await?;
    let summary = world.run().await;
    assert_eq!(summary, Ok(Summary { accepted: 300, ..Summary::default() }));
    assert_eq!((world.relay.mail().len(), world.ledger.count(State::Accepted)), (300, 300));
    assert!(world.relay.connections() <= 4);

    let (mut marked, mut settled) = (HashSet::new(), HashSet::new());
    let (mut on, mut last): (HashMap<String, usize>, HashMap<usize, String>) = Default::default();
    for line in world.chronicle.lines() {
        match line {
            Line::Marked(id) => drop(marked.insert(id)),
            Line::Settled(id) => drop(settled.insert(id)),
            Line::MailFrom(connection, id) => drop(on.insert(id, connection)),
            Line::Received(id) => {
                assert!(marked.contains(&id), "{id} was handed over without a mark");
                if let Some(before) = last.insert(on[&id], id) {
                    assert!(
                        settled.contains(&before),
                        "{before} was not settled before its connection handed over more"
                    );
                }
            }
        }
    }
    assert_eq!(marked.len(), 300);
    // One transaction for the outcome of the last and the mark of the next: about one per mail and connection.
    assert!(world.ledger.commits() <= 301, "{} commits", world.ledger.commits());
    Ok(())
}

#[tokio::test]
async fn what_is_held_between_claim_and_mark_is_not_sent_and_stops_nobody() -> io::Result<()> {
    for connections in [1, 3] {
        let mut world = World::new(entries(30), connections, |_| Act::Well).await?;
        // The first, some in a row, and the last.
        let held = [0, 11, 12, 13, 14, 29].map(id);
        held.iter().for_each(|id| world.ledger.hold(*id));
        assert_eq!(world.run().await, Ok(Summary { accepted: 24, withdrawn: 6, ..Summary::default() }));
        let told = world.news.iter().filter(|news| news.starts_with("Withdrawn") && news.contains("Held"));
        assert_eq!(told.count(), 6, "{:?}", world.news);
        assert_eq!(world.relay.mail().len(), 24);
        assert_eq!(world.ledger.count(State::Held), 6);
        assert!(
            !world
                .chronicle
                .lines()
                .iter()
                .any(|line| matches!(line, Line::Received(sent) if held.iter().any(|id| *sent == id.to_string())))
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_ledger_that_cannot_write_ends_the_sending() -> io::Result<()> {
    for at in [0, 1, 5] {
        let mut world = World::new(entries(50), 3, |_| Act::Well).await?;
        world.ledger.fail_from(at);
        let stopped = world.run().await.err();
        let error = stopped.map(|stopped| stopped.error);
        assert_eq!(
            error.as_ref().map(|e| (e.kind, e.to_string())),
            Some((Kind::Unreachable, "the disk is full".into()))
        );
        let marked = world.chronicle.lines().iter().filter(|line| matches!(line, Line::Marked(_))).count();
        let sent = world.chronicle.lines().iter().filter(|line| matches!(line, Line::Received(_))).count();
        assert!(sent <= marked && (at > 0 || sent == 0), "{sent} sent with {marked} marks");
        // What the failed commit was about is in `sending` at worst: one notice per connection.
        assert!(world.ledger.count(State::Sending) <= 3);
    }
    Ok(())
}

#[tokio::test]
async fn one_bad_notice_is_nobody_elses_trouble() -> io::Result<()> {
    let mut all = entries(30);
    all[3].message = "broken".into();
    all[7].message = "migrated".into();
    all[8].expires = Some(morning());
    all[9].message = "panic".into();
    let refused = format!("<p{}@voorbeeldstad.example>", id(12));
    let greylisted = format!("<p{}@voorbeeldstad.example>", id(13));
    let mut world = World::new(all, 2, move |moment| match moment.step {
        Step::Rcpt if moment.line.contains(&refused) => Act::Say("550 5.1.1 User unknown"),
        Step::Rcpt if moment.line.contains(&greylisted) => Act::Say("450 4.2.0 Greylisted"),
        _ => Act::Well,
    })
    .await?;
    let summary = world.run().await;
    let expected = Summary { accepted: 24, failed: 3, suppressed: 1, expired: 1, deferred: 1, ..Summary::default() };
    assert_eq!(summary, Ok(expected));
    let notices = world.ledger.notices();
    let of = |n: u16| notices.iter().find(|kept| kept.entry.id == id(n)).cloned();
    assert!(of(3).is_some_and(|kept| kept.state == State::Failed && kept.why.contains("nmae") && !kept.tried));
    assert!(of(12).is_some_and(|kept| kept.state == State::Failed && kept.why == "550 5.1.1 User unknown, at RCPT TO"));
    assert!(of(13).is_some_and(|kept| {
        let wait = kept.until - morning();
        kept.state == State::Deferred && kept.charged == 1 && (4..=6).contains(&wait.num_minutes())
    }));
    Ok(())
}

#[tokio::test]
async fn a_stop_finishes_what_is_begun_and_begins_nothing() -> io::Result<()> {
    let stop = Cord::default();
    let at_data = Arc::clone(&stop);
    let mut world = World::new(entries(40), 2, move |moment| {
        // What has its dot was begun; what only rides behind one was not.
        if moment.step == Step::Dot && moment.transaction >= 10 {
            pull(&at_data);
        }
        Act::Well
    })
    .await?;
    *stop.lock().unwrap_or_else(PoisonError::into_inner) = Some(world.stop.clone());
    let summary = world.run().await.unwrap_or_default();
    assert_eq!(summary.accepted as usize, world.relay.mail().len());
    assert_eq!(summary.accepted as usize, world.ledger.count(State::Accepted));
    assert!((11..=13).contains(&summary.accepted), "{summary:?}");
    assert_eq!(summary.accepted + summary.released, 40);
    assert_eq!(world.ledger.count(State::Sending), 0);

    *stop.lock().unwrap_or_else(PoisonError::into_inner) = None;
    world.stop.send_replace(false);
    assert_eq!(world.run().await.map(|s| s.accepted + summary.accepted), Ok(40));
    Ok(())
}

#[tokio::test]
async fn the_rate_is_kept_by_the_relays_own_count() -> io::Result<()> {
    let clock = Arc::new(Mutex::new(None::<Moved>));
    let stamps = Arc::new(Mutex::new(Vec::<DateTime<Utc>>::new()));
    let (seen, by) = (Arc::clone(&stamps), Arc::clone(&clock));
    let mut world = World::new(entries(95), 3, move |moment| {
        if moment.step == Step::Mail {
            let now = by.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(Clock::now);
            seen.lock().unwrap_or_else(PoisonError::into_inner).extend(now);
        }
        Act::Well
    })
    .await?;
    *clock.lock().unwrap_or_else(PoisonError::into_inner) = Some(world.clock.clone());
    world.limits.rate = Some((30, TimeDelta::minutes(1)));
    assert_eq!(world.run().await.map(|summary| summary.accepted), Ok(95));
    let stamps = stamps.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert_eq!(stamps.len(), 95);
    // The clock of a test leaps while a mail is on its way, so the relay may see one of each connection late.
    assert!(most_within(&stamps, TimeDelta::minutes(1)) <= 33, "{}", most_within(&stamps, TimeDelta::minutes(1)));
    assert!(world.clock.now() - morning() >= TimeDelta::minutes(3));
    Ok(())
}

#[tokio::test]
async fn a_used_up_day_ends_the_run_and_says_until_when() -> io::Result<()> {
    let mut world = World::new(entries(30), 2, |_| Act::Well).await?;
    world.limits = Limits { rate: None, per_day: Some(20), connections: 2 };
    let summary = world.run().await.unwrap_or_default();
    assert_eq!((summary.accepted, summary.released), (20, 10));
    assert!(summary.paused_until.is_some_and(|until| until >= morning() + TimeDelta::hours(24)), "{summary:?}");
    Ok(())
}

/// A timer's next run does not knock either.
#[tokio::test]
async fn a_pause_that_the_relay_asked_for_outlives_the_run() -> io::Result<()> {
    let busy = Act::Say("451 4.3.2 not now, try again in 2 hours");
    let script = move |moment: &Moment<'_>| match (moment.step, moment.transaction) {
        (Step::Mail, 0) => busy,
        _ => Act::Well,
    };
    let mut world = World::new(entries(3), 1, script).await?;
    let in_two_hours = morning() + TimeDelta::hours(2);
    let summary = world.run().await.unwrap_or_default();
    assert!(summary.paused_until.is_some_and(|until| until >= in_two_hours), "{summary:?}");
    let asked = world.chronicle.lines().len();
    world.clock = Moved::at(morning() + TimeDelta::minutes(5));
    let summary = world.run().await.unwrap_or_default();
    assert!(summary.paused_until.is_some_and(|until| until >= in_two_hours), "{summary:?}");
    let mails = |lines: &[Line]| lines.iter().filter(|line| matches!(line, Line::MailFrom(..))).count();
    assert_eq!(mails(&world.chronicle.lines()[asked..]), 0, "nobody knocks");
    assert!(world.news.iter().any(|news| news.contains("try again in 2 hours")), "{:?}", world.news);
    // The clock of a test leaps while a mail is on its way: the relay may have asked later than in the morning.
    let over = summary.paused_until.unwrap_or(in_two_hours);
    world.clock = Moved::at(over + TimeDelta::minutes(1));
    assert_eq!(world.run().await.map(|summary| summary.accepted), Ok(3));
    Ok(())
}

#[tokio::test]
async fn a_watch_sends_each_when_its_time_comes() -> io::Result<()> {
    let mut all = entries(4);
    all[2].due = morning() + TimeDelta::hours(3);
    all[3].due = morning() + TimeDelta::days(2);
    let done = Arc::new(AtomicUsize::new(0));
    let stop = Cord::default();
    let (count, after_last) = (Arc::clone(&done), Arc::clone(&stop));
    let mut world = World::new(all, 1, move |moment| {
        if moment.step == Step::Dot && count.fetch_add(1, Ordering::SeqCst) == 3 {
            pull(&after_last);
        }
        Act::Well
    })
    .await?;
    *stop.lock().unwrap_or_else(PoisonError::into_inner) = Some(world.stop.clone());
    world.options = Options::watch();
    world.options.mode = Mode::Watch { poll: TimeDelta::minutes(30) };
    assert_eq!(world.run().await.map(|summary| summary.accepted), Ok(4));
    assert!(world.clock.now() >= morning() + TimeDelta::days(2));
    // Nobody stays connected for hours with nothing to say.
    assert_eq!(world.relay.connections(), 3);
    Ok(())
}

#[tokio::test]
async fn nothing_due_means_no_connection() -> io::Result<()> {
    let mut later = entry(1);
    later.due = morning() + TimeDelta::hours(1);
    let mut world = World::new(vec![later], 4, |_| Act::Well).await?;
    assert_eq!(world.run().await, Ok(Summary::default()));
    assert_eq!(world.relay.connections(), 0);
    Ok(())
}

#[tokio::test]
async fn a_maildir_gets_the_same_messages() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut world = World::new(entries(20), 4, |_| Act::Well).await?;
    let summary = world.run_by(Arc::new(Maildir::new(folder.path()))).await;
    assert_eq!(summary.map(|summary| summary.accepted), Ok(20));
    assert_eq!(std::fs::read_dir(folder.path().join("new"))?.count(), 20);
    let one = std::fs::read(folder.path().join("new").join(format!("{}.heraut", id(3))))?;
    assert!(one.ends_with(b"\n\n.Hallo\n..\n.\n") && !one.contains(&b'\r'), "as the system ends its lines");
    Ok(())
}
