//! A reply, where it came, and what was made of it.

use std::borrow::Cow;
use std::fmt;

use super::advice::advice;
use super::classify::{Verdict, classify};
use super::signs::CONNECTIONS;
use crate::ledger::shown;

/// The longest text that is kept of a reply, in characters: for a person to read, not for a relay to fill a ledger with.
const KEPT: usize = 1000;

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
    /// The text of all lines, joined by spaces; safe to show.
    pub text: String,
}

impl Reply {
    /// A reply of this code and text.
    pub fn new(code: u16, text: impl Into<String>) -> Self {
        Reply { code, text: text.into() }
    }

    /// A reply as it came: its lines, in UTF-8 or else taken for Latin-1, made safe to show.
    pub fn of_lines<'a>(code: u16, lines: impl Iterator<Item = Cow<'a, [u8]>>) -> Self {
        let mut text = String::new();
        for line in lines {
            if !text.is_empty() {
                text.push(' ');
            }
            match std::str::from_utf8(&line) {
                Ok(line) => text.push_str(&shown(line)),
                Err(_) => text.push_str(&shown(&line.iter().map(|byte| char::from(*byte)).collect::<String>())),
            }
        }
        if let Some((end, _)) = text.char_indices().nth(KEPT) {
            text.truncate(end);
            text.push('…');
        }
        Reply::new(code, text.trim())
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
        match self.text.as_str() {
            "" => write!(f, "{}", self.code),
            text => write!(f, "{} {text}", self.code),
        }
    }
}

/// A clear no: where, in what words, and whose fault it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Where it came.
    pub phase: Phase,
    /// In what words.
    pub reply: Reply,
    /// Whose fault it is.
    pub verdict: Verdict,
    /// The words as they would be for anybody: without the recipient, and without what is another in each reply.
    pub(super) pattern: String,
}

impl Refusal {
    /// A refusal of what was for `recipient`, empty if it was for nobody yet.
    pub fn new(phase: Phase, reply: Reply, recipient: &str) -> Self {
        let verdict = classify(phase, &reply, recipient);
        let pattern = pattern(&reply, recipient);
        Refusal { phase, reply, verdict, pattern }
    }

    /// Whether it is for now, says no time, and may be for the number of our connections alone: in so many words, or
    /// because nothing but a connection was there to be refused.
    pub(crate) fn is_for_the_crowd(&self) -> bool {
        let for_now = matches!(self.verdict, Verdict::RelayBusy { retry: None } | Verdict::Quota { retry: None });
        let text = self.reply.text.to_lowercase();
        for_now && (self.phase == Phase::Connect || CONNECTIONS.iter().any(|sign| text.contains(sign)))
    }

    /// What it says, and in parentheses what is to be done about it where that is documented.
    pub fn with_advice(&self) -> String {
        match advice(&self.reply) {
            Some(advice) => format!("{self} ({advice})"),
            None => self.to_string(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.reply, self.phase)
    }
}

/// Code and words, without addresses, and without words that have a digit (serials, times, addresses of machines) unless
/// it is the enhanced code.
fn pattern(reply: &Reply, recipient: &str) -> String {
    let mut pattern = reply.code.to_string();
    let recipient = recipient.to_lowercase();
    let local = recipient.split('@').next().unwrap_or("");
    for (at, word) in reply.text.to_lowercase().split_whitespace().enumerate() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let has_digit = bare.chars().any(|c| c.is_ascii_digit());
        let is_code = at == 0 && reply.enhanced().is_some();
        if is_code || !(word.contains('@') || has_digit || bare == local) {
            pattern.push(' ');
            pattern.push_str(bare);
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(code: u16, lines: &[&[u8]]) -> Reply {
        Reply::of_lines(code, lines.iter().map(|line| Cow::Borrowed(*line)))
    }

    #[test]
    fn words_are_read_as_utf8_or_else_as_latin1_and_shown_without_their_tricks() {
        for (lines, shown) in [
            (&[&b""[..]][..], "550"),
            (&[b"5.1.1 bo\xeete inconnue"], "550 5.1.1 boîte inconnue"),
            (&["5.1.1 boîte inconnue".as_bytes()], "550 5.1.1 boîte inconnue"),
            (&[b"\xd3\xc3\xbb\xa7"], "550 ÓÃ»§"),
            (&[b"5.1.1 a\tb", b"5.1.1 c"], "550 5.1.1 a b 5.1.1 c"),
            (&[b"\x1b]52;c;eA==\x07", b"\x9b31m"], r"550 \u{1b}]52;c;eA==\u{7} \u{9b}31m"),
            (&["\u{202e}txt".as_bytes()], r"550 \u{202e}txt"),
        ] {
            assert_eq!(reply(550, lines).to_string(), shown);
        }
        let long = reply(250, &["é".repeat(30_000).as_bytes()]).text;
        assert!(long.chars().count() == KEPT + 1 && long.ends_with('…'));
    }

    #[test]
    fn the_same_words_are_known_again_whoever_they_are_for() {
        let pattern = |text: &str, to: &str| Refusal::new(Phase::Rcpt, Reply::new(550, text), to).pattern;
        let jan = pattern("5.1.1 <jan@b.example>: Recipient address rejected: jan unknown [id 4F1B]", "jan@b.example");
        let piet =
            pattern("5.1.1 <piet@b.example>: Recipient address rejected: piet unknown [id 77]", "piet@b.example");
        assert_eq!(jan, piet);
        assert_ne!(jan, pattern("5.7.1 <jan@b.example>: Recipient address rejected: jan unknown", "jan@b.example"));
        assert_ne!(pattern("Account suspended", ""), pattern("User unknown", ""));
    }
}
