//! What was approved, again and again: every plan's own files, and what they say.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::campaign::{Inputs, Loaded, load};
use crate::error::Result;
use crate::ledger::Ledger;

/// Files of snapshots that are to be others, by the snapshot's hash and the file's path.
pub(super) type Files = BTreeMap<(String, String), Arc<[u8]>>;

/// A snapshot of the ledger.
pub(super) struct Snapshot {
    /// Its hash, in hex.
    pub(super) hash: String,
    files: BTreeMap<String, Arc<[u8]>>,
    /// What it says.
    pub(super) loaded: Arc<Loaded>,
}

impl Snapshot {
    /// Reads all of a ledger, the first first.
    ///
    /// # Errors
    /// When the ledger cannot be read, or this program cannot read what an older one approved.
    pub(super) fn all(ledger: &dyn Ledger) -> Result<Vec<Self>> {
        let read = |hash: String| {
            let files = ledger.snapshot(&hash)?;
            let loaded = load(&mut Inputs::from_files(files.clone())).map_err(|error| {
                error.hint("a snapshot of an older program cannot be read by this one: use that one for it")
            })?;
            Ok(Snapshot { hash, files, loaded: Arc::new(loaded) })
        };
        ledger.snapshots()?.into_iter().map(read).collect()
    }

    /// Its files, to be read or changed.
    pub(super) fn inputs(&self) -> Inputs {
        Inputs::from_files(self.files.clone())
    }

    /// Adds those of its files that are others in `inputs`.
    pub(super) fn changed(&self, inputs: &Inputs, files: &mut Files) {
        let is_other = |(path, body): &(&String, &Arc<[u8]>)| self.files.get(*path).is_some_and(|old| old != *body);
        let changed = inputs.files().iter().filter(is_other);
        files.extend(changed.map(|(path, body)| ((self.hash.clone(), path.clone()), body.clone())));
    }
}
