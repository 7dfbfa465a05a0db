//! Stops: what an operator holds, lets go on, or stops for good, also beside a sender.
//!
//! A hold is a row. What it covers is `held`, out of the queue's index, until no row in force covers it any more.

use chrono::{DateTime, Utc};
use tokio_postgres::Row;

use super::codes::{Id, Stamp, sql, state};
use super::fault::Fallible;
use super::intern::Interner;
use super::journal;
use super::link::{Link, values};
use super::tx::Tx;
use crate::error::Error;
use crate::ledger::journal::Written;
use crate::ledger::{Hold, Moved, Resumed, Said, Scope};
use crate::schedule::NoticeId;

/// A scope as it stands in the store: its kind, and the number of what it names (of two things, the first in the upper
/// half), or an id.
struct Target {
    kind: i64,
    target: Option<i64>,
    notice: Option<Vec<u8>>,
}

/// Whether a hold in force covers notice `n`. The kinds are those of [`Target::of`].
pub(super) const COVERED: &str = "EXISTS (SELECT 1 FROM hold h WHERE h.ended IS NULL AND CASE h.kind
     WHEN 0 THEN true WHEN 1 THEN h.target = n.wave WHEN 2 THEN h.target = n.phase
     WHEN 3 THEN h.target = n.message WHEN 4 THEN h.target = n.person
     WHEN 6 THEN h.target >> 32 = n.wave AND h.target & 4294967295 = n.message
     WHEN 7 THEN h.target IS NOT DISTINCT FROM n.gate ELSE h.notice = n.id END)";

impl Target {
    /// With a number for what was not met before.
    fn of(tx: &Link, scope: &Scope) -> Fallible<Self> {
        let mut interner = Interner::default();
        let (kind, target) = match scope {
            Scope::Campaign => (0, None),
            Scope::Wave(wave) => (1, Some(interner.word(tx, wave)?)),
            Scope::Phase(phase) => (2, Some(interner.word(tx, phase)?)),
            Scope::Message(message) => (3, Some(interner.word(tx, message)?)),
            Scope::MessageOfWave { message, wave } => {
                let (message, wave) = (interner.word(tx, message)?, interner.word(tx, wave)?);
                (6, Some(wave << 32 | message))
            }
            Scope::Gate(wave) => (7, Some(interner.word(tx, wave)?)),
            Scope::Person(person) => (4, Some(interner.person(tx, person)?)),
            Scope::Notice(id) => {
                if tx.query_opt("SELECT seq FROM notice WHERE id = $1", values![Id(*id)])?.is_none() {
                    return Err(Error::bug(format!("notice {id} is not known")).into());
                }
                return Ok(Target { kind: 5, target: None, notice: Some(id.0.to_vec()) });
            }
        };
        Ok(Target { kind, target, notice: None })
    }

    /// Reads it from a row that begins with its columns.
    fn read(row: &Row) -> Fallible<Self> {
        Ok(Target { kind: row.try_get(0)?, target: row.try_get(1)?, notice: row.try_get(2)? })
    }

    /// The condition on notice `n` to be in it, by the parameters $1 (`target`) and $2 (`notice`).
    fn condition(&self) -> &'static str {
        match self.kind {
            0 => "($1::bigint IS NULL AND $2::bytea IS NULL)",
            1 => "(n.wave = $1::bigint AND $2::bytea IS NULL)",
            2 => "(n.phase = $1::bigint AND $2::bytea IS NULL)",
            3 => "(n.message = $1::bigint AND $2::bytea IS NULL)",
            4 => "(n.person = $1::bigint AND $2::bytea IS NULL)",
            7 => "(n.gate = $1::bigint AND $2::bytea IS NULL)",
            6 => "(n.wave = $1::bigint >> 32 AND n.message = $1::bigint & 4294967295 AND $2::bytea IS NULL)",
            _ => "(n.id = $2::bytea AND $1::bigint IS NULL)",
        }
    }
}

/// Lays a hold.
pub(super) fn hold(link: &Link, hold: &Hold) -> Fallible<Moved> {
    let tx = Tx::begin(link, hold.since)?;
    end_over(&tx, hold.since)?;
    let target = Target::of(&tx, &hold.scope)?;
    tx.execute(
        "INSERT INTO hold (seq, kind, target, notice, author, why, since, until)
         SELECT coalesce(max(seq), 0) + 1, $1, $2, $3, $4, $5, $6, $7 FROM hold",
        values![target.kind, target.target, target.notice, hold.by, hold.why, Stamp(hold.since), hold.until.map(Stamp)],
    )?;
    let moved = lay(&tx, &target, &hold.why, hold.since)?;
    journal::write(&tx, &Written::held(hold, moved))?;
    tx.commit()?;
    Ok(moved)
}

