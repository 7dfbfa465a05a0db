//! The `when` and `expires` rules of a message: what they say, and how they are read.
//!
//! ```text
//! when    = moment | "every" span "from" moment "until" moment ["at" HH:MM] | event ["+" delay]
//! moment  = anchor [("+" | "-") span] ["at" HH:MM]
//! anchor  = "start" | "deadline"
//! event   = "migrated" | "failed"
//! span    = N ("d" | "day(s)" | "w" | "week(s)" | "workday(s)")
//! delay   = N ("m" | "h" | "d")
//! ```

use std::fmt;

use chrono::{NaiveTime, TimeDelta};

/// When a message is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// Once, at a moment of the wave.
    Once(Moment),
    /// Again and again: the first time one `every` after `from`, the last not after `until`.
    Every {
        /// The distance between two occurrences.
        every: Span,
        /// Counting starts here.
        from: Moment,
        /// No occurrence lies after this.
        until: Moment,
        /// Time of day of every occurrence.
        time: Option<NaiveTime>,
    },
    /// When something happens to the person.
    Event {
        /// What happens.
        event: Event,
        /// How long after it.
        delay: TimeDelta,
    },
}

/// A moment relative to a wave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Relative to what.
    pub anchor: Anchor,
    /// How far from it; negative is before.
    pub offset: Span,
    /// Time of day; the opening of the window (for `when`) or the anchor's own instant (for `expires`) when absent.
    pub time: Option<NaiveTime>,
}

/// What a moment is relative to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The wave's start day.
    Start,
    /// The wave's deadline day.
    Deadline,
}

/// A distance in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Calendar days.
    Days(i32),
    /// Working days of the campaign's calendar; the anchor's own day does not count.
    Workdays(i32),
}

/// Something that happens to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// The last of the person's devices turned up in the new system.
    Migrated,
    /// Enrolment failed.
    Failed,
}

/// Why a rule cannot be read, and at which character of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    /// 0-based offset in characters.
    pub offset: usize,
    /// How many characters are meant.
    pub width: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}

impl Span {
    /// The signed number of days, whatever their kind.
    pub fn count(self) -> i32 {
        match self {
            Span::Days(n) | Span::Workdays(n) => n,
        }
    }
}

impl Event {
    /// The word of the rule.
    pub fn as_str(self) -> &'static str {
        match self {
            Event::Migrated => "migrated",
            Event::Failed => "failed",
        }
    }
}

impl When {
    /// The expiry of a rule that names none: a message about what is coming expires when it has come (`start` or
    /// `deadline`), one sent between start and deadline expires at the deadline, one about what has been a week
    /// after its anchor. Occurrences of `every` also expire when the next one is due; events after a week.
    pub fn default_expiry(&self) -> Option<Moment> {
        let at = |anchor, days| Moment { anchor, offset: Span::Days(days), time: None };
        match self {
            When::Once(Moment { anchor: Anchor::Start, offset, .. }) if offset.count() < 0 => {
                Some(at(Anchor::Start, 0))
            }
            When::Once(Moment { anchor: Anchor::Start, .. }) => Some(at(Anchor::Deadline, 0)),
            When::Once(Moment { anchor: Anchor::Deadline, offset, .. }) if offset.count() < 0 => {
                Some(at(Anchor::Deadline, 0))
            }
            When::Once(Moment { anchor: Anchor::Deadline, offset, .. }) => {
                Some(Moment { anchor: Anchor::Deadline, offset: Span::Days(offset.count() + 7), time: None })
            }
            When::Every { until, .. } => Some(*until),
            When::Event { .. } => None,
        }
    }

    /// Reads a `when` rule.
    ///
    /// # Errors
    /// With the offset of the first word that does not fit.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        let mut words = Words::new(text);
        let when = match words.peek_word() {
            "every" => {
                words.next();
                let every = words.span()?;
                if every.count() < 1 {
                    return Err(words.wrong_last("`every` needs at least 1 day", "write `every 3 workdays …`"));
                }
                words.keyword("from")?;
                let from = words.moment()?;
                words.keyword("until")?;
                let until = words.moment()?;
                // `until deadline at 10:00` reads as the time of the occurrences, not of the bound.
                When::Every { every, from, until: Moment { time: None, ..until }, time: until.time.or(from.time) }
            }
            "migrated" | "failed" => {
                let event = if words.next().text == "migrated" { Event::Migrated } else { Event::Failed };
                let delay = if words.peek_word() == "+" {
                    words.next();
                    words.delay()?
                } else {
                    TimeDelta::zero()
                };
                When::Event { event, delay }
            }
            _ => When::Once(words.moment()?),
        };
        words.end()?;
        Ok(when)
    }
}

