//! The frozen inputs, each file once per content, compressed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::codes::{Octets, Small};
use super::fault::{Fallible, Fault};
use super::link::{Link, values};
use crate::error::Error;
use crate::ledger::packed::{pack, unpack};

/// Stores a snapshot, unless it is there already; returns its number.
pub(super) fn store(tx: &Link, hash: &str, files: &BTreeMap<String, Arc<[u8]>>) -> Fallible<i64> {
    if let Some(row) = tx.query_opt("SELECT seq FROM snapshot WHERE hash = $1", values![hash])? {
        return Ok(row.try_get(0)?);
    }
    let add = "INSERT INTO snapshot (seq, hash) SELECT coalesce(max(seq), 0) + 1, $1 FROM snapshot RETURNING seq";
    let seq: i64 = tx.query_one(add, values![hash])?.try_get(0)?;
    for (path, body) in files {
        let file = store_file(tx, body)?;
        tx.execute("INSERT INTO snapshot_file (snapshot, path, file) VALUES ($1, $2, $3)", values![seq, path, file])?;
    }
    Ok(seq)
}

fn store_file(tx: &Link, body: &[u8]) -> Fallible<i64> {
    let hash = blake3::hash(body);
    let hash = hash.as_bytes().as_slice();
    if let Some(row) = tx.query_opt("SELECT seq FROM file WHERE hash = $1", values![hash])? {
        return Ok(row.try_get(0)?);
    }
    let add =
        "INSERT INTO file (seq, hash, size, body) SELECT coalesce(max(seq), 0) + 1, $1, $2, $3 FROM file RETURNING seq";
    Ok(tx.query_one(add, values![hash, body.len() as i64, pack(body)?])?.try_get(0)?)
}

/// The names of all snapshots.
pub(super) fn hashes(link: &Link) -> Fallible<Vec<String>> {
    link.query("SELECT hash FROM snapshot ORDER BY seq", &[])?.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Puts another body in the place of a file's, in every snapshot that has it; it is still known by the hash of the first.
pub(super) fn replace(tx: &Link, hash: &str, path: &str, body: &[u8]) -> Fallible<()> {
    tx.execute(
        "UPDATE file SET size = $3, body = $4, redacted = $5 WHERE seq =
           (SELECT s.file FROM snapshot_file s JOIN snapshot ON snapshot.seq = s.snapshot
            WHERE snapshot.hash = $1 AND s.path = $2)",
        values![hash, path, body.len() as i64, pack(body)?, blake3::hash(body).as_bytes().as_slice()],
    )?;
    Ok(())
}

/// The files of a snapshot, each checked against its hash.
pub(super) fn load(link: &Link, hash: &str) -> Fallible<BTreeMap<String, Arc<[u8]>>> {
    let seq = link.query_opt("SELECT seq FROM snapshot WHERE hash = $1", values![hash])?;
    let seq: i64 = seq
        .ok_or_else(|| {
            Error::unreachable(format!("the ledger has no snapshot {hash}"))
                .hint("approve the plan into this ledger first")
        })?
        .try_get(0)?;
    let mut files = BTreeMap::new();
    for row in link.query(
        "SELECT s.path, coalesce(f.redacted, f.hash), f.size, f.body FROM snapshot_file s JOIN file f ON f.seq = s.file
         WHERE s.snapshot = $1",
        values![seq],
    )? {
        let path: String = row.try_get(0)?;
        let (hash, size) = (row.try_get::<_, Octets<32>>(1)?.0, row.try_get::<_, Small<usize>>(2)?.0);
        let body = unpack(row.try_get(3)?, size, &hash)
            .ok_or_else(|| Fault::damaged(format_args!("the snapshot's {path} is not what was approved")))?;
        files.insert(path, body.into());
    }
    Ok(files)
}
