//! Runs what waits for others, until it is done or somebody wants it ended.

use std::future::Future;
#[cfg(unix)]
use std::io::IsTerminal;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use super::service::Service;
use crate::app::deliver::Calls;
use crate::error::{Error, Result};

/// Runs it to its end.
///
/// # Errors
/// When the system gives no means to wait.
pub fn block_on<T>(work: impl Future<Output = T>) -> Result<T> {
    Ok(runtime()?.block_on(work))
}

/// Runs it to its end; `None` when it was ended before. Ctrl-C and SIGTERM ask it to finish what it has in hand, by the
/// receiver it is given; a second one ends it at once.
///
/// # Errors
/// When the system gives no means to wait.
pub fn until_interrupted<T, F>(work: impl FnOnce(watch::Receiver<bool>) -> F) -> Result<Option<T>>
where
    F: Future<Output = T>,
{
    let runtime = runtime()?;
    let (stop, stopped) = watch::channel(false);
    let work = work(stopped);
    let ended = runtime.block_on(async {
        let interrupted = async {
            wait_for_signal().await;
            // The receiver is gone when the work ended by itself.
            let _ = stop.send(true);
            wait_for_signal().await;
        };
        tokio::select! {
            // First: who hears that it works may stop it at once.
            biased;
            () = interrupted => None,
            done = work => Some(done),
        }
    });
    if ended.is_none() {
        // Whatever still runs on its threads ends with the process.
        runtime.shutdown_background();
    }
    Ok(ended)
}

/// The same for a sender, which SIGHUP has look at the ledger at once, and which a service manager hears of.
///
/// # Errors
/// When the system gives no means to wait.
pub fn until_called<T, F>(service: &Service, work: impl FnOnce(Calls) -> F) -> Result<Option<T>>
where
    F: Future<Output = T>,
{
    let (calls, look) = watch::channel(0);
    until_interrupted(|stop| {
        let mut stopping = stop.clone();
        let work = work(Calls { stop, look });
        async move {
            tokio::select! {
                done = work => done,
                () = hang_ups(&calls) => std::future::pending().await,
                () = service.attend(&mut stopping) => std::future::pending().await,
            }
        }
    })
}

/// Passes each SIGHUP on. At a terminal it means that the terminal is gone, and ends the process as ever.
#[cfg(unix)]
async fn hang_ups(calls: &watch::Sender<u64>) {
    use tokio::signal::unix::{SignalKind, signal};
    let service = !std::io::stderr().is_terminal();
    if service && let Ok(mut hang_up) = signal(SignalKind::hangup()) {
        while hang_up.recv().await.is_some() {
            calls.send_modify(|calls| *calls += 1);
        }
    }
    std::future::pending().await
}

#[cfg(not(unix))]
async fn hang_ups(_: &watch::Sender<u64>) {
    std::future::pending().await
}

/// On this thread alone: a mail takes a connection and the dispatcher a few words to each other, which cost least where
/// nobody has to be woken for them. Rendering and the ledger have threads of their own.
fn runtime() -> Result<Runtime> {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.map_err(|e| Error::unreachable(format!("cannot wait for others: {e}")))
}

#[cfg(unix)]
async fn wait_for_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        // Without a handler the signal ends the process, which the ledger survives.
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn wait_for_signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
