//! The keys that sign the mail: for which domain, and under which name.

use super::alternatives::DkimChoice;
use super::diagnostics::Diagnostics;
use super::keys::DkimFile;
use super::relay::secret;
use crate::campaign::yaml::At;
use crate::campaign::{Dkim, Mailbox};

pub(super) fn keys(choice: &DkimChoice, from: &Mailbox, diagnostics: &mut Diagnostics<'_>) -> Vec<Dkim> {
    let from = from.address.rsplit_once('@').and_then(|(_, domain)| to_ascii(domain));
    let mut keys: Vec<Dkim> = Vec::new();
    for file in &choice.0 {
        let Some(key) = key(file, from.as_deref(), diagnostics) else { continue };
        if keys.iter().any(|other| (&other.domain, &other.selector) == (&key.domain, &key.selector)) {
            let message = format!("two keys are published as `{}._domainkey.{}`", key.selector, key.domain);
            diagnostics.wrong(&file.selector, message, "give each key a selector of its own");
        }
        keys.push(key);
    }
    keys
}

fn key(file: &DkimFile, from: Option<&str>, diagnostics: &mut Diagnostics<'_>) -> Option<Dkim> {
    let secret = secret(&file.key, "a key", diagnostics);
    let selector = selector(&file.selector, diagnostics);
    let domain = match &file.domain {
        Some(at) => domain(at, from, diagnostics)?,
        // What is wrong with the From header is said there.
        None => from?.to_owned(),
    };
    Some(Dkim { domain, selector: selector?, key: secret? })
}

/// A `sub-domain` for each dot (RFC 6376 section 3.1).
fn selector(at: &At<String>, diagnostics: &mut Diagnostics<'_>) -> Option<String> {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if at.value.len() <= 200 && at.value.split('.').all(is_label) {
        return Some(at.value.to_ascii_lowercase());
    }
    diagnostics.wrong(
        at,
        format!("`{}` cannot be a selector", at.value),
        "use letters, digits and hyphens, as in `heraut-2027`",
    );
    None
}

/// A domain that readers of the mail hold for the sender's: DMARC (RFC 7489 section 3.1.1) asks that both belong to one
/// organisation.
fn domain(at: &At<String>, from: Option<&str>, diagnostics: &mut Diagnostics<'_>) -> Option<String> {
    let Some(domain) = to_ascii(&at.value).filter(|domain| domain.contains('.')) else {
        diagnostics.wrong(
            at,
            format!("`{}` is not a domain", at.value),
            "write the domain of the From address, or leave it out",
        );
        return None;
    };
    let from = from?;
    let is_below = |lower: &str, upper: &str| lower.strip_suffix(upper).is_some_and(|rest| rest.ends_with('.'));
    if domain != from && !is_below(from, &domain) && !is_below(&domain, from) {
        let message = format!("mail from {from} cannot be signed for {domain}: to DMARC they are strangers");
        diagnostics.wrong(at, message, format!("sign for {from} or a domain it is part of, or leave `domain:` out"));
        return None;
    }
    Some(domain)
}

/// A domain as DNS knows it, in small letters.
fn to_ascii(domain: &str) -> Option<String> {
    idna::domain_to_ascii_strict(domain).ok().filter(|domain| !domain.is_empty())
}
