//! Stops: what an operator holds, lets go on, or stops for good, also beside a sender.
//!
//! A hold is a row. What it covers is `held`, out of the queue's index, until no row in force covers it any more.

use chrono::{DateTime, Utc};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, named_params};

use super::codes::{Id, Stamp, UNCERTAIN, sql, state};
use super::fault::Fallible;
use super::intern::Interner;
use super::{generation, journal};
use crate::error::Error;
use crate::ledger::journal::Written;
use crate::ledger::{Hold, Moved, Resumed, Said, Scope};
use crate::schedule::NoticeId;

/// A scope as it stands in the file: its kind, and the number of what it names (of two things, the first in the upper
/// half), or an id.
struct Target {
    kind: i64,
    value: Value,
}

/// Whether a hold in force covers notice `n`. The kinds are those of [`Target::of`].
pub(super) const COVERED: &str = "EXISTS (SELECT 1 FROM hold h WHERE h.ended IS NULL AND CASE h.kind
     WHEN 0 THEN true WHEN 1 THEN h.target = n.wave WHEN 2 THEN h.target = n.phase
     WHEN 3 THEN h.target = n.message WHEN 4 THEN h.target = n.person
     WHEN 6 THEN h.target >> 32 = n.wave AND h.target & 0xFFFFFFFF = n.message
     WHEN 7 THEN h.target IS n.gate ELSE h.target = n.id END)";

impl Target {
    /// With a number for what was not met before.
    fn of(tx: &Connection, scope: &Scope) -> Fallible<Self> {
        let mut interner = Interner::default();
        let (kind, value) = match scope {
            Scope::Campaign => (0, Value::Null),
            Scope::Wave(wave) => (1, interner.word(tx, wave)?.into()),
            Scope::Phase(phase) => (2, interner.word(tx, phase)?.into()),
            Scope::Message(message) => (3, interner.word(tx, message)?.into()),
            Scope::MessageOfWave { message, wave } => {
                let (message, wave) = (interner.word(tx, message)?, interner.word(tx, wave)?);
                (6, (wave << 32 | message).into())
            }
            Scope::Gate(wave) => (7, interner.word(tx, wave)?.into()),
            Scope::Person(person) => (4, interner.person(tx, person)?.into()),
            Scope::Notice(id) => {
                let known = tx.prepare_cached("SELECT seq FROM notice WHERE id = ?1")?.exists([Id(*id)])?;
                if !known {
                    return Err(Error::bug(format!("notice {id} is not known")).into());
                }
                (5, id.0.to_vec().into())
            }
        };
        Ok(Target { kind, value })
    }

    /// The condition on notice `n` to be in it.
    fn condition(&self) -> &'static str {
        match self.kind {
            0 => ":target IS NULL",
            1 => "n.wave = :target",
            2 => "n.phase = :target",
            3 => "n.message = :target",
            4 => "n.person = :target",
            7 => "n.gate = :target",
            6 => "n.wave = :target >> 32 AND n.message = :target & 0xFFFFFFFF",
            _ => "n.id = :target",
        }
    }
}

/// Lays a hold.
pub(super) fn hold(conn: &mut Connection, hold: &Hold) -> Fallible<Moved> {
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    end_over(&tx, hold.since)?;
    let target = Target::of(&tx, &hold.scope)?;
    tx.prepare_cached(
        "INSERT INTO hold (kind, target, author, why, since, until) VALUES (:kind, :target, :by, :why, :since, :until)",
    )?
    .execute(named_params! {
        ":kind": target.kind, ":target": target.value, ":by": hold.by, ":why": hold.why, ":since": Stamp(hold.since),
        ":until": hold.until.map(Stamp),
    })?;
    let moved = lay(&tx, &target, &hold.why, hold.since)?;
    journal::write(&tx, &Written::held(hold, moved))?;
    generation::step(&tx, hold.since)?;
    tx.commit()?;
    Ok(moved)
}

/// Holds what is in the scope and waits, and wants it of what is under way.
fn lay(tx: &Connection, target: &Target, why: &str, now: DateTime<Utc>) -> rusqlite::Result<Moved> {
    let inside = target.condition();
    let moved = tx
        .prepare_cached(&format!(
            sql!(
                "UPDATE notice AS n SET state = " held ", since = :now, detail = :why, lapsed = 0, kept_wake = wake,
                   wake = NULL WHERE state IN (" planned ", " deferred ") AND {}"
            ),
            inside
        ))?
        .execute(named_params! { ":target": target.value, ":now": Stamp(now), ":why": why })?;
    let under_way = tx
        .prepare_cached(&format!(
            sql!(
                "UPDATE notice AS n SET wanted = " held ", detail = :why
                 WHERE state = " sending " AND wanted IS NOT " cancelled " AND {}"
            ),
            inside
        ))?
        .execute(named_params! { ":target": target.value, ":why": why })?;
    Ok(Moved { moved: moved as u64, under_way: under_way as u64 })
}