/// Holds what is in the scope and waits, and wants it of what is under way.
fn lay(tx: &Link, target: &Target, why: &str, now: DateTime<Utc>) -> Fallible<Moved> {
    let inside = target.condition();
    let moved = tx.execute(
        &format!(
            sql!(
                "UPDATE notice AS n SET state = " held ", since = $3, detail = $4, lapsed = 0, kept_wake = wake,
                   wake = NULL WHERE state IN (" planned ", " deferred ") AND {}"
            ),
            inside
        ),
        values![target.target, target.notice, Stamp(now), why],
    )?;
    let under_way = tx.execute(
        &format!(
            sql!(
                "UPDATE notice AS n SET wanted = " held ", detail = $3
                 WHERE state = " sending " AND wanted IS DISTINCT FROM " cancelled " AND {}"
            ),
            inside
        ),
        values![target.target, target.notice, why],
    )?;
    Ok(Moved { moved, under_way })
}

/// Lays every hold in force on what has come into being, or waits again, since it was laid.
pub(super) fn lay_again(tx: &Link, now: DateTime<Utc>) -> Fallible<()> {
    for row in tx.query("SELECT kind, target, notice, why FROM hold WHERE ended IS NULL ORDER BY seq", &[])? {
        lay(tx, &Target::read(&row)?, row.try_get(3)?, now)?;
    }
    Ok(())
}

/// Lets go on what no hold covers any more, because a new plan moved it out of their scopes.
pub(super) fn free_uncovered(tx: &Link, now: DateTime<Utc>) -> Fallible<()> {
    let any: bool = tx.query_one("SELECT EXISTS (SELECT 1 FROM hold)", &[])?.try_get(0)?;
    if any {
        free(tx, &Target { kind: 0, target: None, notice: None }, now)?;
    }
    Ok(())
}

/// Ends the holds whose time is over, in a transaction of its own.
pub(super) fn end_those_over(link: &Link, now: DateTime<Utc>) -> Fallible<()> {
    let tx = Tx::begin(link, now)?;
    end_over(&tx, now)?;
    tx.commit()
}

/// The same within one.
pub(super) fn end_over(tx: &Link, now: DateTime<Utc>) -> Fallible<()> {
    loop {
        let over = tx.query_opt(
            "UPDATE hold SET ended = $1 WHERE seq =
               (SELECT seq FROM hold WHERE ended IS NULL AND until <= $1 ORDER BY until, seq LIMIT 1)
             RETURNING kind, target, notice",
            values![Stamp(now)],
        )?;
        let Some(row) = over else { return Ok(()) };
        free(tx, &Target::read(&row)?, now)?;
    }
}

/// When the next hold is over by itself.
pub(super) const NEXT_END: &str = "SELECT min(until) FROM hold WHERE ended IS NULL";

/// Ends the holds on exactly this scope.
pub(super) fn resume(link: &Link, scope: &Scope, said: &Said<'_>) -> Fallible<Resumed> {
    let now = said.at;
    let tx = Tx::begin(link, now)?;
    end_over(&tx, now)?;
    let target = Target::of(&tx, scope)?;
    let holds = tx.execute(
        "UPDATE hold SET ended = $1, ended_why = $2 WHERE ended IS NULL AND kind = $3
           AND target IS NOT DISTINCT FROM $4 AND notice IS NOT DISTINCT FROM $5",
        values![Stamp(now), said.reason(), target.kind, target.target, target.notice],
    )?;
    let resumed = match holds {
        0 => Resumed::default(),
        _ => {
            let resumed = Resumed { holds, ..free(&tx, &target, now)? };
            journal::write(&tx, &Written::resumed(scope, said, resumed))?;
            resumed
        }
    };
    tx.commit()?;
    Ok(resumed)
}

