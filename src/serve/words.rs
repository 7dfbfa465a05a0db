//! The words of the pages in one language, with its numbers and dates.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeZone};

use crate::campaign::Localized;
use crate::error::Result;
use crate::l10n::{Argument, Catalogs, DateStyle, Tag, Voice};

/// The words of the pages in one language.
#[derive(Clone)]
pub(super) struct Words {
    pub(super) tag: Tag,
    voice: Arc<Voice>,
}

impl Words {
    /// Of a language that has a catalog.
    ///
    /// # Errors
    /// When it has none: a fault of ours.
    pub(super) fn of(language: &str, catalogs: &Catalogs) -> Result<Self> {
        let voice = catalogs.voice(language, language)?;
        Ok(Words { tag: voice.language().clone(), voice })
    }

    /// A text by its name.
    ///
    /// # Errors
    /// When there is none, or it lacks a value: a fault of ours.
    pub(super) fn say(&self, id: &str, values: &[(&str, Argument<'_>)]) -> Result<String> {
        self.voice.label(id, values)
    }

    /// A text that has one number in it.
    ///
    /// # Errors
    /// As [`say`](Self::say).
    pub(super) fn counted(&self, id: &str, n: u64) -> Result<String> {
        self.say(id, &[("n", Argument::Number(n as f64))])
    }

    /// A number.
    pub(super) fn number(&self, n: u64) -> String {
        self.voice.formatter().integer(i64::try_from(n).unwrap_or(i64::MAX))
    }

    /// A number to one place where it is small.
    pub(super) fn about(&self, n: f64) -> String {
        let rounded = if n < 9.95 { (n * 10.0).round() / 10.0 } else { n.round() };
        self.voice.formatter().number(rounded.abs())
    }

    /// A number with what it has behind the point.
    pub(super) fn decimal(&self, n: f64) -> String {
        self.voice.formatter().number(n)
    }

    /// A day: `12 mrt 2027`.
    pub(super) fn day(&self, day: NaiveDate) -> String {
        self.voice.formatter().date(day, DateStyle::Medium)
    }

    /// A day with its weekday: `vrijdag 12 maart`.
    pub(super) fn weekday(&self, day: NaiveDate) -> String {
        self.voice.formatter().date(day, DateStyle::Weekday)
    }

    /// An instant: `12 mrt 2027 09:00`.
    pub(super) fn moment<Z: TimeZone>(&self, at: DateTime<Z>) -> String {
        self.voice.formatter().datetime(at.naive_local(), DateStyle::Medium)
    }

    /// How far off a day is.
    ///
    /// # Errors
    /// As [`say`](Self::say).
    pub(super) fn distance(&self, today: NaiveDate, day: NaiveDate) -> Result<String> {
        let days = (day - today).num_days();
        self.counted(if days < 0 { "days-ago" } else { "in-days" }, days.unsigned_abs())
    }

    /// What a wave is called: as the campaign says it, else by its id. `default` is the campaign's language.
    pub(super) fn wave(&self, id: &str, name: Option<&Localized>, default: &Tag) -> String {
        name.map_or_else(|| id.to_owned(), |name| name.get(&self.tag, default).to_owned())
    }
}
