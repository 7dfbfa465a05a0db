//! Dates, times, numbers and lists as a reader of a language writes them: the only user of ICU.
//!
//! Times have 24 hours in every language: "09:00" needs no a.m. `en` without a region means `en-GB`, because a
//! message that says `3/12` or "March 12" to Europeans is read wrongly; write `en-US` for American dates.
//! Narrow no-break spaces (U+202F), which many mail clients show as a box, become ordinary no-break spaces.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Offset, Timelike, Utc};
use chrono_tz::Tz;
use icu_calendar::Iso;
use icu_datetime::fieldsets::{self, zone};
use icu_datetime::input::{Date, DateTime as IcuDateTime, Time, UtcOffset};
use icu_datetime::{DateTimeFormatter, DateTimeFormatterPreferences, NoCalendarFormatter};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_list::ListFormatter;
use icu_list::options::{ListFormatterOptions, ListLength};
use icu_locale::Locale;
use icu_locale::preferences::extensions::unicode::keywords::{CalendarAlgorithm, HourCycle};
use icu_time::zone::IanaParser;

use super::Tag;
use super::number::Number;
use crate::error::{Error, Result};

/// How much of a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateStyle {
    /// `vrijdag 12 maart 2027`
    Full,
    /// `12 maart 2027`
    Long,
    /// `12 mrt 2027`; as [`DateStyle::Long`] in languages whose medium date is digits only (German, Arabic), which
    /// readers from elsewhere take for another day.
    Medium,
    /// `vrijdag 12 maart`
    Weekday,
}

impl DateStyle {
    /// The style of this name in templates.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "full" => DateStyle::Full,
            "long" => DateStyle::Long,
            "medium" => DateStyle::Medium,
            "weekday" => DateStyle::Weekday,
            _ => return None,
        })
    }
}

/// What one language needs to write dates, times, numbers and lists. Made once, used from many threads.
pub struct Formatter {
    full: DateTimeFormatter<fieldsets::YMDE>,
    long: DateTimeFormatter<fieldsets::YMD>,
    medium: DateTimeFormatter<fieldsets::YMD>,
    weekday: DateTimeFormatter<fieldsets::MDE>,
    time: NoCalendarFormatter<fieldsets::T>,
    full_time: DateTimeFormatter<fieldsets::YMDET>,
    long_time: DateTimeFormatter<fieldsets::YMDT>,
    medium_time: DateTimeFormatter<fieldsets::YMDT>,
    weekday_time: DateTimeFormatter<fieldsets::MDET>,
    zone: NoCalendarFormatter<zone::SpecificLong>,
    decimal: DecimalFormatter,
    list: ListFormatter,
    /// Whether a medium date names its month.
    short_months: bool,
    /// Whether the first of a month is `1er`, which CLDR has no field for.
    french: bool,
    /// How a sentence has a time, which CLDR has no field for.
    clock: Clock,
    /// Whether a comma after the day of the week is left out: CLDR has `Friday, 12 March`, the English write it without.
    without_comma: bool,
}

/// How a language has the time of day in a sentence.
#[derive(Debug, Clone, Copy)]
enum Clock {
    /// `17.00 uur`.
    Dutch,
    /// `17 h`, `17 h 05`.
    French,
    /// `17:00 Uhr`.
    German,
    /// `17:00`.
    Digits,
}

impl std::fmt::Debug for Formatter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Formatter").finish_non_exhaustive()
    }
}

