//! What an inbox shows after the subject: the first words of the HTML, hidden or not.

/// Letters that most inboxes have room for.
const ROOM: usize = 110;

/// The first words of a mail's body, as text.
pub fn first_words(html: &str) -> String {
    let body = html.find("<body").map_or(html, |at| &html[at..]);
    let mut text = String::new();
    let mut rest = body;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        // Blocks stand on lines of their own.
        text.push(' ');
        let tag = &rest[at..];
        let end =
            if tag.starts_with("<!--") { tag.find("-->").map(|at| at + 3) } else { tag.find('>').map(|at| at + 1) };
        rest = end.map_or("", |end| &tag[end..]);
        if text.len() > ROOM * 8 {
            break;
        }
    }
    text.push_str(rest.split('<').next().unwrap_or_default());
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = decode(&words.join(" "));
    match text.char_indices().nth(ROOM) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text,
    }
}

/// The character references that our own HTML has; others stay as they are.
fn decode(text: &str) -> String {
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    plain.replace("&#39;", "'").replace("&#x27;", "'").replace("&nbsp;", "\u{a0}").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hidden_line_comes_first() {
        let html = "<html><head><title>T</title></head><body a=\"b\">\n<div style=\"display:none\">Do this &amp; that</div>\
                    <!--[if mso]><table><![endif]--><p>Hello <b>An&lt;na</b>,</p></body>";
        assert_eq!(first_words(html), "Do this & that Hello An<na ,");
    }

    #[test]
    fn it_ends_where_an_inbox_does() {
        let shown = first_words(&format!("<body><p>{}</p>", "één ".repeat(100)));
        assert_eq!((shown.chars().count(), shown.ends_with('…')), (ROOM + 1, true), "{shown}");
        assert_eq!(first_words("<body"), "");
    }
}
