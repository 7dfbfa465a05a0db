//! The taxonomy of negative replies.

use std::fmt;

use chrono::TimeDelta;

use super::delay::stated_delay;

/// Where in the conversation a reply came. Everything before [`Phase::Dot`] is safe to repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// TCP, TLS from the first byte, greeting, EHLO.
    Connect,
    /// STARTTLS and the handshake after it.
    StartTls,
    /// AUTH.
    Auth,
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// The DATA command, and the message up to the final dot.
    Data,
    /// The final dot: from here on the relay may have the message.
    Dot,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Phase::Connect => "on connecting",
            Phase::StartTls => "at STARTTLS",
            Phase::Auth => "at AUTH",
            Phase::Mail => "at MAIL FROM",
            Phase::Rcpt => "at RCPT TO",
            Phase::Data => "at DATA",
            Phase::Dot => "after the final dot",
        })
    }
}

/// A reply of a relay (RFC 5321 section 4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The three-digit code.
    pub code: u16,
    /// The text of all lines, joined by spaces.
    pub text: String,
}

impl Reply {
    /// A reply of this code and text.
    pub fn new(code: u16, text: impl Into<String>) -> Self {
        Reply { code, text: text.into() }
    }

    /// The enhanced status code the text begins with (RFC 3463), as class, subject, detail.
    pub fn enhanced(&self) -> Option<(u16, u16, u16)> {
        let word = self.text.split_whitespace().next()?.trim_start_matches('#');
        let mut parts = word.splitn(3, '.').map(str::parse::<u16>);
        let code = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
        matches!(code.0, 2 | 4 | 5).then_some(code)
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.text)
    }
}

/// What a reply means, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The relay has the message.
    Accepted,
    /// This address will never do: the notice fails.
    RecipientPermanent,
    /// This address not now: the notice is deferred and charged an attempt.
    RecipientTransient {
        /// The delay the relay asked for.
        retry_after: Option<TimeDelta>,
    },
    /// This message will never do: the notice fails.
    MessagePermanent,
    /// This message not now: the notice is deferred and charged an attempt.
    MessageTransient {
        /// The delay the relay asked for.
        retry_after: Option<TimeDelta>,
    },
    /// The relay is not well, or has enough of us for the moment: everything waits, nobody is charged.
    RelayBusy {
        /// The delay the relay asked for.
        retry_after: Option<TimeDelta>,
    },
    /// We have used up what the relay allows us: everything waits, nobody is charged.
    Quota {
        /// The delay the relay asked for.
        retry_after: Option<TimeDelta>,
    },
    /// The relay does not take mail from us: sign-in, sender address, network address. Everything stops until a
    /// person has mended it; nobody is charged.
    Barred,
}

/// Classifies a reply by who is at fault.
///
/// The order is what matters, from the surest sign to the vaguest:
///
/// 1. **Codes that speak of the connection** (421, and 454 or any refusal before MAIL) are the relay's own, whatever
///    the text. A 5xx before MAIL bars us: it can only be about the sign-in, our address, or the relay's policy.
/// 2. **Sign-in** (530, 534, 535, 538, 5.7.57, 5.7.139) bars us at whatever phase it shows.
/// 3. **Used-up quotas** come with permanent codes too (Gmail's 550 5.4.5, Exchange's 5.2.0 with "QuotaExceeded"
///    in the text) and are still only "later". A *mailbox* over its quota (x.2.2) is the recipient's matter.
/// 4. **The sender**: x.1.7, x.1.8, SendAsDenied, "relay access denied", a blocked client address. Postfix reports these
///    at RCPT, where a naive reader would fail every person of the wave for it.
/// 5. **Everything refused at MAIL** that is left: permanent bars us (the sender is the only thing named so far), except
///    a message over the size limit; transient is the relay's.
/// 6. **The subject of the enhanced code**: x.1 and x.2 recipient, x.3 relay, x.4 route (at RCPT: that domain's, so
///    the recipient's), x.5 protocol, x.6 message, x.7 policy.
/// 7. **The phase**: RCPT speaks of the recipient, DATA and the dot of the message.
///
/// A fault of the relay, the sign-in or a quota never becomes a permanent failure of a person.
pub fn classify(phase: Phase, reply: &Reply) -> Verdict {
    if (200..300).contains(&reply.code) {
        return Verdict::Accepted;
    }
    let text = reply.text.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let permanent = reply.code >= 500;
    let retry_after = stated_delay(&reply.text);
    let (_, subject, detail) = reply.enhanced().unwrap_or((0, 0, 0));
    let busy = Verdict::RelayBusy { retry_after };

    if !(400..600).contains(&reply.code) || reply.code == 421 {
        return if says(QUOTA) { Verdict::Quota { retry_after } } else { busy };
    }
    if matches!(reply.code, 530 | 534 | 535 | 538) || (subject, detail) == (7, 57) || (subject, detail) == (7, 139) {
        return Verdict::Barred;
    }
    if (subject, detail) != (2, 2) && says(QUOTA) {
        return Verdict::Quota { retry_after };
    }
    if phase < Phase::Mail {
        return if permanent { Verdict::Barred } else { busy };
    }
    if matches!((subject, detail), (1, 7 | 8) | (7, 60) | (2, 252)) || says(SENDER) {
        return if permanent { Verdict::Barred } else { busy };
    }
    if phase == Phase::Mail {
        return match permanent {
            true if reply.code == 552 || (subject, detail) == (3, 4) => Verdict::MessagePermanent,
            true => Verdict::Barred,
            false => busy,
        };
    }
    let of_recipient = match subject {
        1 | 2 => true,
        3 if detail == 4 => false,
        // Somebody else's relay behind this one; ours would have said so before it knew the recipient.
        3 | 5 if !permanent => return busy,
        6 => false,
        _ => phase == Phase::Rcpt,
    };
    match (of_recipient, permanent) {
        // The class disagrees with itself: "user is receiving mail too quickly", said as 550.
        (true, true) if (subject, detail) == (2, 1) && says(&["too quickly", "at a rate"]) => {
            Verdict::RecipientTransient { retry_after }
        }
        (true, true) => Verdict::RecipientPermanent,
        (true, false) => Verdict::RecipientTransient { retry_after },
        // RFC 5321 section 4.5.3.1.10: 552 to too many recipients or a full mailbox is meant as 452 by old servers,
        // but ours is one recipient, so it is the size.
        (false, true) => Verdict::MessagePermanent,
        (false, false) if reply.code == 452 && subject == 0 => busy,
        (false, false) => Verdict::MessageTransient { retry_after },
    }
}

/// Texts of limits on what *we* may send, in lower case.
const QUOTA: &[&str] = &[
    "quotaexceeded",
    "sending limit",
    "daily limit",
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

/// Texts of refusals that are about the sender or the client, in lower case.
const SENDER: &[&str] = &[
    "relay access denied",
    "relaying denied",
    "relay not permitted",
    "not permitted to relay",
    "unable to relay",
    "sendasdenied",
    "send as this sender",
    "sender address rejected",
    "client host rejected",
    "client host [",
    "sender verify failed",
    "spamhaus",
    "blacklist",
    "blocklist",
    "blocked using",
    "helo command rejected",
    "ptr record",
    "reverse dns",
];
