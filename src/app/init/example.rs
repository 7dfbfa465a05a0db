//! The example campaign of a kit, with what somebody said of their own in it.

/// What somebody said of their campaign; what they did not say stays as it is in the example.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KitAnswers {
    /// Who is moving.
    pub organization: Option<String>,
    /// What people leave.
    pub from: Option<String>,
    /// What people move to.
    pub to: Option<String>,
    /// The mail address messages come from.
    pub sender: Option<String>,
    /// The helpdesk's telephone number.
    pub phone: Option<String>,
    /// The time zone.
    pub timezone: Option<String>,
}

impl KitAnswers {
    /// The campaign file with the answers in it. Each stands on a line of its own there, as the examples have it.
    pub(super) fn put_in(&self, campaign: &str) -> String {
        let sender = self.sender.as_ref().map(|sender| format!("{{from: {}}}", quoted(sender)));
        let text = |text: &Option<String>| text.as_deref().map(quoted);
        let answers = [
            ("", "organization", text(&self.organization)),
            ("", "timezone", text(&self.timezone)),
            ("", "sender", sender),
            ("helpdesk", "phone", text(&self.phone)),
            ("helpdesk", "email", self.sender.as_deref().map(|sender| quoted(address(sender)))),
            ("migration", "from", text(&self.from)),
            ("migration", "to", text(&self.to)),
        ];
        let mut section = "";
        let mut out = String::with_capacity(campaign.len());
        for line in campaign.lines() {
            if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                section = line.split(':').next().unwrap_or("");
            }
            let is_top = !line.starts_with(' ');
            let key = line.trim_start().split(':').next().unwrap_or("");
            let indent = &line[..line.len() - line.trim_start().len()];
            let answer = answers
                .iter()
                .find(|(of, name, _)| *name == key && if is_top { of.is_empty() } else { *of == section });
            match answer.and_then(|(.., value)| value.as_ref()) {
                Some(value) => out += &format!("{indent}{key}: {value}"),
                None => out += line,
            }
            out.push('\n');
        }
        out
    }
}

/// The address of `Name <address>`.
fn address(sender: &str) -> &str {
    sender.rsplit_once('<').map_or(sender, |(_, rest)| rest.trim_end_matches('>')).trim()
}

/// A JSON string is a YAML double-quoted one.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_take_the_place_of_the_example_s_where_they_stand() {
        let example = "organization: A\nhelpdesk:\n  phone: \"1\"\n  email: a@b.example\nmigration:\n  from: X\n  to: Y\n\
                       phases:\n  announce:\n    - {message: m, when: start, to: everyone}\n";
        let answers = KitAnswers {
            organization: Some("B: c".into()),
            to: Some("Z".into()),
            sender: Some("IT <it@b.example>".into()),
            ..KitAnswers::default()
        };
        assert_eq!(
            answers.put_in(example),
            "organization: \"B: c\"\nhelpdesk:\n  phone: \"1\"\n  email: \"it@b.example\"\nmigration:\n  from: X\n  to: \"Z\"\n\
             phases:\n  announce:\n    - {message: m, when: start, to: everyone}\n"
        );
    }
}
