//! Status codes of mail systems (RFC 3463), and which of them say that an address is dead.

use std::fmt;

/// A status such as `5.1.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// 2 success, 4 for now, 5 for good.
    pub class: u16,
    /// About the address (1), the mailbox (2), the system (3), the way there (4), …
    pub subject: u16,
    /// What exactly.
    pub detail: u16,
}

impl Status {
    /// The status that a word is.
    pub fn of(word: &str) -> Option<Self> {
        let mut numbers = word.split('.').map(|number| {
            let is_number = (1..=3).contains(&number.len()) && number.bytes().all(|digit| digit.is_ascii_digit());
            if is_number { number.parse().ok() } else { None }
        });
        let (class, subject, detail) = (numbers.next()??, numbers.next()??, numbers.next()??);
        let is_whole = numbers.next().is_none() && matches!(class, 2 | 4 | 5);
        is_whole.then_some(Status { class, subject, detail })
    }

    /// The first in a text, such as the reply of a server; the more exact of two when it says nothing itself.
    pub fn within(text: &str) -> Option<Self> {
        let is_edge = |c: char| c.is_whitespace() || matches!(c, '#' | '(' | ')' | '<' | '>' | ':' | ';' | ',' | '-');
        text.split(is_edge).filter_map(Status::of).find(|status| (status.subject, status.detail) != (0, 0))
    }

    /// Whether it says no more than that something is wrong, perhaps with the address or the mailbox.
    pub fn is_vague(self) -> bool {
        self.detail == 0 && self.subject <= 2
    }

    /// Whether it says that the address takes nothing, now or later: no such mailbox or domain (5.1.x, 5.4.1, 5.4.4), or a
    /// mailbox that is closed (5.2.1). What is vague (5.0.0, 5.1.0, 5.2.0) is given for refusals of every kind, and says so
    /// only when the `words` beside it do. Not what is about the sender (5.1.7, 5.1.8), a quota of the sender (5.1.90), a full
    /// mailbox (5.2.2), the message (5.2.3, 5.3.4, 5.6.x), a rule (5.7.x), or that it took too long (4.x.x, 5.4.7).
    pub fn is_dead(self, words: &str) -> bool {
        let Status { class, subject, detail } = self;
        class == 5
            && match subject {
                _ if self.is_vague() => says_nobody(words),
                1 => !matches!(detail, 7 | 8 | 9 | 90),
                2 => detail == 1,
                4 => matches!(detail, 1 | 4),
                _ => false,
            }
    }
}

/// How mail systems say that there is no such user or mailbox.
const NOBODY: &[&str] = &[
    "user unknown",
    "unknown user",
    "recipient unknown",
    "unknown recipient",
    "mailbox unknown",
    "unknown mailbox",
    "unknown local",
    "no such",
    "no mailbox",
    "not exist",
    "doesn't exist",
    "user not found",
    "mailbox not found",
    "recipient not found",
    "invalid recipient",
    "valid user",
    "valid mailbox",
    "mailbox unavailable",
    "mailbox disabled",
    "mailbox is disabled",
    "account disabled",
    "account is disabled",
    "user doesn't have",
];

/// What a refusal is about that is not about whom the message is for.
const ELSE: &[&str] = &[
    "spam",
    "block",
    "black",
    "policy",
    "polici",
    "size",
    "large",
    "sender",
    "mail from",
    "from address",
    "reputation",
    "virus",
    "content",
    "denied",
    "dmarc",
    "spf",
    "dkim",
    "helo",
    "reverse",
    "authenti",
    "too many",
    "quota",
    "full",
];

/// Whether a mail system's words name a user or mailbox that there is not, and nothing else. Addresses are passed over:
/// anything can stand in them.
fn says_nobody(words: &str) -> bool {
    let words: Vec<String> = words.split_whitespace().filter(|w| !w.contains('@')).map(str::to_lowercase).collect();
    let words = words.join(" ");
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| words.contains(phrase));
    has(NOBODY) && !has(ELSE)
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_three_numbers() {
        assert_eq!(Status::of("5.1.1").map(|status| status.to_string()).as_deref(), Some("5.1.1"));
        for wrong in ["", "5", "5.1", "5.1.1.1", "3.1.1", "5.1.x", "5..1", "5.1.1000", "+5.1.1", "55.1.1"] {
            assert_eq!(Status::of(wrong), None, "{wrong}");
        }
        let within = |text| Status::within(text).map(|status| status.to_string());
        assert_eq!(within("550 5.1.1 <jan@x.example>: user unknown").as_deref(), Some("5.1.1"));
        assert_eq!(within("550-5.7.26 This mail").as_deref(), Some("5.7.26"));
        assert_eq!(within("550 #5.1.0 Address rejected").as_deref(), Some("5.1.0"));
        assert_eq!(within("host 10.0.0.1 said: 550 5.0.0 no"), None);
    }

    #[test]
    fn an_address_is_dead_only_when_it_is_the_address() {
        let dead = |word| Status::of(word).unwrap().is_dead("");
        for word in ["5.1.1", "5.1.2", "5.1.10", "5.2.1", "5.4.1", "5.4.4"] {
            assert!(dead(word), "{word}");
        }
        for word in ["5.0.0", "5.1.0", "5.2.0"] {
            assert!(!dead(word), "{word}");
        }
        for word in ["4.1.1", "5.1.7", "5.1.8", "5.1.90", "5.2.2", "5.2.3", "5.3.4", "5.4.6", "5.4.7", "5.6.0", "5.7.1"]
        {
            assert!(!dead(word), "{word}");
        }
    }

    #[test]
    fn what_is_vague_is_about_the_address_when_the_words_are() {
        let dead = |word, words| Status::of(word).unwrap().is_dead(words);
        for words in [
            "550 User unknown",
            "550 5.1.0 <policy@x.example>: no such user here",
            "550 Requested action not taken: mailbox unavailable",
            "550 Invalid Recipient",
            "550 jan@x.example: that mailbox does not exist",
        ] {
            assert!(["5.0.0", "5.1.0", "5.2.0"].iter().all(|word| dead(word, words)), "{words}");
            assert!(!dead("4.0.0", words) && !dead("5.7.0", words), "{words}");
        }
        for words in [
            "",
            "550 Denied",
            "554 Service unavailable",
            "550 <user.unknown@x.example>: rejected",
            "550 5.1.0 Address rejected",
            "554 mailbox unavailable: blocked as spam",
            "550 Sender does not exist",
            "550 5.1.0 MAIL FROM: no such domain",
            "552 invalid recipient size",
            "550 mailbox unavailable for reasons of policy",
            "550 5.1.0 - Unknown address error 554-'refused'",
        ] {
            assert!(["5.0.0", "5.1.0", "5.2.0"].iter().all(|word| !dead(word, words)), "{words}");
        }
    }
}
