//! The link to sign in with, where there are no users.

use super::site::Site;

impl Site {
    /// The link to sign in with.
    pub(super) fn link(&self) -> String {
        let scheme = if self.is_secure { "https" } else { "http" };
        format!("{scheme}://{}/sign-in/{}", self.address, self.sessions().token())
    }

    /// Says on the terminal that there is another link.
    pub(super) fn link_was_used(&self) {
        // Nobody is there to tell when the program is ending.
        let _ = self.used.send(self.link());
    }
}
