//! What a relay offers, as its EHLO reply says.

/// The extensions that matter here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Capabilities {
    /// RFC 2920: MAIL, RCPT and DATA in one packet.
    pub(super) pipelining: bool,
    /// RFC 1870: the largest message in bytes; `Some(0)` is "offered, no fixed limit".
    pub(super) size: Option<u64>,
    /// RFC 3461: delivery status notifications on request.
    pub(super) dsn: bool,
    /// RFC 6531: addresses outside ASCII.
    pub(super) smtp_utf8: bool,
    /// RFC 6152: bodies outside ASCII.
    pub(super) eight_bit: bool,
    /// RFC 3207.
    pub(super) starttls: bool,
    /// RFC 4954, the mechanism of RFC 4616.
    pub(super) auth_plain: bool,
    /// RFC 4954, the mechanism that everybody has and nobody wrote a standard for.
    pub(super) auth_login: bool,
    /// The mechanism of Google and Microsoft for tokens of OAuth 2.0
    /// (<https://developers.google.com/workspace/gmail/imap/xoauth2-protocol>).
    pub(super) auth_xoauth2: bool,
}

impl Capabilities {
    /// Reads the lines of the reply after the first, which is the relay's name. Keywords are the same in any case
    /// (RFC 5321 section 4.1.1.1).
    pub(super) fn read<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut found = Capabilities::default();
        for line in lines.skip(1) {
            let line = String::from_utf8_lossy(line).to_ascii_uppercase();
            // `AUTH=LOGIN` is how it was written before there was a standard, and some still do.
            let mut words = line.split(|c: char| c.is_ascii_whitespace() || c == '=').filter(|word| !word.is_empty());
            match words.next().unwrap_or("") {
                "PIPELINING" => found.pipelining = true,
                "SIZE" => found.size = Some(words.next().and_then(|n| n.parse().ok()).unwrap_or(0)),
                "DSN" => found.dsn = true,
                "SMTPUTF8" => found.smtp_utf8 = true,
                "8BITMIME" => found.eight_bit = true,
                "STARTTLS" => found.starttls = true,
                "AUTH" => {
                    for mechanism in words {
                        found.auth_plain |= mechanism == "PLAIN";
                        found.auth_login |= mechanism == "LOGIN";
                        found.auth_xoauth2 |= mechanism == "XOAUTH2";
                    }
                }
                _ => {}
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Capabilities {
        Capabilities::read(lines.iter().map(|line| line.as_bytes()))
    }

    #[test]
    fn what_is_offered_is_seen_in_any_case() {
        let lines = [
            "PIPELINING.example Hello",
            "PIPELINING",
            "SIZE 35882577",
            "DSN",
            "SMTPUTF8",
            "8BITMIME",
            "CHUNKING",
            "STARTTLS",
            "AUTH PLAIN LOGIN XOAUTH2",
        ];
        let all = Capabilities {
            pipelining: true,
            size: Some(35_882_577),
            dsn: true,
            smtp_utf8: true,
            eight_bit: true,
            starttls: true,
            auth_plain: true,
            auth_login: true,
            auth_xoauth2: true,
        };
        assert_eq!(read(&lines), all);
        for change in [str::to_ascii_lowercase, mixed] {
            let changed = lines.map(change);
            assert_eq!(read(&changed.each_ref().map(String::as_str)), all, "{changed:?}");
        }
        assert_eq!(read(&["PIPELINING"]), Capabilities::default());
        assert_eq!(read(&["mx", "SIZE"]).size, Some(0));
        assert_eq!(read(&["mx", "SIZE many"]).size, Some(0));
    }

    #[test]
    fn ways_to_sign_in_are_seen_as_they_were_written_of_old_too() {
        assert!(read(&["mx", "AUTH=LOGIN"]).auth_login);
        assert!(read(&["mx", "auth=login plain"]).auth_plain);
        let other = read(&["mx", "AUTH CRAM-MD5 PLAINLY"]);
        assert!(!other.auth_plain && !other.auth_login && !other.auth_xoauth2);
    }

    fn mixed(line: &str) -> String {
        line.chars().enumerate().map(|(n, c)| if n % 2 == 0 { c.to_ascii_lowercase() } else { c }).collect()
    }
}
