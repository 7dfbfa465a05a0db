//! What an operator names, and the scope that it is.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::campaign::{Inputs, PersonId, load};
use crate::error::{Error, Result, did_you_mean};
use crate::ledger::{Approval, Ledger, Scope};
use crate::report::{Counts, find_person};

/// Most slips of the keyboard in a name for another one to be proposed.
const SLIPS: usize = 3;

/// What an operator names, as they typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// The campaign.
    Campaign,
    /// A wave, by its id.
    Wave(String),
    /// A phase.
    Phase(String),
    /// A message.
    Message(String),
    /// A message in one wave.
    MessageOfWave {
        /// The message.
        message: String,
        /// The wave, by its id.
        wave: String,
    },
    /// A person: user name, address or full name.
    Person(String),
}

impl Named {
    /// The scope of that name among the notices of the ledger.
    ///
    /// # Errors
    /// [`Usage`](crate::error::Kind::Usage) with the nearest name when there is none.
    pub(super) fn scope(&self, ledger: &dyn Ledger, approval: &Approval) -> Result<Scope> {
        // To count many notices takes a while, and these are not known by their names.
        let counts = match self {
            Named::Campaign | Named::Person(_) => Counts::default(),
            _ => ledger.counts()?,
        };
        let among = |what: &str, wanted: &str, names: BTreeSet<&str>| {
            if names.contains(wanted) {
                return Ok(Arc::from(wanted));
            }
            let all = || {
                let names: Vec<&str> = names.iter().copied().collect();
                format!("there are: {}", names.join(", "))
            };
            let hint = did_you_mean(wanted, names.iter().copied(), SLIPS, all);
            Err(Error::usage(format!("no {what} of the approved plan is called `{wanted}`")).hint(hint))
        };
        let names = counts.keys();
        let wave = |wave: &str| among("wave", wave, counts.keys().map(|(wave, ..)| &**wave).collect());
        let message = |message: &str| among("message", message, counts.keys().map(|(_, _, name, _)| &**name).collect());
        Ok(match self {
            Named::Campaign => Scope::Campaign,
            Named::Wave(name) => Scope::Wave(wave(name)?),
            Named::Phase(phase) => Scope::Phase(among("phase", phase, names.map(|(_, phase, ..)| &**phase).collect())?),
            Named::Message(name) => Scope::Message(message(name)?),
            Named::MessageOfWave { message: name, wave: of } => {
                Scope::MessageOfWave { message: message(name)?, wave: wave(of)? }
            }
            Named::Person(who) => Scope::Person(person(ledger, approval, who)?),
        })
    }
}

/// A person of the approved plan.
pub(super) fn person(ledger: &dyn Ledger, approval: &Approval, who: &str) -> Result<PersonId> {
    let loaded = load(&mut Inputs::from_files(ledger.snapshot(&approval.snapshot)?))?;
    let at = find_person(&loaded.people, who)?;
    Ok(loaded.people.persons[at].id.clone())
}
