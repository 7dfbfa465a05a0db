//! Which headers a message has, and whether they can be read back.

use mail_parser::{Address, HeaderValue};

use super::fault::Fault;
use super::reading::Reading;
use crate::check::registry::mail::{ENCODED, HEADERS, IDENTITY};

/// There exactly once. `MIME-Version` is of RFC 2045 section 4, `List-Id` of RFC 2919, `Auto-Submitted` of RFC 3834.
const ONCE: [&str; 10] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "List-Id",
    "Auto-Submitted",
    "Content-Language",
];
/// There at most once (RFC 5322 section 3.6).
const AT_MOST_ONCE: [&str; 7] =
    ["Sender", "Reply-To", "In-Reply-To", "References", "X-Auto-Response-Suppress", "List-Unsubscribe", "Cc"];
/// Not there: the first two say what a list of strangers says, the others what only relays and drafts do.
const NEVER: [&str; 5] = ["Precedence", "X-Priority", "Bcc", "Return-Path", "Received"];

pub(super) fn find(reading: &Reading<'_>, found: &mut Vec<Fault>) {
    let names: Vec<&str> = reading.headers().map(|(name, _)| name).collect();
    let times = |wanted: &str| names.iter().filter(|name| name.eq_ignore_ascii_case(wanted)).count();
    for name in ONCE {
        match times(name) {
            0 => found.push(Fault::of(HEADERS, format!("has no `{name}`")).about(name)),
            1 => {}
            n => found.push(Fault::of(HEADERS, format!("has {n} times `{name}`")).about(name)),
        }
    }
    for name in AT_MOST_ONCE.into_iter().filter(|name| times(name) > 1) {
        found.push(Fault::of(HEADERS, format!("has {} times `{name}`", times(name))).about(name));
    }
    for name in NEVER.into_iter().filter(|name| times(name) > 0) {
        found.push(Fault::of(HEADERS, format!("has a header `{name}`")).about(name));
    }
    if let Some(value) = reading.header("X-Auto-Response-Suppress").filter(|value| suppresses_bounces(value)) {
        let message = format!("suppresses bounces with `X-Auto-Response-Suppress: {value}`");
        found.push(Fault::of(HEADERS, message).about("X-Auto-Response-Suppress"));
    }
    for (name, address) in [("From", reading.message.from()), ("To", reading.message.to())] {
        let many = address.map_or(0, |address| address.iter().count());
        if times(name) == 1 && many != 1 {
            found.push(Fault::of(HEADERS, format!("has {many} addresses in `{name}`")).about(name));
        }
    }
    readable(reading, found);
    identity(reading, found);
}

/// What hides that a message could not be delivered (MS-OXCMAIL, 2.1.3.2.20).
fn suppresses_bounces(value: &str) -> bool {
    value.split(',').any(|word| ["all", "ndr", "dr", "none"].contains(&word.trim().to_ascii_lowercase().as_str()))
}

/// What a person would see of each header that people see.
fn readable(reading: &Reading<'_>, found: &mut Vec<Fault>) {
    let shown = |address: Option<&Address<'_>>| {
        address.into_iter().flat_map(|address| address.iter()).filter_map(|one| one.name.clone()).collect::<String>()
    };
    let seen = [
        ("Subject", reading.message.subject().unwrap_or("").to_owned()),
        ("From", shown(reading.message.from())),
        ("To", shown(reading.message.to())),
    ];
    for (name, value) in seen {
        let raw = reading.header(name).unwrap_or_default();
        let why = if value.contains('\u{fffd}') {
            "holds a sign that could not be decoded"
        } else if value.chars().any(char::is_control) {
            "holds a control character"
        } else if undecoded(&value).is_some_and(|word| raw.contains(word)) {
            "shows an encoded word"
        } else {
            continue;
        };
        found.push(Fault::of(ENCODED, format!("has a `{name}` that {why}: `{}`", printable(&value))).about(name));
    }
}

/// The first word that looks like an encoded one (RFC 2047 section 2).
fn undecoded(value: &str) -> Option<&str> {
    value.split_ascii_whitespace().find(|word| word.starts_with("=?") && word.contains("?="))
}

fn printable(value: &str) -> String {
    value.chars().take(60).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

fn identity(reading: &Reading<'_>, found: &mut Vec<Fault>) {
    let from = reading.message.from().and_then(|from| from.first()).and_then(|one| one.address.as_deref());
    let domain = from.and_then(|from| from.rsplit_once('@')).map_or("", |(_, domain)| domain);
    let mut say = |name: &str, value: &str, wanted: &str| {
        let message = format!("has `{name}: {value}`, where {wanted}");
        found.push(Fault::of(IDENTITY, message).about(name));
    };
    for name in ["Message-ID", "In-Reply-To", "References"] {
        let Some(value) = reading.header(name) else { continue };
        let id = value.strip_prefix('<').and_then(|id| id.strip_suffix('>')).and_then(|id| id.rsplit_once('@'));
        let is_ours = |(left, right): (&str, &str)| {
            !left.is_empty() && left.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && right == domain
        };
        if !id.is_some_and(is_ours) {
            say(name, &value, "`<` the notice `@` the sender's domain `>` belongs");
        }
    }
    if let Some(value) = reading.header("List-Id") {
        let id = value.rsplit_once('<').and_then(|(_, id)| id.strip_suffix('>'));
        let is_ours = |id: &str| {
            let label = id.strip_suffix(domain).and_then(|id| id.strip_suffix('.'));
            label.is_some_and(|label| !label.is_empty() && label.len() <= 255 - domain.len())
        };
        if !id.is_some_and(is_ours) {
            say("List-Id", &value, "`<` the campaign `.` the sender's domain `>` belongs");
        }
    }
    match reading.message.header("Auto-Submitted") {
        Some(HeaderValue::Text(value)) if value.trim() == "auto-generated" => {}
        Some(_) => {
            say("Auto-Submitted", &reading.header("Auto-Submitted").unwrap_or_default(), "`auto-generated` belongs")
        }
        None => {}
    }
}
