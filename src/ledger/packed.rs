//! Files of snapshots as they stand in a store: compressed, and known by their hash.

use crate::error::{Error, Result};

/// Texts and CSV shrink to a tenth at this level, at the speed of the disk.
const LEVEL: i32 = 3;

/// Makes a body small.
pub(super) fn pack(body: &[u8]) -> Result<Vec<u8>> {
    zstd::bulk::compress(body, LEVEL)
        .map_err(|error| Error::bug(format!("a file of the snapshot could not be compressed: {error}")))
}

/// The body again; `None` when it is not the one of this size and hash.
pub(super) fn unpack(packed: &[u8], size: usize, hash: &[u8; 32]) -> Option<Vec<u8>> {
    zstd::bulk::decompress(packed, size).ok().filter(|body| blake3::hash(body) == *hash)
}
