//! Which files a template may show: what looks like the path of a picture, wherever it stands. They are read with the
//! campaign, so that a snapshot has them; which of them are shown, and whether they can be, is found where templates
//! are understood.

use std::collections::BTreeSet;

use super::file::Picture;

/// Whether a path is one that a picture can have: relative, within the campaign directory, without a sign that means
/// something to Markdown, to a URL or to a file system.
pub fn is_path(path: &str) -> bool {
    path.split('/').all(|name| !matches!(name, "" | "." | "..") && !name.starts_with('.') && name.chars().all(is_plain))
}

fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// Whether the name of a file ends as that of a picture does.
pub fn has_ending(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| is_ending(ending))
}

fn is_ending(text: &str) -> bool {
    Picture::ENDINGS.iter().any(|ending| text.eq_ignore_ascii_case(ending))
}

/// What in a text looks like the path of a picture. Every template is asked each time that a campaign is read, and has few full
/// stops: only around those is looked.
pub(in crate::campaign) fn mentioned(text: &str) -> BTreeSet<&str> {
    let ends_a_word = |c: char| !is_plain(c) && c != '/';
    let words = text.match_indices('.').filter_map(|(stop, _)| {
        let rest = &text[stop + 1..];
        let ending = rest.split(ends_a_word).next().filter(|ending| is_ending(ending))?;
        let begin = text[..stop].rsplit(ends_a_word).next().map_or(stop, |name| stop - name.len());
        Some(&text[begin..stop + 1 + ending.len()])
    });
    words.filter(|word| is_path(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_in_the_campaign_directory() {
        for path in ["a.png", "images/Überblick_2.v1.JPG", "images/ios/remove-management.svg"] {
            assert!(is_path(path) && has_ending(path), "{path}");
        }
        for path in [
            "",
            "/a.png",
            "../a.png",
            "images/../a.png",
            "a//b.png",
            ".git/a.png",
            "c:\\a.png",
            "a b.png",
            "https://x.example/a.png",
            "data:image/png;base64,AA",
            "a.png?x=1",
            "a%20b.png",
            "images/\u{e041}.png",
        ] {
            assert!(!is_path(path), "{path}");
        }
        assert!(!has_ending("images/a.gif") && !has_ending("png"));
    }

    #[test]
    fn what_looks_like_a_picture_is_read() {
        let text = "![x](images/a.png) {{ 'images/b.svg' }} <images/c.jpg>\n[r]: images/d.jpeg \"t\"\n\
                    https://x.example/e.png ![](../f.png) i.gif";
        let found: Vec<&str> = mentioned(text).into_iter().collect();
        assert_eq!(found, ["images/a.png", "images/b.svg", "images/c.jpg", "images/d.jpeg"]);
    }

    #[test]
    fn words_are_what_stands_between_other_signs() {
        for (text, found) in [
            ("a.PNG", vec!["a.PNG"]),
            ("a.b.png.", vec![]),
            ("a.b.png, a.png.x a.pngs a.png/b", vec!["a.b.png"]),
            ("(é/ü.svg)a.jpg", vec!["a.jpg", "é/ü.svg"]),
            ("x..png .png b/.png", vec!["x..png"]),
            ("", vec![]),
            ("...", vec![]),
        ] {
            assert_eq!(mentioned(text).into_iter().collect::<Vec<_>>(), found, "{text}");
            let words = text.split(|c: char| !is_plain(c) && c != '/');
            assert_eq!(
                words.filter(|word| has_ending(word) && is_path(word)).collect::<BTreeSet<_>>(),
                mentioned(text)
            );
        }
    }
}
