//! What must be known to start a campaign, asked.

use crate::cli::output::Output;
use crate::error::{Error, Result};

/// Asks what no flag says, where somebody is there to answer.
pub(super) struct Questions<'a> {
    pub(super) talk: &'a mut Output,
    pub(super) asks: bool,
}

impl Questions<'_> {
    /// The flag's value, else the answer, else the example.
    pub(super) fn unless(&mut self, flag: &Option<String>, question: &str, example: &str) -> Result<String> {
        if let Some(value) = flag {
            return Ok(value.clone());
        }
        if !self.asks {
            return Ok(example.to_owned());
        }
        self.talk.say(format!("{question} [{example}]"));
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer).map_err(|e| Error::usage(format!("cannot read the answer: {e}")))?;
        let answer = answer.trim();
        Ok(if answer.is_empty() { example.to_owned() } else { answer.to_owned() })
    }
}
