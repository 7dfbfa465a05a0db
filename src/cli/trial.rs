//! `heraut send --to ME`: what is due, to one address, for a trial. Nothing is recorded.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::output::Output;
use super::relay;
use super::send::due;
use super::workspace::Locked;
use crate::compose::Compositor;
use crate::deliver::{self, Handed};
use crate::error::{Error, Result, exit};
use crate::ledger::Entry;
use crate::schedule::NoticeId;

/// The identity of a trial: a mail system that has seen it must not take the notice itself, later, for a copy.
fn identity(entry: &Entry, campaign: &str, address: &str) -> NoticeId {
    let who = format!("{} as a trial to {address}", entry.person.as_deref().unwrap_or("helpdesk"));
    NoticeId::of(campaign, &entry.wave, &entry.message, &who, entry.occurrence)
}

/// Sends up to `most` of the notices that are due to `address` instead of their people.
///
/// # Errors
/// When a message cannot be rendered, or the relay does not take it.
pub fn send(
    locked: &Locked,
    dir: &Path,
    address: &str,
    most: usize,
    now: DateTime<Utc>,
    output: &mut Output,
) -> Result<u8> {
    if !address.contains('@') || address.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(Error::usage(format!("`{address}` is not a mail address")));
    }
    let compositor = Compositor::new(std::sync::Arc::clone(&locked.loaded), &locked.inputs)?;
    let route = relay::route(&locked.loaded.campaign, dir, &locked.inputs)?;
    let signer = relay::signer(&locked.loaded.campaign, dir)?;
    let due = due(locked, &compositor, now)?;
    let mut mails = Vec::new();
    for row in due.iter().take(most) {
        let mut order = compositor.resolve(&row.entry)?;
        order.id = identity(&row.entry, &locked.loaded.campaign.id, address);
        let mut mail = compositor.mail(&order, now, &[], Some(address))?;
        if let Some(signer) = &signer {
            signer.sign(&mut mail, now)?;
        }
        mails.push((order.id, mail));
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| Error::unreachable(format!("cannot start: {e}")))?;
    let mut sent = 0;
    for handed in runtime.block_on(deliver::hand_over(&*route, mails)) {
        match handed {
            Handed::Accepted => sent += 1,
            Handed::Refused(why) => return Err(Error::unreachable(format!("{} did not take it: {why}", route.name()))),
        }
    }
    output.data(format!("{sent} of {} due messages went to {address}; nothing was recorded.", due.len()))?;
    Ok(exit::OK)
}
