//! The frozen inputs, each file once per content, compressed.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};

use super::fault::{Fallible, Fault};
use crate::error::Error;
use crate::ledger::packed::{pack, unpack};

/// Stores a snapshot, unless it is there already; returns its number.
pub(super) fn store(conn: &Connection, hash: &str, files: &BTreeMap<String, Arc<[u8]>>) -> Fallible<i64> {
    let known = conn.query_row("SELECT seq FROM snapshot WHERE hash = ?1", [hash], |row| row.get("seq")).optional()?;
    if let Some(seq) = known {
        return Ok(seq);
    }
    let seq = conn.query_row("INSERT INTO snapshot (hash) VALUES (?1) RETURNING seq", [hash], |row| row.get("seq"))?;
    for (path, body) in files {
        let file = store_file(conn, body)?;
        conn.prepare_cached("INSERT INTO snapshot_file (snapshot, path, file) VALUES (?1, ?2, ?3)")?
            .execute(params![seq, path, file])?;
    }
    Ok(seq)
}

fn store_file(conn: &Connection, body: &[u8]) -> Fallible<i64> {
    let hash = blake3::hash(body);
    let known = conn
        .prepare_cached("SELECT seq FROM file WHERE hash = ?1")?
        .query_row([hash.as_bytes()], |row| row.get("seq"))
        .optional()?;
    if let Some(seq) = known {
        return Ok(seq);
    }
    Ok(conn
        .prepare_cached("INSERT INTO file (hash, size, body) VALUES (?1, ?2, ?3) RETURNING seq")?
        .query_row(params![hash.as_bytes(), body.len() as i64, pack(body)?], |row| row.get("seq"))?)
}

/// The names of all snapshots.
pub(super) fn hashes(conn: &Connection) -> Fallible<Vec<String>> {
    let mut query = conn.prepare_cached("SELECT hash FROM snapshot ORDER BY seq")?;
    let rows = query.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Puts another body in the place of a file's, in every snapshot that has it; it is still known by the hash of the first.
pub(super) fn replace(tx: &Connection, hash: &str, path: &str, body: &[u8]) -> Fallible<()> {
    tx.prepare_cached(
        "UPDATE file SET size = ?3, body = ?4, redacted = ?5 WHERE seq =
           (SELECT s.file FROM snapshot_file s JOIN snapshot ON snapshot.seq = s.snapshot WHERE hash = ?1 AND path = ?2)",
    )?
    .execute(params![hash, path, body.len() as i64, pack(body)?, blake3::hash(body).as_bytes()])?;
    Ok(())
}

/// The files of a snapshot, each checked against its hash.
pub(super) fn load(conn: &Connection, hash: &str) -> Fallible<BTreeMap<String, Arc<[u8]>>> {
    let seq: Option<i64> =
        conn.query_row("SELECT seq FROM snapshot WHERE hash = ?1", [hash], |row| row.get("seq")).optional()?;
    let seq = seq.ok_or_else(|| {
        Error::unreachable(format!("the ledger has no snapshot {hash}")).hint("approve the plan into this ledger first")
    })?;
    let mut query = conn.prepare_cached(
        "SELECT s.path, coalesce(f.redacted, f.hash) AS hash, f.size, f.body FROM snapshot_file s JOIN file f ON f.seq = s.file WHERE s.snapshot = ?1",
    )?;
    let mut rows = query.query([seq])?;
    let mut files = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (path, hash, size): (String, [u8; 32], usize) = (row.get("path")?, row.get("hash")?, row.get("size")?);
        let packed = row.get_ref("body")?.as_blob().map_err(Fault::damaged)?;
        let body = unpack(packed, size, &hash).ok_or_else(|| damaged(&path))?;
        files.insert(path, body.into());
    }
    Ok(files)
}

fn damaged(path: &str) -> Fault {
    Fault::damaged(format_args!("the snapshot's {path} is not what was approved"))
}
