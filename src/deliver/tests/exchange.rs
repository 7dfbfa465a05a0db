//! Exchange Online as it is for a mailbox: 30 messages a minute, 10,000 in any 24 hours, three at once; what is beyond the
//! first is delayed, beyond the second and third refused. Two days of a campaign pass in it, on a clock that is moved.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

use super::clock::{Moved, Unhurried};
use super::world::{Plain, most_within};
use crate::campaign::{Audience, Channel, LedgerUrl, Limits, Preset};
use crate::deliver::reply::{Phase, Refusal, Reply};
use crate::deliver::transport::{Delivery, Fault, Route, Session, Waited};
use crate::deliver::{Clock, Options, Routes, Spent, Summary, Update, run};
use crate::ledger::{self, Approval, Entry, Filter, FirstAttempt, Ledger, Outcome, State, Step};
use crate::render::Mail;
use crate::schedule::NoticeId;
use crate::schedule::fixture::Fixture;

const PEOPLE: usize = 5_000;

const RELAY: &str = "smtp.office365.com:587";

/// A mailbox, with what it took.
struct Mailbox {
    clock: Moved,
    /// When which message was begun, and when it was taken.
    begun: Vec<DateTime<Utc>>,
    taken: Vec<(DateTime<Utc>, NoticeId)>,
    /// When what counts for the minute and the day came.
    lately: VecDeque<DateTime<Utc>>,
    /// How many are being taken, and how many were at the most.
    at_once: usize,
    most_at_once: usize,
    too_many_at_once: usize,
    delayed: usize,
    over_the_day: usize,
    /// From when to when a scanner has a thread of its own, and sends six messages a minute.
    scanner: (DateTime<Utc>, DateTime<Utc>),
    /// Stops the run when so many were taken.
    last: usize,
    stop: watch::Sender<bool>,
}

impl Mailbox {
    /// Whether one more may be taken at once.
    fn admit(&mut self, now: DateTime<Utc>) -> Result<(), Delivery> {
        let threads = if self.scans(now) { 1 } else { 3 };
        if self.at_once >= threads {
            self.too_many_at_once += 1;
            let words = "4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded [Hostname=DB9PR02MB7324]";
            return Err(Delivery::Refused(Refusal::new(Phase::Mail, Reply::new(432, words), "")));
        }
        self.at_once += 1;
        self.most_at_once = self.most_at_once.max(self.at_once);
        self.begun.push(now);
        Ok(())
    }

    /// Until when a message takes that comes at `now`: a second or so, and longer beyond the minute's limit.
    fn takes_until(&mut self, id: NoticeId, now: DateTime<Utc>) -> DateTime<Utc> {
        while self.lately.front().is_some_and(|at| *at + TimeDelta::hours(24) <= now) {
            self.lately.pop_front();
        }
        let scanned = if self.scans(now) { 6 } else { 0 };
        let in_minute = self.lately.iter().rev().take_while(|at| **at + TimeDelta::minutes(1) > now).count() + scanned;
        self.lately.push_back(now);
        let own = now + TimeDelta::milliseconds(600 + i64::from(id.0[0]) * 4);
        if in_minute < 30 {
            return own;
        }
        self.delayed += 1;
        own + TimeDelta::seconds(10)
    }

    fn take(&mut self, id: NoticeId, now: DateTime<Utc>) -> Delivery {
        self.at_once -= 1;
        if self.lately.len() > 10_000 {
            self.over_the_day += 1;
            let words =
                "5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message";
            return Delivery::Refused(Refusal::new(Phase::Dot, Reply::new(554, words), ""));
        }
        self.taken.push((now, id));
        if self.taken.len() == self.last {
            self.stop.send_replace(true);
        }
        Delivery::Accepted("250 2.0.0 OK [Hostname=DB9PR02MB7324]".to_owned())
    }

    fn scans(&self, now: DateTime<Utc>) -> bool {
        self.scanner.0 <= now && now < self.scanner.1
    }
}

#[derive(Clone)]
struct Exchange(Arc<Mutex<Mailbox>>);

impl Exchange {
    fn with<T>(&self, act: impl FnOnce(&mut Mailbox, DateTime<Utc>) -> T) -> T {
        let mut mailbox = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = mailbox.clock.now();
        act(&mut mailbox, now)
    }

    async fn pass(&self, time: TimeDelta) {
        let clock = self.with(|mailbox, _| mailbox.clock.clone());
        clock.until(clock.now() + time).await;
    }
}

