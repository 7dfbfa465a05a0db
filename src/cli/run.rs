//! From arguments to exit code.

use std::process::ExitCode;

use clap::Parser;

use super::args::{Cli, Verb};
use super::environment;
use super::limit;
use super::output::Output;
use crate::app::face_has_variables;
use crate::error::{Error, exit};

/// Runs the command line and returns its exit code. Mistakes in the arguments end with clap's message and code 2.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => {
            let code = if e.use_stderr() { exit::USAGE } else { exit::OK };
            // Nothing is left to report to when the terminal is gone.
            let _ = e.print();
            return ExitCode::from(code);
        }
    };
    limit::fail_instead_of_ending();
    face_has_variables(environment::variable);
    let mut output = Output::to_terminal(cli.global.quiet);
    match execute(&cli, &mut output) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            output.error(&error);
            ExitCode::from(error.kind.exit_code())
        }
    }
}

fn execute(cli: &Cli, output: &mut Output) -> Result<u8, Error> {
    match &cli.verb {
        Verb::Demo(verb) => verb.execute(&cli.global, output),
        Verb::Init(verb) => verb.execute(output),
        Verb::Fetch(verb) => verb.execute(&cli.global, output),
        Verb::Check(verb) => verb.execute(&cli.global, output),
        Verb::Plan(verb) => verb.execute(&cli.global, output),
        Verb::Preview(verb) => verb.execute(&cli.global, output),
        Verb::Approve(verb) => verb.execute(&cli.global, output),
        Verb::Send(verb) => verb.execute(&cli.global, output),
        #[cfg(feature = "print")]
        Verb::Print(verb) => verb.execute(&cli.global, output),
        Verb::Alert(verb) => verb.execute(&cli.global, output),
        Verb::Hold(verb) => verb.execute(&cli.global, output),
        Verb::Resume(verb) => verb.execute(&cli.global, output),
        Verb::Cancel(verb) => verb.execute(&cli.global, output),
        Verb::Retry(verb) => verb.execute(&cli.global, output),
        Verb::Settle(verb) => verb.execute(&cli.global, output),
        Verb::Bounces(verb) => verb.execute(&cli.global, output),
        Verb::Trace(verb) => verb.execute(&cli.global, output),
        Verb::Status(verb) => verb.execute(&cli.global, output),
        Verb::Serve(verb) => verb.execute(&cli.global, output),
        Verb::Report(verb) => verb.execute(&cli.global, output),
        Verb::Ledger(verb) => verb.execute(&cli.global, output),
        Verb::Relay(verb) => verb.execute(&cli.global, output),
        Verb::Progress(verb) => verb.execute(&cli.global, output),
        Verb::Gate(verb) => verb.execute(&cli.global, output),
        Verb::Helpdesk(verb) => verb.execute(&cli.global, output),
        Verb::Journal(verb) => verb.execute(&cli.global, output),
        Verb::Senders(verb) => verb.execute(&cli.global, output),
        Verb::Person(verb) => verb.execute(&cli.global, output),
        Verb::Kit(verb) => verb.execute(output),
        Verb::Generate(verb) => verb.execute(output),
    }
}
