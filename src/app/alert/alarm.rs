//! What a sender has beside it: looks every minute, and when it ends.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tracing::{debug, warn};

use super::daily;
use super::memory::Memory;
use super::round::{Looked, Ran, Round, Told};
use super::way::{Post, WayName, Ways, ways};
use crate::app::deliver::secret::Safe;
use crate::app::locked::InForce;
use crate::app::observer::{Observer, Remark};
use crate::app::open::Location;
use crate::campaign::{Alert, AlertOn, Campaign};
use crate::deliver::{Clock, Route};
use crate::error::{Error, Result};
use crate::ledger::Access;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(60);

/// How often it tries at the end, and how far apart, where somebody else looks at that moment: what they tell does not have
/// the end in it.
const TRIES: u32 = 60;
const AGAIN: Duration = Duration::from_secs(1);

/// Looks for trouble beside a sender, and tells it.
pub(in crate::app) struct Alarm {
    location: Location,
    campaign: String,
    alert: Option<Alert>,
    ways: Ways,
    /// How what is written once a working day leaves, where somebody is written to.
    post: Option<std::result::Result<Post, String>>,
    looked: Mutex<Looked>,
    /// Whether the sender that it stands beside looks for all that share the ledger; `None` until that is known.
    leads: watch::Sender<Option<bool>>,
}

impl Alarm {
    /// For a campaign that wants to be told, or has somebody who is written to once a working day; `routes` is how its mail leaves. A secret that cannot be had is found when there is
    /// something to tell: it stops nobody from sending.
    pub(in crate::app) fn of(
        campaign: &Campaign,
        location: &Location,
        safe: Safe<'_>,
        routes: &[Arc<dyn Route>],
    ) -> Option<Arc<Alarm>> {
        let alert = campaign.alert.clone();
        let post = daily::has_somebody(campaign)
            .then(|| Post::new(campaign, safe, routes.to_vec()).map_err(|error| error.to_string()));
        if alert.is_none() && post.is_none() {
            return None;
        }
        let ways = alert.as_ref().map(|alert| ways(campaign, alert, safe, || Ok(routes.to_vec()))).unwrap_or_default();
        let (location, campaign) = (location.clone(), campaign.id.clone());
        Some(Arc::new(Alarm {
            location,
            campaign,
            alert,
            ways,
            post,
            looked: Mutex::default(),
            leads: watch::Sender::default(),
        }))
    }

    /// Whether it is this one of several senders that looks for all. Another one tells only that it ended before its time: what
    /// was told is remembered beside each, and would be told by each.
    pub(in crate::app) fn leads(&self, leads: bool) {
        self.leads.send_replace(Some(leads));
    }

    /// Looks again and again; never returns. `stays`: the sender that this stands beside does not end by itself.
    pub(in crate::app) async fn stand_by(
        self: &Arc<Self>,
        stays: bool,
        clock: &dyn Clock,
        observer: &dyn Observer,
    ) -> Infallible {
        let _ = self.leads.subscribe().wait_for(Option::is_some).await;
        let mut ran = Ran::Begun;
        let mut last = Vec::new();
        loop {
            let told = self.look(ran, clock.now()).await;
            if told.failed != last {
                tell(&told, observer);
                last = told.failed;
            }
            tokio::time::sleep(EVERY).await;
            if stays {
                ran = Ran::On;
            }
        }
    }

    /// Looks once more, at the end.
    pub(in crate::app) async fn look_once_more(
        self: &Arc<Self>,
        ran: Ran,
        now: DateTime<Utc>,
        observer: &dyn Observer,
    ) {
        let mut told = self.look(ran, now).await;
        for _ in 0..TRIES {
            if !told.elsewhere {
                break;
            }
            tokio::time::sleep(AGAIN).await;
            told = self.look(ran, now).await;
        }
        tell(&told, observer);
    }

    /// Looks, on a thread of its own. Whatever goes wrong is in what it says, and nobody else's trouble.
    async fn look(self: &Arc<Self>, ran: Ran, now: DateTime<Utc>) -> Told {
        let alarm = Arc::clone(self);
        let looked = tokio::task::spawn_blocking(move || alarm.look_now(ran, now)).await;
        let why = match looked {
            Ok(Ok(told)) => return told,
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        let mut failed: Vec<_> = self.ways.iter().map(|(way, _)| (*way, why.clone())).collect();
        if failed.is_empty() {
            failed.push((WayName::Mail, why));
        }
        Told { failed, ..Told::default() }
    }

    fn look_now(&self, ran: Ran, now: DateTime<Utc>) -> Result<Told> {
        // One that ended before it knew its place tells why.
        let leads = self.leads.borrow().unwrap_or(true);
        if !leads && ran != Ran::Stopped {
            return Ok(Told::default());
        }
        let mut told = if leads { self.write_now(now)? } else { Told::default() };
        if let Some(alert) = &self.alert {
            let of_trouble = self.look_for_trouble(alert, ran, leads, now)?;
            told.add(of_trouble);
        }
        Ok(told)
    }

    /// Writes what is written once a working day.
    fn write_now(&self, now: DateTime<Utc>) -> Result<Told> {
        let Some(post) = self.post.as_ref().filter(|_| daily::is_time(&self.location, now)) else {
            return Ok(Told::default());
        };
        let locked = InForce::open(&self.location.dir, Access::Read)?.read()?;
        daily::write(&locked, &self.location, post, now).map(Told::from)
    }

    fn look_for_trouble(&self, alert: &Alert, ran: Ran, leads: bool, now: DateTime<Utc>) -> Result<Told> {
        let gone = || Error::unreachable("the ledger is no longer where it was when this began");
        let ledger = self.location.existing(Access::Read).and_then(|ledger| ledger.ok_or_else(gone));
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        let ledger = ledger.as_deref().map_err(Clone::clone);
        match Round::begin(&self.location, ledger, alert, ran, &mut looked, now)? {
            Some(round) if leads => round.tell(&self.campaign, &self.ways),
            Some(round) => round.only(AlertOn::Stopped).tell(&self.campaign, &self.ways),
            None => Ok(Told { elsewhere: true, ..Told::default() }),
        }
    }
}

fn tell(told: &Told, observer: &dyn Observer) {
    for (way, why) in &told.failed {
        warn!(way = way.as_str(), "nobody could be told of trouble");
        debug!(why, "why nobody could be told");
        observer.remark(Remark::Untold { way: way.as_str(), why });
    }
}

/// Remembers that a sender ran and had nothing to do, where anything is remembered. It reads no campaign for that.
pub(in crate::app) fn note_idle_run(location: &Location, now: DateTime<Utc>) {
    if Memory::is_there(location)
        && let Ok(Some(mut memory)) = Memory::take(location)
    {
        memory.kept.note(Ran::Ended, now);
        // Nobody is told that nothing ran by a memory that cannot be written: who looks says so.
        let _ = memory.keep();
    }
}
