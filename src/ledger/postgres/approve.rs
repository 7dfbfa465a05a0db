//! Locking a plan.
//!
//! The notices come by one by one and are never all in memory: so many at a time are looked for, judged by what is known of them
//! (`ledger::replan`), and written together. Which of the known ones a plan has again is kept as one bit each; those left over,
//! and not begun, are cancelled. Notices that stay as they are are not written.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio_postgres::Row;

use super::codes::{Digest, Id, SENDING, Small, Stamp, sql, state};
use super::fault::Fallible;
use super::inserter::{Rows, terms_of};
use super::intern::Interner;
use super::link::{Link, values};
use super::tx::Tx;
use super::{hold, journal, replan, snapshot};
use crate::error::Error;
use crate::ledger::journal::Written;
use crate::ledger::replan::{Known, Seen, Terms, Verdict};
use crate::ledger::{Approval, Changes, Entry};
use crate::schedule::NoticeId;

pub(super) use super::inserter::{Inserter, Origin};

/// So many notices are looked for at a time.
const CHUNK: usize = 2000;

/// Locks a plan in one transaction.
pub(super) fn approve(
    link: &Link,
    approval: &Approval,
    files: &BTreeMap<String, Arc<[u8]>>,
    entries: &mut dyn Iterator<Item = Entry>,
) -> Fallible<Changes> {
    let tx = Tx::begin(link, approval.at)?;
    same_campaign(&tx, &approval.campaign)?;
    let snapshot = snapshot::store(&tx, &approval.snapshot, files)?;
    tx.execute(
        "INSERT INTO approval (seq, plan, snapshot, campaign, approver, at)
         SELECT coalesce(max(seq), 0) + 1, $1, $2, $3, $4, $5 FROM approval",
        values![approval.plan, snapshot, approval.campaign, approval.by, Stamp(approval.at)],
    )?;
    // It may be another relay.
    tx.execute("DELETE FROM pause", &[])?;
    let changes = compare(&tx, entries, approval.at)?;
    hold::end_over(&tx, approval.at)?;
    hold::lay_again(&tx, approval.at)?;
    hold::free_uncovered(&tx, approval.at)?;
    journal::write(&tx, &Written::approved(approval, &changes))?;
    tx.commit()?;
    Ok(changes)
}

fn same_campaign(tx: &Link, campaign: &str) -> Fallible<()> {
    let serves = tx.query_opt("SELECT campaign FROM approval LIMIT 1", &[])?;
    match serves.map(|row| row.try_get::<_, String>(0)).transpose()? {
        Some(serves) if serves != campaign => {
            Err(Error::unreachable(format!("this ledger serves the campaign `{serves}`, not `{campaign}`"))
                .hint("name another schema, `ledger: postgres://…?schema=NAME`, or give the campaign its old `id` back")
                .into())
        }
        _ => Ok(()),
    }
}

/// Compares with the notices that are known.
fn compare(tx: &Link, entries: &mut dyn Iterator<Item = Entry>, at: DateTime<Utc>) -> Fallible<Changes> {
    let last: i64 = tx.query_one("SELECT coalesce(max(seq), 0) FROM notice", &[])?.try_get(0)?;
    let mut plan = Plan {
        tx,
        at,
        notices: Inserter::new(tx, Interner::of_everybody(tx)?, Origin::Plan, at)?,
        changes: Changes::default(),
        seen: Seen::default(),
        waves: HashMap::new(),
    };
    loop {
        let chunk: Vec<Entry> = entries.take(CHUNK).collect();
        if chunk.is_empty() {
            break;
        }
        plan.take(&chunk, last > 0)?;
    }
    let Plan { mut changes, seen, waves, .. } = plan;
    if last > 0 {
        replan::events(tx, &waves, at)?;
        changes.cancelled = cancel_rest(tx, last, &seen, at)?;
    }
    Ok(changes)
}

/// A plan that is being taken over.
struct Plan<'t> {
    tx: &'t Link,
    at: DateTime<Utc>,
    notices: Inserter<'t>,
    changes: Changes,
    /// The known notices that it has.
    seen: Seen,
    /// The dates of its waves, by number.
    waves: HashMap<i64, Option<i64>>,
}

impl Plan<'_> {
    /// Takes over some of its notices.
    fn take(&mut self, chunk: &[Entry], any_known: bool) -> Fallible<()> {
        let mut known = if any_known { find(self.tx, chunk)? } else { HashMap::new() };
        let (mut anew, mut rendered) = (Vec::new(), Vec::new());
        for entry in chunk {
            let tx = self.tx;
            let wave = self.notices.interner.word(tx, &entry.wave)?;
            let dates = self.notices.interner.dates(tx, entry.dates)?;
            self.waves.insert(wave, dates);
            let Some((known, may_be_told)) = known.remove(&entry.id) else {
                // Twice in one chunk is found there as well: the second is not found again here.
                self.notices.insert(entry)?;
                self.changes.added += 1;
                continue;
            };
            if !self.seen.insert(known.seq) {
                return Err(Error::bug(format!("the plan has notice {} twice", entry.id)).into());
            }
            if known.rendered != entry.rendered {
                rendered.push((known.seq, entry.rendered.map(|digest| Digest(digest).number())));
            }
            let terms = terms_of(tx, &mut self.notices.interner, entry)?;
            match known.by(&terms, self.at) {
                Verdict::Back => {
                    anew.push((known, terms));
                    self.changes.added += 1;
                }
                Verdict::Changed => {
                    anew.push((known, terms));
                    self.changes.changed += 1;
                }
                Verdict::Kept => self.changes.kept += 1,
                Verdict::Begun { again: true, .. } if !may_be_told => {
                    replan::clear(tx, known.seq, self.at)?;
                    anew.push((known, terms));
                    self.changes.changed += 1;
                }
                Verdict::Begun { moved, .. } => {
                    if moved {
                        replan::never_again(tx, known.seq, self.at)?;
                    }
                    self.changes.kept += 1;
                }
            }
        }
        self.notices.flush()?;
        update(self.tx, &anew, self.at)?;
        if !rendered.is_empty() {
            let (seqs, digests): (Vec<i64>, Vec<Option<i64>>) = rendered.into_iter().unzip();
            self.tx.execute(
                "UPDATE notice AS n SET rendered = s.rendered
                 FROM unnest($1::bigint[], $2::bigint[]) AS s (seq, rendered) WHERE n.seq = s.seq",
                values![seqs, digests],
            )?;
        }
        Ok(())
    }
}

