//! What a test of the mailer stands in: a clock, a preparer, a chronicle, and a run.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

use super::ledger::Memory;
use super::relay::{Act, Moment, Relay};
use crate::campaign::{Channel, Limits};
use crate::deliver::transport::smtp::{Settings, Timeouts};
use crate::deliver::{Clock, Options, Preparer, Route, Stopped, Summary, Update, run};
use crate::error::{Error, Result};
use crate::l10n::Tag;
use crate::ledger::{Claim, Entry, Fact, FirstAttempt, Outcome, Suppression};
use crate::render::Mail;
use crate::schedule::NoticeId;

/// What the ledger and the relay did, in one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    /// The ledger has the mark of this notice on its disk.
    Marked(String),
    /// The ledger has the outcome of this notice on its disk.
    Settled(String),
    /// The relay got MAIL for this notice on this connection.
    MailFrom(usize, String),
    /// The relay took the message of this notice.
    Received(String),
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Chronicle(Arc<Mutex<Vec<Line>>>);

impl Chronicle {
    pub(crate) fn add(&self, line: Line) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    pub(crate) fn lines(&self) -> Vec<Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A clock that stands still until somebody waits for it; then it is that time.
#[derive(Debug, Clone)]
pub(crate) struct Moved(Arc<Mutex<DateTime<Utc>>>);

impl Moved {
    pub(crate) fn at(now: DateTime<Utc>) -> Self {
        Moved(Arc::new(Mutex::new(now)))
    }
}

impl Clock for Moved {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sleep_until(&self, instant: DateTime<Utc>) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            // What others can do by now, they do first.
            for _ in 0..200 {
                tokio::task::yield_now().await;
            }
            let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            *now = now.max(instant);
        })
    }
}

/// Composes a line of text. The message's name says what is wrong with the notice, if anything is.
struct Plain;

impl Preparer for Plain {
    fn learn(&self, _: &[Fact]) {}

    fn look_again(&self, claim: &Claim, _: DateTime<Utc>) -> Option<Outcome> {
        (claim.entry.message == "migrated").then_some(Outcome::Suppressed(Suppression::Migrated))
    }

    fn first_attempt(&self, _: &Claim, now: DateTime<Utc>) -> FirstAttempt {
        FirstAttempt { at: now, migrated: Vec::new() }
    }

    fn render(&self, claim: &Claim, first: &FirstAttempt) -> Result<Mail> {
        let entry = &claim.entry;
        match entry.message.as_str() {
            "broken" => return Err(Error::campaign("`{{ nmae }}` is not a variable")),
            "panic" => panic!("a fault of ours while rendering"),
            _ => {}
        }
        Ok(mail(entry.id, format!("Date: {}\r\n\r\n.Hallo\r\n..\r\n.\r\n", first.at.timestamp()).as_bytes()))
    }
}

/// A message to the address that belongs to the notice.
pub(crate) fn mail(id: NoticeId, bytes: &[u8]) -> Mail {
    Mail {
        envelope_from: "it@voorbeeldstad.example".to_owned(),
        envelope_to: format!("p{id}@voorbeeldstad.example"),
        subject: String::new(),
        html: String::new(),
        text: String::new(),
        bytes: bytes.to_vec(),
    }
}

/// Monday 1 March 2027, 09:00 UTC.
pub(crate) fn morning() -> DateTime<Utc> {
    DateTime::from_timestamp(1_803_891_600, 0).unwrap_or_default()
}

/// The `n`-th notice, due in the morning.
pub(crate) fn entry(n: u16) -> Entry {
    Entry {
        id: id(n),
        wave: "pilot".to_owned(),
        phase: "announce".to_owned(),
        message: "announcement".to_owned(),
        person: None,
        occurrence: 0,
        due: morning(),
        expires: None,
        language: "nl".parse::<Tag>().unwrap_or_else(|_| unreachable!("nl is a language")),
        channel: Channel::Mail,
        resend_uncertain: false,
        dates: None,
        history: None,
    }
}

pub(crate) fn id(n: u16) -> NoticeId {
    NoticeId::of("c", "w", "m", "p", n)
}

/// Everything every good relay offers.
pub(crate) const OFFERS: [&str; 4] = ["PIPELINING", "SIZE 10485760", "DSN", "8BITMIME"];

/// A relay that behaves by `script`, and notices to send to it.
pub(crate) struct World {
    pub(crate) chronicle: Chronicle,
    pub(crate) relay: Relay,
    pub(crate) ledger: Memory,
    pub(crate) clock: Moved,
    pub(crate) options: Options,
    pub(crate) stop: watch::Sender<bool>,
    pub(crate) settings: Settings,
    pub(crate) news: Vec<String>,
}

impl World {
    pub(crate) async fn new(
        entries: Vec<Entry>,
        connections: u32,
        script: impl Fn(&Moment<'_>) -> Act + Send + Sync + 'static,
    ) -> io::Result<World> {
        let chronicle = Chronicle::default();
        let relay = Relay::start(&OFFERS, chronicle.clone(), script).await?;
        Ok(World {
            ledger: Memory::new(entries, chronicle.clone()),
            settings: settings(&relay),
            relay,
            chronicle,
            clock: Moved::at(morning()),
            options: Options::once(Limits { connections, ..Limits::default() }),
            stop: watch::Sender::new(false),
            news: Vec::new(),
        })
    }

    /// A run to its end.
    pub(crate) async fn run(&mut self) -> Result<Summary, Stopped> {
        self.run_by(Arc::new(self.settings.clone())).await
    }

    pub(crate) async fn run_by(&mut self, route: Arc<dyn Route>) -> Result<Summary, Stopped> {
        let ledger = Box::new(self.ledger.clone());
        let heard = &mut self.news;
        let mut news = |news: Update<'_>| heard.push(format!("{news:?}"));
        let stop = self.stop.subscribe();
        run(ledger, Arc::new(Plain), route, self.options.clone(), &self.clock, stop, &mut news).await
    }
}

/// How to reach the relay, with the patience of a test.
pub(crate) fn settings(relay: &Relay) -> Settings {
    let mut settings = Settings::new(relay.address.ip().to_string(), relay.address.port(), false);
    settings.hello = Some("heraut.example".to_owned());
    settings.timeouts = Timeouts::default().at_most(Duration::from_secs(30));
    settings
}

/// So many notices, due in the morning.
pub(crate) fn entries(count: u16) -> Vec<Entry> {
    (0..count).map(entry).collect()
}

/// The longest stretch of `period` in `instants` (sorted).
pub(crate) fn most_within(instants: &[DateTime<Utc>], period: TimeDelta) -> usize {
    let count = |n: usize| instants[n..].iter().take_while(|at| **at < instants[n] + period).count();
    (0..instants.len()).map(count).max().unwrap_or(0)
}
