//! What is due, to one address, for a trial. Nothing is recorded.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::due::still_meant;
use super::relay;
use super::secret::Safe;
use crate::app::environment::{Environment, MachineClock};
use crate::app::locked::InForce;
use crate::compose::Composer;
use crate::deliver::{Handed, hand_over};
use crate::error::{Error, Result};
use crate::ledger::{Access, Entry};
use crate::schedule::NoticeId;

/// What a trial sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tried {
    /// So many went to the address.
    pub sent: usize,
    /// So many are due.
    pub due: usize,
}

/// Sends up to `most` of the notices that are due to `address` instead of their people.
///
/// Blocks while it renders: call it where that may be.
///
/// # Errors
/// When a message cannot be rendered, or the relay does not take it.
pub async fn trial(
    dir: &Path,
    address: &str,
    most: usize,
    now: DateTime<Utc>,
    environment: Environment<'_>,
    clock: MachineClock,
) -> Result<Tried> {
    let in_force = InForce::open(dir, Access::Read)?;
    if !address.contains('@') || address.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(Error::usage(format!("`{address}` is not a mail address")));
    }
    if in_force.ledger.count_due(now)? == 0 {
        return Ok(Tried { sent: 0, due: 0 });
    }
    let locked = in_force.read()?;
    let (campaign, safe) = (&locked.loaded.campaign, Safe { dir, environment, clock });
    let composer = Composer::new(Arc::clone(&locked.loaded), &locked.inputs)?;
    let routes = relay::routes(campaign, &locked.inputs, safe)?;
    // A trial is to show the relay that will send it.
    let Some((_, route)) = routes.first() else { return Ok(Tried { sent: 0, due: 0 }) };
    let signer = relay::signer(campaign, safe)?;
    let due = still_meant(&locked, &composer, now)?;
    let mut mails = Vec::new();
    for row in due.iter().take(most) {
        let mut notice = composer.resolve(&row.entry)?;
        notice.id = identity(&row.entry, &campaign.id, address);
        let mut mail = composer.mail(&notice, now, &[], Some(address))?;
        if let Some(signer) = &signer {
            signer.sign(&mut mail, now)?;
        }
        mails.push((notice.id, mail));
    }
    let mut sent = 0;
    for handed in hand_over(&**route, mails).await {
        match handed {
            Handed::Accepted => sent += 1,
            Handed::Refused(why) => return Err(Error::unreachable(format!("{} did not take it: {why}", route.name()))),
        }
    }
    Ok(Tried { sent, due: due.len() })
}

/// The identity of a trial: a mail system that has seen it must not take the notice itself, later, for a copy.
fn identity(entry: &Entry, campaign: &str, address: &str) -> NoticeId {
    let who = format!("{} as a trial to {address}", entry.person.as_deref().unwrap_or("helpdesk"));
    NoticeId::of(campaign, &entry.wave, &entry.message, &who, entry.occurrence)
}
