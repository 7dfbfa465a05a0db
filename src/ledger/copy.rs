//! A ledger in another store: copied row by row, and compared, before anybody may send from it.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::Said;
use super::continuity::{COPIED, lacking};
use super::journal::Written;
use super::open::kept;
use super::tables::{Course, TABLES, Table, Tally, Tallying, Value};
use crate::campaign::LedgerUrl;
use crate::error::{Error, Place, Result};

/// So many rows are written at a time, or so many octets of them.
const CHUNK: (usize, usize) = (2000, 8 << 20);

/// A copy that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// How many notices it has.
    pub notices: u64,
    /// How many rows, in all tables.
    pub rows: u64,
    /// A digest of all of them, the same in both.
    pub digest: [u8; 32],
}

/// A store whose rows can be read and written as they stand.
pub(super) trait Rows {
    /// Keeps anybody from sending and approving, as long as it is open.
    fn keep_still(&mut self, said: &Said<'_>) -> Result<()>;

    /// Why it may lack what was done.
    fn doubted(&self) -> Result<Option<String>>;

    /// How far it has come.
    fn course(&self) -> Result<Course>;

    /// Shows the rows of a table in their order.
    fn rows(&self, table: &Table, each: &mut dyn FnMut(&[Value]) -> Result<()>) -> Result<()>;

    /// Begins to write rows.
    fn begin(&mut self) -> Result<()>;

    /// Writes rows.
    fn add(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<()>;

    /// Makes what was written lasting, as a ledger that has come so far, with an entry in its journal.
    fn end(&mut self, course: Course, written: &Written<'_>, now: DateTime<Utc>) -> Result<()>;

    /// Takes back what was written.
    fn abandon(&mut self);

    /// Nobody sends from it any more, for this reason.
    fn give_up(&mut self, why: &str) -> Result<()>;
}

/// Copies the ledger at `from` to `to`, where none is yet; `dir` is the campaign directory. From then on that is the ledger:
/// nobody sends from the first any more.
///
/// # Errors
/// [`Unreachable`](crate::error::Kind::Unreachable) while somebody sends or approves, when the ledger is doubted, or when the
/// copy is not the same; [`Usage`](crate::error::Kind::Usage) when there is none to copy, or one already at `to`. Then nothing
/// is changed.
pub fn copy(from: &LedgerUrl, to: &LedgerUrl, dir: &Path, said: &Said<'_>) -> Result<Copied> {
    if from == to {
        return Err(Error::usage("both are the same ledger").hint("name the one that is there, then the new one"));
    }
    let mut source = kept(from, dir, false)?
        .ok_or_else(|| Error::usage("there is no ledger to copy").at(Place::file(&*from.shown())))?;
    source.keep_still(said)?;
    if let Some(why) = source.doubted()? {
        return Err(lacking(&why).at(Place::file(&*from.shown())));
    }
    let mut target = kept(to, dir, true)?.ok_or_else(|| Error::bug("a ledger that was made is not there"))?;
    target.keep_still(said)?;
    if target.course()?.steps > 0 {
        return Err(Error::usage("there is a ledger already")
            .hint("name a file that is not there yet, or a schema that is blank")
            .at(Place::file(&*to.shown())));
    }
    let course = source.course()?;
    let written = Written::copied(&from.shown(), said);
    target.begin()?;
    let same = fill(&*source, &mut *target).and_then(|copied| {
        // First: never two from which somebody could send.
        source.give_up(&format!("{COPIED}{}", to.shown()))?;
        target.end(course, &written, said.at).map(|()| copied)
    });
    if same.is_err() {
        target.abandon();
    }
    same
}

/// Fills a blank ledger, and looks whether all of it is there.
fn fill(source: &dyn Rows, target: &mut dyn Rows) -> Result<Copied> {
    let (mut copied, mut hasher) = (Copied { notices: 0, rows: 0, digest: [0; 32] }, blake3::Hasher::new());
    for table in TABLES {
        let mut tallying = Tallying::default();
        let (mut chunk, mut octets) = (Vec::new(), 0);
        source.rows(table, &mut |row| {
            tallying.add(row);
            octets += row.iter().map(Value::octets).sum::<usize>();
            chunk.push(row.to_vec());
            if chunk.len() >= CHUNK.0 || octets >= CHUNK.1 {
                octets = 0;
                target.add(table, &std::mem::take(&mut chunk))?;
            }
            Ok(())
        })?;
        target.add(table, &chunk)?;
        let (meant, there) = (tallying.end(), tally(target, table)?);
        if meant != there {
            return Err(Error::unreachable(format!(
                "the copy is not the same: of {} in the table {}, it has {}",
                meant.rows, table.name, there.rows
            ))
            .hint("nothing was changed, and the first is the ledger still; `heraut ledger verify` looks through it"));
        }
        hasher.update(&meant.digest);
        copied.rows += meant.rows;
        if table.name == "notice" {
            copied.notices = meant.rows;
        }
    }
    Ok(Copied { digest: *hasher.finalize().as_bytes(), ..copied })
}

fn tally(store: &dyn Rows, table: &Table) -> Result<Tally> {
    let mut tallying = Tallying::default();
    store.rows(table, &mut |row| {
        tallying.add(row);
        Ok(())
    })?;
    Ok(tallying.end())
}
