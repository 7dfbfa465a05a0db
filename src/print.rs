//! The same words on paper: sheets, letters, posters, the helpdesk's brief, labels. The only user of Typst.
//!
//! ```text
//! request ─ render::Renderer::content ─► blocks ─ content ─► Typst's elements ─┐
//! campaign, labels, dates ─ paper ─► a dictionary ─────────────────────────────┴─► layout/*.typ ─► pages ─► PDF
//! ```
//!
//! Data never becomes code: no source text is made from data, and nothing is evaluated but the layouts, once. A
//! [`Printer`] then calls a layout's function for every [`Paper`]. What cannot be read on paper is an error that names
//! the person: a character that no typeface has, a text that runs off the page or over the pages a [`Form`] may have.
//!
//! Every file is PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2), and the same bytes however many threads made it.

mod address;
mod content;
mod engine;
mod fonts;
mod form;
mod inspect;
mod pack;
mod pages;
mod paper;
mod pdf;
mod plan;
mod printer;
mod qr;
pub mod run;
mod sheets;
mod split;
mod words;
mod world;

pub use fonts::Fonts;
pub use form::{Form, Format};
pub use pages::{Pages, Raster};
pub use paper::Paper;
pub use plan::{Drawing, Plan, Text};
pub use printer::Printer;
pub use sheets::Sheets;
