//! The schema: how it is recognised, how it is made, how it is brought up to date.
//!
//! The tables are those of the embedded ledger, and mean the same, so that one is copied into the other row by row. Numbers of
//! rows are given out by who writes, one at a time ([`tx`](super::tx)), and have no gaps.

use super::codes::carried;
use super::fault::{Fallible, Fault};
use super::link::{Link, values};
use super::lock::{Key, Locks};
use super::place;
use crate::error::Error;

/// What each version added; the table `version` says how many of them there are. Never edit one that was released.
const MIGRATIONS: &[&str] = &[V1, V2];

/// What this program knows how to read.
const NEWEST: usize = MIGRATIONS.len();

/// What the columns mean is said at the embedded ledger's. `epoch` is how often somebody became the sender. `place` is where
/// this ledger was made or taken up: another one is that of a dump that was restored, or of a copy. `holder` is who sends or
/// approves, for people; what keeps others out is an advisory lock. A hold on a notice has its id in `notice`.
const V1: &str = "
CREATE TABLE generation (
    one bigint PRIMARY KEY CHECK (one = 1), ledger bytea NOT NULL, steps bigint NOT NULL, acted bigint, doubt text,
    epoch bigint NOT NULL, place text
);
INSERT INTO generation VALUES (1, decode(replace(gen_random_uuid()::text, '-', ''), 'hex'), 0, NULL, NULL, 0, NULL);
CREATE TABLE holder (
    one bigint PRIMARY KEY CHECK (one = 1), work text NOT NULL, name text NOT NULL, process bigint NOT NULL, since bigint
);
CREATE TABLE word (seq bigint PRIMARY KEY, text text NOT NULL UNIQUE);
CREATE TABLE person (seq bigint PRIMARY KEY, id text NOT NULL UNIQUE);
CREATE TABLE file (
    seq bigint PRIMARY KEY, hash bytea NOT NULL UNIQUE, size bigint NOT NULL, body bytea NOT NULL, redacted bytea
);
ALTER TABLE file ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE TABLE snapshot (seq bigint PRIMARY KEY, hash text NOT NULL UNIQUE);
CREATE TABLE snapshot_file (
    snapshot bigint NOT NULL REFERENCES snapshot, path text NOT NULL, file bigint NOT NULL REFERENCES file,
    PRIMARY KEY (snapshot, path)
);
CREATE TABLE approval (
    seq bigint PRIMARY KEY, plan text NOT NULL, snapshot bigint NOT NULL REFERENCES snapshot, campaign text NOT NULL,
    approver text NOT NULL, at bigint NOT NULL
);
CREATE TABLE notice (
    seq bigint PRIMARY KEY, id bytea NOT NULL, wave bigint NOT NULL, phase bigint NOT NULL, message bigint NOT NULL,
    language bigint NOT NULL, person bigint, occurrence bigint NOT NULL, due bigint NOT NULL, expires bigint,
    resend boolean NOT NULL, event boolean NOT NULL, state bigint NOT NULL, wake bigint, since bigint NOT NULL,
    tries bigint NOT NULL DEFAULT 0, excused bigint NOT NULL DEFAULT 0, lapsed bigint NOT NULL DEFAULT 0, detail text,
    first_at bigint, first_migrated text, first_snapshot bigint, dates bigint, revision bigint, previous bigint,
    follows bytea, channel bigint NOT NULL DEFAULT 0, calendar bigint, wanted bigint, kept_wake bigint, rendered bigint,
    retries bigint NOT NULL DEFAULT 0, relay bigint, gate bigint, starts bigint,
    CHECK ((state IN (0, 4)) = (wake IS NOT NULL))
);
CREATE UNIQUE INDEX notice_id ON notice (id);
CREATE INDEX notice_wake ON notice (wake, seq) WHERE wake IS NOT NULL AND CARRIED;
CREATE INDEX notice_person ON notice (person) WHERE person IS NOT NULL;
CREATE INDEX notice_sending ON notice (since) WHERE state = 2;
CREATE INDEX notice_accepted ON notice (since, relay) WHERE state = 3;
CREATE TABLE attempt (
    notice bigint NOT NULL REFERENCES notice, n bigint NOT NULL, began bigint NOT NULL, ended bigint,
    result bigint NOT NULL, reply text NOT NULL, relay bigint, PRIMARY KEY (notice, n)
);
CREATE TABLE fact (
    seq bigint PRIMARY KEY, person bigint NOT NULL REFERENCES person, device text, at bigint NOT NULL,
    standing bigint NOT NULL, moment bigint, why text
);
CREATE INDEX fact_person ON fact (person, at);
CREATE TABLE pause (relay text PRIMARY KEY, until bigint NOT NULL, why text NOT NULL);
CREATE TABLE hold (
    seq bigint PRIMARY KEY, kind bigint NOT NULL, target bigint, notice bytea, author text NOT NULL, why text NOT NULL,
    since bigint NOT NULL, until bigint, ended bigint, ended_why text
);
CREATE TABLE report (
    seq bigint PRIMARY KEY, notice bigint NOT NULL REFERENCES notice, retries bigint NOT NULL, action bigint NOT NULL,
    address text NOT NULL, words text NOT NULL, digest bytea NOT NULL UNIQUE, heard bigint NOT NULL, taken bigint
);
CREATE INDEX report_notice ON report (notice);
CREATE INDEX report_taken ON report (taken) WHERE taken IS NOT NULL;
CREATE TABLE act (
    seq bigint PRIMARY KEY, kind bigint NOT NULL, wave text, subject text, number bigint, author text NOT NULL, why text,
    at bigint NOT NULL
);
CREATE TABLE journal (
    seq bigint PRIMARY KEY, at bigint NOT NULL, deed text NOT NULL, author text NOT NULL, what text NOT NULL, why text,
    key bytea, digest bytea NOT NULL, chain bytea NOT NULL
);
CREATE TABLE forgetting (one bigint PRIMARY KEY CHECK (one = 1), key bytea NOT NULL);
CREATE TABLE forgotten (digest bytea PRIMARY KEY);
";

