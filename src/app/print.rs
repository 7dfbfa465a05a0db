//! What was approved to be told on paper, as files for a printer.
//!
//! ```text
//! ledger ─ select ─► chosen ─ press ─► folder (PDF files, then manifest.csv) ─► ledger: printed
//! ```
//!
//! A poster or a handout is nobody's, and not in the ledger: the approved message, the kinds of devices of a wave, files.
//!
//! Files get their names when all of them are whole. A run that is killed leaves a folder that says it is unfinished, and
//! the same run makes it again. What is in the ledger as printed is in a manifest.

mod basis;
mod draft;
mod folder;
mod handout;
mod how;
mod manifest;
mod numbers;
mod poster;
mod press;
mod public;
mod reprint;
mod run;
mod select;

pub use draft::draft;
pub use handout::{Steps, handouts};
pub use how::How;
pub use numbers::Numbers;
pub use poster::posters;
pub use press::Binding;
pub use public::{ForAnyone, Pile};
pub use reprint::reprint;
pub use run::{Kind, Listing, Run, list, run};
pub use select::Wanted;
