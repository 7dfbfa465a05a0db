//! The layout around the text of a mail, of which a message has two places of its own: its text, and the name of its
//! logo. All else is rendered and encoded once for messages in a language with the same subject.

use super::fragment::Fragment;
use super::references::{Piece, Token, pieces};
use super::written::Lines;

/// Stands for the text: a character that no value has, because it is taken out of them.
pub(super) const BODY: &str = "\u{e0fd}";
/// Stands for the notice in the name of the logo.
pub(super) const NOTICE: &str = "\u{e0fe}";

/// The layout with its places.
pub(super) struct Shell(Vec<Part>);

/// A part of the layout.
pub(super) enum Part {
    /// Lines that are encoded.
    Lines(Lines),
    /// The end of a line.
    Words(String),
    /// Here is the text.
    Body,
    /// Here is the notice.
    Notice,
}

impl Shell {
    /// Cuts what was rendered with [`BODY`] and [`NOTICE`] at these places. Nothing when there are more or fewer than
    /// one text and at most one logo.
    pub(super) fn cut(html: &str) -> Option<Self> {
        let found = |place: &str| html.match_indices(place).map(|(at, _)| at).collect::<Vec<_>>();
        let [body] = found(BODY)[..] else { return None };
        let mut places = vec![(body, BODY, Part::Body)];
        match found(NOTICE)[..] {
            [] => {}
            [logo] => places.push((logo, NOTICE, Part::Notice)),
            _ => return None,
        }
        places.sort_by_key(|(at, ..)| *at);
        let (mut parts, mut from) = (Vec::new(), 0);
        for (at, sign, place) in places {
            parts.extend(between(&html[from..at], from == 0));
            parts.push(place);
            from = at + sign.len();
        }
        parts.extend(between(&html[from..], false));
        Some(Shell(parts))
    }

    /// Its parts, in order.
    pub(super) fn parts(&self) -> &[Part] {
        &self.0
    }

    /// How many octets it holds.
    pub(super) fn octets(&self) -> usize {
        let octets = |part: &Part| match part {
            Part::Lines(lines) => lines.octets(),
            Part::Words(words) => words.len(),
            Part::Body | Part::Notice => 0,
        };
        self.0.iter().map(octets).sum()
    }
}

/// What stands between two places: the rest of a line, and lines.
fn between(html: &str, begins_line: bool) -> impl Iterator<Item = Part> {
    let rest = if begins_line { 0 } else { html.find('\n').map_or(html.len(), |end| end + 1) };
    let words = (rest > 0).then(|| Part::Words(html[..rest].to_owned()));
    words.into_iter().chain((rest < html.len()).then(|| Part::Lines(Lines::new(html[rest..].to_owned()))))
}

/// What the layout may mention and be the same for everybody with one language, subject and preheader.
const SHARED: [&str; 9] =
    ["subject", "preheader", "lang", "dir", "language", "brand", "campaign", "migration", "helpdesk"];

/// Whether a layout writes the text and the logo's name as they are and depends on nothing else of a message but its
/// language, subject and preheader. What only may be so is rendered for each message.
pub(super) fn is_shared(layout: &Fragment) -> bool {
    let root = |name: &str| SHARED.contains(&name.split('.').next().unwrap_or(name));
    pieces(&layout.text).iter().all(|piece| match piece {
        Piece::Text(..) => true,
        Piece::Value(tokens, ..) => match tokens[..] {
            [(Token::Name("body" | "footer" | "logo.src" | "logo.alt" | "logo.width" | "logo.height"), _)] => true,
            [(Token::Name(name), _)] => root(name),
            _ => false,
        },
        Piece::Tag(tokens) => match tokens[..] {
            [(Token::Name("if"), _), (Token::Name("logo"), _)] => true,
            [(Token::Name("if"), _), (Token::Name(name), _)] => root(name),
            [(Token::Name("else" | "endif"), _)] => true,
            _ => false,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin;

    #[test]
    fn the_built_in_layout_is_rendered_once_and_one_about_the_reader_is_not() {
        let layout = |text: &str| is_shared(&Fragment::whole("mail.html", text));
        let built_in = builtin::file("templates/layout/mail.html").unwrap();
        assert!(layout(std::str::from_utf8(built_in).unwrap()));
        assert!(layout("{%- if logo -%}{{- logo.src }}{% endif %}{{ body }}{# {{ person.name }} #}"));
        for text in [
            "{{ person.name }}{{ body }}",
            "{{ body | length }}",
            "{% if body %}{% endif %}",
            "{% set b = body %}",
            "{{ logo }}{{ body }}",
            "{% for x in devices %}{% endfor %}",
            "{{ label(id='a') }}",
            "{{ __tera_context }}",
            "{% if logo.src == 'x' %}{% endif %}",
            "{% include 'x' %}",
            "{{ 1 }}{% raw %}{{ body }}{% endraw %}",
        ] {
            assert!(!layout(text), "{text}");
        }
    }

    #[test]
    fn it_is_cut_at_one_text_and_one_logo() {
        let parts = |html: &str| Shell::cut(html).map(|shell| shell.0.len());
        assert_eq!(parts(&format!("<a>\n<img {NOTICE} x>\n<b>\n{BODY}</b>\n<c>")), Some(7));
        assert_eq!(parts(BODY), Some(1));
        for html in ["", "a", &format!("{BODY}{BODY}"), &format!("{NOTICE}{BODY}{NOTICE}")] {
            assert_eq!(parts(html), None);
        }
    }
}
