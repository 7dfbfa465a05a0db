//! Names that a campaign chose, in an address.

use std::fmt::Write;

/// A name as one part of a path: what is not unreserved is percent-encoded (RFC 3986, section 2).
pub(super) fn segment(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'~' => out.push(char::from(byte)),
            // Also the full stop: `..` is a step up to a browser.
            // Writing to a String cannot fail.
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_part_whatever_it_is() {
        assert_eq!(segment("pilot_2-b"), "pilot_2-b");
        assert_eq!(segment("../a b?c#é"), "%2E%2E%2Fa%20b%3Fc%23%C3%A9");
    }
}
