//! Locking a plan.
//!
//! The notices come by one by one and are never all in memory. Which of the known ones a plan has again is kept as
//! one bit each; those left over, and not begun, are cancelled. Notices that stay as they are are not written. What was
//! put off and would tell other dates than the plan's is planned again (`replan`).

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::{CachedStatement, Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior, params};

use super::codes::{Digest, Id, PLANNED, SENDING, Stamp, of_calendar, of_channel, sql, state};
use super::fault::{Fallible, Fault};
use super::intern::Interner;
use super::known::KnownNotices;
use super::replan;
use super::schema::{DROP_NOTICE_INDEXES, notice_indexes};
use super::{generation, hold, journal, snapshot};
use crate::error::Error;
use crate::ledger::journal::Written;
use crate::ledger::replan::{Known, Seen, Terms, Verdict};
use crate::ledger::{Approval, Changes, Entry};

/// What brought a notice into being.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// A line of an approved plan.
    Plan,
    /// A recorded fact.
    Event,
}

/// Locks a plan in one transaction.
pub(super) fn approve(
    conn: &mut Connection,
    approval: &Approval,
    files: &BTreeMap<String, Arc<[u8]>>,
    entries: &mut dyn Iterator<Item = Entry>,
) -> Fallible<Changes> {
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    same_campaign(&tx, &approval.campaign)?;
    let snapshot = snapshot::store(&tx, &approval.snapshot, files)?;
    tx.execute(
        "INSERT INTO approval (plan, snapshot, campaign, approver, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![approval.plan, snapshot, approval.campaign, approval.by, Stamp(approval.at)],
    )?;
    // It may be another relay.
    tx.execute("DELETE FROM pause", [])?;
    let last: Option<i64> = tx.query_row("SELECT max(seq) FROM notice", [], |row| row.get(0))?;
    let changes = match last {
        None => first(&tx, entries, approval.at)?,
        Some(last) => again(&tx, last, entries, approval.at)?,
    };
    hold::end_over(&tx, approval.at)?;
    hold::lay_again(&tx, approval.at)?;
    hold::free_uncovered(&tx, approval.at)?;
    journal::write(&tx, &Written::approved(approval, &changes))?;
    generation::step(&tx, approval.at)?;
    tx.commit()?;
    // A large approval leaves a log as large as itself. Giving it back can fail without harm: a reader may need it.
    let _ = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    Ok(changes)
}

fn same_campaign(conn: &Connection, campaign: &str) -> Fallible<()> {
    let serves: Option<String> =
        conn.query_row("SELECT campaign FROM approval LIMIT 1", [], |row| row.get("campaign")).optional()?;
    match serves {
        Some(serves) if serves != campaign => {
            Err(Error::unreachable(format!("this ledger serves the campaign `{serves}`, not `{campaign}`"))
                .hint("name another ledger in campaign.yaml, or give the campaign its old `id` back")
                .into())
        }
        _ => Ok(()),
    }
}

/// Nothing to compare with: insert, then build the indexes in one go.
fn first(tx: &Connection, entries: &mut dyn Iterator<Item = Entry>, at: DateTime<Utc>) -> Fallible<Changes> {
    tx.execute_batch(DROP_NOTICE_INDEXES)?;
    let mut notices = Inserter::new(tx)?;
    let mut changes = Changes::default();
    for entry in entries {
        notices.insert(&entry, Origin::Plan, at)?;
        changes.added += 1;
    }
    drop(notices);
    tx.execute_batch(&notice_indexes()).map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => Fault::Told(Error::bug("the plan has a notice twice")),
        _ => Fault::Sqlite(error),
    })?;
    Ok(changes)
}

/// Inserts notices, prepared once for millions of them.
pub(super) struct Inserter<'c> {
    conn: &'c Connection,
    statement: CachedStatement<'c>,
    interner: Interner,
}

impl<'c> Inserter<'c> {
    pub(super) fn new(conn: &'c Connection) -> rusqlite::Result<Self> {
        let statement = conn.prepare_cached(
            "INSERT OR IGNORE INTO notice (id, wave, phase, message, language, person, occurrence, due, expires,
               resend, event, state, wake, since, dates, revision, previous, follows, channel, calendar, rendered, gate,
               starts)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?8, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
               ?21, ?22)",
        )?;
        Ok(Inserter { conn, statement, interner: Interner::default() })
    }

    /// Inserts a notice, unless its id is known.
    pub(super) fn insert(&mut self, entry: &Entry, origin: Origin, since: DateTime<Utc>) -> rusqlite::Result<()> {
        let (conn, interner) = (self.conn, &mut self.interner);
        let person = entry.person.as_ref().map(|id| interner.person(conn, id)).transpose()?;
        self.statement.execute(params![
            Id(entry.id),
            interner.word(conn, &entry.wave)?,
            interner.word(conn, &entry.phase)?,
            interner.word(conn, &entry.message)?,
            interner.word(conn, entry.language.as_str())?,
            person,
            entry.occurrence,
            Stamp(entry.due),
            entry.expires.map(Stamp),
            entry.resend_uncertain,
            origin == Origin::Event,
            PLANNED,
            Stamp(since),
            interner.dates(conn, entry.dates)?,
            entry.history.map(|history| history.revision),
            interner.dates(conn, entry.history.and_then(|history| history.previous))?,
            entry.history.and_then(|history| history.follows).map(Id),
            of_channel(entry.channel),
            entry.history.and_then(|history| history.calendar).map(of_calendar),
            entry.rendered.map(Digest),
            entry.gate.as_ref().map(|wave| interner.word(conn, wave)).transpose()?,
            entry.history.and_then(|history| history.starts).map(Stamp),
        ])?;
        Ok(())
    }
}

