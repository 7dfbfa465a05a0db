//! Words by which relays that give no code, or one for everything, say whose fault it is. In lower case.

/// Limits on what *we* may send.
pub(super) const QUOTA: &[&str] = &[
    "quotaexceeded",
    "submission quota",
    "monthly quota",
    "quota exhausted",
    "credits exceeded",
    "sending limit",
    "daily limit",
    "monthly limit",
    "daily user",
    "message rate limit",
    "rate limit exceeded",
    "recipient limit",
    "recipientratelimit",
    "submission rate",
    "sending rate",
    "throttl",
    "too many messages",
    "too many emails",
    "too much mail",
    "messages per",
    "emails per",
];

/// So many connections at once are too many.
pub(super) const CONNECTIONS: &[&str] = &[
    "concurrent",
    "simultaneous",
    "too many connections",
    "too many sessions",
    "too many open",
    "thread limit",
    "connection limit",
];

/// Refusals of the sender or the client: its address, its account, its sign-in, its network, its domain's own policy.
pub(super) const SENDER: &[&str] = &[
    "relay access denied",
    "relaying denied",
    "relay not permitted",
    "not permitted to relay",
    "unable to relay",
    "sendasdenied",
    "send as this sender",
    "sender address rejected",
    "sender identity",
    "verified sender",
    "sender verify failed",
    "not a verified",
    "from address does not match",
    "account suspended",
    "account has been suspended",
    "account is suspended",
    "auth required",
    "authentication required",
    "authentication is required",
    "must authenticate",
    "not authenticated",
    "client host rejected",
    "client host [",
    "dmarc",
    "spf check",
    "spf fail",
    "spf record",
    "spamhaus",
    "blacklist",
    "blocklist",
    "blocked using",
    "helo command rejected",
    "ptr record",
    "reverse dns",
];

/// A reply's words in lower case, without the name of the one it is about: a mailbox called `spamhaus@` says nothing about
/// a list. A name that is but one word of a longer sign cannot make one, and stays.
pub(super) fn words_about(text: &str, recipient: &str) -> String {
    let (mut text, recipient) = (text.to_lowercase(), recipient.to_lowercase());
    let Some((local, domain)) = recipient.rsplit_once('@') else { return text };
    text = text.replace(&recipient, " ").replace(domain, " ");
    let is_sign = |signs: &[&str]| signs.iter().any(|sign| sign.split(' ').count() == 1 && local.contains(sign));
    if !is_sign(QUOTA) && !is_sign(SENDER) {
        return text;
    }
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for (at, found) in text.match_indices(local) {
        let is_name = |c: char| c.is_alphanumeric();
        let before = text[..at].chars().next_back().is_some_and(is_name);
        let after = text[at + found.len()..].chars().next().is_some_and(is_name);
        if !before && !after {
            out.push_str(&text[from..at]);
            out.push(' ');
            from = at + found.len();
        }
    }
    out.push_str(&text[from..]);
    out
}
