//! What nobody can guess: tokens of sign-in, sessions and acts.

use ring::rand::{SecureRandom, SystemRandom};

use crate::error::{Error, Result};

/// 256 bits.
const BYTES: usize = 32;

/// A token, as text of hexadecimal digits. Never shown but to whom it is for; compared in constant time.
#[derive(Clone)]
pub(super) struct Secret(String);

impl Secret {
    /// A new one.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub(super) fn new() -> Result<Self> {
        Ok(Secret(blake3::Hash::from(random()?).to_hex().to_string()))
    }

    /// One that was made from another.
    pub(super) fn of(text: String) -> Self {
        Secret(text)
    }

    /// Whether somebody who says this knows it.
    pub(super) fn is(&self, said: &str) -> bool {
        is_same(&self.0, said)
    }

    /// The token, to be given to whom it is for.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

/// Whether two texts are one. Hashes of them are compared in constant time, and their length says nothing about either.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    blake3::hash(one.as_bytes()) == blake3::hash(other.as_bytes())
}

/// A key that nobody knows.
///
/// # Errors
/// When the system gives no randomness.
pub(super) fn random() -> Result<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::unreachable("this system gives no random numbers"))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_new_each_time_and_known_only_whole() {
        let (one, other) = (Secret::new().unwrap(), Secret::new().unwrap());
        assert_eq!(one.reveal().len(), 64);
        assert_ne!(one.reveal(), other.reveal());
        assert!(one.is(one.reveal()) && !one.is(other.reveal()) && !one.is("") && !one.is(&one.reveal()[..63]));
    }
}