impl Moment {
    /// Reads a moment, as in `expires: deadline + 2d at 17:00`.
    ///
    /// # Errors
    /// With the offset of the first word that does not fit.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        let mut words = Words::new(text);
        let moment = words.moment()?;
        words.end()?;
        Ok(moment)
    }
}

#[derive(Debug, Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    offset: usize,
}

struct Words<'a> {
    words: Vec<Word<'a>>,
    at: usize,
    length: usize,
}

const FORMS: &str = "write for example `start - 14d at 09:00`, `every 3 workdays from start until deadline at 10:00` or `migrated + 1h`";

impl<'a> Words<'a> {
    /// Splits into words, signs, and numbers apart from their units (`14d` is two).
    fn new(text: &'a str) -> Self {
        let mut words: Vec<Word<'a>> = Vec::new();
        let mut class = Class::Space;
        for (offset, (byte, c)) in text.char_indices().enumerate() {
            let this = Class::of(c);
            let end = byte + c.len_utf8();
            match words.last_mut() {
                Some(word) if this == class && this != Class::Sign && this != Class::Space => {
                    let begin = word.text.as_ptr() as usize - text.as_ptr() as usize;
                    word.text = &text[begin..end];
                }
                _ if this == Class::Space => {}
                _ => words.push(Word { text: &text[byte..end], offset }),
            }
            class = this;
        }
        Words { words, at: 0, length: text.chars().count() }
    }

    fn peek_word(&self) -> &'a str {
        self.words.get(self.at).map_or("", |w| w.text)
    }

    fn next(&mut self) -> Word<'a> {
        let word = self.words.get(self.at).copied().unwrap_or(Word { text: "", offset: self.length });
        self.at += 1;
        word
    }

    fn wrong(&self, word: Word<'_>, expected: &str, hint: impl Into<String>) -> RuleError {
        let found =
            if word.text.is_empty() { "the rule ends here".to_owned() } else { format!("found `{}`", word.text) };
        RuleError {
            offset: word.offset,
            width: word.text.chars().count().max(1),
            message: format!("expected {expected}, {found}"),
            hint: hint.into(),
        }
    }

    fn wrong_last(&self, message: &str, hint: &str) -> RuleError {
        let word = self.words[self.at.saturating_sub(2)];
        RuleError { offset: word.offset, width: word.text.len(), message: message.into(), hint: hint.into() }
    }

    fn keyword(&mut self, wanted: &str) -> Result<(), RuleError> {
        let word = self.next();
        if word.text == wanted { Ok(()) } else { Err(self.wrong(word, &format!("`{wanted}`"), FORMS)) }
    }

    fn end(&mut self) -> Result<(), RuleError> {
        let word = self.next();
        if word.text.is_empty() { Ok(()) } else { Err(self.wrong(word, "the end of the rule", FORMS)) }
    }

    fn moment(&mut self) -> Result<Moment, RuleError> {
        let word = self.next();
        let anchor = match word.text {
            "start" => Anchor::Start,
            "deadline" => Anchor::Deadline,
            other => {
                let known = ["start", "deadline", "migrated", "failed", "every"];
                let near = known.iter().map(|k| (strsim::damerau_levenshtein(k, other), k)).min();
                let hint = match near {
                    Some((distance, near)) if distance <= 2 && !other.is_empty() => format!("did you mean `{near}`?"),
                    _ => FORMS.to_owned(),
                };
                return Err(self.wrong(word, "`start` or `deadline`", hint));
            }
        };
        let mut offset = Span::Days(0);
        if let sign @ ("+" | "-") = self.peek_word() {
            self.next();
            let span = self.span()?;
            offset = match (sign, span) {
                ("-", Span::Days(n)) => Span::Days(-n),
                ("-", Span::Workdays(n)) => Span::Workdays(-n),
                _ => span,
            };
        }
        let time = if self.peek_word() == "at" {
            self.next();
            Some(self.time()?)
        } else {
            None
        };
        Ok(Moment { anchor, offset, time })
    }

    fn number(&mut self) -> Result<i32, RuleError> {
        let word = self.next();
        match word.text.parse::<i32>() {
            Ok(n @ 0..=1000) => Ok(n),
            _ => Err(self.wrong(word, "a number from 0 to 1000", FORMS)),
        }
    }

    fn span(&mut self) -> Result<Span, RuleError> {
        let n = self.number()?;
        let unit = self.next();
        match unit.text {
            "d" | "day" | "days" => Ok(Span::Days(n)),
            "w" | "week" | "weeks" => Ok(Span::Days(n * 7)),
            "workday" | "workdays" => Ok(Span::Workdays(n)),
            _ => Err(self.wrong(unit, "`d`, `weeks` or `workdays`", "calendar days are `d`, working days `workdays`")),
        }
    }

    fn delay(&mut self) -> Result<TimeDelta, RuleError> {
        let n = i64::from(self.number()?);
        let unit = self.next();
        match unit.text {
            "m" | "min" => Ok(TimeDelta::minutes(n)),
            "h" | "hour" | "hours" => Ok(TimeDelta::hours(n)),
            "d" | "day" | "days" => Ok(TimeDelta::days(n)),
            _ => Err(self.wrong(unit, "`m`, `h` or `d`", "write for example `migrated + 1h`")),
        }
    }

    fn time(&mut self) -> Result<NaiveTime, RuleError> {
        let word = self.next();
        NaiveTime::parse_from_str(word.text, "%H:%M")
            .map_err(|_| self.wrong(word, "a time of day", "write hours and minutes, as in `at 09:00`"))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Sign,
    Digits,
    Letters,
}

