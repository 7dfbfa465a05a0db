//! The files of one mail: as it would go out, and as the page shows it.

use super::exhibit::Shown;
use super::scheme::Scheme;

/// The mail's own files, by path, for a path without its ending.
pub(super) fn files(stem: &str, mail: &Shown) -> Vec<(String, Vec<u8>)> {
    let path = |end: &str| format!("{stem}.{end}");
    let mut files = vec![
        (path(MESSAGE), mail.bytes.clone()),
        (path(SENT), mail.sent_html.clone().into_bytes()),
        (path(LIGHT), framed(&Scheme::Light.force(&mail.html)).into_bytes()),
        (path(DARK), framed(&Scheme::Dark.force(&mail.html)).into_bytes()),
    ];
    if let Some(plain) = without_images(&mail.sent_html) {
        files.push((path(PLAIN), framed(&Scheme::Light.force(&plain)).into_bytes()));
    }
    files
}

/// What the files' names end in.
pub(super) const MESSAGE: &str = "eml";
pub(super) const SENT: &str = "mail.html";
pub(super) const LIGHT: &str = "light.html";
pub(super) const DARK: &str = "dark.html";
pub(super) const PLAIN: &str = "plain.html";

/// What every image of our own HTML has.
const SOURCE: &str = " src=\"cid:";

/// Whether there are images that a reader may not see.
pub(super) fn has_images(mail: &Shown) -> bool {
    mail.sent_html.contains(SOURCE)
}

/// A mail as in a program that shows no images: their texts stand in their places. `None` when it has none.
fn without_images(html: &str) -> Option<String> {
    let mut pieces = html.split(SOURCE);
    let mut out = pieces.next()?.to_owned();
    let mut has_images = false;
    for piece in pieces {
        out.push_str(piece.split_once('"').map_or("", |(_, rest)| rest));
        has_images = true;
    }
    has_images.then_some(out)
}

/// A mail whose links open in a tab of their own instead of in its frame.
fn framed(html: &str) -> String {
    html.replacen("<head>", "<head>\n<base target=\"_blank\">", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_images_their_texts_stay() {
        let html = "<p>a</p><img src=\"cid:x@y\" width=\"9\" alt=\"Logo\"><b>src</b><img src=\"cid:z\" alt=\"\">";
        let plain = "<p>a</p><img width=\"9\" alt=\"Logo\"><b>src</b><img alt=\"\">";
        assert_eq!(without_images(html).as_deref(), Some(plain));
        assert_eq!(without_images("<p>src=\"x\"</p>"), None);
    }
}
