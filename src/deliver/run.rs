//! A run: everything put together, and taken apart again.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::{mpsc, watch};

use super::clock::Clock;
use super::dispatcher::{Dispatcher, InFlight, Lane};
use super::options::{Options, Stopped, Summary, Update};
use super::pace::Pace;
use super::preparation::Preparation;
use super::preparer::Preparer;
use super::rate::Limiter;
use super::routes::{Line, Routes};
use super::store::Store;
use super::worker::{self, WorkerId, Workers};
use crate::ledger::Ledger;

/// Delivers what is due.
///
/// The caller has become the ledger's one sender ([`Ledger::begin_sending`]). When `stop` becomes true, transactions
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
        let (mut lanes, mut pauses) = (Vec::new(), store.pauses(now).await?);
        let names: Vec<Arc<str>> = routes.0.iter().map(|line| line.route.name().into()).collect();
        for (Line { channel, limits, .. }, name) in routes.0.iter().zip(&names) {
            let others = names.iter().filter(|other| *other != name).cloned().collect();
            let history = store.history(*limits, others, now).await?;
            let pace = Pace::new(Limiter::new(limits, &history));
            let mut lane = Lane::new(*channel, Arc::clone(name), limits.connections.max(1) as usize, pace);
            if let Some(pause) = pauses.iter().find(|pause| pause.relay == *name) {
                lane.rest(pause, now + options.mode.patience());
            }
            lanes.push(lane);
        }
        pauses.retain(|pause| names.contains(&pause.relay));
        let due = store.count_due(now).await?;
        Ok((store, preparation, lanes, due, pauses))
    };
    let (store, preparation, lanes, due, pauses) =
        begin.await.map_err(|error| Stopped { error, summary: Summary::default() })?;
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
    let mut workers = Workers::default();
    for id in ids {
        let route = Arc::clone(&routes.0[id.lane].route);
        workers.spawn(id, worker::work(id, route, turns.clone(), options.grace, ceased.clone()));
    }
    drop(turns);

    let (in_flight, summary) = (InFlight::default(), Summary::default());
    let mut dispatcher = Dispatcher { store, preparer, preparation, options, clock, tell, lanes, in_flight, summary };
    let ended = dispatcher.serve(inbox, workers, stop, &cease).await;
    let mut summary = dispatcher.summary;
    summary.spent.took = began.elapsed();
    match ended {
        Ok(()) => Ok(summary),
        Err(error) => Err(Stopped { error, summary }),
    }
}
