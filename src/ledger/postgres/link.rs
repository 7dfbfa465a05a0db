//! The connection, for those who wait for each answer.
//!
//! It is driven by a thread of its own, so that the ledger can be asked from anywhere, also from within a runtime. What is
//! asked before an answer is awaited goes to the server in one way there and back ([`together`](Link::together)).

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, JoinHandle, Thread};
use std::time::{Duration, Instant};

use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, Row, Statement};

use super::fault::{Fallible, Fault};
use super::intern::Words;
use super::tls::Secured;
use crate::error::{Error, Result};

/// The values of a statement's parameters.
pub(super) type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

/// The values of a statement's parameters, of whatever types.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        &[$(&$value as &(dyn tokio_postgres::types::ToSql + Sync)),*] as $crate::ledger::postgres::link::Values<'_>
    };
}

pub(super) use values;

/// How long a server may take to answer a connection that begins.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection with the statements that were prepared on it.
pub(super) struct Link {
    /// Taken only when it is dropped, before its thread is waited for.
    client: Option<Client>,
    thread: Option<JoinHandle<()>>,
    statements: RefCell<HashMap<Box<str>, Statement>>,
    /// Names by number, which never change.
    pub(super) words: RefCell<Words>,
    /// How many cursors are open, one within the other.
    cursors: Cell<usize>,
    /// How long an answer is waited for; `None` is as long as it takes.
    patience: Cell<Option<Duration>>,
    /// Whether an answer did not come.
    mute: Cell<bool>,
}

