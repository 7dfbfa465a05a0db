//! Mail addresses: which of them a relay without SMTPUTF8 (RFC 6531) can take.

use super::row::printable;

/// An address that cannot be mailed to: why, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadAddress {
    pub(super) why: String,
    pub(super) hint: &'static str,
}

const CORRECT: &str = "correct the address in the source; the person is kept without one";

/// An address in the form `dot-atom@domain` (RFC 5321, 4.1.2, without quoted local parts and address literals).
///
/// The local part is kept as written, a domain of other scripts becomes its ASCII form (IDNA, UTS 46).
///
/// # Errors
/// With what is wrong with it.
pub(super) fn parse(text: &str) -> Result<String, BadAddress> {
    let bad = |why: String| Err(BadAddress { why: format!("`{}` {why}", printable(text)), hint: CORRECT });
    if let Some(space) = text.chars().find(|c| c.is_whitespace() || c.is_control()) {
        return bad(if space.is_control() { "has a control character".into() } else { "has a space".into() });
    }
    if text.starts_with('"') {
        return bad("has a quoted local part, which few systems accept".into());
    }
    let Some((local, domain)) = text.split_once('@') else { return bad("has no `@`".into()) };
    if domain.contains('@') {
        return bad("has more than one `@`".into());
    }
    if !local.is_ascii() {
        let why = format!("`{}` has letters before the `@` that only SMTPUTF8 can carry", printable(text));
        return Err(BadAddress { why, hint: "use the person's ASCII alias; every mailbox system gives one" });
    }
    if local.is_empty() || local.len() > 64 {
        return bad(format!("has {} characters before the `@`; from 1 to 64 can be", local.len()));
    }
    if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        return bad("has a dot in the wrong place".into());
    }
    if let Some(c) = local.chars().find(|c| !c.is_ascii_alphanumeric() && !".!#$%&'*+-/=?^_`{|}~".contains(*c)) {
        return bad(format!("has a `{c}`"));
    }
    let domain = match domain.is_ascii() {
        true => domain.to_owned(),
        false => match idna::domain_to_ascii_strict(domain) {
            Ok(domain) => domain,
            Err(_) => return bad("has a domain that cannot be".into()),
        },
    };
    if let Some(why) = wrong_domain(&domain) {
        return bad(why);
    }
    if local.len() + 1 + domain.len() > 254 {
        return bad("is longer than 254 characters".into());
    }
    Ok(format!("{local}@{domain}"))
}

/// What is wrong with an ASCII domain (RFC 1035, 2.3.4; RFC 1123, 2.1).
fn wrong_domain(domain: &str) -> Option<String> {
    if !domain.contains('.') {
        return Some("has a domain without a dot".into());
    }
    if domain.len() > 253 {
        return Some("has a domain of more than 253 characters".into());
    }
    let label_fits = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    domain.split('.').find(|label| !label_fits(label)).map(|label| match label {
        "" => "has a dot in the wrong place".into(),
        label => format!("has a domain that cannot be: `{label}`"),
    })
}

/// What an address is compared by.
pub(super) fn key(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { parse(text).unwrap_or(text.to_owned()).to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(text: &str) -> String {
        parse(text).unwrap_err().why
    }

    #[test]
    fn addresses_that_can_be_mailed_to() {
        for good in ["chloe.o'brien@voorbeeldstad.example", "a+b@x-1.example", "!#$%&'*+-/=?^_`{|}~@b.nl"] {
            assert_eq!(parse(good).unwrap(), good);
        }
        assert_eq!(parse("Jan@Gemeente-Súdwest.example").unwrap(), "Jan@xn--gemeente-sdwest-cvb.example");
        assert_eq!(key("Li@例子.example"), key("li@xn--fsqu00a.example"));
    }

    #[test]
    fn addresses_that_cannot() {
        assert_eq!(why("jan de vries@b.nl"), "`jan de vries@b.nl` has a space");
        assert_eq!(why("jan"), "`jan` has no `@`");
        assert_eq!(why("a@b@c.nl"), "`a@b@c.nl` has more than one `@`");
        assert_eq!(why("\"jan vries\"@b.nl"), "`\"jan vries\"@b.nl` has a space");
        assert_eq!(why("\"jan\"@b.nl"), "`\"jan\"@b.nl` has a quoted local part, which few systems accept");
        assert_eq!(why("chloë@b.nl"), "`chloë@b.nl` has letters before the `@` that only SMTPUTF8 can carry");
        assert_eq!(why("jan..x@b.nl"), "`jan..x@b.nl` has a dot in the wrong place");
        assert_eq!(why("jan@b..nl"), "`jan@b..nl` has a dot in the wrong place");
        assert_eq!(why("jan@localhost"), "`jan@localhost` has a domain without a dot");
        assert_eq!(why("jan@-b.nl"), "`jan@-b.nl` has a domain that cannot be: `-b`");
        assert_eq!(why("<jan@b.nl>"), "`<jan@b.nl>` has a `<`");
        assert_eq!(why("@b.nl"), "`@b.nl` has 0 characters before the `@`; from 1 to 64 can be");
        assert_eq!(why("jan@b.nl\u{0}"), "`jan@b.nl\u{FFFD}` has a control character");
    }
}
