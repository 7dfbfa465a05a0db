//! The page that holds a mail while it is painted: a frame of the wanted width, which may be narrower than any window.

/// The page. When it is open, its root says in `data-height` how high the mail is; the mail is in a frame in which no
/// script runs and from which nothing is fetched.
pub(super) fn page(html: &str, width: u32, height: u32) -> String {
    let html = html.replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<!doctype html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; \
         style-src 'unsafe-inline'; script-src 'unsafe-inline'; frame-src 'self'\">\n\
         <style>body {{ margin: 0; }} iframe {{ display: block; border: 0; width: {width}px; height: {height}px; }}</style>\n\
         <script>addEventListener('load', () => {{\n\
         const mail = document.querySelector('iframe').contentDocument;\n\
         document.documentElement.dataset.height = mail.documentElement.scrollHeight;\n}});</script>\n</head>\n<body>\n\
         <iframe sandbox=\"allow-same-origin\" srcdoc=\"{html}\"></iframe>\n</body>\n</html>\n"
    )
}

/// The height, in pixels, that an open page says.
pub(super) fn height_of(page: &str) -> Option<u32> {
    let (_, rest) = page.split_once("data-height=\"")?;
    rest.split('"').next()?.parse().ok().filter(|height| *height > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_cannot_leave_its_frame() {
        let page = page("<p title=\"a\">&amp;</p>\"></iframe><script>", 320, 1);
        assert!(page.contains("srcdoc=\"<p title=&quot;a&quot;>&amp;amp;</p>&quot;></iframe><script>\">"), "{page}");
        assert_eq!(height_of(&page), None, "nobody has looked yet");
    }

    #[test]
    fn the_height_is_read() {
        assert_eq!(height_of("<html data-height=\"1234\"><head>"), Some(1234));
        assert_eq!(height_of("<html data-height=\"\">"), None);
        assert_eq!(height_of("<html data-height=\"0\">"), None);
    }
}
