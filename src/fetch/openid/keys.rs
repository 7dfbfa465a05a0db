//! The keys that a provider signs with (RFC 7517), and whether one of them signed something. Pure.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
use serde_json::Value;

/// More keys than any provider has at once.
const MOST: usize = 64;

/// A public key.
enum Public {
    /// RSA: modulus and exponent.
    Rsa(Vec<u8>, Vec<u8>),
    /// A point of P-256, uncompressed.
    P256(Vec<u8>),
}

/// A key, and what it is called.
struct Key {
    id: Option<String>,
    public: Public,
}

/// The keys of a provider.
#[derive(Default)]
pub(super) struct Keys(Vec<Key>);

/// Why no key can be said to have signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unsigned {
    /// None of this name and kind is known: there may be new ones.
    Unknown,
    /// It is not what the key signed.
    Wrong,
}

impl Keys {
    /// The keys of a set; those of other kinds, or for something else than signatures, are left out.
    pub(super) fn of(set: &Value) -> Self {
        let keys = set["keys"].as_array().map_or(&[][..], Vec::as_slice);
        Keys(keys.iter().take(MOST).filter_map(key).collect())
    }

    /// Whether a key of the provider signed the message: the one of this name, or any of its kind where none is named.
    ///
    /// # Errors
    /// When none did.
    pub(super) fn signed(
        &self,
        algorithm: &str,
        id: Option<&str>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Unsigned> {
        let mut found = Err(Unsigned::Unknown);
        let named = |key: &&Key| id.is_none() || key.id.as_deref() == id;
        for key in self.0.iter().filter(named) {
            // Which kind of key there is says how it signs, not the token alone: no key is taken for a shared secret.
            let verified = match (&key.public, algorithm) {
                (Public::Rsa(n, e), "RS256") => {
                    RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                }
                (Public::P256(point), "ES256") => {
                    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature)
                }
                _ => continue,
            };
            match verified {
                Ok(()) => return Ok(()),
                Err(_) => found = Err(Unsigned::Wrong),
            }
        }
        found
    }
}

fn key(key: &Value) -> Option<Key> {
    let text = |name: &str| key[name].as_str();
    let bytes = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?.trim_end_matches('=')).ok();
    if text("use").is_some_and(|of| of != "sig") {
        return None;
    }
    let is_for = |algorithm: &str| text("alg").is_none_or(|of| of == algorithm);
    let public = match text("kty")? {
        "RSA" if is_for("RS256") => Public::Rsa(bytes("n")?, bytes("e")?),
        "EC" if is_for("ES256") && text("crv") == Some("P-256") => {
            let (x, y) = (bytes("x")?, bytes("y")?);
            Public::P256([&[4][..], &x, &y].concat())
        }
        _ => return None,
    };
    Some(Key { id: text("kid").map(str::to_owned), public })
}
