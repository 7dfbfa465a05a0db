//! A token, and what gives one.

use std::fmt;
use std::time::Duration;

/// A bearer token (RFC 6750): whoever has it is taken for us, so it is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A token as it came.
    ///
    /// # Errors
    /// When it is none: empty, or with something in it that RFC 6750 section 2.1 does not have, such as a space or a line end.
    pub fn new(text: &str) -> Result<Self, NoToken> {
        let is_sound = |byte: u8| byte.is_ascii_graphic();
        if text.is_empty() || !text.bytes().all(is_sound) {
            return Err(NoToken::Later("what came is no token".to_owned()));
        }
        Ok(Token(text.to_owned()))
    }

    /// The token, to be told to the relay and nobody else.
    pub(crate) fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// A token that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The token.
    pub token: Token,
    /// How long it is good, counted from when it was asked for, if whoever gave it said so.
    pub lifetime: Option<Duration>,
}

/// Why there is no token; safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoToken {
    /// Not now: it may be given when it is asked for again.
    Later(String),
    /// Not until a person has mended something.
    Never(String),
}

/// Where tokens come from.
pub trait Issuer: Send + Sync {
    /// What to call it in messages.
    fn name(&self) -> String;

    /// Gives a token. Blocks, for a minute at most.
    ///
    /// # Errors
    /// Why there is none.
    fn issue(&self) -> Result<Issued, NoToken>;
}
