//! A run: everything put together, and taken apart again.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};

use super::clock::Clock;
use super::dispatcher::{Dispatcher, InFlight};
use super::options::{Options, Stopped, Summary, Update};
use super::pace::Pace;
use super::preparer::Preparer;
use super::rate::Limiter;
use super::store::Store;
use super::transport::Route;
use super::worker::{self, Workers};
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
    route: Arc<dyn Route>,
    options: Options,
    clock: &dyn Clock,
    stop: watch::Receiver<bool>,
    tell: &mut (dyn FnMut(Update<'_>) + Send),
) -> Result<Summary, Stopped> {
    let mut store = Store::new(ledger);
    let now = clock.now();
    let begin = async {
        let history = store.history(options.limits, now).await?;
        Ok((history, store.count_due(now).await?))
    };
    let (history, due) = begin.await.map_err(|error| Stopped { error, summary: Summary::default() })?;
    tell(Update::Due(due));

    let connections = options.limits.connections.max(1);
    let (turns, inbox) = mpsc::channel(connections as usize);
    let (cease, ceased) = watch::channel(false);
    let mut workers = Workers::default();
    for worker in 0..connections as usize {
        workers.spawn(worker, worker::work(worker, Arc::clone(&route), turns.clone(), ceased.clone()));
    }
    drop(turns);

    let pace = Pace::new(Limiter::new(&options.limits, &history, now));
    let (in_flight, summary) = (InFlight::default(), Summary::default());
    let mut dispatcher =
        Dispatcher { store, preparer, options, relay: route.name(), clock, tell, pace, in_flight, summary };
    match dispatcher.serve(inbox, workers, stop, &cease).await {
        Ok(()) => Ok(dispatcher.summary),
        Err(error) => Err(Stopped { error, summary: dispatcher.summary }),
    }
}