/// Compares with the notices up to number `last`.
fn again(tx: &Connection, last: i64, entries: &mut dyn Iterator<Item = Entry>, at: DateTime<Utc>) -> Fallible<Changes> {
    let mut notices = Inserter::new(tx)?;
    let mut known_before = KnownNotices::new(tx)?;
    let mut changes = Changes::default();
    let mut seen = Seen::default();
    let mut waves = HashMap::new();
    for entry in entries {
        waves.insert(notices.interner.word(tx, &entry.wave)?, notices.interner.dates(tx, entry.dates)?);
        let known = known_before.find(entry.id)?;
        let seq = match &known {
            Some(known) => known.seq,
            None => {
                notices.insert(&entry, Origin::Plan, at)?;
                tx.last_insert_rowid()
            }
        };
        if !seen.insert(seq) {
            return Err(Error::bug(format!("the plan has notice {} twice", entry.id)).into());
        }
        if let Some(known) = known.as_ref().filter(|known| known.rendered != entry.rendered) {
            tx.prepare_cached("UPDATE notice SET rendered = ?2 WHERE seq = ?1")?
                .execute(params![known.seq, entry.rendered.map(Digest)])?;
        }
        let Some(known) = known else {
            changes.added += 1;
            continue;
        };
        let terms = terms_of(tx, &mut notices.interner, &entry)?;
        match known.by(&terms, at) {
            Verdict::Back => {
                update(tx, &known, &terms, at)?;
                changes.added += 1;
            }
            Verdict::Changed => {
                update(tx, &known, &terms, at)?;
                changes.changed += 1;
            }
            Verdict::Kept => changes.kept += 1,
            Verdict::Begun { again: true, .. } if !replan::may_be_told(tx, known.seq)? => {
                replan::clear(tx, known.seq, at)?;
                update(tx, &known, &terms, at)?;
                changes.changed += 1;
            }
            Verdict::Begun { moved, .. } => {
                if moved {
                    replan::never_again(tx, known.seq, at)?;
                }
                changes.kept += 1;
            }
        }
    }
    replan::events(tx, &waves, at)?;
    changes.cancelled = cancel_rest(tx, last, &seen, at)?;
    Ok(changes)
}

fn terms_of(tx: &Connection, interner: &mut Interner, entry: &Entry) -> rusqlite::Result<Terms> {
    Ok(Terms {
        phase: interner.word(tx, &entry.phase)?,
        language: interner.word(tx, entry.language.as_str())?,
        due: entry.due.timestamp_micros(),
        expires: entry.expires.map(|at| at.timestamp_micros()),
        resend: entry.resend_uncertain,
        dates: interner.dates(tx, entry.dates)?,
        revision: entry.history.map(|history| history.revision),
        previous: interner.dates(tx, entry.history.and_then(|history| history.previous))?,
        follows: entry.history.and_then(|history| history.follows),
        calendar: entry.history.and_then(|history| history.calendar).map(of_calendar),
        gate: entry.gate.as_ref().map(|wave| interner.word(tx, wave)).transpose()?,
        starts: entry.history.and_then(|history| history.starts).map(|at| at.timestamp_micros()),
    })
}

/// Gives it the new plan's values. Held stays held; dropped becomes planned.
fn update(tx: &Connection, known: &Known, terms: &Terms, at: DateTime<Utc>) -> rusqlite::Result<()> {
    tx.prepare_cached(sql!(
        "UPDATE notice SET phase = ?2, language = ?3, due = ?4, expires = ?5, resend = ?6, state = ?7,
           wake = CASE ?7 WHEN " planned " THEN ?4 END, kept_wake = CASE ?7 WHEN " held " THEN ?4 END,
           since = CASE WHEN state = ?7 THEN since ELSE ?8 END, lapsed = 0,
           dates = ?9, revision = ?10, previous = ?11, follows = ?12, calendar = ?13, gate = ?14,
           starts = ?15 WHERE seq = ?1"
    ))?
    .execute(params![
        known.seq,
        terms.phase,
        terms.language,
        terms.due,
        terms.expires,
        terms.resend,
        known.state_anew(),
        Stamp(at),
        terms.dates,
        terms.revision,
        terms.previous,
        terms.follows.map(Id),
        terms.calendar,
        terms.gate,
        terms.starts,
    ])?;
    Ok(())
}

/// Cancels what the plan lacks and has not begun, or what the relay put off; returns how many.
fn cancel_rest(tx: &Connection, last: i64, seen: &Seen, at: DateTime<Utc>) -> Fallible<u64> {
    let mut find = tx.prepare_cached(sql!(
        "SELECT state, first_at IS NOT NULL AS tried FROM notice WHERE seq = ?1 AND event = 0
           AND state IN (" planned ", " held ", " deferred ", " sending ")"
    ))?;
    let mut cancel = tx.prepare_cached(sql!(
        "UPDATE notice SET state = " cancelled ", lapsed = 1, wake = NULL, kept_wake = NULL, since = ?2, detail = NULL
         WHERE seq = ?1"
    ))?;
    let mut cancelled = 0;
    for seq in (1..=last).filter(|seq| !seen.contains(*seq)) {
        let found = find.query_row([seq], |row| Ok((row.get("state")?, row.get("tried")?))).optional()?;
        let Some((state, tried)): Option<(i64, bool)> = found else { continue };
        if state == SENDING {
            replan::never_again(tx, seq, at)?;
            continue;
        }
        cancelled += 1;
        // Of those that wait, only what was put off has a first attempt.
        if tried && replan::may_be_told(tx, seq)? {
            replan::never_again(tx, seq, at)?;
            continue;
        }
        if tried {
            replan::clear(tx, seq, at)?;
        }
        cancel.execute(params![seq, Stamp(at)])?;
    }
    Ok(cancelled)
}
