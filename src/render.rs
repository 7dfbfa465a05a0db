//! A message as one person gets it: a pure function of the snapshot, the person, the message, and what the ledger
//! recorded at the first attempt. It never sends and never reads the clock.
//!
//! ```text
//! template ─ front_matter ─► engine (Tera) ─► markdown ─► one tree of blocks ─┬─► html ─┐
//!                               ▲                                             ├─► text ─┴─► mail (MIME)
//!                 request ─ context                                           └─► content, for print
//!                 request ─ invite ─ ics (calendar) ────────────────────────────────► mail
//!                 request ─ sheet (PDF) ────────────────────────────────────────────► mail
//! ```
//!
//! All but a few lines of a mail are those of other people. What Tera made is parted into `passages` that read the same
//! wherever they stand; HTML and text of one that was met before come ready made and encoded from a `store`, and so does
//! the layout (`shell`). It is the same, byte for byte, as what is rendered anew ([`Renderer::keeping`]).

mod budget;
mod cache;
mod clock;
pub mod context;
mod date_value;
mod device_kinds;
mod engine;
mod escape;
mod facts;
mod fragment;
mod front_matter;
pub mod html;
mod ics;
mod invite;
mod known;
mod logo;
mod mail;
pub mod markdown;
mod names;
mod note;
mod parts;
mod passages;
mod picture;
mod pictures;
mod quoted_printable;
mod raw_html;
mod references;
mod renderer;
mod request;
mod sheet;
mod shell;
mod sign;
mod steps;
mod store;
pub mod text;
mod translation_source;
mod written;

pub use device_kinds::{Kind, device_kinds};
#[cfg(feature = "print")]
pub(crate) use escape::{is_invisible, one_line};
pub use fragment::Fragment;
pub use front_matter::TemplateFile;
pub(crate) use front_matter::quoted;
#[cfg(feature = "print")]
pub(crate) use html::kept_together;
pub use known::paths_of;
pub use mail::message_id_from;
pub use note::note;
pub use picture::Picture;
pub use pictures::Pictures;
pub use references::{LinkFault, RawHtml, References, Unknown};
pub use renderer::Renderer;
#[cfg(feature = "print")]
pub(crate) use renderer::{catalogs, read};
pub use request::{Appointment, Content, Mail, Request};
pub use translation_source::{TranslationSource, fingerprint};