impl Route for Exchange {
    fn name(&self) -> String {
        RELAY.to_owned()
    }

    fn open(&self) -> Waited<'_, Result<Box<dyn Session>, Fault>> {
        Box::pin(async {
            self.pass(TimeDelta::milliseconds(900)).await;
            Ok(Box::new(Submission { exchange: self.clone(), begun: None }) as Box<dyn Session>)
        })
    }
}

struct Submission {
    exchange: Exchange,
    begun: Option<NoticeId>,
}

impl Session for Submission {
    fn begin<'a>(&'a mut self, id: NoticeId, _: &'a Mail, _: bool) -> Waited<'a, Result<(), Delivery>> {
        Box::pin(async move {
            self.exchange.with(Mailbox::admit)?;
            self.begun = Some(id);
            self.exchange.pass(TimeDelta::milliseconds(100)).await;
            Ok(())
        })
    }

    fn send(&mut self) -> Waited<'_, Result<(), Delivery>> {
        Box::pin(async { Ok(()) })
    }

    fn dot<'a>(&'a mut self, _: Option<(NoticeId, &'a Mail)>) -> Waited<'a, Delivery> {
        Box::pin(async move {
            let Some(id) = self.begun.take() else { return Delivery::Dropped("nothing was begun".to_owned()) };
            let until = self.exchange.with(|mailbox, now| mailbox.takes_until(id, now) - now);
            self.exchange.pass(until).await;
            self.exchange.with(|mailbox, now| mailbox.take(id, now))
        })
    }

    fn is_usable(&self) -> bool {
        true
    }

    fn close(self: Box<Self>) -> Waited<'static, ()> {
        Box::pin(async {})
    }
}

/// Three messages for each, as planned for that mailbox: two on Monday at 10:00, which makes 10,000, and one on Tuesday.
fn planned(limits: Limits) -> Vec<Entry> {
    let mut fixture = Fixture::empty();
    fixture.message("announce", "announcement", "start - 14d at 10:00", Audience::Everyone);
    fixture.message("prepare", "prepare", "start - 14d at 10:00", Audience::Everyone);
    fixture.message("enrol", "enrol-now", "start - 13d at 10:00", Audience::Everyone);
    fixture.wave("all", "2027-03-15", "2027-03-26", "rest");
    fixture.rate(1, 1);
    fixture.campaign.relay.iter_mut().for_each(|relay| relay.limits = limits);
    (0..PEOPLE).for_each(|n| {
        fixture.person(&format!("p{n:04}@voorbeeldstad.example"));
    });
    let plan = fixture.plan("2027-02-01T09:00:00Z").unwrap();
    assert_eq!(plan.notices.len(), 3 * PEOPLE);
    let entry = |notice: &crate::schedule::Notice| Entry {
        id: notice.id,
        wave: "all".into(),
        phase: fixture.campaign.phases[usize::from(notice.phase)].id.as_str().into(),
        message: notice.rule(&fixture.campaign).message.as_str().into(),
        person: notice.person.map(|person| fixture.people.persons[person as usize].id.clone()),
        occurrence: notice.occurrence,
        due: notice.due,
        expires: notice.expires,
        language: notice.language.clone(),
        channel: notice.channel,
        resend_uncertain: false,
        dates: None,
        history: None,
        gate: None,
        rendered: None,
    };
    plan.notices.iter().map(entry).collect()
}

/// What went out on Monday went out as planned: the ledger and the mailbox know.
fn play_monday(ledger: &mut dyn Ledger, mailbox: &Exchange, monday: &[Entry]) {
    let mut by_time: BTreeMap<DateTime<Utc>, Vec<&Entry>> = BTreeMap::new();
    monday.iter().for_each(|entry| by_time.entry(entry.due).or_default().push(entry));
    for (at, entries) in by_time {
        let claims = ledger.claim(at, entries.len()).unwrap();
        assert_eq!(claims.len(), entries.len(), "at {at}");
        let first = FirstAttempt { at, migrated: Vec::new() };
        let steps = claims.iter().flat_map(|claim| {
            let (id, outcome) = (claim.entry.id, Outcome::Accepted("250 2.0.0 OK".to_owned()));
            [Step::Sending { id, first: first.clone(), relay: RELAY.into() }, Step::Done { id, outcome }]
        });
        let committed = ledger.commit(&steps.collect::<Vec<_>>(), at).unwrap();
        assert!(committed.refused.is_empty());
        mailbox.with(|mailbox, _| mailbox.lately.extend(entries.iter().map(|_| at)));
    }
}

