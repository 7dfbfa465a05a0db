//! A template's source in pieces: text, values and tags. Only as much of Tera's grammar as finding names takes.

/// A piece of a template.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::render) enum Piece<'a> {
    /// Text, and where it begins.
    Text(&'a str, usize),
    /// `{{ … }}`: what is in it, as words and as written, and where it begins.
    Value(Vec<(Token<'a>, usize)>, &'a str, usize),
    /// `{% … %}`.
    Tag(Vec<(Token<'a>, usize)>),
}

/// A word within a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Token<'a> {
    /// A name with its dots: `helpdesk.phone`.
    Name(&'a str),
    /// What is between quotes.
    Text(&'a str),
    /// Any other sign; `==` is `≡`, so that `=` is that of a named argument.
    Sign(char),
}

/// Takes a template apart. An unclosed tag ends with the text; comments are left out.
pub(in crate::render) fn pieces(source: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < source.len() {
        let rest = &source[at..];
        let open = ["{{", "{%", "{#"].iter().filter_map(|open| rest.find(open)).min().unwrap_or(rest.len());
        if open > 0 {
            found.push(Piece::Text(&rest[..open], at));
        }
        let Some(inside) = rest.get(open + 2..) else { break };
        let start = at + open + 2;
        let kind = &rest[open..open + 2];
        let length = match kind {
            "{#" => inside.find("#}").unwrap_or(inside.len()),
            "{{" => closing(inside, "}}"),
            _ => closing(inside, "%}"),
        };
        let body = &inside[..length];
        match kind {
            "{{" => found.push(Piece::Value(tokens(body, start), body.trim_matches('-'), start - 2)),
            "{%" => found.push(Piece::Tag(tokens(body, start))),
            _ => {}
        }
        at = (start + length + 2).min(source.len());
    }
    found
}

/// Where a tag ends, which is not within quotes.
fn closing(inside: &str, end: &str) -> usize {
    let mut quote = None;
    for (at, c) in inside.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None if inside[at..].starts_with(end) => return at,
            None => {}
        }
    }
    inside.len()
}

fn tokens(body: &str, start: usize) -> Vec<(Token<'_>, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = body[at..].chars().next() {
        let rest = &body[at..];
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        let (token, length) = match c {
            '"' | '\'' | '`' => {
                let inner = &rest[1..];
                let end = inner.find(c).unwrap_or(inner.len());
                (Some(Token::Text(&inner[..end])), end + 2)
            }
            _ if c.is_alphabetic() || c == '_' => {
                let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
                (Some(Token::Name(&rest[..end])), end)
            }
            _ if c.is_ascii_digit() => (None, rest.find(|c| !is_part(c)).unwrap_or(rest.len())),
            '=' | '!' | '<' | '>' if rest[1..].starts_with('=') => (Some(Token::Sign('≡')), 2),
            _ if c.is_whitespace() => (None, c.len_utf8()),
            _ => (Some(Token::Sign(c)), c.len_utf8()),
        };
        // A minus that trims is no part of what is said.
        let trims = c == '-' && (at == 0 || at + 1 == body.len());
        found.extend(
            token.filter(|_| !trims).map(|token| (token, start + at + usize::from(matches!(token, Token::Text(_))))),
        );
        at = (at + length).min(body.len());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_comments_and_what_is_unclosed() {
        let found = pieces("a{{- x.y == '}}' -}}b{# {{ z }} #}{% if q %}c{{ open");
        let names: Vec<String> = found
            .iter()
            .map(|piece| match piece {
                Piece::Text(text, _) => (*text).to_owned(),
                Piece::Value(tokens, text, at) => format!("{text}@{at}/{}", tokens.len()),
                Piece::Tag(tokens) => format!("tag/{}", tokens.len()),
            })
            .collect();
        assert_eq!(names, ["a", " x.y == '}}' @1/3", "b", "tag/2", "c", " open@45/1"]);
        assert_eq!(tokens("f(a=1)", 0).len(), 5);
        assert_eq!(pieces("{"), [Piece::Text("{", 0)]);
    }
}
