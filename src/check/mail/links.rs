//! Where links lead, and where they say they lead.

use std::collections::BTreeSet;

use super::expectations::Expectations;
use super::fault::{Fault, Written};
use super::reading::Reading;
use crate::campaign::Campaign;
use crate::check::registry::text::{FALSE_LINK, OPEN_LINK, SHORTENED, STRANGE_LINK};

/// Services that hide where a link leads.
const SHORTENERS: [&str; 23] = [
    "bit.ly",
    "bitly.com",
    "buff.ly",
    "cutt.ly",
    "goo.gl",
    "is.gd",
    "lnkd.in",
    "ow.ly",
    "rb.gy",
    "rebrand.ly",
    "s.id",
    "short.io",
    "shorturl.at",
    "snip.ly",
    "t.co",
    "t.ly",
    "tiny.cc",
    "tinyurl.com",
    "tny.im",
    "tr.im",
    "urlz.fr",
    "v.gd",
    "x.co",
];
/// What the name of a file ends in, which looks like a domain.
const FILES: [&str; 20] = [
    "apk", "app", "csv", "dmg", "doc", "docx", "exe", "htm", "html", "ics", "ipa", "jpg", "md", "msi", "pdf", "pkg",
    "png", "txt", "xlsx", "zip",
];

pub(super) fn find(reading: &Reading<'_>, expectations: &Expectations<'_>, found: &mut Vec<Fault>) {
    let allowed = allowed(expectations.campaign);
    for (at, link) in reading.page.named("a") {
        let Some(href) = link.attribute("href") else { continue };
        let Some(host) = host(href) else { continue };
        let text = reading.page.text_of(at);
        let written = || Written::Anywhere(href.trim_start_matches("mailto:").to_owned());
        if !allowed.iter().any(|domain| is_within(&host, domain)) {
            let message = format!("has a link to `{host}`: `{href}`");
            let hint = format!("link to a page of your own, or write `links: {{allow: [{host}]}}` in campaign.yaml");
            found.push(Fault::of(STRANGE_LINK, message).hint(hint).written(written()).about(&host));
        }
        if let Some(shown) = shown(&text).into_iter().find(|shown| !is_same(shown, &host)) {
            let message = format!("shows `{shown}` in a link to `{host}`: `{}`", text.trim());
            let fault = Fault::of(FALSE_LINK, message).hint(format!("show `{host}`, or words"));
            found.push(fault.written(written()).about(format!("{shown} {host}")));
        }
        if SHORTENERS.iter().any(|service| is_within(&host, service)) {
            found.push(Fault::of(SHORTENED, format!("has a shortened link: `{href}`")).written(written()).about(href));
        }
        if href.to_ascii_lowercase().starts_with("http:") {
            let message = format!("has a link without https: `{href}`");
            found.push(Fault::of(OPEN_LINK, message).written(written()).about(href));
        }
    }
}

/// The domains that are the campaign's: of its mailboxes, its pages, and what it allows.
fn allowed(campaign: &Campaign) -> BTreeSet<String> {
    let sender = &campaign.sender;
    let mailboxes = std::iter::once(&sender.from).chain(&sender.reply_to).map(|mailbox| mailbox.domain());
    let desk = campaign.helpdesk.email.as_deref().and_then(|email| email.rsplit_once('@')).map(|(_, domain)| domain);
    let pages = campaign.helpdesk.url.iter().chain(&campaign.migration.enrol_url).filter_map(|url| host(url));
    let named = mailboxes.chain(desk).map(ascii).chain(campaign.link_domains.iter().cloned());
    named.chain(pages).filter(|domain| !domain.is_empty()).collect()
}

/// The host of a web address or the domain of a mailbox, as DNS knows it; `None` for a telephone number.
fn host(href: &str) -> Option<String> {
    let (scheme, rest) = href.trim().split_once(':')?;
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => {
            let authority = rest.trim_start_matches(['/', '\\']).split(['/', '\\', '?', '#']).next()?;
            // What stands before an `@` is a name to sign in with, however much it looks like a domain.
            let host = authority.rsplit('@').next()?;
            Some(ascii(host.split(':').next()?))
        }
        "mailto" => Some(ascii(rest.split('?').next()?.rsplit_once('@')?.1)),
        _ => None,
    }
}

/// A domain in A-labels and lower case.
fn ascii(domain: &str) -> String {
    let domain = domain.trim_end_matches('.');
    idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_ascii_lowercase())
}

fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn is_same(shown: &str, host: &str) -> bool {
    let bare = |domain: &str| domain.strip_prefix("www.").unwrap_or(domain).to_owned();
    bare(shown) == bare(host)
}

/// The domains that the text of a link shows.
fn shown(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '"' | ',' | ';'));
    words.filter_map(domain_of).collect()
}

/// The domain in a word: of an address in full, of a mailbox, or by itself.
fn domain_of(word: &str) -> Option<String> {
    let word = word.trim_matches(['.', ':', '!', '?', '\'']);
    if word.contains("://") {
        return host(word);
    }
    let domain = word.rsplit_once('@').map_or(word, |(_, domain)| domain);
    let domain = domain.split(['/', '?', '#', ':']).next()?;
    let (first, last) = domain.rsplit_once('.')?;
    let labels = || first.split('.').chain([last]);
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let is_top = last.chars().count() >= 2 && last.chars().all(char::is_alphabetic);
    let is_file = !word.contains('@') && FILES.contains(&last.to_ascii_lowercase().as_str());
    (labels().all(is_label) && is_top && !is_file).then(|| ascii(domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_read_as_browsers_read_them() {
        for (href, expected) in [
            ("https://a.example/b?c=https://evil.example", Some("a.example")),
            ("https://a.example@evil.example:443/x", Some("evil.example")),
            ("HTTPS:\\\\Evil.Example\\@a.example", Some("evil.example")),
            ("https://b\u{fc}cher.example.", Some("xn--bcher-kva.example")),
            ("mailto:desk@a.example?subject=x@y", Some("a.example")),
            ("tel:+3120555", None),
            ("#top", None),
        ] {
            assert_eq!(host(href).as_deref(), expected, "{href}");
        }
    }

    #[test]
    fn a_domain_is_told_from_other_words() {
        assert_eq!(shown("Ga naar www.a.example/overstap (of mail desk@b.example)."), ["www.a.example", "b.example"]);
        assert_eq!(shown("https://a.example:"), ["a.example"]);
        assert_eq!(shown("Lees handleiding.pdf, versie 1.2.x, bijv. nu...  J.P. de Wit"), [""; 0]);
    }

    #[test]
    fn a_domain_holds_those_below_it_only() {
        assert!(is_within("a.b.example", "b.example") && is_within("b.example", "b.example"));
        assert!(!is_within("ab.example", "b.example") && !is_within("example", "b.example"));
    }
}
