//! What a relay offers, as its EHLO reply says (lettre reads less of it).

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
}

impl Capabilities {
    /// Reads the lines of the reply after the first, which is the relay's name.
    pub(super) fn read<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut found = Capabilities::default();
        for line in lines.skip(1) {
            let mut words = line.split_ascii_whitespace();
            match words.next().unwrap_or("").to_ascii_uppercase().as_str() {
                "PIPELINING" => found.pipelining = true,
                "SIZE" => found.size = Some(words.next().and_then(|n| n.parse().ok()).unwrap_or(0)),
                "DSN" => found.dsn = true,
                "SMTPUTF8" => found.smtp_utf8 = true,
                "8BITMIME" => found.eight_bit = true,
                _ => {}
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_is_seen() {
        let lines =
            ["PIPELINING.example Hello", "pipelining", "SIZE 35882577", "DSN", "SMTPUTF8", "8bitmime", "CHUNKING"];
        let found = Capabilities::read(lines.into_iter());
        let all =
            Capabilities { pipelining: true, size: Some(35_882_577), dsn: true, smtp_utf8: true, eight_bit: true };
        assert_eq!(found, all);
        assert_eq!(Capabilities::read(["PIPELINING"].into_iter()), Capabilities::default());
        assert_eq!(Capabilities::read(["mx", "SIZE"].into_iter()).size, Some(0));
    }
}
