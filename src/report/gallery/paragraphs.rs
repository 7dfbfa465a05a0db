//! A plain text by paragraphs, without the line ends that only keep its lines short.

use unicode_width::UnicodeWidthStr;

/// Columns of the text part of our messages.
const WIDTH: usize = 76;

/// The paragraphs of a text: what blank lines separate. A line that ended because the next word did not fit goes on
/// with the next one.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut before: Option<&str> = None;
    for line in text.lines() {
        let Some(first) = line.split_whitespace().next() else {
            if before.take().is_some() {
                found.push(String::new());
            }
            continue;
        };
        let has_words = |line: &str| line.chars().any(char::is_alphanumeric);
        let goes_on = before.is_some_and(|above| {
            above.trim_end().width() + 1 + first.width() > WIDTH && has_words(above) && has_words(line)
        });
        let paragraph = match found.last_mut() {
            Some(paragraph) => paragraph,
            None => continue,
        };
        if goes_on {
            paragraph.push(' ');
            paragraph.push_str(line.trim());
        } else {
            if before.is_some() {
                paragraph.push('\n');
            }
            paragraph.push_str(line.trim_end());
        }
        before = Some(line);
    }
    found.retain(|paragraph| !paragraph.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_had_to_wrap_is_joined() {
        let long = "word ".repeat(15);
        let text = format!("{long}\nforced on\n\n\n1. {long}\n   forced too\n2. short\n\n=====\nBox\n=====\n-- \nus\n");
        let long = long.trim_end();
        assert_eq!(
            paragraphs(&text),
            [
                format!("{long} forced on"),
                format!("1. {long} forced too\n2. short"),
                "=====\nBox\n=====\n--\nus".to_owned()
            ]
        );
        assert_eq!(paragraphs("\n\n"), Vec::<String>::new());
    }
}