#[tokio::test]
async fn five_thousand_people_hear_in_time_whatever_exchange_online_delays_and_refuses() -> io::Result<()> {
    let limits = Preset::find("exchange-online").unwrap().limits;
    assert_eq!(limits, Limits { rate: Some((30, TimeDelta::minutes(1))), per_day: Some(10_000), connections: 3 });
    let entries = planned(limits);
    let (tuesday, monday): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(|entry| &*entry.phase == "enrol");
    assert_eq!((monday.len(), tuesday.len()), (10_000, PEOPLE));
    let due = || tuesday.iter().map(|entry| entry.due);
    let (begins, ends) = (due().min().unwrap(), due().max().unwrap());
    let forecast = ends - begins;
    assert!(forecast >= TimeDelta::minutes(160), "30 a minute: {forecast}");

    // Ten thousand commits need not reach a disk.
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())?;
    let open = || ledger::open_or_create(&LedgerUrl::default(), folder.path()).unwrap();
    let mut ledger = open();
    let hash = |what: &str| what.to_owned();
    let approval = Approval {
        plan: hash("plan"),
        snapshot: hash("snapshot"),
        campaign: hash("c"),
        by: hash("the test"),
        at: begins - TimeDelta::days(20),
    };
    let _ = ledger.approve(&approval, &BTreeMap::new(), &mut monday.iter().chain(&tuesday).cloned()).unwrap();
    let (clock, stop) = (Moved::at(begins), watch::Sender::new(false));
    let mailbox = Exchange(Arc::new(Mutex::new(Mailbox {
        clock: clock.clone(),
        begun: Vec::new(),
        taken: Vec::new(),
        lately: VecDeque::new(),
        at_once: 0,
        most_at_once: 0,
        too_many_at_once: 0,
        delayed: 0,
        over_the_day: 0,
        scanner: (begins + TimeDelta::minutes(60), begins + TimeDelta::minutes(64)),
        last: PEOPLE,
        stop: stop.clone(),
    })));
    let _ = ledger.begin_sending("Monday's", approval.at).unwrap();
    play_monday(&mut *ledger, &mailbox, &monday);
    drop(ledger);

    let mut ledger = open();
    let _ = ledger.begin_sending("Tuesday's", begins).unwrap();
    let route = Unhurried(Arc::new(mailbox.clone()), clock.clone());
    let routes = Routes::default().by(Channel::Mail, Arc::new(route), limits);
    let mut waited = Vec::new();
    let mut tell = |update: Update<'_>| match update {
        Update::Waiting { .. } | Update::Fewer { .. } => waited.push(format!("{update:?}")),
        _ => {}
    };
    let done = run(ledger, Arc::new(Plain), routes, Options::watch(), &clock, stop.subscribe(), &mut tell).await;
    let summary = done.unwrap_or_else(|stopped| panic!("{}", stopped.error));
    mailbox.with(|mailbox, _| {
        let summary = Summary { deferred: 0, spent: Spent::default(), ..summary };
        assert_eq!(summary, Summary { accepted: PEOPLE as u64, ..Summary::default() });
        assert_eq!(mailbox.taken.iter().map(|(_, id)| *id).collect::<HashSet<_>>().len(), PEOPLE, "each of them once");
        assert_eq!(mailbox.taken.len(), PEOPLE);
        assert_eq!(mailbox.over_the_day, 0, "the day's limit is kept");
        assert!(mailbox.most_at_once <= 3);
        let most = most_within(&mailbox.begun, TimeDelta::minutes(1));
        assert!(most <= 30, "{most} in a minute");
        // That they were kept shows only where the mailbox does what it says.
        assert!(
            mailbox.too_many_at_once > 0 && mailbox.delayed > 0,
            "{} {}",
            mailbox.too_many_at_once,
            mailbox.delayed
        );
        let took = mailbox.taken.iter().map(|(at, _)| *at).max().unwrap() - begins;
        let (took, forecast) = (took.num_seconds() as f64, forecast.num_seconds() as f64);
        println!(
            "{took} s, {forecast} s by the plan; {} delayed, {} refused; {waited:?}",
            mailbox.delayed, mailbox.too_many_at_once
        );
        assert!((took - forecast).abs() <= forecast * 0.05, "{took} s, and the plan says {forecast} s");
    });
    let rows = open().list(&Filter::default()).unwrap();
    assert!(rows.iter().all(|row| row.state == State::Accepted));
    Ok(())
}
