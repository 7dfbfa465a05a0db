//! The words of a page that are no message's: labels and dates in one language.

use chrono::{NaiveDate, NaiveTime};
use typst::foundations::{Dict, IntoValue, Value};

use super::content::typeset;
use crate::error::Result;
use crate::l10n::{Argument, Catalogs, DateStyle, Formatter, Tag};

/// The labels every layout gets as they are, in `labels`. See `locales/<language>/print.ftl`.
const LABELS: [&str; 14] = [
    "print-name",
    "print-department",
    "print-building",
    "print-deadline",
    "print-scan",
    "print-type",
    "print-help",
    "print-sender",
    "print-separator",
    "phone",
    "email",
    "hours",
    "website",
    "helpdesk",
];

/// Labels that a language of the campaign's own may lack, as a plan that was approved may; then they are `none`.
const NEWER: [&str; 5] = ["print-date", "print-reference", "print-closing", "print-device", "print-steps"];

/// The words of one language.
pub(super) struct Words {
    tag: Tag,
    catalogs: std::sync::Arc<Catalogs>,
    formatter: Formatter,
    labels: Dict,
}

impl Words {
    /// The words of a language.
    ///
    /// # Errors
    /// When the language lacks one of the labels.
    pub(super) fn new(tag: &Tag, catalogs: &std::sync::Arc<Catalogs>) -> Result<Self> {
        let mut labels = Dict::new();
        for id in LABELS {
            let text = typeset(&catalogs.label(tag, id, &[])?);
            labels.insert(id.trim_start_matches("print-").into(), text.into_value());
        }
        for id in NEWER {
            let text = catalogs.label(tag, id, &[]).map_or(Value::None, |text| typeset(&text).into_value());
            labels.insert(id.trim_start_matches("print-").into(), text);
        }
        let or = |id: &str, other: &str| catalogs.label(tag, id, &[]).or_else(|_| catalogs.label(tag, other, &[]));
        labels.insert("desk".into(), typeset(&or("print-desk", "print-help")?).into_value());
        // The layout puts the numbers in: only it knows them.
        let numbers = [("page", Argument::Text("{page}")), ("pages", Argument::Text("{pages}"))];
        labels.insert("page".into(), typeset(&catalogs.label(tag, "print-page", &numbers)?).into_value());
        Ok(Words { tag: tag.clone(), catalogs: catalogs.clone(), formatter: Formatter::new(tag)?, labels })
    }

    /// The language.
    pub(super) fn tag(&self) -> &Tag {
        &self.tag
    }

    /// The labels that need no values, by id.
    pub(super) fn labels(&self) -> &Dict {
        &self.labels
    }

    /// What a code opens: a label that a language of the campaign's own may lack.
    pub(super) fn opens(&self, id: &str) -> Value {
        self.label(id, &[]).map_or(Value::None, |text| typeset(&text).into_value())
    }

    /// From what to what everybody moves: as above.
    pub(super) fn moves(&self, from: &str, to: &str) -> Value {
        let values = [("from", Argument::Text(from)), ("to", Argument::Text(to))];
        self.label("print-move", &values).map_or(Value::None, |text| typeset(&text).into_value())
    }

    /// A label with its values.
    ///
    /// # Errors
    /// As [`Catalogs::label`].
    pub(super) fn label(&self, id: &str, values: &[(&str, Argument)]) -> Result<String> {
        self.catalogs.label(&self.tag, id, values)
    }

    /// `Blad 00118`.
    ///
    /// # Errors
    /// When the language has no such label.
    pub(super) fn number(&self, number: u32) -> Result<String> {
        self.label("print-number", &[("number", Argument::Text(&format!("{number:05}")))])
    }

    /// A day with its weekday, and the time if there is one.
    pub(super) fn day(&self, day: NaiveDate, time: Option<NaiveTime>) -> String {
        match time {
            Some(time) => self.formatter.datetime_in_words(day.and_time(time), DateStyle::Full),
            None => self.formatter.date(day, DateStyle::Full),
        }
    }

    /// A day without its weekday.
    pub(super) fn date(&self, day: NaiveDate) -> String {
        self.formatter.date(day, DateStyle::Long)
    }

    /// The language as Typst knows it: code, region.
    pub(super) fn language(&self) -> (Value, Value) {
        let region = self.tag.html().split('-').skip(1).find(|part| part.len() == 2);
        (self.tag.primary().into_value(), region.map_or(Value::None, IntoValue::into_value))
    }
}
