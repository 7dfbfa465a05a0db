//! A provider of OpenID Connect is asked who somebody is that signs in there (authorization code with PKCE; OpenID Connect
//! Core 1.0 section 3.1, RFC 7636).
//!
//! ```text
//! configuration, keys ─► address to sign in at ─► code ─► token ─► whose it is
//! (of the issuer)        state, nonce, challenge          signed by a key of the provider, for us, now, with our nonce
//! ```

mod claims;
mod keys;
mod provider;
#[cfg(test)]
mod tests;

pub use provider::{Errand, Provider, Refused, Who};
