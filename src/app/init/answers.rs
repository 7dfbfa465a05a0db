//! What must be known to start a campaign, and the campaign file that it makes.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::relay;
use crate::campaign::Preset;

const TEMPLATE: &str = include_str!("campaign.yaml");

/// What must be known to start a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// Who is moving.
    pub organization: String,
    /// The system people leave.
    pub from: String,
    /// The system people move to.
    pub to: String,
    /// The mail address messages come from.
    pub sender: String,
    /// The helpdesk's telephone number.
    pub phone: String,
    /// The language of people of whom nothing better is known.
    pub language: String,
    /// The time zone.
    pub timezone: String,
    /// The day the pilot starts.
    pub start: NaiveDate,
    /// The relay that sends; a local mailbox when `None`.
    pub relay: Option<&'static Preset>,
}

/// The day on which a pilot starts of which nobody said when: a Monday some five weeks from `today`.
pub fn usual_start(today: NaiveDate) -> NaiveDate {
    let about = today + Days::new(35);
    let to_monday = (7 - about.weekday().days_since(Weekday::Mon)) % 7;
    about + Days::new(u64::from(to_monday))
}

impl Answers {
    /// The campaign file.
    pub(super) fn campaign(&self) -> String {
        let later = |days| (self.start + Days::new(days)).to_string();
        let language = &self.language;
        let offered = match language.as_str() {
            "en" => "[en, nl]".to_owned(),
            "nl" => "[nl, en]".to_owned(),
            _ => format!("[{language}]"),
        };
        let values = [
            ("id", format!("{}-{}", slug(&self.to), self.start.year())),
            ("name", quoted(&format!("{} → {}", self.from, self.to))),
            ("organization", quoted(&self.organization)),
            ("timezone", quoted(&self.timezone)),
            ("language", self.language.clone()),
            ("offered", offered),
            ("sender", quoted(&self.sender)),
            ("phone", quoted(&self.phone)),
            ("helpdesk", quoted(&self.sender)),
            ("from", quoted(&self.from)),
            ("to", quoted(&self.to)),
            ("owner", quoted("the rollout manager")),
            ("pilot_start", self.start.to_string()),
            ("pilot_deadline", later(18)),
            ("gate_date", later(22)),
            ("rest_start", later(42)),
            ("rest_deadline", later(67)),
            ("relay", relay::written(self.relay, &self.sender)),
        ];
        let mut text = TEMPLATE.to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{{{name}}}}}"), &value);
        }
        text
    }
}

/// A JSON string is a YAML double-quoted one.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn slug(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    if words.is_empty() { "migration".into() } else { words.join("-") }
}
