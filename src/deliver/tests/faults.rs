//! Relays that are down, busy, flapping, or stop answering: nobody is lost, nobody is charged for it, and who may have
//! been told twice is reported.

use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;

use super::relay::{Act, Step};
use super::world::{World, closed_port, entries, id, morning};
use crate::deliver::{Clock, Summary};
use crate::error::Kind;
use crate::ledger::State;

#[tokio::test]
async fn a_relay_that_is_down_is_reported_and_all_stay_due() -> io::Result<()> {
    let mut world = World::new(entries(20), 4, |_| Act::Well).await?;
    let (_kept, port) = closed_port()?;
    world.settings.port = port;
    let stopped = world.run().await.err();
    let error = stopped.as_ref().map(|stopped| (stopped.error.kind, stopped.error.to_string()));
    assert!(error.is_some_and(|(kind, text)| kind == Kind::Unreachable && text.contains("gives no service")));
    assert_eq!(stopped.map(|stopped| stopped.summary), Some(Summary { released: 20, ..Summary::default() }));
    assert_eq!(world.ledger.count(State::Planned), 20);
    // Eight tries, each pause twice the one before.
    let waited = world.clock.now() - morning();
    assert!((TimeDelta::minutes(1)..TimeDelta::minutes(5)).contains(&waited), "{waited}");
    assert!(world.news.iter().any(|news| news.contains("Waiting")), "{:?}", world.news);
    Ok(())
}

#[tokio::test]
async fn a_relay_that_comes_back_gets_everything() -> io::Result<()> {
    let mut world = World::new(entries(20), 4, |moment| match moment.step {
        Step::Connect if moment.connection < 4 => Act::SayAndDrop("421 4.3.2 not now"),
        _ => Act::Well,
    })
    .await?;
    assert_eq!(world.run().await, Ok(Summary { accepted: 20, ..Summary::default() }));
    Ok(())
}

#[tokio::test]
async fn a_sign_in_or_sender_that_is_refused_stops_everything_and_charges_nobody() -> io::Result<()> {
    for (step, reply) in [
        (Step::Mail, "530 5.7.57 Client not authenticated to send mail"),
        (Step::Rcpt, "554 5.7.1 <p@voorbeeldstad.example>: Relay access denied"),
        (Step::Dot, "554 5.2.252 SendAsDenied"),
        (Step::Connect, "554 5.7.1 Client host rejected"),
    ] {
        let mut world =
            World::new(entries(20), 3, move |moment| if moment.step == step { Act::Say(reply) } else { Act::Well })
                .await?;
        let stopped = world.run().await.err();
        assert_eq!(stopped.map(|stopped| stopped.error.kind), Some(Kind::Unreachable), "{reply}");
        assert_eq!(world.ledger.count(State::Planned) + world.ledger.count(State::Deferred), 20, "{reply}");
        assert!(world.ledger.notices().iter().all(|kept| kept.charged == 0), "{reply}");
    }
    Ok(())
}

#[tokio::test]
async fn connections_closed_after_a_few_mails_are_opened_again_at_once() -> io::Result<()> {
    for act in [Act::SayAndDrop("421 4.7.0 too many messages on this connection"), Act::Drop] {
        let mut world = World::new(entries(60), 2, move |moment| match moment.step {
            Step::Mail if moment.transaction % 7 == 6 => act,
            _ => Act::Well,
        })
        .await?;
        let summary = world.run().await.unwrap_or_default();
        assert_eq!(summary.accepted, 60, "{act:?}");
        assert_eq!(world.relay.mail().len(), 60, "{act:?}");
        assert!(world.ledger.notices().iter().all(|kept| kept.charged == 0));
    }
    Ok(())
}

