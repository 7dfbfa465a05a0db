//! The example campaign of a kit, with what somebody said of their own in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::relay;
use super::shift::{Shift, dates};
use crate::campaign::Preset;
use crate::error::{Error, Result};

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
    /// The language of people of whom nothing better is known.
    pub language: Option<String>,
    /// The relay that sends, or `None` within for a local mailbox.
    pub relay: Option<Option<&'static Preset>>,
    /// The day the first wave starts.
    pub start: Option<NaiveDate>,
}

impl KitAnswers {
    /// Puts the answers in the files of an example, of which `campaign` is the campaign file.
    ///
    /// # Errors
    /// When the example has no texts in that language, or nobody works on the day it is to start.
    pub(super) fn put_in_all(&self, campaign: &str, files: &mut BTreeMap<String, Arc<[u8]>>) -> Result<()> {
        let mut text = self.put_in(campaign);
        if let Some(language) = &self.language {
            text = in_language(&text, language)?;
        }
        if let Some(relay) = self.relay {
            text = with_relay(&text, relay);
        }
        if let Some(start) = self.start {
            let shift = Shift::new(first_start(campaign)?, start)?;
            text = shift.campaign(&text);
            for (_, bytes) in files.iter_mut().filter(|(name, _)| name.ends_with(".csv")) {
                *bytes = shift.data(&String::from_utf8_lossy(bytes)).into_bytes().into();
            }
        }
        files.insert("campaign.yaml".to_owned(), text.into_bytes().into());
        Ok(())
    }

    /// The campaign file with the answers in it. Each stands on a line of its own there, as the examples have it.
    fn put_in(&self, campaign: &str) -> String {
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

/// The campaign file with a language as its default, first among those that it offers.
fn in_language(campaign: &str, language: &str) -> Result<String> {
    let lists = |line: &str| line.strip_prefix("languages: {default: ").is_some();
    let line = campaign.lines().find(|line| lists(line)).ok_or_else(|| Error::bug("the example has no languages"))?;
    let offered = line.split(['[', ']']).nth(1).unwrap_or("");
    let offered: Vec<&str> = offered.split(',').map(str::trim).filter(|tag| !tag.is_empty()).collect();
    if !offered.contains(&language) {
        let message = format!("the example has no texts in `{}`", language.escape_debug());
        let hint = format!(
            "it has them in {}; another language is added to campaign.yaml afterwards (docs/languages.md)",
            offered.join(", ")
        );
        return Err(Error::usage(message).hint(hint));
    }
    let others = offered.iter().copied().filter(|tag| *tag != language);
    let ordered: Vec<&str> = std::iter::once(language).chain(others).collect();
    Ok(campaign.replacen(line, &format!("languages: {{default: {language}, offered: [{}]}}", ordered.join(", ")), 1))
}

/// The campaign file with another relay than its local mailbox.
fn with_relay(campaign: &str, preset: Option<&Preset>) -> String {
    let from = campaign.lines().find_map(|line| line.strip_prefix("sender: {from: "));
    let sender = from.unwrap_or("").trim_end_matches('}').trim_matches('"');
    let line = campaign.lines().find(|line| line.starts_with("relay:")).unwrap_or("");
    match preset {
        Some(_) => campaign.replacen(&format!("{line}\n"), &relay::written(preset, sender), 1),
        None => campaign.to_owned(),
    }
}

/// The day on which the first wave of the example starts.
fn first_start(campaign: &str) -> Result<NaiveDate> {
    let starts = campaign.lines().filter(|line| line.trim_start().starts_with("start: "));
    let first = starts.flat_map(|line| dates(line).map(|(day, _)| day)).min();
    first.ok_or_else(|| Error::bug("the example has no wave with a start"))
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