/// Those of some notices that are known, with whether an attempt at them ended without an answer.
fn find(tx: &Link, chunk: &[Entry]) -> Fallible<HashMap<NoticeId, (Known, bool)>> {
    let ids: Vec<&[u8]> = chunk.iter().map(|entry| entry.id.0.as_slice()).collect();
    let rows = tx.query(
        sql!(
            "SELECT id, seq, state, lapsed, first_at IS NOT NULL, phase, language, due, expires, resend, dates, revision,
               previous, follows, calendar, rendered, gate, starts,
               EXISTS (SELECT 1 FROM attempt a WHERE a.notice = n.seq AND a.result = " uncertain ")
             FROM notice n WHERE id = ANY ($1)"
        ),
        values![ids],
    )?;
    rows.iter().map(|row| Ok((row.try_get::<_, Id>(0)?.0, (read(row)?, row.try_get(18)?)))).collect()
}

fn read(row: &Row) -> Fallible<Known> {
    Ok(Known {
        seq: row.try_get(1)?,
        state: row.try_get(2)?,
        lapsed: row.try_get(3)?,
        tried: row.try_get(4)?,
        terms: Terms {
            phase: row.try_get(5)?,
            language: row.try_get(6)?,
            due: row.try_get(7)?,
            expires: row.try_get(8)?,
            resend: row.try_get(9)?,
            dates: row.try_get(10)?,
            revision: row.try_get::<_, Option<Small<u16>>>(11)?.map(|revision| revision.0),
            previous: row.try_get(12)?,
            follows: row.try_get::<_, Option<Id>>(13)?.map(|id| id.0),
            calendar: row.try_get(14)?,
            gate: row.try_get(16)?,
            starts: row.try_get(17)?,
        },
        rendered: row.try_get::<_, Option<Digest>>(15)?.map(|digest| digest.0),
    })
}

/// Gives notices the new plan's values. Held stays held; dropped becomes planned.
fn update(tx: &Link, anew: &[(Known, Terms)], at: DateTime<Utc>) -> Fallible<()> {
    if anew.is_empty() {
        return Ok(());
    }
    let mut rows = Rows::default();
    for (known, terms) in anew {
        rows.push(known.seq, known.state_anew(), terms);
    }
    tx.execute(
        sql!(
            "UPDATE notice AS n SET phase = s.phase, language = s.language, due = s.due, expires = s.expires,
               resend = s.resend, state = s.state,
               wake = CASE s.state WHEN " planned " THEN s.due END, kept_wake = CASE s.state WHEN " held " THEN s.due END,
               since = CASE WHEN n.state = s.state THEN n.since ELSE $1 END, lapsed = 0,
               dates = s.dates, revision = s.revision, previous = s.previous, follows = s.follows,
               calendar = s.calendar, gate = s.gate, starts = s.starts
             FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::boolean[],
                    $9::bigint[], $10::bigint[], $11::bigint[], $12::bytea[], $13::bigint[], $14::bigint[], $15::bigint[])
               AS s (seq, state, phase, language, due, expires, resend, dates, revision, previous, follows, calendar, gate,
                    starts)
             WHERE n.seq = s.seq"
        ),
        values![
            Stamp(at),
            rows.seq,
            rows.state,
            rows.phase,
            rows.language,
            rows.due,
            rows.expires,
            rows.resend,
            rows.dates,
            rows.revision,
            rows.previous,
            rows.follows,
            rows.calendar,
            rows.gate,
            rows.starts
        ],
    )?;
    Ok(())
}

/// Cancels what the plan lacks and has not begun, or what the relay put off; returns how many.
fn cancel_rest(tx: &Link, last: i64, seen: &Seen, at: DateTime<Utc>) -> Fallible<u64> {
    let mut cancelled = 0;
    let mut from: i64 = 0;
    loop {
        let open = tx.query(
            sql!(
                "SELECT seq, state, first_at IS NOT NULL AS tried FROM notice WHERE seq > $1 AND seq <= $2 AND NOT event
                   AND state IN (" planned ", " held ", " deferred ", " sending ") ORDER BY seq LIMIT 10000"
            ),
            values![from, last],
        )?;
        let Some(end) = open.last() else { return Ok(cancelled) };
        from = end.try_get(0)?;
        let mut gone: Vec<i64> = Vec::new();
        for row in &open {
            let (seq, state, tried): (i64, i64, bool) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            if seen.contains(seq) {
                continue;
            }
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
            gone.push(seq);
        }
        tx.execute(
            sql!(
                "UPDATE notice SET state = " cancelled ", lapsed = 1, wake = NULL, kept_wake = NULL, since = $2, detail = NULL
                 WHERE seq = ANY ($1)"
            ),
            values![gone, Stamp(at)],
        )?;
    }
}
