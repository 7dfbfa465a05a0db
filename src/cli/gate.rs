//! `heraut gate`: what each gate comes to, and who opens it.

mod show;

use clap::{Args, Subcommand};

pub use show::{let_go, name};

use super::environment::somebody;
use super::global::Global;
use super::output::Output;
use super::scope::notices;
use crate::app::steer::{Decided, Gatekeeper};
use crate::error::{Error, Result, exit};
use crate::schedule::Decision;
use show::gates;

/// Show what each gate comes to, or decide on one.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  heraut gate                                  every gate, with what is missing
  heraut gate pilot --json                     one, for a dashboard
  heraut gate tick vpn wifi --by 'S. Ouali'    they were tried, and work
  heraut gate pass pilot --why 'all is well'
  heraut gate fail pilot --why 'mail is slow'
  heraut gate override pilot --why 'board decided'

What later waves hear after the day of a gate waits until it is open."
)]
pub struct Gate {
    #[command(subcommand)]
    act: Option<Act>,
    /// Only the gate of this wave.
    #[arg(value_name = "WAVE")]
    wave: Option<String>,
    /// As JSON on stdout.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Say what was tried by hand, and works.
    Tick(Tick),
    /// Open a gate whose criteria all hold.
    Pass(Decide),
    /// Keep a gate closed, whatever its figures say.
    Fail(Decide),
    /// Open a gate although something is missing.
    Override(Decide),
}

#[derive(Debug, Args)]
struct Tick {
    /// What was tried, as the campaign calls it.
    #[arg(value_name = "CHECK", required = true)]
    checks: Vec<String>,
    /// The wave whose gate asks for it; the first that is still closed when absent.
    #[arg(long, value_name = "WAVE")]
    wave: Option<String>,
    /// It was tried, and does not work (any more).
    #[arg(long)]
    broken: bool,
    /// Who tried it; the user name of this machine when absent.
    #[arg(long, value_name = "NAME", value_parser = somebody)]
    by: Option<String>,
}

#[derive(Debug, Args)]
struct Decide {
    /// The wave whose gate it is.
    #[arg(value_name = "WAVE")]
    wave: String,
    /// Why, for who reads it later.
    #[arg(long, value_name = "WORDS")]
    why: String,
    /// Who decides; the user name of this machine when absent.
    #[arg(long, value_name = "NAME", value_parser = somebody)]
    by: Option<String>,
}

impl Gate {
    /// Shows gates, or decides.
    ///
    /// # Errors
    /// When nothing was approved yet, there is no such gate, or what was decided cannot be.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let (dir, now) = (&global.campaign, global.instant()?);
        let Some(act) = &self.act else {
            return gates(&Gatekeeper::look(dir, now)?, self.wave.as_deref(), self.json, output);
        };
        let mut keeper = Gatekeeper::open(dir, now)?;
        match act {
            Act::Tick(Tick { checks, wave, broken, by }) => {
                let wave = match wave {
                    Some(wave) => wave.clone(),
                    None => keeper.asks_for(&checks[0])?,
                };
                let gone = keeper.tick(&wave, checks, !broken, &name(by.as_ref()), None)?;
                let what = if *broken { "does not work" } else { "tried" };
                output.data(format!("Gate of wave {wave}: {} ({what}).", checks.join(", ")))?;
                show::let_go(&gone, output);
                gates(&keeper, Some(&wave), false, output)
            }
            Act::Pass(decide) => decide.execute(&mut keeper, Decision::Pass, output),
            Act::Fail(decide) => decide.execute(&mut keeper, Decision::Fail, output),
            Act::Override(decide) => decide.execute(&mut keeper, Decision::Override, output),
        }
    }
}

impl Decide {
    fn execute(&self, keeper: &mut Gatekeeper, decision: Decision, output: &mut Output) -> Result<u8> {
        let why = self.why.trim();
        if why.is_empty() {
            return Err(Error::usage("`--why` says nothing").hint("the reason is what others read later"));
        }
        let Decided { let_go: gone, closed_before, held } =
            keeper.decide(&self.wave, decision, &name(self.by.as_ref()), why)?;
        output.data(match decision {
            Decision::Fail => format!("The gate of wave {} stays closed.", self.wave),
            Decision::Pass | Decision::Override => format!("The gate of wave {} is open.", self.wave),
        })?;
        if held > 0 {
            output.say(format!("Held from now on: {}; `heraut status` shows where.", notices(held)));
        }
        if !closed_before.is_empty() && decision != Decision::Fail {
            output.say(format!("Nothing goes on yet: a gate before it is closed: {}.", closed_before.join(", ")));
        }
        show::let_go(&gone, output);
        if decision != Decision::Fail {
            show::new_dates(keeper, &self.wave, output)?;
        }
        Ok(exit::OK)
    }
}
