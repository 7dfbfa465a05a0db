//! A plan that somebody approves or proposes takes as long as every message of it takes to render: it is done beside the pages,
//! once at a time, and whoever waits longer than a few seconds sees on the page how it ended.

use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use super::site::Site;
use crate::error::{Error, Result};

/// So long a browser waits for the end of it.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is signed now, and what became of the last that nobody waited for.
#[derive(Default)]
pub(super) struct Signing(Mutex<State>);

#[derive(Default, Clone)]
struct State {
    now: Option<String>,
    failed: Option<Error>,
}

impl Signing {
    /// Who signs at this moment.
    pub(super) fn now(&self) -> Option<String> {
        self.of(|state| state.now.clone())
    }

    /// Why the last that nobody waited for did not end well.
    pub(super) fn failed(&self) -> Option<Error> {
        self.of(|state| state.failed.clone())
    }

    fn of<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Site {
    /// Signs under a name; returns when it is done, or goes on beside the pages.
    ///
    /// # Errors
    /// When somebody else signs at this moment; or that of `sign`, when it came in time.
    pub(super) fn sign(
        self: &Arc<Self>,
        by: &str,
        sign: impl FnOnce(&Site) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        self.signing.of(|state| match &state.now {
            Some(other) => Err(Error::usage(format!("{other} approves or proposes a plan at this moment"))
                .hint("look at the plan again when that is done")),
            None => {
                *state = State { now: Some(by.to_owned()), failed: None };
                Ok(())
            }
        })?;
        let (tell, told) = mpsc::channel();
        let site = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let ended = Ended(&site);
            let signed = sign(&site);
            // Whoever hears of it finds it over.
            drop(ended);
            if let Err(mpsc::SendError(Err(error))) = tell.send(signed) {
                site.signing.of(|state| state.failed = Some(error));
                site.news.send_modify(|news| news.work += 1);
            }
        });
        match told.recv_timeout(PATIENCE) {
            Ok(signed) => signed,
            Err(RecvTimeoutError::Timeout) => Ok(()),
            Err(RecvTimeoutError::Disconnected) => Err(Error::bug("the plan was not signed, and it is not known why")),
        }
    }
}

/// Whatever becomes of it, the next may sign when it is over, and open pages look again.
struct Ended<'s>(&'s Site);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.signing.of(|state| state.now = None);
        self.0.news.send_modify(|news| news.work += 1);
    }
}
