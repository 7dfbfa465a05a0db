//! One attempt to sign in at the provider.

use crate::fetch::openid::Errand;
use crate::serve::site::Site;

/// The three texts of an attempt, made of its cookie: when it began, and what nobody guesses.
pub(super) struct Attempt([String; 3]);

impl Attempt {
    /// Of a cookie.
    pub(super) fn of(site: &Site, cookie: &str) -> Self {
        Attempt(["state", "nonce", "verifier"].map(|purpose| site.opaque.derived(purpose, cookie)))
    }

    /// As the provider is asked with it.
    pub(super) fn errand(&self) -> Errand<'_> {
        let [state, nonce, verifier] = &self.0;
        Errand { state, nonce, verifier }
    }
}
