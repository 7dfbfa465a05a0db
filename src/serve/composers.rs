//! What makes messages of a snapshot, kept for the next message: to read one of a large campaign takes seconds.

use std::cell::RefCell;
use std::sync::Arc;

use crate::compose::Composer;
use crate::error::Result;

/// The one in force, and one before: of a large campaign each takes hundreds of megabytes.
const MOST: usize = 2;

/// The last that were needed, by their snapshot; the one in force has no name.
#[derive(Default)]
pub(super) struct Composers(RefCell<Vec<(Option<String>, Arc<Composer>)>>);

impl Composers {
    /// That of a snapshot, which `read` makes where it is not known.
    ///
    /// # Errors
    /// That of `read`.
    pub(super) fn get(
        &self,
        snapshot: Option<&str>,
        read: impl FnOnce() -> Result<Arc<Composer>>,
    ) -> Result<Arc<Composer>> {
        let mut known = self.0.borrow_mut();
        if let Some((_, composer)) = known.iter().find(|(of, _)| of.as_deref() == snapshot) {
            return Ok(Arc::clone(composer));
        }
        let composer = read()?;
        if known.len() == MOST {
            known.remove(0);
        }
        known.push((snapshot.map(str::to_owned), Arc::clone(&composer)));
        Ok(composer)
    }
}