/// Lets go on what is in the scope and no hold covers any more.
fn free(tx: &Link, target: &Target, now: DateTime<Utc>) -> Fallible<Resumed> {
    let inside = target.condition();
    let at = values![target.target, target.notice, Stamp(now)];
    let alone = values![target.target, target.notice];
    let expired = tx.execute(
        &format!(
            sql!(
                "UPDATE notice AS n SET state = " expired ", since = $3, detail = NULL, kept_wake = NULL
                 WHERE state = " held " AND expires <= $3 AND {} AND NOT {}"
            ),
            inside, COVERED
        ),
        at,
    )?;
    let moved = tx.execute(
        &format!(
            sql!(
                "UPDATE notice AS n SET state = CASE WHEN first_at IS NULL THEN " planned " ELSE " deferred " END,
                   wake = coalesce(kept_wake, due), kept_wake = NULL, since = $3, detail = NULL
                 WHERE state = " held " AND {} AND NOT {}"
            ),
            inside, COVERED
        ),
        at,
    )?;
    let under_way = tx.execute(
        &format!(
            sql!(
                "UPDATE notice AS n SET wanted = NULL, detail = NULL
                 WHERE state = " sending " AND wanted = " held " AND {} AND NOT {}"
            ),
            inside, COVERED
        ),
        alone,
    )?;
    let still_held: i64 = tx
        .query_one(&format!(sql!("SELECT count(*) FROM notice AS n WHERE state = " held " AND {}"), inside), alone)?
        .try_get(0)?;
    Ok(Resumed { holds: 0, moved, expired, under_way, still_held: still_held.unsigned_abs() })
}

/// Stops for good what is in the scope and waits.
pub(super) fn cancel(link: &Link, scope: &Scope, said: &Said<'_>) -> Fallible<Moved> {
    let (why, now) = (said.reason(), said.at);
    let tx = Tx::begin(link, now)?;
    let target = Target::of(&tx, scope)?;
    let inside = target.condition();
    let moved = tx.execute(
        &format!(
            sql!(
                "UPDATE notice AS m SET wake = NULL, kept_wake = NULL, since = $3, lapsed = 0,
                   state = CASE WHEN told THEN " uncertain " ELSE " cancelled " END,
                   detail = CASE WHEN told THEN NULL ELSE $4 END
                 FROM (SELECT n.seq AS which,
                         EXISTS (SELECT 1 FROM attempt a WHERE a.notice = n.seq AND a.result = " uncertain ") AS told
                       FROM notice AS n
                       WHERE (n.state IN (" planned ", " deferred ", " held ")
                              OR (n.state = " cancelled " AND n.lapsed = 1)) AND {}) AS stopped
                 WHERE m.seq = which"
            ),
            inside
        ),
        values![target.target, target.notice, Stamp(now), why],
    )?;
    let under_way = tx.execute(
        &format!(
            sql!("UPDATE notice AS n SET wanted = " cancelled ", detail = $3 WHERE state = " sending " AND {}"),
            inside
        ),
        values![target.target, target.notice, why],
    )?;
    let moved = Moved { moved, under_way };
    if moved != Moved::default() {
        journal::write(&tx, &Written::cancelled(scope, said, moved))?;
    }
    tx.commit()?;
    Ok(moved)
}

/// The holds in force, the oldest first.
pub(super) fn holds(link: &Link) -> Fallible<Vec<Hold>> {
    let rows = link.query(
        "SELECT kind, author, why, since, until, word.text, person.id AS person, hold.notice, wave.text AS wave
         FROM hold LEFT JOIN word ON CASE kind WHEN 6 THEN word.seq = target & 4294967295
             ELSE kind IN (1, 2, 3, 7) AND word.seq = target END
           LEFT JOIN word AS wave ON kind = 6 AND wave.seq = target >> 32
           LEFT JOIN person ON kind = 4 AND person.seq = target
         WHERE ended IS NULL ORDER BY hold.seq",
        &[],
    )?;
    let read = |row: &Row| -> Fallible<Hold> {
        let text = |at: usize| row.try_get::<_, &str>(at);
        Ok(Hold {
            scope: match row.try_get::<_, i64>(0)? {
                0 => Scope::Campaign,
                1 => Scope::Wave(text(5)?.into()),
                2 => Scope::Phase(text(5)?.into()),
                3 => Scope::Message(text(5)?.into()),
                6 => Scope::MessageOfWave { message: text(5)?.into(), wave: text(8)?.into() },
                7 => Scope::Gate(text(5)?.into()),
                4 => Scope::Person(text(6)?.into()),
                _ => Scope::Notice(row.try_get::<_, Id>(7).map(|id| NoticeId(id.0.0))?),
            },
            by: row.try_get(1)?,
            why: row.try_get(2)?,
            since: row.try_get::<_, Stamp>(3)?.0,
            until: row.try_get::<_, Option<Stamp>>(4)?.map(|until| until.0),
        })
    };
    rows.iter().map(read).collect()
}
