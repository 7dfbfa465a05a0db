//! Tokens of OAuth 2.0 (RFC 6749) that stand in for a password: asked for when one is needed, kept in memory and nowhere
//! else, renewed before they expire.
//!
//! ```text
//! Tokens   the one that is kept, and when it is time for another
//!    │
//! Issuer ◄── Endpoint   asks a token endpoint for one, as an application ──► answer     what it says, in our words
//!                                                                        └─► assertion  proves who asks by a key
//! ```
//! An issuer blocks, on a thread of its own: whoever waits for it may stop waiting.

mod answer;
mod assertion;
mod endpoint;
mod issuer;
mod tokens;

pub use assertion::SigningKey;
pub use endpoint::{Endpoint, Proof};
pub use issuer::{Issued, Issuer, NoToken, Token};
pub use tokens::{Bearer, Tokens};
