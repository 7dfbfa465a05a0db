//! A mail as it looks in light or in dark, whatever the browser that shows it prefers: its media queries and
//! `color-scheme` are answered in the text. For looking only; nothing of this is sent.

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// What asks for the reader's preference, up to the value.
const QUERY: &str = "(prefers-color-scheme:";

impl Scheme {
    /// As it is called in CSS.
    pub fn as_str(self) -> &'static str {
        match self {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        }
    }

    /// The page with every question about the scheme answered, in style sheets and tags; the text between them stays.
    pub fn force(self, page: &str) -> String {
        let mut out = String::with_capacity(page.len() + 64);
        let (mut rest, mut in_style) = (page, false);
        while !rest.is_empty() {
            let end = match rest.strip_prefix('<') {
                Some(tag) if !in_style => tag.find('>').map_or(rest.len(), |at| at + 2),
                _ if in_style => find(rest, "</style").unwrap_or(rest.len()),
                _ => rest.find('<').unwrap_or(rest.len()),
            };
            let (piece, after) = rest.split_at(end);
            let is_tag = !in_style && piece.starts_with('<');
            if is_tag || in_style {
                out.push_str(&self.answer(piece));
            } else {
                out.push_str(piece);
            }
            in_style = is_tag && find(piece, "<style") == Some(0);
            rest = after;
        }
        out
    }

    /// A style sheet or a tag with its questions answered.
    fn answer(self, css: &str) -> String {
        let mut out = String::with_capacity(css.len());
        let mut rest = css;
        // `prefers-color-scheme:dark` and `: dark` are the same question.
        while let Some(at) = find(rest, QUERY) {
            let (before, query) = rest.split_at(at);
            let Some(end) = query.find(')') else { break };
            out.push_str(before);
            let asked = query[QUERY.len()..end].trim();
            // True and false as media features, so that they can stand in a longer query.
            out.push_str(if asked.eq_ignore_ascii_case(self.as_str()) { "(min-width:0)" } else { "(max-width:0)" });
            rest = &query[end + 1..];
        }
        out.push_str(rest);
        if find(&out, "color-scheme").is_none() {
            return out;
        }
        out.replace("light dark", self.as_str()).replace("dark light", self.as_str())
    }
}

/// The first place of an ASCII text, in capitals or not.
fn find(text: &str, wanted: &str) -> Option<usize> {
    text.as_bytes().windows(wanted.len()).position(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &str = "<!doctype html><html><head><meta name=\"color-scheme\" content=\"light dark\"><style>\
        :root { color-scheme: light dark }\n@media (prefers-color-scheme: dark) { a { color: #fff } }\n\
        @media screen and (Prefers-Color-Scheme:light) and (max-width: 9em) { a { color: #000 } }\n</style></head>\
        <body class=\"a\">ask (prefers-color-scheme: dark), light dark, 1 &lt; 2 é</body></html>";

    #[test]
    fn dark_is_dark_whatever_the_browser_prefers() {
        let dark = Scheme::Dark.force(MAIL);
        assert!(dark.contains("content=\"dark\"") && dark.contains(":root { color-scheme: dark }"), "{dark}");
        assert!(dark.contains("@media (min-width:0) { a { color: #fff } }"), "{dark}");
        assert!(dark.contains("@media screen and (max-width:0) and (max-width: 9em)"), "{dark}");
    }

    #[test]
    fn light_is_light_whatever_the_browser_prefers() {
        let light = Scheme::Light.force(MAIL);
        assert!(light.contains("content=\"light\"") && light.contains(":root { color-scheme: light }"), "{light}");
        assert!(light.contains("@media (max-width:0) { a { color: #fff } }"), "{light}");
        assert!(light.contains("@media screen and (min-width:0) and (max-width: 9em)"), "{light}");
    }

    #[test]
    fn what_people_read_stays() {
        for scheme in [Scheme::Light, Scheme::Dark] {
            let text = "<body class=\"a\">ask (prefers-color-scheme: dark), light dark, 1 &lt; 2 é</body></html>";
            assert!(scheme.force(MAIL).ends_with(text));
            for odd in ["", "<", "<style", "<style>@media (prefers-color-scheme: dark", "é<p", "a > b"] {
                assert_eq!(scheme.force(odd), odd);
            }
        }
    }
}
