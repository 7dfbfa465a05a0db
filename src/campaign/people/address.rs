//! Mail addresses: which of them a relay without SMTPUTF8 (RFC 6531) can take.

use super::row::printable;
use crate::campaign::fold;

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
    if text.is_ascii() {
        return text.trim().to_ascii_lowercase();
    }
    let folded = fold::key(text);
    parse(&folded).unwrap_or_else(|_| folded.into_owned()).to_lowercase()
}

/// An address as cells hold it: alone, after `mailto:` or `SMTP:`, or after a name as in `Anna Bakker <a@b.nl>`.
///
/// # Errors
/// As [`parse`], about the address itself.
pub(super) fn parse_cell(text: &str) -> Result<String, BadAddress> {
    let text = text.trim();
    let named = || {
        let (name, rest) = text.split_once('<')?;
        (!name.trim().is_empty()).then(|| rest.strip_suffix('>'))?
    };
    let schemed = || {
        let (scheme, rest) = text.split_once(':')?;
        ["mailto", "smtp"].iter().any(|known| scheme.eq_ignore_ascii_case(known)).then_some(rest)
    };
    parse(named().or_else(schemed).unwrap_or(text).trim())
}

/// The main address of a mailbox among all of its addresses, as Exchange lists them: that after `SMTP:` in capitals,
/// else the only one. They are joined by `+`, `;`, `,` or spaces; a `+` may be part of an address too.
pub(super) fn main_of(proxies: &str) -> Option<&str> {
    let mut addresses: Vec<(bool, &str)> = Vec::new();
    let mut rest = proxies;
    while let Some((at, length)) = next_scheme(rest) {
        let after = &rest[at + length..];
        let end = next_scheme(after).map_or(after.len(), |(at, _)| at);
        let address = after[..end].trim_matches(|c: char| c.is_whitespace() || matches!(c, '+' | ';' | ','));
        let scheme = &rest[at..at + length];
        if scheme.eq_ignore_ascii_case("smtp:") && !address.is_empty() {
            addresses.push((scheme == "SMTP:", address));
        }
        rest = after;
    }
    let main = addresses.iter().find(|(main, _)| *main);
    main.or(match &addresses[..] {
        [only] => Some(only),
        _ => None,
    })
    .map(|(_, address)| *address)
}

/// Where the next kind of address begins, and how long the word for it is with its colon.
fn next_scheme(text: &str) -> Option<(usize, usize)> {
    const KINDS: [&str; 8] = ["smtp:", "sip:", "x500:", "x400:", "spo:", "eum:", "notes:", "ms:"];
    let begins =
        |at: usize| at == 0 || matches!(text.as_bytes()[at - 1], b'+' | b';' | b',' | b' ' | b'\t' | b'"' | b'{');
    (0..text.len()).filter(|&at| text.is_char_boundary(at) && begins(at)).find_map(|at| {
        let rest = &text.as_bytes()[at..];
        let kind = KINDS
            .iter()
            .find(|kind| rest.len() >= kind.len() && rest[..kind.len()].eq_ignore_ascii_case(kind.as_bytes()))?;
        Some((at, kind.len()))
    })
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
    fn addresses_as_cells_hold_them() {
        for cell in ["mailto:a.b@c.nl", "SMTP:a.b@c.nl", "smtp:a.b@c.nl", "Anna Bakker <a.b@c.nl>", " a.b@c.nl "] {
            assert_eq!(parse_cell(cell).unwrap(), "a.b@c.nl", "{cell}");
        }
        assert!(parse_cell("tel:a.b@c.nl").is_err());
    }

    #[test]
    fn the_main_address_of_a_mailbox_is_the_one_in_capitals() {
        assert_eq!(main_of("smtp:c@d.nl+SMTP:a@b.nl+sip:x@y.nl"), Some("a@b.nl"));
        assert_eq!(main_of("SMTP:a+b@c.nl;smtp:d@e.nl"), Some("a+b@c.nl"));
        assert_eq!(main_of("smtp:only@b.nl"), Some("only@b.nl"));
        assert_eq!(main_of("smtp:a@b.nl, smtp:c@d.nl"), None, "neither is the main one");
        assert_eq!(main_of("x500:/o=Org/cn=a"), None);
        assert_eq!(main_of(""), None);
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
