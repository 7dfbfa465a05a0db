//! Who may send, approve or migrate: advisory locks of the server, which end with the session that has them, however that ends.
//! So there is no stale lock to clear. Senders share one, which whoever approves or migrates has alone. What stands in the table
//! `holder` is only there to tell the next one who is at work; who sends stands in `sender`.
//!
//! A lock is had by the same session as writes: who has lost it cannot write any more either.

use std::collections::HashMap;
use std::thread::sleep;
use std::time::{Duration, Instant};

use chrono::{DateTime, SecondsFormat, Utc};

use super::codes::Stamp;
use super::fault::Fallible;
use super::link::{Link, values};
use super::sender;
use crate::error::Error;
use crate::ledger::SenderSeen;

/// What is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// To send, with others; or to keep anybody from it, alone.
    Sender,
    /// To ask a sender to give way.
    Turn,
    /// To make or change the tables.
    Migration,
}

/// How often who waits looks again.
const PAUSE: Duration = Duration::from_millis(50);

/// How often it looks whether somebody who has a lock is gone.
const LOOK: Duration = Duration::from_secs(1);

/// The locks that a session has in a schema.
pub(super) struct Locks {
    schema: String,
    had: HashMap<Key, String>,
    /// Whether the lock of senders is shared with others.
    sends: bool,
}

impl Locks {
    pub(super) fn new(schema: &str) -> Self {
        Locks { schema: schema.to_owned(), had: HashMap::new(), sends: false }
    }

    /// The schema.
    pub(super) fn schema(&self) -> &str {
        &self.schema
    }

    /// The number of a lock, the same for everybody. Those of another schema are others.
    fn number(&self, key: Key) -> i64 {
        let hash = blake3::hash(format!("heraut ledger lock {key:?} {}", self.schema).as_bytes());
        let mut number = [0; 8];
        number.copy_from_slice(&hash.as_bytes()[..8]);
        i64::from_le_bytes(number)
    }

    /// The number of the lock that senders share.
    pub(super) fn of_senders(&self) -> i64 {
        self.number(Key::Sender)
    }

    /// Takes part in the lock of senders, unless somebody has it alone or waits for that.
    pub(super) fn join(&mut self, link: &Link, who: &str) -> Fallible<()> {
        let in_use = |who: &str| {
            Error::unreachable(format!("the ledger is in use by {who}"))
                .hint("nobody sends while somebody approves: wait until it is done, or stop it")
        };
        if let Some(who) = self.had.get(&Key::Sender) {
            return Err(in_use(who).into());
        }
        if self.is_turn_taken(link)? {
            return Err(in_use("somebody who waits to approve").into());
        }
        let taken = "SELECT pg_try_advisory_lock_shared($1)";
        if !link.query_one(taken, values![self.number(Key::Sender)])?.try_get::<_, bool>(0)? {
            return Err(in_use(&holder_of(link, self, Key::Sender)?).into());
        }
        self.had.insert(Key::Sender, who.to_owned());
        self.sends = true;
        Ok(())
    }

    /// Whether somebody else waits to approve, or approves.
    pub(super) fn is_turn_taken(&self, link: &Link) -> Fallible<bool> {
        self.is_taken(link, Key::Turn)
    }

    /// Takes a lock to do what `work` says ("sending", "approving"), or says who has it.
    pub(super) fn take(
        &mut self,
        link: &Link,
        key: Key,
        holder: &str,
        work: &str,
        since: Option<DateTime<Utc>>,
    ) -> Fallible<()> {
        self.try_take(link, key, holder, work, since)?.map_err(|who| {
            let error = Error::unreachable(format!("the ledger is in use by {who}"));
            error.hint("one may send or approve at a time: wait until it is done, or stop it").into()
        })
    }

    /// Takes a lock, or returns who has it, and to do what.
    pub(super) fn try_take(
        &mut self,
        link: &Link,
        key: Key,
        holder: &str,
        work: &str,
        since: Option<DateTime<Utc>>,
    ) -> Fallible<Result<(), String>> {
        // The server would give a session twice what it has.
        if let Some(who) = self.had.get(&key) {
            return Ok(Err(who.clone()));
        }
        let taken: bool = link.query_one("SELECT pg_try_advisory_lock($1)", values![self.number(key)])?.try_get(0)?;
        if !taken {
            return Ok(Err(holder_of(link, self, key)?));
        }
        self.keep(link, key, holder, work, since)?;
        Ok(Ok(()))
    }

    /// Keeps that it is had, and of a sender's who has it.
    fn keep(&mut self, link: &Link, key: Key, holder: &str, work: &str, since: Option<DateTime<Utc>>) -> Fallible<()> {
        let process = i64::from(std::process::id());
        self.had.insert(key, described(holder, process, work, since));
        if key == Key::Sender {
            link.execute(
                "INSERT INTO holder (one, work, name, process, since) VALUES (1, $1, $2, $3, $4) ON CONFLICT (one) DO UPDATE
                   SET work = excluded.work, name = excluded.name, process = excluded.process, since = excluded.since",
                values![work, holder, process, since.map(Stamp)],
            )?;
        }
        Ok(())
    }

