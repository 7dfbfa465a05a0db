//! What an operator's verb is about, as it is typed.

use clap::Args;

use super::environment::somebody;
use super::gate::name;
use super::output::Output;
use super::question;
use crate::app::operate::Named;
use crate::error::{Error, Result, counted};

/// What the act is about: one of these, or a message in one wave.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub struct ScopeArgs {
    /// The whole campaign.
    #[arg(long, conflicts_with_all = ["wave", "phase", "message", "person"])]
    all: bool,
    /// One wave, by its id.
    #[arg(long, value_name = "WAVE", conflicts_with_all = ["phase", "person"])]
    wave: Option<String>,
    /// One phase of every wave.
    #[arg(long, value_name = "PHASE", conflicts_with_all = ["message", "person"])]
    phase: Option<String>,
    /// One message, in every wave, or in one with `--wave`.
    #[arg(long, value_name = "MESSAGE", conflicts_with = "person")]
    message: Option<String>,
    /// One person: user name, address or full name.
    #[arg(long, value_name = "PERSON")]
    person: Option<String>,
}

impl ScopeArgs {
    /// What is named.
    pub fn named(&self) -> Named {
        match (&self.wave, &self.phase, &self.message, &self.person) {
            (Some(wave), _, Some(message), _) => Named::MessageOfWave { message: message.clone(), wave: wave.clone() },
            (Some(wave), ..) => Named::Wave(wave.clone()),
            (_, Some(phase), ..) => Named::Phase(phase.clone()),
            (_, _, Some(message), _) => Named::Message(message.clone()),
            (.., Some(person)) => Named::Person(person.clone()),
            _ => Named::Campaign,
        }
    }

    /// As it was typed, for the command that undoes it.
    pub fn typed(&self) -> String {
        match self.named() {
            Named::Campaign => "--all".to_owned(),
            Named::Wave(wave) => format!("--wave {wave}"),
            Named::Phase(phase) => format!("--phase {phase}"),
            Named::Message(message) => format!("--message {message}"),
            Named::MessageOfWave { message, wave } => format!("--wave {wave} --message {message}"),
            Named::Person(person) => format!("--person '{person}'"),
        }
    }
}

/// Who acts, why, and whether to ask first.
#[derive(Debug, Args)]
pub struct Act {
    /// Why, for who reads the status.
    #[arg(long, value_name = "WORDS")]
    pub why: String,
    /// Who does it; the user name of this machine when absent.
    #[arg(long, value_name = "NAME", value_parser = somebody)]
    by: Option<String>,
    /// Do not ask.
    #[arg(long, short)]
    pub yes: bool,
}

impl Act {
    /// Who.
    pub fn by(&self) -> String {
        name(self.by.as_ref())
    }

    /// The reason.
    ///
    /// # Errors
    /// When no reason is given.
    pub fn why(&self) -> Result<&str> {
        match self.why.trim() {
            "" => Err(Error::usage("`--why` says nothing").hint("the reason is what others see in the status")),
            why => Ok(why),
        }
    }

    /// Whether to go on: asked at a terminal, and taken for granted with `--yes` and in a script.
    pub fn goes_on(&self, question: &str, output: &mut Output) -> bool {
        let goes_on = self.yes || question::agrees(question, output);
        if !goes_on {
            output.say("Nothing was changed.");
        }
        goes_on
    }
}

/// A number with its noun: `1 notice`, `12 notices`.
pub fn notices(many: u64) -> String {
    counted(many, "notice", "notices")
}
