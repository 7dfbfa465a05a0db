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
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| Picture::ENDINGS.contains(&ending.as_str()))
}

/// What in a text looks like the path of a picture.
pub(in crate::campaign) fn mentioned(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !is_plain(c) && c != '/');
    words.filter(|word| has_ending(word) && is_path(word)).collect()
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
}
