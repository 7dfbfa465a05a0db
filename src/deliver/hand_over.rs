//! Handing messages over without a ledger, for a trial.

use super::transport::{Delivery, Fault, Route};
use crate::render::Mail;
use crate::schedule::NoticeId;

/// How it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// Taken over.
    Accepted,
    /// Not, or nobody knows; with the reply.
    Refused(String),
}

/// Hands messages over one after another, and stops at the first that is not taken.
pub async fn hand_over(route: &dyn Route, mails: Vec<(NoticeId, Mail)>) -> Vec<Handed> {
    let mut session = match route.open().await {
        Ok(session) => session,
        Err(Fault::Refused(refusal)) => return vec![Handed::Refused(refusal.reply.to_string())],
        Err(Fault::Lost(_, why) | Fault::Silent(_, why) | Fault::Unfit(why)) => return vec![Handed::Refused(why)],
    };
    let mut handed = Vec::new();
    for (id, mail) in mails {
        handed.push(match session.deliver(id, &mail, false).await {
            Delivery::Accepted(_) => Handed::Accepted,
            Delivery::Refused(refusal) => Handed::Refused(refusal.reply.to_string()),
            Delivery::Lost(_, why) | Delivery::Unknown(why) | Delivery::Unsuitable(why) | Delivery::Dropped(why) => {
                Handed::Refused(why)
            }
        });
        if handed.last() != Some(&Handed::Accepted) {
            break;
        }
    }
    session.close().await;
    handed
}
