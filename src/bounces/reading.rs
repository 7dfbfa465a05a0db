//! What a message is: a report, an automatic reply, or something else.

use super::entity::{Taken, take_apart};
use super::notification::Notification;

/// What a message turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// A delivery status notification.
    Report(Notification),
    /// Sent by a program on somebody's behalf, such as an out of office (RFC 3834): it did arrive there.
    Automatic,
    /// Mail of another kind.
    Other,
    /// It looks like a report, and cannot be read as one; why.
    Unreadable(String),
}

/// Reads a message.
pub fn read(message: &[u8]) -> Reading {
    let taken = match take_apart(message) {
        Ok(taken) => taken,
        Err(why) => return Reading::Unreadable(why),
    };
    let has_status = taken.parts.iter().any(|part| part.kind.ends_with("delivery-status"));
    match taken.report.as_deref() {
        _ if has_status => Notification::of(&taken).map_or_else(Reading::Unreadable, Reading::Report),
        // Read receipts and complaints are reports of another kind.
        Some(of) if taken.kind == "multipart/report" && of != "delivery-status" => Reading::Other,
        _ if taken.kind == "multipart/report" => {
            Reading::Unreadable("it is a report without a delivery status (RFC 3464)".to_owned())
        }
        _ if is_from_a_mail_system(&taken) => Reading::Unreadable(
            "it is from a mail system, and has no delivery status that a program can read (RFC 3464)".to_owned(),
        ),
        _ if is_automatic(&taken) => Reading::Automatic,
        _ => Reading::Other,
    }
}

/// Whether it comes from whom mail systems write as, and returns something.
fn is_from_a_mail_system(taken: &Taken<'_>) -> bool {
    let from = taken.fields.get("from").unwrap_or_default().to_ascii_lowercase();
    let is_daemon = from.contains("mailer-daemon") || from.contains("postmaster@") || from.contains("mail delivery");
    taken.fields.get("x-failed-recipients").is_some() || is_daemon
}

/// By the fields of RFC 3834 section 5, and those that older programs set.
fn is_automatic(taken: &Taken<'_>) -> bool {
    let says = |name: &str, no: &[&str]| {
        let value = taken.fields.get(name).map(str::to_ascii_lowercase);
        value.is_some_and(|value| !no.iter().any(|no| value.starts_with(no)))
    };
    let precedence = taken.fields.get("precedence").unwrap_or_default().to_ascii_lowercase();
    says("auto-submitted", &["no"])
        || says("x-autoreply", &["no"])
        || says("x-autorespond", &["no"])
        || says("x-auto-reply", &["no"])
        || precedence == "auto_reply"
}
