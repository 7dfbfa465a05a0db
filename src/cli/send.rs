//! `heraut send`: delivers what is due, exactly as approved.

use std::future::Future;
use std::net::SocketAddr;

use chrono::{DateTime, Utc};
use clap::Args;

use super::clock;
use super::environment::{holder, variable};
use super::global::Global;
use super::interrupt::{block_on, until_called};
use super::log::LogArgs;
use super::output::Output;
use super::sent;
use super::service::Service;
use crate::app::deliver::{self, Belief, Due, Metrics, Sender, Sending, Stay, Tried};
use crate::deliver::{Clock, Summary};
use crate::error::{Result, exit};
use crate::ledger::Since;
use crate::report;

/// What a service manager is told.
const DOES: [&str; 2] = ["Delivering what is due.", "Ending what is on its way to the relay."];

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
    /// From a ledger that may lack what was sent: leave those who may have been told to a person (`uncertain`), or send to them (`unsent`).
    #[arg(long, value_name = "WHAT")]
    after_restore: Option<Since>,
    /// The clock is right, whatever the ledger makes of it: go on.
    #[arg(long)]
    accept_clock: bool,
    /// With --now: also through a relay on another machine.
    #[arg(long)]
    i_mean_it: bool,
    /// The figures as JSON on stdout.
    #[arg(long)]
    json: bool,
    /// With --watch: answer Prometheus at this address of the machine, such as 127.0.0.1:9750.
    #[arg(long, value_name = "ADDRESS", requires = "watch")]
    metrics: Option<SocketAddr>,
    #[command(flatten)]
    log: LogArgs,
}

impl Send {
    /// Delivers.
    ///
    /// # Errors
    /// When nothing was approved, somebody else is sending, or relay or ledger are out of reach.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        self.log.begin()?;
        let now = global.instant()?;
        if self.dry_run {
            return self.show(global, now, output);
        }
        if let Some(address) = &self.to {
            let trial = deliver::trial(&global.campaign, address, self.most, now, &variable, clock::now);
            let Tried { sent, due } = block_on(trial)??;
            output.data(format!("{sent} of {due} due messages went to {address}; nothing was recorded."))?;
            return Ok(exit::OK);
        }
        let (time, holder) = (global.clock()?, holder());
        let stay = match &global.now {
            _ if self.watch => Stay::Watching,
            Some(_) => Stay::Trying,
            None => Stay::UntilDone,
        };
        let clock_is = match (&global.now, self.i_mean_it, self.accept_clock) {
            (Some(_), false, accepted) => Belief::Pretended { accepted },
            (_, _, true) => Belief::Accepted,
            (_, _, false) => Belief::Doubted,
        };
        let metrics = self.metrics.map(|address| Metrics::listen(address, &global.campaign)).transpose()?;
        let routes = metrics.as_ref().map(Metrics::routes);
        let how = Sending {
            holder: &holder,
            stay,
            clock: clock_is,
            since: self.after_restore,
            environment: &variable,
            machine: clock::now,
            watched: routes.as_deref(),
        };
        if let Some(metrics) = &metrics {
            output.say(format!("Metrics are at http://{}/metrics.", metrics.address()?));
        }
        let watcher = output.watcher();
        let sender = Sender::begin(&global.campaign, &how, time.now(), &watcher)?;
        let service = Service::from_environment(DOES);
        let observer = service.beside(&watcher);
        let begun = until_called(&service, |calls| {
            beside(metrics, &*time, deliver::deliver(&global.campaign, &how, sender, &*time, calls, &observer))
        });
        let Some(done) = begun? else {
            return Ok(exit::INTERRUPTED);
        };
        drop(observer);
        drop(watcher);
        let summary = done.map_err(|stopped| sent::tell_stopped(stopped, output))?;
        sent::tell(&summary, self.json, output)
    }

    /// `--dry-run`.
    fn show(&self, global: &Global, now: DateTime<Utc>, output: &mut Output) -> Result<u8> {
        let Due { rows, loaded, doubt } = deliver::due(&global.campaign, now)?;
        doubt.iter().for_each(|why| output.say(sent::doubted(why)));
        if self.json {
            output.data(sent::due_json(&rows, doubt.as_deref()))?;
        } else if let Some(loaded) = loaded {
            output.data(report::due(&rows, &loaded.campaign, &loaded.people, output.width()))?;
        } else {
            output.data(sent::sentence(&Summary::default()))?;
        }
        Ok(exit::OK)
    }
}

/// Does the work, and answers Prometheus meanwhile.
async fn beside<T>(metrics: Option<Metrics>, clock: &dyn Clock, work: impl Future<Output = T>) -> T {
    let Some(metrics) = metrics else { return work.await };
    tokio::select! {
        biased;
        done = work => done,
        () = metrics.answer(clock) => std::future::pending().await,
    }
}
