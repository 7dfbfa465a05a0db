//! Content lines (RFC 5545, section 3.1): unfolded, and taken apart into name, parameters and value.

/// A content line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// 1-based number of the line of the file on which it begins.
    pub(super) number: u32,
    /// Its name, in capitals.
    pub(super) name: String,
    /// Its parameters, names in capitals, values without quotes.
    pub(super) parameters: Vec<(String, String)>,
    /// Its value, as written.
    pub(super) value: String,
}

impl Line {
    /// The value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The content lines of a text; `Err` has the number of a line that is none.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Result<Line, u32>> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let mut physical = (1u32..).zip(text.split(end)).map(|(number, line)| (number, line.trim_end_matches('\r')));
    let mut next = physical.next();
    std::iter::from_fn(move || {
        loop {
            let (number, first) = next.take()?;
            let mut whole = first.to_owned();
            next = physical.next();
            // A line that begins with a space goes on with the one before it (folding).
            while let Some((_, more)) = next.filter(|(_, line)| line.starts_with([' ', '\t'])) {
                whole.push_str(&more[1..]);
                next = physical.next();
            }
            if !whole.trim().is_empty() {
                return Some(line(number, &whole).ok_or(number));
            }
        }
    })
}

fn line(number: u32, text: &str) -> Option<Line> {
    let mut quoted = false;
    let colon = text.find(|c| {
        quoted ^= c == '"';
        c == ':' && !quoted
    })?;
    let (head, value) = (&text[..colon], &text[colon + 1..]);
    let mut quoted = false;
    let mut parts = head.split(|c| {
        quoted ^= c == '"';
        c == ';' && !quoted
    });
    let name = parts.next()?.trim().to_ascii_uppercase();
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')) {
        return None;
    }
    let parameters = parts
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (name.trim().to_ascii_uppercase(), value.trim().trim_matches('"').to_owned())
        })
        .collect();
    Some(Line { number, name, parameters, value: value.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_unfolded_and_taken_apart() {
        let text = "DTSTART;TZID=\"W. Europe; \n Standard: Time\";VALUE=DATE:2027\r\n\t0427\r\n\r\nSUMMARY:a: b\r\n";
        let found: Vec<Line> = lines(text).collect::<Result<_, _>>().unwrap();
        assert_eq!(found[0].number, 1);
        assert_eq!(found[0].parameter("TZID"), Some("W. Europe; Standard: Time"));
        assert_eq!((found[0].name.as_str(), found[0].value.as_str()), ("DTSTART", "20270427"));
        assert_eq!((found[1].number, found[1].value.as_str()), (5, "a: b"));
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_line_that_is_none_has_its_number() {
        let found: Vec<_> =
            lines("BEGIN:VCALENDAR\n\nno colon\n:empty\nA B:c\nEND:X").map(|l| l.map(|l| l.number)).collect();
        assert_eq!(found, [Ok(1), Err(3), Err(4), Err(5), Ok(6)]);
        let old: Vec<_> = lines("A:1\rB:2\r").map(|l| l.unwrap().number).collect();
        assert_eq!(old, [1, 2]);
    }
}
