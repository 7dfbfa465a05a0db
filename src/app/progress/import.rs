//! Takes an export in.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::follow::notices;
use crate::app::deliver::{behind, behind_export};
use crate::app::locked::Locked;
use crate::app::observer::{Observer, Remark};
use crate::app::steer::{LetGo, let_go};
use crate::campaign::{Learnt, ProgressImport, ProgressSource, Reject, RejectKind, Standing, import_progress};
use crate::error::Result;
use crate::ledger::{Act, Deed, Fact, Happened};

/// What an import did.
pub struct Imported {
    /// How many facts were new.
    pub facts: u64,
    /// What the export came to.
    pub import: ProgressImport,
    /// How many messages follow.
    pub notices: usize,
    /// How many rows could not be used; the observer was told of each.
    pub rejected: usize,
    /// The system people move to.
    pub to: String,
    /// What went on because it opened a gate.
    pub let_go: Vec<LetGo>,
}

/// Records what an export says about the people of the approved campaign in `dir`, and the notices that follow: `bytes` is
/// its CSV, `name` what people call it, such as the path of its file. Doing it again changes nothing. `accept_clock` believes
/// `now` also where the ledger or the export has a later time.
///
/// # Errors
/// When nothing was approved yet, the export cannot be read, or the clock cannot be right.
pub fn import(
    dir: &Path,
    (name, bytes): (&str, &[u8]),
    source: &ProgressSource,
    (now, accept_clock): (DateTime<Utc>, bool),
    observer: &dyn Observer,
) -> Result<Imported> {
    let mut locked = Locked::open_to_write(dir)?;
    let import = import_progress(&locked.loaded, &locked.inputs, &locked.progress, bytes, name, source)?;
    if !accept_clock {
        let doubt = behind(now, &locked.ledger.bearings(now)?).or_else(|| behind_export(now, import.newest));
        if let Some(doubt) = doubt {
            return Err(doubt.of_import(now));
        }
    }
    let mut rejected = 0;
    for reject in import.rejects.iter().filter(|reject| is_news(reject)) {
        rejected += 1;
        observer.remark(Remark::Rejected(&reject.problem));
    }
    let facts: Vec<Fact> = import.facts.iter().map(|learnt| fact(learnt, now)).collect();
    let entries = notices(&locked, &facts, now);
    let notices = entries.len();
    let recorded = locked.ledger.record(&facts, &mut entries.into_iter(), now)?;
    // An export that is about nobody of the plan says nothing of how far they are.
    if is_about_somebody(&import) {
        let why = Some(name.to_owned());
        locked.ledger.act(&Act { what: Deed::Learnt, by: "progress import".to_owned(), why, at: now })?;
    }
    facts.iter().for_each(|fact| fact.teach(&mut locked.progress));
    let let_go = let_go(&mut locked, now)?;
    let to = locked.loaded.campaign.migration.to.clone();
    Ok(Imported { facts: recorded, import, notices, rejected, to, let_go })
}

/// Whether an export has a row about a person or a device of the plan.
fn is_about_somebody(import: &ProgressImport) -> bool {
    let account = &import.account;
    !import.facts.is_empty() || !import.counted.is_empty() || account.joined > 0 || account.tally.known_owners > 0
}

/// Whether a reject is worth a row of its own. That a device is in both systems is what an import is for; what the new
/// system does not manage is counted in the account.
fn is_news(reject: &Reject) -> bool {
    !matches!(reject.kind, RejectKind::DeviceTwice | RejectKind::Retired | RejectKind::NotManaged)
}

fn fact(learnt: &Learnt, now: DateTime<Utc>) -> Fact {
    let standing = match &learnt.standing {
        Standing::Migrated(_) => Standing::Migrated(Some(now)),
        standing => standing.clone(),
    };
    let what = Happened::Standing(standing);
    Fact { person: learnt.person.clone(), device: learnt.device.clone(), what, at: now }
}
