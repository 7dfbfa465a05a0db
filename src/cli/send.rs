//! `heraut send`: delivers what is due, exactly as approved.

use chrono::{DateTime, Utc};
use clap::Args;

use super::environment::{holder, variable};
use super::global::Global;
use super::interrupt::{block_on, until_interrupted};
use super::output::Output;
use crate::app::deliver::{self, Due, Sender, Sending, Stay, Tried};
use crate::deliver::{Stopped, Summary};
use crate::error::{Error, Result, exit};
use crate::report;

/// Deliver what is due.
///
/// Reads the approved plan from the ledger; the files of the campaign directory are not looked at. Ctrl-C finishes
/// the message in hand and starts none.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut send --dry-run              what would go out now
  heraut send --to me@example.org    the first ten of it to me, for a trial
  heraut send                        deliver what is due, and end
  heraut send --watch                stay, and deliver whatever falls due")]
pub struct Send {
    /// Stay, and deliver whatever falls due, until stopped.
    #[arg(long, conflicts_with_all = ["dry_run", "to"])]
    watch: bool,
    /// Show what would go out; send and record nothing.
    #[arg(long)]
    dry_run: bool,
    /// Send what is due to this address instead, for a trial; nothing is recorded.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "dry_run")]
    to: Option<String>,
    /// With --to: at most so many messages.
    #[arg(long, value_name = "N", default_value_t = 10, requires = "to")]
    most: usize,
    /// The figures as JSON on stdout.
    #[arg(long)]
    json: bool,
}

impl Send {
    /// Delivers.
    ///
    /// # Errors
    /// When nothing was approved, somebody else is sending, or relay or ledger are out of reach.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let now = global.instant()?;
        if self.dry_run {
            return self.show(global, now, output);
        }
        if let Some(address) = &self.to {
            let Tried { sent, due } = block_on(deliver::trial(&global.campaign, address, self.most, now, &variable))??;
            output.data(format!("{sent} of {due} due messages went to {address}; nothing was recorded."))?;
            return Ok(exit::OK);
        }
        let (clock, holder) = (global.clock()?, holder());
        let stay = match &global.now {
            _ if self.watch => Stay::Watching,
            Some(_) => Stay::Trying,
            None => Stay::UntilDone,
        };
        let how = Sending { holder: &holder, stay, environment: &variable };
        let watcher = output.watcher();
        let sender = Sender::begin(&global.campaign, &how, clock.now(), &watcher)?;
        let Some(done) = until_interrupted(|stop| sender.run(&*clock, stop, &watcher))? else {
            return Ok(exit::INTERRUPTED);
        };
        drop(watcher);
        let summary = done.map_err(|stopped| tell_stopped(stopped, output))?;
        self.tell(&summary, output)?;
        Ok(if summary.failed + summary.uncertain > 0 { exit::FINDINGS } else { exit::OK })
    }

    /// `--dry-run`.
    fn show(&self, global: &Global, now: DateTime<Utc>, output: &mut Output) -> Result<u8> {
        let Due { rows, loaded } = deliver::due(&global.campaign, now)?;
        if self.json {
            let ids: Vec<String> = rows.iter().map(|row| row.entry.id.to_string()).collect();
            output.data(format!("{:#}", serde_json::json!({ "due": ids })))?;
        } else if let Some(loaded) = loaded {
            output.data(report::due(&rows, &loaded.campaign, &loaded.people, output.width()))?;
        } else {
            output.data(sentence(&Summary::default()))?;
        }
        Ok(exit::OK)
    }

    fn tell(&self, summary: &Summary, output: &mut Output) -> Result<()> {
        if self.json {
            let figures = serde_json::json!({
                "accepted": summary.accepted, "deferred": summary.deferred, "failed": summary.failed,
                "uncertain": summary.uncertain, "suppressed": summary.suppressed, "expired": summary.expired,
                "withdrawn": summary.withdrawn, "released": summary.released, "paused_until": summary.paused_until,
            });
            return output.data(format!("{figures:#}"));
        }
        output.data(sentence(summary))?;
        if let Some(until) = summary.paused_until {
            output.say(format!("The relay wants us to wait until {until}; run `heraut send` again then."));
        }
        if summary.failed + summary.uncertain > 0 {
            output.say("`heraut status` says what failed and why.");
        }
        Ok(())
    }
}

/// What a run did, in one line.
pub fn sentence(s: &Summary) -> String {
    let parts = [
        (s.accepted, "accepted"),
        (s.deferred, "deferred"),
        (s.failed, "failed"),
        (s.uncertain, "uncertain"),
        (s.suppressed, "suppressed"),
        (s.expired, "expired"),
        (s.withdrawn, "withdrawn"),
        (s.released, "put back"),
    ];
    let said: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    if said.is_empty() { "Nothing is due.".to_owned() } else { format!("{}.", said.join(", ")) }
}

/// What a run did that ended before its time; its error is still to be told.
pub fn tell_stopped(Stopped { error, summary }: Stopped, output: &mut Output) -> Error {
    output.say(format!("Stopped. Until then: {}", sentence(&summary)));
    error
}
