//! The plan and its progress as a person reads them: screens, documents and exports.
//!
//! Values in, text out: nothing here prints, asks the clock, or knows the terminal. [`Outline`] counts a plan once;
//! [`table`], [`markdown`], [`html`] and [`calendar`] show it. [`person`] tells one person's story, [`csv`] and
//! [`json`] list every notice, [`difference`] words what changed, and [`Status`] shows where delivery stands.
//! [`GateView`] shows what a gate comes to, [`load()`] what comes to the helpdesk. [`ProgressReport`] is how far a campaign is,
//! on one page.
//! [`booklet()`] is the plan as a document to print. [`gallery()`] puts every message on one page, to be looked at.
//! This room imports `campaign`, `schedule`, `l10n` and, for the status, `ledger`.

mod booklet;
mod breakdown;
mod calendar;
mod called;
mod columns;
mod concern;
mod csv;
mod dates;
mod dates_changed;
mod diff;
mod dossier;
mod drawings;
mod due;
mod escape;
mod fixed;
#[cfg(test)]
mod fixture;
mod gallery;
mod gantt;
mod gate;
mod gates;
mod history;
mod html;
mod in_need;
mod journal;
mod json;
mod kit;
mod load;
mod locking;
mod markdown;
mod metrics;
mod moved;
mod names;
mod outline;
mod outlook;
mod people_list;
mod person;
mod phrase;
mod progress;
mod row;
mod screen;
mod senders;
mod status;
mod suggestion;
mod table;
mod words;

pub use booklet::{Booklet, Figure, booklet, example_of};
pub use breakdown::{Breakdown, Group, breakdown};
pub use calendar::calendar;
pub use called::{called, in_words};
pub use columns::{columns, columns_in_short};
pub use concern::concern;
pub use csv::csv;
pub use dates_changed::dates_changed;
pub use diff::difference;
pub use dossier::{Age, Dossier, Told};
pub use drawings::{Drawing, contacts, schedule};
pub use due::due;
pub use gallery::{Exhibit, Feature, MARK as GALLERY_MARK, Scheme, Shown, first_words, gallery};
pub use gate::{GateView, Waiting, missing};
pub use history::{Course, history, notices_json};
pub use html::{html, in_colors};
pub use in_need::in_need;
pub use journal::{journal, journal_json, shown as journal_instant};
pub use json::json;
pub use kit::{kit, kits};
pub use load::{load, load_json};
pub use locking::Locking;
pub use markdown::markdown;
pub use metrics::{Metrics, metrics};
pub use moved::Why;
pub use names::Names;
pub use outline::{
    Approval, ByNow, Closure, Decided, Gap, MessageLine, Moved, Moves, Outline, PhaseOutline, Spans, Times, Totals,
    WaveGateOutline, WaveOutline,
};
pub use outlook::outlook;
pub use people_list::{PeopleList, Which};
pub use person::{find_person, person};
pub use progress::{Curve, CurveDay, Known, Lettering, Note, ProgressReport, Task, WaveProgress};
pub use screen::paragraph;
pub use senders::{senders, senders_json};
pub use status::{Counts, Status, Upcoming};
pub use suggestion::suggestion;
pub use table::table;
