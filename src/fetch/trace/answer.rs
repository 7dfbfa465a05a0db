//! A page of the trace. Pure.

use serde_json::Value;

/// What became of a message for one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced {
    /// Which line of the trace.
    pub id: String,
    /// The part of the Message-ID before its `@`.
    pub message: String,
    /// Whom it was for.
    pub recipient: String,
    /// What became of it.
    pub status: Status,
}

/// What became of a message, as the tenant has it (`exchangeMessageTraceStatus`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// The tenant has it; what becomes of it is not known yet.
    Pending,
    /// Not delivered.
    Failed,
    /// In the mailbox, or handed on to whoever is outside.
    Delivered,
    /// Handed on to the members of a list.
    Expanded,
    /// In quarantine: nobody reads it before somebody lets it go.
    Quarantined,
    /// In the folder for junk.
    Junk,
}

/// A page: what is on it, how many lines of it could not be read, and the address of the next.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) traced: Vec<Traced>,
    pub(super) unread: u64,
    pub(super) next: Option<String>,
}

impl Status {
    /// The word of the trace; whatever its case.
    pub fn of(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "gettingstatus" | "pending" => Status::Pending,
            "failed" => Status::Failed,
            "delivered" => Status::Delivered,
            "expanded" => Status::Expanded,
            "quarantined" => Status::Quarantined,
            "filteredasspam" => Status::Junk,
            _ => return None,
        })
    }

    /// What the report of it says.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Pending => "pending",
            Status::Failed => "failed",
            Status::Delivered => "delivered",
            Status::Expanded => "expanded",
            Status::Quarantined => "quarantined",
            Status::Junk => "filtered as spam",
        }
    }
}

/// Reads a page.
///
/// # Errors
/// When it is none.
pub(super) fn read(body: &[u8]) -> Result<Page, String> {
    let page: Value =
        serde_json::from_slice(body).map_err(|_| "it answers with something that is no JSON".to_owned())?;
    let lines = page["value"].as_array().ok_or("it answers with something that is no trace")?;
    let mut read = Page { next: page["@odata.nextLink"].as_str().map(str::to_owned), ..Page::default() };
    for line in lines {
        match traced(line) {
            Some(traced) => read.traced.push(traced),
            None => read.unread += 1,
        }
    }
    Ok(read)
}

fn traced(line: &Value) -> Option<Traced> {
    let text = |name: &str| line[name].as_str();
    let message = text("messageId")?.trim().trim_start_matches('<');
    Some(Traced {
        id: text("id")?.to_owned(),
        message: message.split(['@', '>', ' ']).next().unwrap_or_default().to_owned(),
        recipient: text("recipientAddress")?.trim().to_lowercase(),
        status: Status::of(text("status")?)?,
    })
}
