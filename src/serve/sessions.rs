//! Who may look and act: whoever has used the link of the terminal, or signed in, for a working day.
//!
//! ```text
//! link (a token, once) ─► session (a cookie, so long) ─► each act (a token of the session)
//! ```
//! After a wrong token nothing is looked at for a while, twice as long each time. Nothing here reads a clock.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::secret::Secret;
use super::who::Who;
use crate::error::Result;

/// A session is over after so long: a long working day.
pub(super) const LASTS: Duration = Duration::from_secs(12 * 3600);
/// So many at once; the oldest gives way.
pub(super) const MOST: usize = 512;
/// After the first wrong token, and at most.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// A session.
#[derive(Clone)]
pub(super) struct Session {
    cookie: Secret,
    /// What each act of it says, so that no other page can act for it.
    pub(super) act: Secret,
    /// Whose it is.
    pub(super) who: Arc<Who>,
    over: Instant,
}

impl Session {
    /// Of one request, of somebody whom a proxy has signed in: no cookie is of it.
    pub(super) fn of_request(act: Secret, who: Who, now: Instant) -> Self {
        Session { cookie: Secret::of(String::new()), act, who: Arc::new(who), over: now }
    }

    /// What its cookie holds.
    pub(super) fn cookie(&self) -> &str {
        self.cookie.reveal()
    }
}

/// Why a token was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// It is not the one, or was used.
    Wrong,
    /// Too soon after a wrong one: again in so long.
    TooSoon(Duration),
}

/// The link in force, and the sessions.
pub(super) struct Sessions {
    token: Secret,
    open: Vec<Session>,
    wrong: u32,
    closed_until: Option<Instant>,
}

impl Sessions {
    /// None yet, and a link.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub(super) fn new() -> Result<Self> {
        Ok(Sessions { token: Secret::new()?, open: Vec::new(), wrong: 0, closed_until: None })
    }

    /// The token of the link in force.
    pub(super) fn token(&self) -> &str {
        self.token.reveal()
    }

    /// Begins a session for whoever has the token, which is used up by it: the link in force is another one.
    ///
    /// # Errors
    /// When the system gives no randomness; inside, why the token was not taken.
    pub(super) fn begin(&mut self, token: &str, who: Who, now: Instant) -> Result<Result<Session, Refused>> {
        if let Some(until) = self.closed_until.filter(|until| *until > now) {
            return Ok(Err(Refused::TooSoon(until - now)));
        }
        if !self.token.is(token) {
            let pause = PAUSE.saturating_mul(1 << self.wrong.min(6)).min(LONGEST_PAUSE);
            self.wrong += 1;
            self.closed_until = Some(now + pause);
            return Ok(Err(Refused::Wrong));
        }
        self.token = Secret::new()?;
        (self.wrong, self.closed_until) = (0, None);
        self.open(who, now).map(Ok)
    }

    /// Begins a session for somebody of whom it is known who they are.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub(super) fn open(&mut self, who: Who, now: Instant) -> Result<Session> {
        let who = Arc::new(who);
        let session = Session { cookie: Secret::new()?, act: Secret::new()?, who, over: now + LASTS };
        self.open.retain(|one| one.over > now);
        if self.open.len() == MOST {
            self.open.remove(0);
        }
        self.open.push(session.clone());
        Ok(session)
    }

    /// The session of a cookie, while it lasts.
    pub(super) fn of(&self, cookie: &str, now: Instant) -> Option<&Session> {
        self.open.iter().find(|one| one.over > now && one.cookie.is(cookie))
    }

    /// Ends the session of a cookie, for who says what each act of it says. Returns it when it was ended.
    pub(super) fn end(&mut self, cookie: &str, act: &str, now: Instant) -> Option<Session> {
        let at = self.open.iter().position(|one| one.over > now && one.cookie.is(cookie) && one.act.is(act))?;
        Some(self.open.remove(at))
    }
}
