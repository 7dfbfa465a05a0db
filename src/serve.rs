//! The second face: pages in a browser, for who decides, for who sits at the helpdesk and for who writes. One page, one
//! file, each made from what [`app`](crate::app) and [`report`](crate::report) return; what is done on one goes through the
//! same use cases as the command line, and into the journal under the same name.
//!
//! ```text
//! connection ─ guard ─► whose session ─► page or act ─► view ─► template ─► answer
//!              Host,     cookie; token     (pages/…)             (face)      its policy
//!              Origin,   of each act
//!              size, time
//! one task looks at the ledger and the files (news) ─► every open page: "changed" (events) ─► it fetches itself
//! ```
//!
//! On loopback whoever comes is somebody with an account on this machine and the link of the terminal, once; beyond it, a user
//! with a role, known by a provider or a proxy (`way`). Each page and each act says what one has to be allowed for
//! it (`who::May`). What a page may load is itself, its style sheet and its script; no address has anybody's name in it,
//! but a keyed digest.

mod address;
mod addresses;
mod answer;
mod asker;
mod assets;
mod attempts;
mod composers;
mod drafts;
mod events;
mod face;
mod guard;
mod journal;
mod keep;
mod kept;
mod language;
mod links;
mod listen;
mod maker;
mod news;
mod opaque;
mod origins;
mod pace;
mod pages;
mod parts;
mod routes;
mod secret;
mod sessions;
mod settings;
mod shelf;
mod signing;
mod site;
mod standing;
mod standings;
mod talk;
#[cfg(test)]
mod tests;
mod tls;
mod visit;
mod way;
mod who;
mod words;

pub use listen::{Door, Entrance, Reach, bind};
pub use settings::Settings;
pub use tls::Tls;
