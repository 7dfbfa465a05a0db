//! Delivers what is due from an approved campaign, exactly as approved.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;

use super::log;
use super::metrics::WatchedRoutes;
use super::plausible::{self, doubt};
use super::relay;
use super::room::insist_on_room;
use super::secret::Safe;
use super::spool;
use crate::app::alert::{Alarm, is_time, note_idle_run};
use crate::app::environment::{Environment, MachineClock};
use crate::app::locked::{InForce, Locked};
use crate::app::observer::{Observer, Remark, Work, Working};
use crate::app::open::Location;
use crate::campaign::Channel;
use crate::compose::Composer;
use crate::deliver::{self, Clock, Options, Preparer, Route, Routes, SnapshotPreparer, Stopped, Summary, Update};
use crate::error::{Error, Result};
use crate::ledger::{Access, Ledger, Outcome, Said, Scope, Since};

/// Who sends, and how.
#[derive(Clone, Copy)]
pub struct Sending<'a> {
    /// Who sends and from which host, for the one who finds the ledger taken.
    pub holder: &'a str,
    /// How long.
    pub stay: Stay,
    /// How far the clock is believed.
    pub clock: Belief,
    /// What becomes of those who may have been told, if the ledger may lack what was done; `None` does not send then.
    pub since: Option<Since>,
    /// Where the relay's password and the keys may be.
    pub environment: Environment<'a>,
    /// The machine's clock.
    pub machine: MachineClock,
    /// Who wants to ask its way out what it has seen.
    pub watched: Option<&'a WatchedRoutes>,
}

impl<'a> Sending<'a> {
    /// Who plays a calendar through, on a clock of its own.
    pub fn playing(holder: &'a str, environment: Environment<'a>, machine: MachineClock) -> Self {
        let clock = Belief::Pretended { accepted: true };
        Sending { holder, stay: Stay::Trying, clock, since: None, environment, machine, watched: None }
    }

    fn is_trial(&self) -> bool {
        matches!(self.clock, Belief::Pretended { .. })
    }
}

/// How far the clock of a sender is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belief {
    /// As far as [`doubt`] lets it.
    Doubted,
    /// A person says that it is right.
    Accepted,
    /// It is not the machine's clock: a trial, which no relay on another machine takes part in.
    Pretended {
        /// A person says that it is meant, whatever [`doubt`] says.
        accepted: bool,
    },
}

/// How long a sender stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stay {
    /// Until nothing is due any more.
    UntilDone,
    /// The same for who tries the calendar out, and does not wait for a relay that is not there.
    Trying,
    /// Until it is stopped.
    Watching,
}

/// How often a sender tells the ledger that it is there, and looks whether somebody wants to approve.
const BEATS: Duration = Duration::from_secs(1);

/// A sender of a ledger, ready to run.
pub struct Sender {
    /// `None` when nothing is due, and it is not to stay: then nothing was read.
    errand: Option<Errand>,
    /// Notices that wait for a person since this began: a crash left them behind, or a ledger that is not the newest.
    left: u64,
    /// The hash of the plan that it delivers.
    plan: String,
    /// Where it is remembered that it ran though it had nothing to do.
    idle_at: Option<Location>,
    /// Beside which that is kept of which the ledger cannot be told.
    location: Location,
}

/// What a run needs.
struct Errand {
    /// What tells somebody of trouble meanwhile.
    alarm: Option<Arc<Alarm>>,
    ledger: Box<dyn Ledger>,
    preparer: Arc<dyn Preparer>,
    routes: Routes,
    options: Options,
}

