//! Writing many notices together, by column.

use chrono::{DateTime, Utc};

use super::codes::{Digest, PLANNED, Stamp, of_calendar, of_channel};
use super::fault::Fallible;
use super::intern::Interner;
use super::link::{Link, values};
use crate::error::Error;
use crate::ledger::Entry;
use crate::ledger::replan::Terms;

/// So many are written at a time.
const CHUNK: usize = 2000;

/// What brought a notice into being.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// A line of an approved plan.
    Plan,
    /// A recorded fact.
    Event,
}

/// What a plan may change of notices, by column.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) seq: Vec<i64>,
    pub(super) state: Vec<i64>,
    pub(super) phase: Vec<i64>,
    pub(super) language: Vec<i64>,
    pub(super) due: Vec<i64>,
    pub(super) expires: Vec<Option<i64>>,
    pub(super) resend: Vec<bool>,
    pub(super) dates: Vec<Option<i64>>,
    pub(super) revision: Vec<Option<i64>>,
    pub(super) previous: Vec<Option<i64>>,
    pub(super) follows: Vec<Option<Vec<u8>>>,
    pub(super) calendar: Vec<Option<i64>>,
    pub(super) gate: Vec<Option<i64>>,
    pub(super) starts: Vec<Option<i64>>,
}

impl Rows {
    /// Adds a notice.
    pub(super) fn push(&mut self, seq: i64, state: i64, terms: &Terms) {
        self.seq.push(seq);
        self.state.push(state);
        self.phase.push(terms.phase);
        self.language.push(terms.language);
        self.due.push(terms.due);
        self.expires.push(terms.expires);
        self.resend.push(terms.resend);
        self.dates.push(terms.dates);
        self.revision.push(terms.revision.map(i64::from));
        self.previous.push(terms.previous);
        self.follows.push(terms.follows.map(|id| id.0.to_vec()));
        self.calendar.push(terms.calendar);
        self.gate.push(terms.gate);
        self.starts.push(terms.starts);
    }
}

/// What no plan changes of notices, by column.
#[derive(Default)]
struct Fixed {
    id: Vec<Vec<u8>>,
    wave: Vec<i64>,
    message: Vec<i64>,
    person: Vec<Option<i64>>,
    occurrence: Vec<i64>,
    channel: Vec<i64>,
    rendered: Vec<Option<i64>>,
}

/// Inserts notices, those of a chunk together.
pub(super) struct Inserter<'t> {
    tx: &'t Link,
    pub(super) interner: Interner,
    origin: Origin,
    since: DateTime<Utc>,
    /// The number of the next.
    next: i64,
    rows: Rows,
    fixed: Fixed,
}

impl<'t> Inserter<'t> {
    pub(super) fn new(tx: &'t Link, interner: Interner, origin: Origin, since: DateTime<Utc>) -> Fallible<Self> {
        let next = tx.query_one("SELECT coalesce(max(seq), 0) + 1 FROM notice", &[])?.try_get(0)?;
        Ok(Inserter { tx, interner, origin, since, next, rows: Rows::default(), fixed: Fixed::default() })
    }

    /// Inserts a notice; with the others of its chunk, or at the next [`flush`](Inserter::flush). One that came by an event and
    /// is known stays as it is; a plan must not have one twice.
    pub(super) fn insert(&mut self, entry: &Entry) -> Fallible<()> {
        let terms = terms_of(self.tx, &mut self.interner, entry)?;
        self.rows.push(self.next, PLANNED, &terms);
        self.next += 1;
        let person = entry.person.as_ref().map(|id| self.interner.person(self.tx, id)).transpose()?;
        let fixed = &mut self.fixed;
        fixed.id.push(entry.id.0.to_vec());
        fixed.wave.push(self.interner.word(self.tx, &entry.wave)?);
        fixed.message.push(self.interner.word(self.tx, &entry.message)?);
        fixed.person.push(person);
        fixed.occurrence.push(i64::from(entry.occurrence));
        fixed.channel.push(of_channel(entry.channel));
        fixed.rendered.push(entry.rendered.map(|digest| Digest(digest).number()));
        if self.rows.seq.len() >= CHUNK {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes what waits to be written.
    pub(super) fn flush(&mut self) -> Fallible<()> {
        self.interner.flush(self.tx)?;
        let (rows, fixed) = (std::mem::take(&mut self.rows), std::mem::take(&mut self.fixed));
        if rows.seq.is_empty() {
            return Ok(());
        }
        let added = self.tx.execute(
            "INSERT INTO notice (since, event, seq, state, phase, language, due, wake, expires, resend, dates, revision,
               previous, follows, calendar, gate, starts, id, wave, message, person, occurrence, channel, rendered)
             SELECT $1, $2, seq, state, phase, language, due, due, expires, resend, dates, revision, previous, follows,
               calendar, gate, starts, id, wave, message, person, occurrence, channel, rendered
             FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::boolean[],
                    $10::bigint[], $11::bigint[], $12::bigint[], $13::bytea[], $14::bigint[], $15::bigint[], $16::bigint[],
                    $17::bytea[], $18::bigint[], $19::bigint[], $20::bigint[], $21::bigint[], $22::bigint[], $23::bigint[])
               AS s (seq, state, phase, language, due, expires, resend, dates, revision, previous, follows, calendar, gate,
                    starts, id, wave, message, person, occurrence, channel, rendered)
             ON CONFLICT (id) DO NOTHING",
            values![
                Stamp(self.since),
                self.origin == Origin::Event,
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
                rows.starts,
                fixed.id,
                fixed.wave,
                fixed.message,
                fixed.person,
                fixed.occurrence,
                fixed.channel,
                fixed.rendered
            ],
        )?;
        if self.origin == Origin::Plan && added != rows.seq.len() as u64 {
            return Err(Error::bug("the plan has a notice twice").into());
        }
        Ok(())
    }
}

/// What of an entry a new plan may change, names by their numbers.
pub(super) fn terms_of(tx: &Link, interner: &mut Interner, entry: &Entry) -> Fallible<Terms> {
    let history = entry.history;
    Ok(Terms {
        phase: interner.word(tx, &entry.phase)?,
        language: interner.word(tx, entry.language.as_str())?,
        due: entry.due.timestamp_micros(),
        expires: entry.expires.map(|at| at.timestamp_micros()),
        resend: entry.resend_uncertain,
        dates: interner.dates(tx, entry.dates)?,
        revision: history.map(|history| history.revision),
        previous: interner.dates(tx, history.and_then(|history| history.previous))?,
        follows: history.and_then(|history| history.follows),
        calendar: history.and_then(|history| history.calendar).map(of_calendar),
        gate: entry.gate.as_ref().map(|wave| interner.word(tx, wave)).transpose()?,
        starts: history.and_then(|history| history.starts).map(|at| at.timestamp_micros()),
    })
}
