//! A run: everything put together, and taken apart again.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::clock::Clock;
use super::compose::Composer;
use super::desk::{Desk, Held};
use super::options::{News, Options, Stopped, Summary};
use super::pace::Pace;
use super::rate::Limiter;
use super::store::Store;
use super::transport::Route;
use super::worker;
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
    composer: Arc<dyn Composer>,
    route: Route,
    options: Options,
    clock: &dyn Clock,
    stop: watch::Receiver<bool>,
    news: &mut (dyn FnMut(News<'_>) + Send),
) -> Result<Summary, Stopped> {
    let mut store = Store::new(ledger);
    let now = clock.now();
    let begin = async {
        let history = store.history(options.limits, now).await?;
        Ok((history, store.count_due(now).await?))
    };
    let (history, due) = begin.await.map_err(|error| Stopped { error, summary: Summary::default() })?;
    news(News::Due(due));

    let connections = options.limits.connections.max(1);
    let (turns, inbox) = mpsc::channel(connections as usize);
    let (relay, route) = (route.name(), Arc::new(route));
    let (cease, ceased) = watch::channel(false);
    let mut workers = JoinSet::new();
    for _ in 0..connections {
        workers.spawn(worker::work(Arc::clone(&route), turns.clone(), ceased.clone()));
    }
    drop(turns);

    let pace = Pace::new(Limiter::new(&options.limits, &history, now));
    let (held, summary) = (Held::default(), Summary::default());
    let mut desk = Desk { store, composer, options, relay, clock, news, pace, held, summary };
    match desk.serve(inbox, workers, stop, &cease).await {
        Ok(()) => Ok(desk.summary),
        Err(error) => Err(Stopped { error, summary: desk.summary }),
    }
}
