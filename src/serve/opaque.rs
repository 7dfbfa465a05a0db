//! What people and messages are called in addresses: a digest keyed anew at each start, so that a log, a history or a
//! link that was passed on names nobody, and says nothing to another run of the program.

use super::secret::random;
use crate::error::Result;

/// So many hexadecimal digits: 128 bits.
const DIGITS: usize = 32;

/// What something is called, as a number.
pub(super) type Digest = u128;

/// The key of one run.
pub(super) struct Opaque([u8; 32]);

impl Opaque {
    /// A key of its own.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub(super) fn new() -> Result<Self> {
        Ok(Opaque(random()?))
    }

    /// What something is called in an address.
    pub(super) fn of(&self, name: &str) -> String {
        blake3::keyed_hash(&self.0, name.as_bytes()).to_hex()[..DIGITS].to_owned()
    }

    /// The same, as it is looked up among many.
    pub(super) fn digest(&self, name: &str) -> Digest {
        let mut first = [0; DIGITS / 2];
        first.copy_from_slice(&blake3::keyed_hash(&self.0, name.as_bytes()).as_bytes()[..DIGITS / 2]);
        Digest::from_be_bytes(first)
    }

    /// What is called so in an address; nothing of what no address has.
    pub(super) fn read(called: &str) -> Option<Digest> {
        let is_one = called.len() == DIGITS && called.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        is_one.then(|| Digest::from_str_radix(called, 16).ok()).flatten()
    }

    /// A text that only this run can make of another, for one purpose.
    pub(super) fn derived(&self, purpose: &str, of: &str) -> String {
        // Names have fewer digits, and no separator of this kind in front.
        blake3::keyed_hash(&self.0, format!("\u{1f}{purpose}\u{1f}{of}").as_bytes()).to_hex().to_string()
    }

    /// Which of these is called so.
    pub(super) fn find<T>(
        &self,
        called: &str,
        mut all: impl Iterator<Item = T>,
        name: impl Fn(&T) -> String,
    ) -> Option<T> {
        all.find(|one| self.of(&name(one)) == called)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_nobody_and_finds_its_own() {
        let (run, another) = (Opaque::new().unwrap(), Opaque::new().unwrap());
        let called = run.of("j.jansen@example.org");
        assert!(called.len() == DIGITS && called.bytes().all(|digit| digit.is_ascii_hexdigit()), "{called}");
        assert_ne!(called, another.of("j.jansen@example.org"), "another start has other addresses");
        assert_eq!(Opaque::read(&called), Some(run.digest("j.jansen@example.org")));
        assert!([&called[1..], "", "../../etc/passwd"].iter().all(|other| Opaque::read(other).is_none()));
        let all = || ["a@example.org", "j.jansen@example.org"].into_iter();
        assert_eq!(run.find(&called, all(), |name| (*name).to_owned()), Some("j.jansen@example.org"));
        assert_eq!(run.find("../../etc/passwd", all(), |name| (*name).to_owned()), None);
    }
}
