//! A delivery status notification (RFC 3464), as far as it is of use here.

use super::entity::Taken;
use super::fields::Fields;
use super::status::Status;
use crate::ledger::Action;

/// The words of who reports, and addresses, are cut after so many characters.
const LONGEST: usize = 400;

/// More recipients than this are not read.
const MOST: usize = 100;

/// A report about a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The ENVID that came with the message (RFC 3461 section 4.4).
    pub envelope: Option<String>,
    /// The part of the Message-ID before its `@`, from what is returned of the message.
    pub message: Option<String>,
    /// Where the report itself was sent to: with VERP the address of the envelope says of which message it is.
    pub to: Vec<String>,
    /// What it says, recipient by recipient.
    pub recipients: Vec<Recipient>,
    /// A digest of what it says, the same in every copy of it.
    pub digest: [u8; 16],
}

/// What became of a message for one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The address it was sent to, and those it was sent on to, as far as they are told.
    pub addresses: Vec<String>,
    /// The one of them that it was for in the end: another one, when a mailbox sends its mail on.
    pub last: Option<String>,
    /// What became of it.
    pub action: Action,
    /// The status and the words of who reports.
    pub words: String,
}

impl Notification {
    /// Reads the parts of a report.
    ///
    /// # Errors
    /// In words: what it lacks.
    pub(super) fn of(taken: &Taken<'_>) -> Result<Self, String> {
        let is_status = |kind: &str| matches!(kind, "message/delivery-status" | "message/global-delivery-status");
        let status = taken.parts.iter().find(|part| is_status(&part.kind));
        let status = status.ok_or("it is a report without a delivery status (RFC 3464)")?;
        let groups = Fields::groups(&status.body);
        let about = groups.iter().find(|group| group.get("final-recipient").is_none());
        let envelope = about.and_then(|group| group.get("original-envelope-id")).map(str::to_owned);
        let recipients = groups.iter().filter(|group| group.get("final-recipient").is_some());
        let recipients = recipients.take(MOST).map(Recipient::of).collect::<Result<Vec<_>, String>>()?;
        if recipients.is_empty() {
            return Err("its delivery status names no recipient".to_owned());
        }
        let returned = taken.parts.iter().find(|part| {
            matches!(
                &*part.kind,
                "message/rfc822" | "message/global" | "text/rfc822-headers" | "message/global-headers"
            )
        });
        let message = returned.and_then(|part| Some(message_id(Fields::split(&part.body).0.get("message-id")?)));
        let mut hasher = blake3::Hasher::new();
        // Line ends differ between a Maildir, an mbox and IMAP.
        status.body.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty()).for_each(|word| {
            hasher.update(word).update(b" ");
        });
        hasher.update(message.as_deref().unwrap_or_default().as_bytes());
        let mut digest = [0; 16];
        hasher.finalize_xof().fill(&mut digest);
        let to = ["to", "delivered-to", "x-original-to", "envelope-to"];
        let to = to.iter().flat_map(|name| taken.fields.all(name)).map(str::to_owned).collect();
        Ok(Notification { envelope, message, to, recipients, digest })
    }
}

impl Recipient {
    fn of(group: &Fields) -> Result<Self, String> {
        let said = group.get("action").unwrap_or_default();
        let diagnostic = group.untyped("diagnostic-code").unwrap_or_default();
        let status = group.get("status").and_then(|value| Status::of(value.split([' ', '(']).next()?));
        // Some say 5.0.0 to everything, and what it is in the words.
        let exact = match status {
            Some(vague) if vague.is_vague() => Status::within(diagnostic).filter(|exact| exact.class == vague.class),
            Some(_) => None,
            None => Status::within(diagnostic),
        };
        let status = exact.or(status);
        let lower = diagnostic.to_lowercase();
        let is_full = lower.contains("mailbox full") || lower.contains("mailbox is full") || lower.contains("quota");
        let action = match said.to_ascii_lowercase().as_str() {
            "failed" => Action::Failed { dead: status.is_some_and(|status| status.is_dead(diagnostic)) && !is_full },
            "delayed" => Action::Delayed,
            "relayed" => Action::Relayed,
            "delivered" => Action::Delivered,
            "expanded" => Action::Expanded,
            "" => return Err("it does not say what became of the message".to_owned()),
            _ => return Err(format!("it says `{}`, which is no action of RFC 3464", cut(said, 40))),
        };
        let mut words = status.map_or_else(String::new, |status| status.to_string());
        if !diagnostic.is_empty() {
            words += if words.is_empty() { "" } else { " " };
            words += diagnostic;
        }
        if words.is_empty() {
            "no reason is given".clone_into(&mut words);
        }
        let original = group.untyped("original-recipient").map(str::to_owned);
        let decoded = original.as_deref().and_then(xtext);
        let last = group.untyped("final-recipient").map(str::to_owned);
        let last = last.map(|address| cut(bare(&address), LONGEST));
        let before = original.into_iter().chain(decoded).map(|address| cut(bare(&address), LONGEST));
        let addresses = before.chain(last.clone()).collect();
        Ok(Recipient { addresses, last, action, words: cut(&words, LONGEST) })
    }
}

/// The part of a Message-ID before the `@`.
fn message_id(value: &str) -> String {
    let id = value.trim().trim_start_matches('<');
    id.split(['@', '>', ' ']).next().unwrap_or_default().to_owned()
}

/// An address without brackets and white space.
fn bare(address: &str) -> &str {
    let address = address.trim();
    address.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(address)
}

/// What RFC 3461 section 4 encodes: `+2B` is a plus sign. `None` when there is nothing of the kind.
fn xtext(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let pair = (*first == b'+').then(|| after.get(..2)).flatten();
        let hex = pair.filter(|pair| pair.iter().all(u8::is_ascii_hexdigit));
        let code = hex.and_then(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        (rest, bytes) = match code {
            Some(code) => (&after[2..], [bytes, vec![code]].concat()),
            None => (after, [bytes, vec![*first]].concat()),
        };
    }
    String::from_utf8(bytes).ok().filter(|decoded| decoded != text)
}

/// A text without what comes after so many characters.
pub fn cut(text: &str, most: usize) -> String {
    let mut out: String = text.chars().take(most).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}
