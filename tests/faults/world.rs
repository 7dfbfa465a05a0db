//! What a test sends from: a ledger in a file, messages of a line, a clock that is moved.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use heraut::campaign::{Channel, LedgerUrl, Limits};
use heraut::deliver::transport::smtp::{Credential, Settings, SignIn, Timeouts};
use heraut::deliver::{Clock, Options, Preparer, Routes, Stopped, Summary, run};
use heraut::error::{Kind, Result};
use heraut::ledger::{self, Access, Approval, Claim, Entry, Fact, Filter, FirstAttempt, Ledger, Outcome, Row, State};
use heraut::render::Mail;
use heraut::schedule::NoticeId;
use tokio::sync::watch;

use crate::server::Server;

/// How many are told.
pub const PEOPLE: u16 = 6;

/// A clock that shows what it was set to, and is moved by whoever waits for it.
#[derive(Clone)]
struct Moved(Arc<Mutex<DateTime<Utc>>>);

impl Clock for Moved {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sleep_until(&self, instant: DateTime<Utc>) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            // What is on the wire comes first.
            tokio::time::sleep(Duration::from_millis(5)).await;
            let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            *now = now.max(instant);
        })
    }
}

struct Lines;

impl Preparer for Lines {
    fn learn(&self, _: &[Fact]) {}

    fn look_again(&self, _: &Claim, _: DateTime<Utc>) -> Option<Outcome> {
        None
    }

    fn first_attempt(&self, _: &Claim, now: DateTime<Utc>) -> FirstAttempt {
        FirstAttempt { at: now, migrated: Vec::new() }
    }

    fn render(&self, claim: &Claim, _: &FirstAttempt) -> Result<Mail> {
        Ok(Mail {
            envelope_from: "it@voorbeeldstad.example".to_owned(),
            envelope_to: address(claim.entry.id),
            envelope_id: None,
            subject: String::new(),
            html: String::new(),
            text: String::new(),
            bytes: b"Subject: x\r\n\r\n.Hallo\r\n..\r\n.\r\n".to_vec(),
        })
    }
}

/// Where a notice goes.
pub fn address(id: NoticeId) -> String {
    format!("p{id}@voorbeeldstad.example")
}

/// How a server is reached.
pub fn settings(server: &Server) -> Settings {
    let mut settings = Settings::new(server.address.ip().to_string(), server.address.port(), false);
    settings.hello = Some("heraut.example".to_owned());
    // As long as no test waits: what it waits for has a time of its own.
    settings.timeouts = Timeouts::default().at_most(Duration::from_secs(60));
    settings.timeouts.quit = Duration::from_millis(200);
    settings
}

/// A sender with its ledger.
pub struct World {
    clock: Moved,
    /// Whether the next message may be announced behind the dot of the one before: not where the relay has limits.
    pub may_ride: bool,
    /// The relay that takes the first one's place.
    pub second: Option<Settings>,
    pub settings: Settings,
    folder: tempfile::TempDir,
}

impl World {
    /// One with [`PEOPLE`] notices that are due, and a relay.
    pub fn new(server: &Server, auth: bool) -> Result<World> {
        World::with(server, auth, |_| {})
    }

