//! The program itself.

use std::fs::File;

/// A digest of the program that runs: what another one rendered, this one might render otherwise. `None` when its file
/// cannot be read.
pub(super) fn digest() -> Option<Vec<u8>> {
    let file = File::open(std::env::current_exe().ok()?).ok()?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file).ok()?;
    Some(hasher.finalize().as_bytes().to_vec())
}
