//! Data made harmless in HTML and in Markdown.

use std::fmt::{self, Write};

/// Text as HTML shows it, in elements and in quoted attributes. Control characters, which HTML forbids, are left out.
pub(super) struct Html<'a>(pub(super) &'a str);

impl fmt::Display for Html<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                c if c.is_control() => f.write_char(' ')?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// Text as Markdown shows it (CommonMark and the tables and bare links of GitHub), anywhere but at the very start of
/// a line.
pub(super) struct Markdown<'a>(pub(super) &'a str);

impl fmt::Display for Markdown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before = ' ';
        for (at, c) in self.0.char_indices() {
            let special = match c {
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '#' | '!' => true,
                // A scheme or `www.` would make a link of itself.
                ':' => self.0[at..].starts_with("://"),
                '.' => before.eq_ignore_ascii_case(&'w'),
                _ => false,
            };
            if special {
                f.write_char('\\')?;
            }
            f.write_char(if c.is_control() { ' ' } else { c })?;
            before = c;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_stays_a_name() {
        let name = "<b onx='1'>\"[x](http://evil)| www.evil.example `x` *y*\u{1b}[31m";
        assert_eq!(
            Html(name).to_string(),
            "&lt;b onx=&#39;1&#39;&gt;&quot;[x](http://evil)| www.evil.example `x` *y* [31m"
        );
        let mut shown = String::new();
        let source = format!("name: {}", Markdown(name));
        let options = pulldown_cmark::Options::all() - pulldown_cmark::Options::ENABLE_SMART_PUNCTUATION;
        for event in pulldown_cmark::Parser::new_ext(&source, options) {
            match event {
                pulldown_cmark::Event::Text(text) => shown.push_str(&text),
                pulldown_cmark::Event::Start(pulldown_cmark::Tag::Paragraph)
                | pulldown_cmark::Event::End(pulldown_cmark::TagEnd::Paragraph) => {}
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(shown, format!("name: {}", name.replace('\u{1b}', " ")));
    }
}