    /// … each changed by `change`.
    pub fn with(server: &Server, auth: bool, change: impl Fn(&mut Entry)) -> Result<World> {
        let now = DateTime::from_timestamp(1_803_891_600, 0).unwrap_or_default();
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("no folder: {e}"));
        let mut ledger = ledger::open_or_create(&LedgerUrl::default(), folder.path())?;
        let entry = |n| Entry {
            id: NoticeId::of("c", "w", "m", "p", n),
            wave: "pilot".into(),
            phase: "announce".into(),
            message: "announcement".into(),
            person: None,
            occurrence: n,
            due: now,
            expires: None,
            language: "nl".parse().unwrap_or_else(|_| panic!("nl is a language")),
            channel: Channel::Mail,
            resend_uncertain: false,
            dates: None,
            history: None,
            gate: None,
            rendered: None,
        };
        let text = |text: &str| text.to_owned();
        let (plan, snapshot, campaign, by) = (text("plan"), text("snapshot"), text("c"), text("a test"));
        let approval = Approval { plan, snapshot, campaign, by, at: now };
        ledger.approve(
            &approval,
            &BTreeMap::new(),
            &mut (0..PEOPLE).map(entry).map(|mut entry| {
                change(&mut entry);
                entry
            }),
        )?;
        let mut settings = settings(server);
        settings.sign_in = auth
            .then(|| SignIn { user: "heraut".to_owned(), credential: Credential::Password("geheim-woord".to_owned()) });
        Ok(World { clock: Moved(Arc::new(Mutex::new(now))), may_ride: true, second: None, settings, folder })
    }

    /// One run over one connection, to its end.
    pub async fn run(&self) -> std::result::Result<Summary, Stopped> {
        let ledger = self.begin().await;
        let options = Options::once();
        let (_stop, stopped) = watch::channel(false);
        let per_day = (!self.may_ride).then_some(1_000_000);
        let limits = Limits { connections: 1, per_day, ..Limits::default() };
        let mut route = Routes::default().by(Channel::Mail, Arc::new(self.settings.clone()), limits);
        if let Some(second) = &self.second {
            route = route.or_by(Channel::Mail, Arc::new(second.clone()), limits);
        }
        run(ledger, Arc::new(Lines), route, options, &self.clock, stopped, &mut |_| {}).await
    }

    /// The ledger, once whoever had it before is gone: a run that was broken off may still be writing.
    async fn begin(&self) -> Box<dyn Ledger> {
        loop {
            let mut ledger = self.open(Access::Write);
            match ledger.begin_sending("the test", self.clock.now()) {
                Ok(_) => return ledger,
                Err(e) if e.kind == Kind::Unreachable => tokio::task::yield_now().await,
                Err(e) => panic!("{e}"),
            }
        }
    }

    fn open(&self, access: Access) -> Box<dyn Ledger> {
        let found = ledger::open(&LedgerUrl::default(), self.folder.path(), access).unwrap_or_else(|e| panic!("{e}"));
        found.unwrap_or_else(|| panic!("the ledger is gone"))
    }

    /// Moves the clock to when the next of what is still open can be taken in hand. Whether there is any.
    pub fn move_on(&self) -> bool {
        let open = self.rows().into_iter().filter(|row| !row.state.is_final());
        // What a run that was broken off left in sending has no time of its own.
        let Some(next) = open.map(|row| row.next.unwrap_or_else(|| self.clock.now())).min() else { return false };
        let mut now = self.clock.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A relay that wants to be left alone is, by the next run too.
        let pauses = self.open(Access::Read).pauses(*now).unwrap_or_else(|e| panic!("{e}"));
        let rested = pauses.iter().map(|pause| pause.until).max().unwrap_or(*now);
        *now = now.max(next).max(rested) + TimeDelta::seconds(1);
        true
    }

    /// Runs until every notice has come to an end, or it is plain that none does any more. What the first run said when
    /// it ended before its time.
    pub async fn run_out(&self) -> Option<String> {
        let mut said = None;
        for _ in 0..8 {
            if let Err(stopped) = self.run().await {
                assert_ne!(stopped.error.kind, Kind::Bug, "the program accuses itself: {}", stopped.error);
                said.get_or_insert(stopped.error.to_string());
            }
            if !self.move_on() {
                break;
            }
        }
        said
    }

    /// What the ledger says.
    pub fn rows(&self) -> Vec<Row> {
        let ledger = self.open(Access::Read);
        ledger.list(&Filter::default()).unwrap_or_else(|e| panic!("{e}"))
    }
}

/// The word for a state, and what the ledger says of it.
pub fn told(row: &Row) -> String {
    match row.state {
        State::Accepted => "accepted".to_owned(),
        state => format!("{}: {}", state.as_str(), row.detail),
    }
}
