//! Several relays in order: the next takes the place of one that gives no service.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::clock::Moved;
use super::relay::{Act, Moment, Relay, Step};
use super::world::{Line, OFFERS, World, closed_port, entries, morning, most_within, settings};
use crate::campaign::Channel;
use crate::deliver::transport::smtp::Settings;
use crate::deliver::{Clock, Mode, Options, Routes, Stopped, Summary};
use crate::error::Kind;
use crate::ledger::{Entry, Filter, Ledger, State};

/// A world with a second relay.
struct Two {
    world: World,
    second: Relay,
    of_second: Settings,
}

impl Two {
    async fn new(
        entries: Vec<Entry>,
        first: impl Fn(&Moment<'_>) -> Act + Send + Sync + 'static,
        second: impl Fn(&Moment<'_>) -> Act + Send + Sync + 'static,
    ) -> io::Result<Two> {
        Two::offering(entries, &OFFERS, first, second).await
    }

    async fn offering(
        entries: Vec<Entry>,
        offers: &[&'static str],
        first: impl Fn(&Moment<'_>) -> Act + Send + Sync + 'static,
        second: impl Fn(&Moment<'_>) -> Act + Send + Sync + 'static,
    ) -> io::Result<Two> {
        let world = World::new(entries, 3, first).await?;
        let second = Relay::start(offers, world.chronicle.clone(), second).await?;
        let of_second = settings(&second);
        Ok(Two { world, second, of_second })
    }

    async fn run(&mut self) -> Result<Summary, Stopped> {
        let routes = self.world.by(Routes::default(), Channel::Mail, Arc::new(self.world.settings.clone()));
        let routes = self.world.or_by(routes, Arc::new(self.of_second.clone()));
        self.world.run_over(routes).await
    }

    /// The names of both.
    fn names(&self) -> [String; 2] {
        [&self.world.settings, &self.of_second].map(|of| format!("{}:{}", of.host, of.port))
    }

    /// How many stand in a state, by the relay of their last attempt.
    fn by_relay(&self, state: State) -> BTreeMap<String, usize> {
        let mut found = BTreeMap::new();
        for row in self.world.ledger.operator().list(&Filter::default()).unwrap() {
            if row.state == state {
                *found.entry(row.relay.map_or_else(String::new, |name| name.to_string())).or_default() += 1;
            }
        }
        found
    }

    fn paused(&self, now: DateTime<Utc>) -> Vec<String> {
        let pauses = self.world.ledger.operator().pauses(now).unwrap();
        pauses.into_iter().map(|pause| pause.relay.to_string()).collect()
    }

    fn news(&self, of: &str) -> Vec<&String> {
        self.world.news.iter().filter(|news| news.starts_with(of)).collect()
    }
}

/// 421 to whoever calls.
fn away(moment: &Moment<'_>) -> Act {
    if moment.step == Step::Connect { Act::SayAndDrop("421 4.3.2 not now") } else { Act::Well }
}

#[tokio::test]
async fn the_next_takes_the_place_of_one_that_gives_no_service() -> io::Result<()> {
    let mut two = Two::new(entries(20), |_| Act::Well, |_| Act::Well).await?;
    let (_kept, port) = closed_port()?;
    two.world.settings.port = port;
    assert_eq!(two.run().await, Ok(Summary { accepted: 20, ..Summary::default() }));
    let [first, second] = two.names();
    assert_eq!(two.by_relay(State::Accepted), BTreeMap::from([(second.clone(), 20)]));
    let told = two.news("TakenOver");
    assert!(matches!(told[..], [one] if one.contains(&first) && one.contains(&second)), "{:?}", two.world.news);
    let now = two.world.clock.now();
    assert!((TimeDelta::minutes(1)..TimeDelta::minutes(5)).contains(&(now - morning())), "one refusal is not enough");
    assert_eq!(two.paused(now), [first], "the next run knows");
    Ok(())
}

#[tokio::test]
async fn one_refusal_is_the_notices_own() -> io::Result<()> {
    let first = |moment: &Moment<'_>| match moment.step {
        Step::Rcpt if moment.transaction == 4 => Act::Say("550 5.1.1 User unknown"),
        Step::Rcpt if moment.transaction == 6 => Act::Say("451 4.3.0 not now"),
        _ => Act::Well,
    };
    let mut two = Two::new(entries(20), first, |_| Act::Well).await?;
    let summary = two.run().await.unwrap_or_default();
    assert_eq!((summary.accepted, summary.failed), (19, 1), "{summary:?}");
    assert_eq!(two.second.connections(), 0);
    Ok(())
}

#[tokio::test]
async fn a_relay_that_bars_us_fails_nobody_and_the_next_has_its_work() -> io::Result<()> {
    let replies = ["550 5.7.60 SMTP; Client does not have permissions to send as this sender", "550 computer says no"];
    for (step, reply) in [(Step::Mail, replies[0]), (Step::Rcpt, replies[1])] {
        let first = move |moment: &Moment<'_>| match moment.step {
            at if at == step && moment.transaction >= 8 => Act::Say(reply),
            _ => Act::Well,
        };
        let mut two = Two::new(entries(40), first, |_| Act::Well).await?;
        let summary = two.run().await.unwrap_or_else(|stopped| panic!("{}", stopped.error));
        assert_eq!((summary.accepted, summary.failed), (40, 0), "{reply}");
        let [first, second] = two.names();
        assert_eq!(two.by_relay(State::Accepted), BTreeMap::from([(first, 8), (second, 32)]), "{reply}");
        assert!(two.world.ledger.notices().iter().all(|kept| kept.charged == 0));
        assert_eq!(two.news("TakenOver").len(), 1, "{:?}", two.world.news);
    }
    Ok(())
}

/// The first relay takes a message, says nothing, and is not there any more.
fn takes_one_and_is_gone(moment: &Moment<'_>) -> Act {
    match moment.step {
        Step::Dot if moment.transaction == 5 => Act::Drop,
        Step::Connect if moment.connection > 2 => Act::SayAndDrop("421 4.3.2 not now"),
        Step::Mail if moment.transaction > 5 => Act::Drop,
        _ => Act::Well,
    }
}

#[tokio::test]
async fn what_a_relay_may_have_is_not_given_to_another() -> io::Result<()> {
    for resend_uncertain in [false, true] {
        let all = entries(20).into_iter().map(|entry| Entry { resend_uncertain, ..entry }).collect();
        let mut two = Two::new(all, takes_one_and_is_gone, |_| Act::Well).await?;
        let summary = two.run().await.unwrap_or_else(|stopped| panic!("{}", stopped.error));
        let state = if resend_uncertain { State::Deferred } else { State::Uncertain };
        let [first, _] = two.names();
        let left = two.by_relay(state);
        assert_eq!(left.keys().collect::<Vec<_>>(), [&first], "{summary:?}");
        assert_eq!(summary.accepted as usize + left[&first], 20);
        let (here, there) = (two.world.relay.mail(), two.second.mail());
        assert!(!there.is_empty() && there.iter().all(|mail| here.iter().all(|other| other.to != mail.to)));
    }
    Ok(())
}

#[tokio::test]
async fn the_first_is_tried_again_with_one_and_has_its_work_back() -> io::Result<()> {
    let mut all = entries(12);
    all[6..].iter_mut().for_each(|entry| entry.due = morning() + TimeDelta::hours(1));
    let first = |moment: &Moment<'_>| if moment.connection < 10 { away(moment) } else { Act::Well };
    let mut two = Two::new(all, first, |_| Act::Well).await?;
    two.world.options = Options::watch();
    two.world.options.mode = Mode::Watch { poll: TimeDelta::minutes(30) };
    let stop = two.world.stop.clone();
    let seen = two.world.chronicle.clone();
    tokio::spawn(async move {
        seen.when(12, |line| matches!(line, Line::Received(_))).await;
        stop.send_replace(true);
    });
    let summary = two.run().await.unwrap_or_else(|stopped| panic!("{}", stopped.error));
    assert_eq!(summary.accepted, 12, "{summary:?}");
    assert_eq!((two.second.mail().len(), two.world.relay.mail().len()), (6, 6));
    assert_eq!(two.news("Back").len(), 1, "{:?}", two.world.news);
    Ok(())
}

#[tokio::test]
async fn a_pause_is_a_relays_own() -> io::Result<()> {
    let busy = |moment: &Moment<'_>| match moment.step {
        Step::Mail => Act::Say("451 4.3.2 not now, try again in 2 hours"),
        _ => Act::Well,
    };
    let mut all = entries(6);
    all[3..].iter_mut().for_each(|entry| entry.due = morning() + TimeDelta::minutes(20));
    let mut two = Two::new(all, busy, |_| Act::Well).await?;
    assert_eq!(two.run().await.map(|summary| summary.accepted), Ok(3));
    let [first, _] = two.names();
    assert_eq!(two.paused(morning() + TimeDelta::minutes(110)), [first]);
    let knocks = two.world.relay.connections();
    two.world.clock = Moved::at(morning() + TimeDelta::minutes(21));
    assert_eq!(two.run().await.map(|summary| summary.accepted), Ok(3));
    assert_eq!(two.world.relay.connections(), knocks, "nobody knocks where a pause was asked for");
    Ok(())
}

#[tokio::test]
async fn when_none_gives_service_the_run_ends_and_names_them() -> io::Result<()> {
    let barred = |moment: &Moment<'_>| match moment.step {
        Step::Connect => Act::SayAndDrop("554 5.7.1 Client host rejected"),
        _ => Act::Well,
    };
    let mut two = Two::new(entries(20), away, barred).await?;
    let stopped = two.run().await.err().unwrap();
    let (said, [first, second]) = (stopped.error.to_string(), two.names());
    assert_eq!(stopped.error.kind, Kind::Unreachable);
    for part in [&*first, &*second, "421 4.3.2 not now", "554 5.7.1 Client host rejected"] {
        assert!(said.contains(part), "{said}");
    }
    let open = two.world.ledger.count(State::Planned) + two.world.ledger.count(State::Deferred);
    assert_eq!((open, two.world.ledger.notices().iter().map(|kept| kept.charged).sum::<u32>()), (20, 0));
    Ok(())
}

#[tokio::test]
async fn each_keeps_its_own_limits() -> io::Result<()> {
    let mut two = Two::new(entries(40), away, |_| Act::Well).await?;
    let routes = two.world.by(Routes::default(), Channel::Mail, Arc::new(two.world.settings.clone()));
    two.world.limits.rate = Some((10, TimeDelta::minutes(1)));
    let routes = two.world.or_by(routes, Arc::new(two.of_second.clone()));
    assert_eq!(two.world.run_over(routes).await.map(|summary| summary.accepted), Ok(40));
    let rows = two.world.ledger.operator().list(&Filter::default()).unwrap();
    let mut taken: Vec<DateTime<Utc>> = rows.iter().map(|row| row.since).collect();
    taken.sort_unstable();
    // The clock of a test leaps while a mail is on its way, so one of each connection may be late.
    assert!(most_within(&taken, TimeDelta::minutes(1)) <= 13, "{taken:?}");
    Ok(())
}

#[tokio::test]
async fn what_a_stand_in_cannot_be_given_waits_for_the_first() -> io::Result<()> {
    let first = |moment: &Moment<'_>| if moment.connection < 10 { away(moment) } else { Act::Well };
    let mut two = Two::offering(entries(3), &["SIZE 10"], first, |_| Act::Well).await?;
    let summary = two.run().await.unwrap_or_else(|stopped| panic!("{}", stopped.error));
    assert_eq!((summary.failed, two.world.ledger.count(State::Deferred)), (0, 3), "{summary:?}");
    two.world.clock = Moved::at(two.world.clock.now() + TimeDelta::minutes(16));
    assert_eq!(two.run().await.map(|summary| summary.accepted), Ok(3));
    assert_eq!((two.world.relay.mail().len(), two.second.mail().len()), (3, 0));
    Ok(())
}
