//! Fields as headers have them (RFC 5322 section 2.2), and as the groups of a delivery status do (RFC 3464 section 2.1).

/// More fields than this are not read.
const MOST: usize = 400;

/// A value is cut after so many bytes.
const LONGEST: usize = 4096;

/// Fields in their order, names in small letters, values unfolded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The fields that `bytes` begin with, and what comes after the empty line that ends them.
    pub(super) fn split(bytes: &[u8]) -> (Self, &[u8]) {
        let mut fields = Fields::default();
        let mut rest = bytes;
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
            let (line, after) = rest.split_at(end);
            rest = after;
            let line = line.trim_ascii_end();
            if line.is_empty() {
                break;
            }
            fields.line(line);
        }
        (fields, rest)
    }

    fn line(&mut self, line: &[u8]) {
        let text = String::from_utf8_lossy(&line[..line.len().min(LONGEST)]);
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            if let Some((_, value)) = self.0.last_mut().filter(|(_, value)| value.len() < LONGEST) {
                value.push(' ');
                value.push_str(text.trim());
            }
        } else if let Some((name, value)) = text.split_once(':').filter(|_| self.0.len() < MOST) {
            self.0.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }

    /// The groups of fields in a body, each ended by an empty line.
    pub(super) fn groups(bytes: &[u8]) -> Vec<Fields> {
        let mut groups = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() && groups.len() < MOST {
            let (fields, after) = Fields::split(rest);
            rest = after;
            if !fields.0.is_empty() {
                groups.push(fields);
            }
        }
        groups
    }

    /// The first value of a field.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }

    /// Every value of a field.
    pub(super) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| &**value)
    }

    /// What comes after the type in a value such as `rfc822; jan@example.org`.
    pub(super) fn untyped(&self, name: &str) -> Option<&str> {
        let value = self.get(name)?;
        let value = value.split_once(';').map_or(value, |(_, value)| value).trim();
        Some(value).filter(|value| !value.is_empty())
    }
}
