//! What a test of the mailer stands in: a clock, a preparer, a chronicle, and a run.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::net::TcpSocket;
use tokio::sync::watch;

use super::clock::{Moved, Unhurried};
use super::ledger::Watched;
use super::relay::{Act, Moment, Relay};
use crate::campaign::{Channel, Limits};
use crate::deliver::transport::smtp::{Settings, Timeouts};
use crate::deliver::{Options, Preparer, Route, Routes, Spent, Stopped, Summary, Update, run};
use crate::error::Error;
use crate::l10n::Tag;
use crate::ledger::{self, Claim, Deed, Entry, Fact, FirstAttempt, Outcome, Suppression};
use crate::render::Mail;
use crate::schedule::{Barrier, GateOutcome, NoticeId};

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

#[derive(Debug, Clone)]
pub(crate) struct Chronicle(Arc<watch::Sender<Vec<Line>>>);

impl Default for Chronicle {
    fn default() -> Self {
        Chronicle(Arc::new(watch::Sender::new(Vec::new())))
    }
}

impl Chronicle {
    pub(crate) fn add(&self, line: Line) {
        self.0.send_modify(|lines| lines.push(line));
    }

    pub(crate) fn lines(&self) -> Vec<Line> {
        self.0.borrow().clone()
    }

    /// Waits until there are so many lines of a kind.
    pub(crate) async fn when(&self, many: usize, of_kind: impl Fn(&Line) -> bool) {
        let mut lines = self.0.subscribe();
        while lines.borrow_and_update().iter().filter(|line| of_kind(line)).count() < many {
            let _ = lines.changed().await;
        }
    }

    /// Waits for the first line that is looked for.
    pub(crate) async fn find<T>(&self, wanted: impl Fn(&Line) -> Option<T>) -> T {
        let mut lines = self.0.subscribe();
        loop {
            if let Some(found) = lines.borrow_and_update().iter().find_map(&wanted) {
                return found;
            }
            let _ = lines.changed().await;
        }
    }
}

/// Renders a line of text. The message's name says what is wrong with the notice, if anything is.
pub(crate) struct Plain;

impl Preparer for Plain {
    fn learn(&self, _: &[Fact]) {}

    /// The name of a gate says whether it is closed, until somebody decides otherwise.
    fn barrier(&self, wave: &str, acts: &[ledger::Act], _: DateTime<Utc>) -> crate::error::Result<Barrier> {
        let decided = |act: &ledger::Act| matches!(&act.what, Deed::Decided { wave: of, .. } if of == wave);
        Ok(match wave == "closed" && !acts.iter().any(decided) {
            true => Barrier::Closed { wave: wave.to_owned(), outcome: GateOutcome::Failed },
            false => Barrier::Open(vec![(wave.to_owned(), morning().date_naive())]),
        })
    }

    fn look_again(&self, claim: &Claim, _: DateTime<Utc>) -> Option<Outcome> {
        (&*claim.entry.message == "migrated").then_some(Outcome::Suppressed(Suppression::Migrated))
    }

    fn first_attempt(&self, _: &Claim, now: DateTime<Utc>) -> FirstAttempt {
        FirstAttempt { at: now, migrated: Vec::new() }
    }

    fn render(&self, claim: &Claim, first: &FirstAttempt) -> crate::error::Result<Mail> {
        let entry = &claim.entry;
        match &*entry.message {
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
        envelope_id: None,
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
        wave: "pilot".into(),
        phase: "announce".into(),
        message: "announcement".into(),
        person: None,
        occurrence: 0,
        due: morning(),
        expires: None,
        language: "nl".parse::<Tag>().unwrap_or_else(|_| unreachable!("nl is a language")),
        channel: Channel::Mail,
        resend_uncertain: false,
        dates: None,
        history: None,
        gate: None,
        rendered: None,
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
    pub(crate) ledger: Watched,
    pub(crate) clock: Moved,
    pub(crate) options: Options,
    pub(crate) limits: Limits,
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
            ledger: Watched::new(entries, chronicle.clone()),
            settings: settings(&relay),
            relay,
            chronicle,
            clock: Moved::at(morning()),
            options: Options::once(),
            limits: Limits { connections, ..Limits::default() },
            stop: watch::Sender::new(false),
            news: Vec::new(),
        })
    }

    /// A run to its end.
    pub(crate) async fn run(&mut self) -> Result<Summary, Stopped> {
        self.run_by(Arc::new(self.settings.clone())).await
    }

    /// With another way for mail.
    pub(crate) async fn run_by(&mut self, route: Arc<dyn Route>) -> Result<Summary, Stopped> {
        let routes = self.by(Routes::default(), Channel::Mail, route);
        self.run_over(routes).await
    }

    /// A table of routes with one line more, during whose work the clock stands still.
    pub(crate) fn by(&self, routes: Routes, channel: Channel, route: Arc<dyn Route>) -> Routes {
        routes.by(channel, Arc::new(Unhurried(route, self.clock.clone())), self.limits)
    }

    /// … that takes the place of those before it.
    pub(crate) fn or_by(&self, routes: Routes, route: Arc<dyn Route>) -> Routes {
        routes.or_by(Channel::Mail, Arc::new(Unhurried(route, self.clock.clone())), self.limits)
    }

    pub(crate) async fn run_over(&mut self, routes: Routes) -> Result<Summary, Stopped> {
        let ledger = self.ledger.sender().map_err(|error| Stopped::of(error, Summary::default()))?;
        let heard = &mut self.news;
        let mut tell = |update: Update<'_>| heard.push(format!("{update:?}"));
        let stop = self.stop.subscribe();
        let ended = run(ledger, Arc::new(Plain), routes, self.options.clone(), &self.clock, stop, &mut tell).await;
        // How long anything took is no matter of these tests.
        let untimed = |summary| Summary { spent: Spent::default(), ..summary };
        ended.map(untimed).map_err(|stopped| Stopped { summary: untimed(stopped.summary), ..stopped })
    }
}

/// A port that refuses every connection as long as the value lives.
pub(crate) fn closed_port() -> io::Result<(TcpSocket, u16)> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    let port = socket.local_addr()?.port();
    Ok((socket, port))
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
