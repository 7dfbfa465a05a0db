//! `--log-format`: a log for programs that read logs, beside what is said to people.

use std::io;

use clap::{Args, ValueEnum};
use tracing_subscriber::EnvFilter;

use crate::error::{Error, Result};

/// Whether to log, and in which form.
#[derive(Debug, Args)]
pub struct LogArgs {
    /// Log to stderr, as text or JSON; HERAUT_LOG says how much, from `error` to `debug` (with names and addresses).
    #[arg(long, value_enum, value_name = "FORM", env = "HERAUT_LOG_FORMAT", hide_env_values = true)]
    log_format: Option<Format>,
    /// How much is logged.
    #[arg(long, hide = true, env = "HERAUT_LOG", default_value = "info")]
    log_level: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// A line each.
    Text,
    /// An object each.
    Json,
}

impl LogArgs {
    /// Begins to log, if that is asked for. Once a process.
    ///
    /// # Errors
    /// When the level is none.
    pub fn begin(&self) -> Result<()> {
        let Some(format) = self.log_format else { return Ok(()) };
        let filter = EnvFilter::try_new(&self.log_level).map_err(|e| {
            Error::usage(format!("`{}` is no level to log at: {e}", self.log_level))
                .hint("it is error, warn, info or debug")
        })?;
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
        let begun = match format {
            Format::Text => log.with_ansi(false).try_init(),
            Format::Json => log.json().flatten_event(true).try_init(),
        };
        begun.map_err(|e| Error::bug(format!("the log cannot begin: {e}")))
    }
}
