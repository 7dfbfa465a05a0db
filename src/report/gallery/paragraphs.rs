//! A plain text by paragraphs, without the line ends that only keep its lines short and the rules that frame and
//! underline.

use unicode_width::UnicodeWidthStr;

/// Columns of the text part of our messages.
const WIDTH: usize = 76;

/// The paragraphs of a text: what blank lines separate. A line that ended because the next word did not fit goes on
/// with the next one; one without a letter or digit is left out.
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
        if !line.contains(char::is_alphanumeric) {
            continue;
        }
        let Some(paragraph) = found.last_mut() else { continue };
        let goes_on = before.is_some_and(|above| above.trim_end().width() + 1 + first.width() > WIDTH);
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
            [format!("{long} forced on"), format!("1. {long} forced too\n2. short"), "Box\nus".to_owned()]
        );
        assert_eq!(paragraphs("\n\n"), Vec::<String>::new());
    }
}