impl Sender {
    /// Becomes a sender of a campaign directory's ledger. Only when something is due, or it is to stay, the snapshot
    /// is read and secrets are fetched: a timer that fires every few minutes costs next to nothing.
    ///
    /// # Errors
    /// When nothing was approved, the clock cannot be right, somebody else is sending and the ledger has one sender, or a
    /// secret or the ledger cannot be had.
    pub fn begin(dir: &Path, how: &Sending, now: DateTime<Utc>, observer: &dyn Observer) -> Result<Self> {
        let mut in_force = InForce::open(dir, Access::Write)?;
        believe(&in_force, how.clock, now)?;
        let taken_up = match how.since {
            Some(since) => in_force.ledger.take_up(since, &Said { by: how.holder, why: "", at: now })?,
            None => 0,
        };
        if taken_up > 0 {
            observer.remark(Remark::TakenUp { left: taken_up });
        }
        let recovery = in_force.ledger.begin_sending(how.holder, now)?;
        // Only from here on nobody approves another.
        in_force.look_again()?;
        let learnt = spool::tell(&in_force.location, &mut *in_force.ledger, how.holder, now)?;
        if learnt > 0 {
            observer.remark(Remark::Learnt { messages: learnt });
        }
        let left = recovery.left(&*in_force.ledger)?;
        if !recovery.uncertain.is_empty() {
            observer.remark(Remark::Interrupted { under_way: recovery.uncertain.len() as u64, left });
        }
        let (due, plan) = (in_force.ledger.count_due(now)?, in_force.approval.plan.clone());
        // What a gate holds may go on by now, though nothing is due.
        let is_held = in_force.ledger.holds()?.iter().any(|hold| matches!(hold.scope, Scope::Gate(_)));
        // Somebody is to be written to today; a trial of the calendar writes to nobody.
        let is_daily = !how.is_trial() && is_time(&in_force.location, now);
        let is_idle = how.stay != Stay::Watching && due == 0 && !is_held && !is_daily;
        if !is_idle {
            insist_on_room(due, in_force.ledger.room())?;
        }
        let location = in_force.location.clone();
        let idle_at = (is_idle && !how.is_trial()).then(|| location.clone());
        let errand = if is_idle { None } else { Some(Errand::new(in_force, how)?) };
        Ok(Sender { errand, left: left + taken_up, plan, idle_at, location })
    }

    /// What tells somebody of trouble while it runs.
    pub(super) fn alarm(&self) -> Option<Arc<Alarm>> {
        self.errand.as_ref().and_then(|errand| errand.alarm.clone())
    }

    /// The hash of the plan that it delivers.
    pub fn plan(&self) -> &str {
        &self.plan
    }

    /// Delivers what is due by `clock`. When `stop` becomes true, what is in hand is brought to its end and nothing is
    /// begun.
    ///
    /// # Errors
    /// When relay or ledger are out of reach; what was done until then is in the ledger.
    pub async fn run(
        self,
        clock: &dyn Clock,
        stop: watch::Receiver<bool>,
        observer: &dyn Observer,
    ) -> Result<Summary, Stopped> {
        let Sender { errand, left, plan, idle_at, location } = self;
        let Some(Errand { alarm, ledger, preparer, routes, options }) = errand else {
            idle_at.iter().for_each(|location| note_idle_run(location, clock.now()));
            return Ok(Summary { uncertain: left, ..Summary::default() });
        };
        log::begins(&plan);
        let mut work = None;
        let mut tell = |update: Update<'_>| {
            log::update(&update);
            match update {
                Update::Due(due) => work = Some(Working::begin(observer, Work::Delivering, due)),
                Update::Settled(_, Outcome::Deferred { .. } | Outcome::Resend { .. }) => {}
                Update::Settled(..) => observer.advance(1),
                Update::Withdrawn(entry, state) => observer.remark(Remark::Withdrawn { entry, state }),
                Update::Interrupted { under_way, left } => observer.remark(Remark::Interrupted { under_way, left }),
                Update::Leads(leads) => alarm.iter().for_each(|alarm| alarm.leads(leads)),
                Update::Senders(senders) => observer.remark(Remark::Senders(senders)),
                Update::GivingWay => observer.remark(Remark::GivingWay),
                Update::Stopping { under_way, at_most } => observer.remark(Remark::Stopping { under_way, at_most }),
                Update::Ahead { scope, first, until } => observer.remark(Remark::Ahead { scope, first, until }),
                Update::Held(hold) => observer.remark(Remark::Held(hold)),
                Update::Fewer { connections, why } => observer.remark(Remark::Fewer { connections, why }),
                Update::TakenOver { from, to, until, why } => {
                    observer.remark(Remark::TakenOver { from, to, until, why });
                }
                Update::Back { relay } => observer.remark(Remark::Back { relay }),
                Update::Waiting { until, why, .. } => observer.remark(Remark::Waiting { until, why }),
            }
        };
        let done = deliver::run(ledger, preparer, routes, options, clock, stop, &mut tell).await;
        log::ends(&done);
        match done {
            Ok(mut summary) => {
                summary.uncertain += left;
                Ok(summary)
            }
            Err(stopped) if !stopped.unwritten.is_empty() => {
                let messages = stopped.unwritten.len() as u64;
                match spool::keep(&location, &stopped.unwritten) {
                    Ok(file) => {
                        observer.remark(Remark::Spooled { messages, file: &file });
                        Err(Stopped { unwritten: Vec::new(), ..stopped })
                    }
                    // The first is why it ended; this one is why more is uncertain than need be.
                    Err(error) => {
                        observer.remark(Remark::Unspooled { messages, error: &error });
                        Err(stopped)
                    }
                }
            }
            Err(stopped) => Err(stopped),
        }
    }
}

