//! Says of one person how far they are.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::follow::notices;
use crate::app::locked::Locked;
use crate::app::steer::{LetGo, let_go};
use crate::campaign::Standing;
use crate::error::{Error, Result};
use crate::ledger::{Act, Deed, Fact, Happened};
use crate::report::find_person;

/// What was set.
pub struct Marked {
    /// The person's name.
    pub name: String,
    /// How far they were before.
    pub before: Standing,
    /// How many messages follow.
    pub notices: usize,
    /// What went on because it opened a gate.
    pub let_go: Vec<LetGo>,
}

/// Records that somebody says how far a person of the approved campaign in `dir` is, and the notices that follow. What was
/// said before stays in the history.
///
/// # Errors
/// [`Usage`](crate::error::Kind::Usage) when there is no such person, they are that far already, or their devices say
/// otherwise; or the ledger cannot be written.
pub fn set(dir: &Path, who: &str, standing: &Standing, (by, why): (&str, &str), now: DateTime<Utc>) -> Result<Marked> {
    let mut locked = Locked::open_to_write(dir)?;
    let person = locked.loaded.people.persons[find_person(&locked.loaded.people, who)?].clone();
    let before = locked.progress.standing(&person);
    if same(&before, standing) {
        return Err(Error::usage(format!("{} is {} already", person.name, word(standing)))
            .hint("`heraut status --person` shows what became of their messages"));
    }
    let what = Happened::Standing(match standing {
        Standing::Migrated(_) => Standing::Migrated(Some(now)),
        Standing::Failed(_) => Standing::Failed(Some(why.to_owned())),
        other => other.clone(),
    });
    let fact = Fact { person: person.id.clone(), device: None, what, at: now };
    let mut then = locked.progress.only(&person.id);
    fact.teach(&mut then);
    let after = then.standing(&person);
    if !same(&after, standing) {
        return Err(Error::usage(format!(
            "{} is {}: all of their devices turned up in {}",
            person.name,
            word(&after),
            locked.loaded.campaign.migration.to
        ))
        .hint("what an export says of devices is mended by the next one: `heraut progress import`"));
    }
    let facts = [fact];
    let entries = notices(&locked, &facts, now);
    let notices = entries.len();
    locked.ledger.record(&facts, &mut entries.into_iter(), now)?;
    let what = Deed::Marked { person: person.id.clone(), standing: word(standing).to_owned() };
    locked.ledger.act(&Act { what, by: by.to_owned(), why: Some(why.to_owned()), at: now })?;
    facts[0].teach(&mut locked.progress);
    let let_go = let_go(&mut locked, now)?;
    Ok(Marked { name: person.name, before, notices, let_go })
}

/// Whether two say the same of a person, whatever the reason or the time.
fn same(one: &Standing, other: &Standing) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// The word for how far a person is.
pub fn word(standing: &Standing) -> &'static str {
    match standing {
        Standing::Pending => "pending",
        Standing::Migrated(_) => "migrated",
        Standing::Failed(_) => "failed",
        Standing::Left => "left",
    }
}
