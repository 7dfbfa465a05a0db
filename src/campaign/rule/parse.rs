//! Reads the rules: words, each with where it stands, then one word after another.

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use super::{Anchor, Event, Moment, RuleError, Span, When};
use crate::error::did_you_mean;

pub(super) fn when(text: &str) -> Result<When, RuleError> {
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
        word if let Some(event) = event(word) => {
            words.next();
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

fn event(word: &str) -> Option<Event> {
    Event::ALL.into_iter().find(|event| event.as_str() == word)
}

pub(super) fn moment(text: &str) -> Result<Moment, RuleError> {
    let mut words = Words::new(text);
    let moment = words.moment()?;
    words.end()?;
    Ok(moment)
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

const A_DATE: &str = "write year, month and day, as in `2027-03-02 at 09:00`";

const FORMS: &str = "write for example `start - 14d at 09:00`, `every 3 workdays from start until deadline at 10:00` or `migrated + 1h`";

impl<'a> Words<'a> {
    /// Splits into words, signs, and numbers apart from their units (`14d` is two). Numbers with a `-` right between
    /// them are a date, which is one.
    fn new(text: &'a str) -> Self {
        let mut words: Vec<Word<'a>> = Vec::new();
        let mut class = Class::Space;
        let mut characters = text.char_indices().enumerate().peekable();
        while let Some((offset, (byte, c))) = characters.next() {
            let joins = c == '-' && class == Class::Digits;
            let digit_follows = characters.peek().is_some_and(|(_, (_, next))| next.is_ascii_digit());
            let this = if joins && digit_follows { Class::Digits } else { Class::of(c) };
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
            "appointment" => Anchor::Appointment,
            number if number.starts_with(|c: char| c.is_ascii_digit()) => Anchor::Date(self.date(word)?),
            other => {
                let known = ["start", "deadline", "appointment", "migrated", "failed", "rescheduled", "every"];
                let hint = did_you_mean(other, known, 2, || FORMS.to_owned());
                return Err(self.wrong(word, "`start`, `deadline`, `appointment` or a date", hint));
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

    fn date(&self, word: Word<'_>) -> Result<NaiveDate, RuleError> {
        NaiveDate::parse_from_str(word.text, "%Y-%m-%d").map_err(|_| {
            let mut wrong = self.wrong(word, "a date", A_DATE);
            let lengths: Vec<usize> = word.text.split('-').map(str::len).collect();
            if lengths == [4, 2, 2] {
                wrong.message = format!("there is no day {}", word.text);
            }
            wrong
        })
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