impl Formatter {
    /// The formatters of a language.
    ///
    /// # Errors
    /// When the language data that is built in cannot serve it: a fault of ours.
    pub fn new(tag: &Tag) -> Result<Self> {
        let fault = |what: &str| Error::bug(format!("no language data to write {what} in `{tag}`"));
        let locale = locale_of(tag.html()).ok_or_else(|| fault("anything"))?;
        let mut prefs = DateTimeFormatterPreferences::from(&locale);
        prefs.hour_cycle = Some(HourCycle::H23);
        prefs.calendar_algorithm = Some(CalendarAlgorithm::Gregory);
        let dates = |_| fault("dates");
        let wide = ListFormatterOptions::default().with_length(ListLength::Wide);
        let medium = DateTimeFormatter::try_new(prefs, fieldsets::YMD::medium()).map_err(dates)?;
        let sample = NaiveDate::from_ymd_opt(2027, 3, 12).and_then(icu_date);
        let short_months = sample.is_some_and(|day| medium.format(&day).to_string().chars().any(char::is_alphabetic));
        Ok(Formatter {
            full: DateTimeFormatter::try_new(prefs, fieldsets::YMDE::long()).map_err(dates)?,
            long: DateTimeFormatter::try_new(prefs, fieldsets::YMD::long()).map_err(dates)?,
            medium,
            weekday: DateTimeFormatter::try_new(prefs, fieldsets::MDE::long()).map_err(dates)?,
            time: NoCalendarFormatter::try_new(prefs, fieldsets::T::hm()).map_err(dates)?,
            full_time: DateTimeFormatter::try_new(prefs, fieldsets::YMDE::long().with_time_hm()).map_err(dates)?,
            long_time: DateTimeFormatter::try_new(prefs, fieldsets::YMD::long().with_time_hm()).map_err(dates)?,
            medium_time: DateTimeFormatter::try_new(prefs, fieldsets::YMD::medium().with_time_hm()).map_err(dates)?,
            weekday_time: DateTimeFormatter::try_new(prefs, fieldsets::MDE::long().with_time_hm()).map_err(dates)?,
            zone: NoCalendarFormatter::try_new(prefs, zone::SpecificLong).map_err(dates)?,
            decimal: DecimalFormatter::try_new((&locale).into(), Default::default()).map_err(|_| fault("numbers"))?,
            list: ListFormatter::try_new_and((&locale).into(), wide).map_err(|_| fault("lists"))?,
            short_months,
            french: tag.primary() == "fr",
            clock: match tag.primary() {
                "nl" => Clock::Dutch,
                "fr" => Clock::French,
                "de" => Clock::German,
                _ => Clock::Digits,
            },
            without_comma: tag.primary() == "en",
        })
    }

    /// A date: `vrijdag 12 maart 2027`.
    pub fn date(&self, day: NaiveDate, style: DateStyle) -> String {
        let is_first = day.day() == 1;
        let Some(day) = icu_date(day) else { return day.to_string() };
        let written = clean(match style {
            DateStyle::Full => self.full.format(&day).to_string(),
            DateStyle::Long => self.long.format(&day).to_string(),
            DateStyle::Medium if self.short_months => self.medium.format(&day).to_string(),
            DateStyle::Medium => self.long.format(&day).to_string(),
            DateStyle::Weekday => self.weekday.format(&day).to_string(),
        });
        self.usual(is_first, written)
    }

    /// A date as it is written where CLDR has it otherwise: its first of the month by the French, `1er mars`, and its day of
    /// the week by the English, `Friday 12 March 2027`. Americans, who write the month first, keep the comma.
    fn usual(&self, is_first: bool, date: String) -> String {
        if let (true, Some((weekday, rest))) = (self.without_comma, date.split_once(", "))
            && rest.starts_with(|c: char| c.is_ascii_digit())
            && !weekday.contains(' ')
        {
            return format!("{weekday} {rest}");
        }
        match date.split_once("1 ") {
            Some((before, after)) if is_first && self.french => format!("{before}1er {after}"),
            _ => date,
        }
    }

    /// A time of day to the minute: `09:00`.
    pub fn time(&self, time: NaiveTime) -> String {
        clean(self.time.format(&icu_time(time)).to_string())
    }

    /// A time of day as a sentence has it: `17.00 uur`, `17 h`, `17:00 Uhr`.
    pub fn clock(&self, time: NaiveTime) -> String {
        let (hour, minute) = (time.hour(), time.minute());
        match (self.clock, minute) {
            (Clock::Dutch, _) => format!("{hour}.{minute:02}\u{a0}uur"),
            (Clock::French, 0) => format!("{hour}\u{a0}h"),
            (Clock::French, _) => format!("{hour}\u{a0}h\u{a0}{minute:02}"),
            (Clock::German, _) => format!("{}\u{a0}Uhr", self.time(time)),
            (Clock::Digits, _) => self.time(time),
        }
    }

    /// A date with its time as a sentence has it: `vrijdag 12 maart 2027 om 17.00 uur`.
    pub fn datetime_in_words(&self, at: NaiveDateTime, style: DateStyle) -> String {
        self.datetime(at, style).replacen(&self.time(at.time()), &self.clock(at.time()), 1)
    }

