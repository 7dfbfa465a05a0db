//! `--fail-on`: which troubles end `status` with exit code 1, for cron and monitoring.

use chrono::{DateTime, TimeDelta, Utc};
use clap::{Args, ValueEnum};

use crate::app::{Found, Locked, Overview, Trouble};
use crate::campaign::period;
use crate::error::Result;

/// Which troubles, and what is late.
#[derive(Debug, Args)]
pub struct FailOn {
    /// End with exit code 1 when anything is failed, bounced, uncertain, overdue, paused or held: one or more of these
    /// words; with --quiet, show the status only then.
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        hide_possible_values = true,
        value_name = "WORDS",
        conflicts_with_all = ["person", "notices"]
    )]
    fail_on: Vec<On>,
    /// What has been due for so long is overdue: minutes, hours or days.
    #[arg(long, value_name = "TIME", default_value = "30m", value_parser = late, requires = "fail_on")]
    overdue_after: TimeDelta,
}

/// A trouble as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum On {
    /// Refused for good.
    Failed,
    /// Not delivered, as a mail system reported later.
    Bounced,
    /// Perhaps sent.
    Uncertain,
    /// Due, and nothing sends it.
    Overdue,
    /// The relay wants to be left alone.
    Paused,
    /// Held by somebody.
    Held,
}

impl FailOn {
    /// Whether anything is asked for.
    pub fn is_asked(&self) -> bool {
        !self.fail_on.is_empty()
    }

    /// What there is of it.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn find(&self, locked: &Locked, overview: &Overview, now: DateTime<Utc>) -> Result<Vec<Found>> {
        let wanted: Vec<Trouble> = self.fail_on.iter().map(|on| on.trouble()).collect();
        overview.troubles(&*locked.ledger, &wanted, now, self.overdue_after)
    }
}

impl On {
    fn trouble(self) -> Trouble {
        match self {
            On::Failed => Trouble::Failed,
            On::Bounced => Trouble::Bounced,
            On::Uncertain => Trouble::Uncertain,
            On::Overdue => Trouble::Overdue,
            On::Paused => Trouble::Paused,
            On::Held => Trouble::Held,
        }
    }
}

fn late(text: &str) -> Result<TimeDelta, String> {
    period(text).ok_or_else(|| "write a number of minutes, hours or days, as in 30m, 2h or 1d".to_owned())
}