/// What a relay takes on one connection before it wants another is its own affair: the one that was next waits for nothing.
#[tokio::test]
async fn a_relay_that_takes_three_on_a_connection_keeps_nobody_waiting() -> io::Result<()> {
    for act in [Act::SayAndDrop("421 4.7.0 too many messages on this connection"), Act::Drop] {
        let seen = Mutex::new(HashMap::<usize, usize>::new());
        let mut world = World::new(entries(20), 1, move |moment| {
            if moment.step != Step::Mail {
                return Act::Well;
            }
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            let count = seen.entry(moment.connection).or_default();
            *count += 1;
            if *count > 3 { act } else { Act::Well }
        })
        .await?;
        let summary = world.run().await.unwrap_or_default();
        assert_eq!(summary.accepted, 20, "{act:?}");
        assert!(world.clock.now() - morning() < TimeDelta::minutes(2), "{act:?}: {}", world.clock.now() - morning());
        assert!(world.ledger.notices().iter().all(|kept| kept.charged == 0));
    }
    Ok(())
}

#[tokio::test]
async fn a_throttle_is_waited_for_as_long_as_it_asks() -> io::Result<()> {
    let mut world = World::new(entries(10), 1, |moment| match moment.step {
        Step::Dot if moment.transaction == 4 => {
            Act::Say("451 4.5.3 Message rate limit exceeded, retry after 90 seconds")
        }
        _ => Act::Well,
    })
    .await?;
    let summary = world.run().await.unwrap_or_default();
    assert_eq!((summary.accepted, summary.deferred), (10, 1));
    assert!(world.clock.now() - morning() >= TimeDelta::seconds(90));
    assert!(world.ledger.notices().iter().all(|kept| kept.charged == 0));
    Ok(())
}

#[tokio::test]
async fn a_lost_answer_to_the_dot_is_held_for_a_person() -> io::Result<()> {
    for act in [Act::Drop, Act::Silence] {
        let mut world = World::new(entries(10), 2, move |moment| match moment.step {
            Step::Dot if moment.transaction == 4 => act,
            _ => Act::Well,
        })
        .await?;
        if act == Act::Silence {
            world.settings.timeouts.dot = Duration::from_secs(1);
        }
        let summary = world.run().await.unwrap_or_default();
        assert_eq!((summary.accepted, summary.uncertain), (9, 1), "{act:?}");
        assert_eq!(world.ledger.count(State::Uncertain), 1);
        assert_eq!(world.relay.mail().len(), 10);
    }
    Ok(())
}

#[tokio::test]
async fn a_lost_answer_to_the_dot_is_sent_again_where_the_message_asks_for_it() -> io::Result<()> {
    let mut all = entries(3);
    all.iter_mut().for_each(|entry| entry.resend_uncertain = true);
    let mut world =
        World::new(all, 1, |m| if m.step == Step::Dot && m.transaction == 1 { Act::Drop } else { Act::Well }).await?;
    let first = world.run().await.unwrap_or_default();
    assert_eq!((first.accepted, first.deferred), (2, 1));
    let uncertain: Vec<_> = world.ledger.notices().into_iter().filter(|kept| kept.was_uncertain).collect();
    assert!(uncertain.len() == 1 && uncertain[0].charged == 1 && uncertain[0].why.contains("byte for byte"));
    world.clock.sleep_until(uncertain[0].until).await;
    assert_eq!(world.run().await.map(|summary| summary.accepted), Ok(1));
    let to = format!("p{}@voorbeeldstad.example", uncertain[0].entry.id);
    let copies: Vec<_> = world.relay.mail().into_iter().filter(|mail| mail.to == to).collect();
    assert_eq!(copies.len(), 2);
    assert_eq!(copies[0].bytes, copies[1].bytes);
    Ok(())
}

#[tokio::test]
async fn a_message_the_relay_stumbles_over_does_not_keep_the_others() -> io::Result<()> {
    let poison = format!("<p{}@voorbeeldstad.example>", id(0));
    let mut world = World::new(entries(30), 1, move |moment| match moment.step {
        Step::Rcpt if moment.line.contains(&poison) => Act::Say("451 4.3.0 lookup failure"),
        _ => Act::Well,
    })
    .await?;
    let summary = world.run().await;
    assert_eq!(world.ledger.count(State::Accepted), 29, "{summary:?}");
    assert_eq!(world.ledger.count(State::Deferred), 1);
    Ok(())
}

