//! The file: how it is recognised, how it is made, how it is brought up to date.
//!
//! Sized for 2.4 million notices: names and people are written once and meant by number, instants are integers,
//! and the indexes that grow with the work left to do hold only that.

use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::codes::carried;
use super::fault::{Fallible, Fault};
use super::lock::Lock;
use crate::error::Error;

/// "Hera" in the file's header: what `file(1)` and we recognise a ledger by.
const APPLICATION: i32 = 0x4865_7261;

/// What each version added; the file's `user_version` says how many of them it has. Never edit one that was released.
const MIGRATIONS: &[&str] = &[V1, V2, V3, V4, V5, V6, V7];

/// The version that this program writes.
pub(super) const NEWEST: usize = MIGRATIONS.len();

/// `wake` is the instant from which a notice can be claimed (when due, or when to retry), and NULL when it
/// cannot: the index on it is the queue. `tries` counts attempts begun, `excused` those that do not count against
/// the notice. `lapsed` marks those a plan dropped (1) or a person closed, when they had failed (2)
/// or were uncertain (3), as opposed to those a person cancelled. `event` marks those
/// that came into being by a recorded fact. `seq` follows the due time within one approval, so neighbours in time
/// are neighbours in the file.
const V1: &str = "
CREATE TABLE sender (one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL) STRICT;
INSERT INTO sender VALUES (1, 0);
CREATE TABLE word (seq INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE person (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE file (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, size INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
CREATE TABLE snapshot (seq INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE snapshot_file (
    snapshot INTEGER NOT NULL REFERENCES snapshot, path TEXT NOT NULL, file INTEGER NOT NULL REFERENCES file,
    PRIMARY KEY (snapshot, path)
) STRICT, WITHOUT ROWID;
CREATE TABLE approval (
    seq INTEGER PRIMARY KEY, plan TEXT NOT NULL, snapshot INTEGER NOT NULL REFERENCES snapshot,
    campaign TEXT NOT NULL, approver TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE TABLE notice (
    seq INTEGER PRIMARY KEY, id BLOB NOT NULL,
    wave INTEGER NOT NULL, phase INTEGER NOT NULL, message INTEGER NOT NULL, language INTEGER NOT NULL,
    person INTEGER, occurrence INTEGER NOT NULL,
    due INTEGER NOT NULL, expires INTEGER, resend INTEGER NOT NULL, event INTEGER NOT NULL,
    state INTEGER NOT NULL, wake INTEGER, since INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, excused INTEGER NOT NULL DEFAULT 0, lapsed INTEGER NOT NULL DEFAULT 0,
    detail TEXT, first_at INTEGER, first_migrated TEXT, first_snapshot INTEGER,
    CHECK ((state IN (0, 4)) = (wake IS NOT NULL))
) STRICT;
CREATE INDEX notice_sending ON notice (since) WHERE state = 2;
CREATE INDEX notice_accepted ON notice (since) WHERE state = 3;
CREATE TABLE attempt (
    notice INTEGER NOT NULL REFERENCES notice, n INTEGER NOT NULL, began INTEGER NOT NULL, ended INTEGER,
    result INTEGER NOT NULL, reply TEXT NOT NULL,
    PRIMARY KEY (notice, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE fact (
    seq INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES person, device TEXT, at INTEGER NOT NULL,
    standing INTEGER NOT NULL, moment INTEGER, why TEXT
) STRICT;
CREATE INDEX fact_person ON fact (person, at);
";

/// `dates` is the word for the dates of the wave as the notice tells them, `previous` the one for those told before.
/// `revision` is NULL for a notice that does not tell people their own dates. `follows` is a notice's id. What comes on
/// paper (`channel`) is not in the sender's queue, whose index is made anew with the others below.
const V2: &str = "
ALTER TABLE notice ADD COLUMN dates INTEGER;
ALTER TABLE notice ADD COLUMN revision INTEGER;
ALTER TABLE notice ADD COLUMN previous INTEGER;
ALTER TABLE notice ADD COLUMN follows BLOB;
ALTER TABLE notice ADD COLUMN channel INTEGER NOT NULL DEFAULT 0;
DROP INDEX IF EXISTS notice_wake;
";

/// `calendar` is what the notice does in its reader's calendar; NULL when nothing.
const V3: &str = "
ALTER TABLE notice ADD COLUMN calendar INTEGER;
";

/// `generation` is which ledger this is: an id of its own, and how many steps were ever written to it, the last at `acted`.
/// `doubt` is why it may lack what was done, until a person has said what is to become of that.
///
/// `pause` is until when a relay wants to be left alone.
///
/// `wanted` is where an operator wants a notice that is sending, once its attempt is over: held or cancelled.
/// `kept_wake` is the `wake` of one that is held, for when it is resumed. `rendered` is a digest of what a notice was
/// rendered from when it was approved. `retries` counts how often a person had it sent again as a message of its own.
/// `kind` and `target` of a hold are those of `hold::Target`; `ended_why` says who lifted it and why.
const V4: &str = "
CREATE TABLE generation (
    one INTEGER PRIMARY KEY CHECK (one = 1), ledger BLOB NOT NULL, steps INTEGER NOT NULL, acted INTEGER, doubt TEXT
) STRICT;
INSERT INTO generation VALUES (1, randomblob(16), 0, NULL, NULL);
CREATE TABLE pause (channel INTEGER PRIMARY KEY, until INTEGER NOT NULL, why TEXT NOT NULL) STRICT;
ALTER TABLE notice ADD COLUMN wanted INTEGER;
ALTER TABLE notice ADD COLUMN kept_wake INTEGER;
ALTER TABLE notice ADD COLUMN rendered INTEGER;
ALTER TABLE notice ADD COLUMN retries INTEGER NOT NULL DEFAULT 0;
CREATE TABLE hold (
    seq INTEGER PRIMARY KEY, kind INTEGER NOT NULL, target ANY, author TEXT NOT NULL, why TEXT NOT NULL,
    since INTEGER NOT NULL, until INTEGER, ended INTEGER, ended_why TEXT
) STRICT;
";

/// `report` is what mail systems reported of messages that went out: of which message of a notice (`retries`), when it was
/// `heard`, and, of one that bounced, when the relay had `taken` it. A `standing` above 3 in `fact` is about the address in
/// its `why`.
const V5: &str = "
CREATE TABLE report (
    seq INTEGER PRIMARY KEY, notice INTEGER NOT NULL REFERENCES notice, retries INTEGER NOT NULL,
    action INTEGER NOT NULL, address TEXT NOT NULL, words TEXT NOT NULL, digest BLOB NOT NULL UNIQUE,
    heard INTEGER NOT NULL, taken INTEGER
) STRICT;
CREATE INDEX report_notice ON report (notice);
CREATE INDEX report_taken ON report (taken) WHERE taken IS NOT NULL;
";

/// `relay` is the word for the name of the relay by which the last attempt went, or that one. A pause is a relay's own; those
/// of an earlier version do not say whose they are, and end. `gate` is the word for the wave whose gate a notice waits for.
/// `act` is what people did that concerns no notice; its kinds are those of the module of that name.
const V6: &str = "
ALTER TABLE notice ADD COLUMN relay INTEGER;
ALTER TABLE notice ADD COLUMN gate INTEGER;
ALTER TABLE attempt ADD COLUMN relay INTEGER;
DROP TABLE pause;
CREATE TABLE pause (relay TEXT PRIMARY KEY, until INTEGER NOT NULL, why TEXT NOT NULL) STRICT;
DROP INDEX notice_accepted;
CREATE INDEX notice_accepted ON notice (since, relay) WHERE state = 3;
CREATE TABLE act (
    seq INTEGER PRIMARY KEY, kind INTEGER NOT NULL, wave TEXT, subject TEXT, number INTEGER,
    author TEXT NOT NULL, why TEXT, at INTEGER NOT NULL
) STRICT;
";

/// `journal` is what people did, each entry chained to the one before (`crate::ledger::journal`). `key` is NULL when somebody
/// in its words was forgotten. `forgotten` has a digest of each identity of those who were, by the key in `forgetting`. `redacted`
/// is the hash of a file as it is since somebody's rows were taken out; its `hash` stays that of what was approved. `starts` is
/// when the entry of a calendar begins that a notice is about.
const V7: &str = "
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, deed TEXT NOT NULL, author TEXT NOT NULL, what TEXT NOT NULL, why TEXT,
    key BLOB, digest BLOB NOT NULL, chain BLOB NOT NULL
) STRICT;
CREATE TABLE forgetting (one INTEGER PRIMARY KEY CHECK (one = 1), key BLOB NOT NULL) STRICT;
CREATE TABLE forgotten (digest BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
ALTER TABLE file ADD COLUMN redacted BLOB;
ALTER TABLE notice ADD COLUMN starts INTEGER;
";

/// The indexes over all notices. Apart, because filling them after a first approval is faster than during it.
pub(super) fn notice_indexes() -> String {
    format!(
        "CREATE UNIQUE INDEX IF NOT EXISTS notice_id ON notice (id);
         CREATE INDEX IF NOT EXISTS notice_wake ON notice (wake) WHERE wake IS NOT NULL AND {};
         CREATE INDEX IF NOT EXISTS notice_person ON notice (person) WHERE person IS NOT NULL;",
        carried()
    )
}

/// Undoes [`notice_indexes`].
pub(super) const DROP_NOTICE_INDEXES: &str = "DROP INDEX notice_id; DROP INDEX notice_wake; DROP INDEX notice_person;";

/// Settings of a connection. `fullfsync` matters on macOS only, where a plain fsync does not reach the platter.
pub(super) fn configure(conn: &Connection) -> Fallible<()> {
    conn.busy_timeout(std::time::Duration::from_secs(30))?;
    conn.set_prepared_statement_cache_capacity(64);
    conn.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
         PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -65536;",
    )?;
    Ok(())
}

/// What a later version added to the notices, for who reads an older one as it is: the values that it has after
/// being brought up to date.
const ADDED: &[(usize, &str)] = &[
    (2, "NULL AS dates, NULL AS revision, NULL AS previous, NULL AS follows, 0 AS channel"),
    (3, "NULL AS calendar"),
    (4, "NULL AS wanted, NULL AS kept_wake, NULL AS rendered, 0 AS retries"),
    (6, "NULL AS relay, NULL AS gate"),
    (7, "NULL AS starts"),
];

/// The version of the ledger in the file; `None` when nothing was ever written to it.
pub(super) fn version(conn: &Connection) -> Fallible<Option<usize>> {
    let pragma = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let (application, version) = (pragma("application_id")?, pragma("user_version")?);
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match (application, version, tables) {
        (0, 0, 0) => Ok(None),
        (APPLICATION, 1.., _) if version as usize > MIGRATIONS.len() => Err(newer(version as usize)),
        (APPLICATION, 1.., _) => Ok(Some(version as usize)),
        _ => Err(Error::unreachable("this is the database of another program, not a ledger")
            .hint("name the file that `heraut approve` made")
            .into()),
    }
}

fn newer(version: usize) -> Fault {
    Error::unreachable(format!(
        "this ledger is of version {version}, and this program knows versions up to {}",
        MIGRATIONS.len()
    ))
    .hint("a newer heraut made it: use that one")
    .into()
}

/// Makes a ledger of a file of this version readable without a write to it: what later versions added to the notices is
/// laid over them, for this connection only.
pub(super) fn read_as_it_is(conn: &Connection, version: usize) -> Fallible<()> {
    let added: Vec<&str> = ADDED.iter().filter(|(since, _)| *since > version).map(|(_, columns)| *columns).collect();
    if !added.is_empty() {
        conn.execute_batch(&format!(
            "PRAGMA temp_store = MEMORY; CREATE TEMP VIEW notice AS SELECT *, {} FROM main.notice;",
            added.join(", ")
        ))?;
    }
    if version < 4 {
        conn.execute_batch(
            "CREATE TEMP VIEW hold AS SELECT 0 AS seq, 0 AS kind, NULL AS target, '' AS author, '' AS why, 0 AS since,
               NULL AS until, NULL AS ended WHERE false;
             CREATE TEMP VIEW generation AS SELECT 1 AS one, x'' AS ledger, 0 AS steps, NULL AS acted, NULL AS doubt;",
        )?;
    }
    if version < 5 {
        conn.execute_batch("CREATE TEMP VIEW report AS SELECT 0 AS notice, 0 AS action, 0 AS taken WHERE false;")?;
    }
    if version < 6 {
        conn.execute_batch(
            "CREATE TEMP VIEW attempt AS SELECT *, NULL AS relay FROM main.attempt;
             CREATE TEMP VIEW pause AS SELECT '' AS relay, 0 AS until, '' AS why WHERE false;
             CREATE TEMP VIEW act AS SELECT 0 AS seq, 0 AS kind, NULL AS wave, NULL AS subject, NULL AS number,
               '' AS author, NULL AS why, 0 AS at WHERE false;",
        )?;
    }
    if version < 7 {
        conn.execute_batch(
            "CREATE TEMP VIEW file AS SELECT *, NULL AS redacted FROM main.file;
             CREATE TEMP VIEW journal AS SELECT 0 AS seq, 0 AS at, '' AS deed, '' AS author, '' AS what, NULL AS why,
               NULL AS key, x'' AS digest, x'' AS chain WHERE false;
             CREATE TEMP VIEW forgetting AS SELECT x'' AS key WHERE false;",
        )?;
    }
    Ok(())
}

/// Makes a blank file a ledger.
pub(super) fn create(conn: &mut Connection) -> Fallible<()> {
    wal(conn)?;
    migrate(conn)
}

/// Brings an older ledger up to date. Nobody may be sending or approving meanwhile, also not an older program.
pub(super) fn bring_up_to_date(conn: &mut Connection, version: usize, lock: &Path) -> Fallible<()> {
    if version < MIGRATIONS.len() {
        let holder = concat!("heraut ", env!("CARGO_PKG_VERSION"));
        let _lock = Lock::try_take(lock, holder, "bringing it up to date", None)?.map_err(|who| {
            Error::unreachable(format!(
                "this ledger is of version {version} and must be brought to version {} first, but it is in use by {who}",
                MIGRATIONS.len()
            ))
            .hint("stop the older program first; what only reads, such as `heraut status`, works beside it")
        })?;
        migrate(conn)?;
    }
    wal(conn)
}

/// Brings a file up to date that nobody else has.
pub(super) fn migrate(conn: &mut Connection) -> Fallible<()> {
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    // Read again: another process may have done the work while we waited for the lock.
    let done = version(&tx)?.unwrap_or(0);
    for (n, migration) in MIGRATIONS.iter().enumerate().skip(done) {
        tx.execute_batch(migration)?;
        if n == 0 {
            tx.pragma_update(None, "application_id", APPLICATION)?;
        }
        tx.pragma_update(None, "user_version", n as i64 + 1)?;
    }
    tx.execute_batch(&notice_indexes())?;
    tx.commit()?;
    Ok(())
}

/// Readers beside the writer. A file system that cannot do it is refused: half a guarantee is none.
fn wal(conn: &Connection) -> Fallible<()> {
    let mode: String = conn.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    if mode.eq_ignore_ascii_case("wal") {
        return Ok(());
    }
    Err(Error::unreachable("this file system cannot hold a ledger: SQLite's write-ahead log does not work on it")
        .hint("put the ledger on a local disk")
        .into())
}