/// Several senders. `sender` has those that are there: each has a number that no other ever had (`epoch` counts them), the
/// session that has its lock (`backend`), when it was last heard of by the server's clock (`beat`), and for how many
/// microseconds nobody takes it for gone since (`lease`). `claim` says whose a notice is that is claimed and not begun, `owner`
/// whose one is that is sending. `share` has what senders took of the limits of a relay.
const V2: &str = "
CREATE TABLE sender (
    seq bigint PRIMARY KEY, name text NOT NULL, process bigint NOT NULL, since bigint NOT NULL, backend bigint NOT NULL,
    beat timestamptz NOT NULL, lease bigint NOT NULL, sent bigint NOT NULL, parts bigint NOT NULL
);
CREATE TABLE claim (notice bigint PRIMARY KEY REFERENCES notice, owner bigint NOT NULL);
ALTER TABLE notice ADD COLUMN owner bigint;
CREATE TABLE share (seq bigint PRIMARY KEY, relay bigint NOT NULL, at bigint NOT NULL, many bigint NOT NULL);
CREATE INDEX share_at ON share (relay, at);
";

/// The version of the ledger in the schema; `None` when there is none.
pub(super) fn version(link: &Link, schema: &str) -> Fallible<Option<usize>> {
    let found = link.query_one(
        "SELECT (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v')) AS tables,
                to_regclass(quote_ident($1) || '.version') IS NOT NULL AS ours",
        values![schema],
    )?;
    match (found.try_get::<_, i64>(0)?, found.try_get(1)?) {
        (0, _) => Ok(None),
        (_, false) => {
            Err(Error::unreachable(format!("the schema {schema} has tables of another program, not a ledger"))
                .hint("name another one: `ledger: postgres://…?schema=NAME`")
                .into())
        }
        (_, true) => {
            let version: i64 = link.query_one("SELECT version FROM version", &[])?.try_get(0)?;
            match usize::try_from(version) {
                Ok(known) if (1..=NEWEST).contains(&known) => Ok(Some(known)),
                Ok(newer) if newer > NEWEST => Err(Error::unreachable(format!(
                    "this ledger is of version {newer}, and this program knows versions up to {NEWEST}"
                ))
                .hint("a newer heraut made it: use that one")
                .into()),
                _ => Err(Fault::damaged(format_args!("it is of version {version}"))),
            }
        }
    }
}

/// Makes the ledger, or brings it up to date, while nobody else does or sends.
pub(super) fn migrate(link: &Link, locks: &mut Locks, schema: &str) -> Fallible<()> {
    if version(link, schema)? == Some(NEWEST) {
        return Ok(());
    }
    locks.wait_for(link, Key::Migration)?;
    let migrated = migrate_alone(link, locks, schema);
    locks.release(link, Key::Migration)?;
    migrated
}

fn migrate_alone(link: &Link, locks: &mut Locks, schema: &str) -> Fallible<()> {
    // Read again: another process may have done the work while we waited for the lock.
    let done = version(link, schema)?;
    if done == Some(NEWEST) {
        return Ok(());
    }
    if let Some(older) = done {
        locks
            .take(link, Key::Sender, concat!("heraut ", env!("CARGO_PKG_VERSION")), "bringing it up to date", None)
            .map_err(|fault| {
                Error::unreachable(format!(
                    "this ledger is of version {older} and must be brought to version {NEWEST} first: {}",
                    fault.in_words()
                ))
                .hint("stop the older program first")
            })?;
    }
    let mut text = "BEGIN;".to_owned();
    if done.is_none() {
        // Who may not make schemas may have been given one.
        let there: bool = link
            .query_one("SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1)", values![schema])?
            .try_get(0)?;
        if !there {
            text += &format!("CREATE SCHEMA {schema};");
        }
        text += "CREATE TABLE version (version bigint NOT NULL); INSERT INTO version VALUES (0);";
    }
    for migration in MIGRATIONS.iter().skip(done.unwrap_or(0)) {
        text += &migration.replace("CARRIED", &carried());
    }
    text += &format!("UPDATE version SET version = {NEWEST};");
    let made = link.batch(&text).and_then(|()| place::keep(link)).and_then(|()| link.batch("COMMIT"));
    if made.is_err() {
        let _ = link.batch("ROLLBACK");
    }
    if done.is_some() {
        locks.release(link, Key::Sender)?;
    }
    made
}