/// Lays every hold in force on what has come into being, or waits again, since it was laid.
pub(super) fn lay_again(tx: &Connection, now: DateTime<Utc>) -> Fallible<()> {
    let mut query = tx.prepare_cached("SELECT kind, target, why FROM hold WHERE ended IS NULL ORDER BY seq")?;
    let rows = query.query_map([], |row| {
        Ok((Target { kind: row.get("kind")?, value: row.get("target")? }, row.get::<_, String>("why")?))
    })?;
    for (target, why) in rows.collect::<rusqlite::Result<Vec<_>>>()? {
        lay(tx, &target, &why, now)?;
    }
    Ok(())
}

/// Lets go on what no hold covers any more, because a new plan moved it out of their scopes.
pub(super) fn free_uncovered(tx: &Connection, now: DateTime<Utc>) -> Fallible<()> {
    let any: bool = tx.query_row("SELECT EXISTS (SELECT 1 FROM hold)", [], |row| row.get(0))?;
    if any {
        free(tx, &Target { kind: 0, value: Value::Null }, now)?;
    }
    Ok(())
}

/// Ends the holds whose time is over, in a transaction of its own if there are any.
pub(super) fn end_those_over(conn: &mut Connection, now: DateTime<Utc>) -> Fallible<()> {
    if next_end(conn)?.is_none_or(|end| end > now) {
        return Ok(());
    }
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    end_over(&tx, now)?;
    generation::step(&tx, now)?;
    tx.commit()?;
    Ok(())
}

/// The same within one.
pub(super) fn end_over(tx: &Connection, now: DateTime<Utc>) -> Fallible<()> {
    loop {
        let over = tx
            .prepare_cached(
                "UPDATE hold SET ended = :now WHERE seq =
                   (SELECT seq FROM hold WHERE ended IS NULL AND until <= :now ORDER BY until, seq LIMIT 1)
                 RETURNING kind, target",
            )?
            .query_row(named_params! { ":now": Stamp(now) }, |row| {
                Ok(Target { kind: row.get("kind")?, value: row.get("target")? })
            })
            .optional()?;
        let Some(target) = over else { return Ok(()) };
        free(tx, &target, now)?;
    }
}

/// When the next hold is over by itself.
pub(super) fn next_end(conn: &Connection) -> Fallible<Option<DateTime<Utc>>> {
    let mut query = conn.prepare_cached("SELECT min(until) AS until FROM hold WHERE ended IS NULL")?;
    Ok(query.query_row([], |row| row.get::<_, Option<Stamp>>("until"))?.map(|end| end.0))
}

/// Ends the holds on exactly this scope.
pub(super) fn resume(conn: &mut Connection, scope: &Scope, said: &Said<'_>) -> Fallible<Resumed> {
    let now = said.at;
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    end_over(&tx, now)?;
    let target = Target::of(&tx, scope)?;
    let holds = tx
        .prepare_cached(
            "UPDATE hold SET ended = :now, ended_why = :why WHERE ended IS NULL AND kind = :kind AND target IS :target",
        )?
        .execute(
            named_params! { ":now": Stamp(now), ":why": said.reason(), ":kind": target.kind, ":target": target.value },
        )? as u64;
    let resumed = match holds {
        0 => Resumed::default(),
        _ => {
            let resumed = Resumed { holds, ..free(&tx, &target, now)? };
            journal::write(&tx, &Written::resumed(scope, said, resumed))?;
            resumed
        }
    };
    generation::step(&tx, now)?;
    tx.commit()?;
    Ok(resumed)
}

