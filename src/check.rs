//! The linter: what is wrong with a campaign, or only unwise, before the first mail; and the proof that every message
//! renders.
//!
//! Every [`Finding`] names its [`Rule`], which has a stable id, a reason and a source, and says where it is and what
//! to do. The families: `H-DATA` about people and devices, `H-SCHED` about dates, waves and the helpdesk, `H-ORDER`
//! about what must come before what, `H-MAIL` about the bytes of a message, `H-TEXT` about what it says, `H-L10N` about what
//! languages say differently, `H-RENDER` about templates, `H-ALLOW` about the campaign's own `allow:`.
//!
//! [`check`] judges the campaign and its plan; [`check_all`] also renders every message in every language for people
//! with every kind of device (the [`samples()`], which a gallery shows too) and judges the final bytes; [`render_all()`]
//! renders every notice of a plan. All are pure; the instant is an argument.

mod alerts;
mod allow;
mod appointments;
mod data;
mod finding;
mod invented_readers;
mod json;
mod judge_samples;
mod language;
mod linter;
mod mail;
mod order;
mod path_words;
mod registry;
mod render_all;
mod rule;
mod samples;
mod sarif;
mod schedule;
mod sheets;
mod stops;
mod templates;
#[cfg(test)]
mod tests;
mod text;
mod view;
mod written;

pub use finding::{Finding, errors};
pub use invented_readers::{InventedReader, Unusual, invented_readers};
pub use json::json;
pub use linter::{check, check_all};
pub use registry::{explain, nearest, rules};
pub use render_all::render_all;
pub use rule::{Rule, Severity};
pub use samples::{ReaderKind, Sample, samples};
pub use sarif::sarif;
pub use stops::{ON_HOLD, Stop, Stops};