impl Link {
    /// Connects.
    pub(super) fn open(mut config: Config, tls: Secured) -> Fallible<Self> {
        config
            .connect_timeout(PATIENCE)
            .keepalives(true)
            .keepalives_idle(Duration::from_secs(15))
            .keepalives_interval(Duration::from_secs(5))
            .keepalives_retries(3)
            .tcp_user_timeout(Duration::from_secs(30));
        let (met, meets) = mpsc::sync_channel(1);
        let begun = thread::Builder::new().name("ledger link".to_owned()).spawn(move || {
            let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime,
                Err(error) => return drop(met.send(Err(not_begun(&error)))),
            };
            runtime.block_on(async {
                match config.connect(tls).await {
                    Err(error) => drop(met.send(Err(Fault::Postgres(error)))),
                    Ok((client, connection)) => {
                        let _ = met.send(Ok(client));
                        // What ends it is heard by whoever asks next.
                        let _ = connection.await;
                    }
                }
            });
        });
        let thread = begun.map_err(|error| not_begun(&error))?;
        let client = meets.recv().unwrap_or_else(|_| Err(Error::bug("the link to the ledger broke down").into()))?;
        Ok(Link {
            client: Some(client),
            thread: Some(thread),
            statements: RefCell::default(),
            words: RefCell::default(),
            cursors: Cell::default(),
            patience: Cell::default(),
            mute: Cell::default(),
        })
    }

    /// From here on an answer is waited for no longer than this. A network that swallows everything says nothing of it, and
    /// whoever waits for ever cannot say that it is gone.
    pub(super) fn answers_within(&self, patience: Option<Duration>) {
        self.patience.set(patience);
    }

    /// Waits for an answer.
    fn wait<F: Future>(&self, future: F) -> Fallible<F::Output> {
        wait(future, self.patience.get()).ok_or_else(|| {
            self.mute.set(true);
            Error::unreachable("the server of the ledger does not answer any more")
                .hint("nothing more is begun without it; run the command again when it is back")
                .into()
        })
    }

    /// The rows that a statement brings.
    pub(super) fn query(&self, text: &str, values: Values<'_>) -> Fallible<Vec<Row>> {
        let statement = self.prepared(text)?;
        Ok(self.wait(self.client()?.query(&statement, values))??)
    }

    /// The one row that a statement brings.
    pub(super) fn query_one(&self, text: &str, values: Values<'_>) -> Fallible<Row> {
        let statement = self.prepared(text)?;
        Ok(self.wait(self.client()?.query_one(&statement, values))??)
    }

    /// The one row that a statement brings, if it brings one.
    pub(super) fn query_opt(&self, text: &str, values: Values<'_>) -> Fallible<Option<Row>> {
        let statement = self.prepared(text)?;
        Ok(self.wait(self.client()?.query_opt(&statement, values))??)
    }

    /// How many rows a statement changed.
    pub(super) fn execute(&self, text: &str, values: Values<'_>) -> Fallible<u64> {
        let statement = self.prepared(text)?;
        Ok(self.wait(self.client()?.execute(&statement, values))??)
    }

    /// Statements without values, one after another.
    pub(super) fn batch(&self, text: &str) -> Fallible<()> {
        Ok(self.wait(self.client()?.batch_execute(text))??)
    }

    /// What several statements bring, which are sent at once and done in order. One that fails lets those after it in a
    /// transaction fail too; the first fault is returned.
    pub(super) fn together(&self, statements: &[(&str, Values<'_>)]) -> Fallible<Vec<Vec<Row>>> {
        let client = self.client()?;
        let prepared: Vec<Statement> =
            statements.iter().map(|(text, _)| self.prepared(text)).collect::<Fallible<_>>()?;
        let asked = prepared.iter().zip(statements).map(|(statement, (_, values))| client.query(statement, values));
        self.wait(futures_util::future::join_all(asked))?.into_iter().map(|rows| Ok(rows?)).collect()
    }

    /// Shows the rows that a statement brings to `each`, so many fetched at a time, as they are at one moment; others may be asked
    /// for meanwhile. The outer error is the store's, the inner one that of `each`, which ends it.
    pub(super) fn pages(
        &self,
        text: &str,
        values: Values<'_>,
        page: usize,
        each: &mut dyn FnMut(&Row) -> Fallible<Result<()>>,
    ) -> Fallible<Result<()>> {
        let depth = self.cursors.get();
        if depth == 0 {
            self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        }
        self.cursors.set(depth + 1);
        let shown = self.fetch(&format!("page{depth}"), text, values, page, each);
        self.cursors.set(depth);
        let ended = self.batch(if depth == 0 { "COMMIT" } else { "" });
        shown.and_then(|shown| ended.map(|()| shown))
    }

    /// Begins a transaction in which rows may be shown as well.
    pub(super) fn begin_within(&self) -> Fallible<()> {
        self.batch("BEGIN")?;
        self.cursors.set(1);
        Ok(())
    }

    /// Makes it lasting.
    pub(super) fn end_within(&self) -> Fallible<()> {
        self.cursors.set(0);
        self.batch("COMMIT")
    }

    /// Takes it back.
    pub(super) fn abandon_within(&self) {
        self.cursors.set(0);
        // A connection that is lost takes it back by itself.
        let _ = self.batch("ROLLBACK");
        self.words.borrow_mut().clear();
    }

    fn fetch(
        &self,
        cursor: &str,
        text: &str,
        values: Values<'_>,
        page: usize,
        each: &mut dyn FnMut(&Row) -> Fallible<Result<()>>,
    ) -> Fallible<Result<()>> {
        let client = self.client()?;
        // Not kept: what a cursor brings may be something else the next time.
        let declare = self.wait(client.prepare(&format!("DECLARE {cursor} NO SCROLL CURSOR FOR {text}")))??;
        self.wait(client.execute(&declare, values))??;
        let fetch = self.wait(client.prepare(&format!("FETCH FORWARD {page} FROM {cursor}")))??;
        loop {
            let rows = self.wait(client.query(&fetch, &[]))??;
            for row in &rows {
                if let Err(error) = each(row)? {
                    self.batch(&format!("CLOSE {cursor}"))?;
                    return Ok(Err(error));
                }
            }
            if rows.len() < page {
                self.batch(&format!("CLOSE {cursor}"))?;
                return Ok(Ok(()));
            }
        }
    }

    fn client(&self) -> Fallible<&Client> {
        if self.mute.get() {
            return Err(Error::unreachable("the server of the ledger does not answer any more").into());
        }
        self.client.as_ref().ok_or_else(|| Error::bug("the link to the ledger is closed").into())
    }

    fn prepared(&self, text: &str) -> Fallible<Statement> {
        if let Some(statement) = self.statements.borrow().get(text) {
            return Ok(statement.clone());
        }
        let statement = self.wait(self.client()?.prepare(text))??;
        self.statements.borrow_mut().insert(text.into(), statement.clone());
        Ok(statement)
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        // In this order: statements hold on to the client, and the thread ends when nobody has it any more.
        self.statements.borrow_mut().clear();
        drop(self.client.take());
        // One that waits for an answer that does not come is not waited for.
        if let Some(thread) = self.thread.take().filter(|_| !self.mute.get()) {
            let _ = thread.join();
        }
    }
}

fn not_begun(error: &std::io::Error) -> Fault {
    Error::unreachable(format!("cannot start a thread for the ledger: {error}")).into()
}

/// Waits for an answer on this thread, whatever else runs on it. `None`: it did not come within `patience`.
fn wait<F: Future>(future: F, patience: Option<Duration>) -> Option<F::Output> {
    struct Parked(Thread);
    impl Wake for Parked {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let until = patience.map(|patience| Instant::now() + patience);
    let waker = Waker::from(Arc::new(Parked(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match (future.as_mut().poll(&mut context), until) {
            (Poll::Ready(value), _) => return Some(value),
            (Poll::Pending, None) => thread::park(),
            (Poll::Pending, Some(until)) => match until.checked_duration_since(Instant::now()) {
                Some(left) if !left.is_zero() => thread::park_timeout(left),
                _ => return None,
            },
        }
    }
}
