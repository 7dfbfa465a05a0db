//! A run: everything put together, and taken apart again.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::{mpsc, watch};

use super::allotment::Allotment;
use super::clock::Clock;
use super::dispatcher::{Dispatcher, InFlight, Lane};
use super::options::{Options, Stopped, Summary, Update};
use super::pace::Pace;
use super::preparation::Preparation;
use super::preparer::Preparer;
use super::rate::Limiter;
use super::routes::{Line, Routes};
use super::store::{Store, heard};
use super::worker::{self, WorkerId, Workers};
use crate::ledger::{Ledger, Place, Pulse};

/// Delivers what is due.
///
/// The caller has become a sender of the ledger ([`Ledger::begin_sending`]). When `stop` becomes true, transactions
/// in flight are brought to their end, none is begun, and the rest is put back.
///
/// # Errors
/// With what was done until then: the ledger's own error as soon as it cannot write (nothing is sent after that);
/// [`Unreachable`](crate::error::Kind::Unreachable) when the relay stays out of reach or refuses us.
pub async fn run(
    ledger: Box<dyn Ledger>,
    preparer: Arc<dyn Preparer>,
    routes: Routes,
    options: Options,
    clock: &dyn Clock,
    stop: watch::Receiver<bool>,
    tell: &mut (dyn FnMut(Update<'_>) + Send),
) -> Result<Summary, Stopped> {
    let (now, began) = (clock.now(), Instant::now());
    let begin = async {
        let store = Store::new(ledger, options.canary)?;
        let preparation = Preparation::start(&preparer)?;
        let pulse = Pulse { sent: 0, parts: 0 };
        let first = match options.beats {
            Some(_) => Some(heard(store.beat(pulse, now)).await?),
            None => None,
        };
        let place = first.as_ref().map_or(Place::ALONE, |first| first.beat.place);
        let (mut lanes, mut pauses) = (Vec::new(), store.pauses(now).await?);
        let names: Vec<Arc<str>> = routes.0.iter().map(|line| line.route.name().into()).collect();
        for (Line { channel, limits, .. }, name) in routes.0.iter().zip(&names) {
            let is_limited = limits.rate.is_some() || limits.per_day.is_some();
            let is_shared = is_limited && store.draw(Arc::clone(name), *limits, (0, 0), now).await?.is_some();
            let pace = if is_shared {
                Pace::shared(Allotment::new(limits, place.senders, now))
            } else {
                let others = names.iter().filter(|other| *other != name).cloned().collect();
                let history = store.history(*limits, others, now).await?;
                Pace::new(Limiter::new(limits, &history))
            };
            let mut lane = Lane::new(*channel, Arc::clone(name), *limits, pace, place);
            if let Some(pause) = pauses.iter().find(|pause| pause.relay == *name) {
                lane.rest(pause, now + options.mode.patience());
            }
            lanes.push(lane);
        }
        pauses.retain(|pause| names.contains(&pause.relay));
        let due = store.count_due(now).await?;
        Ok((store, preparation, lanes, due, pauses, first))
    };
    let (store, preparation, lanes, due, pauses, first) =
        begin.await.map_err(|error| Stopped::of(error, Summary::default()))?;
    tell(Update::Due(due));
    for pause in &pauses {
        tell(Update::Waiting { relay: &pause.relay, until: pause.until, why: &pause.why });
    }

    let ids = lanes
        .iter()
        .enumerate()
        .flat_map(|(lane, of)| (0..of.connections()).map(move |number| WorkerId { lane, number }));
    let ids: Vec<WorkerId> = ids.collect();
    let (turns, inbox) = mpsc::channel(ids.len().max(1));
    let (cease, ceased) = watch::channel(false);
    let (alive, lives) = watch::channel(None);
    let mut workers = Workers::default();
    for id in ids {
        let route = Arc::clone(&routes.0[id.lane].route);
        workers.spawn(id, worker::work(id, route, turns.clone(), options.grace, ceased.clone(), lives.clone()));
    }
    drop(turns);

    let (in_flight, summary) = (InFlight::default(), Summary::default());
    let mut dispatcher =
        Dispatcher { store, preparer, preparation, options, clock, tell, lanes, alive, in_flight, summary };
    if let Some(first) = first {
        dispatcher.take_place(first);
    }
    let ended = dispatcher.serve(inbox, workers, stop, &cease).await;
    let mut summary = dispatcher.summary;
    summary.spent.took = began.elapsed();
    match ended {
        Ok(()) => Ok(summary),
        Err(error) => Err(Stopped { error, summary, unwritten: dispatcher.answers() }),
    }
}