impl Class {
    fn of(c: char) -> Self {
        match c {
            c if c.is_whitespace() => Class::Space,
            '+' | '-' => Class::Sign,
            '0'..='9' | ':' => Class::Digits,
            _ => Class::Letters,
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Span::Days(n) => write!(f, "{n} d"),
            Span::Workdays(n) => write!(f, "{n} workdays"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Option<NaiveTime> {
        Some(NaiveTime::parse_from_str(text, "%H:%M").unwrap())
    }

    #[test]
    fn the_rules_of_the_guide_are_read() {
        assert_eq!(
            When::parse("start - 14d at 09:00"),
            Ok(When::Once(Moment { anchor: Anchor::Start, offset: Span::Days(-14), time: time("09:00") }))
        );
        assert_eq!(
            When::parse("deadline + 1 workday at 08:00"),
            Ok(When::Once(Moment { anchor: Anchor::Deadline, offset: Span::Workdays(1), time: time("08:00") }))
        );
        assert_eq!(
            When::parse("migrated + 1h"),
            Ok(When::Event { event: Event::Migrated, delay: TimeDelta::hours(1) })
        );
        assert_eq!(
            When::parse("every 3 workdays from start until deadline at 10:00"),
            Ok(When::Every {
                every: Span::Workdays(3),
                from: Moment { anchor: Anchor::Start, offset: Span::Days(0), time: None },
                until: Moment { anchor: Anchor::Deadline, offset: Span::Days(0), time: None },
                time: time("10:00"),
            })
        );
    }

    #[test]
    fn a_mistake_is_shown_where_it_is() {
        let wrong = |text: &str| {
            let e = When::parse(text).unwrap_err();
            (e.offset, e.message, e.hint)
        };
        let (offset, message, hint) = wrong("strat - 14d at 09:00");
        assert_eq!(
            (offset, message.as_str(), hint.as_str()),
            (0, "expected `start` or `deadline`, found `strat`", "did you mean `start`?")
        );
        assert_eq!(wrong("start - 14 fortnights").0, 11);
        assert_eq!(wrong("start - 14d at 9 uur").0, 15);
        assert_eq!(wrong("start - ").1, "expected a number from 0 to 1000, the rule ends here");
        assert_eq!(wrong("every 0 days from start until deadline").1, "`every` needs at least 1 day");
    }
}