    /// Takes the turn, and with it the sender's lock if nobody has that: who gives way must not be gone between the two, and
    /// never be told of. Whether the turn was taken, and the other.
    fn try_turn(&mut self, link: &Link, by: &str, now: DateTime<Utc>) -> Fallible<(bool, bool)> {
        let both = "SELECT CASE WHEN pg_try_advisory_lock($1) THEN
                      CASE WHEN $3 THEN false ELSE pg_try_advisory_lock($2) END END";
        let sends = self.had.contains_key(&Key::Sender);
        let (turn, sender) = (self.number(Key::Turn), self.number(Key::Sender));
        let taken: Option<bool> = link.query_one(both, values![turn, sender, sends])?.try_get(0)?;
        let Some(also) = taken else { return Ok((false, false)) };
        self.keep(link, Key::Turn, by, "approving", Some(now))?;
        if also {
            self.keep(link, Key::Sender, by, "approving", Some(now))?;
        }
        Ok((true, also))
    }

    /// Waits for a lock that nobody has for long.
    pub(super) fn wait_for(&mut self, link: &Link, key: Key) -> Fallible<()> {
        link.query("SELECT pg_advisory_lock($1)", values![self.number(key)])?;
        self.had.insert(key, String::new());
        Ok(())
    }

    /// Gives a lock back.
    pub(super) fn release(&mut self, link: &Link, key: Key) -> Fallible<()> {
        if self.had.remove(&key).is_some() {
            let shared = key == Key::Sender && std::mem::take(&mut self.sends);
            let unlock = if shared { "SELECT pg_advisory_unlock_shared($1)" } else { "SELECT pg_advisory_unlock($1)" };
            link.query(unlock, values![self.number(key)])?;
        }
        Ok(())
    }

    /// Gives all of them back: whoever opens the ledger next must find it free.
    pub(super) fn release_all(&mut self, link: &Link) {
        if !self.had.is_empty() {
            self.had.clear();
            self.sends = false;
            // One that cannot be given back ends with the session.
            let _ = link.query("SELECT pg_advisory_unlock_all()", &[]);
        }
    }

    /// Whether somebody has it.
    pub(super) fn is_taken(&self, link: &Link, key: Key) -> Fallible<bool> {
        if self.had.contains_key(&key) {
            return Ok(true);
        }
        // Looked up, not tried: who looks must not be in the way of who wants it.
        let taken = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
                       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                       AND classid::bigint = $1::bigint >> 32 & 4294967295 AND objid::bigint = $1::bigint & 4294967295)";
        Ok(link.query_one(taken, values![self.number(key)])?.try_get(0)?)
    }

    /// Who sends, or has the lock of senders alone.
    pub(super) fn at_work(&self, link: &Link) -> Fallible<Vec<SenderSeen>> {
        let senders = sender::seen(link, self)?;
        if !senders.is_empty() || !self.is_taken(link, Key::Sender)? {
            return Ok(senders);
        }
        Ok(vec![SenderSeen { who: holder_of(link, self, Key::Sender)?, since: None, heard: None }])
    }

    /// Asks for a turn to approve, and waits until whoever sends has given way; `waiting` is told once who that is. Senders that
    /// are gone and have the lock all the same are not waited for.
    pub(super) fn take_turn(
        &mut self,
        link: &Link,
        by: &str,
        now: DateTime<Utc>,
        patience: Duration,
        waiting: &mut dyn FnMut(&str),
    ) -> Fallible<()> {
        let begun = Instant::now();
        let mut behind = false;
        loop {
            match self.try_turn(link, by, now)? {
                (true, true) => return Ok(()),
                (true, false) => break,
                (false, _) => {}
            }
            if begun.elapsed() >= patience {
                return Err(Error::unreachable("somebody else waits to approve")
                    .hint("one may approve at a time: wait until it is done, or stop it")
                    .into());
            }
            if !std::mem::replace(&mut behind, true) {
                waiting("somebody else approves");
            }
            sleep(PAUSE);
        }
        let who = match self.had.get(&Key::Sender) {
            Some(who) => who.clone(),
            None => holder_of(link, self, Key::Sender)?,
        };
        waiting(&who);
        let mut looked = begun;
        let taken = loop {
            if begun.elapsed() >= patience {
                break self.take(link, Key::Sender, by, "approving", Some(now));
            }
            if looked.elapsed() >= LOOK {
                looked = Instant::now();
                if let Err(fault) = sender::strike_off_those_gone(link, self, now) {
                    break Err(fault);
                }
            }
            match self.try_take(link, Key::Sender, by, "approving", Some(now)) {
                Err(fault) => break Err(fault),
                Ok(Ok(())) => break Ok(()),
                Ok(Err(_)) => sleep(PAUSE),
            }
        };
        if taken.is_err() {
            let _ = self.release(link, Key::Turn);
        }
        taken
    }
}

fn holder_of(link: &Link, locks: &Locks, key: Key) -> Fallible<String> {
    if key != Key::Sender {
        return Ok("another process".to_owned());
    }
    let alone = link.query_opt("SELECT name, process, work, since FROM holder", &[])?;
    let senders = sender::seen(link, locks)?;
    Ok(match (&senders[..], alone) {
        ([], None) => "another process".to_owned(),
        ([], Some(row)) => {
            let since = row.try_get::<_, Option<Stamp>>(3)?.map(|at| at.0);
            described(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, since)
        }
        ([first, others @ ..], _) => {
            let since = first.since.map(|at| format!(" since {}", at.to_rfc3339_opts(SecondsFormat::Secs, true)));
            let more = if others.is_empty() { String::new() } else { format!(", and {} more", others.len()) };
            format!("{}, sending{}{more}", first.who, since.unwrap_or_default())
        }
    })
}

fn described(holder: &str, process: i64, work: &str, since: Option<DateTime<Utc>>) -> String {
    let since = since.map(|at| format!(" since {}", at.to_rfc3339_opts(SecondsFormat::Secs, true)));
    format!("{holder} (process {process}), {work}{}", since.unwrap_or_default())
}