    /// A date with its time: `vrijdag 12 maart 2027 om 17:00`.
    pub fn datetime(&self, at: NaiveDateTime, style: DateStyle) -> String {
        let Some(date) = icu_date(at.date()) else { return at.to_string() };
        let is_first = at.day() == 1;
        let at = IcuDateTime { date, time: icu_time(at.time()) };
        let written = clean(match style {
            DateStyle::Full => self.full_time.format(&at).to_string(),
            DateStyle::Long => self.long_time.format(&at).to_string(),
            DateStyle::Medium if self.short_months => self.medium_time.format(&at).to_string(),
            DateStyle::Medium => self.long_time.format(&at).to_string(),
            DateStyle::Weekday => self.weekday_time.format(&at).to_string(),
        });
        self.usual(is_first, written)
    }

    /// The name of the time in a zone at an instant: `Midden-Europese zomertijd`.
    pub fn zone(&self, at: DateTime<Utc>, zone: Tz) -> String {
        let local = at.with_timezone(&zone);
        let seconds = local.offset().fix().local_minus_utc();
        let Some(date) = icu_date(local.date_naive()) else { return zone.name().to_owned() };
        let time = icu_time(local.time());
        let Ok(offset) = UtcOffset::try_from_seconds(seconds) else { return zone.name().to_owned() };
        let info =
            IanaParser::new().parse(zone.name()).with_offset(Some(offset)).at_date_time(IcuDateTime { date, time });
        clean(self.zone.format(&info).to_string())
    }

    /// A whole number: `1.500`.
    pub fn integer(&self, number: i64) -> String {
        clean(self.decimal.format(&Decimal::from(number)).to_string())
    }

    /// A number, with the digits after the point that it has: `12,5`.
    pub fn number(&self, number: f64) -> String {
        Number::new(number).map_or_else(|| number.to_string(), |number| self.decimal(number.decimal()))
    }

    /// A number with the digits it shows.
    pub(super) fn decimal(&self, number: &Decimal) -> String {
        clean(self.decimal.format(number).to_string())
    }

    /// A list: `a, b en c`.
    pub fn list<'a>(&self, items: impl Iterator<Item = &'a str> + Clone) -> String {
        clean(self.list.format(items).to_string())
    }
}

fn icu_date(day: NaiveDate) -> Option<Date<Iso>> {
    Date::try_new_iso(day.year(), day.month() as u8, day.day() as u8).ok()
}

fn icu_time(time: NaiveTime) -> Time {
    Time::try_new(time.hour() as u8, time.minute() as u8, time.second() as u8, 0)
        .unwrap_or_else(|_| Time::start_of_day())
}

fn clean(text: String) -> String {
    if text.contains('\u{202f}') { text.replace('\u{202f}', "\u{a0}") } else { text }
}

/// The formatters of several languages, made once.
#[derive(Debug, Default)]
pub struct Formatters(HashMap<Tag, Formatter>);

impl Formatters {
    /// Formatters for these languages.
    ///
    /// # Errors
    /// As [`Formatter::new`].
    pub fn new<'a>(tags: impl IntoIterator<Item = &'a Tag>) -> Result<Self> {
        let made = tags.into_iter().map(|tag| Ok((tag.clone(), Formatter::new(tag)?)));
        made.collect::<Result<_>>().map(Formatters)
    }

    /// The formatter of the language that is written as `tag`, with the tag.
    pub fn get(&self, tag: &str) -> Option<(&Tag, &Formatter)> {
        self.0.get_key_value(tag)
    }
}

