//! Where the campaign stands, as of one moment.

use std::sync::Arc;

use super::journal::Journal;
use crate::app::Overview;
use crate::report::ProgressReport;
use crate::schedule::Forecast;

/// Of which moment something is: what was seen of the ledger, and the minute, which pages say.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) journal: Journal,
    pub(super) ledger: u64,
    pub(super) minute: i64,
}

/// Where the campaign stands.
pub(super) struct Standing {
    pub(super) report: ProgressReport,
    pub(super) overview: Overview,
    pub(super) forecast: Arc<Forecast>,
}