/// Every phase breaks now and then, in every way, until all is settled: the oracle of the whole room.
#[tokio::test]
async fn whatever_happens_nobody_is_lost_and_every_double_is_reported() -> io::Result<()> {
    const ACTS: [Act; 6] = [
        Act::Drop,
        Act::Say("garbage"),
        Act::SayAndDrop("421 4.3.2 closing"),
        Act::Say("451 4.3.0 not now"),
        Act::Say("450 4.2.0 Greylisted"),
        Act::Slowly,
    ];
    for seed in 0..6u64 {
        let mut all = entries(80);
        all.iter_mut().step_by(2).for_each(|entry| entry.resend_uncertain = true);
        let mut world = World::new(all, 3, move |moment| {
            let mut hash = blake3::Hasher::new();
            hash.update(&seed.to_le_bytes());
            hash.update(format!("{:?} {} {}", moment.step, moment.connection, moment.transaction).as_bytes());
            let hash = hash.finalize();
            let dice = hash.as_bytes();
            if moment.step == Step::Body {
                // An answer inside a message is out of step with all that follow; no relay does that.
                return if dice[0] < 12 { Act::Drop } else { Act::Well };
            }
            if dice[0] < 12 { ACTS[usize::from(dice[1]) % ACTS.len()] } else { Act::Well }
        })
        .await?;
        for _ in 0..200 {
            // A relay this bad is given up on now and then; somebody starts the run again.
            let _ = world.run().await;
            let open = world.ledger.notices().into_iter().filter(|kept| !kept.state.is_final());
            match open.map(|kept| kept.until).min() {
                Some(next) => world.clock.sleep_until(next).await,
                None => break,
            }
        }
        let mut copies: HashMap<String, usize> = HashMap::new();
        for mail in world.relay.mail() {
            *copies.entry(mail.to).or_default() += 1;
        }
        for kept in world.ledger.notices() {
            let got = copies.get(&format!("p{}@voorbeeldstad.example", kept.entry.id)).copied().unwrap_or(0);
            match kept.state {
                State::Accepted => assert!(got == 1 || (got > 1 && kept.was_uncertain), "seed {seed}: {got} {kept:?}"),
                State::Uncertain => assert!(got <= 1 && !kept.entry.resend_uncertain, "seed {seed}: {got} {kept:?}"),
                _ => panic!("seed {seed}: {kept:?}"),
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_relay_that_throws_away_what_rides_costs_a_connection_and_is_not_asked_it_again() -> io::Result<()> {
    for act in [Act::Silence, Act::Drop, Act::Say("503 5.5.1 one at a time")] {
        let mut world = World::new(entries(40), 2, move |moment| match moment.step {
            // What rides behind the fourth message, if anything does.
            Step::Mail if moment.transaction == 4 => act,
            _ => Act::Well,
        })
        .await?;
        if act == Act::Silence {
            world.settings.timeouts.ride = Duration::from_millis(60);
        }
        let summary = world.run().await.unwrap_or_default();
        assert_eq!((summary.accepted, summary.failed, summary.uncertain), (40, 0, 0), "{act:?}");
        assert_eq!(world.relay.mail().len(), 40, "{act:?}");
        assert!(world.ledger.notices().iter().all(|kept| kept.charged == 0), "{act:?}");
        assert!(world.relay.connections() <= 4, "{act:?}: {}", world.relay.connections());
    }
    Ok(())
}

#[tokio::test]
async fn a_refusal_at_the_dot_is_not_that_of_what_rides_behind() -> io::Result<()> {
    for reply in ["550 5.7.1 no", "421 4.3.2 enough"] {
        let mut world = World::new(entries(20), 1, move |moment| match moment.step {
            Step::Dot if moment.transaction == 3 => Act::SayAndDrop(reply),
            _ => Act::Well,
        })
        .await?;
        let summary = world.run().await.unwrap_or_default();
        let refused = u64::from(reply.starts_with('5'));
        assert_eq!((summary.accepted, summary.failed), (20 - refused, refused), "{reply}");
        assert!(world.ledger.notices().iter().all(|kept| kept.charged == 0), "{reply}");
    }
    Ok(())
}