/// Refuses a clock that cannot be right, before anything is done by it.
fn believe(in_force: &InForce, clock: Belief, now: DateTime<Utc>) -> Result<()> {
    let ledger = &*in_force.ledger;
    let accepted = match clock {
        Belief::Doubted => false,
        Belief::Accepted => true,
        Belief::Pretended { accepted } => {
            if ledger.count_due(now)? > 0 {
                relay::insist_on_loopback(&in_force.campaign()?)?;
            }
            accepted
        }
    };
    let doubt = if accepted { None } else { doubt(now, &ledger.bearings(now)?) };
    doubt.map_or(Ok(()), |doubt| Err(doubt.error(now)))
}

impl Errand {
    fn new(in_force: InForce, how: &Sending) -> Result<Self> {
        let location = in_force.location.clone();
        let Locked { dir, ledger, approval, inputs, loaded, progress } = in_force.read()?;
        let safe = Safe { dir: &dir, environment: how.environment, clock: how.machine };
        let canary = loaded.campaign.relay.as_ref().and_then(|relay| relay.canary);
        let ways = relay::routes(&loaded.campaign, &inputs, safe)?;
        let each: Vec<Arc<dyn Route>> = ways.iter().map(|(_, route)| Arc::clone(route)).collect();
        // Nobody is to be told of what a trial of the calendar comes to.
        let alarm = if how.is_trial() { None } else { Alarm::of(&loaded.campaign, &location, safe, &each) };
        if let Some(watched) = how.watched {
            watched.watch(&each);
        }
        let routes = ways
            .into_iter()
            .fold(Routes::default(), |routes, (relay, route)| routes.or_by(Channel::Mail, route, relay.limits));
        if ledger.senders()?.len() == 1 {
            relay::tidy(&loaded.campaign, safe);
        }
        let signer = relay::signer(&loaded.campaign, safe)?;
        let composer = Arc::new(Composer::new(Arc::clone(&loaded), &inputs)?);
        let files = Box::new(move |hash: &str| match location.existing(Access::Read)? {
            Some(ledger) => ledger.snapshot(hash),
            None => Err(Error::unreachable("the ledger is no longer where it was when this began")),
        });
        let preparer = SnapshotPreparer::new(&approval.snapshot, composer, files, progress).signed_by(signer);
        let doubt = match how.clock {
            Belief::Doubted | Belief::Accepted => Some(plausible::why_not as deliver::Doubt),
            Belief::Pretended { .. } => None,
        };
        let options = Options { canary, doubt, beats: Some(BEATS), ..how.stay.options() };
        Ok(Errand { alarm, ledger, preparer: Arc::new(preparer), routes, options })
    }
}

impl Stay {
    fn options(self) -> Options {
        match self {
            Stay::UntilDone => Options::once(),
            Stay::Trying => Options { tries: Some(2), ..Options::once() },
            Stay::Watching => Options::watch(),
        }
    }
}