/// The language whose data serves a tag.
fn locale_of(tag: &str) -> Option<Locale> {
    Locale::try_from_str(match tag {
        "en" => "en-GB",
        other => other,
    })
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formatter(tag: &str) -> Formatter {
        Formatter::new(&tag.parse().unwrap()).unwrap()
    }

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 3, 12).unwrap()
    }

    #[test]
    fn dates_read_as_people_write_them() {
        let cases = [
            ("nl", "vrijdag 12 maart 2027", "12 mrt 2027", "vrijdag 12 maart om 17:05"),
            ("nl-x-formal", "vrijdag 12 maart 2027", "12 mrt 2027", "vrijdag 12 maart om 17:05"),
            ("en", "Friday 12 March 2027", "12 Mar 2027", "Friday 12 March at 17:05"),
            ("en-US", "Friday, March 12, 2027", "Mar 12, 2027", "Friday, March 12 at 17:05"),
            ("de", "Freitag, 12. März 2027", "12. März 2027", "Freitag, 12. März um 17:05"),
            ("fr", "vendredi 12 mars 2027", "12 mars 2027", "vendredi 12 mars à 17:05"),
        ];
        for (tag, full, medium, weekday) in cases {
            let f = formatter(tag);
            assert_eq!(f.date(day(), DateStyle::Full), full);
            assert_eq!(f.date(day(), DateStyle::Medium), medium);
            assert_eq!(f.datetime(day().and_hms_opt(17, 5, 0).unwrap(), DateStyle::Weekday), weekday);
        }
    }

    #[test]
    fn the_first_of_a_month_is_1er_in_french() {
        let first = NaiveDate::from_ymd_opt(2027, 3, 1).unwrap();
        let fr = formatter("fr-BE");
        assert_eq!(fr.date(first, DateStyle::Full), "lundi 1er mars 2027");
        assert_eq!(fr.date(first, DateStyle::Long), "1er mars 2027");
        let moment = first.and_hms_opt(11, 1, 0).unwrap();
        assert_eq!(fr.datetime(moment, DateStyle::Weekday), "lundi 1er mars à 11:01");
        assert_eq!(fr.date(first + chrono::Days::new(10), DateStyle::Long), "11 mars 2027");
        assert_eq!(formatter("nl").date(first, DateStyle::Long), "1 maart 2027");
    }

    #[test]
    fn a_sentence_has_the_time_as_its_readers_write_it() {
        let [hour, minutes] = [(17, 0), (9, 5)].map(|(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0).unwrap());
        for (tag, on_the_hour, later) in [
            ("nl", "17.00 uur", "9.05 uur"),
            ("nl-x-formal", "17.00 uur", "9.05 uur"),
            ("de", "17:00 Uhr", "09:05 Uhr"),
            ("fr", "17 h", "9 h 05"),
            ("en", "17:00", "09:05"),
        ] {
            let written = [hour, minutes].map(|time| formatter(tag).clock(time).replace('\u{a0}', " "));
            assert_eq!(written, [on_the_hour, later], "{tag}");
        }
        let at = day().and_time(hour);
        let said = |tag: &str| formatter(tag).datetime_in_words(at, DateStyle::Weekday).replace('\u{a0}', " ");
        assert_eq!(said("nl"), "vrijdag 12 maart om 17.00 uur");
        assert_eq!(said("fr"), "vendredi 12 mars à 17 h");
        assert_eq!(said("de"), "Freitag, 12. März um 17:00 Uhr");
        assert_eq!(said("en"), "Friday 12 March at 17:00");
    }

    #[test]
    fn times_have_24_hours_and_no_narrow_space() {
        for tag in ["nl", "en", "en-US", "fr", "ar"] {
            assert_eq!(formatter(tag).time(NaiveTime::from_hms_opt(17, 5, 0).unwrap()), "17:05");
        }
        assert_eq!(formatter("en-US").time(NaiveTime::from_hms_opt(0, 30, 0).unwrap()), "00:30");
        assert_eq!(formatter("fr").integer(1500), "1\u{a0}500");
    }

    #[test]
    fn a_zone_has_its_name_of_that_day() {
        let noon = |month| NaiveDate::from_ymd_opt(2027, month, 12).unwrap().and_hms_opt(12, 0, 0).unwrap().and_utc();
        let nl = formatter("nl");
        assert_eq!(nl.zone(noon(3), Tz::Europe__Amsterdam), "Midden-Europese standaardtijd");
        assert_eq!(nl.zone(noon(6), Tz::Europe__Amsterdam), "Midden-Europese zomertijd");
    }

    #[test]
    fn numbers_and_lists() {
        let nl = formatter("nl");
        assert_eq!((nl.integer(1500), nl.number(12.5)), ("1.500".to_owned(), "12,5".to_owned()));
        assert_eq!(nl.list(["iPhone", "iPad", "Mac"].into_iter()), "iPhone, iPad en Mac");
        assert_eq!(nl.list([].into_iter()), "");
        assert_eq!(formatter("en").list(["a", "b", "c"].into_iter()), "a, b and c");
    }
}
