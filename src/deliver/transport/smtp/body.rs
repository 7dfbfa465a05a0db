//! A message as it goes over the wire.

use memchr::memchr_iter;

/// Adds a message to `out`: a dot that begins a line doubled (RFC 5321 section 4.5.2), and a line end at its end, so that
/// only the final dot is missing.
///
/// # Errors
/// Where a CR or LF stands alone; then `out` is as it was. Relays that take it for a line end can be made to see a final
/// dot, and a second message, inside the first (SMTP smuggling).
pub(super) fn stuff(out: &mut Vec<u8>, message: &[u8]) -> Result<(), usize> {
    let had = out.len();
    out.reserve(message.len() + message.len() / 64 + 8);
    if message.first() == Some(&b'.') {
        out.push(b'.');
    }
    let (mut copied, mut lines) = (0, 0);
    for end in memchr_iter(b'\n', message) {
        lines += 1;
        if end == 0 || message[end - 1] != b'\r' {
            out.truncate(had);
            return Err(first_alone(message));
        }
        if message.get(end + 1) == Some(&b'.') {
            out.extend_from_slice(&message[copied..=end]);
            out.push(b'.');
            copied = end + 1;
        }
    }
    // Each LF has its CR: what is more of them stands alone.
    if memchr_iter(b'\r', message).count() > lines {
        out.truncate(had);
        return Err(first_alone(message));
    }
    out.extend_from_slice(&message[copied..]);
    if !message.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    Ok(())
}

/// Where the first CR or LF stands alone in a message that has one.
fn first_alone(message: &[u8]) -> usize {
    let alone = |at: &usize| match message[*at] {
        b'\r' => message.get(at + 1) != Some(&b'\n'),
        b'\n' => *at == 0 || message[at - 1] != b'\r',
        _ => false,
    };
    (0..message.len()).find(alone).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stuffed(message: &[u8]) -> Result<Vec<u8>, usize> {
        let mut out = b"DATA".to_vec();
        let result = stuff(&mut out, message);
        assert!(out.starts_with(b"DATA"));
        assert!(result.is_ok() || out == b"DATA");
        result.map(|()| out.split_off(4))
    }

    #[test]
    fn dots_are_doubled_only_where_a_line_begins() {
        for (message, wire) in [
            (&b".een\r\n..\r\n.\r\na.b\r\n"[..], &b"..een\r\n...\r\n..\r\na.b\r\n"[..]),
            (b"", b"\r\n"),
            (b"a", b"a\r\n"),
            (b".", b"..\r\n"),
            (b"a\r\n.", b"a\r\n..\r\n"),
            (b"\r\n\r\n", b"\r\n\r\n"),
        ] {
            assert_eq!(stuffed(message).as_deref(), Ok(wire), "{}", message.escape_ascii());
        }
    }

    #[test]
    fn a_message_cannot_smuggle_a_second_one() {
        for (message, at) in [
            (&b"a\n.\r\nMAIL"[..], 1),
            (b"a\r.\r\n", 1),
            (b"\na", 0),
            (b"a\r", 1),
            (b"a\r\r\n", 1),
            (b"a\r\n\n.\r\n", 3),
            (b"a\r\n\r", 3),
            (b"a\n\r\n", 1),
        ] {
            assert_eq!(stuffed(message), Err(at), "{}", message.escape_ascii());
        }
    }

    proptest! {
        #[test]
        fn what_a_relay_reads_is_what_was_written(lines in proptest::collection::vec("[.a]{0,3}", 0..20)) {
            let message: Vec<u8> = lines.iter().flat_map(|line| [line.as_bytes(), b"\r\n"].concat()).collect();
            let wire = stuffed(&message).unwrap_or_default();
            // RFC 5321 section 4.5.2, read by its words.
            let read: Vec<u8> = wire.split_inclusive(|byte| *byte == b'\n')
                .flat_map(|line| line.strip_prefix(b".").unwrap_or(line).to_vec()).collect();
            prop_assert!(wire.split_inclusive(|byte| *byte == b'\n').all(|line| line != b".\r\n"));
            let whole = if message.is_empty() { b"\r\n".to_vec() } else { message };
            prop_assert_eq!(read, whole);
        }

        #[test]
        fn no_line_end_goes_out_alone(message in proptest::collection::vec(
            prop_oneof![Just(b'\r'), Just(b'\n'), Just(b'.'), Just(b'x')], 0..24,
        )) {
            let alone = (0..message.len()).find(|&n| match message[n] {
                b'\n' => n == 0 || message[n - 1] != b'\r',
                b'\r' => message.get(n + 1) != Some(&b'\n'),
                _ => false,
            });
            prop_assert_eq!(stuffed(&message).err(), alone);
        }
    }
}
