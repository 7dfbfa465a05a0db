//! Where a reply ends, and what it says.
//!
//! imap-proto reads a list within a list by calling itself, and may take for a list what is in a literal. So it sees none: a
//! short string stands in for each, and what it sees has its parentheses counted.

use std::borrow::Cow;

use imap_proto::{AttributeValue, Response};

use super::settings::Fault;

/// Parentheses in a reply, and literals; more are read by nobody, and parentheses by imap-proto one within the other.
const DEEPEST: usize = 200;

/// Begins what stands in for a literal.
const MARK: u8 = 1;

/// What the bytes begin with.
pub(super) enum Read {
    /// A reply, and how long it is.
    Reply(Box<Response<'static>>, usize),
    /// One that is not understood, or that nobody asks for, and how long it is.
    Strange(usize),
    /// More has to come first.
    Unfinished,
}

/// A reply that is all there.
struct Frame<'a> {
    /// Its text, in which something short stands in for each literal.
    text: Vec<u8>,
    literals: Vec<&'a [u8]>,
    length: usize,
}

/// Reads a reply.
///
/// # Errors
/// When it cannot be one.
pub(super) fn read(bytes: &[u8]) -> Result<Read, Fault> {
    let Some(Frame { text, literals, length }) = frame(bytes)? else { return Ok(Read::Unfinished) };
    if text.iter().filter(|byte| **byte == b'(').count() > DEEPEST {
        return Err(too_deep());
    }
    let marks = text.iter().filter(|byte| **byte == MARK).count();
    // With a mark of the server's own it is not clear what stands in for a literal.
    if (!literals.is_empty() && marks != literals.len()) || !is_asked_for(&text) {
        return Ok(Read::Strange(length));
    }
    Ok(match Response::parse(&spaced(text)) {
        Ok((_, reply)) => Read::Reply(Box::new(with_literals(reply.into_owned(), &literals)), length),
        Err(_) => Read::Strange(length),
    })
}

/// What ends with a line that announces no literal; `None` when that is still to come.
fn frame(bytes: &[u8]) -> Result<Option<Frame<'_>>, Fault> {
    let (mut text, mut literals, mut from) = (Vec::new(), Vec::new(), 0);
    let is_words = is_words(bytes);
    while let Some(at) = memchr::memchr(b'\n', &bytes[from..]) {
        let end = from + at + 1;
        let line = &bytes[from..end];
        let Some((before, size)) = announced(line).filter(|_| !is_words) else {
            text.extend_from_slice(line);
            return Ok(Some(Frame { text, literals, length: end }));
        };
        let Some(literal) = bytes[end..].get(..size) else { return Ok(None) };
        if literals.len() == DEEPEST {
            return Err(too_deep());
        }
        text.extend_from_slice(before);
        text.extend([b'"', MARK]);
        text.extend_from_slice(format!("{}\"", literals.len()).as_bytes());
        literals.push(literal);
        from = end + size;
    }
    Ok(None)
}

/// Whether it ends in words for people, which may look like anything.
fn is_words(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"* ") else { return true };
    let statuses: [&[u8]; 5] = [b"OK", b"NO", b"BAD", b"BYE", b"PREAUTH"];
    statuses.iter().any(|status| begins(rest, status))
}

/// What stands before `{size}` at the end of a line, and the size.
fn announced(line: &[u8]) -> Option<(&[u8], usize)> {
    let line = line.strip_suffix(b"}\r\n")?;
    let at = memchr::memrchr(b'{', line)?;
    let size = std::str::from_utf8(&line[at + 1..]).ok()?;
    let size = size.bytes().all(|byte| byte.is_ascii_digit()).then_some(size)?;
    Some((&line[..at], usize::try_from(size.parse::<u32>().ok()?).ok()?))
}

/// Whether a command of ours wants it. Of the rest a server may send much, at some of which imap-proto panics.
fn is_asked_for(text: &[u8]) -> bool {
    let Some(rest) = text.strip_prefix(b"* ").filter(|_| !is_words(text)) else { return true };
    let number = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let wanted: &[&[u8]] = if number > 0 { &[b" FETCH "] } else { &[b"CAPABILITY", b"SEARCH"] };
    let has_date = || rest.windows(12).any(|word| word.eq_ignore_ascii_case(b"INTERNALDATE"));
    wanted.iter().any(|wanted| begins(&rest[number..], wanted)) && !has_date()
}

fn begins(bytes: &[u8], word: &[u8]) -> bool {
    bytes.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word))
}

/// With a space after each `]` before what is not ASCII: imap-proto cuts the text after a code at its second byte.
fn spaced(text: Vec<u8>) -> Vec<u8> {
    if !text.windows(2).any(|pair| pair[0] == b']' && !pair[1].is_ascii()) {
        return text;
    }
    let mut out = Vec::with_capacity(text.len() + 8);
    for byte in text {
        if out.last() == Some(&b']') && !byte.is_ascii() {
            out.push(b' ');
        }
        out.push(byte);
    }
    out
}

/// A reply with its literals in their places, as far as anybody asks for them.
fn with_literals(reply: Response<'static>, literals: &[&[u8]]) -> Response<'static> {
    let Response::Fetch(number, mut values) = reply else { return reply };
    for value in &mut values {
        if let AttributeValue::BodySection { data: Some(data), .. } = value
            && let Some(literal) = stands_for(data, literals)
        {
            *data = Cow::Owned(literal.to_vec());
        }
    }
    Response::Fetch(number, values)
}

fn stands_for<'a>(data: &[u8], literals: &[&'a [u8]]) -> Option<&'a [u8]> {
    let number = std::str::from_utf8(data.strip_prefix(&[MARK])?).ok()?;
    literals.get(number.parse::<usize>().ok()?).copied()
}

fn too_deep() -> Fault {
    Fault::Away("the server sends a reply that is too deep".to_owned())
}
