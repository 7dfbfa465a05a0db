//! What nobody can guess.

use ring::rand::{SecureRandom, SystemRandom};

use crate::error::{Error, Result};

/// A key.
pub(super) fn random() -> Result<[u8; 32]> {
    let mut key = [0; 32];
    let filled = SystemRandom::new().fill(&mut key);
    filled.map(|()| key).map_err(|_| Error::bug("this machine has no random numbers"))
}
