//! `heraut send`: delivers what is due, exactly as approved.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use clap::Args;
use tokio::sync::watch;

use super::args::Global;
use super::clock::{FixedClock, SystemClock};
use super::output::Output;
use super::relay;
use super::workspace::Locked;
use crate::compose::Compositor;
use crate::deliver::{self, Clock, Options, SnapshotPreparer, Stopped, Summary, Update};
use crate::error::{Error, Result, exit};
use crate::ledger::{Filter, Ledger, Outcome, Recovery, Row, SqliteLedger, State};
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
        let locked = Locked::open(global)?;
        let now = global.instant()?;
        if self.dry_run {
            return self.show(&locked, now, output);
        }
        if let Some(address) = &self.to {
            return super::trial::send(&locked, &global.campaign, address, self.most, now, output);
        }
        let clock: Box<dyn Clock> = match global.now {
            Some(_) => Box::new(FixedClock::new(now)),
            None => Box::new(SystemClock),
        };
        let summary = deliver_due(locked, global, &*clock, self.watch, output)?;
        self.tell(&summary, output)?;
        Ok(if summary.failed + summary.uncertain > 0 { exit::FINDINGS } else { exit::OK })
    }

    /// `--dry-run`.
    fn show(&self, locked: &Locked, now: DateTime<Utc>, output: &mut Output) -> Result<u8> {
        let compositor = Compositor::new(Arc::clone(&locked.loaded), &locked.inputs)?;
        let due = due(locked, &compositor, now)?;
        let campaign = &locked.loaded.campaign;
        if self.json {
            let ids: Vec<String> = due.iter().map(|row| row.entry.id.to_string()).collect();
            output.data(format!("{:#}", serde_json::json!({ "due": ids })))?;
        } else {
            output.data(report::due(&due, campaign, &locked.loaded.people, output.width()))?;
        }
        Ok(exit::OK)
    }

    fn tell(&self, summary: &Summary, output: &mut Output) -> Result<()> {
        if self.json {
            let figures = serde_json::json!({
                "accepted": summary.accepted, "deferred": summary.deferred, "failed": summary.failed,
                "uncertain": summary.uncertain, "suppressed": summary.suppressed, "expired": summary.expired,
                "released": summary.released, "paused_until": summary.paused_until,
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
        (s.released, "put back"),
    ];
    let said: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    if said.is_empty() { "Nothing is due.".to_owned() } else { format!("{}.", said.join(", ")) }
}

/// The mail whose time has come and that is still meant for their person, oldest first.
///
/// # Errors
/// When the ledger cannot be read.
pub fn due(locked: &Locked, compositor: &Compositor, now: DateTime<Utc>) -> Result<Vec<Row>> {
    let states = vec![State::Planned, State::Deferred];
    let mut rows = locked.ledger.list(&Filter { states, ..Filter::default() })?;
    rows.retain(|row| !row.entry.channel.is_paper());
    rows.retain(|row| row.next.is_some_and(|next| next <= now) && row.entry.expires.is_none_or(|e| e > now));
    // One begun under an earlier approval may name what this snapshot no longer has: it goes out from its own.
    let is_meant = |row: &Row| {
        compositor.resolve(&row.entry).map_or(true, |order| compositor.still_meant(&order, &locked.progress).is_ok())
    };
    rows.retain(is_meant);
    Ok(rows)
}

/// Delivers what is due by `clock` from an approved campaign, with a progress bar.
///
/// # Errors
/// When somebody else is sending, or relay or ledger are out of reach; what was done until then is in the ledger.
pub fn deliver_due(
    locked: Locked,
    global: &Global,
    clock: &dyn Clock,
    watch: bool,
    output: &mut Output,
) -> Result<Summary> {
    let Locked { mut ledger, approved, inputs, loaded, progress } = locked;
    let path: PathBuf = ledger.path().to_owned();
    let route = relay::route(&loaded.campaign, &global.campaign, &inputs)?;
    let signer = relay::signer(&loaded.campaign, &global.campaign)?;
    let limits = loaded.campaign.relay.as_ref().map(|relay| relay.limits).unwrap_or_default();
    let options = match (watch, &global.now) {
        (true, _) => Options::watch(limits),
        (false, None) => Options::once(limits),
        // Who tries the calendar out does not wait for a relay that is not there.
        (false, Some(_)) => Options { tries: Some(2), ..Options::once(limits) },
    };
    let compositor = Arc::new(Compositor::new(Arc::clone(&loaded), &inputs)?);
    let files = Box::new(move |hash: &str| SqliteLedger::open_read_only(&path)?.snapshot(hash));
    let preparer = Arc::new(SnapshotPreparer::new(&approved.snapshot, compositor, files, progress).signed_by(signer));
    let recovery = ledger.begin_sending(&holder(), clock.now())?;
    let left = left_uncertain(&ledger, &recovery)?;
    if !recovery.uncertain.is_empty() {
        output.say(interrupted(recovery.uncertain.len() as u64, left));
    }
    let bar = output.progress("Delivering", 0);
    let (shown, talk) = (bar.clone(), watch);
    let mut tell = move |update: Update<'_>| match update {
        Update::Due(due) => shown.set_length(due),
        Update::Settled(_, Outcome::Deferred { .. } | Outcome::Resend { .. }) => {}
        Update::Settled(..) => shown.inc(1),
        Update::Waiting { until, why } => {
            shown.println(format!("Waiting until {}: {why}", until.format("%H:%M:%S UTC")));
            if talk {
                tracing::info!(%until, why, "waiting");
            }
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Error::unreachable(format!("cannot start threads: {e}")))?;
    let done = runtime.block_on(async {
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(on_signal(stop));
        deliver::run(Box::new(ledger), preparer, route, options, clock, stopped, &mut tell).await
    });
    bar.finish_and_clear();
    match done {
        Ok(mut summary) => {
            summary.uncertain += left;
            Ok(summary)
        }
        Err(Stopped { error, summary }) => {
            output.say(format!("Stopped. Until then: {}", sentence(&summary)));
            Err(error)
        }
    }
}

/// What a sender that stopped half-way left behind.
fn interrupted(under_way: u64, left: u64) -> String {
    let notices = if under_way == 1 { "1 notice".to_owned() } else { format!("{under_way} notices") };
    let then = match (left, under_way - left.min(under_way)) {
        (_, 0) => "`heraut status` lists them: a person must look.".to_owned(),
        (0, _) => "They are sent again, byte for byte.".to_owned(),
        (left, again) => format!("{again} are sent again, byte for byte; {left} wait for a person (`heraut status`)."),
    };
    format!("The sender before stopped with {notices} under way; nobody knows whether the relay took them. {then}")
}

/// How many of the notices that a crash left under way wait for a person.
fn left_uncertain(ledger: &SqliteLedger, recovery: &Recovery) -> Result<u64> {
    if recovery.uncertain.is_empty() {
        return Ok(0);
    }
    let rows = ledger.list(&Filter { states: vec![State::Uncertain], ..Filter::default() })?;
    Ok(rows.iter().filter(|row| recovery.uncertain.contains(&row.entry.id)).count() as u64)
}

/// Ctrl-C and SIGTERM ask the sender to finish what it has in hand; a second one ends it at once.
async fn on_signal(stop: watch::Sender<bool>) {
    wait_for_signal().await;
    // The receiver is gone when the run ended by itself.
    let _ = stop.send(true);
    wait_for_signal().await;
    std::process::exit(130);
}

#[cfg(unix)]
async fn wait_for_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        // Without a handler the signal ends the process, which the ledger survives.
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn wait_for_signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Who sends, for the one who finds the ledger taken.
fn holder() -> String {
    let user = std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_else(|_| "somebody".into());
    let host = std::env::var("HOSTNAME").unwrap_or_else(|_| "this machine".into());
    format!("{user} on {host}")
}