/// Lets go on what is in the scope and no hold covers any more.
fn free(tx: &Connection, target: &Target, now: DateTime<Utc>) -> Fallible<Resumed> {
    let inside = target.condition();
    let at = named_params! { ":target": target.value, ":now": Stamp(now) };
    let expired = tx
        .prepare_cached(&format!(
            sql!(
                "UPDATE notice AS n SET state = " expired ", since = :now, detail = NULL, kept_wake = NULL
                 WHERE state = " held " AND expires <= :now AND {} AND NOT {}"
            ),
            inside, COVERED
        ))?
        .execute(at)?;
    let moved = tx
        .prepare_cached(&format!(
            sql!(
                "UPDATE notice AS n SET state = CASE WHEN first_at IS NULL THEN " planned " ELSE " deferred " END,
                   wake = coalesce(kept_wake, due), kept_wake = NULL, since = :now, detail = NULL
                 WHERE state = " held " AND {} AND NOT {}"
            ),
            inside, COVERED
        ))?
        .execute(at)?;
    let alone = named_params! { ":target": target.value };
    let under_way = tx
        .prepare_cached(&format!(
            sql!(
                "UPDATE notice AS n SET wanted = NULL, detail = NULL
                 WHERE state = " sending " AND wanted = " held " AND {} AND NOT {}"
            ),
            inside, COVERED
        ))?
        .execute(alone)?;
    let still_held = tx
        .prepare_cached(&format!(sql!("SELECT count(*) FROM notice AS n WHERE state = " held " AND {}"), inside))?
        .query_row(alone, |row| row.get(0))?;
    let (moved, expired, under_way) = (moved as u64, expired as u64, under_way as u64);
    Ok(Resumed { holds: 0, moved, expired, under_way, still_held })
}

/// Stops for good what is in the scope and waits.
pub(super) fn cancel(conn: &mut Connection, scope: &Scope, said: &Said<'_>) -> Fallible<Moved> {
    let (why, now) = (said.reason(), said.at);
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    let target = Target::of(&tx, scope)?;
    let inside = target.condition();
    let moved = tx
        .prepare_cached(&format!(
            sql!(
                "UPDATE notice AS n SET wake = NULL, kept_wake = NULL, since = :now, lapsed = 0,
                   state = CASE WHEN told THEN :uncertain ELSE " cancelled " END,
                   detail = CASE WHEN told THEN NULL ELSE :why END
                 FROM (SELECT seq AS which, EXISTS (SELECT 1 FROM attempt WHERE notice = seq AND result = :uncertain)
                         AS told FROM notice AS n
                       WHERE (state IN (" planned ", " deferred ", " held ")
                              OR (state = " cancelled " AND lapsed = 1)) AND {})
                 WHERE n.seq = which"
            ),
            inside
        ))?
        .execute(named_params! {
            ":target": target.value, ":now": Stamp(now), ":why": why, ":uncertain": UNCERTAIN,
        })?;
    let under_way = tx
        .prepare_cached(&format!(
            sql!("UPDATE notice AS n SET wanted = " cancelled ", detail = :why WHERE state = " sending " AND {}"),
            inside
        ))?
        .execute(named_params! { ":target": target.value, ":why": why })?;
    let moved = Moved { moved: moved as u64, under_way: under_way as u64 };
    if moved != Moved::default() {
        journal::write(&tx, &Written::cancelled(scope, said, moved))?;
    }
    generation::step(&tx, now)?;
    tx.commit()?;
    Ok(moved)
}

/// The holds in force, the oldest first.
pub(super) fn holds(conn: &Connection) -> Fallible<Vec<Hold>> {
    let mut query = conn.prepare_cached(
        "SELECT kind, author, why, since, until, word.text, person.id AS person,
           CASE kind WHEN 5 THEN target END AS notice, wave.text AS wave
         FROM hold LEFT JOIN word ON CASE kind WHEN 6 THEN word.seq = target & 0xFFFFFFFF
             ELSE kind IN (1, 2, 3, 7) AND word.seq = target END
           LEFT JOIN word AS wave ON kind = 6 AND wave.seq = target >> 32
           LEFT JOIN person ON kind = 4 AND person.seq = target
         WHERE ended IS NULL ORDER BY hold.seq",
    )?;
    let rows = query.query_map([], |row| {
        let text = |name: &str| row.get::<_, Box<str>>(name);
        Ok(Hold {
            scope: match row.get("kind")? {
                0 => Scope::Campaign,
                1 => Scope::Wave(text("text")?.into()),
                2 => Scope::Phase(text("text")?.into()),
                3 => Scope::Message(text("text")?.into()),
                6 => Scope::MessageOfWave { message: text("text")?.into(), wave: text("wave")?.into() },
                7 => Scope::Gate(text("text")?.into()),
                4 => Scope::Person(text("person")?.into()),
                _ => Scope::Notice(NoticeId(row.get("notice")?)),
            },
            by: row.get("author")?,
            why: row.get("why")?,
            since: row.get::<_, Stamp>("since")?.0,
            until: row.get::<_, Option<Stamp>>("until")?.map(|until| until.0),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
